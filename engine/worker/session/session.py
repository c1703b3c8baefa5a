"""The session: carries out commands, trains in slices, and reports events.

Everything that the worker does except sockets and imports. Commands go into `obey`, training
happens in `work`, and events are collected in `outbox`.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker only.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.history.values import RunState
from engine.problems.own.permission import permit_digest
from engine.problems.own.version import Version
from engine.protocol.commands import (
    Acknowledge,
    Command,
    Configure,
    Fork,
    Pause,
    Race,
    Resume,
    Save,
    SaveRun,
    Seek,
    SetPace,
    Shift,
    Store,
    Watch,
    WriteEvents,
)
from engine.protocol.events import Refused, Saved
from engine.protocol.problem_messages import Evaluate, Permit
from engine.protocol.sweep_messages import MapPhases, MeasureTradeoff, StopSweep, Sweep
from engine.storage.history_file import write_history
from engine.storage.saved_run import StoredRun
from engine.worker.export.saved_run import save_run, snapshot
from engine.worker.session.background_save import POLL_SECONDS, BackgroundSave
from engine.worker.session.evaluation import Evaluation
from engine.worker.session.live_run import LiveRun
from engine.worker.session.look_back_mode import LookBackMode
from engine.worker.session.mode import Mode
from engine.worker.session.race_mode import RaceMode
from engine.worker.session.reports import Reports
from engine.worker.session.run_mode import RunMode
from engine.worker.sweeps.side_job import Aside


class Session:
    """A run, the mode of the session, and at most one sweep alongside.

    Args:
        config: the first configuration; its data are read here.
        device: TensorFlow's name of the device, such as "/CPU:0".
        clock: returns the seconds of a monotonic clock.

    Attributes:
        outbox: events to be sent, oldest first; the sender clears it.
        run: the run.

    Raises:
        DataError: the data cannot be read.
    """

    def __init__(
        self, config: RunConfig, device: str, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._reports = Reports()
        self.outbox = self._reports.outbox
        self.run = LiveRun(config, device, self._reports, clock)
        self._clock = clock
        self._mode: Mode = RunMode(self.run)
        self._aside = Aside(device)
        self._stored = BackgroundSave()
        self._evaluation = Evaluation(device)

    # ------------------------------------------------------------------------------ commands

    def obey(self, command: Command) -> None:
        """Carry out a command; an impossible one gives `Refused` and changes nothing."""
        before = self._loss
        try:
            race = self._prepare(command)
            if not self._mode.survives(command):
                self._return_to_the_run()
            if race is None:
                self._carry_out(command)
            else:
                self._mode = race
                race.begin()
        except DescentError as error:
            changes = isinstance(command, Configure | Fork)
            standing = self.run.trainer.config if changes else None
            self._reports.say(Refused(str(error), standing))
        self._check_mode()
        if self._loss[0] == before[0] and self._loss != before:
            # What was begun with another version of the file must not go on with this one.
            self._reports.say(*self._aside.obey(StopSweep()))

    @property
    def _loss(self) -> tuple[str, Version]:
        """The problem of the run, and the version of its file."""
        return self.run.trainer.config.problem.problem, self.run.trainer.version

    def _prepare(self, command: Command) -> RaceMode | None:
        """Read and check what the command needs, before anything changes; returns a new race."""
        self._mode.check(command)
        match command:
            case Configure(config=config) | Fork(config=config):
                self.run.read_data(config.data)
            case Race():
                return RaceMode(self.run, command)
            case Resume():
                self.run.check(command)
            case _:
                pass
        return None

    def _carry_out(self, command: Command) -> None:
        match command:
            case Acknowledge():
                self._reports.acknowledge()
            case Watch():
                self.run.watch(command)
            case SetPace(updates_per_second=rate):
                self.run.pace.set(rate, self._clock())
            case Save() | SaveRun() | WriteEvents():
                self._reports.say(self._export(command))
            case Store(folder=folder):
                self._stored.begin(folder, self._snapshot)
            case Sweep() | MeasureTradeoff() | MapPhases() | StopSweep():
                self._reports.say(*self._aside.obey(command))
            case Seek() | Shift() | Fork():
                self._look_back(command)
            case Permit(digest=digest):
                permit_digest(digest)
            case Evaluate():
                self._evaluation.begin(command, self.run.trainer)
            case _:
                self._mode.obey(command)

    def _look_back(self, command: Seek | Shift | Fork) -> None:
        self._mode.obey(Pause())
        if not isinstance(self._mode, LookBackMode):
            self._mode = LookBackMode(self.run)
        self._mode.obey(command)

    def _return_to_the_run(self) -> None:
        self._mode.leave()
        self._mode = RunMode(self.run)

    def _check_mode(self) -> None:
        if self._mode.over:
            self._return_to_the_run()

    def _snapshot(self) -> StoredRun:
        run = self.run
        with self._mode.in_the_present():
            return snapshot(run.trainer, run.record, self._mode.run_state, run.device)

    def _export(self, command: Save | SaveRun | WriteEvents) -> Saved:
        run = self.run
        match command:
            case Save(path=path):
                kept = run.record.updates
                write_history(path, kept.series, run.trainer.samples, run.trainer.scaling)
                return Saved(path, len(kept), kept.kept_every)
            case SaveRun():
                with self._mode.in_the_present():
                    state = self._mode.run_state
                    return save_run(command, run.trainer, run.record, state, run.device)
            case WriteEvents():
                from engine.worker.export.tensorboard import write_events

                with self._mode.in_the_present():
                    return write_events(command, run.trainer, run.record)

    # ------------------------------------------------------------------------------ work

    def close(self) -> None:
        """End, in good order."""
        self.run.close()

    @property
    def idle_seconds(self) -> float | None:
        """Seconds until there is work; None means until the next command."""
        if self._aside.busy or self._evaluation.busy:
            return 0.0
        now = self._clock()
        idle = self._mode.idle_seconds(now)
        idle = self._reports.idle_seconds(now) if idle is None else idle
        if not self._stored.busy:
            return idle
        return POLL_SECONDS if idle is None else min(idle, POLL_SECONDS)

    def work(self) -> None:
        """Do one slice of the mode's work and one of a sweep, and send a frame, if due."""
        self._mode.work()
        self._check_mode()
        self._reports.say(*self._aside.work(), *self._stored.finished(), *self._evaluation.work())
        now = self._clock()
        at_rest = self.run.state is not RunState.RUNNING
        if self._reports.frame_due(now, at_once=at_rest):
            frame = self._mode.frame()
            if frame is not None:
                self._reports.show(frame, now)
