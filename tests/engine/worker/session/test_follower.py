"""What the first process tells is enough for another one to make the same updates.

Whether two real processes do so is shown in `tests/e2e/test_hosts.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from engine.config.hosts import Hosts
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.errors import DataError
from engine.history.values import RunState
from engine.protocol.events import StateChanged
from engine.worker.session.follower import Follower
from engine.worker.training import stepper
from engine.worker.training.hosts.orders import begin_order, end_order
from engine.worker.training.programs import Programs
from engine.worker.training.trainer import Trainer
from tests.device import DEVICE


class Told:
    """Stands for the processes: keeps what is told, as it would arrive, and tells it."""

    def __init__(self) -> None:
        self.hosts = Hosts(("a:1", "b:1"), 1)
        self.said: list[str] = []
        self.parted = False

    def tell(self, order: Mapping[str, object]) -> None:
        self.said.append(json.dumps(order))

    def heard(self) -> dict[str, Any]:
        order: dict[str, Any] = json.loads(self.said.pop(0))
        return order

    def part(self) -> None:
        self.parted = True


def test_a_follower_is_where_the_first_one_is_after_every_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = Told()

    def leading(*args: Any) -> Programs:
        programs = Programs(*args)
        programs._others = told  # type: ignore[assignment]
        return programs

    monkeypatch.setattr(stepper, "Programs", leading)
    start = {"momentum": 0.9, "batch_size": 20, "shuffle": True}
    config = with_values(RunConfig(), start | {"stop": "never"})
    dataset = load(config.data)
    told.tell(begin_order(config, dataset))
    trainer = Trainer(config, dataset, DEVICE)
    follower = Follower(told, DEVICE)  # type: ignore[arg-type]

    def follow() -> None:
        while told.said:
            follower.work()

    trainer.advance(9)
    follow()
    assert follower._programs is not None
    assert follower._programs.theta == trainer.theta
    # Live changes, an end within a slice, which is taken back, and a run from the start again.
    trainer.configure(with_values(config, {"learning_rate": 0.0005, "momentum": 0.5, "epochs": 3}))
    trainer.advance(1000)
    assert (trainer.epoch, trainer.offset) == (3, 0)
    follow()
    assert follower._programs.theta == trainer.theta
    trainer.restart(config)
    trainer.advance(2)
    follow()
    assert follower._programs.theta == trainer.theta
    told.tell(end_order())
    follow()
    (event,) = follower.outbox
    assert isinstance(event, StateChanged) and event.state is RunState.MAX_EPOCHS
    assert told.parted and follower.idle_seconds is None


def test_other_samples_are_noticed() -> None:
    told = Told()
    config = RunConfig()
    other = load(with_values(config, {"seed": 1}).data)
    told.tell(begin_order(config, other))
    with pytest.raises(DataError, match="not the samples that the first process has"):
        Follower(told, DEVICE).work()  # type: ignore[arg-type]
