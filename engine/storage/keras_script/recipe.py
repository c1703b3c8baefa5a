"""What the script reproduces."""

from __future__ import annotations

from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.data.preview import Preview
from engine.data.scaling import Scaling
from engine.problems.linear_neuron.landscape import view_for
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.view import View
from engine.storage.keras_script.course import Course, Plan, plan_of
from engine.storage.keras_script.pandas_lines import FileSamples


@dataclass(frozen=True, eq=False)
class Recipe:
    """What the script reproduces.

    Attributes:
        plan: the updates to make.
        scaling: how the samples are standardized.
        names: of x and y.
        file: the samples, if they come from a file.
        view: the part of the (w, b) plane to draw.
    """

    plan: Plan
    scaling: Scaling
    names: tuple[str, str]
    file: FileSamples | None
    view: View


def recipe_of(
    config: RunConfig, data: Preview, file: FileSamples | None, course: Course | None = None
) -> Recipe:
    """What reproduces a run of this configuration.

    Args:
        config: of the run, at its end.
        data: its samples.
        file: all of them, if they come from a file.
        course: of a run that has begun; None for one that has not.
    """
    moments = data.moments.with_l2(config.problem.l2)
    return Recipe(
        plan_of(config, data.samples, moments.gradient, course),
        data.scaling,
        (data.x_name, data.y_name),
        file,
        view_for(theory_of(moments), config.start.theta, standard=config.data.data is None),
    )
