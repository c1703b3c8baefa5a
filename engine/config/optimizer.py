"""The optimizer of a run, with its hyperparameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from engine.config.notes import Effect, ParameterNotes, Section
from engine.optimizers.table import OPTIMIZERS

if TYPE_CHECKING:
    OptimizerName = str
else:
    OptimizerName = Literal[tuple(OPTIMIZERS)]


class OptimizerConfig(Section):
    """The Keras optimizer and its hyperparameters; None means the optimizer's default."""

    optimizer: Annotated[
        OptimizerName, ParameterNotes(label="optimizer", effect=Effect.LIVE, step="choice")
    ] = Field("sgd", description="Keras optimizer.")
    learning_rate: Annotated[
        float,
        ParameterNotes(label="learning rate", effect=Effect.LIVE, step="decade", aliases=("lr",)),
    ] = Field(0.001, gt=0, le=1e6, description="Learning rate.")
    momentum: Annotated[
        float | None,
        ParameterNotes(
            label="momentum", effect=Effect.LIVE, step="decade", empty="the optimizer's default"
        ),
    ] = Field(None, ge=0, lt=1, description="Momentum of sgd, momentum, nesterov and rmsprop.")
    rho: Annotated[
        float | None,
        ParameterNotes(
            label="rho", effect=Effect.LIVE, step="decade", empty="the optimizer's default"
        ),
    ] = Field(None, ge=0, lt=1, description="Decay of the squared-gradient average.")
    beta_1: Annotated[
        float | None,
        ParameterNotes(
            label="beta 1", effect=Effect.LIVE, step="decade", empty="the optimizer's default"
        ),
    ] = Field(None, ge=0, lt=1, description="Decay of the first moment (Adam family).")
    beta_2: Annotated[
        float | None,
        ParameterNotes(
            label="beta 2", effect=Effect.LIVE, step="decade", empty="the optimizer's default"
        ),
    ] = Field(None, ge=0, lt=1, description="Decay of the second moment (Adam family).")
    epsilon: Annotated[
        float | None,
        ParameterNotes(
            label="epsilon", effect=Effect.LIVE, step="decade", empty="the optimizer's default"
        ),
    ] = Field(None, gt=0, le=1, description="Small constant that prevents division by zero.")
    weight_decay: Annotated[
        float | None,
        ParameterNotes(
            label="weight decay", effect=Effect.LIVE, step="decade", empty="the optimizer's default"
        ),
    ] = Field(None, ge=0, le=1, description="Decoupled weight decay of adamw.")

    @property
    def hyperparameters(self) -> dict[str, float]:
        """The optimizer's hyperparameters except the learning rate; absent ones at its defaults."""
        defaults = OPTIMIZERS[self.optimizer].hyperparameters
        given = {name: getattr(self, name) for name in defaults}
        return {
            name: default if given[name] is None else given[name]
            for name, default in defaults.items()
        }

    @property
    def program_key(self) -> tuple[object, ...]:
        """Equal for optimizers that a compiled program can share: all but the learning rate."""
        return (self.optimizer, *sorted(self.hyperparameters.items()))
