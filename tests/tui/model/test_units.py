"""Kept runs whose samples were standardized in another way, in the current units."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.config.run import DataConfig, RunConfig, Standardize
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.problems.linear_neuron.least_squares import theory_of
from engine.theory.verdict import Kind
from tests.tui.views.scenes import descent, frame_of, problem_of, scene_of
from tests.tui.views.scenes import preview_of as samples_of
from tui.model.judgement import verdict_of
from tui.model.kept_runs import KeptRun
from tui.model.scene import Scene
from tui.model.units import in_units_of
from tui.views.runs.widget import entries_of

PLAIN = samples_of([5001.0, 5003.0, 5004.0, 5009.0], [2.0, 4.0, 7.0, 9.0])
MODES = list(Standardize)


def config(mode: Standardize | str, **data: Any) -> RunConfig:
    return RunConfig(data=DataConfig(standardize=Standardize(mode), **data))


def frame(mode: Standardize, updates: int = 6) -> Frame:
    """Updates in that mode's units; the loss is that of θ after the update."""
    samples = PLAIN.standardized(config(mode).data)
    rate = 1e-9 if mode is Standardize.NONE else 0.05
    made = frame_of(descent(samples, rate, updates))
    return replace(made, config=config(mode), full_loss=float(samples.moments.loss(*made.theta)))


def scene(mode: Standardize, *kept: KeptRun) -> Scene:
    samples = PLAIN.standardized(config(mode).data)
    return replace(scene_of(samples, config=config(mode)), kept=kept)


@pytest.mark.parametrize("old", MODES)
@pytest.mark.parametrize("new", MODES)
def test_a_kept_run_is_the_same_line_with_the_same_losses(old, new):
    run = KeptRun("A", "a", frame(old))
    before, now = PLAIN.standardized(run.config.data), scene(new, run)
    (shown,) = now.rivals
    scaling = now.preview.scaling
    for theirs, ours in (
        (run.config.start.theta, shown.config.start.theta),
        (run.frame.theta, shown.frame.theta),
        *zip(run.frame.updates.theta.tolist(), shown.frame.updates.theta.tolist(), strict=True),
    ):
        line = before.scaling.to_data((theirs[0], theirs[1]))
        assert scaling.to_data((ours[0], ours[1])) == pytest.approx(line, rel=1e-12, abs=1e-9)
    again = now.preview.moments.loss(*shown.frame.theta)
    assert again == pytest.approx(shown.frame.full_loss, rel=1e-9)
    np.testing.assert_allclose(shown.frame.updates.loss, run.frame.updates.loss)
    # Drawn curves are kept for as long as the run is the same object.
    assert now.rivals[0] is shown
    assert (shown is run) == (old is new)


def test_a_run_on_other_data_is_in_no_plot():
    other = KeptRun("A", "a", replace(frame(Standardize.CENTER), config=config("scale", seed=4)))
    now = scene(Standardize.SCALE, other)
    assert now.rivals == ()
    assert in_units_of(other, now.problem) is None
    (entry,) = entries_of(now)
    assert np.isnan(entry.summary.off).all() and np.isnan(entry.over_least)


def test_the_table_has_its_distance_in_the_current_units_and_its_own_verdict():
    ended = replace(frame(Standardize.SCALE, 300), state=RunState.CONVERGED)
    run = KeptRun("A", "a", ended)
    now = scene(Standardize.CENTER, run)
    (entry,) = entries_of(now)
    spread = PLAIN.standardized(config("scale").data).scaling.x_scale
    best = theory_of(PLAIN.standardized(config("scale").data).moments).best
    assert entry.summary.off[0] == pytest.approx(abs(ended.theta[0] - best[0]) / spread, abs=1e-9)
    assert entry.over_least == pytest.approx(1, abs=1e-6)
    assert entry.verdict is not None and entry.verdict.kind is Kind.AT_OPTIMUM
    assert entry.verdict == verdict_of(run, now.problem)
    own = problem_of(run.config, PLAIN.standardized(run.config.data))
    assert entry.verdict == verdict_of(run, own)
