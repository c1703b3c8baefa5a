"""A process that follows the first one: it makes the same updates, and decides nothing.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from engine.config.optimizer import OptimizerConfig
from engine.data.dataset import load
from engine.errors import DataError
from engine.history.reached import Reached
from engine.history.values import RunState
from engine.problems.own.permission import permit_digest
from engine.protocol.commands import Command, Pause
from engine.protocol.events import Event, StateChanged
from engine.protocol.problem_messages import Permit
from engine.worker.training.hosts import orders
from engine.worker.training.hosts.joined import Joined
from engine.worker.training.hosts.orders import Order, config_in, sign_of
from engine.worker.training.keras_optimizers import load_slots
from engine.worker.training.place import Place
from engine.worker.training.programs import Programs

_LOOK_SECONDS = 0.1
"""How long it waits for the first process before it looks for commands."""


class Follower:
    """Obeys the first process.

    Args:
        joined: the processes.
        device: TensorFlow's name of the first device of this one.

    Attributes:
        outbox: events to send.
    """

    def __init__(self, joined: Joined, device: str) -> None:
        self.outbox: list[Event] = []
        self._joined, self._device = joined, device
        self._waiter = ThreadPoolExecutor(1)
        self._next: Future[Order] | None = None
        self._programs: Programs | None = None
        self._over = False

    @property
    def idle_seconds(self) -> float | None:
        """How long there is nothing to do."""
        return None if self._over else 0.0

    def obey(self, command: Command) -> None:
        """A person ends it, or permits a file; nothing else can be asked of it."""
        match command:
            case Permit(digest=digest):
                permit_digest(digest)
            case Pause():
                self._end(RunState.PAUSED)
            case _:
                pass

    def work(self) -> None:
        """Do what the first process tells next, or wait for it for a moment."""
        if self._over:
            return
        if self._next is None:
            self._next = self._waiter.submit(self._joined.heard)
        try:
            order = self._next.result(_LOOK_SECONDS)
        except TimeoutError:
            return
        self._next = None
        self._follow(order)

    def close(self) -> None:
        """Nothing has to be told to anybody."""

    def _follow(self, order: Order) -> None:
        match order["do"]:
            case orders.BEGIN:
                self._begin(order)
            case orders.END:
                self._end(RunState.MAX_EPOCHS)
            case _ if self._programs is not None:
                _do(self._programs, order)

    def _begin(self, order: Order) -> None:
        config = config_in(order)
        dataset = load(config.data)
        if sign_of(dataset) != order["samples"]:
            raise DataError(
                f"{dataset.source}: not the samples that the first process has; must be the same "
                "file on each host"
            )
        self._programs = Programs(config.problem, dataset, self._device, config.batch.replicas)

    def _end(self, state: RunState) -> None:
        self._over = True
        if state.ended:
            self._joined.part()
        self.outbox.append(StateChanged(state, "", Reached.nothing()))


def _do(programs: Programs, order: dict[str, Any]) -> None:
    match order["do"]:
        case orders.OPTIMIZER:
            programs.fresh_slots(OptimizerConfig.model_validate(order["optimizer"]))
        case orders.PREPARE:
            programs.prepare(config_in(order), int(order["offset"]))
        case orders.RUN:
            config = config_in(order)
            optimizer = programs.optimizer(config.optimizer)
            load_slots(optimizer, {n: np.array(value) for n, value in order["slots"].items()})
            programs.start_at(order["theta"])
            programs.run(config, Place(*order["place"]), int(order["updates"]))
