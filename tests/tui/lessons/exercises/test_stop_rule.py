"""The exercise of the stop rule: robust rules pass, deceived ones are told what deceived them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.reference import descend, line
from tui.lessons.exercises.loss_series import NEAR, descents
from tui.lessons.exercises.stop_rule import STOP_RULE, judge

ROBUST = [
    STOP_RULE.solution,
    "abs(mean(loss[-5:]) - mean(loss[-10:-5])) < 0.001*mean(loss[-10:-5])",
    "abs(mean(loss[-20:]) - mean(loss[-40:-20])) < 0.005 * mean(loss[-20:])",
    "min(loss[-10:]) > 0.999 * min(loss[-20:-10]) and loss[-1] < loss[0]",
    "(mean(loss[-20:-10]) - mean(loss[-10:]))**2 < (0.001*mean(loss[-10:]))**2",
    "epoch > 20 and abs(mean(loss[-10:]) / mean(loss[-20:-10]) - 1) < 0.001",
]  # fmt: skip


@pytest.mark.parametrize("rule", ROBUST)
def test_a_rule_that_is_not_deceived_passes(rule):
    verdict = judge(rule)
    assert verdict.right, verdict.say


def test_each_mistake_is_answered_with_its_reason():
    for mistake in STOP_RULE.mistakes:
        verdict = judge(f" {mistake.answer} ")
        assert not verdict.right
        assert "On the run " in verdict.say
        assert verdict.say.endswith(mistake.say), (mistake.answer, verdict.say)


def test_a_wrong_rule_says_how_many_runs_it_passed():
    naive = judge("abs(loss[-1] - loss[-2]) / loss[-2] < 0.001")
    assert naive.say.startswith("Runs passed: 2 of 5. On the run with a pause")
    assert judge("loss[-1] > loss[-2]").say.startswith("On the run of the lab")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "the expression is empty"),
        ("loss[-1", "was never closed"),
        ("loss[-1] < 1.05 * least_loss", "unknown name least_loss"),
        ("loss[-1]", "after epoch 1 the result is 4129.06, not true or false"),
        ("1 / 0 < 2", "division by zero"),
        ("__import__('os').system('true') < 1", "This is not a rule"),
        ("epoch ** epoch ** epoch > 1 and False", "a number is too large"),
    ],
)
def test_what_is_no_rule_says_why(answer, said):
    verdict = judge(answer)
    assert not verdict.right
    assert said in verdict.say


def test_the_first_run_is_that_of_the_lab():
    lab = descents()[0].epochs[:60]
    by_hand = descend(*line(100), learning_rate=0.001, batch_size=100, epochs=60)
    expected = np.column_stack([by_hand.epoch_loss, by_hand.epoch_w, by_hand.epoch_b])
    np.testing.assert_allclose(lab, expected, rtol=1e-9)


def test_the_runs_deceive_as_they_are_said_to():
    lab, units, pause, noise, diverging = (run.epochs[:, 0] for run in descents())
    assert units == pytest.approx(lab * 1e-6)
    assert np.all(np.abs(np.diff(pause[4:12])) < 1e-5 * pause[4])
    assert (np.diff(noise) > 0).mean() > 0.2
    assert np.isinf(diverging[-1])
    for run in descents()[:-1]:
        assert run.settled is not None
        assert np.all(run.full[run.settled - 1 :] < NEAR * run.least)
        assert run.full[run.settled - 2] >= NEAR * run.least
        assert run.latest < len(run.epochs)
