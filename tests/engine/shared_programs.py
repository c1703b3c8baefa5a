"""Compiled programs that go from test to test: compiling costs most of the time of these tests.

A run's programs depend on its samples in number alone; what else they hold (the neuron's
parameters, the optimizers' state) is reset before they are handed on. They are handed on once the
run that had them is gone, so that no two runs ever share any.
"""

from __future__ import annotations

import weakref
from typing import Any

from engine.data.dataset import Dataset
from engine.worker.training import trainer
from engine.worker.training.keras_optimizers import adopt_slots
from engine.worker.training.programs import Programs

_idle: dict[str, list[dict[str, Any]]] = {}


class SharedPrograms(Programs):
    """Programs that begin with what those of an earlier run have compiled."""

    def __init__(self, dataset: Dataset, device: str) -> None:
        super().__init__(dataset, device)
        idle = _idle.setdefault(device, [])
        if idle:
            vars(self).update(idle.pop())
            for optimizer, fresh in self._optimizers.values():
                adopt_slots(optimizer, fresh, {})
        compiled = {name: vars(self)[name] for name in ("_neuron", "_optimizers", "_loops")}
        weakref.finalize(self, idle.append, compiled)


def share() -> None:
    """Let every trainer made from now on take shared programs."""
    vars(trainer)["Programs"] = SharedPrograms
