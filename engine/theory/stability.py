"""The learning rates that gradient descent with the full batch bears, with and without momentum.

Along an eigenvector of the Hessian with eigenvalue λ, the error of momentum β and learning rate a
follows a recurrence of two terms, whose roots lie inside the unit circle just where

    heavy ball   0 < a λ < 2 (1 + β)                B. T. Polyak (1964)
    Nesterov     0 < a λ < 2 (1 + β) / (1 + 2 β)    the root at -1 of
                 z² - (1 + β)(1 - a λ) z + β (1 - a λ)

so that λmax sets the limit; β = 0 is gradient descent's 2/λmax.
"""

from __future__ import annotations

from engine.config.run import OptimizerConfig
from engine.optimizers.table import OPTIMIZERS


def learning_rate_limit(config: OptimizerConfig, lambda_max: float) -> float | None:
    """From which learning rate on the full batch diverges; None where no such limit is known.

    Optimizers that scale the gradient by its own size have none that the Hessian alone tells.
    """
    spec = OPTIMIZERS[config.optimizer]
    if spec.keras_class != "SGD" or lambda_max <= 0:
        return None
    momentum = config.hyperparameters["momentum"]
    limit = 2 * (1 + momentum) / lambda_max
    return limit / (1 + 2 * momentum) if spec.fixed.get("nesterov") else limit


def limit_in_words(config: OptimizerConfig) -> str:
    """The formula of the limit, as it may be written beside it."""
    spec = OPTIMIZERS[config.optimizer]
    momentum = config.hyperparameters["momentum"]
    if spec.fixed.get("nesterov"):
        return "2(1 + β)/((1 + 2β) λmax)" if momentum else "2/λmax"
    return "2(1 + β)/λmax" if momentum else "2/λmax"
