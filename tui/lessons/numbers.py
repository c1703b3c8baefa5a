"""The numbers of the run that a lesson may name, in its texts and in its answers.

All are in the units in which the neuron is trained, as on the status line. A number without a value
yet is nan, which a text shows as a dash.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from engine.config.problem import Loss
from engine.config.run import RunConfig
from engine.data.batches import batch_length, updates_per_epoch
from engine.expressions.formula import Number
from engine.history.frame import Frame
from tui.lessons.goal import Moment
from tui.model.known_problem import Problem

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "w": "the weight now",
        "b": "the bias now",
        "w_before": "the weight before the last update",
        "b_before": "the bias before the last update",
        "w0": "the weight at the start",
        "b0": "the bias at the start",
        "w_star": "the weight of the line of least loss",
        "b_star": "the bias of the line of least loss",
        "w_true": "the slope of the line that generated the data",
        "b_true": "the intercept of the line that generated the data",
        "noise": "the standard deviation of the noise on x",
        "loss": "the loss of the last epoch: the mean of its batch losses",
        "batch_loss": "the loss of the last update's batch, computed before the update",
        "full_loss": "the loss over all samples now",
        "start_loss": "the loss over all samples at the start",
        "least_loss": "the least loss that a line has",
        "over_least": "the loss over all samples, divided by the least loss",
        "rms": "the root of the loss over all samples",
        "least_rms": "the root of the least loss",
        "gradient_w": "the derivative of the loss over all samples with respect to w",
        "gradient_b": "the derivative of the loss over all samples with respect to b",
        "epoch": "completed epochs",
        "updates": "updates made",
        "seen": "samples seen",
        "seconds": "seconds of training",
        "max_epochs": "the most epochs of the run",
        "learning_rate": "the learning rate",
        "limit": "the learning rate above which gradient descent diverges: 2 / lambda_max",
        "best_rate": "the learning rate that is fastest in the end: 2 / (lambda_max + lambda_min)",
        "lambda_max": "the larger eigenvalue of the Hessian",
        "lambda_min": "the smaller eigenvalue of the Hessian",
        "condition": "the ratio of the eigenvalues",
        "momentum": "the momentum, 0 without one",
        "tolerance": "the tolerance of the stop rule",
        "n": "the number of samples",
        "batch_size": "samples in a batch; all of them for the full batch",
        "batches": "batches in an epoch, which is the number of updates",
        "last_batch": "samples in the last batch of an epoch",
        "scatter": "the deviation of the last epochs' batch losses, relative to their mean",
        "mean_x": "the mean of x",
        "mean_y": "the mean of y",
    }
)
"""Every name with its meaning."""


@dataclass(frozen=True)
class Numbers:
    """The numbers of a run at a moment.

    Attributes:
        values: by name: those of `NAMES`, and what was remembered.
        moment: where the run is.
    """

    values: Mapping[str, Number]
    moment: Moment

    def remembering(self, name: str, then: Numbers) -> Numbers:
        """With the numbers of another moment under this name, as in name_loss."""
        keys = zip(remembered_names(name), NAMES, strict=True)
        added = {long: then.values[short] for long, short in keys}
        return replace(self, values=MappingProxyType({**self.values, **added}))


def remembered_names(name: str) -> list[str]:
    """The names of the numbers that are remembered under a name."""
    return [f"{name}_{key}" for key in NAMES]


def numbers_of(config: RunConfig, problem: Problem | None, frame: Frame | None) -> Numbers:
    """The numbers of a run.

    Args:
        config: its configuration.
        problem: its data and theory; None while they are being prepared.
        frame: the run now; None before the first.
    """
    values: dict[str, Number] = dict.fromkeys(NAMES, math.nan)
    values |= _of_config(config)
    if problem is not None:
        values |= _of_problem(config, problem)
    values |= _of_run(config, frame)
    if problem is not None:
        values |= _of_both(values, problem)
    return Numbers(MappingProxyType(values), Moment.of(frame))


def _of_config(config: RunConfig) -> dict[str, Number]:
    data, (w0, b0) = config.data, config.start.theta
    generated = data.data is None
    return {
        "w0": w0,
        "b0": b0,
        "w_true": data.w_gen if generated else math.nan,
        "b_true": data.b_gen if generated else math.nan,
        "noise": data.noise_std if generated else math.nan,
        "learning_rate": config.optimizer.learning_rate,
        "momentum": config.optimizer.hyperparameters.get("momentum", 0.0),
        "tolerance": config.stop.tolerance,
        "max_epochs": config.stop.epochs,
    }


def _of_problem(config: RunConfig, problem: Problem) -> dict[str, Number]:
    samples, moments = problem.preview.samples, problem.preview.moments
    size = batch_length(config.batch, samples)
    batches = updates_per_epoch(samples, size)
    return {
        **_of_theory(problem),
        "start_loss": problem.start_loss,
        "n": samples,
        "batch_size": size,
        "batches": batches,
        "last_batch": samples - (batches - 1) * size,
        "mean_x": moments.mean_x,
        "mean_y": moments.mean_y,
    }


def _of_theory(problem: Problem) -> dict[str, Number]:
    """What is exactly known; of a loss that is not quadratic, its optimum and its least loss."""
    theory, (w, b) = problem.theory, (*problem.optima, (math.nan, math.nan))[0]
    found: dict[str, Number] = {"w_star": w, "b_star": b, "least_loss": problem.least_loss}
    if theory is None:
        return found
    return found | {
        "least_rms": math.nan if theory.l2 else math.sqrt(theory.least_loss),
        "lambda_max": theory.lambda_max,
        "lambda_min": theory.lambda_min,
        "condition": theory.condition_number,
        "limit": 2 / theory.lambda_max,
        "best_rate": 2 / (theory.lambda_max + theory.lambda_min),
    }


def _of_run(config: RunConfig, frame: Frame | None) -> dict[str, Number]:
    if frame is None:
        w0, b0 = config.start.theta
        return {"w": w0, "b": b0, "epoch": 0, "updates": 0, "seen": 0, "seconds": 0.0}
    seen = frame.updates.seen
    return {
        "w": frame.theta[0],
        "b": frame.theta[1],
        "w_before": frame.previous[0],
        "b_before": frame.previous[1],
        "loss": frame.epoch_loss,
        "batch_loss": frame.batch_loss,
        "full_loss": frame.full_loss,
        "epoch": frame.epoch,
        "updates": frame.update,
        "seen": int(seen[-1]) if len(seen) else 0,
        "seconds": frame.seconds,
        "scatter": frame.scatter,
    }


def _of_both(values: Mapping[str, Number], problem: Problem) -> dict[str, Number]:
    """What follows from where the run is and from the data."""
    w, b = float(values["w"]), float(values["b"])
    full, least = float(values["full_loss"]), problem.least_loss
    if math.isnan(full) and values["updates"] == 0:
        full = problem.start_loss
    slope_w, slope_b = problem.objective.gradient(w, b)
    kind = problem.kind
    squared = kind.is_neuron and kind.loss is Loss.MSE and not kind.l2
    return {
        "full_loss": full,
        "over_least": full / least if least > 0 else math.nan,
        "rms": math.sqrt(full) if squared and full >= 0 else math.nan,
        "gradient_w": slope_w,
        "gradient_b": slope_b,
    }


def numbers_markdown() -> str:
    """The table for the docs."""
    lines = ["| number | meaning |", "|---|---|"]
    lines += [f"| `{name}` | {meaning} |" for name, meaning in NAMES.items()]
    return "\n".join(lines) + "\n"
