"""Exports of `descent train` after a run: a saved run, event files."""

from __future__ import annotations

from engine.config.run import RunConfig
from engine.errors import DescentError, PathError
from engine.protocol.commands import SaveRun, WriteEvents
from engine.protocol.events import Failed, Lost, Refused, Saved, Silence
from engine.storage.run_store import RunStore, events_folder, runs_folder
from engine.storage.run_writer import check_free
from engine.storage.targets import check_folder_target, check_new_folder
from tui.cli.output import put_aside
from tui.cli.ports import HeadlessEngine
from tui.cli.request import Request, UsageError
from tui.cli.silence import Patience
from tui.cli.work import WorkFailedError
from tui.text.saved import saved_words

Export = SaveRun | WriteEvents


class WantedExports:
    """Pending exports, made one after the other.

    Attributes:
        fault: why one failed; empty if none did.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Export]] = []
        self._saved: list[Saved] = []
        self.fault = ""

    @classmethod
    def of(cls, request: Request, config: RunConfig) -> WantedExports:
        """The exports requested on the command line.

        Raises:
            UsageError: one of them could not be written.
        """
        wanted = cls()
        if (name := request.save) is not None:
            try:
                run = RunStore(runs_folder(request.runs_dir)).path(name)
                check_free(run, over=False)
                check_folder_target(run.parent)
            except DescentError as error:
                raise UsageError(f"--save: {error}") from None
            wanted.add("--save", SaveRun(run))
        if (folder := request.tensorboard) is not None:
            try:
                check_new_folder(folder)
            except PathError as error:
                raise UsageError(f"--tensorboard: {error}") from None
            events = events_folder(folder, config, name)
            wanted.add("--tensorboard", WriteEvents(events))
        return wanted

    def add(self, option: str, export: Export) -> None:
        """Add one."""
        self._waiting.append((option, export))

    async def make(self, engine: HeadlessEngine) -> None:
        """Have the worker make all of them, up to the first that fails."""
        for option, export in self._waiting:
            self.fault = f"{option}: interrupted before it was written"
            await engine.send(export)
            self.fault = await self._answer(option, engine)
            if self.fault:
                return

    async def _answer(self, option: str, engine: HeadlessEngine) -> str:
        """Wait until one is made; returns why it failed, or ""."""
        patience = Patience()
        async for event in engine.events():
            match event:
                case Silence():
                    try:
                        patience.take(event)
                    except WorkFailedError as error:
                        return f"{option}: {error}"
                case Saved():
                    self._saved.append(event)
                    return ""
                case Refused(message=message) | Failed(message=message):
                    return f"{option}: {message}"
                case Lost(reason=reason):
                    return f"{option}: the worker is lost: {reason}"
                case _:
                    pass
        return f"{option}: the engine was closed"

    def show(self) -> None:
        """Print what was written, on stderr, because stdout contains only the report."""
        for saved in self._saved:
            put_aside(f"{saved_words(saved)}\n")
