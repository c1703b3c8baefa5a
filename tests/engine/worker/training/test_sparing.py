"""Values that take long, as often as a share of the time allows; and what a picture has of them."""

from __future__ import annotations

import pytest

from engine.data.preview import POINTS
from engine.history.values import RunState
from engine.protocol.commands import Pause, Restart, Run
from engine.worker.training import full_loss as module
from engine.worker.training.sparing import Sparing
from tests.engine.conftest import config_of
from tests.engine.sessions import session_of

COST = 0.2


class Slow:
    """A function that takes a while on a clock of its own."""

    def __init__(self) -> None:
        self.now, self.spent = 0.0, 0.0
        self.sparing = Sparing(self, 0.05, lambda: self.now)

    def __call__(self, theta: tuple[float, float]) -> float:
        self.now += COST
        self.spent += COST
        return sum(theta)


def test_while_a_run_goes_on_it_takes_its_share_of_the_time_and_no_more() -> None:
    slow, ages = Slow(), []
    for picture in range(3000):
        slow.now += 1 / 30
        ages.append(picture - slow.sparing.recent((picture, 0.0)))
    assert slow.spent / slow.now == pytest.approx(0.05, rel=0.05)
    # Each value is used until the next one: after nineteen times the cost.
    assert max(ages) / 30 <= 20 * COST


def test_one_that_takes_no_time_is_that_of_each_picture() -> None:
    slow = Slow()
    quick = Sparing(sum, 0.05, lambda: slow.now)
    assert [quick.recent((picture, 1)) for picture in range(9)] == list(range(1, 10))


def test_an_exact_one_is_evaluated_at_once_and_only_once_at_a_place() -> None:
    slow = Slow()
    assert slow.sparing.recent((1, 2)) == 3
    assert slow.sparing.exact((2, 3)) == 5
    assert slow.sparing.exact((2, 3)) == slow.sparing.recent((2, 3)) == 5
    assert slow.spent == pytest.approx(2 * COST)
    slow.sparing.forget()
    assert slow.sparing.recent((7, 7)) == 14


def test_a_run_at_rest_shows_the_loss_where_it_is_and_a_new_run_nothing_of_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # So small a share that a second evaluation would be due after years.
    monkeypatch.setattr(module, "_LOSS_SHARE", 1e-15)
    monkeypatch.setattr(module, "_SLOPES_SHARE", 1e-15)
    values = {"activation": "tanh", "samples": POINTS + 1, "batch_size": 1, "stop": "never"}
    session = session_of(config_of(**values))
    run, loss = session.run, session.run.trainer.objective.loss
    first = run.frame(state=RunState.RUNNING)
    session.obey(Run())
    session.work()
    # Entering a state reported where the run was then.
    on = run.frame()
    assert on.update > 0 and on.full_loss == first.full_loss
    session.obey(Pause())
    at_rest = run.frame()
    assert at_rest.full_loss == loss(*at_rest.theta) != first.full_loss
    assert at_rest.derivatives != on.derivatives
    session.obey(Restart())
    assert run.frame(state=RunState.RUNNING).full_loss == loss(*run.trainer.theta)
