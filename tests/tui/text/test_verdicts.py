"""Verdicts in words: true, short enough for 80 columns, with the advice that was computed."""

from __future__ import annotations

import math

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.theory.advice import Advice, Settings, advice_for
from engine.theory.limits import Basis, Limit
from engine.theory.verdict import Standing, verdict_on
from tests.engine.theory.simulation import of_points, samples_of
from tests.engine.theory.test_limits import made
from tui.text.verdicts import (
    advice_text,
    fact_text,
    limit_text,
    ratio_text,
    sentence,
    shorter_sentences,
    verdict_word,
)

OPTIMIZERS = ["sgd", "momentum", "nesterov", "adam", "adadelta", "lion"]
STATES = [RunState.CONVERGED, RunState.MAX_EPOCHS, RunState.DIVERGED, RunState.PAUSED]


@pytest.mark.parametrize(("seed", "batch_size"), list(enumerate([1, "full"] * 3)))
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_on_a_screen_of_80_columns_every_verdict_fits(
    seed: int, optimizer: str, batch_size: int | str
) -> None:
    samples = made(seed)
    least = samples.moments.least_loss
    for rate in (1e-5, 0.123456, 1e4):
        config = with_values(
            RunConfig(),
            {"optimizer": optimizer, "batch_size": batch_size, "learning_rate": rate},
        )
        for state in STATES:
            for loss in (least, 1.03 * least, 641.47 * least, 3.456e9 * least, math.inf):
                at = Standing(state, 1_234_567, (1.0, -2.0), loss, loss / 2)
                verdict = verdict_on(config, samples, at)
                assert verdict is not None
                advice = advice_for(config, samples, verdict)
                texts = shorter_sentences(verdict, advice, config.optimizer)
                assert any(0 < len(text) <= 80 for text in texts)
                assert all(texts)
                assert len(verdict_word(verdict)) <= 10
                assert "nan" not in sentence(verdict, advice, config.optimizer, "")


def test_an_early_stop_states_the_distance_the_gradient_and_what_to_try() -> None:
    samples = made(0)
    least = samples.moments.least_loss
    at = Standing(RunState.CONVERGED, 9, (5.0, 1.0), 12.9 * least, 13 * least)
    verdict = verdict_on(RunConfig(), samples, at)
    assert verdict is not None
    advice = Advice(settings=Settings(0.02), standardized=Settings(0.5))
    gradient = math.hypot(*samples.moments.gradient(5.0, 1.0))
    text = sentence(verdict, advice, RunConfig().optimizer, "the epoch loss changed little")
    assert text == (
        f"stopped: 12.9 × the least loss (gradient {float(f'{gradient:.3g}'):g}); "
        "the epoch loss changed little; try lr 0.02 or standardize scale, lr 0.5"
    )


def test_squares_outside_float32_are_named() -> None:
    x = samples_of(RunConfig().data).x[:3]
    samples = of_points(x, x * 1e19)
    lost = Standing(RunState.DIVERGED, 1, (1e17, 1e17), 1e38, math.inf)
    verdict = verdict_on(RunConfig(), samples, lost)
    assert verdict is not None
    assert verdict_word(verdict) == "overflow"
    assert fact_text(verdict).startswith(
        f"squares of y up to {x.max() * 1e19:.2g}".replace("+", "")
    )
    assert "overflow float32" in fact_text(verdict)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (1.0, "1"),
        (1.00314, "1.003"),
        (641.47, "641"),
        (12345.6, "12,346"),
        (1.234e7, "12000000"),
        (math.inf, "inf"),
        (math.nan, "–"),
    ],
)
def test_multiples_have_the_digits_that_count(ratio: float, text: str) -> None:
    assert ratio_text(ratio) == text


def test_a_limit_says_what_it_follows_from() -> None:
    sgd = RunConfig().optimizer
    assert limit_text(Limit(0.0284, Basis.FULL_BATCH), sgd) == "stable below lr 0.0284 (2/λmax)"
    one = limit_text(Limit(0.0099, Basis.SAMPLE), sgd)
    assert one == "stable below lr 0.0099 (1/(max x² + 1))"
    assert limit_text(Limit(0.01, Basis.RANDOM, exact=False), sgd).startswith(
        "stable below about lr 0.01"
    )


def test_nothing_to_try_is_no_text() -> None:
    assert advice_text(Advice()) == ""
    assert advice_text(Advice(settings=Settings())) == ""


def _narrow() -> tuple[str, ...]:
    """A run stopped early in a valley so narrow that only standardizing helps."""
    samples = made(0)
    least = samples.moments.least_loss
    at = Standing(RunState.CONVERGED, 9, (5.0, 1.0), 12.9 * least, 13 * least)
    verdict = verdict_on(RunConfig(), samples, at)
    assert verdict is not None
    advice = Advice(settings=Settings(8.4e-8), standardized=Settings(0.5))
    return shorter_sentences(verdict, advice, RunConfig().optimizer)


def test_the_rate_that_is_too_small_to_try_is_dropped_first() -> None:
    texts = _narrow()
    assert texts[0] == "12.9 × least loss; try lr 8.4e-8 or standardize scale, lr 0.5"
    assert texts[1] == "12.9 × least loss; try standardize scale, lr 0.5"
    assert texts[-1] == "12.9 × least loss"


def test_the_limit_is_dropped_before_what_to_try() -> None:
    samples = made(0)
    at = Standing(RunState.DIVERGED, 7, (math.inf, 1.0), math.inf, math.inf)
    verdict = verdict_on(RunConfig(), samples, at)
    assert verdict is not None
    advice = Advice(Limit(0.0249, Basis.FULL_BATCH), Settings(0.012), Settings(0.5))
    texts = shorter_sentences(verdict, advice, RunConfig().optimizer)
    assert "stable below" in texts[0] and "or standardize scale" in texts[0]
    assert "stable below" not in texts[1] and "or standardize scale" in texts[1]
