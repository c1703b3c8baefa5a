"""Where the sessions are."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def sessions_folder() -> Path:
    """The folder of all sessions, in the platform's folder for the state of programs."""
    return platformdirs.user_state_path("descent", appauthor=False) / "sessions"
