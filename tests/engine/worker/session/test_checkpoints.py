"""Going back: any moment of a run is the moment that was, to the bit.

The reference is always a run that was stopped there, in a session of its own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.epochs import OpenEpoch
from engine.history.frame import Frame
from engine.history.history import History
from engine.history.values import Checkpoint, RunState
from engine.optimizers.table import OPTIMIZERS
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
    Seek,
    Shift,
    Step,
    Watch,
)
from engine.protocol.events import RaceFrame, Refused, StateChanged
from engine.worker.session.checkpoints import MOST_BYTES, CheckpointBook
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
            Stand._sessions[type(self)] = Session(RunConfig(), "/CPU:0")
        self.session = Stand._sessions[type(self)]
        self.frames: list[Frame] = []
        self.states: list[StateChanged] = []
        self.refused: list[str] = []
        watch = Watch(steps=8, optimizer_state=True, points=10_000)
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
    {"optimizer": "adam", "batch_size": 16, "learning_rate": 0.1},
    {"optimizer": "nadam", "batch_size": 1, "shuffle": True, "learning_rate": 0.01},
    {"optimizer": "ftrl", "batch_size": 64},
]


@pytest.mark.parametrize("values", CASES, ids=lambda values: values["optimizer"])
def test_a_moment_sought_is_that_of_a_run_stopped_there(values):
    run = Stand(**values, **ENDLESS)
    end = run.step(3, 60, 1, 186)
    for update in (249, 248, 100, 101, 130, 8, 3, 1, 0):
        shown = run.obey(Seek(update))
        stopped = Reference(**values, **ENDLESS)
        wanted = stopped.step(update) if update else stopped.settle()
        assert shown.of == 250
        assert_same_state(shown, wanted)
        assert_same_history(shown, wanted)
        assert shown.state is (RunState.PAUSED if update else RunState.READY)
    back = run.obey(Seek(None))
    assert back.of is None
    assert_same_state(back, end)
    assert_same_history(back, end)
    assert back.seconds == end.seconds


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


@pytest.mark.parametrize("update", [0, 1, 7, 8, 21, 22, 40, 61, 95])
def test_live_changes_on_the_way_come_again_where_they_came(update):
    run = Stand(**ENDLESS)
    changing(run, 120)
    shown = run.obey(Seek(update))
    stopped = Reference(**ENDLESS)
    wanted = changing(stopped, update)
    assert shown.config == wanted.config
    assert_same_state(shown, wanted)
    assert_same_history(shown, wanted)
    assert rule_of(run) == rule_of(stopped)


@pytest.mark.parametrize("values", CASES, ids=lambda values: values["optimizer"])
def test_a_fork_goes_on_as_a_run_that_was_stopped_there_and_changed(values):
    run, stopped = Stand(**values, **ENDLESS), Reference(**values, **ENDLESS)
    run.step(150)
    other = with_values(config_of(**values, **ENDLESS), {"learning_rate": 0.003, "batch_size": 20})
    forked = run.obey(Seek(77), Fork(other))
    stopped.step(77)
    wanted = stopped.obey(Configure(other))
    assert forked.of is None
    assert_same_history(forked, wanted)
    assert_same_history(run.step(40), stopped.step(40))
    assert_same_state(run.frames[-1], stopped.frames[-1])
    # Back into what was before the fork, and into what came after it.
    for update in (76, 77, 100):
        shown = run.obey(Seek(update))
        again = Reference(**values, **ENDLESS)
        wanted = again.step(min(update, 77))
        if update > 77:
            again.obey(Configure(other))
            wanted = again.step(update - 77)
        assert_same_state(shown, wanted)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_fork_of_every_optimizer_has_the_state_of_then(optimizer):
    values = {"optimizer": optimizer, "batch_size": 16, "shuffle": True, "learning_rate": 0.01}
    run, stopped = Stand(**values, **ENDLESS), Reference(**values, **ENDLESS)
    run.step(40)
    # In the middle of an epoch of seven updates.
    forked, wanted = run.obey(Seek(23), Fork(run.frames[-1].config)), stopped.step(23)
    assert_same_state(forked, wanted)
    assert_same_history(run.step(20), stopped.step(20))
    assert_same_state(run.frames[-1], stopped.frames[-1])


def test_forks_of_forks():
    base = config_of(optimizer="adam", batch_size=16, shuffle=True, **ENDLESS)
    second = with_values(base, {"learning_rate": 0.1})
    third = with_values(second, {"optimizer": "adamax", "batch_size": 7})
    run = Stand(optimizer="adam", batch_size=16, shuffle=True, **ENDLESS)
    run.step(100)
    run.obey(Seek(50), Fork(second))
    run.step(60)
    run.obey(Seek(70), Fork(third))
    end = run.step(30)
    plain = Reference(optimizer="adam", batch_size=16, shuffle=True, **ENDLESS)
    plain.step(50)
    plain.obey(Configure(second))
    plain.step(20)
    plain.obey(Configure(third))
    wanted = plain.step(30)
    assert_same_state(end, wanted)
    assert_same_history(end, wanted)
    assert [change.update for change in end.changes] == [50, 70, 70]


def test_a_fork_keeps_the_changes_before_it_and_drops_the_others():
    run = Stand(**ENDLESS)
    changing(run, 120)
    now = run.config
    frame = run.obey(Seek(21), Fork(now))
    assert {change.update for change in frame.changes} == {0, 7, 20, 21}
    # All that differs between the moment and the settings of now is changed there and then.
    changed = {c.parameter for c in frame.changes if c.update == 21}
    assert changed == {"shuffle", "window", "learning_rate"}
    assert frame.config == now


def test_the_stop_rule_of_a_fork_remembers_what_it_had_seen():
    values = {"batch_size": 32, "window": 3, "tolerance": 0.01}
    run, whole = Stand(**values), Reference(**values)
    end = whole.obey(Run())
    assert end.state is RunState.CONVERGED
    run.obey(Run())
    config = run.config
    run.obey(Seek(end.update - 5), Fork(config))
    assert_same_state(run.obey(Run()), end)
    assert run.frames[-1].state is RunState.CONVERGED


def test_a_run_past_its_end_is_replayed_past_it():
    run = Stand(tolerance=0.05, epochs=40)
    first = run.obey(Run())
    assert first.state is RunState.CONVERGED
    second = run.obey(Run())
    assert second.state is RunState.MAX_EPOCHS
    third = run.obey(Run())
    assert third.epoch == 80
    for wanted in (first, second):
        shown = run.obey(Seek(wanted.update))
        assert_same_state(shown, wanted)
    run.obey(Seek(60), Fork(run.config))
    assert run.obey(Run()).update == 80


def test_a_diverged_run_can_be_forked_before_it_did():
    run = Stand(learning_rate=0.1, **ENDLESS)
    end = run.obey(Run())
    assert end.state is RunState.DIVERGED
    shown = run.obey(Seek(5))
    assert math.isfinite(shown.full_loss)
    forked = run.obey(Fork(config_of(learning_rate=0.01, **ENDLESS)))
    assert (forked.state, forked.update) == (RunState.PAUSED, 5)
    assert math.isfinite(run.step(200).full_loss)


def test_shifts_go_by_updates_and_by_ends_of_epochs():
    run = Stand(batch_size=30, **ENDLESS)
    run.step(10)
    run.change(batch_size=50)
    run.step(4)  # epochs end at 4, 8, 11 (30 + 30, then 40 at once), 13
    wanted = [
        (Shift(updates=-1), 13), (Shift(epochs=-1), 11), (Shift(epochs=-1), 8),
        (Shift(updates=-1), 7), (Shift(epochs=-1), 4), (Shift(updates=1), 5),
        (Shift(epochs=1), 8), (Shift(epochs=1), 11), (Shift(epochs=-9), 0),
        (Shift(updates=-1), 0), (Shift(epochs=3), 11),
    ]  # fmt: skip
    for command, update in wanted:
        assert run.obey(command).update == update
    assert run.obey(Shift(epochs=1)).of == 14
    assert run.obey(Shift(epochs=1)).of is None
    epochs = run.frames[-1].epochs
    assert epochs.index.tolist() == [1, 2, 3, 4]


def test_of_many_seeks_just_the_last_is_shown():
    run = Stand(**ENDLESS)
    run.step(300)
    told = len(run.frames)
    shown = run.obey(*(Shift(updates=-1) for _ in range(50)))
    assert shown.update == 250
    assert len(run.frames) == told + 1


def test_seeking_pauses_and_the_present_is_told_before_the_past():
    run = Stand(batch_size=1, **ENDLESS)
    run.session.obey(Run())
    while run.session.run.trainer.update < 100:
        run.work()
    run.session.obey(Seek(10))
    made = run.session.run.trainer.update
    run.settle()
    *_, present, past = run.frames
    assert (present.of, present.update) == (None, made)
    assert (past.of, past.update) == (made, 10)
    assert run.states[-1].state is RunState.PAUSED


def test_training_on_needs_the_present_or_a_fork():
    run = Stand(**ENDLESS)
    run.step(20)
    run.obey(Seek(5))
    for command in (Run(), Step(1)):
        run.obey(command)
    assert len(run.refused) == 2
    assert "fork" in run.refused[0]
    run.obey(Seek(None))
    assert run.step(1).update == 21


@pytest.mark.parametrize("command", [Restart(), Pause()])
def test_other_commands_lead_back(command):
    run = Stand(**ENDLESS)
    run.step(20)
    run.obey(Seek(5))
    frame = run.obey(command, Seek(None))
    assert frame.of is None
    assert frame.update == (0 if isinstance(command, Restart) else 20)


def test_a_change_while_looking_back_is_one_of_the_present():
    run = Stand(**ENDLESS)
    run.step(20)
    run.obey(Seek(5))
    frame = run.obey(Configure(config_of(learning_rate=0.002, **ENDLESS)))
    assert (frame.of, frame.update, frame.changes[0].update) == (None, 20, 20)


def test_changes_undone_before_the_next_update_leave_no_trace():
    values = {"optimizer": "momentum", "batch_size": 16}
    run, plain = Stand(**values, **ENDLESS), Reference(**values, **ENDLESS)
    run.step(30)
    run.change(optimizer="adam")
    run.change(learning_rate=0.5)
    run.change(optimizer="momentum", learning_rate=0.001)
    frame = run.step(30)
    wanted = plain.step(60)
    assert frame.changes == ()
    assert_same_history(frame, wanted)
    assert frame.checkpoint.slots.keys() == wanted.checkpoint.slots.keys()
    shown = run.obey(Seek(45))
    assert np.array_equal(shown.updates.theta, wanted.updates.theta[:45])


def test_another_worker_finds_the_moments_before_it_took_over():
    run = Stand(**ENDLESS)
    end = changing(run, 120)
    other = Reference(**ENDLESS)
    other.obey(
        Resume(end.config, end.checkpoint, end.updates, end.epochs, end.kept_every, end.changes)
    )
    for update in (100, 55, 21, 10):
        shown = other.obey(Seek(update))
        wanted = changing(run.anew(), update)
        assert_same_state(shown, wanted)
        assert shown.updates.theta.tolist() == wanted.updates.theta.tolist()


def test_the_first_run_of_a_race_can_be_looked_back_at():
    run = Stand(epochs=20)
    rivals = (config_of(stop="never", epochs=20), config_of(optimizer="adam", epochs=20))
    end = run.obey(Race(rivals, RaceBy.EPOCHS))
    assert end.update == 20
    wanted = Reference(stop="never", epochs=20).step(13)
    assert_same_state(run.obey(Seek(13)), wanted)


def test_a_long_history_that_was_thinned_ends_with_the_moment():
    run = Stand(batch_size=1, **ENDLESS)
    run.session.run.record.updates = History(512)
    run.step(5000)
    assert run.frames[-1].kept_every > 1
    for update in (3333, 777):
        shown = run.obey(Seek(update))
        wanted = Reference(batch_size=1, **ENDLESS).step(update)
        assert_same_state(shown, wanted)
        assert shown.updates.index[-1] == update
        assert shown.epochs.index[-1] == update // 100
        for column in ("theta", "loss", "seen"):
            got, whole = getattr(shown.updates, column), getattr(wanted.updates, column)
            assert np.array_equal(got, whole[shown.updates.index - 1]), column
            got, whole = getattr(shown.epochs, column), getattr(wanted.epochs, column)
            assert np.array_equal(got, whole[shown.epochs.index - 1]), column
        assert (np.diff(shown.updates.seconds) >= 0).all()
    forked = run.obey(Fork(run.config))
    assert forked.updates.index[-1] == 777
    assert run.step(10).updates.index[-10:].tolist() == list(range(778, 788))


# ---------------------------------------------------------------------------------- the book


def checkpoint(update: int, recent: np.ndarray | None = None) -> Checkpoint:
    recent = np.empty((0, 3)) if recent is None else recent
    return Checkpoint(update, 0, 0, (0.0, 0.0), "sgd", {}, OpenEpoch(), recent)


@pytest.mark.parametrize("every", [1, 7, 1000])
def test_the_book_stays_small_and_spread_over_the_run(every):
    book = CheckpointBook(64)
    last = 0
    for update in range(0, 5000 * every, every):
        book.offer(checkpoint(update))
        last = update
        assert len(book) <= 64
    updates = np.array(book.updates)
    assert updates[0] == 0
    gaps = np.diff([*updates, last])
    # A power of two times the way from one offer to the next, at most twice what it must be.
    assert gaps[:-1].min() >= book.stride
    assert gaps.max() <= 2 * book.stride + every
    assert book.stride <= max(every, 4 * last / 64)


def test_the_nearest_is_the_last_at_or_before():
    book = CheckpointBook()
    assert book.nearest(5) is None
    for update in (0, 10, 30, 20):
        book.offer(checkpoint(update))
    assert [book.nearest(update).update for update in (0, 9, 10, 25, 99)] == [0, 0, 10, 20, 30]
    book.drop_from(20)
    assert book.updates == (0, 10)
    book.drop_from(0)
    assert book.updates == (0,)


def test_what_the_stop_rule_remembers_counts_once_where_it_is_shared():
    large = np.zeros((MOST_BYTES // 240, 3))  # a tenth of the most
    book = CheckpointBook()
    for update in range(300):
        book.offer(checkpoint(update, large))
    assert len(book) == 300
    for update in range(300, 600):
        book.offer(checkpoint(update, large.copy()))
    assert len({id(kept.recent) for kept in book._kept}) <= 10
