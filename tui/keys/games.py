"""Commands of the run while a game is shown, which has a point and a learning rate of its own."""

from __future__ import annotations

from tui.keys.command import Command
from tui.model.situation import Situation

DIGITS = "0123456789."
"""Characters that begin a learning rate in golf, and are no keys of the screen there."""
_MOVES_RUN = frozenset(
    (
        "run", "update", "epoch", "restart", "slower", "faster", "smaller-batch", "larger-batch",
        "lower-rate", "higher-rate", "next-optimizer", "previous-optimizer", "update-back",
        "update-on", "epoch-back", "epoch-on", "first", "present", "replay", "fork",
    )
)  # fmt: skip
_OF_PICTURE = frozenset(("bowl", "gradients", "optimizer-state"))
"""They change pictures of the run, which a game has none of."""


def refused_in_game(command: Command, here: Situation) -> str:
    """Why a command is not for the game that has the focus; empty if it is, or there is none."""
    if here.focus not in ("golf", "descend"):
        return ""
    if command.id in _OF_PICTURE:
        return "not in a game; esc: back to the run"
    hidden = here.focus == "descend" and not here.over
    if hidden and command.id == "theory":
        return "the surface is hidden; v: reveal it"
    if command.id not in _MOVES_RUN or (command.id == "run" and here.running):
        return ""
    if here.focus == "golf":
        return "of the run, not the ball; esc: back to the run"
    return "the optimizer runs after the end; v: reveal the surface" if hidden else ""
