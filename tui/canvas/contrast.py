"""Contrast of colours, and colours brought to the contrast that makes them readable.

Colours are 0xRRGGBB. The contrast is that of WCAG 2.1, from 1 to 21.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from tui.canvas.cells import NO_COLOUR
from tui.canvas.colours import luminance
from tui.canvas.mixing import mix
from tui.canvas.palette import Palette

LEAST = 4.5
"""The least contrast at which a mark or a letter is read (WCAG 2.1, AA)."""
_STEPS = 50


def contrast(one: int, other: int) -> float:
    """The contrast of two colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: int, others: Iterable[int], towards: int, least: float = LEAST) -> int:
    """The colour, mixed with as little of `towards` as gives it this contrast to all others.

    Where no share does, `towards` itself.
    """
    grounds = tuple(others)
    for step in range(_STEPS):
        mixed = mix(colour, towards, step / _STEPS)
        if all(contrast(mixed, ground) >= least for ground in grounds):
            return mixed
    return towards


@lru_cache(maxsize=32)
def on_ground(palette: Palette, ground: int) -> Palette:
    """The palette with every mark readable on a theme's background."""
    if not palette.blend:
        return palette
    towards = 0xFFFFFF if contrast(0xFFFFFF, ground) > contrast(0, ground) else 0

    def seen(colour: int) -> int:
        return colour if colour == NO_COLOUR else readable(colour, (ground,), towards)

    return replace(
        palette,
        ground=ground,
        path=tuple(map(seen, palette.path)),
        runs=tuple(map(seen, palette.runs)),
        text=seen(palette.text),
        muted=seen(palette.muted),
        current=seen(palette.current),
        optimum=seen(palette.optimum),
        start=seen(palette.start),
        truth=seen(palette.truth),
        sample=seen(palette.sample),
        lit=seen(palette.lit),
        batch_loss=seen(palette.batch_loss),
        change=seen(palette.change),
        warning=seen(palette.warning),
    )
