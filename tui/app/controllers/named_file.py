"""A file with a loss that a person names by hand: its code is executed once that was confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from engine.config.file_access import FILES_OFF, are_files_off
from engine.config.paths import typed_path, whole_path
from engine.config.problem import OWN_SUFFIX
from engine.errors import DescentError, PathError
from engine.problems.own.permission import (
    digest_of,
    is_latest,
    is_permitted,
    permit_digest,
    source_of,
)
from engine.protocol.commands import Restart, Revive
from engine.protocol.problem_messages import Permit
from tui.app.controllers.desk import Desk

_AGAIN = "its code is executed; if you trust it: enter again"


class NamedFile:
    """Lets the worker execute a file that was named twice in the same version.

    Args:
        desk: the tools of a controller.
        apply: changes parameters.
        refuse: shows why the value of a parameter is not used yet.
    """

    def __init__(
        self,
        desk: Desk,
        apply: Callable[[Mapping[str, object]], None],
        refuse: Callable[[str, str], None],
    ) -> None:
        self._desk, self._apply, self._refuse = desk, apply, refuse
        self._warned = ""

    def take(self, values: Mapping[str, object]) -> None:
        """Change parameters to values that a person typed here."""
        text = values.get("problem")
        if not isinstance(text, str) or not text.strip().endswith(OWN_SUFFIX):
            self._apply(values)
            return
        try:
            path = whole_path(typed_path(text.strip()))
            self._take_file(path, values)
        except (DescentError, OSError) as error:
            self._refuse("problem", str(error))

    def _take_file(self, path: Path, values: Mapping[str, object]) -> None:
        """Use this file, or ask whether to.

        Raises:
            ProblemError: it cannot be read.
            PathError: it is served, and was edited since.
        """
        source = source_of(path)
        digest, latest = digest_of(source), is_latest(source)
        if not is_permitted(source) and are_files_off():
            raise PathError(FILES_OFF)
        if not is_permitted(source) and self._warned != digest:
            self._warned = digest
            self._refuse("problem", _AGAIN)
            return
        permit_digest(digest)
        self._desk.send(Permit(digest))
        again = self._desk.model.config.problem.problem == str(path)
        self._apply({**values, "problem": str(path)})
        if again and self._desk.model.worker.lost:
            self._desk.send(Revive())
        elif again and not latest:
            # What is known of the loss is forgotten once the worker has read the file.
            self._desk.send(Restart())
