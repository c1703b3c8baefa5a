"""Settings of the screen, from the command line, a key and the kind of session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tui.terminal.characters import UNICODE, Repertoire

MOST_PICTURES = 60.0
STEPS = (30.0, 15.0, 5.0, 2.0, 1.0)
"""Limits of pictures per second that the key cycles through."""
SLOW_PICTURES = 5.0
"""Limit of pictures per second over a slow link."""


class LinkKind(StrEnum):
    """The speed of the connection to the terminal."""

    AUTO = "auto"
    SLOW = "slow"


@dataclass(frozen=True)
class ScreenSettings:
    """How often the screen is painted, and whether there are animations.

    Attributes:
        pictures_per_second: the limit; a slow terminal automatically gets fewer.
        animations: whether transitions and other decoration are animated.
        lecture: whether the app starts in the layout for a lecture.
        shared: whether the session is shared with other terminals from the start.
        speaker: whether lessons show what is for their speaker only.
        theme: the name of the theme; empty for the one used last.
        file: remembers the theme for the next session; None remembers nothing.
        repertoire: the characters that the terminal has.
        plain: whether the app is a conversation, line by line, without a screen.
    """

    pictures_per_second: float = STEPS[0]
    animations: bool = True
    lecture: bool = False
    shared: bool = False
    speaker: bool = False
    theme: str = ""
    file: Path | None = None
    repertoire: Repertoire = UNICODE
    plain: bool = False


def settings_for(
    link: LinkKind,
    pictures_per_second: float | None,
    environment: Mapping[str, str],
    *,
    lecture: bool = False,
) -> ScreenSettings:
    """The settings for these command-line options in this environment."""
    slow = link is LinkKind.SLOW
    pictures = pictures_per_second or (SLOW_PICTURES if slow else STEPS[0])
    animations = not (slow or "SSH_CONNECTION" in environment)
    return ScreenSettings(pictures, animations=animations, lecture=lecture)


def stepped(pictures_per_second: float) -> float:
    """The next step: fewer pictures per second, then back to the most."""
    return next((step for step in STEPS if step < pictures_per_second), STEPS[0])
