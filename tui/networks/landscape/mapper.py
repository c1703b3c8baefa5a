"""Has a landscape evaluated, takes what is kept, and keeps what is evaluated."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.errors import DescentError
from engine.networks.landscape.kept import keep, kept_landscape, kept_path
from engine.networks.landscape.result import Landscape
from engine.protocol.events import Beat, Event, Failed, Lost, Ready, Silence, Starting
from engine.protocol.landscape_messages import (
    Directions,
    Limits,
    LossPart,
    MapDone,
    MapLoss,
    PlaneKnown,
)
from tui.text.worker_words import silence_words

KEEP_SECONDS = 30.0
"""Seconds of evaluation after which it is kept, in case this process is killed."""
_ALIKE = 1e-5
"""The relative difference of the model's loss up to which kept losses belong to the same model."""

Events = Callable[[MapLoss], AsyncGenerator[Event]]


async def _nothing_to_end() -> None:
    """There is no process."""


class NotMappedError(DescentError):
    """The landscape cannot be evaluated.

    Attributes:
        usage: whether the input is the cause.
        details: for the log.
    """

    def __init__(self, text: str, details: str = "", *, usage: bool = False) -> None:
        self.usage, self.details = usage, details
        super().__init__(text)


class Mapper:
    """Evaluates a landscape, or takes it from where it is kept.

    Args:
        asked: what to evaluate.
        events: has a worker evaluate it, and yields what that says.
        end: ends the worker.
        again: whether what is kept is evaluated again.
        before: what is known of it already; None for nothing.

    Attributes:
        end: ends the worker.
        landscape: as far as it is evaluated; None before the plane is known.
        doing: what is being done; empty when nothing is.
        kept: whether all of it was kept before.
        note: what could not be kept, and why.
    """

    def __init__(
        self,
        asked: MapLoss,
        *,
        events: Events,
        end: Callable[[], Awaitable[None]] = _nothing_to_end,
        again: bool = False,
        before: Landscape | None = None,
    ) -> None:
        self._asked, self._events, self._again = asked, events, again
        self.end = end
        self.doing, self.note = "", ""
        self.landscape: Landscape | None = None
        self._file: Path | None = None
        try:
            self._file = kept_path(asked)
        except DescentError as error:
            self.note = f"not kept: {error}"
        if self._file is not None and not again:
            self.landscape = kept_landscape(self._file)
        self.kept = self.complete
        if before is not None and (self.landscape is None or self.landscape.done < before.done):
            self.landscape = before

    def of_part(self, limits: Limits) -> Mapper:
        """Another one, of a part of the plane, which shows at once what is known of it."""
        asked, shown = replace(self._asked, part=limits), self.landscape
        if shown is not None:
            first, second = (np.linspace(*ends, asked.grid) for ends in limits)
            shown = shown.part(first, second)
        return Mapper(asked, events=self._events, end=self.end, again=self._again, before=shown)

    @property
    def complete(self) -> bool:
        """Whether all points are evaluated."""
        return self.landscape is not None and self.landscape.complete

    async def changes(self) -> AsyncGenerator[None]:
        """Evaluate what is left; yields after each change.

        Closing the generator stops the worker, and keeps what was evaluated.

        Raises:
            NotMappedError: it cannot be evaluated.
        """
        if self.complete:
            return
        before, since = self.landscape, time.monotonic()
        done = frozenset() if before is None else frozenset(np.flatnonzero(before.known).tolist())
        try:
            async with aclosing(self._events(replace(self._asked, done=done))) as events:
                async for event in events:
                    if isinstance(event, PlaneKnown) and not self._take_plane(event):
                        break
                    self._take(event)
                    yield
                    if time.monotonic() - since > KEEP_SECONDS:
                        since = time.monotonic()
                        await asyncio.to_thread(self.keep)
                else:
                    return
            # What is kept is of another plane: all of it is evaluated.
            self.landscape = None
            async with aclosing(self.changes()) as others:
                async for _ in others:
                    yield
        finally:
            self.doing = ""
            if self.landscape is not before:
                self.keep()

    def keep(self) -> None:
        """Keep what is evaluated so far."""
        if self._file is not None and self.landscape is not None and self.landscape.done:
            fault = keep(self._file, self.landscape)
            self.note = f"not kept: {fault}" if fault else ""

    def _take_plane(self, plane: PlaneKnown) -> bool:
        """The plane is known; whether what was kept is on it."""
        kept = self.landscape
        directions = Directions.RANDOM if self._asked.checkpoints is None else Directions.PRINCIPAL
        if kept is None:
            self.landscape = Landscape.empty(directions, plane)
            return True
        same = all(
            np.array_equal(one, other)
            for one, other in (
                (kept.plane.first, plane.first),
                (kept.plane.second, plane.second),
            )
        )
        alike = np.isclose(kept.plane.centre, plane.centre, rtol=_ALIKE, equal_nan=True)
        if same and alike:
            self.landscape = replace(kept, plane=plane)
        return bool(same and alike)

    def _take(self, event: Event) -> None:
        match event:
            case Starting():
                self.doing = "starting TensorFlow"
            case Ready():
                self.doing = "reading the model"
            case Beat(doing=doing) if doing:
                self.doing = doing
            case Silence() as silence if silence.seconds:
                self.doing = silence_words(silence)
            case LossPart() as part:
                assert self.landscape is not None
                self.doing = "evaluating the loss"
                self.landscape = self.landscape.with_part(part)
            case MapDone(seconds=seconds):
                assert self.landscape is not None
                whole = self.landscape.seconds + seconds
                self.landscape = replace(self.landscape, seconds=whole)
            case Failed(message=message, details=details, usage=usage):
                raise NotMappedError(message, details, usage=usage)
            case Lost(reason=reason, output=output):
                raise NotMappedError(self._lost(reason), "\n".join(output))
            case _:
                pass

    def _lost(self, reason: str) -> str:
        text = f"the worker is lost: {reason}"
        if "memory" not in reason:
            return text
        chunk = self.landscape.chunk if self.landscape is not None else 0
        chunk = chunk or self._asked.chunk
        return f"{text}; evaluated {chunk:,} samples at once: try --chunk {max(chunk // 8, 1)}"
