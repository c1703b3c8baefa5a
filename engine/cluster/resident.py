"""The engine that stays with a process of the cluster, so that TensorFlow starts there once.

It runs in a thread of its own, which lives as long as the process: the worker that imports
TensorFlow ends with the thread that started it.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import signal
import threading
from collections.abc import Callable
from functools import cache

from engine.client.engine import Engine
from engine.cluster.tasks import Answer, Part
from engine.config.run import RunConfig
from engine.protocol.commands import Watch
from engine.protocol.events import Failed, Lost, Ready, Refused
from engine.protocol.problem_messages import Permit
from engine.protocol.sweep_messages import StopSweep, Sweep, SweepEnded, SweepRows
from engine.sweeps.rows import SweepRow

_LOOK_SECONDS = 0.5


class Resident:
    """Trains parts of sweeps, one at a time.

    Attributes:
        one: held while a part is being trained; others wait.
    """

    def __init__(self) -> None:
        self.one = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._engine: Engine | None = None
        self._device = ""
        self._name = ""
        threading.Thread(target=self._loop.run_forever, name="descent", daemon=True).start()
        atexit.register(self.close)

    def train(self, part: Part, wanted: Callable[[], bool]) -> Answer:
        """Train the runs of a part.

        Args:
            part: the runs.
            wanted: whether anybody still waits for them; called from time to time.

        Raises:
            RuntimeError: the worker failed.
        """
        with self.one:
            work = asyncio.run_coroutine_threadsafe(self._train(part, wanted), self._loop)
            return work.result()

    def close(self) -> None:
        """End the engine's worker, as the last thing: the engine cannot, for it needs a thread."""
        engine = self._engine
        if engine is not None and engine.worker_pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(engine.worker_pid, signal.SIGKILL)

    async def _end(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.close()

    async def _train(self, part: Part, wanted: Callable[[], bool]) -> Answer:
        try:
            return await self._follow(await self._started(part.spec.base), part, wanted)
        except BaseException:
            await self._end()  # the next part begins with a new worker
            raise

    async def _started(self, config: RunConfig) -> Engine:
        device = config.device.device
        if self._device != device:
            await self._end()
        if self._engine is None:
            # The sweep has its own data; the engine's run is never started.
            blank = RunConfig(device=config.device)
            self._engine, self._device = Engine(blank, watch=Watch(frames=False)), device
            await self._engine.start()
        return self._engine

    async def _follow(self, engine: Engine, part: Part, wanted: Callable[[], bool]) -> Answer:
        others = frozenset(range(part.spec.runs)) - frozenset(part.runs)
        # Who asks for the sweep has named the file; the cluster executes what it is sent anyway.
        permits = [Permit(part.code)] if part.code else []
        await engine.send(*permits, Sweep(part.spec, done=others))
        watching = asyncio.create_task(_stop_unwanted(engine, wanted))
        rows: list[SweepRow] = []
        try:
            async for event in engine.events():
                match event:
                    case Ready(device=device):
                        self._name = device
                    case SweepRows(rows=more):
                        rows += more
                    case SweepEnded(seconds=seconds, compile_seconds=compiling):
                        return Answer(tuple(rows), self._name, seconds, compiling)
                    case Refused(message=message) | Failed(message=message, usage=True):
                        # What else it says of this part is not to be taken for the next one's.
                        await self._end()
                        return Answer(refused=message)
                    case Failed(message=message, details=details):
                        raise RuntimeError(f"{message}\n{details}")
                    case Lost(reason=reason, output=output):
                        raise RuntimeError("\n".join((f"the worker is lost: {reason}", *output)))
                    case _:
                        pass
        finally:
            watching.cancel()
        raise RuntimeError("the engine was closed before the end")


async def _stop_unwanted(engine: Engine, wanted: Callable[[], bool]) -> None:
    while wanted():  # noqa: ASYNC110 - only asking shows it
        await asyncio.sleep(_LOOK_SECONDS)
    await engine.send(StopSweep())


@cache
def resident() -> Resident:
    """The one of this process."""
    return Resident()
