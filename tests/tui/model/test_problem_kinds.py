"""Losses without a closed form: their minima, the first view, and the verdict on a run."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.problems.own.version import UNKNOWN, Version
from engine.theory.verdict import Kind, Standing
from tests.tui.views.scenes import frame_of, scene_of, series
from tui.model.judgement import judged
from tui.model.kept_runs import KeptRun, KeptRuns
from tui.model.known import Known
from tui.model.known_problem import Problem, problem_of
from tui.model.least import Least
from tui.model.presets import PRESETS, companions
from tui.model.received import received
from tui.model.session import Session
from tui.model.theory_text import caution, limit_of_run, prediction_text
from tui.model.units import in_units_of
from tui.views.runs.widget import entries_of


def problem(**values: object) -> Problem:
    return problem_of(with_values(RunConfig(), values))


def himmelblau(w: float, b: float) -> float:
    return float((w * w + b - 11) ** 2 + (w + b * b - 7) ** 2)


def test_known_minima_are_all_there_and_their_loss_is_the_least() -> None:
    found = problem(problem="himmelblau")
    assert len(found.optima) == 4
    assert max(himmelblau(*point) for point in found.optima) < 1e-20
    assert found.least_loss == pytest.approx(0, abs=1e-20)
    assert found.theory is None


def test_the_least_absolute_errors_are_found_although_the_loss_has_kinks() -> None:
    found = problem(loss="mae", samples=40)
    (best,) = found.optima
    x, y = found.preview.x.astype(float), found.preview.y.astype(float)
    # The line of least absolute errors leads through two of the samples.
    i, j = np.triu_indices(x.size, 1)
    w = (y[j] - y[i]) / (x[j] - x[i])
    lines = np.abs(y[None, :] - w[:, None] * (x[None, :] - x[i][:, None]) - y[i][:, None])
    least = lines.mean(axis=1).min()
    assert found.least_loss == pytest.approx(least, rel=1e-6)
    assert np.abs(y - best[0] * x - best[1]).mean() == pytest.approx(least, rel=1e-6)


def test_minima_of_a_neuron_have_no_gradient_and_may_not_be_the_least() -> None:
    found = problem(activation="sine", w_gen=1, b_gen=0, noise_std=0.1)
    assert len(found.optima) > 1 and math.isnan(found.least_loss)
    x, y = found.preview.x.astype(float), found.preview.y.astype(float)
    for w, b in found.optima:
        slope = 2 * (np.sin(w * x + b) - y) * np.cos(w * x + b)
        assert abs((slope * x).mean()) < 1e-6 and abs(slope.mean()) < 1e-6


def test_separable_labels_have_no_minimum() -> None:
    assert problem(activation="sigmoid", loss="crossentropy", noise_std=0).optima == ()
    assert len(problem(activation="sigmoid", loss="crossentropy").optima) == 1


@pytest.mark.parametrize("preset", [PRESETS[1], PRESETS[5], PRESETS[9]], ids=lambda one: one.name)
def test_the_first_view_holds_start_and_minimum(preset: object) -> None:
    assert hasattr(preset, "settings")
    found = problem(**preset.settings)
    assert found.view.holds(*found.start)
    assert all(found.view.holds(*point) for point in found.optima[:1])


def test_another_start_keeps_what_is_known() -> None:
    known = problem(activation="tanh")
    config = with_values(RunConfig(), {"activation": "tanh", "w0": 30.0})
    moved = problem_of(config, known)
    assert moved.objective is known.objective and moved.least is known.least
    assert moved.view.holds(30.0, 0.0) and not known.view.holds(30.0, 0.0)


@pytest.mark.parametrize(
    ("kind", "theta", "verdict", "words"),
    [
        ("himmelblau", (3.0, 2.0), Kind.AT_MINIMUM, "one of the minima"),
        ("saddle", (0.0, 0.0), Kind.AT_SADDLE, "saddle point"),
        ("rosenbrock", (-1.0, 1.0), Kind.STOPPED_EARLY, "stopped: loss 4"),
    ],
)
def test_the_verdict_is_that_of_the_neighbourhood(
    kind: str, theta: tuple[float, float], verdict: Kind, words: str
) -> None:
    here = problem(problem=kind)
    loss = here.objective.loss(*theta)
    at = Standing(RunState.CONVERGED, 9, theta, loss, loss)
    found = judged(with_values(RunConfig(), {"problem": kind}), here, at)
    assert found is not None and found.verdict.kind is verdict
    assert words in found.message("").text


def test_what_rests_on_the_quadratic_is_not_there() -> None:
    config = with_values(RunConfig(), {"problem": "rosenbrock", "w0": -1.2, "b0": 1.0})
    here = problem_of(config)
    assert limit_of_run(config, here) is None
    assert prediction_text(config, here, None) == "none: the loss is not quadratic"
    # The largest eigenvalue of the Hessian at (-1.2, 1), by hand.
    hessian = np.array([[1330.0, 480.0], [480.0, 200.0]])
    limit = 2 / np.linalg.eigvalsh(hessian)[1]
    assert caution(config, here) == ""
    over = with_values(config, {"learning_rate": 1.01 * limit})
    assert "exceeds the local limit 0.001327" in caution(over, here).replace("0.001328", "0.001327")


def test_a_kept_run_of_another_loss_is_not_on_this_surface() -> None:
    frame = frame_of(series([1.0], [1.0], [1.0]))
    run = KeptRun("A", "a", frame)
    assert in_units_of(run, problem()) is not None
    assert in_units_of(run, problem(loss="huber")) is None
    noisy = with_values(RunConfig(), {"problem": "beale", "gradient_noise": 3.0})
    other = KeptRun("B", "b", replace(frame, config=noisy))
    assert in_units_of(other, problem(problem="beale")) is other


def test_a_kept_run_of_another_version_of_a_file_is_not_compared() -> None:
    path = "/tmp/mine.py"
    config = with_values(RunConfig(), {"problem": path})
    frame = replace(frame_of(series([1.0], [1.0], [1.0])), config=config, version=Version("new"))
    same, older = KeptRun.of("A", frame), KeptRun.of("B", replace(frame, version=Version("old")))
    early = KeptRun.of("C", replace(frame, version=UNKNOWN))
    kept = KeptRuns((same, older, early))
    here = problem(problem=path)
    now = replace(scene_of(here.preview, frame), problem=here, kept=kept.runs)
    assert [run.letter for run in now.rivals] == ["A", "C"]
    apart = {entry.letter: entry.apart for entry in entries_of(now)}
    assert apart == {"": "", "A": "", "B": "another version of mine.py", "C": ""}
    known = Known(Session(config, None, here, frame=frame, present=frame), kept=kept)
    assert [run.letter for run in known.rivals] == ["A", "C"]


def test_what_is_known_of_a_loss_is_forgotten_once_a_run_has_another_version() -> None:
    config = with_values(RunConfig(), {"problem": "/tmp/mine.py"})
    frame = replace(frame_of(series([1.0], [1.0], [1.0])), config=config, version=Version("old"))
    here = replace(problem(problem="/tmp/mine.py"), least=Least(((1.0, 2.0),), 0.5))
    known = Known(Session(config, None, here, frame=frame, present=frame))
    same = received(known, replace(frame))
    assert same.session.problem is here
    other = received(known, replace(frame, version=Version("new")))
    assert other.session.problem is not None and not other.session.problem.optima
    assert other.session.version == Version("new")
    assert "mine.py was read again" in other.messages.shown.text


def test_parameters_that_belong_together_change_together() -> None:
    config = RunConfig()
    assert companions(config, {"problem": "rosenbrock"})["w0"] == -1.2
    assert "w0" not in companions(with_values(config, {"w0": 5}), {"problem": "rosenbrock"})
    assert companions(config, {"loss": "crossentropy"})["activation"] == "sigmoid"
    labels = with_values(config, {"loss": "crossentropy", "activation": "sigmoid"})
    assert companions(labels, {"activation": "tanh"})["loss"] == "mse"


def test_every_preset_is_a_valid_configuration_whatever_came_before() -> None:
    before = with_values(RunConfig(), {"loss": "crossentropy", "activation": "sigmoid"})
    for preset in PRESETS:
        assert (
            with_values(before, preset.settings).problem
            == with_values(RunConfig(), preset.settings).problem
        )
