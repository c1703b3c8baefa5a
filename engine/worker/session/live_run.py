"""The run of a session, with its training, history and events.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.config.effective import differences
from engine.config.notes import Effect
from engine.config.parameters import PARAMETERS
from engine.config.run import DataConfig, RunConfig
from engine.data.dataset import Dataset, load
from engine.data.room import SAMPLE_BYTES, bytes_text
from engine.errors import DataError, StoreError, shown
from engine.history.changes import undone
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.problems.own.version import edited_text, other_version_text
from engine.protocol.commands import Resume, Watch
from engine.protocol.events import HistoryFailed, Notice
from engine.worker.export.resume import take_up
from engine.worker.failures import is_out_of_memory
from engine.worker.session.past import Past
from engine.worker.session.reports import Reports
from engine.worker.session.update_file import UpdateFile
from engine.worker.training.hosts.joined import joined
from engine.worker.training.hosts.orders import begin_order, end_order
from engine.worker.training.pace import Pace
from engine.worker.training.record import Record, epoch_rows
from engine.worker.training.slice_result import Advance
from engine.worker.training.trainer import Trainer


class LiveRun:
    """One run, shared by all modes of a session.

    Args:
        config: the first configuration; its data are read here.
        device: TensorFlow's name of the device, such as "/CPU:0".
        reports: receives the events of the run.
        clock: returns the seconds of a monotonic clock.

    Attributes:
        trainer, record: the run and its history.
        past: the data to return to earlier moments.
        state: the state of the run; in a race it is running too.
        pace: the limit of the training speed.

    Raises:
        DataError: the data cannot be read.
    """

    def __init__(
        self, config: RunConfig, device: str, reports: Reports, clock: Callable[[], float]
    ) -> None:
        self.device = device
        self.reports = reports
        self.clock = clock
        self.pace = Pace()
        self.state = RunState.READY
        self._file = UpdateFile()
        self._next_data: tuple[DataConfig, Dataset] | None = None
        self.trainer = self._trainer(config, _loaded(config.data))
        self._forget()

    @property
    def standstill(self) -> RunState:
        """The state in which an earlier moment is shown."""
        return RunState.PAUSED if self.trainer.update else RunState.READY

    def close(self) -> None:
        """Let the other processes of the run go."""
        if (others := joined()) is not None:
            others.tell(end_order())
            others.part()

    def frame(self, *, state: RunState | None = None, rate: float = 0.0) -> Frame:
        """The current state of the run; `rate` is its updates per second."""
        return self.record.frame(self.trainer, state or self.state, self.reports.watch, rate)

    def enter(self, state: RunState, reason: str = "", *, resumed: bool = False) -> None:
        """Enter this state, and report it; see `StateChanged`."""
        self.state = state
        self.reports.change()
        event = self.record.state_changed(self.trainer, state, reason)
        self.reports.say(replace(event, resumed=resumed))

    def pause(self) -> None:
        """Stop training, if the run is running."""
        if self.state is RunState.RUNNING:
            self.enter(RunState.PAUSED)

    def watch(self, watch: Watch) -> None:
        """Set what is reported.

        Raises:
            HistoryError: the file for all updates cannot be written.
        """
        self._file.write_to(watch.history)
        self.reports.set_watch(watch)

    # ------------------------------------------------------------------------------ training

    def go(self) -> None:
        """Prepare to train, past the end if the run has ended."""
        self.trainer.pass_end(converged=self.state is RunState.CONVERGED)
        self.past.changed()
        self.trainer.prepare()

    def train(self, updates: int) -> tuple[Advance, bool]:
        """Make up to `updates` updates; returns the result, and whether it could be written."""
        before = self.trainer.update
        advance = self.trainer.advance(updates)
        self.past.passed()
        self.record.add(advance)
        self.reports.change()
        failure = self._file.add(advance, before, self.trainer.samples, self.trainer.scaling)
        if failure:
            self.reports.say(HistoryFailed(failure))
        if advance.fault:
            self.reports.say(Notice(advance.fault))
        every = self.reports.watch.every
        if every and (rows := epoch_rows(advance, self.trainer.epoch, every)) is not None:
            self.reports.say(rows)
        return advance, not failure

    # ------------------------------------------------------------------------------ another run

    def restart(self, config: RunConfig) -> None:
        """Return to the starting point, with this configuration, on the same data.

        A file with the loss is read again if another version of it may be executed.

        Raises:
            ProblemError: that version cannot be used; nothing has changed.
        """
        version = self.trainer.version
        if version.outdated(config.problem):
            self.trainer = self._trainer(config, self.trainer.dataset)
        elif version.edited(config.problem):
            self.reports.say(Notice(edited_text(config.problem)))
        self.trainer.restart(config)
        self._forget()
        self.enter(RunState.READY)

    def read_data(self, config: DataConfig) -> None:
        """Read the data of the next configuration, so that `configure` cannot fail.

        Raises:
            DataError: the data cannot be read.
        """
        if not config.has_samples_of(self.trainer.config.data):
            self._next_data = config, _loaded(config)

    def _data(self, config: DataConfig) -> Dataset:
        read, self._next_data = self._next_data, None
        return read[1] if read is not None and read[0] == config else _loaded(config)

    def _trainer(self, config: RunConfig, dataset: Dataset) -> Trainer:
        """A run at its start.

        Raises:
            DataError: the device has no memory for the samples.
        """
        others = joined()
        try:
            if others is not None:
                others.tell(begin_order(config, dataset))
            return Trainer(config, dataset, self.device, config.batch.replicas)
        except Exception as error:
            if is_out_of_memory(error):
                raise DataError(_no_memory(config.data, f" on {self.device[1:]}")) from None
            raise

    def configure(self, config: RunConfig) -> Effect | None:
        """Apply a configuration, live if possible, otherwise with a restart.

        Returns the effect of the change; None if there was none.

        Raises:
            DataError: the data cannot be read; nothing has changed.
        """
        old = self.trainer.config
        changed = differences(old, config)
        if not changed:
            # Who takes a refused change back has seen the run go, and sees it again.
            self.reports.change()
            return None
        if {PARAMETERS[name].notes.effect for name in changed} == {Effect.LIVE}:
            self.record.change(self.trainer.update, self.trainer.epoch, changed)
            self.trainer.configure(config)
            if config.stop != old.stop:
                self.trainer.recall(self.record.epochs.series)
            self.past.changed()
            self.reports.change()
            return Effect.LIVE
        same = config.data.has_samples_of(old.data)
        if not same or config.problem != old.problem:
            dataset = self.trainer.dataset if same else self._data(config.data)
            self.trainer = self._trainer(config, dataset)
        self.restart(config)
        return Effect.RESTART

    def check(self, command: Resume) -> None:
        """Check that `resume` can continue a run.

        Raises:
            DescentError: its data, its live changes or its state do not match.
        """
        if command.config.data != self.trainer.config.data:
            raise StoreError("the run was made on other data")
        if command.config.problem != self.trainer.config.problem:
            raise StoreError("the run was made on another problem")
        version = self.trainer.version.next(command.config.problem)
        if not version.is_that_of(command.version):
            raise StoreError(other_version_text(command.config.problem))
        undone(command.config, command.changes)
        self.trainer.check(command.config, command.checkpoint)

    def resume(self, command: Resume) -> None:
        """Continue a run of another worker that was checked."""
        self.restart(undone(command.config, command.changes))
        self.past.resume(command.config, command.changes, command.epochs)
        take_up(command, self.trainer, self.record)
        self.past.changed()
        self.enter(command.state, command.reason, resumed=True)

    def replace(self, trainer: Trainer, record: Record) -> None:
        """Replace the current run by this one, which is at its start."""
        self.trainer, self.record = trainer, record
        self.past = Past(trainer)

    def arrive(self) -> None:
        """The trainer has reached an earlier moment, to be shown."""
        self.trainer.set_seconds(self.record.seconds_at(self.trainer.update))
        self.reports.change()

    def cut(self) -> None:
        """Discard everything after the trainer's current moment."""
        self.trainer.set_seconds(self.record.seconds_at(self.trainer.update))
        self.record.cut(self.trainer)
        self.trainer.recall(self.record.epochs.series)
        self.enter(self.standstill)

    def _forget(self) -> None:
        self.record = Record()
        self.past = Past(self.trainer)
        self._file.clear()
        self.reports.change()


def _loaded(config: DataConfig) -> Dataset:
    """All samples.

    Raises:
        DataError: they cannot be read, or there is no memory for them.
    """
    try:
        return load(config)
    except MemoryError:
        raise DataError(_no_memory(config)) from None


def _no_memory(config: DataConfig, where: str = "") -> str:
    if config.data is not None:
        return f"not enough memory for {shown(str(config.data))}{where}"
    needed = bytes_text(config.samples * SAMPLE_BYTES)
    return f"not enough memory{where} for {config.samples:,} samples, which need at least {needed}"
