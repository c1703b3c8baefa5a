"""What the web server says of requests that fail: a line on stderr, with the details in the log."""

from __future__ import annotations

import logging

from aiohttp.http_exceptions import HttpProcessingError

from tui.cli.output import complain
from tui.terminal.faults import in_words

_OF_THE_VISITOR = (HttpProcessingError, ConnectionError)
"""Requests that are none, such as those of port scanners, and visitors that have left."""


class _Complaints(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, _OF_THE_VISITOR):
            return
        why = record.getMessage() if error is None else in_words(error)
        complain(f"a request failed: {why}", self.format(record))


def failures() -> logging.Logger:
    """The logger for the server."""
    log = logging.getLogger(__name__)
    log.propagate, log.handlers = False, [_Complaints()]
    return log
