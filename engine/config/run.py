"""The configuration of one run: a frozen model per concern, and `RunConfig`, which holds them.

The fields define the parameters: the rows of the panel, the options of the command line, the keys
of a TOML file and the help are all made from them (see `engine.config.parameters`). A field states
its bounds as constraints, its meaning as description, and the rest as `ParameterNotes`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from engine.config.characters import DECIMALS, SEPARATORS, THOUSANDS, named
from engine.config.devices import DeviceConfig, Devices
from engine.config.notes import Effect, ParameterNotes, Section
from engine.config.optimizer import OptimizerConfig
from engine.config.problem import Activation, IncompatibleError, ProblemConfig, Target
from engine.expressions.syntax import parse

FULL_BATCH: Literal["full"] = "full"
BatchSize = int | Literal["full"]

MAX_SAMPLES = 100_000_000
MAX_SEED = 2**63 - 1
MAX_REPLICAS = 64


class StopRule(StrEnum):
    """The quantity compared with the tolerance to decide that a run has converged."""

    LOSS = "loss"
    PARAMETERS = "parameters"
    GRADIENT = "gradient"
    EXPRESSION = "expression"
    NEVER = "never"


class Standardize(StrEnum):
    """The change of variables before training; see `engine.data.scaling`."""

    NONE = "none"
    CENTER = "center"
    SCALE = "scale"


def _encoding(name: str | None) -> str | None:
    if name is not None:
        try:
            # Raises LookupError too for codecs that are not of text, such as base64.
            "1,2".encode(name)
        except (LookupError, UnicodeError, ValueError) as error:
            raise ValueError(str(error)) from None
    return name


class DataConfig(Section):
    """The source of the samples: a noisy line, or two columns of a file.

    Attributes:
        target: what y of generated samples is; no parameter, `RunConfig` derives it.
    """

    samples: Annotated[
        int, ParameterNotes(label="samples", effect=Effect.RESTART, step="double")
    ] = Field(100, ge=1, le=MAX_SAMPLES, description="Number of samples to generate.")
    w_gen: Annotated[float, ParameterNotes(label="true w", effect=Effect.RESTART, step="one")] = (
        Field(10.0, ge=-1e6, le=1e6, description="Slope of the line that generates the data.")
    )
    b_gen: Annotated[float, ParameterNotes(label="true b", effect=Effect.RESTART, step="one")] = (
        Field(2.0, ge=-1e6, le=1e6, description="Intercept of the line that generates the data.")
    )
    noise_mean: Annotated[
        float, ParameterNotes(label="noise mean", effect=Effect.RESTART, step="one")
    ] = Field(0.0, ge=-1e6, le=1e6, description="Mean of the normal noise added to x.")
    noise_std: Annotated[
        float, ParameterNotes(label="noise std", effect=Effect.RESTART, step="decade")
    ] = Field(1.0, ge=0, le=1e6, description="Standard deviation of the noise added to x.")
    seed: Annotated[int, ParameterNotes(label="seed", effect=Effect.RESTART, step="one")] = Field(
        0, ge=0, le=MAX_SEED, description="Seed of the data and of the sample order."
    )
    data_seed: Annotated[
        int | None,
        ParameterNotes(label="data seed", effect=Effect.RESTART, step="one", empty="the seed"),
    ] = Field(None, ge=0, le=MAX_SEED, description="Seed of the data alone.")
    data: Annotated[
        Path | None,
        ParameterNotes(
            label="data file", effect=Effect.RESTART, step="none", empty="generated data"
        ),
    ] = Field(
        None,
        description="File to fit instead of generated data: CSV or other text, Excel or Parquet.",
    )
    x_column: Annotated[
        str | None,
        ParameterNotes(
            label="x column", effect=Effect.RESTART, step="column", empty="the first numeric column"
        ),
    ] = Field(None, description="Column of the file that holds x, by name or number from 1.")
    y_column: Annotated[
        str | None,
        ParameterNotes(
            label="y column", effect=Effect.RESTART, step="column", empty="the next numeric column"
        ),
    ] = Field(None, description="Column of the file that holds y, by name or number from 1.")
    standardize: Annotated[
        Standardize, ParameterNotes(label="standardize", effect=Effect.RESTART, step="choice")
    ] = Field(
        Standardize.NONE,
        description="Change of x before training: center subtracts its mean, scale also divides "
        "by its standard deviation.",
    )
    separator: Annotated[
        Literal["comma", "semicolon", "tab", "pipe", "blanks"] | None,
        BeforeValidator(named(SEPARATORS)),
        ParameterNotes(label="separator", effect=Effect.RESTART, step="none", empty="guessed"),
    ] = Field(None, description="Separator of the file's columns; blanks is any run of blanks.")
    decimal: Annotated[
        Literal["point", "comma"] | None,
        BeforeValidator(named(DECIMALS)),
        ParameterNotes(label="decimal", effect=Effect.RESTART, step="none", empty="guessed"),
    ] = Field(None, description="Decimal separator of the file's numbers.")
    thousands: Annotated[
        Literal["comma", "point", "space", "apostrophe"] | None,
        BeforeValidator(named(THOUSANDS)),
        ParameterNotes(label="thousands", effect=Effect.RESTART, step="none", empty="guessed"),
    ] = Field(None, description="Thousands separator of the file's numbers.")
    encoding: Annotated[
        str | None,
        AfterValidator(_encoding),
        ParameterNotes(label="encoding", effect=Effect.RESTART, step="none", empty="guessed"),
    ] = Field(None, description="Encoding of the file, such as utf-8, latin-1 or cp1251.")
    skip: Annotated[
        int, ParameterNotes(label="skip lines", effect=Effect.RESTART, step="one", unit="lines")
    ] = Field(0, ge=0, le=1_000_000, description="Lines to skip at the beginning of the file.")
    sheet: Annotated[
        str | None,
        ParameterNotes(
            label="sheet", effect=Effect.RESTART, step="none", empty="the first with numbers"
        ),
    ] = Field(None, description="Sheet of the workbook, by name or number from 1.")
    missing: Annotated[
        Literal["drop", "refuse"],
        ParameterNotes(label="missing", effect=Effect.RESTART, step="choice"),
    ] = Field("drop", description="Drop rows without x or y, or refuse the file.")
    target: Target = "line"

    @property
    def seed_of_data(self) -> int:
        """The seed that the data are generated from."""
        return self.seed if self.data_seed is None else self.data_seed

    @property
    def samples_key(self) -> Self:
        """Equal for configurations with the same samples: the order's seed does not count.

        Nor does the activation that y of a file is for, unless y may be shifted for it.
        """
        generated = self.data is None
        seed = self.seed_of_data if generated else 0
        target = self.target
        if not generated and target not in ("line", "labels"):
            target = Activation.TANH
        return self.model_copy(update={"seed": seed, "data_seed": None, "target": target})

    def has_samples_of(self, other: DataConfig) -> bool:
        """Whether both have the same samples."""
        return self == other or self.samples_key == other.samples_key

    def has_values_of(self, other: DataConfig) -> bool:
        """Whether both have the same samples in the data's units, standardized or not."""
        return self.model_copy(update={"standardize": other.standardize}).has_samples_of(other)


class StartConfig(Section):
    """The starting point."""

    w0: Annotated[float, ParameterNotes(label="start w", effect=Effect.RESTART, step="one")] = (
        Field(0.0, ge=-1e9, le=1e9, description="Starting value of the weight w.")
    )
    b0: Annotated[float, ParameterNotes(label="start b", effect=Effect.RESTART, step="one")] = (
        Field(0.0, ge=-1e9, le=1e9, description="Starting value of the bias b.")
    )

    @property
    def theta(self) -> tuple[float, float]:
        """The starting point, in the order of the problem's parameters."""
        return self.w0, self.b0


class BatchConfig(Section):
    """The samples of an update."""

    batch_size: Annotated[
        Literal["full"] | Annotated[int, Field(ge=1, le=MAX_SAMPLES)],
        ParameterNotes(label="batch size", effect=Effect.LIVE, step="double", aliases=("M",)),
    ] = Field(FULL_BATCH, description="Samples per batch (M); the full batch is gradient descent.")
    replicas: Annotated[
        int, ParameterNotes(label="replicas", effect=Effect.RESTART, step="double")
    ] = Field(
        1,
        ge=1,
        le=MAX_REPLICAS,
        description="Devices that train together: each takes M samples of every batch.",
    )
    shuffle: Annotated[bool, ParameterNotes(label="shuffle", effect=Effect.LIVE, step="choice")] = (
        Field(False, description="Use the samples in a new seeded order each epoch.")
    )
    order_seed: Annotated[
        int | None,
        ParameterNotes(label="order seed", effect=Effect.RESTART, step="one", empty="the seed"),
    ] = Field(None, ge=0, le=MAX_SEED, description="Seed of the sample order alone.")


def _expression(text: str) -> str:
    return parse(text).text


class StopConfig(Section):
    """When a run ends."""

    epochs: Annotated[
        int, ParameterNotes(label="max epochs", effect=Effect.LIVE, step="decade")
    ] = Field(1000, ge=1, le=10**12, description="Maximum number of epochs.")
    stop: Annotated[
        StopRule, ParameterNotes(label="stop rule", effect=Effect.LIVE, step="choice")
    ] = Field(
        StopRule.LOSS,
        description="Ends the run when the change of the epoch loss (relative), the change of the "
        "epoch's parameters (relative), or the norm of the full gradient is below the tolerance, "
        "or when an expression is true.",
    )
    tolerance: Annotated[
        float, ParameterNotes(label="tolerance", effect=Effect.LIVE, step="decade")
    ] = Field(0.001, ge=0, le=1e6, description="Threshold of the stop rule.")
    window: Annotated[
        int, ParameterNotes(label="window", effect=Effect.LIVE, step="one", unit="epochs")
    ] = Field(1, ge=1, le=10_000, description="Epochs averaged before the comparison.")
    expression: Annotated[
        str,
        AfterValidator(_expression),
        ParameterNotes(label="expression", effect=Effect.LIVE, step="none"),
    ] = Field(
        "epoch >= 100",
        description="Ends the run when true after an epoch; may use loss, w, b (latest: loss[-1]), "
        "epoch, mean, abs, min, max, sqrt.",
    )


class RunConfig(BaseModel):
    """All parameters of a run; they determine it completely."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    problem: ProblemConfig = ProblemConfig()
    data: DataConfig = DataConfig()
    start: StartConfig = StartConfig()
    optimizer: OptimizerConfig = OptimizerConfig()
    batch: BatchConfig = BatchConfig()
    stop: StopConfig = StopConfig()
    device: DeviceConfig = DeviceConfig()

    @model_validator(mode="after")
    def _agreeing(self) -> Self:
        """Derive what y of generated samples is, and refuse a file where none is read."""
        if not self.problem.takes_data and self.data.data is not None:
            raise IncompatibleError("data", f"{self.problem.problem} takes no data; leave it empty")
        if not self.problem.takes_data and self.batch.replicas > 1:
            what = self.problem.problem
            raise IncompatibleError("replicas", f"{what} has no samples to share; must be 1")
        target = self.problem.target
        if self.data.target != target:
            # The model is frozen for everybody but its own validation.
            self.__dict__["data"] = self.data.model_copy(update={"target": target})
        return self

    @property
    def devices(self) -> Devices:
        """What a process must be started for."""
        return self.device.device, self.device.hosts, self.batch.replicas

    @property
    def seed_of_order(self) -> int:
        """The seed of the order of the samples, if they are shuffled."""
        return self.data.seed if self.batch.order_seed is None else self.batch.order_seed
