"""What a failed worker had to say, in the program's log: tracebacks, TensorFlow's own lines."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from engine.errors import PathError
from engine.storage.log_file import LogFile, log_path


def keep_details(text: str) -> Path | None:
    """Add a text to the log; returns where, or None if there is no text or it cannot be written."""
    if not text:
        return None
    try:
        log = LogFile(log_path())
    except PathError:
        return None
    log.emit(logging.LogRecord("worker", logging.ERROR, "", 0, text, None, None))
    return log.path if os.access(log.path, os.R_OK) else None
