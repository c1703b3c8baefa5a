"""Texts about runs with odd numbers: true, and without the words of a programming language."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pytest

from engine.config.problem import Activation
from engine.data.batches import BatchSpan
from engine.data.scaling import Scaling
from engine.history.values import BatchStep
from engine.problems.linear_neuron.moments import Moments
from engine.theory.advice import advice_for
from engine.theory.samples import samples_of
from engine.theory.verdict import Standing, verdict_on
from tests.tui.cli.scripted import READY, train
from tests.tui.odd_runs import NAMES, OddRun, odd_run, oddities
from tui.model.known_problem import problem_of
from tui.model.status import Status
from tui.text.numbers import BEYOND, reading
from tui.text.sentences import what_happened
from tui.text.verdicts import sentence, shorter_sentences, verdict_word
from tui.views.data.residuals import summary
from tui.views.data.shapes import Neuron
from tui.widgets.big_numbers import fields_of
from tui.widgets.panel.row import theory_text
from tui.widgets.status_line import numbers_line

LARGEST = float(np.finfo(np.float32).max)


@pytest.fixture(params=NAMES)
def run(request: pytest.FixtureRequest, tmp_path: Path) -> OddRun:
    return odd_run(request.param, tmp_path)


NEURON = Neuron(Activation.LINEAR, Scaling())


def test_the_command_line_speaks_of_them_plainly(
    run: OddRun, capsys: pytest.CaptureFixture[str]
) -> None:
    script = [READY, run.epoch_rows, run.ended]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        status, _ = train(script, run.config)
    assert status == 0
    text = capsys.readouterr()
    assert oddities(text.out + text.err) == []
    train(script, run.config, as_json=True)
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for record in records:
        for name in ("loss", "full_loss", "data_full_loss", "loss_over_least"):
            assert abs(record.get(name) or 0) <= LARGEST, "float32 would show null beside it"
    if not run.full_loss < LARGEST:
        assert records[-1]["full_loss"] is None
        assert BEYOND in text.out


def verdicts(run: OddRun) -> list[str]:
    reached, samples = run.reached, samples_of(run.preview, run.theory)
    at = Standing(run.state, reached.updates, reached.theta, run.full_loss, run.loss[-1])
    verdict = verdict_on(run.config, samples, at)
    assert verdict is not None
    advice, optimizer = advice_for(run.config, samples, verdict), run.config.optimizer
    shorter = shorter_sentences(verdict, advice, optimizer)
    return [verdict_word(verdict), sentence(verdict, advice, optimizer, run.reason), *shorter]


def steps(run: OddRun) -> list[str]:
    data = run.preview
    moments, span = Moments.of(data.x, data.y), BatchSpan(0, 0, data.x.size)
    made = [
        BatchStep(k + 1, span, run.theta[k], run.theta[k + 1], run.loss[k], moments)
        for k in range(len(run.loss))
    ]
    return [what_happened(step, data.moments, width) for step in made for width in (200, 60, 30)]


def screens(run: OddRun) -> list[str]:
    reached, (w, b) = run.reached, run.theta[-1]
    status = Status(
        run.state, None, reached.epochs, reached.updates, theta=(w, b), data_theta=(w, b),
        batch_loss=run.loss[-1], full_loss=run.full_loss, batch=3,
        learning_rate=run.config.optimizer.learning_rate, optimizer="sgd",
    )  # fmt: skip
    texts = ["".join(text for _, text in numbers_line(status, width)) for width in (198, 78, 30)]
    texts += [field.text for width in (198, 78) for field in fields_of(status, width)]
    texts += [
        summary(run.preview, theta, NEURON).text(width)
        for theta in run.theta
        for width in (120, 30)
    ]
    lines = theory_text(problem_of(run.config), run.config, 28)
    return texts + [" ".join(line) for line in lines]


def test_the_screen_speaks_of_them_plainly(run: OddRun) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texts = [*verdicts(run), *steps(run), *screens(run)]
    assert {odd for text in texts for odd in oddities(text)} == set()


@pytest.mark.parametrize(
    ("loss", "text"),
    [(3.4028234e38, "3.403e38"), (3.4028236e38, ">3.4e38"), (1e76, ">3.4e38"), (np.inf, ">3.4e38")],
)
def test_a_loss_that_float32_cannot_hold_is_the_same_in_float64(loss: float, text: str) -> None:
    assert reading(loss, 9).strip() == text
