"""The theory pane's text: every number recomputed from the samples, at every size."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.batches import BatchSpan
from engine.data.preview import Preview
from engine.history.values import BatchStep
from engine.problems.linear_neuron.moments import Moments
from tests.tui.views.scenes import line_preview, preview_of, scene_of
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.known_problem import problem_of
from tui.model.theory_text import caution, limit_text, prediction_of, prediction_text
from tui.views.theory import gauge as gauges
from tui.views.theory import page as plot
from tui.views.theory.facts import Facts

LOOK = Look(palette_for(dark=True))
ASCII = Look(LOOK.palette, Markers.ASCII)
PREVIEW = line_preview()
X = PREVIEW.x.astype(float)


def eigenvalues(x: np.ndarray) -> tuple[float, float]:
    low, high = np.linalg.eigvalsh(2 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1.0]]))
    return float(low), float(high)


def facts(
    preview: Preview = PREVIEW,
    step: BatchStep | None = None,
    took: int | None = None,
    **values: object,
) -> Facts:
    config = with_values(RunConfig(), values)
    problem = scene_of(preview, config=config).problem
    return Facts(config, problem, prediction_of(config, problem), step, took)


def text(said: Facts, width: int = 30, height: int = 24, *, ascii_only: bool = False) -> list[str]:
    lines = plot.lines_of(said, width, height, ascii_only=ascii_only)
    return ["".join(part for part, _ in line) for line in lines]


def value(lines: list[str], label: str) -> float:
    (found,) = [line for line in lines if re.match(rf"(?:. )?{re.escape(label)} ", line.strip())]
    return float(found.split()[-1])


def test_every_number_is_that_of_the_samples() -> None:
    lines = text(facts())
    low, high = eigenvalues(X)
    residual = np.polyfit(X, PREVIEW.y.astype(float), 1, full=True)
    w, b = residual[0]
    assert value(lines, "λmax") == pytest.approx(high, rel=1e-5)
    assert value(lines, "λmin") == pytest.approx(low, rel=1e-5)
    assert value(lines, "condition") == pytest.approx(high / low, rel=1e-3)
    assert value(lines, "limit 2/λmax") == pytest.approx(2 / high, rel=1e-3)
    assert value(lines, "best 2/(λmax+λmin)") == pytest.approx(2 / (high + low), rel=1e-3)
    assert value(lines, "limit of one") == pytest.approx(1 / (X.max() ** 2 + 1), rel=1e-3)
    assert value(lines, "w") == pytest.approx(w, rel=1e-5)
    assert value(lines, "b") == pytest.approx(b, rel=1e-4)
    assert value(lines, "least loss") == pytest.approx(residual[1][0] / X.size, rel=1e-4)
    assert value(lines, "● learning rate") == 0.001


@pytest.mark.parametrize(
    ("optimizer", "factor"), [("momentum", 3.8), ("nesterov", 3.8 / 2.8), ("sgd", 2.0)]
)
def test_the_limit_is_that_of_the_momentum(optimizer: str, factor: float) -> None:
    lines = text(facts(optimizer=optimizer))
    _, high = eigenvalues(X)
    assert float(lines[2].split()[-1]) == pytest.approx(factor / high, rel=1e-3)
    assert value(lines, "limit of one") == pytest.approx(
        factor / (2 * (X.max() ** 2 + 1)), rel=1e-3
    )


def test_the_prediction_is_the_number_of_epochs_that_the_run_takes() -> None:
    y, w, b = PREVIEW.y.astype(float), 0.0, 0.0
    losses: list[float] = []
    while len(losses) < 2 or abs(losses[-1] - losses[-2]) >= 0.001 * losses[-2]:
        residual = w * X + b - y
        losses.append(float(np.mean(residual**2)))
        w -= 0.002 * float(np.mean(residual * X))
        b -= 0.002 * float(np.mean(residual))
    said = facts(took=len(losses))
    assert f"converges after {len(losses)} epochs by the loss rule" in " ".join(text(said))
    assert f"the run took {len(losses)} epochs" in text(said)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"stop": "never"}, "runs all 1,000 epochs: no stop rule"),
        ({"tolerance": 0}, "runs all 1,000 epochs: a tolerance of 0 is never met"),
        ({"epochs": 3}, "stops at 3 epochs, before the loss rule is met after"),
        ({"tolerance": 1e-8, "epochs": 100_000}, "converges after about "),
        ({"optimizer": "adam"}, "no closed form for Adam"),
        ({"batch_size": 16}, "none for mini-batches"),
        ({"batch_size": 16, "learning_rate": 0.1}, "lr 0.1 may diverge: stable below lr 0.0"),
        ({"learning_rate": 0.1}, "diverges: lr 0.1 exceeds the limit 0.02"),
        ({"stop": "gradient", "tolerance": 1e-9, "learning_rate": 1e-6}, "stops at 1,000 epochs"),
    ],
)
def test_what_will_come_is_said_in_a_sentence(values: dict[str, Any], said: str) -> None:
    given = facts(**values)
    assert said in prediction_text(given.config, given.problem, given.prediction)


def test_where_rounding_decides_the_prediction_says_so() -> None:
    # Two points are met exactly: the loss halves for ever, until float32 has no more digits.
    given = facts(preview_of([1, 4], [3, 11]), learning_rate=0.05)
    said = prediction_text(given.config, given.problem, given.prediction)
    assert said.startswith("stops at 1,000 epochs, before the loss rule is met after about ")
    assert said.endswith("; float32 rounding may end it sooner")
    given = facts(tolerance=1e-8, epochs=100_000)
    said = prediction_text(given.config, given.problem, given.prediction)
    assert said.endswith("by the loss rule; float32 rounding may end it sooner")
    assert "float32" not in prediction_text(facts().config, facts().problem, facts().prediction)


def test_a_rule_that_is_met_on_the_way_up_is_told_of() -> None:
    _, high = eigenvalues(X)
    for excess in np.linspace(1.001, 1.02, 40):
        given = facts(learning_rate=float(2 / high * excess), tolerance=0.02)
        said = prediction_text(given.config, given.problem, given.prediction)
        assert "the limit" in said
        if ", but the loss rule is met in epoch " in said:
            return
    pytest.fail("no such run was found")


def test_a_limit_is_never_rounded_across_the_learning_rate() -> None:
    assert limit_text(0.0249876, 0.01) == "0.02499"
    assert limit_text(0.0249876, 0.02499) == "0.024988"
    assert limit_text(0.0249876, 0.024989) == "0.024988"
    assert limit_text(2.0, 1.0) == "2"


def test_the_caution_is_for_rates_that_are_too_high() -> None:
    for rate, batch_size, said in (
        (0.001, "full", ""),
        (0.1, "full", "diverges: lr 0.1 exceeds the limit 0.02"),
        (0.1, 8, "lr 0.1 may diverge: stable below lr 0.0"),
        # Below the limit of the full batch, above that of single samples.
        (0.015, 1, "lr 0.015 may diverge: stable below lr 0.00"),
        (0.015, "full", ""),
    ):
        given = facts(learning_rate=rate, batch_size=batch_size)
        found = caution(given.config, given.problem)
        assert found.startswith(said)
        assert bool(found) == bool(said)
    given = facts(learning_rate=0.1, optimizer="adam")
    assert caution(given.config, given.problem) == ""


def _place(line: gauges.Line, sign: str) -> int:
    return "".join(text for text, _ in line).index(sign) - 2


@pytest.mark.parametrize("width", [10, 24, 30, 60])
def test_the_gauge_is_to_scale(width: int) -> None:
    signs, limit = gauges.Signs(), 0.025
    cells = width - 2
    for rate in np.linspace(0.0, 0.024, 40):
        line = gauges.gauge(float(rate), limit, None, width, signs)
        at = min(math.floor(rate / limit * gauges.LIMIT_PLACE * cells), _place(line, "┃") - 1)
        assert _place(line, "●") == at
        assert sum(len(text) for text, _ in line) == width
    assert _place(line, "┃") == math.floor(gauges.LIMIT_PLACE * cells)


def test_a_rate_beyond_the_limit_is_shown_beyond_it_by_a_sign_of_its_own() -> None:
    signs = gauges.Signs()
    for rate, sign in ((0.025, "!"), (0.0251, "!"), (0.03, "!"), (0.05, "▶"), (1e6, "▶")):
        line = gauges.gauge(rate, 0.025, 0.01, 30, signs)
        assert _place(line, sign) > _place(line, "┃") > _place(line, "┆")
        assert dict(line)[sign] is gauges.Tone.WARNING


def _step(rows: slice) -> BatchStep:
    moments = Moments.of(PREVIEW.x[rows], PREVIEW.y[rows])
    return BatchStep(7, BatchSpan(0, 0, 4), (0.0, 0.0), (1.0, 1.0), 5.0, moments)


def test_the_batch_has_a_limit_of_its_own() -> None:
    rows = slice(90, 94)
    _, high = eigenvalues(X[rows])
    lines = text(facts(batch_size=4, step=_step(rows)))
    assert any(line.startswith("batch of update 7") for line in lines)
    assert value(lines, "batch λmax") == pytest.approx(high, rel=1e-5)
    assert value(lines, "batch limit") == pytest.approx(2 / high, rel=1e-3)
    over = text(facts(batch_size=4, step=_step(rows), learning_rate=0.02))
    assert any(line.startswith("! batch limit") for line in over)
    assert not any("batch limit" in line for line in text(facts(step=_step(rows))))


def test_where_x_is_constant_the_fastest_rate_is_that_of_the_one_axis() -> None:
    x = np.full(4, 3.0)
    lines = text(facts(preview_of(x.tolist(), [1, 2, 3, 5])))
    _, high = eigenvalues(x)
    assert value(lines, "fastest 1/λmax") == pytest.approx(1 / high, rel=1e-3)
    lines = text(facts(preview_of(x.tolist(), [1, 2, 3, 5]), optimizer="momentum"), 40)
    assert value(lines, "fastest (1+β)/λmax") == pytest.approx(1.9 / high, rel=1e-3)


def test_one_sample_is_blamed_only_where_it_bears_less_than_all() -> None:
    assert any("single sample" in line for line in text(facts()))
    for x in ([3, 3, 3], [-2, -2], [0, 0]):
        assert not any("single sample" in line for line in text(facts(preview_of(x, x)), 40, 40))


ODD = [
    preview_of([1], [2]),
    preview_of([3, 3, 3], [1, 2, 3]),
    preview_of([0, 0], [0, 0]),
    preview_of([1e15, 2e15], [-1e15, 1e15]),
    preview_of([4000, 4001, 4003], [1, 2, 3]),
]


@pytest.mark.parametrize("optimizer", ["sgd", "nesterov", "adam"])
def test_no_line_is_cut_whatever_the_samples(optimizer: str) -> None:
    for preview, size in itertools.product(ODD, ((24, 9), (28, 20), (40, 12), (80, 24))):
        lines = text(facts(preview, optimizer=optimizer), *size)
        assert len(lines) <= size[1]
        assert all(len(line) <= size[0] for line in lines)


@pytest.mark.parametrize("width", [24, 30, 60])
def test_minima_are_whole_at_every_width(width: int) -> None:
    config = with_values(RunConfig(), {"problem": "himmelblau"})
    said = " ".join(text(Facts(config, problem_of(config), None, None, None), width, 60))
    for place in ("(3, 2)", "(-2.805, 3.131)", "(-3.779, -3.283)", "(3.584, -1.848)"):
        assert place in said


@pytest.mark.parametrize("width", [22, 24, 30, 34])
def test_the_prediction_outlasts_all_but_the_rates(width: int) -> None:
    for height in range(1, 26):
        lines = text(facts(batch_size=4, step=_step(slice(3))), width, height)
        assert len(lines) <= height
        if height >= 10:
            assert any(line.startswith("prediction") for line in lines)
        if height >= 24:
            assert any("single sample" in line for line in lines)
