"""Stop expressions: what they are made of, and in which epoch they hold."""

from __future__ import annotations

import itertools
import math
import statistics
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.parameters import with_values
from engine.config.run import RunConfig, StopConfig
from engine.errors import ConfigError
from engine.expressions.evaluate import MOST_VALUES, Expression, expression_of
from engine.expressions.syntax import EXAMPLE, LONGEST, MEMORY, ExpressionError, parse
from engine.history.values import RunState
from engine.stopping.rules import first_converged, memory
from tests.device import DEVICE
from tests.engine.conftest import config_of, train, trainer_of

NONE = np.empty((0, 3))


def refusal(text: str) -> str:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def epochs(count: int, seed: int = 0) -> np.ndarray:
    """Positive losses that fall and scatter, with some w and b."""
    scatter = np.random.default_rng(seed).normal(0, 1, (count, 3))
    return np.exp(scatter / 10) * np.linspace(9, 1, count)[:, None] * np.array([1.0, 2.0, 3.0])


# ------------------------------------------------------------------ what they are made of


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        ("abs(loss[-1]", 4, "never closed"),
        ("loss[-1] <", 11, "incomplete expression"),
        ("los[-1] < 3", 1, "did you mean loss?"),
        ("1 < epoc", 5, "did you mean epoch?"),
        ("loss[-1] = 3", 10, "=="),
        ("loss[-1] !! 3", 10, "unexpected here"),
        ("mean < 3", 1, "parentheses"),
        ("w(3) < 1", 1, "functions are mean, abs"),
        ("3 < sin(w[-1])", 5, "functions are mean, abs, min, max, sqrt"),
        ("sqrt(1, 2) < 3", 1, "one argument"),
        ("max() < 3", 1, "max takes"),
        ("'a' < 'b'", 1, "text is not allowed"),
        ("1 < 2, 3", 1, "comma"),
        ("ŵ < 1", 1, "unknown name ŵ"),
        ("1 < 2 < ŵ", 9, "unknown name ŵ"),
    ],
)
def test_a_refusal_names_the_column_and_what_would_be_right(text, column, hint):
    said = refusal(text)
    assert said.startswith(f"column {column},")
    assert hint in said


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')", "loss.__class__", "(1).real < 2", "[1][0] < 2",
        "[x for x in loss]", "(lambda: 1)() < 2", "loss[-1] if (w := 3) else 1", "f'{1}' < 2",
        "1j < 2", "None < 1", "... < 1", "loss[-1] << 3 < 1", "1 in loss", "1 is 2", "~1 < 2",
        "mean(*loss) < 1", "max(loss, key=abs) < 1", "{1: 2}[1] < 3", "1; 2", "import os",
        "loss[-1]\n< 3", "\0", "(" * 150 + "1" + ")" * 150, "- " * 100 + "1 < 2",
        "9" * (LONGEST + 1), "", "  ", "@", "loss[-20000] < 1", "await w",
    ],
)  # fmt: skip
def test_nothing_else_is_let_in(text):
    refusal(text)


def test_a_refusal_is_that_of_the_parameter():
    with pytest.raises(ConfigError) as caught:
        with_values(RunConfig(), {"stop": "expression", "expression": "los[-1] < 3"})
    assert caught.value.parameter == "expression"
    assert caught.value.reason.startswith("column 1, at 'los'")


@given(st.text(max_size=40) | st.text("loswb[]()-1<.,=epchmanxqrt ", max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        parsed = parse(text)
    except ExpressionError:
        return
    met, fault = Expression(parsed).first_met(NONE, epochs(3), 0)
    assert met is None or 0 <= met < 3
    if fault is not None:
        assert fault.reason
        assert "\n" not in fault.reason


@pytest.mark.parametrize(
    ("text", "looks_at"),
    [
        (EXAMPLE, 2), ("epoch > 3", 1), ("w[-7] < b[-3]", 7), ("mean(loss[-10:]) < 1", 10),
        ("mean(loss[-20:-10]) < 1", 20), ("min(loss) < 1", MEMORY), ("loss[0] > 3", MEMORY),
        ("loss[-epoch] > 3", MEMORY), ("loss[:-3][0] > 3", MEMORY), ("loss[-3:][0] > 3", 3),
    ],
)  # fmt: skip
def test_how_far_back_it_looks(text, looks_at):
    assert parse(text).memory == looks_at
    assert memory(StopConfig(stop="expression", expression=text)) == looks_at - 1


# ------------------------------------------------------------------ when they hold


def holds(text: str, kept: np.ndarray) -> tuple[int | None, str]:
    found, fault = expression_of(text).first_met(NONE, kept, 0)
    return found, fault.reason if fault else ""


class Moment(NamedTuple):
    """The epochs up to one, as plain lists."""

    epoch: int
    loss: list[float]
    w: list[float]
    b: list[float]


RULES = {
    EXAMPLE: lambda at: at.epoch > 1 and abs(at.loss[-1] - at.loss[-2]) / at.loss[-2] < 0.001,
    "abs(w[-1] - w[-3]) < 0.01 and b[-1] <= 12 or epoch >= 190": lambda at: (
        at.epoch >= 190 or (at.epoch > 2 and abs(at.w[-1] - at.w[-3]) < 0.01 and at.b[-1] <= 12)
    ),
    "mean(loss[-10:]) < 0.6 * mean(loss[-20:-10])": lambda at: (
        at.epoch > 19
        and statistics.fmean(at.loss[-10:]) < 0.6 * statistics.fmean(at.loss[-20:-10])
    ),
    "loss[-1] > 1.05 * min(loss) and max(w) / w[0] > 1 and epoch % 7 == 0": lambda at: (
        at.loss[-1] > 1.05 * min(at.loss) and max(at.w) / at.w[0] > 1 and at.epoch % 7 == 0
    ),
    "epoch > 3 and min(loss[2:150]) < 0.2 * max(w[0:150])": lambda at: (
        at.epoch > 3 and min(at.loss[2:150]) < 0.2 * max(at.w[0:150])
    ),
    "not sqrt(loss[-1]) ** 2 > 3": lambda at: not math.sqrt(at.loss[-1]) ** 2 > 3,
}  # fmt: skip


@pytest.mark.parametrize("text", RULES)
@pytest.mark.parametrize("seed", range(5))
def test_they_hold_where_python_says_however_the_epochs_arrive(text, seed):
    kept = epochs(200, seed)
    columns = [column.tolist() for column in kept.T]
    moments = [Moment(k + 1, *(column[: k + 1] for column in columns)) for k in range(len(kept))]
    wanted = next((at.epoch - 1 for at in moments if RULES[text](at)), None)
    assert holds(text, kept) == (wanted, "")
    config = StopConfig(stop="expression", expression=text)
    expression = expression_of(text)
    recent, begin, found = NONE, 0, None
    for piece in itertools.cycle([1, 1, 7, 2, 30]):
        fresh = kept[begin : begin + piece]
        if found is not None or not len(fresh):
            break
        hit, fault = expression.first_met(recent, fresh, begin)
        assert fault is None
        found = None if hit is None else begin + hit
        recent = np.concatenate([recent, fresh])[-max(1, memory(config)) :]
        begin += len(fresh)
    assert found == wanted
    assert first_converged(config, NONE, kept, lambda w, b: (w, b)) == wanted


def test_before_the_first_epoch_means_not_yet():
    assert holds("loss[-4] > 0", epochs(9)) == (3, "")
    assert holds("mean(loss[-5:]) > 0", epochs(9)) == (4, "")
    assert holds("loss[6] > 0", epochs(9)) == (6, "")
    assert holds("epoch >= 2 or loss[-9] > 0", epochs(9)) == (1, "")
    assert holds("loss[-4] > 0", epochs(3)) == (None, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / (epoch - 2) < -5", "division by zero"),
        ("loss[-1]", "not true or false"),
        ("loss", "a sequence, not true or false"),
        ("loss[-1] and 3", "not true or false"),
        ("loss < 3", "index a sequence"),
        ("abs(w) < 3", "abs needs a number"),
        ("mean(loss[-1:-1]) < 3", "mean of an empty slice"),
        ("sqrt(-epoch) < 3", "negative"),
        ("(-epoch) ** 0.5 < 3", "power"),
        ("9 ** 9 ** 9 ** 9 > 1", "too large"),
        ("loss[0.5] < 1", "whole number"),
        ("loss[-1][0] < 1", "subscriptable"),
        ("loss[::2] < 1", "two numbers"),
    ],
)
def test_what_cannot_be_evaluated_stops_nothing_and_says_why(text, reason):
    found, said = holds(text, epochs(4))
    assert found is None
    assert reason in said
    assert "_" not in said


def test_one_epoch_that_fails_leaves_the_others_to_be_judged():
    found, fault = expression_of("1 / (epoch - 2) > 0.4").first_met(NONE, epochs(9), 0)
    assert found == 2
    assert (fault.epoch, fault.reason) == (2, "division by zero")
    assert "epoch 2" in str(fault)


def test_what_one_evaluation_costs_is_bounded_and_counted_not_timed():
    greedy = "+".join(["mean(loss)"] * 12) + " < 0"
    kept = epochs(MOST_VALUES // 12 + 1)
    before = len(kept) - 2
    found, fault = expression_of(greedy).first_met(kept[:before], kept[before:], before)
    assert found is None
    assert fault.epoch == len(kept), "in the epoch before it, it was just cheap enough"
    assert "too slow" in fault.reason


def test_beyond_its_memory_an_epoch_is_no_longer_known():
    kept = np.ones((10, 3))
    found, fault = expression_of("loss[3] > 0").first_met(kept, kept, MEMORY + 3)
    assert found is None
    assert "epoch 4 is no longer available" in fault.reason


# ------------------------------------------------------------------ in a run


@pytest.mark.parametrize("batch_size", ["full", 32])
def test_the_exercises_solution_is_the_default_rule(batch_size):
    plain = trainer_of(batch_size=batch_size)
    typed = trainer_of(batch_size=batch_size, stop="expression", expression=EXAMPLE)
    wanted, got = train(plain), train(typed, lambda: 7)
    assert got.state is wanted.state is RunState.CONVERGED
    assert got.reason == f"{EXAMPLE} is true"
    for name in ("w", "b", "loss", "epoch_means"):
        assert np.array_equal(getattr(got, name), getattr(wanted, name)), name
    assert (plain.theta, plain.update) == (typed.theta, typed.update)


def test_a_run_ends_in_the_same_epoch_however_it_is_sliced():
    values = {"stop": "expression", "expression": "loss[-1] > min(loss[-30:])", "batch_size": 16,
              "learning_rate": 0.005, "shuffle": True}  # fmt: skip
    trainer = trainer_of(**values)
    wanted = train(trainer)
    assert wanted.state is RunState.CONVERGED
    assert len(wanted.epoch_means) >= 30
    for sizes in ([1], [5, 64, 3], [1000]):
        trainer.restart(config_of(**values))
        got = train(trainer, itertools.cycle(sizes).__next__)
        assert np.array_equal(got.w, wanted.w)


def test_a_fault_is_told_once_and_at_the_end():
    trainer = trainer_of(stop="expression", expression="1 / 0 > w[-1]", epochs=9)
    told = [trainer.advance(1).fault for _ in range(8)]
    assert [bool(text) for text in told] == [True] + [False] * 7
    assert "epoch 1" in told[0]
    last = trainer.advance(1)
    assert last.state is RunState.MAX_EPOCHS
    assert "division by zero" in last.reason
    trainer.restart(trainer.config)
    assert trainer.advance(1).fault == told[0]


class Clock:
    def __call__(self) -> float:
        return 0.0


def test_one_that_is_set_in_mid_run_sees_the_epochs_before():
    from engine.protocol.commands import Configure, Run, SetPace, Step
    from engine.protocol.events import StateChanged
    from engine.worker.session.session import Session

    typed = {"stop": "expression", "expression": "loss[0] > 2 * loss[-1] and min(w) == w[0]"}
    session = Session(config_of(stop="never"), DEVICE, Clock())
    session.obey(SetPace(None))
    session.obey(Step(40))
    while session.run.state is RunState.RUNNING:
        session.work()
    session.obey(Configure(config_of(**typed)))
    session.obey(Run())
    session.work()
    end = [event for event in session.outbox if isinstance(event, StateChanged)][-1]
    assert (end.state, end.reached.epochs) == (RunState.CONVERGED, 41)
