"""Sentences about a worker that is lost or does not answer."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import shown
from engine.protocol.events import IMPORTING, JOINING, Delayed, Lost, Silence, Standstill

_SEVERAL = 3
"""Deaths in a row that are worth a word."""


def silence_words(silence: Silence) -> str:
    """Why the worker does not answer, and for how long."""
    seconds = f"{silence.seconds:.0f} s"
    if silence.doing == IMPORTING and silence.how is Standstill.BUSY:
        return f"starting TensorFlow… {seconds}"
    if silence.doing == JOINING and silence.how is not Standstill.STOPPED:
        return f"{JOINING}: {seconds}"
    doing = f" ({silence.doing})" if silence.doing else ""
    match silence.how:
        case Standstill.STOPPED:
            return f"the worker is stopped (SIGSTOP): no answer for {seconds}{doing}"
        case Standstill.IDLE:
            return f"the worker hangs: no answer for {seconds}, no CPU time used{doing}"
        case Standstill.BUSY:
            return f"the worker is busy: no answer for {seconds}{doing}"


def lost_words(lost: Lost, failure: str = "") -> str:
    """Why the worker is lost, and what that cost.

    Args:
        lost: the event.
        failure: what it reported itself; empty for nothing.
    """
    why = failure or f"the worker is lost: {lost.reason}"
    row = f"; {lost.deaths} workers in a row died" if lost.deaths >= _SEVERAL else ""
    return why + row + unwritten_words(str(path) for path in lost.unwritten)


def unwritten_words(paths: Iterable[str]) -> str:
    """What was not written."""
    names = ", ".join(shown(path) for path in paths)
    return f"; not written: {names}" if names else ""


def delay_words(delayed: Delayed) -> str:
    """When the next worker starts, and why it does not start now."""
    return (
        f"the next worker starts in {delayed.seconds:.0f} s: {delayed.deaths} in a row died"
        f" ({delayed.reason})"
    )
