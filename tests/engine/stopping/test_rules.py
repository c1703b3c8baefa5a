"""Stop rules against their definitions, epoch by epoch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.run import StopConfig
from engine.stopping.rules import first_converged, memory


def flat(w, b):
    """The gradient of w^2 + b^2."""
    return 2 * w, 2 * b


def decaying(epochs, rate=0.9):
    """Loss, w and b that fall geometrically, shape (epochs, 3)."""
    return 100.0 * rate ** np.arange(epochs)[:, None] * np.array([1.0, 2.0, 3.0])


def by_definition(config, epochs):
    """The first epoch at which the rule holds, looked for the slow way."""
    size = config.window
    for end in range(size, len(epochs) + 1):
        now = epochs[end - size : end].mean(axis=0)
        if config.stop == "gradient":
            if np.hypot(*flat(now[1], now[2])) < config.tolerance:
                return end - 1
            continue
        if end < 2 * size:
            continue
        before = epochs[end - 2 * size : end - size].mean(axis=0)
        columns = [0] if config.stop == "loss" else [1, 2]
        change = np.linalg.norm(now[columns] - before[columns])
        if change < config.tolerance * np.linalg.norm(before[columns]):
            return end - 1
    return None


@given(
    st.sampled_from(["loss", "parameters", "gradient"]),
    st.integers(1, 5),
    st.lists(st.integers(1, 30), min_size=1, max_size=8),
    st.integers(0, 1000),
)
def test_rules_hold_where_their_definition_does_however_the_epochs_arrive(
    rule, window, pieces, seed
):
    count = sum(pieces)
    epochs = decaying(count, 0.95) + np.random.default_rng(seed).normal(0, 1, (count, 3))
    config = StopConfig(stop=rule, window=window, tolerance=0.05 if rule != "gradient" else 20)
    recent, begin, found = np.empty((0, 3)), 0, None
    for piece in pieces:
        fresh = epochs[begin : begin + piece]
        hit = first_converged(config, recent, fresh, flat)
        if hit is not None:
            found = begin + hit
            break
        recent = np.concatenate([recent, fresh])[-max(1, memory(config)) :]
        begin += piece
    assert found == by_definition(config, epochs)


@pytest.mark.parametrize("rule", ["loss", "parameters"])
def test_a_change_of_exactly_the_tolerance_is_not_below_it(rule):
    epochs = np.array([[4.0, 3.0, 4.0], [3.0, 2.25, 3.0], [2.4375, 1.828125, 2.4375]])
    config = StopConfig(stop=rule, tolerance=0.25)
    assert first_converged(config, epochs[:1], epochs[1:], flat) == 1


def test_a_loss_that_is_zero_and_stays_so_has_converged():
    config = StopConfig(tolerance=0)
    assert first_converged(config, np.zeros((1, 3)), np.zeros((2, 3)), flat) == 0


def test_never_is_never():
    assert (
        first_converged(StopConfig(stop="never"), np.zeros((5, 3)), np.zeros((5, 3)), flat) is None
    )
