"""What the script reproduces."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.preview import Preview
from engine.data.scaling import Scaling
from engine.problems.linear_neuron.landscape import view_for
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.registry import problem_of
from engine.problems.view import View
from engine.storage.keras_script.course import Course, Plan, plan_of
from engine.storage.keras_script.own_file import OwnFile
from engine.storage.keras_script.pandas_lines import FileSamples


@dataclass(frozen=True, eq=False)
class Recipe:
    """What the script reproduces.

    Attributes:
        plan: the updates to make.
        scaling: how the samples are standardized.
        names: of x and y.
        file: the samples, if they come from a file.
        own: the file with the loss, if it is the user's own.
        view: the part of the (w, b) plane to draw; None if the script finds it.
    """

    plan: Plan
    scaling: Scaling
    names: tuple[str, str]
    file: FileSamples | None
    own: OwnFile | None
    view: View | None


def recipe_of(
    config: RunConfig,
    data: Preview,
    file: FileSamples | None,
    own: OwnFile | None,
    course: Course | None = None,
) -> Recipe:
    """What reproduces a run of this configuration.

    Args:
        config: of the run, at its end.
        data: its samples.
        file: all of them, if they come from a file.
        own: the file with the loss, if it is the user's own.
        course: of a run that has begun; None for one that has not.
    """
    objective = data.objective(problem_of(config.problem))
    part = data.sampled_from and not config.problem.is_quadratic
    gradient = None if objective is None or part else objective.gradient
    plan = plan_of(config, data.samples, gradient, course)
    view = None
    if config.problem.is_quadratic:
        standard = config.data.data is None
        theory = theory_of(data.moments.with_l2(config.problem.l2))
        view = view_for(theory, config.start.theta, standard=standard)
    if not config.problem.takes_data:
        plan = _without_order(plan)
    return Recipe(plan, data.scaling, (data.x_name, data.y_name), file, own, view)


def _without_order(plan: Plan) -> Plan:
    """The plan without the order of samples, for a loss that has none."""
    legs = [replace(leg, config=with_values(leg.config, {"shuffle": False})) for leg in plan.legs]
    return replace(plan, legs=tuple(legs))
