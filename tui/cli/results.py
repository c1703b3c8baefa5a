"""The file of --output: checked before anything is computed, written once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.errors import PathError
from tui.cli.request import UsageError
from tui.cli.work import WorkFailedError
from tui.text.files import check_results_path
from tui.text.numbers import whole

Write = Callable[[Path], None]


class WantedResults:
    """The file of the results, or none.

    Args:
        target: the requested file; None for none.
        one, many: the name of a result, singular and plural.
        check: refuses a file that could not be written.

    Raises:
        UsageError: the file cannot be written.
    """

    def __init__(
        self,
        target: Path | None,
        one: str,
        many: str,
        check: Callable[[Path], None] = check_results_path,
    ) -> None:
        self._target, self._one, self._many = target, one, many
        self._tried = False
        try:
            if target is not None:
                check(target)
        except PathError as error:
            raise UsageError(f"--output: {error}") from None

    def write(self, count: int, write: Write) -> str:
        """Write the results, if there are any; returns a message, or "".

        Does nothing the second time.

        Raises:
            WorkFailedError: the file cannot be written; an existing one is unchanged.
        """
        if self._target is None or self._tried:
            return ""
        self._tried = True
        if not count:
            return f"nothing written to {self._target}: no results"
        try:
            write(self._target)
        except PathError as error:
            raise WorkFailedError(f"--output: {error}") from None
        return f"{whole(count)} {self._one if count == 1 else self._many} written to {self._target}"

    def rescue(self, count: int, write: Write) -> str:
        """Write the results after a failure; returns the text to append to the error line."""
        if not count:
            return ""
        try:
            words = self.write(count, write)
        except WorkFailedError as error:
            words = str(error)
        return f"; {words}" if words else ""
