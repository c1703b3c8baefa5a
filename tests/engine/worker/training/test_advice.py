"""Advice tried on the real engine, in float32: on the cases of data files, and after divergence."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.data.preview import preview
from engine.history.values import RunState
from engine.problems.linear_neuron.least_squares import theory_of
from engine.theory.advice import Advice, advice_for
from engine.theory.float_range import Squared
from engine.theory.samples import Samples
from engine.theory.settings import Expected, Settings
from engine.theory.verdict import Kind, Standing, Verdict, verdict_on
from engine.worker.training.trainer import Trainer
from tests.device import DEVICE
from tests.engine.conftest import train
from tests.engine.shared_programs import share

CASES = Path(__file__).parents[2] / "data" / "cases"


def ended(config: RunConfig) -> tuple[Verdict, Advice, Samples]:
    """The verdict on a real run, and its advice."""
    share()
    samples = preview(config.data)
    known = Samples.of(samples, theory_of(samples.moments))
    trainer = Trainer(config, load(config.data), DEVICE)
    whole = train(trainer)
    epoch_loss = float(trainer.recent[-1, 0]) if len(trainer.recent) else float(whole.loss[-1])
    full_loss = float(trainer.full_loss)
    at = Standing(whole.state, len(whole.loss), trainer.theta, full_loss, epoch_loss)
    verdict = verdict_on(config, known, at)
    assert verdict is not None
    return verdict, advice_for(config, known, verdict), known


def tried(config: RunConfig, settings: Settings) -> RunConfig:
    """The configuration with these settings."""
    return with_values(config, settings.values)


def of_file(name: str) -> RunConfig:
    return with_values(RunConfig(), {"data": str(CASES / f"{name}.csv")})


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("k04_falling_line", Kind.STOPPED_EARLY),
        ("k05_falling_line", Kind.STOPPED_EARLY),
        ("k05_near_line", Kind.MAX_EPOCHS),
        ("k04_one_to_hundred", Kind.DIVERGED),
        ("k06_ramp", Kind.DIVERGED),
    ],
)
def test_defaults_are_not_green_on_these_files_and_with_the_advice_they_are(
    name: str, kind: Kind
) -> None:
    config = of_file(name)
    verdict, advice, _ = ended(config)
    assert verdict.kind is kind
    assert not verdict.loss_over_least < 10
    assert advice.ways
    assert any(way.standardize for way in advice.ways)
    for way in advice.ways:
        if way.expected is Expected.NEAR:
            after, _, _ = ended(tried(config, way))
            assert after.kind is Kind.AT_OPTIMUM


@pytest.mark.parametrize(
    ("name", "above"),
    [("k06_overflow_y", True), ("k06_overflow_y_1e25", True), ("k15_tiny_y", False)],
)
def test_squares_outside_float32_are_named(name: str, above: bool) -> None:
    config = of_file(name)
    verdict, advice, _ = ended(config)
    assert verdict.kind is Kind.OUT_OF_RANGE
    assert verdict.out_of_range is not None
    assert (verdict.out_of_range.what, verdict.out_of_range.above) == (Squared.ERROR, above)
    (way,) = advice.ways
    after, _, _ = ended(tried(config, way))
    assert after.kind is Kind.AT_OPTIMUM


METHODS = [("sgd", None), ("momentum", 0.9), ("nesterov", 0.9)]


@pytest.mark.parametrize(("optimizer", "momentum"), METHODS)
@pytest.mark.parametrize(("batch_size", "shuffle"), [(1, False), (16, True), ("full", False)])
def test_after_divergence_the_rate_to_try_and_one_just_below_the_limit_are_stable(
    optimizer: str, momentum: float | None, batch_size: int | str, shuffle: bool
) -> None:
    values = {"optimizer": optimizer, "momentum": momentum, "shuffle": shuffle}
    config = with_values(
        RunConfig(), values | {"batch_size": batch_size, "epochs": 60, "learning_rate": 0.9}
    )
    verdict, advice, samples = ended(config)
    assert verdict.kind is Kind.DIVERGED
    assert advice.limit is not None and advice.ways
    start = float(samples.moments.loss(0.0, 0.0))
    for way in (*advice.ways, Settings(learning_rate=advice.limit.rate)):
        after, _, _ = ended(tried(config, way))
        assert after.state in (RunState.CONVERGED, RunState.MAX_EPOCHS)
        assert after.loss < 30 * start
