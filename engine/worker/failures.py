"""Failures of the worker in one sentence; what TensorFlow writes belongs into the log."""

from __future__ import annotations

import re

from engine.errors import shown

_RAISED = re.compile(r"^(?:[\w.]*(?:Error|Exception)): *(?=\S)")
_MARKUP = re.compile(r"\{\{.*?\}\}|\[Op:[^\]]*\]|\[\[.*?\]\]")
_PARTED = {"AbortedError", "CancelledError", "DeadlineExceededError", "InternalError"}
_PARTED |= {"UnavailableError", "UnknownError"}
_TASK = re.compile(r"replica:\d+/task:(\d+)")
_MEMORY = "ResourceExhaustedError"
# CUDA's errors are internal ones for TensorFlow: only their text says that memory is missing.
_NO_MEMORY = re.compile(r"out[ _]of[ _]memory", re.IGNORECASE)


def sentence(error: BaseException, doing: str) -> str:
    """Why the worker cannot continue, in one line.

    Args:
        error: the exception.
        doing: what it was doing; empty if unknown.
    """
    during = f" while {doing}" if doing else ""
    if isinstance(error, ImportError):
        return f"TensorFlow cannot be imported: {plain(error)}"
    if isinstance(error, MemoryError):
        asked = plain(error)
        return f"out of memory{during}" + (f": {asked}" if asked else "")
    if is_out_of_device_memory(error):
        return f"the device is out of memory{during}; choose fewer samples or another device"
    name = type(error).__name__
    if name in _PARTED and _of_tensorflow(error) and "ollective" in str(error):
        found = _TASK.search(str(error))
        who = (
            "a process does not answer" if found is None else f"process {int(found[1]) + 1} is lost"
        )
        return f"{who}{during}; start all of them again"
    if _of_tensorflow(error):
        return f"TensorFlow failed{during}: {name}"
    text = plain(error)
    return f"the worker failed{during}: {name}" + (f": {text}" if text else "")


def plain(error: BaseException) -> str:
    """The most telling line of an exception's text, without markup and control characters.

    TensorFlow puts whole tracebacks into the text of an `ImportError`: the last line that names an
    error is the cause.
    """
    lines = [line.strip() for line in _MARKUP.sub("", str(error)).splitlines() if line.strip()]
    causes = [line for line in lines if _RAISED.match(line)]
    if causes:
        return shown(_RAISED.sub("", causes[-1]))
    return shown(lines[0]) if lines else ""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether there was no memory, of the machine or of the device."""
    return isinstance(error, MemoryError) or is_out_of_device_memory(error)


def is_out_of_device_memory(error: BaseException) -> bool:
    """Whether TensorFlow found no memory on the device."""
    said = type(error).__name__ == _MEMORY or _NO_MEMORY.search(str(error)) is not None
    return said and _of_tensorflow(error)


def _of_tensorflow(error: BaseException) -> bool:
    # By name: where TensorFlow is broken, its classes cannot be imported.
    return type(error).__module__.partition(".")[0] in ("tensorflow", "jaxlib", "keras")
