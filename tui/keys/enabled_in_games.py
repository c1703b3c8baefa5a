"""Why a command of a game does not apply; empty if it applies."""

from __future__ import annotations

from tui.keys.enabled import not_in_view
from tui.model.situation import NO_GOLF, NO_WALK, Situation


def can_play_golf(here: Situation) -> str:
    """The loss is quadratic, and another view is shown."""
    return not_in_view("golf")(here) or ("" if here.quadratic else NO_GOLF)


def can_descend(here: Situation) -> str:
    """The app can compute the loss, and another view is shown."""
    return not_in_view("descend")(here) or ("" if here.computable else NO_WALK)


def walk_goes_on(here: Situation) -> str:
    """The surface is hidden."""
    return "the surface is revealed; home: start over" if here.over else ""


def ball_is_in_play(here: Situation) -> str:
    """The ball is not in the hole."""
    return "the ball is in the hole; v: next hole, home: again" if here.over else ""
