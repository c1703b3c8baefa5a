"""A worker process without TensorFlow that obeys every command, in numpy, on few samples."""

from __future__ import annotations

import asyncio
import itertools
import math
import socket
import sys
from collections.abc import Iterator

from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import (
    CARRIED_ON,
    Acknowledge,
    Command,
    Pause,
    Race,
    Run,
    Save,
    SaveRun,
    SetPace,
    Store,
    Watch,
    WriteEvents,
)
from engine.protocol.events import Event, RaceFrame
from engine.protocol.sweep_messages import (
    MapPhases,
    MeasureTradeoff,
    PhaseRows,
    StopSweep,
    Sweep,
    SweepEnded,
    SweepRows,
    TradeoffRows,
)
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.rows import Cell, Seeds, SweepRow
from engine.sweeps.tradeoff import TradeoffRow
from engine.worker.link import Link
from tests.fake_run import FakeRun
from tests.fake_session import FakeSession
from tests.stand_in import serve

SLICE = 20
"""Updates at a time,"""
RACED = 5
"""and of each run of a race; races, and rows of sweeps, keep to the pace."""
MOST_UPDATES = 1500
"""Of a run, all moments of which are kept."""
MOST_ROWS = 30
"""Of a sweep."""
CELLS = 97
"""Of a phase map, at a time."""
ENDS = (RunState.CONVERGED, RunState.CONVERGED, RunState.MAX_EPOCHS, RunState.DIVERGED)
"""How the runs of a phase map end."""
BESIDE = (
    Acknowledge | MapPhases | MeasureTradeoff | Pause | Race | Run | Save | SaveRun | SetPace
    | StopSweep | Store | Sweep | Watch | WriteEvents
)  # fmt: skip
"""Commands that leave a race alone."""


class Bounded(FakeSession):
    """A run that ends before it becomes large."""

    def _end(self) -> RunState | None:
        return RunState.MAX_EPOCHS if self.update >= MOST_UPDATES else super()._end()

    def _take(self, command: Command) -> None:
        match command:
            case Watch():
                self.watched = command
                self._put(self._shown())
            case _:
                self._obey(command)

    def _told(self) -> Iterator[Event]:
        while True:
            try:
                event = self._events.get_nowait()
            except asyncio.QueueEmpty:
                return
            if event is not None:
                yield event

    def _shown(self) -> Frame | RaceFrame:
        return self.frame()


class MonkeySession(Bounded):
    """One run, races, sweeps and phase maps, and one frame at a time."""

    def __init__(self, config: RunConfig, link: Link) -> None:
        super().__init__(config)
        self._link = link
        self.outbox: list[Event] = []  # all is sent at once
        self._lanes: list[FakeRun] = []
        self._pace: float | None = None
        self._frame: Frame | RaceFrame | None = self.frame()
        self._frame_out = False
        self._results: list[SweepRow | TradeoffRow | PhaseRow] = []
        self._total = 0

    @property
    def idle_seconds(self) -> float | None:
        """Seconds that it may wait for a command; None while it has nothing to do."""
        racing = self._lanes and self.state is RunState.RUNNING
        if (racing or self._results) and self._pace:
            return RACED / self._pace
        return 0.001 if self.state is RunState.RUNNING or self._results else None

    def obey(self, command: Command) -> None:
        """Carry out a command."""
        if self._lanes and not isinstance(command, BESIDE):
            self._lanes = []
            if self.state is RunState.RUNNING:
                self._enter(RunState.PAUSED)
        try:
            self._carry_out(command)
        except DescentError as error:
            self.refuse(str(error))
        self._tell()

    def _carry_out(self, command: Command) -> None:
        match command:
            case Acknowledge():
                self._frame_out = False
            case Race(configs=configs, resumes=resumes):
                self._lanes = [FakeRun(config) for config in configs]
                for lane, resume in zip(self._lanes, resumes, strict=bool(resumes)):
                    while lane.update < resume.checkpoint.update:
                        lane._make_update()
                    lane.state = resume.state
                self.config = configs[0]
                self._begin()
                if resumes:
                    self._enter(RunState.PAUSED, CARRIED_ON)
                    self._put(self._shown())
                else:
                    self._enter(RunState.RUNNING)
            case Run() if self._lanes:
                self._enter(RunState.RUNNING)
            case Pause() if self._lanes:
                self._enter(RunState.PAUSED)
                self._put(self._shown())
            case Sweep() | MeasureTradeoff() | MapPhases():
                self._leave_sweep()
                self._begin_sweep(command)
                if not self._results:
                    self._end_sweep(stopped=False)
            case StopSweep():
                self._end_sweep(stopped=True)
            case SetPace(updates_per_second=pace):
                self._pace = pace
            case _:
                self._take(command)

    def _begin_sweep(self, command: Sweep | MeasureTradeoff | MapPhases) -> None:
        match command:
            case Sweep(spec=spec, done=cells):
                few = list(enumerate(itertools.islice(spec.configs(), MOST_ROWS)))
                self._results = [_swept(k, config) for k, config in few if k not in cells]
                self._total = len(few)
            case MeasureTradeoff(spec=measured, done=done):
                self._total = len(measured.batch_sizes)
                n = self._x.size
                self._results = [
                    TradeoffRow(size, n, 90.0, True, 9, 9.0, 0.1, 0.01, n * 100.0, 89.0, 0.05)
                    for size in measured.batch_sizes[done:]
                ]
            case MapPhases(spec=plane, done=cells):
                self._total = plane.runs
                self._results = [_mapped(cell) for cell in range(plane.runs) if cell not in cells]

    def _shown(self) -> Frame | RaceFrame:
        lanes = self._lanes
        return RaceFrame(tuple(lane.frame() for lane in lanes)) if lanes else self.frame()

    def close(self) -> None:
        """It leaves nothing open."""

    def work(self) -> None:
        """A slice of everything that is under way."""
        if self._lanes and self.state is RunState.RUNNING:
            self._race()
        elif self.state is RunState.RUNNING:
            self._train(SLICE)
            self._put(self.frame())
        if self._results:
            self._give_results()
        self._tell()

    def _give_results(self) -> None:
        first, size = self._results[0], CELLS if isinstance(self._results[0], PhaseRow) else 1
        given, self._results = self._results[:size], self._results[size:]
        done = self._total - len(self._results)
        match first:
            case SweepRow():
                self._put(SweepRows((first,), done, self._total))
            case TradeoffRow():
                self._put(TradeoffRows((first,), done, self._total))
            case PhaseRow():
                rows = tuple(row for row in given if isinstance(row, PhaseRow))
                self._put(PhaseRows(rows, done, self._total))
        if not self._results:
            self._end_sweep(stopped=False)

    def _leave_sweep(self) -> None:
        """A new one stops that which is under way, as in the real worker."""
        if self._results:
            self._end_sweep(stopped=True)

    def _end_sweep(self, *, stopped: bool) -> None:
        left, self._results = len(self._results), []
        self._put(SweepEnded(self._total - left, self._total, stopped=stopped))

    def _race(self) -> None:
        for lane in self._lanes:
            for _ in range(RACED):
                if lane.state.ended:
                    break
                lane._make_update()
                lane.state = lane._end() or RunState.RUNNING
                if lane.update >= MOST_UPDATES:
                    lane.state = RunState.MAX_EPOCHS
        self._put(RaceFrame(tuple(lane.frame() for lane in self._lanes)))
        if all(lane.state.ended for lane in self._lanes):
            self._enter(self._lanes[0].state)
            self._lanes = []

    def _tell(self) -> None:
        """Send what happened; of the frames only the newest, when the last was dealt with."""
        for event in self._told():
            if isinstance(event, Frame | RaceFrame):
                self._frame = event
            else:
                self._link.send(event)
        if self._frame is not None and self.watched.frames and not self._frame_out:
            self._link.send(self._frame)
            self._frame, self._frame_out = None, True


def _swept(index: int, config: RunConfig) -> SweepRow:
    return SweepRow(
        index, Cell.of(config), Seeds.of(config), RunState.CONVERGED, 9, 9, 900, 0.1, 1,
        (9.0, 2.0), 90.0 + index, 0.01 * index, (0.1, 0.1), None, batch_samples=1,
    )  # fmt: skip


def _mapped(cell: int) -> PhaseRow:
    end = ENDS[cell % len(ENDS)]
    at = math.inf if end is RunState.DIVERGED else 9.0
    return PhaseRow(cell, end, cell % 50, cell % 50, at, 2.0)


if __name__ == "__main__":
    sys.exit(serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), MonkeySession))
