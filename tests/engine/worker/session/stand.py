"""A session without a process, driven by hand, and another one to compare it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.protocol.commands import (
    Acknowledge,
    Command,
    Configure,
    Restart,
    Step,
    Watch,
)
from engine.protocol.events import RaceFrame, Refused, StateChanged
from tests.device import DEVICE
from tests.engine.conftest import config_of

if TYPE_CHECKING:
    from engine.worker.session.session import Session


ENDLESS = {"stop": "never", "epochs": 10**9}


class Stand:
    """A session without a process, driven by hand: one for all tests, with what it compiled."""

    _sessions: ClassVar[dict[type[Stand], Session]] = {}

    def __init__(self, **values: object) -> None:
        from engine.worker.session.session import Session

        if type(self) not in Stand._sessions:
            Stand._sessions[type(self)] = Session(RunConfig(), DEVICE)
        self.session = Stand._sessions[type(self)]
        self.frames: list[Frame] = []
        self.states: list[StateChanged] = []
        self.refused: list[str] = []
        watch = Watch(steps=8, optimizer_state=True, optimizer_before=True, points=10_000)
        self.obey(watch, Configure(config_of(**values)), Restart())

    @property
    def config(self) -> RunConfig:
        return self.session.run.trainer.config

    def anew(self) -> Stand:
        """At the start again."""
        return type(self)(**ENDLESS)

    def settle(self) -> Frame:
        """Work until nothing is left to be done or told; gives the last frame."""
        for _ in range(100_000):
            if self.session.idle_seconds is None:
                return self.frames[-1]
            self.work()
        raise AssertionError("it never comes to rest")

    def work(self) -> None:
        self.session.work()
        self._listen()

    def _listen(self) -> None:
        told = list(self.session.outbox)
        self.session.outbox.clear()
        for event in told:
            if isinstance(event, Frame):
                self.frames.append(event)
                self.session.obey(Acknowledge())
            elif isinstance(event, RaceFrame):
                self.frames.append(event.frames[0])
                self.session.obey(Acknowledge())
            elif isinstance(event, StateChanged):
                self.states.append(event)
            elif isinstance(event, Refused):
                self.refused.append(event.message)

    def obey(self, *commands: Command) -> Frame:
        for command in commands:
            self.session.obey(command)
        self._listen()
        return self.settle()

    def step(self, *updates: int) -> Frame:
        for count in updates:
            self.obey(Step(count))
        return self.frames[-1]

    def change(self, **values: object) -> Frame:
        return self.obey(Configure(with_values(self.config, values)))


class Reference(Stand):
    """Another session, for the runs that are stopped where the first one goes back to."""


def assert_same_state(got: Frame, wanted: Frame) -> None:
    """To the bit: parameters, optimizer, sums, the stop rule's memory, the last updates."""
    a, b = got.checkpoint, wanted.checkpoint
    assert (a.update, a.epoch, a.offset, a.theta) == (b.update, b.epoch, b.offset, b.theta)
    assert a.optimizer == b.optimizer
    assert a.slots.keys() == b.slots.keys()
    for name in b.slots:
        assert np.array_equal(a.slots[name], b.slots[name]), name
    assert a.open_epoch == b.open_epoch
    assert np.array_equal(a.recent, b.recent)
    assert (got.previous, got.batch, got.full_loss) == (
        wanted.previous,
        wanted.batch,
        wanted.full_loss,
    )
    for name in ("batch_loss", "epoch_loss"):
        assert getattr(got, name) == pytest.approx(getattr(wanted, name), rel=0, abs=0, nan_ok=True)
    shown = [(s.update, s.span, s.before, s.after, s.loss) for s in got.steps]
    assert shown == [(s.update, s.span, s.before, s.after, s.loss) for s in wanted.steps]
    # As texts, where nan is equal to nan.
    assert repr(got.optimizer_before) == repr(wanted.optimizer_before)
    assert repr(got.optimizer_after) == repr(wanted.optimizer_after)


def assert_same_history(got: Frame, wanted: Frame) -> None:
    for series in ("updates", "epochs"):
        for column in ("index", "theta", "loss", "seen"):
            a, b = (getattr(getattr(frame, series), column) for frame in (got, wanted))
            assert np.array_equal(a, b), (series, column)
    assert got.changes == wanted.changes


def rule_of(stand: Stand) -> tuple[int, bool]:
    terms = stand.session.run.trainer.terms
    return terms.epoch_limit, terms.rule_armed


CASES = [
    {"optimizer": "sgd", "batch_size": "full"},
    {"optimizer": "momentum", "batch_size": 32, "shuffle": True},
    {"optimizer": "adam", "batch_size": 32, "learning_rate": 0.1},
    {"optimizer": "nadam", "batch_size": 1, "shuffle": True, "learning_rate": 0.01},
    {"optimizer": "ftrl", "batch_size": 32},
]


def changing(stand: Stand, until: int) -> Frame:
    """A run in which everything changes on the way, some of it in the middle of an epoch."""
    plan: list[tuple[int, dict[str, Any]]] = [
        (0, {"optimizer": "momentum", "learning_rate": 0.002}),
        (7, {"batch_size": 16}),
        (20, {"learning_rate": 0.0005, "momentum": 0.5}),
        (21, {"optimizer": "adam", "learning_rate": 0.05}),
        (33, {"shuffle": "on"}),
        (48, {"batch_size": "full"}),
        (60, {"optimizer": "momentum", "batch_size": 16, "window": 5}),
        (90, {"learning_rate": 0.001}),
    ]
    frame = stand.settle()
    for update, values in plan:
        if update < until or update == until == 0:
            if update > frame.update:
                frame = stand.step(update - frame.update)
            frame = stand.change(**values)
    return stand.step(until - frame.update) if until > frame.update else frame
