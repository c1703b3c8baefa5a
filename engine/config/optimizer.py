"""The optimizer of a run, with its hyperparameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field

from engine.config.notes import Effect, ParameterNotes, Section
from engine.config.numbers import number
from engine.optimizers.before_rule import Clipping
from engine.optimizers.schedules import CONSTANT, NO_WARMUP, SCHEDULES, Schedule, pieces_of
from engine.optimizers.table import OPTIMIZERS

if TYPE_CHECKING:
    OptimizerName = str
    ScheduleName = str
else:
    OptimizerName = Literal[tuple(OPTIMIZERS)]
    ScheduleName = Literal[tuple(SCHEDULES)]


def _pieces(text: str) -> str:
    return ", ".join(f"{bound}:{number(factor)}" for bound, factor in pieces_of(text))


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
            group="schedule",
            label="weight decay",
            effect=Effect.LIVE,
            step="decade",
            empty="the optimizer's default",
        ),
    ] = Field(None, ge=0, le=1, description="Decoupled weight decay, as of every Keras optimizer.")
    schedule: Annotated[
        ScheduleName,
        ParameterNotes(group="schedule", label="schedule", effect=Effect.LIVE, step="choice"),
    ] = Field("constant", description="Learning-rate schedule.")
    period: Annotated[
        int,
        ParameterNotes(
            group="schedule", label="period", effect=Effect.LIVE, step="decade", unit="updates"
        ),
    ] = Field(
        1000,
        ge=1,
        le=10**12,
        description="Updates of the schedule: between steps, of a decay, of the first cycle.",
    )
    decay_rate: Annotated[
        float,
        ParameterNotes(group="schedule", label="decay rate", effect=Effect.LIVE, step="decade"),
    ] = Field(
        0.5, gt=0, le=1, description="Factor of the learning rate per period (step, exponential)."
    )
    pieces: Annotated[
        str,
        AfterValidator(_pieces),
        ParameterNotes(group="schedule", label="pieces", effect=Effect.LIVE, step="none"),
    ] = Field(
        "500:0.1, 750:0.01",
        description="Pieces of the schedule piecewise: after how many updates which factor of the "
        "learning rate.",
    )
    rate_floor: Annotated[
        float,
        ParameterNotes(group="schedule", label="rate floor", effect=Effect.LIVE, step="decade"),
    ] = Field(
        0.0,
        ge=0,
        le=1,
        description="Lowest learning rate of cosine and restarts, as a fraction (Keras: alpha).",
    )
    t_mul: Annotated[
        float,
        ParameterNotes(group="schedule", label="cycle factor", effect=Effect.LIVE, step="decade"),
    ] = Field(2.0, ge=1, le=100, description="Length of each cycle of restarts over the previous.")
    m_mul: Annotated[
        float,
        ParameterNotes(group="schedule", label="peak factor", effect=Effect.LIVE, step="decade"),
    ] = Field(1.0, gt=0, le=1, description="Peak of each cycle of restarts over the previous.")
    warmup: Annotated[
        int,
        ParameterNotes(
            group="schedule", label="warm-up", effect=Effect.LIVE, step="decade", unit="updates"
        ),
    ] = Field(0, ge=0, le=10**12, description="Updates of a linear rise in front of the schedule.")
    clipping: Annotated[
        Literal["none", "value", "norm", "global_norm"],
        ParameterNotes(group="schedule", label="clipping", effect=Effect.LIVE, step="choice"),
    ] = Field(
        "none", description="Gradient clipping: Keras' clipvalue, clipnorm or global_clipnorm."
    )
    clip_at: Annotated[
        float, ParameterNotes(group="schedule", label="clip at", effect=Effect.LIVE, step="decade")
    ] = Field(
        1.0,
        gt=0,
        le=1e9,
        description="Largest derivative (value, norm) or length of the gradient (global_norm).",
    )

    @property
    def is_scheduled(self) -> bool:
        """Whether the learning rate depends on the update."""
        return self.schedule != CONSTANT or self.warmup > 0

    @property
    def is_plain(self) -> bool:
        """Whether all updates have one learning rate, no gradient is clipped, no weight decays."""
        return not self.is_scheduled and self.clipping == "none" and not self._decays

    @property
    def plain(self) -> Self:
        """The same without schedule, clipping and weight decay that is not the optimizer's own."""
        if self.is_plain:
            return self
        values: dict[str, object] = {"schedule": CONSTANT, "warmup": 0, "clipping": "none"}
        if self._decays:
            values["weight_decay"] = None
        return self.model_copy(update=values)

    def at(self, update: int) -> Self:
        """The plain one with the learning rate of the update after this many."""
        if not self.is_scheduled:
            return self.plain
        return self.plain.model_copy(update={"learning_rate": self.rates.rate(update)})

    @property
    def rates(self) -> Schedule:
        """The learning rate of each update."""
        return Schedule(
            self.schedule,
            self.learning_rate,
            self.period,
            self.decay_rate,
            self.rate_floor,
            self.t_mul,
            self.m_mul,
            pieces_of(self.pieces) if self.schedule == "piecewise" else (),
            self.warmup,
        )

    def uses(self, name: str) -> bool:
        """Whether this parameter has an effect on the updates."""
        match name:
            case "optimizer" | "learning_rate" | "schedule" | "clipping" | "weight_decay":
                return True
            case "warmup":
                return self.schedule not in NO_WARMUP
            case "clip_at":
                return self.clipping != "none"
        return name in self.hyperparameters or name in SCHEDULES[self.schedule]

    @property
    def hyperparameters(self) -> dict[str, float]:
        """The optimizer's hyperparameters except the learning rate; absent ones at its defaults."""
        defaults = OPTIMIZERS[self.optimizer].hyperparameters
        given = {name: getattr(self, name) for name in defaults}
        found = {
            name: default if given[name] is None else given[name]
            for name, default in defaults.items()
        }
        # Any other optimizer decays weights only if asked to.
        decay = self.weight_decay
        return {**found, "weight_decay": decay} if decay and self._decays else found

    @property
    def _decays(self) -> bool:
        """Whether the weights decay although the optimizer has no decay by itself."""
        named = OPTIMIZERS[self.optimizer].hyperparameters
        return bool(self.weight_decay) and "weight_decay" not in named

    @property
    def clips(self) -> Clipping:
        """How gradients are clipped."""
        return Clipping(self.clipping, self.clip_at)

    @property
    def program_key(self) -> tuple[object, ...]:
        """Equal for optimizers that a compiled program can share: all but the learning rate."""
        return (self.optimizer, *sorted(self.hyperparameters.items()))

    @property
    def update_key(self) -> tuple[object, ...]:
        """Equal for configurations whose updates one compiled program can make."""
        clipping = () if self.clipping == "none" else (self.clipping, self.clip_at)
        return (*self.program_key, self.is_scheduled, *clipping)
