"""The time from key to screen during training, against the same app of stock widgets."""

from __future__ import annotations

from bench.registry import Measurement, row
from bench.watching import against_stock, against_unsaved

LARGE = (200, 50)
STOCK = "stock widgets, same content"


@row("key to screen, median, 200 × 50", against=STOCK, at_most=0.05)
def key_median() -> Measurement:
    """Key presses that redraw the loss curve while training at unlimited pace; over all rounds."""
    return against_stock(LARGE, lambda found: found.delay(50), "ms", 1e3)


@row("key to screen, 95 of 100, 200 × 50", against=STOCK, at_most=0.05)
def key_delay() -> Measurement:
    """As above."""
    return against_stock(LARGE, lambda found: found.delay(95), "ms", 1e3)


@row("key to screen, median, session saved", against="not saved", at_most=1.25)
def key_saving() -> Measurement:
    """As above; each key changes what is shown, and so the session is saved after it."""
    return against_unsaved(LARGE, lambda found: found.delay(50), "ms", 1e3)
