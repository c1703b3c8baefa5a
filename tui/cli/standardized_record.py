"""The standardization of the samples and what is known of them, for JSON."""

from __future__ import annotations

from dataclasses import asdict

from engine.config.numbers import finite, trained
from engine.config.run import RunConfig
from engine.data.scaling import Scaling
from engine.problems.base import NAMES, Theta
from engine.theory.limits import limit_of
from tui.cli.known import Known

Record = dict[str, object]


def start_record(config: RunConfig, known: Known) -> Record:
    """How the samples are standardized, least squares in the data's units, and limits.

    `limits` is about the samples as the neuron is trained on them. Both are null for a problem
    without exact results.
    """
    scaling, theory, samples = known.samples.scaling, known.theory, known.exact
    standardize = {"mode": config.data.standardize.value, **asdict(scaling)}
    if theory is None or samples is None:
        return {"standardize": standardize, "least_squares": None, "limits": None}
    best = (*scaling.to_data(theory.best), scaling.loss_to_data(theory.least_loss))
    limit = limit_of(config.optimizer, config.batch, samples)
    return {
        "standardize": standardize,
        "least_squares": _named(best),
        "limits": {
            "learning_rate": None if limit is None else finite(limit.rate),
            "basis": None if limit is None else limit.basis.value,
            "lambda_max": finite(theory.lambda_max),
            "lambda_min": finite(theory.lambda_min),
            "condition_number": finite(theory.condition_number),
        },
    }


def end_record(scaling: Scaling, theta: Theta, full_loss: float) -> Record:
    """θ and the loss at the end in the data's units, those of the run if nothing is changed."""
    values = (*scaling.to_data(theta), scaling.loss_to_data(full_loss))
    names = (*NAMES, "full_loss")
    return {f"data_{name}": trained(value) for name, value in zip(names, values, strict=True)}


def _named(values: tuple[float, ...]) -> Record:
    names = (*NAMES, "loss")
    return {name: finite(value) for name, value in zip(names, values, strict=True)}
