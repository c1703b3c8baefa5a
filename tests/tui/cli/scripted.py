"""An engine that follows a script, for commands without a screen."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from types import TracebackType
from typing import Self

import numpy as np

from engine.config.run import RunConfig
from engine.history.reached import Reached
from engine.history.values import RunState, Series
from engine.protocol.commands import ClientCommand, Pause, Watch
from engine.protocol.events import (
    EpochRows,
    Event,
    Ready,
    Starting,
    StateChanged,
)
from engine.protocol.sweep_messages import StopSweep
from engine.storage.history_rows import RowFile, records
from tui.cli.request import Request
from tui.cli.train import run_training

SILENCE = "the worker does not answer"
READY = Ready("CPU", "2.21.0", "3.15.1", 1.0)


def rows(*epochs: tuple[int, int, float, float, float]) -> EpochRows:
    number, updates, w, b, loss = (np.array(column) for column in zip(*epochs, strict=True))
    seen = updates.astype(np.float64) * 100
    return EpochRows(Series.of(number, w, b, loss, seen, updates * 1e-6), updates)


def changed(state: RunState, reason: str = "", **values: object) -> StateChanged:
    given: dict[str, object] = {
        "updates": 20,
        "epochs": 2,
        "epoch_theta": (9.5, 1.5),
        "epoch_loss": 95.0,
        "theta": (9.75, 1.25),
        "full_loss": 94.5,
        "seconds": 0.5,
        "compile_seconds": 0.25,
    }
    return StateChanged(state, reason, Reached(**(given | values)))  # type: ignore[arg-type]


class ScriptedEngine:
    """Gives the events of a script.

    A signal in it is sent to this process; the script goes on when the engine is asked to stop. A
    function is called with the engine, and after `SILENCE` nothing comes any more.
    """

    def __init__(self, script: Iterable[object]) -> None:
        self._script = iter(list(script))
        self.commands: list[ClientCommand] = []
        self.config: RunConfig | None = None
        self.watch: Watch | None = None
        self.closed = False

    def __call__(self, config: RunConfig, watch: Watch) -> Self:
        self.config, self.watch = config, watch
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closed = True

    async def send(self, *commands: ClientCommand) -> None:
        self.commands += commands
        if Pause() in commands or StopSweep() in commands:
            self._wake()

    async def events(self) -> AsyncIterator[Event]:
        for item in self._script:
            if item is SILENCE:
                await asyncio.Event().wait()
            elif callable(item):
                item(self)
            elif isinstance(item, signal.Signals):
                woken = asyncio.Event()
                self._wake = woken.set
                os.kill(os.getpid(), item)
                await woken.wait()
            else:
                yield item  # type: ignore[misc]


def worker_writes(updates: int) -> Callable[[ScriptedEngine], None]:
    """A step of a script that adds rows to the history, as the worker does."""

    def write(engine: ScriptedEngine) -> None:
        assert engine.watch is not None and engine.watch.history is not None
        column = np.arange(1, updates + 1)
        file = RowFile(engine.watch.history)
        theta = np.stack([column * 0.5, column * 2.0], axis=1)
        file.append(records(column, theta, column + 0.25, column / 10))
        file.close()

    return write


WHOLE_RUN = [
    Starting(),
    READY,
    changed(RunState.RUNNING),
    rows((1, 10, 5.0, 0.5, 1000.25)),
    rows((2, 20, 9.5, 1.5, 95.0)),
    changed(RunState.CONVERGED, reason="the epoch loss changed little"),
]


def train(
    script: Iterable[object],
    config: RunConfig | None = None,
    patience: float = 60.0,
    **request: object,
) -> tuple[int, ScriptedEngine]:
    engine = ScriptedEngine(script)
    wanted = Request("train", **request)  # type: ignore[arg-type]
    return run_training(config or RunConfig(), wanted, engine, patience), engine
