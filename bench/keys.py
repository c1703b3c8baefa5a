"""How soon a key shows while training goes on, against the same app of stock widgets."""

from __future__ import annotations

from bench.registry import Measurement, row
from bench.watching import against_stock

LARGE = (200, 50)
STOCK = "stock widgets, same content"


@row("key to screen, median, 200 × 50", against=STOCK, at_most=0.5)
def key_median() -> Measurement:
    """Presses that redraw the loss curve, while it trains at unlimited pace; in all rounds."""
    return against_stock(LARGE, lambda found: found.delay(50), "ms", 1e3)


@row("key to screen, 95 of 100, 200 × 50", against=STOCK, at_most=0.6)
def key_delay() -> Measurement:
    """As above."""
    return against_stock(LARGE, lambda found: found.delay(95), "ms", 1e3)
