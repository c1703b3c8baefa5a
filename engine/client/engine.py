"""`Engine`: the async client that owns the worker process; the library's public face.

async with Engine(config) as engine:
    await engine.run()
    async for event in engine.events():
        ...
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from engine.client.child import Child, reason_of
from engine.client.spawn import Spawned
from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import (
    Acknowledge,
    Command,
    Configure,
    Fork,
    Pause,
    Race,
    RaceBy,
    Restart,
    Resume,
    Run,
    Save,
    SaveRun,
    Seek,
    SetPace,
    Shift,
    Step,
    StepEpoch,
    Watch,
    WriteEvents,
)
from engine.protocol.events import Event, Failed, Lost, RaceFrame, Starting

if TYPE_CHECKING:
    # Sweeps cost the start of the app some milliseconds, and it may never see one.
    from engine.sweeps.spec import SweepSpec
    from engine.sweeps.tradeoff import TradeoffSpec


class Engine:
    """A run in a process of its own.

    Commands return at once; what they lead to comes as events. Those sent before the worker is
    ready wait for it. Frames are the newest or none, nothing else is ever dropped.

    Args:
        config: the first configuration.
        watch: what to report.
        resume: a run to go on with, of this configuration; None starts one.
        spawned: a worker process that was started beforehand; None starts one.
    """

    def __init__(
        self,
        config: RunConfig,
        *,
        watch: Watch | None = None,
        resume: Resume | None = None,
        spawned: Spawned | None = None,
    ) -> None:
        self._config = config
        self._watch = watch or Watch()
        self._resume = resume
        self._spawned = spawned
        self._pace: float | None = None
        self._child: Child | None = None
        self._pump: asyncio.Task[None] | None = None
        self._events: deque[Event] = deque()
        self._arrived = asyncio.Event()
        self._last_frame: Frame | None = None
        self._closed = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    # ------------------------------------------------------------------------------ process

    async def start(self) -> None:
        """Start the worker process and return at once.

        Raises:
            OSError: no process can be started.
        """
        self._put(Starting())
        spawned, self._spawned = self._spawned, None
        self._child = await Child.start(spawned)
        if self._resume is None:
            await self._send(Configure(self._config), self._watch, SetPace(self._pace))
        else:
            # Nothing of the start is told while the history is on its way.
            quiet = replace(self._watch, frames=False)
            await self._send(Configure(self._config), quiet, SetPace(self._pace))
            await self._send(self._resume, self._watch)
        self._pump = asyncio.create_task(self._receive(self._child))

    async def close(self) -> None:
        """End the worker process; `events` ends too."""
        self._closed = True
        await self._stop_child()
        self._arrived.set()

    async def revive(self) -> None:
        """Start a new worker process, which carries on from the last checkpoint. Idempotent."""
        if self._child is not None or self._closed:
            return
        if self._last_frame is not None:
            self._resume = None
        await self.start()
        frame = self._last_frame
        if frame is not None and _is_of(frame, self._config):
            # The device is no part of the run, and this worker has the one wanted now.
            config = frame.config.model_copy(update={"device": self._config.device})
            resume = replace(Resume.of(frame), config=config)
            # What was changed while there was no worker is a change like any other.
            await self._send(resume, Configure(self._config))

    @property
    def worker_pid(self) -> int | None:
        """The worker's process number; None where there is no worker."""
        return None if self._child is None else self._child.pid

    @property
    def output(self) -> tuple[str, ...]:
        """The last lines that the worker printed."""
        return () if self._child is None else tuple(self._child.output)

    async def _stop_child(self) -> None:
        child, self._child = self._child, None
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
        if child is not None:
            await child.stop()

    # ------------------------------------------------------------------------------ commands

    async def run(self) -> None:
        """Train until paused or ended; past its end if it had ended, anew if it diverged."""
        await self._send(Run())

    async def pause(self) -> None:
        """Stop training after the present slice."""
        await self._send(Pause())

    async def step(self, updates: int = 1) -> None:
        """Make so many updates, then pause."""
        await self._send(Step(updates))

    async def step_epoch(self) -> None:
        """Train to the end of the present epoch, then pause."""
        await self._send(StepEpoch())

    async def restart(self, *, run: bool = False) -> None:
        """Back to the starting point."""
        await self._send(Restart(run))

    async def take_up(self, frame: Frame) -> None:
        """Go on with the run of this frame, in place of the present one; paused, or ended."""
        self._config = frame.config
        state = RunState.PAUSED if frame.state is RunState.RUNNING else frame.state
        resume = Resume.of(frame, state=state, reason="")
        await self._send(Configure(frame.config), resume)

    async def race(self, configs: tuple[RunConfig, ...], by: RaceBy) -> None:
        """Restart these runs together, the first as the present one, and step them side by side."""
        self._config = configs[0]
        await self._send(Race(configs, by))

    async def seek(self, update: int | None) -> None:
        """Show the run as it stood after this update; None is the present."""
        await self._send(Seek(update))

    async def shift(self, *, updates: int = 0, epochs: int = 0) -> None:
        """Seek so many updates, or ends of epochs, from the moment last sought."""
        await self._send(Shift(updates, epochs))

    async def fork(self, config: RunConfig) -> None:
        """Make the moment that is shown the present, with this configuration, paused.

        Its device and data must be the present ones.
        """
        self._config = config
        await self._send(Fork(config))

    async def set_pace(self, updates_per_second: float | None) -> None:
        """So many updates a second; None is as many as the device can."""
        self._pace = updates_per_second
        await self._send(SetPace(updates_per_second))

    async def watch(self, watch: Watch) -> None:
        """Change what is reported."""
        self._watch = watch
        await self._send(watch)

    async def save(self, path: Path) -> None:
        """Write the updates kept; answered by `Saved` or `Refused`."""
        await self._send(Save(path))

    async def sweep(self, spec: SweepSpec) -> None:
        """Train all runs of a sweep; told by `SweepRows` and, at last, `SweepEnded`."""
        from engine.protocol.sweep_messages import Sweep

        await self._send(Sweep(spec))

    async def measure_tradeoff(self, spec: TradeoffSpec) -> None:
        """Measure batch sizes on the device; told by `TradeoffRows` and `SweepEnded`."""
        from engine.protocol.sweep_messages import MeasureTradeoff

        await self._send(MeasureTradeoff(spec))

    async def stop_sweep(self) -> None:
        """Leave the sweep or measurement; what has ended of it was told."""
        from engine.protocol.sweep_messages import StopSweep

        await self._send(StopSweep())

    async def save_run(self, folder: Path, *, over: bool = False) -> None:
        """Write the whole run as this folder; answered by `Saved` or `Refused`."""
        await self._send(SaveRun(folder, over))

    async def write_events(self, folder: Path) -> None:
        """Write event files for TensorBoard; answered by `Saved` or `Refused`."""
        await self._send(WriteEvents(folder))

    async def configure(self, config: RunConfig) -> None:
        """Change the configuration: live where that can be, else with a restart.

        Another device needs another process, since TensorFlow fixes its devices when it starts; it
        carries on from the last checkpoint.
        """
        other_device = config.device != self._config.device
        self._config = config
        if other_device and self._child is not None:
            await self._stop_child()
            await self.revive()
        else:
            await self._send(Configure(config))

    async def _send(self, *commands: Command) -> None:
        if self._child is not None:
            for command in commands:
                await self._child.send(command)

    # ------------------------------------------------------------------------------ events

    async def events(self) -> AsyncIterator[Event]:
        """All events, until the engine is closed.

        A frame counts as dealt with when the event after it is asked for: just then the worker may
        send another, so a slow consumer slows the frames and not the training.
        """
        while True:
            while self._events:
                event = self._events.popleft()
                yield event
                if isinstance(event, Frame | RaceFrame):
                    await self._send(Acknowledge())
            if self._closed:
                return
            self._arrived.clear()
            await self._arrived.wait()

    def _put(self, event: Event) -> None:
        self._events.append(event)
        self._arrived.set()

    async def _receive(self, child: Child) -> None:
        failed = False
        with contextlib.suppress(EOFError):
            while True:
                event = await child.receive()
                failed = failed or isinstance(event, Failed)
                if isinstance(event, RaceFrame):
                    self._last_frame = event.frames[0]
                if isinstance(event, Frame) and event.of is None:
                    self._last_frame = event
                self._put(event)
        status = await child.wait()
        self._child = None
        reason = "it could not go on" if failed else reason_of(status)
        self._put(Lost(reason, tuple(child.output)))


def _is_of(frame: Frame, config: RunConfig) -> bool:
    """Whether the frame's run is one of this configuration: the same samples, the same start."""
    return frame.config.data == config.data and frame.config.start == config.start
