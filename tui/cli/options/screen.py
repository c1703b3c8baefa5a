"""The options of the screen, for cyclopts."""

# Annotations are not postponed in this module: cyclopts reads them as they are.

import os
from dataclasses import replace
from typing import Annotated

from cyclopts import Parameter as Option

from engine.nearest import nearest
from tui.cli.options.groups import GENERAL, flag
from tui.cli.options.numbers import above_0
from tui.cli.request import UsageError
from tui.terminal.settings import (
    MOST_PICTURES,
    SLOW_PICTURES,
    STEPS,
    LinkKind,
    ScreenSettings,
    settings_for,
)

_THEMES = (
    "dark, light, dark-contrast, light-contrast, dark-safe, light-safe, or a theme of Textual"
    " such as nord"
)
SCREEN_ACCEPTS = {
    "--theme": _THEMES,
    "--fps": f"a number above 0, at most {MOST_PICTURES:g}",
    "--link": f"one of {', '.join(LinkKind)}",
}

Fps = Annotated[
    str | None,
    Option(
        name="--fps",
        group=GENERAL,
        metavar="N",
        help=f"Most pictures per second; a slow terminal automatically gets fewer. "
        f"[default: {STEPS[0]:g}]",
    ),
]
LinkOption = Annotated[
    str,
    Option(
        name="--link",
        group=GENERAL,
        metavar="KIND",
        help=f"slow: at most {SLOW_PICTURES:g} pictures per second, and no animations.",
    ),
]
Lecture = Annotated[
    bool,
    flag("Start in the layout for a lecture (L): large numbers, thick lines, no panel."),
]

Plain = Annotated[
    bool,
    flag("Line by line, for screen readers and plain terminals: type words, read sentences."),
]
Resume = Annotated[
    bool,
    flag("Continue the newest session that no open app is using: its run, kept runs and sweeps."),
]
Share = Annotated[
    bool,
    flag("Share the session with your other terminals on this machine: descent attach."),
]
ThemeName = Annotated[
    str | None,
    Option(
        name="--theme",
        group=GENERAL,
        metavar="NAME",
        help=f"{_THEMES}. [default: the one used last]",
    ),
]


def screen_settings(
    fps: str | None,
    link: str,
    theme: str | None,
    *,
    lecture: bool,
    plain: bool = False,
    share: bool = False,
) -> ScreenSettings:
    """The settings from these options.

    Raises:
        UsageError: an invalid value.
    """
    pictures = None
    if fps is not None:
        pictures = above_0("--fps", fps, SCREEN_ACCEPTS["--fps"], MOST_PICTURES)
    if link not in set(LinkKind):
        raise UsageError(f"--link: '{link}' is invalid; must be {SCREEN_ACCEPTS['--link']}")
    settings = settings_for(LinkKind(link), pictures, os.environ, lecture=lecture)
    return replace(settings, theme=_known_theme(theme or ""), plain=plain, shared=share)


def _known_theme(name: str) -> str:
    """The name, if there is a theme of that name.

    Raises:
        UsageError: there is none.
    """
    if name:
        from tui.app.theme import full_name, theme_names

        if not full_name(name):
            near = nearest(name, theme_names())
            hint = f"; did you mean {near}?" if near else ""
            accepts = SCREEN_ACCEPTS["--theme"]
            raise UsageError(f"--theme: '{name}' is invalid; must be {accepts}{hint}")
    return name
