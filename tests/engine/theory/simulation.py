"""The optimizers in plain numpy and float64, as a reference for what the theory says of them."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.config.run import DataConfig, RunConfig
from engine.data.batches import batch_length
from engine.data.preview import preview
from engine.optimizers.rules import by_symbol, rule_of
from engine.theory.samples import Samples


def samples_of(data: DataConfig) -> Samples:
    """The samples of this configuration."""
    return Samples.of(preview(data))


def of_points(x: Floats, y: Floats) -> Samples:
    """These samples, all known."""
    from engine.problems.linear_neuron.least_squares import theory_of
    from engine.problems.linear_neuron.moments import Moments

    moments = Moments.of(x, y)
    return Samples(
        plain=moments,
        theory=theory_of(moments),
        x=x,
        y=y,
        rows=np.arange(x.size),
        x_range=(float(x.min()), float(x.max())),
        y_range=(float(y.min()), float(y.max())),
    )


def full_losses(
    config: RunConfig,
    samples: Samples,
    epochs: int,
    *,
    start: tuple[float, float] | None = None,
    runs: int = 1,
) -> Floats:
    """The loss over all samples at the end of each epoch, (epochs, runs).

    SGD with and without momentum; shuffled epochs have orders of their own in each run.
    """
    optimizer, rng = config.optimizer, np.random.default_rng(7)
    rate, beta = optimizer.learning_rate, optimizer.hyperparameters["momentum"]
    nesterov = optimizer.optimizer == "nesterov"
    length = batch_length(config.batch, samples.count)
    theta = np.tile(np.array(start or config.start.theta), (runs, 1))
    velocity = np.zeros((runs, 2))
    losses = []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs):
            order = np.tile(np.arange(samples.count), (runs, 1))
            if config.batch.shuffle:
                order = rng.permuted(order, axis=1)
            for begin in range(0, samples.count, length):
                rows = order[:, begin : begin + length]
                x, y = samples.x[rows], samples.y[rows]
                error = theta[:, :1] * x + theta[:, 1:] - y
                gradient = 2 * np.stack([(error * x).mean(1), error.mean(1)], axis=1)
                gradient[:, 0] += 2 * samples.l2 * theta[:, 0]
                velocity = beta * velocity - rate * gradient
                theta = theta + (beta * velocity - rate * gradient if nesterov else velocity)
            losses.append(samples.moments.loss(*theta.T))
    return np.array(losses)


def adaptive_losses(config: RunConfig, samples: Samples, updates: int) -> list[float]:
    """The loss over all samples after each full-batch update of any other optimizer."""
    optimizer = config.optimizer
    rule = rule_of(optimizer.optimizer, optimizer.hyperparameters)
    begun = {"a": 0.1, "π": 1.0} if optimizer.optimizer != "adagrad" else {"a": 0.1}
    states = [{"θ": value, **begun} for value in config.start.theta]
    losses = []
    for update in range(1, updates + 1):
        w, b = (state["θ"] for state in states)
        gradients = samples.moments.gradient(w, b)
        for state, gradient in zip(states, gradients, strict=True):
            known = {**by_symbol(optimizer.learning_rate, optimizer.hyperparameters)}
            known |= {"m": 0.0, "v": 0.0, "u": 0.0, "z": 0.0} | state
            known |= {"g": gradient, "t": float(update)}
            for line in rule:
                known[line.symbol] = line.compute(known)
                if line.kept:
                    state[line.symbol] = known[line.symbol]
        losses.append(samples.moments.loss(states[0]["θ"], states[1]["θ"]))
    return losses
