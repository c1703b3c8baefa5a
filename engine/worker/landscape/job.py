"""Maps the loss of a model on a plane, piece by piece, between looks for commands.

The model, its data and the compiled loss stay for other parts of the same plane.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import DataError, DescentError, shown
from engine.networks.landscape.order import order_of
from engine.networks.samples import NetworkSamples, read_samples
from engine.protocol.commands import Command
from engine.protocol.events import Event
from engine.protocol.landscape_messages import (
    LossPart,
    MapDone,
    MapLoss,
    PlaneKnown,
    StopMap,
)
from engine.worker.activity import Activity
from engine.worker.devices import Device
from engine.worker.failures import is_out_of_memory, plain
from engine.worker.landscape.checkpoints import checkpoints_of
from engine.worker.landscape.evaluator import Evaluator
from engine.worker.landscape.fit import check_inputs, check_targets, wrong_targets
from engine.worker.landscape.model import choose_loss, read_model
from engine.worker.landscape.span import Span, principal_span, random_span

TELL_SECONDS = 0.2
"""Seconds between two reports of points."""


class LandscapeJob:
    """Obeys `MapLoss`, and works until all points are evaluated.

    Args:
        request: what to map.
        device: where.
        activity: is told what is done.

    Attributes:
        outbox: events to send.
    """

    def __init__(self, request: MapLoss, device: Device, activity: Activity) -> None:
        self.outbox: list[Event] = []
        self._request, self._device, self._activity = request, device, activity
        self._begun = time.perf_counter()
        self._found: list[tuple[int, float]] = []
        self._told = self._begun
        self._left = np.empty(0, np.intp)
        self._prepare()
        self._begin(request)

    @property
    def idle_seconds(self) -> float | None:
        """How long there is nothing to do: not at all, or for ever."""
        return 0.0 if self._left.size else None

    def obey(self, command: Command) -> None:
        """Turn to another part of the plane, or to nothing."""
        match command:
            case MapLoss():
                self._begun = self._told = time.perf_counter()
                self._begin(command)
            case StopMap():
                self._leave()
            case _:
                pass

    def close(self) -> None:
        """Nothing has to be left in order."""

    def work(self) -> None:
        """Evaluate as many points as take a moment."""
        if not self._left.size:
            return
        self._activity.begin("evaluating the loss")
        rows, columns = np.divmod(self._left, self._request.grid)
        points = np.stack([self._first[columns], self._second[rows]], axis=1)
        losses = self._evaluator.next(points)
        done, self._left = self._left[: len(losses)], self._left[len(losses) :]
        self._found += zip(done.tolist(), losses.tolist(), strict=True)
        now = time.perf_counter()
        if now - self._told >= TELL_SECONDS or not self._left.size:
            self._tell()
            self._told = now
        if not self._left.size:
            self.outbox.append(MapDone(now - self._begun))

    def _tell(self) -> None:
        numbers, losses = zip(*self._found, strict=True)
        points = np.array(numbers, np.intp)
        self.outbox.append(LossPart(points, np.array(losses), self._evaluator.chunk))
        self._found.clear()

    def _prepare(self) -> None:
        request, begin = self._request, self._activity.begin
        name = shown(str(request.model))
        begin("reading the data")
        every = read_samples(request.data, request.target)
        samples = every.drawn(request.samples, request.seed)
        begin("reading the model")
        model = read_model(request.model, run_code=request.run_code)
        loss = choose_loss(model, name, request.loss)
        check_inputs(model, samples, name, shown(str(request.data)))
        begin("finding the directions")
        span = self._span(model)
        begin("compiling the loss")
        self._evaluator = Evaluator(
            model, span.directions, samples, request.chunk, self._device.name
        )
        centre = _centre(self._evaluator, model, samples, shown(str(request.data)), loss)
        note = self._device.note
        if not np.isfinite(centre):
            note = f"the loss of the model itself is {centre}"
        self._limits = span.limits
        nothing = np.empty(0)
        self._plane = PlaneKnown(
            shown(str(model.name)),
            self._evaluator.weights,
            span.moved,
            loss,
            len(samples),
            every.of,
            nothing,
            nothing,
            centre,
            span.path,
            span.updates,
            span.explained,
            span.cosine,
            self._device.title,
            note,
        )

    def _begin(self, request: MapLoss) -> None:
        """Turn to a part of the plane, of which some points may be known."""
        self._leave()
        self._request = request
        whole = self._limits if request.reach is None else (request.reach, request.reach)
        limits = request.part or whole
        self._first, self._second = (np.linspace(*ends, request.grid) for ends in limits)
        order = order_of(request.grid)
        self._left = order[~np.isin(order, list(request.done))]
        self.outbox.append(replace(self._plane, first=self._first, second=self._second))

    def _leave(self) -> None:
        """Evaluate no more of it."""
        self._left = np.empty(0, np.intp)
        self._found.clear()

    def _span(self, model: Any) -> Span:
        request = self._request
        if request.checkpoints is None:
            return random_span(model, request.seed)
        with tempfile.TemporaryDirectory(prefix="descent-") as work:
            tell: Callable[[str], None] = self._activity.begin
            found = checkpoints_of(request.checkpoints, model, Path(work), tell)
            self._activity.begin("finding the directions")
            try:
                return principal_span(model, found, str(request.checkpoints))
            except DescentError:
                raise
            except Exception as error:
                if is_out_of_memory(error):
                    raise
                reason = plain(error)
                name = shown(str(request.checkpoints))
                raise DataError(f"--checkpoints: {name}: cannot be read: {reason}") from error


def _centre(
    evaluator: Evaluator, model: Any, samples: NetworkSamples, data: str, loss: str
) -> float:
    """The loss of the model itself: the first that shows whether model, data and loss fit."""
    check_targets(model, samples, data, loss)
    try:
        return evaluator.centre()
    except DescentError:
        raise
    except Exception as error:
        if is_out_of_memory(error):
            raise
        raise wrong_targets(model, samples, data, loss, error) from error
