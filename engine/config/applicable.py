"""Which parameters have an effect in a configuration."""

from __future__ import annotations

from engine.config.parameters import PARAMETERS
from engine.config.run import RunConfig, StopRule

_OF_FILES = frozenset(
    [
        *("x_column", "y_column", "separator", "decimal", "thousands"),
        *("encoding", "skip", "sheet", "missing"),
    ]
)
_OF_THE_LINE = ("data_seed", "w_gen", "b_gen", "noise_mean", "noise_std")


def applies(config: RunConfig, name: str) -> bool:
    """Whether the parameter has an effect in this configuration.

    Not: hyperparameters of other optimizers and schedules, the parameters of generated data if a
    file is read or the problem takes none, the columns of a file if there is none, the seed of the
    order of samples in their order, and what belongs to a neuron if there is none.
    """
    problem, generated = config.problem, config.data.data is None
    if name == "order_seed":
        return config.batch.shuffle or problem.gradient_noise > 0
    if name in ("activation", "loss", "l2"):
        return problem.is_neuron
    if name in ("data", "standardize"):
        return problem.takes_data
    if name == "samples":
        return generated
    if name in _OF_THE_LINE:
        return generated and problem.takes_data
    if name in _OF_FILES:
        return not generated
    return _in_use(config, name)


def _in_use(config: RunConfig, name: str) -> bool:
    """Whether a parameter of the stop rule or of the optimizer has an effect."""
    if name in ("tolerance", "window"):
        return config.stop.stop not in (StopRule.NEVER, StopRule.EXPRESSION)
    if name == "expression":
        return config.stop.stop is StopRule.EXPRESSION
    if PARAMETERS[name].section == "optimizer":
        return config.optimizer.uses(name)
    return True
