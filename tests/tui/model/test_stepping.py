"""One key press: ladders of values, their ends, and their way back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.effective import effective_value
from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig
from tui.model.stepping import (
    PACES,
    one_two_five,
    samples_of_each,
    stepped,
    stepped_batch_size,
    stepped_column,
    stepped_pace,
)
from tui.text.numbers import parameter_text


def ladder(name, value, direction, steps, *, samples=100):
    values = []
    for _ in range(steps):
        value = stepped(PARAMETERS[name], value, direction, samples=samples)
        values.append(value)
    return values


def test_learning_rate_goes_by_1_2_5_both_ways():
    up = ladder("learning_rate", 0.001, 1, 6)
    assert up == [0.002, 0.005, 0.01, 0.02, 0.05, 0.1]
    assert ladder("learning_rate", 0.1, -1, 6) == [0.05, 0.02, 0.01, 0.005, 0.002, 0.001]


@pytest.mark.parametrize(
    ("value", "above", "below"), [(0.0137, 0.02, 0.01), (0.3, 0.5, 0.2), (7.0, 10.0, 5.0)]
)
def test_a_typed_value_goes_to_the_nearest_rung_in_the_direction(value, above, below):
    assert ladder("learning_rate", value, 1, 1) == [above]
    assert ladder("learning_rate", value, -1, 1) == [below]


@given(st.floats(1e-12, 1e12))
def test_one_two_five_neighbours_enclose_the_value(value):
    exact = Decimal(str(value))
    above, below = one_two_five(exact, 1), one_two_five(exact, -1)
    assert below < exact < above
    assert all(rung.as_tuple().digits in {(1,), (2,), (5,)} for rung in (above, below))
    assert above / below <= 5


@pytest.mark.parametrize("direction", [1, -1])
def test_ends_hold(direction):
    highest = {1: 1e6, -1: 1}[direction]
    last = ladder("learning_rate", 0.001, direction, 400)[-1]
    if direction > 0:
        assert last == highest
    else:
        assert 0 < last < 1e-100
    assert ladder("epochs", 1000, direction, 60)[-1] == (10**12 if direction > 0 else 1)
    assert isinstance(ladder("epochs", 1000, direction, 60)[-1], int)


def test_decay_rates_crowd_towards_one_and_reach_zero():
    up = ladder("momentum", 0.0, 1, 9)
    assert up == [0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995]
    assert ladder("momentum", 0.995, -1, 9) == [*reversed(up[:-1]), 0.0]
    assert ladder("beta_2", 0.999, 1, 60)[-1] == 0.99999


def test_tolerance_reaches_zero_and_leaves_it():
    down = ladder("tolerance", 0.001, -1, 10)
    assert down[-2:] == [1e-6, 0.0]
    assert ladder("tolerance", 0.0, -1, 1) == [0.0]
    assert ladder("tolerance", 0.0, 1, 2) == [1e-6, 2e-6]


def test_steps_of_one_have_no_float_artefacts():
    assert ladder("w0", 0.1, 1, 3) == [1.1, 2.1, 3.1]
    assert ladder("w0", 0.3, -1, 1) == [-0.7]
    assert ladder("window", 1, -1, 1) == [1]
    assert ladder("seed", 0, -1, 1) == [0]


def test_samples_double_and_halve():
    assert ladder("samples", 100, 1, 2) == [200, 400]
    assert ladder("samples", 5, -1, 3) == [2, 1, 1]
    assert ladder("samples", 90_000_000, 1, 2) == [100_000_000, 100_000_000]


def test_choices_go_round_and_switches_toggle():
    names = PARAMETERS["optimizer"].choices
    assert ladder("optimizer", "sgd", 1, len(names))[-1] == "sgd"
    assert ladder("optimizer", "sgd", -1, 1) == [names[-1]]
    assert ladder("shuffle", False, 1, 2) == [True, False]


def test_batch_size_goes_through_powers_of_two_to_the_full_batch():
    down = ladder("batch_size", "full", -1, 8)
    assert down == [64, 32, 16, 8, 4, 2, 1, 1]
    assert ladder("batch_size", 1, 1, 8) == [2, 4, 8, 16, 32, 64, "full", "full"]


@given(st.integers(1, 10**8), st.one_of(st.just("full"), st.integers(1, 10**8)))
def test_a_batch_size_step_is_a_power_of_two_below_n_or_the_full_batch(samples, value):
    for direction in (1, -1):
        new = stepped_batch_size(value, direction, samples=samples)
        if new == "full":
            assert direction > 0 or samples == 1
        else:
            assert isinstance(new, int)
            assert new & (new - 1) == 0
            assert new < samples
            if isinstance(value, int) and 1 < value < samples:
                assert (new > value) == (direction > 0)


def test_paces_go_by_1_3_10_to_unlimited_and_back():
    pace: float | None = 1.0
    seen: list[float | None] = [1.0]
    while pace is not None:
        pace = stepped_pace(pace, 1)
        seen.append(pace)
    assert seen[:6] == [1, 3, 10, 30, 100, 300]
    assert tuple(seen) == PACES
    assert stepped_pace(None, 1) is None
    assert stepped_pace(None, -1) == PACES[-2]
    assert stepped_pace(1.0, -1) == 1
    assert stepped_pace(50.0, 1) == 100


_STEPPED = [n for n, p in PARAMETERS.items() if p.notes.step not in ("none", "column")]
"""The steps of a column depend on the file."""


@pytest.mark.parametrize("name", _STEPPED)
def test_every_step_of_every_parameter_can_be_configured_and_typed(name):
    optimizers = [
        optimizer
        for optimizer in PARAMETERS["optimizer"].choices
        if effective_value(with_values(RunConfig(), {"optimizer": optimizer}), name) is not None
    ]
    start = with_values(RunConfig(), {"optimizer": optimizers[0]})
    for direction in (1, -1):
        config = start
        for _ in range(25):
            value = effective_value(config, name)
            new = stepped(PARAMETERS[name], value, direction, samples=100)
            config = with_values(config, {name: new})
            text = parameter_text(effective_value(config, name))
            assert with_values(config, {name: text}) == config
            assert len(text) <= 13


def test_columns_go_round_and_leave_out_the_one_on_the_other_axis():
    columns = ("a", "b", "c", "d")
    assert stepped_column(columns, "a", "b", 1) == "c"
    assert stepped_column(columns, "d", "b", 1) == "a"
    assert stepped_column(columns, "a", "b", -1) == "d"
    assert stepped_column(columns, "c", "b", -1) == "a"
    assert stepped_column(("a", "b"), "a", "b", 1) == "a"
    assert stepped_column((), "a", "b", 1) == "a"


def test_replicas_have_the_full_batch_as_soon_as_their_batches_are_all_samples():
    config = with_values(RunConfig(), {"replicas": 4})
    each = samples_of_each(config, 100)
    assert each == 25 and samples_of_each(RunConfig(), 100) == 100
    assert ladder("batch_size", 8, 1, 2, samples=each) == [16, "full"]
    assert ladder("batch_size", "full", -1, 1, samples=each) == [16]
