"""The cost of the program's pictures in a terminal, against stock widgets of the same content."""

from __future__ import annotations

from bench.headless import headless_rate
from bench.registry import Measurement, row
from bench.watching import against_stock, watched

LARGE = (200, 50)
MIDDLE = (120, 40)
STOCK = "stock widgets, same content"


@row("pictures/s, 200 × 50, unlimited", against=STOCK, at_least=0.95)
def pictures() -> Measurement:
    """With training at full speed; both are set to 30."""
    return against_stock(LARGE, lambda found: found.pictures, "/s")


@row("app's CPU time a picture, 200 × 50", against=STOCK, at_most=0.12)
def cpu_a_picture() -> Measurement:
    """Of the process that draws."""
    return against_stock(LARGE, lambda found: found.cpu_a_picture, "ms", 1e3)


@row("bytes a picture, 200 × 50", against=STOCK, at_most=0.02)
def bytes_a_picture() -> Measurement:
    """At unlimited pace."""
    return against_stock(LARGE, lambda found: found.bytes_a_picture, "kB", 1e-3)


@row("bytes a picture, 120 × 40", against="2 kB", at_most=1.0)
def bytes_a_small_picture() -> Measurement:
    """On average, at unlimited pace."""
    return Measurement(watched(MIDDLE, unlimited=True).bytes_a_picture / 1e3, 2.0, "kB")


@row("updates/s, batch size 1, app open", against="without a screen", at_least=0.85)
def watched_rate() -> Measurement:
    """At unlimited pace, 120 × 40, by the clock, in both cases."""
    return Measurement(watched(MIDDLE, unlimited=True).updates, headless_rate(1), "updates/s")
