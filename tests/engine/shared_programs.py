"""Compiled programs that all runs of a process share: compiling costs most of the time of tests.

A run's programs depend on its samples in number alone; what else they hold is state: the neuron's
parameters and the optimizers' variables. The state of the run that used them last is put away
before another one uses them, and put back when its turn comes again.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Any

from engine.config.optimizer import OptimizerConfig
from engine.config.problem import ProblemConfig
from engine.config.run import RunConfig
from engine.data.dataset import Dataset
from engine.problems.base import Theta
from engine.problems.own.version import Version
from engine.worker.training import stepper
from engine.worker.training.keras_optimizers import (
    Slots,
    adopt_slots,
    load_slots,
    slots_of,
)
from engine.worker.training.loop import Recorded
from engine.worker.training.models.model import Model
from engine.worker.training.place import Place
from engine.worker.training.placement import Loop
from engine.worker.training.programs import Programs


@dataclass
class Shared:
    """What was compiled for a device, and the run whose state it holds."""

    model: Model
    optimizers: dict[tuple[object, ...], tuple[Any, Slots]]
    loops: dict[tuple[object, ...], Loop]
    holder: weakref.ref[SharedPrograms] | None = None


@dataclass
class State:
    """The state of a run that has to wait: θ, and the variables of the optimizers that it used."""

    theta: Theta = (0.0, 0.0)
    slots: dict[tuple[object, ...], Slots] = field(default_factory=dict)


_shared: dict[tuple[str, ProblemConfig, Version], Shared] = {}


class SharedPrograms(Programs):
    """Programs that are compiled once for all runs."""

    def __init__(
        self, problem: ProblemConfig, dataset: Dataset, device: str, replicas: int = 1
    ) -> None:
        super().__init__(problem, dataset, device, replicas)
        made = Shared(self._model, self._optimizers, self._loops)
        devices = f"{device} {replicas} {dataset.x.size}" if replicas > 1 else device
        self._all = _shared.setdefault((devices, problem, Version.of(problem)), made)
        self._model, self._optimizers = self._all.model, self._all.optimizers
        self._loops = self._all.loops
        self._waiting = State()

    def start_at(self, theta: Theta) -> None:
        self._take()
        super().start_at(theta)

    def optimizer(self, config: OptimizerConfig) -> Any:
        self._take()
        made = super().optimizer(config)
        key = config.program_key
        if key not in self._waiting.slots:
            # What another run left in it.
            adopt_slots(made, self._optimizers[key][1], {})
            self._waiting.slots[key] = {}
        return made

    def adopt(self, config: OptimizerConfig, slots: Slots) -> None:
        self._take()
        super().adopt(config, slots)

    def prepare(self, config: RunConfig, offset: int) -> Loop:
        self._take()
        return super().prepare(config, offset)

    def run(self, config: RunConfig, place: Place, updates: int) -> Recorded:
        self._take()
        return super().run(config, place, updates)

    def _take(self) -> None:
        """Put the state of this run into what is shared."""
        holder = self._all.holder() if self._all.holder else None
        if holder is self:
            return
        if holder is not None:
            holder._put_away()
        self._model.assign(self._waiting.theta)
        self._rates.clear()  # another run may have assigned others
        for key, slots in self._waiting.slots.items():
            load_slots(self._optimizers[key][0], slots)
        self._all.holder = weakref.ref(self)

    def _put_away(self) -> None:
        """Remember the state of this run, of the optimizers that it has used."""
        used = {key: slots_of(self._optimizers[key][0]) for key in self._waiting.slots}
        first, second = (float(part.numpy()) for part in self._model.variables)
        self._waiting = State((first, second), used)


def share() -> None:
    """Let every trainer made from now on take shared programs."""
    vars(stepper)["Programs"] = SharedPrograms
