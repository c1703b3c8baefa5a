"""The step of optimizers that divide the gradient by its magnitude: bounded at any learning rate.

With |m| ≤ (1 - β₁) Σ β₁ᵏ |g_k| and v ≥ (1 - β₂) β₂ᵏ g_k², Adam's step is at most η times
(1 - β₁)/√(1 - β₂) or 1, and about η as long as the gradient keeps its sign (D. P. Kingma and J. Ba,
"Adam: A Method for Stochastic Optimization", 2015, section 2.1). RMSprop's is at most η/√(1 - ρ),
for all of it in one update; Adagrad's, FTRL's and Lion's at most η. So θ moves away at most in
proportion to the number of updates: these optimizers do not diverge, they end at a distance of the
order of the step. Around a minimum, the gradient and with it the divisor vanish, and the step keeps
its size (J. M. Cohen et al., "Adaptive Gradient Methods at the Edge of Stability", 2022).
"""

from __future__ import annotations

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.table import OPTIMIZERS
from engine.problems.base import Theta

_STEPS = 50
"""The number of steps that a suggested learning rate needs to the optimum,"""
_FEWER_STEPS = 10
"""and that of first steps, if they get shorter as 1/√t: Adagrad and FTRL."""


def is_adaptive(optimizer: OptimizerConfig) -> bool:
    """Whether the optimizer divides the gradient by its magnitude."""
    return OPTIMIZERS[optimizer.optimizer].keras_class != "SGD"


def squares_gradients(optimizer: OptimizerConfig) -> bool:
    """Whether the optimizer's state holds squares of gradients, which may leave float32's range."""
    return is_adaptive(optimizer) and optimizer.optimizer not in ("lion", "adamax")


def reaching_rate(optimizer: OptimizerConfig, start: Theta, best: Theta) -> float:
    """A learning rate at which steps of its size reach the optimum soon; 0 if that is the start."""
    steps = _FEWER_STEPS if optimizer.optimizer in ("adagrad", "ftrl") else _STEPS
    return max(abs(a - b) for a, b in zip(start, best, strict=True)) / steps
