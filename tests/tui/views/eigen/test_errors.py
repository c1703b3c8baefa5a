"""The drawn errors, read as dots, against projections and powers computed here."""

from dataclasses import replace

import numpy as np
import pytest

from engine.config.optimizer import OptimizerConfig
from engine.config.run import RunConfig
from engine.history.values import Change, RunState
from tests.tui.views.drawn import ACROSS, DOWN, dots_in
from tests.tui.views.scenes import descent, frame_of, line_preview, preview_of, scene_of
from tui.canvas.axes import Layout
from tui.model.scene import Scene
from tui.views.eigen import errors as plot
from tui.views.eigen import rows
from tui.views.eigen.course import Course, stretches_of
from tui.views.eigen.names import direction_names

PREVIEW = line_preview()
RATE, UPDATES = 0.004, 60
DESIGN = np.stack([PREVIEW.x, np.ones(PREVIEW.x.size)], axis=1).astype(np.float64)
BEST = np.linalg.lstsq(DESIGN, PREVIEW.y.astype(np.float64), rcond=None)[0]
VALUES, VECTORS = np.linalg.eigh(2 * DESIGN.T @ DESIGN / len(DESIGN))
"""λmin first."""


def config_of(name: str = "sgd", rate: float = RATE, **values: float) -> RunConfig:
    chosen = OptimizerConfig(optimizer=name, learning_rate=rate, **values)
    return RunConfig(optimizer=chosen)


def scene_at(updates: int, name: str = "sgd") -> Scene:
    frame = frame_of(descent(PREVIEW, RATE, updates), batch_size=100)
    frame = replace(frame, config=config_of(name))
    return scene_of(PREVIEW, frame)


def drawn(scene: Scene, size: tuple[int, int] = (78, 20)) -> tuple[Layout, np.ndarray]:
    """The layout and the dots; a cell that both curves share has the colour of one."""
    errors, scales = Course().of(scene)
    plan = plot.errors_layout(*size, scales)
    cells = plot.curves(plan, errors, scene.look)
    return plan, dots_in(cells, plan.area)


def off(plan: Layout, dots: np.ndarray, update: float, error: float) -> float:
    """The distance of the nearest dot's centre from an error, in dots along the farther axis."""
    area = plan.area
    low, high = np.log10([area.y.low, area.y.high])
    u = (update - area.x.low) / (area.x.high - area.x.low) * area.columns * ACROSS
    v = (np.log10(error) - low) / (high - low) * area.rows * DOWN
    return float(np.abs(dots + 0.5 - [u, v]).max(axis=1).min())


def measured(scene: Scene) -> np.ndarray:
    """The components of the errors, the steep direction first, (rows, 2)."""
    return np.abs((scene.way - BEST) @ VECTORS[:, ::-1])


def test_every_measured_error_has_a_dot_within_half_a_dot() -> None:
    scene = scene_at(UPDATES)
    plan, dots = drawn(scene)
    for direction in (0, 1):
        seen = [
            off(plan, dots, update, error)
            for update, error in enumerate(measured(scene)[:, direction])
            if plan.area.y.low < error
        ]
        # The steep error is a straight line down to where rounding ends it.
        assert len(seen) > 20
        assert max(seen) <= 0.5 + 1e-6


def test_before_a_run_the_lines_are_the_powers_of_the_factors() -> None:
    scene = scene_at(0)
    plan, dots = drawn(scene)
    area, first = plan.area, measured(scene)[0]
    decades = np.log10(area.y.high / area.y.low) / (area.rows * DOWN)
    updates = area.x.high / (area.columns * ACROSS)
    for column, row in dots:
        update, height = (column + 0.5) * updates, np.log10(area.y.low) + (row + 0.5) * decades
        # The line passes within half a dot of the dot's centre, along either axis.
        assert any(
            abs(height - np.log10(error) - update * slope)
            <= 0.5 * (decades - updates * slope) + 1e-6
            for error, slope in zip(first, np.log10(np.abs(1 - RATE * VALUES[::-1])), strict=True)
        )
    assert len(np.unique(dots[:, 0])) > area.columns


def test_a_measured_run_of_gradient_descent_is_its_prediction() -> None:
    errors, _ = Course().of(scene_at(UPDATES))
    shown = errors.ahead <= UPDATES
    np.testing.assert_array_equal(errors.ahead[shown], errors.updates)
    np.testing.assert_allclose(errors.predicted[shown], errors.measured, rtol=1e-6, atol=1e-9)


def test_an_adaptive_optimizer_has_no_prediction_and_says_so() -> None:
    scene = scene_at(UPDATES, "adam")
    errors, _ = Course().of(scene)
    assert not errors.is_predicted
    assert "predicted" not in str(
        plot.legend(scene.look, ("steep", "flat"), equal=False, predicted=False, mean=False)
    )
    assert "Adam" in rows.said(scene, 80)
    assert "no factor" in rows.said(scene, 100)


def test_equal_eigenvalues_make_no_direction_steep_or_flat() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=50)
    scaled = preview_of(((x - x.mean()) / x.std()).tolist(), rng.normal(size=50).tolist())
    scene = scene_of(scaled, frame_of(descent(scaled, 0.1, 5), batch_size=50))
    text = "\n".join(rows.factors(scene, 100).lines()) + rows.said(scene, 100)
    assert "steep" not in text and "flat" not in text and "both errors halve" in text
    assert direction_names(scene.exact, ("w", "b")) == ("along w", "along b")
    hessian = 2 * np.array([[np.mean(scaled.x**2), scaled.x.mean()], [scaled.x.mean(), 1]])
    values = [scene.theory.lambda_max, scene.theory.lambda_min]
    np.testing.assert_allclose(scene.theory.axes @ hessian, np.diag(values), atol=1e-6)
    names = {one.name for one in plot.legend(
        scene.look, ("along w", "along b"), equal=True, predicted=False, mean=False
    )}  # fmt: skip
    assert names == {"along w, λ", "along b, λ"}
    grows = replace(scene, config=config_of(rate=1.2))
    assert "both errors double in" in rows.said(grows, 100)


def test_a_run_is_cut_into_stretches_at_its_live_changes() -> None:
    changes = (
        Change(4, 4, "learning_rate", "0.001", "0.002"),
        Change(9, 9, "learning_rate", "0.002", "0.004"),
        Change(9, 9, "optimizer", "sgd", "adam"),
    )
    found = stretches_of(config_of("adam"), changes)
    assert [(one.after, one.config.optimizer.optimizer) for one in found] == [
        (0, "sgd"), (4, "sgd"), (9, "adam"),
    ]  # fmt: skip
    assert [one.config.optimizer.learning_rate for one in found] == [0.001, 0.002, 0.004]


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_the_table_has_both_eigenvalues_their_factors_and_half_lives(name: str) -> None:
    text = "\n".join(rows.factors(scene_at(UPDATES, name), 100).lines())
    for value in VALUES:
        assert f"{value:.4g}" in text
        factor = abs(1 - RATE * value)
        assert (f"{factor:.4f}"[:5] in text) == (name == "sgd")
    half_life = np.log(0.5) / np.log(1 - RATE * VALUES[0])
    assert (f"{half_life:.0f} updates" in text) == (name == "sgd")


def test_the_axis_of_an_ended_run_ends_with_it_and_a_running_one_stays_steady() -> None:
    course = Course()
    limits = [course.of(scene_at(updates))[1][0].high for updates in (61, 70, 85, 99)]
    assert set(limits) == {100.0}
    scene = scene_at(63)
    assert scene.frame is not None
    ended = replace(scene, frame=replace(scene.frame, state=RunState.CONVERGED))
    assert course.of(ended)[1][0].high == 63


def test_an_error_of_rounding_alone_does_not_flatten_the_other_one():
    """All x alike: the flat direction has no error but what float64 leaves of 0."""
    preview = preview_of([6.37], [64.4])
    scene = scene_of(preview, frame_of(descent(preview, 0.001, 5), batch_size=1))
    design = np.array([[6.37, 1.0]])
    best = np.linalg.lstsq(design, np.array([64.4]), rcond=None)[0]
    sizes = np.abs((scene.way - best) @ design[0]) / np.linalg.norm(design)
    plan, dots = drawn(scene)
    for update, size in enumerate(sizes.tolist()):
        assert off(plan, dots, update, size) <= 1
    # The errors are a third smaller at the end, on an axis of a decade.
    assert np.ptp(dots[:, 1]) >= DOWN * plan.area.rows // 6
