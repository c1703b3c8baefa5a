"""`descent reference`: classical methods from the start of a run, in a table."""

from __future__ import annotations

import sys

from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.errors import ConfigError
from engine.problems.neurons.problem import loss_title
from engine.problems.registry import problem_of
from engine.theory.references import references
from tui.cli.output import put_out
from tui.text.files import json_line
from tui.text.references import references_records, references_table


def print_references(config: RunConfig, *, as_json: bool) -> int:
    """Print the table; returns the exit status.

    Raises:
        DescentError: the data cannot be used, or only the worker can evaluate the loss.
    """
    problem = problem_of(config.problem)
    objective = load(config.data).objective(problem)
    if objective is None:
        raise ConfigError("problem", "a Python file has no references; must be a built-in problem")
    found = references(objective, config.start.theta)
    loss = f", {loss_title(config.problem)}" if problem.l2 else ""
    if as_json:
        put_out(sys.stdout, "".join(map(json_line, references_records(found))))
    else:
        put_out(sys.stdout, f"{problem.title}{loss}\n\n{references_table(found)}")
    return 0
