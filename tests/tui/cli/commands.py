"""The commands without a screen, and a script of what an engine tells each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.commands import ClientCommand, Pause, Run
from engine.protocol.events import Event
from engine.protocol.sweep_messages import (
    MeasureTradeoff,
    StopSweep,
    Sweep,
    SweepEnded,
    SweepRows,
    TradeoffRows,
)
from tests.tui.cli.scripted import ScriptedEngine, changed, rows, worker_writes
from tests.tui.sweeps import ended_row, measured
from tui.cli.lists import sweep_spec, tradeoff_spec
from tui.cli.ports import OpenEngine
from tui.cli.request import Request
from tui.cli.sweep import run_sweep
from tui.cli.tradeoff import run_tradeoff
from tui.cli.train import run_training


@dataclass(frozen=True)
class Command:
    """A command without a screen.

    Attributes:
        run: the command itself, given its request, an engine and its patience.
        request: what it is asked for.
        option: the one that names its file; suffix: of that file.
        begin, stop: what the engine is asked for.
        some: the first result.
        rest: the results after it, to the end.
        stopped: the answer to `stop`.
        done: what stdout has of the first result alone.
        written: what is said of a file with the first result alone.
    """

    run: Callable[[Request, OpenEngine, float], int]
    request: Request
    option: str
    begin: ClientCommand
    stop: ClientCommand
    some: tuple[object, ...]
    rest: tuple[object, ...]
    stopped: Event
    done: str
    written: str

    @property
    def results(self) -> tuple[object, ...]:
        """`some`, without what writes a history that was not asked for."""
        return tuple(item for item in self.some if not callable(item))

    def __call__(
        self, *script: object, patience: float = 60.0, output: Path | None = None
    ) -> tuple[int, ScriptedEngine]:
        engine = ScriptedEngine(script)
        given = {**vars(self.request), self.option.removeprefix("--"): output}
        return self.run(Request(**given), engine, patience), engine


def _train(request: Request, engine: OpenEngine, patience: float) -> int:
    return run_training(RunConfig(), request, engine, patience)


_SWEEP = Request("sweep", lists={"batch_size": "1,2"})
_TRADEOFF = Request("tradeoff", lists={"batch_size": "1,2"})
_SWEEP_SPEC, _TRADEOFF_SPEC = sweep_spec(_SWEEP), tradeoff_spec(_TRADEOFF)

COMMANDS = {
    "train": Command(
        _train,
        Request("train"),
        "--history",
        Run(),
        Pause(),
        (
            worker_writes(20),
            changed(RunState.RUNNING),
            rows((1, 10, 5.0, 0.5, 9.0)),
        ),
        (changed(RunState.CONVERGED),),
        changed(RunState.PAUSED),
        "interrupted after 2 epochs, 20 updates",
        "20 updates",
    ),
    "sweep": Command(
        run_sweep,
        _SWEEP,
        "--output",
        Sweep(_SWEEP_SPEC),
        StopSweep(),
        (SweepRows((ended_row(_SWEEP_SPEC, 1),), 1, 2),),
        (SweepRows((ended_row(_SWEEP_SPEC, 0),), 2, 2), SweepEnded(2, 2, stopped=False)),
        SweepEnded(1, 2, stopped=True),
        "interrupted: 1 of 2 runs finished",
        "1 run written",
    ),
    "tradeoff": Command(
        run_tradeoff,
        _TRADEOFF,
        "--output",
        MeasureTradeoff(_TRADEOFF_SPEC),
        StopSweep(),
        (TradeoffRows((measured(1, 1e-6),), 1, 2),),
        (TradeoffRows((measured(2, 1e-6),), 2, 2), SweepEnded(2, 2, stopped=False)),
        SweepEnded(1, 2, stopped=True),
        "interrupted: 1 of 2 batch sizes measured",
        "1 batch size written",
    ),
}
