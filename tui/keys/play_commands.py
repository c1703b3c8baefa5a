"""Commands of the games: their views, and the keys that apply in them."""

from __future__ import annotations

from functools import partial

from tui.keys import enabled_in_games
from tui.keys.command import Command, Context

GAMES = (
    Command(
        "descend",
        "semicolon",
        ";",
        "descend yourself",
        "descend yourself on the hidden surface",
        Context.VIEW,
        enabled=enabled_in_games.can_descend,
    ),
    Command(
        "golf",
        "U",
        "U",
        "learning-rate golf",
        "play learning-rate golf",
        Context.VIEW,
        enabled=enabled_in_games.can_play_golf,
    ),
)

_walk = partial(
    Command, context=Context.DESCEND, palette=False, enabled=enabled_in_games.walk_goes_on
)
DESCEND = (
    _walk("walk-left", "left", "←", "left", "aim further left", footer=2, group="walk-aim"),
    _walk("walk-right", "right", "→", "right", "aim further right", footer=2, group="walk-aim"),
    _walk("walk-up", "up", "↑", "up", "aim further up", footer=2, group="walk-aim"),
    _walk("walk-down", "down", "↓", "down", "aim further down", footer=2, group="walk-aim"),
    _walk("walk-far-left", "shift+left", "shift+←", "far left", "aim five strides left"),
    _walk("walk-far-right", "shift+right", "shift+→", "far right", "aim five strides right"),
    _walk("walk-far-up", "shift+up", "shift+↑", "far up", "aim five strides up"),
    _walk("walk-far-down", "shift+down", "shift+↓", "far down", "aim five strides down"),
    _walk("walk-step", "enter", "enter", "step", "step to the target; look at the loss", footer=2),
    _walk("walk-gradient", "g", "g", "gradient", "ask for the gradient; aim downhill", footer=2),
    _walk("walk-finer", "plus", "+", "finer", "halve view and stride", footer=3, group="walk-zoom"),
    _walk(
        "walk-coarser",
        "underscore",
        "_",
        "coarser",
        "double view and stride",
        footer=3,
        group="walk-zoom",
    ),
    _walk("walk-back", "backspace", "backspace", "to the best", "go back to the lowest", footer=3),
    _walk("walk-reveal", "v", "v", "reveal", "reveal the surface; the optimizer runs", footer=2),
    Command(
        "walk-again",
        "home",
        "home",
        "start over",
        "start over, with the surface hidden",
        Context.DESCEND,
        footer=4,
        palette=False,
    ),
)

_golf = partial(Command, context=Context.GOLF, palette=False)
GOLF = (
    _golf("club-up", "up", "↑", "up", "higher learning rate: 1, 2, 5", footer=2, group="club"),
    _golf("club-down", "down", "↓", "down", "lower learning rate: 5, 2, 1", footer=2, group="club"),
    _golf(
        "club-less", "left", "←", "less", "one less in the third digit", footer=2, group="club-fine"
    ),
    _golf(
        "club-more",
        "right",
        "→",
        "more",
        "one more in the third digit",
        footer=2,
        group="club-fine",
    ),
    _golf(
        "club-little-less", "shift+left", "shift+←", "a little less", "one less in the fifth digit"
    ),
    _golf(
        "club-little-more", "shift+right", "shift+→", "a little more", "one more in the fifth digit"
    ),
    _golf("golf-rate", "", "0-9", "learning rate", "type the learning rate", footer=2),
    _golf(
        "golf-stroke",
        "enter",
        "enter",
        "stroke",
        "one update with this learning rate",
        footer=1,
        enabled=enabled_in_games.ball_is_in_play,
    ),
    _golf("golf-next", "v", "v", "next hole", "go to the tee of the next hole", footer=3),
    _golf("golf-again", "home", "home", "again", "play this hole again", footer=3),
)
