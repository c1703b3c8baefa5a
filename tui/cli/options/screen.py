"""The options that say how the screen is written, for cyclopts."""

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
    "--fps": f"a number above 0 up to {MOST_PICTURES:g}",
    "--link": f"one of {', '.join(LinkKind)}",
}

Fps = Annotated[
    str | None,
    Option(
        name="--fps",
        group=GENERAL,
        metavar="N",
        help=f"At most so many pictures a second; a slow terminal gets fewer by itself. "
        f"[default: {STEPS[0]:g}]",
    ),
]
LinkOption = Annotated[
    str,
    Option(
        name="--link",
        group=GENERAL,
        metavar="KIND",
        help=f"slow: at most {SLOW_PICTURES:g} pictures a second, and no animations.",
    ),
]


def screen_settings(fps: str | None, link: str) -> ScreenSettings:
    """What the two options ask for.

    Raises:
        UsageError: a value that cannot be.
    """
    pictures = None
    if fps is not None:
        try:
            pictures = float(fps)
        except ValueError:
            pictures = 0.0
        if not 0 < pictures <= MOST_PICTURES:
            raise UsageError(f"--fps: '{fps}' cannot be; it takes {SCREEN_ACCEPTS['--fps']}")
    if link not in set(LinkKind):
        raise UsageError(f"--link: '{link}' cannot be; it takes {SCREEN_ACCEPTS['--link']}")
    return settings_for(LinkKind(link), pictures, os.environ)
