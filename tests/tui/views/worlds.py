"""Samples and runs of every kind, ordinary and odd, of which every layer is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.config.problem import Activation, Loss, ProblemConfig
from engine.config.run import BatchConfig, RunConfig
from engine.data.batches import BatchSpan
from engine.data.preview import Preview
from engine.history.frame import Frame
from engine.history.values import BatchStep, Change, Series
from engine.problems.base import Objective
from engine.problems.linear_neuron.least_squares import Theory
from engine.problems.registry import problem_of as described
from engine.problems.view import View
from tests.tui.views.scenes import descent, frame_of, line_preview, preview_of, series
from tui.canvas.loss_surface import Surface, surface_of
from tui.canvas.palette import Look, palette_for
from tui.model.known_problem import Problem, problem_from
from tui.model.scene import Scene

_LINEAR = ProblemConfig()


@dataclass(frozen=True, eq=False)
class World:
    """Samples, a run on them, and the part of the plane in view (by default, what the app takes).

    Nothing that is drawn from can be written to.
    """

    preview: Preview
    updates: Series
    odd_view: View | None = None
    kind: ProblemConfig = _LINEAR

    def __post_init__(self) -> None:
        samples: tuple[np.ndarray, ...] = self.preview.x, self.preview.y, self.preview.indices
        for array in (*samples, self.updates.index, self.updates.theta, *self.updates.columns):
            array.flags.writeable = False

    @property
    def theory(self) -> Theory:
        return self._problem.exact

    @cached_property
    def _problem(self) -> Problem:
        data = RunConfig(problem=self.kind).data
        return problem_from(self.kind, data, (0.0, 0.0), self.preview)

    @property
    def objective(self) -> Objective:
        return self._problem.objective

    @property
    def quadratic(self) -> bool:
        return self.kind.is_quadratic

    @property
    def view(self) -> View:
        return self.odd_view or self._problem.view

    @cached_property
    def surface(self) -> Surface:
        with np.errstate(over="ignore", invalid="ignore"):
            return surface_of(self.objective, self.view)

    @property
    def best(self) -> tuple[float, float]:
        return (*self._problem.optima, (0.0, 0.0))[0]

    @property
    def now(self) -> tuple[float, float]:
        return self.frame.theta

    @property
    def columns(self) -> tuple[np.ndarray, np.ndarray]:
        """W and b after each update."""
        w, b = self.updates.theta.T
        return w, b

    @cached_property
    def points(self) -> list[tuple[float, float]]:
        """The start, and (w, b) after each update."""
        w, b = self.columns
        return [(0.0, 0.0), *zip(w.tolist(), b.tolist(), strict=True)]

    @cached_property
    def frame(self) -> Frame:
        changes = (Change(1, 1, "learning_rate", "0.1", "0.2"),)
        span = BatchSpan(0, 0, min(2, self.preview.samples))
        frame = frame_of(self.updates, self.updates, batch=span, batch_size=2, changes=changes)
        return replace(frame, steps=self.steps)

    @cached_property
    def steps(self) -> tuple[BatchStep, ...]:
        """The last steps, as many as a worker tells."""
        made = len(self.points) - 1
        return tuple(self._step(update) for update in range(max(1, made - 3), made + 1))

    def _step(self, update: int) -> BatchStep:
        rows = np.arange(update, update + 2) % self.preview.x.size
        make = described(self.kind).objective
        batch = None if make is None else make(self.preview.x[rows], self.preview.y[rows])
        before, after = self.points[update - 1 : update + 1]
        loss = math.nan if batch is None else batch.loss(*before)
        return BatchStep(update, BatchSpan(0, 0, 2), before, after, loss, batch)

    @property
    def odd_steps(self) -> bool:
        """Whether some led beyond what float32 holds well."""
        return any(not abs(part) < 1e18 for step in self.steps for part in step.after)

    @property
    def losses(self) -> list[float]:
        """As many as a small sweep has runs."""
        return [float(loss) for loss in self.updates.loss[:8]]

    def scene(self, config: RunConfig | None = None) -> Scene:
        config = config or RunConfig(batch=BatchConfig(batch_size=2))
        config = config.model_copy(update={"problem": self.kind})
        problem = replace(self._problem, data=config.data, view=self.view)
        frame = replace(self.frame, config=config) if self.steps else None
        return Scene(config, problem, frame, Look(palette_for(dark=True)))


def _at_rest(losses: Sequence[float] | np.ndarray) -> Series:
    """Updates that move nothing, with these losses."""
    return series([2.0] * len(losses), [1.0] * len(losses), list(losses))


def _of_problems(line: Preview, run: Series) -> dict[str, World]:
    """Losses without a closed form: several minima, a plateau, a cliff, none, one not computed."""
    labels = preview_of(line.x.tolist(), (line.y > 50).astype(float).tolist())
    small = series([-1.2, 0.5, -3.0, 1.0], [1.0, 0.2, 2.0, math.nan], [24.0, 4.0, -1.0, 1e9])
    entropy = ProblemConfig(activation=Activation.SIGMOID, loss=Loss.CROSSENTROPY)
    return {
        "rosenbrock": World(line, small, kind=ProblemConfig(problem="rosenbrock")),
        "a sine": World(line, small, kind=ProblemConfig(activation=Activation.SINE)),
        "absolute errors": World(line, run, kind=ProblemConfig(loss=Loss.MAE)),
        "labels": World(labels, small, kind=entropy),
        "dead": World(
            line, series([-1.0], [-1.0], [9.0]), kind=ProblemConfig(activation=Activation.RELU)
        ),
        "not computed": World(line, small, kind=ProblemConfig(problem="mine.py")),
    }


def _worlds() -> dict[str, World]:
    line, zeros = line_preview(60), preview_of([0, 0], [0, 0])
    flat, upright = preview_of([1, 2, 5], [4, 4, 4]), preview_of([3, 3, 3], [1, 2, 4])
    far = preview_of([1990, 2000, 2021], [50, 90, 140])
    run, still = descent(line, 0.005, 40), _at_rest([0.0] * 5)
    infinite = series(
        [1.0, 3e38, -1e19, 1e30, 1e38, 1e308, 1e200, math.inf, 0.0, math.nan],
        [1.0, -3e38, 5.0, -1e30, -1e300, 1e308, 1.0, -math.inf, math.inf, 0.0],
        [3.0, 1e40, 1e300, 1e300, math.inf, math.inf, 0.0, math.nan, math.nan, math.nan],
    )
    rising = 10.0 ** np.linspace(0, 300, 3000)
    rising[2900:] = math.inf
    return {
        "a line": World(line, run),
        "before the first update": World(line, series([], [], [])),
        "constant y": World(flat, descent(flat, 0.02, 9)),
        "constant x": World(upright, descent(upright, 0.02, 9)),
        "x in the thousands": World(far, descent(far, 1e-7, 9)),
        "tiny x and large y": World(preview_of([1e-6, 2e-6], [1e6, -1e6]), still),
        "two points": World(preview_of([1, 4], [3, 11]), _at_rest([7.0] * 20)),
        "one point": World(preview_of([2], [5]), series([1.0], [0.5], [6.25])),
        "only zeros": World(zeros, still),
        "diverged": World(line, infinite),
        "large numbers": World(preview_of([1e15, 2e15], [-1e15, 1e15]), infinite),
        "huge numbers": World(preview_of([1e30, 2e30], [-1e30, 1e30]), infinite),
        "only infinite losses": World(flat, _at_rest([math.inf, math.nan, math.inf])),
        "tiny losses": World(line, _at_rest([1e-300, 5e-324, 1e-310])),
        "many losses, rising": World(line, _at_rest(rising)),
        "many losses, all alike": World(line, _at_rest(np.zeros(3000))),
        "many losses, none a number": World(line, _at_rest(np.full(3000, math.nan))),
        **_of_problems(line, run),
        "a view too wide": World(line, run, View(-1e200, 1e200, -1e200, 1e200)),
        "a view very near": World(line, run, View(9, 9.0001, 2, 2.0001)),
        "a view far from it all": World(flat, still, View(1e-30, 2e-30, -1.0, 1.0)),
        "a view without a slope": World(zeros, still, View(-1e-200, 1e-200, -1e-200, 1e-200)),
        "a view narrow and tall": World(far, infinite, View(-0.001, 0.002, -8.0, 4.0)),
    }


WORLDS = _worlds()
