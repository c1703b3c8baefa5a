"""Verdicts in words: true, short enough for 80 columns, with the advice that was computed."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.parameters import with_values
from engine.config.run import RunConfig, Standardize
from engine.history.values import RunState
from engine.theory.advice import Advice, advice_for
from engine.theory.limits import Basis, Limit, limit_of
from engine.theory.samples import Samples
from engine.theory.settings import Settings
from engine.theory.verdict import Kind, Standing, verdict_on
from tests.engine.theory.simulation import of_points, samples_of
from tests.engine.theory.tried import made
from tui.text.verdicts import (
    fact_text,
    ratio_text,
    sentence,
    shorter_sentences,
    verdict_word,
)

OPTIMIZERS = ["sgd", "momentum", "nesterov", "adam", "adadelta", "lion"]
STATES = [RunState.CONVERGED, RunState.MAX_EPOCHS, RunState.DIVERGED, RunState.PAUSED]


@pytest.mark.parametrize(("seed", "batch_size"), [(2, 1), (5, "full")])
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
    scaled = Settings(standardize=Standardize.SCALE, learning_rate=0.5)
    advice = Advice(ways=(Settings(learning_rate=0.02), scaled))
    gradient = math.hypot(*samples.moments.gradient(5.0, 1.0))
    text = sentence(verdict, advice, RunConfig().optimizer, "the epoch loss changed little")
    assert text == (
        f"stopped: 12.9 × the least loss (gradient {float(f'{gradient:.3g}'):g}); "
        "the epoch loss changed little; try lr 0.02; or standardize scale (Z), lr 0.5"
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
        (1.234e7, "1.2e7"),
        (1.0005, "1.0005"),
        (1.000032, "1.00003"),
        (1.0000001, "1"),
        (math.inf, "–"),
        (math.nan, "–"),
    ],
)
def test_multiples_have_the_digits_that_count(ratio: float, text: str) -> None:
    assert ratio_text(ratio) == text


def test_the_limit_is_dropped_before_what_to_try_and_the_best_way_last() -> None:
    samples = made(0)
    at = Standing(RunState.DIVERGED, 7, (math.inf, 1.0), math.inf, math.inf)
    verdict = verdict_on(RunConfig(), samples, at)
    assert verdict is not None
    scaled = Settings(standardize=Standardize.SCALE, learning_rate=0.5)
    advice = Advice(Limit(0.0249, Basis.FULL_BATCH), (scaled, Settings(learning_rate=0.012)))
    texts = shorter_sentences(verdict, advice, RunConfig().optimizer)
    both = "try standardize scale (Z), lr 0.5; or lr 0.012"
    assert texts == (
        f"diverged at update 7; stable below lr 0.0249; {both}",
        f"diverged at update 7; {both}",
        "diverged at update 7; stable below lr 0.0249; try standardize scale (Z), lr 0.5",
        "diverged at update 7; try standardize scale (Z), lr 0.5",
        "diverged at update 7; stable below lr 0.0249",
        "diverged at update 7",
    )


@given(
    batch_size=st.sampled_from([1, 8, 16]),
    shuffle=st.booleans(),
    momentum=st.sampled_from([0.0, 0.9]),
    part=st.floats(0.01, 0.99),
    ratio=st.floats(1.0, 60.0),
    samples=st.sampled_from([made(seed) for seed in (0, 1, 2)]),
)
def test_what_is_said_of_the_noise_agrees_with_the_verdict(
    batch_size: int, shuffle: bool, momentum: float, part: float, ratio: float, samples: Samples
) -> None:
    values = {"optimizer": "momentum", "momentum": momentum, "shuffle": shuffle}
    config = with_values(RunConfig(), values | {"batch_size": batch_size})
    limit = limit_of(config.optimizer, config.batch, samples)
    assert limit is not None
    config = with_values(config, {"learning_rate": limit.rate * part})
    loss = ratio * samples.moments.least_loss
    verdict = verdict_on(
        config, samples, Standing(RunState.CONVERGED, 9, (1.0, 1.0), loss, 2 * loss)
    )
    assert verdict is not None
    text = fact_text(verdict)
    at_least = text.replace("at the least loss", "1 × the least loss")
    shown = [float(number) for number in re.findall(r"([\d.]+) ×", at_least)]
    assert shown[0] == pytest.approx(ratio, rel=0.01)
    match verdict.kind:
        case Kind.AT_OPTIMUM:
            assert shown[0] <= 1.02 and len(shown) == 1
        case Kind.AT_NOISE_FLOOR if shuffle:
            _, mean, most = shown
            assert shown[0] <= most and mean < most
            assert "within the noise of its batches" in text
        case Kind.AT_NOISE_FLOOR:
            # A fixed order ends at one loss; the run is within 2 % of it, or below.
            assert shown[0] <= 1.03 * shown[1]
            assert "in this order" in text
        case kind:
            assert kind is Kind.STOPPED_EARLY
            assert "within" not in text
            assert all(most < shown[0] for most in shown[1:])
