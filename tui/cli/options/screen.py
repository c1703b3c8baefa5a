"""The options of the screen, for cyclopts."""

# Annotations are not postponed in this module: cyclopts reads them as they are.

import os
from typing import Annotated

from cyclopts import Parameter as Option

from tui.cli.options.groups import GENERAL
from tui.cli.request import UsageError
from tui.terminal.settings import (
    MOST_PICTURES,
    SLOW_PICTURES,
    STEPS,
    LinkKind,
    ScreenSettings,
    settings_for,
)

SCREEN_ACCEPTS = {
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
    Option(
        name="--lecture",
        group=GENERAL,
        negative="",
        show_default=False,
        help="Start in the layout for a lecture (L): large numbers, thick lines, no panel.",
    ),
]


def screen_settings(fps: str | None, link: str, *, lecture: bool) -> ScreenSettings:
    """The settings from these options.

    Raises:
        UsageError: an invalid value.
    """
    pictures = None
    if fps is not None:
        try:
            pictures = float(fps)
        except ValueError:
            pictures = 0.0
        if not 0 < pictures <= MOST_PICTURES:
            raise UsageError(f"--fps: '{fps}' is invalid; must be {SCREEN_ACCEPTS['--fps']}")
    if link not in set(LinkKind):
        raise UsageError(f"--link: '{link}' is invalid; must be {SCREEN_ACCEPTS['--link']}")
    return settings_for(LinkKind(link), pictures, os.environ, lecture=lecture)
