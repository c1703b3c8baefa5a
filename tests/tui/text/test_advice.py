"""Advice in words: options that can be pasted, and the rows and keys of the app."""

from __future__ import annotations

import shlex

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig, Standardize
from engine.history.values import RunState
from engine.theory.advice import Advice, advice_for
from engine.theory.limits import Basis, Limit
from engine.theory.settings import Expected, Settings
from engine.theory.verdict import Standing, verdict_on
from tests.engine.theory.tried import made
from tui.cli.parse import parse
from tui.cli.request import configuration
from tui.text.advice import advice_lines, advice_text, limit_text, options_text, panel_text

ALL = Settings(Standardize.SCALE, 2.8e-8, 1e-5, 20_000)


def test_a_limit_says_what_it_follows_from() -> None:
    sgd = RunConfig().optimizer
    assert limit_text(Limit(0.0284, Basis.FULL_BATCH), sgd) == "stable below lr 0.0284 (2/λmax)"
    one = limit_text(Limit(0.0099, Basis.SAMPLE), sgd)
    assert one == "stable below lr 0.0099 (1/(max x² + 1))"
    assert limit_text(Limit(0.01, Basis.RANDOM, exact=False), sgd).startswith(
        "stable below about lr 0.01"
    )


def test_settings_are_options_and_rows_of_the_panel() -> None:
    text = "--standardize scale --lr 2.8e-8 --tolerance 1e-5 --epochs 20000"
    assert options_text(ALL) == text
    rows = "standardize scale (Z), lr 2.8e-8, tolerance 1e-5, max epochs 20,000"
    assert panel_text(ALL) == rows
    slow = Settings(learning_rate=0.5, expected=Expected.STABLE)
    assert panel_text(slow) == "lr 0.5 (stable but slow)"


def test_nothing_to_try_is_no_text() -> None:
    assert advice_text(Advice()) == ""


@pytest.mark.parametrize("seed", range(18))
def test_pasted_options_are_the_settings_that_were_advised(seed: int) -> None:
    samples = made(seed)
    optimizer = ["sgd", "nesterov", "adam"][seed % 3]
    config = with_values(RunConfig(), {"optimizer": optimizer, "learning_rate": 7e-6})
    at = Standing([RunState.DIVERGED, RunState.CONVERGED][seed % 2], 9, (1.0, 1.0), 1e9, 1e9)
    verdict = verdict_on(config, samples, at)
    assert verdict is not None
    advice = advice_for(config, samples, verdict)
    lines = advice_lines(verdict, advice, config.optimizer)[-len(advice.ways) :]
    assert advice.ways and all(len(line) <= 80 for line in lines)
    for line, way in zip(lines, advice.ways, strict=True):
        lead, _, options = line.partition(": ")
        assert lead.startswith("try" if line is lines[0] else "or")
        request = parse(["train", "--optimizer", optimizer, *shlex.split(options)])
        assert request is not None
        assert configuration(request) == with_values(
            RunConfig(), {"optimizer": optimizer, **way.values}
        )
