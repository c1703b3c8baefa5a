"""The group of general options, and parts shared by commands without a screen."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Group
from cyclopts import Parameter as Option

DATA_FILE = Group("File", sort_key=-2)
GENERAL = Group("General", sort_key=-1)

EXIT_STATUS = """\
Exit status: 0 at the end; 1 if the worker died or something could not be written; 2 for invalid
input; 130, 143 or 129 after Ctrl-C, SIGTERM or SIGHUP.
"""


def flag(text: str, group: Group = GENERAL) -> Option:
    """An option without a value, named as its parameter; the text says what it does."""
    return Option(group=group, negative="", show_default=False, help=text)


AsJson = Annotated[
    bool,
    flag("Print JSON Lines instead of text; numbers that float32 cannot hold are null."),
]
