"""Where the sessions are."""

from __future__ import annotations

from pathlib import Path

from engine.storage.platform_folders import state_folder


def sessions_folder() -> Path:
    """The folder of all sessions, in the platform's folder for the state of programs.

    Raises:
        PathError: as `state_folder`.
    """
    return state_folder() / "sessions"
