"""The sizes of the screen at which the layout changes, as CSS classes."""

from __future__ import annotations

LEAST_SIZE = (60, 16)
HORIZONTAL = [(0, "-tiny"), (LEAST_SIZE[0], "-narrow"), (100, "-normal"), (160, "-wide")]
"""The least widths, and the class from there on."""
VERTICAL = [(0, "-flat"), (LEAST_SIZE[1], "-short"), (32, "-tall")]
"""The least heights, and the class from there on."""


def size_classes(columns: int, rows: int) -> list[str]:
    """The classes that the breakpoints will set, for use before the first layout.

    Without them the first layout would differ, and all plots would be drawn twice.
    """
    return [
        [name for least, name in breakpoints if length >= least][-1]
        for length, breakpoints in ((columns, HORIZONTAL), (rows, VERTICAL))
    ]
