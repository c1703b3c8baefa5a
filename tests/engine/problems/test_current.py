"""What the current problem calls its parameters agrees with the layers below that spell them."""

from __future__ import annotations

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.expressions.syntax import SEQUENCES
from engine.problems.current import PROBLEM


def test_the_starting_point_is_set_by_the_parameters_that_the_problem_names() -> None:
    first, second = PROBLEM.starts
    config = with_values(RunConfig(), {first: 3.0, second: -4.0})
    assert config.start.theta == (3.0, -4.0)


def test_a_stop_expression_reads_the_loss_and_each_parameter_by_its_name() -> None:
    assert ("loss", *PROBLEM.names) == SEQUENCES
