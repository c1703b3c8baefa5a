"""How the screen is to be written: by the command line, a key, and what the session is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_PICTURES = 60.0
STEPS = (30.0, 15.0, 5.0, 2.0, 1.0)
"""Pictures a second that the key goes through."""
SLOW_PICTURES = 5.0
"""Pictures a second over a slow link."""


class LinkKind(StrEnum):
    """What lies between this program and the eyes."""

    AUTO = "auto"
    SLOW = "slow"


@dataclass(frozen=True)
class ScreenSettings:
    """How often, and how lively.

    Attributes:
        pictures_per_second: no more than so many; a slow terminal gets fewer by itself.
        animations: whether anything moves that is no news.
    """

    pictures_per_second: float = STEPS[0]
    animations: bool = True


def settings_for(
    link: LinkKind, pictures_per_second: float | None, environment: Mapping[str, str]
) -> ScreenSettings:
    """What the command line asks for, in this environment."""
    slow = link is LinkKind.SLOW
    pictures = pictures_per_second or (SLOW_PICTURES if slow else STEPS[0])
    return ScreenSettings(pictures, animations=not (slow or "SSH_CONNECTION" in environment))


def stepped(pictures_per_second: float) -> float:
    """The next of the steps: fewer pictures, and after the fewest the most again."""
    return next((step for step in STEPS if step < pictures_per_second), STEPS[0])
