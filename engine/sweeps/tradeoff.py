"""The trade-off of batch size on a device: its values.

`engine.worker.sweeps.measurement` measures them. Independent of TensorFlow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.config.numbers import number
from engine.config.parameters import with_values
from engine.config.run import BatchSize, RunConfig
from engine.errors import ConfigError
from engine.sweeps.spec import LAB_BATCH_SIZES

MOSTLY_WAITING = 0.5
_HARDLY = 1.5
"""A time that grows by less than this factor counts as constant."""
_UNCERTAIN = 0.1
"""Measured times are taken to be right within this fraction."""


@dataclass(frozen=True)
class TradeoffSpec:
    """The batch sizes to compare, and the loss to reach.

    Attributes:
        base: all other parameters: one starting point, one data set, one learning rate.
        batch_sizes: M of each row.
        loss_factor: the full loss to reach, as a multiple of the least loss; above 1.

    Raises:
        ConfigError: another problem than the linear neuron with mse, an invalid or duplicate batch
            size, or a factor of 1 or less.
    """

    base: RunConfig
    batch_sizes: tuple[BatchSize, ...] = LAB_BATCH_SIZES
    loss_factor: float = 1.1

    def __post_init__(self) -> None:
        if not self.base.problem.is_quadratic:
            raise ConfigError(
                None,
                "the trade-off is measured up to a multiple of the least loss, which is only known "
                "for the linear neuron with mse",
            )
        for position, value in enumerate(self.batch_sizes):
            with_values(self.base, {"batch_size": value})
            if value in self.batch_sizes[:position]:
                raise ConfigError("batch_size", f"{value} is listed twice")
        if not self.loss_factor > 1:
            raise ConfigError("loss_factor", f"must be above 1, not {number(self.loss_factor)}")


@dataclass(frozen=True)
class TradeoffRow:
    """One batch size, measured with one run at a time, excluding compilation.

    Attributes:
        batch_size: M as given; samples: M as a number of samples.
        target: the full loss to reach.
        reached: whether it was reached within the maximum epochs and before divergence.
        updates: the number of updates until then, or until the run was given up.
        epochs: the same in passes over the data, samples seen divided by n.
        seconds: the time for these updates, in calls of about 10 ms; the least of several.
            It includes the cost of starting a call, which dominates for few updates.
        update_seconds: of one update in very long calls, so excluding the cost of starting a call;
            the least of several.
        samples_per_second: of whole epochs at that speed, including the partial last batch.
        full_loss: after the last update; excess: full_loss / least loss - 1.
        shared: whether all processors share a batch, each summing a part of it.
    """

    batch_size: BatchSize
    samples: int
    target: float
    reached: bool
    updates: int
    epochs: float
    seconds: float
    update_seconds: float
    samples_per_second: float
    full_loss: float
    excess: float
    shared: bool = False

    @property
    def updates_per_second(self) -> float:
        """Updates per second at full speed."""
        return 1 / self.update_seconds


def launch_seconds(rows: Sequence[TradeoffRow]) -> float:
    """The least overhead of an update in seconds: launching its kernels, and the loop.

    It is the time of the cheapest measured update minus the most that its arithmetic can take.
    """
    if not rows:
        return 0.0
    cheapest = min(rows, key=lambda row: row.update_seconds)
    return max(0.0, cheapest.update_seconds - cheapest.samples * _sample_seconds(rows))


def _sample_seconds(rows: Sequence[TradeoffRow]) -> float:
    """The most time for the arithmetic of one sample.

    It is the least time per sample measured, or what the largest batch takes more than the smallest
    one for each sample more, if that is less: launching a large batch takes as long as launching a
    small one, or longer. The times of both are uncertain. Batches that processors share tell only
    what a sample takes several of them.
    """
    rows = [row for row in rows if not row.shared] or rows
    least = min(row.update_seconds / row.samples for row in rows)
    first, last = (pick(rows, key=lambda row: row.samples) for pick in (min, max))
    if first.samples == last.samples:
        return least
    low, high = first.update_seconds * (1 - _UNCERTAIN), last.update_seconds * (1 + _UNCERTAIN)
    return min(least, max(0.0, high - low) / (last.samples - first.samples))


def waiting_shares(rows: Sequence[TradeoffRow]) -> list[float]:
    """For each row, a lower bound of the share of an update's time that is launch overhead.

    It follows from two bounds: the arithmetic of M samples takes at most M times that of one, see
    `_sample_seconds`; and the launch of an update takes at least `launch_seconds`.
    """
    launch = launch_seconds(rows)
    each = _sample_seconds(rows) if rows else 0.0
    return [
        max(1 - row.samples * each / row.update_seconds, launch / row.update_seconds)
        for row in rows
    ]


def verdict(rows: Sequence[TradeoffRow], device: str) -> str:
    """What the times of an update show about this device, in one or two sentences."""
    if len(rows) < 2:
        return "One batch size alone does not separate launch overhead from arithmetic."
    order = sorted(zip(rows, waiting_shares(rows), strict=True), key=lambda pair: pair[0].samples)
    waiting = [row for row, share in order if share >= MOSTLY_WAITING]
    first, last = order[0][0], order[-1][0]
    grows = last.update_seconds / first.update_seconds
    batches = last.samples / first.samples
    time = _times(grows) if grows >= _HARDLY else _constant(grows)
    text = (
        f"From M = {first.samples:,} to {last.samples:,} the batch grows {_times(batches)} and the "
        f"time of an update {time}."
    )
    if len(waiting) == len(rows):
        costs = (
            ": larger batches cost no time" if grows < _HARDLY else ", at least half of the time"
        )
        return f"{text} On {device}, launch overhead dominates at every M measured{costs}."
    if not waiting:
        return f"{text} On {device}, launch overhead is below half of the time at every M measured."
    sizes = [f"{row.samples:,}" for row in waiting]
    listed = " and ".join([", ".join(sizes[:-1]), sizes[-1]] if len(sizes) > 1 else sizes)
    return (
        f"{text} At M = {listed} at least half of an update's time is launch overhead, not "
        f"arithmetic: {device} waits for launches."
    )


def start_cost(rows: Sequence[TradeoffRow]) -> str:
    """A sentence on how much of the seconds to the target is not spent in updates; may be empty.

    The share of updates is their number times the time of one in long calls.
    """
    shares = [
        min(1.0, row.updates * row.update_seconds / row.seconds) for row in rows if row.seconds > 0
    ]
    if not shares or min(shares) > MOSTLY_WAITING:
        return ""
    return (
        f"The updates take {min(shares):.0%} to {max(shares):.0%} of the seconds to the target; "
        "the rest is starting compiled calls, which costs the same for every M."
    )


def _constant(factor: float) -> str:
    """A time that hardly grows, in words."""
    change = factor - 1
    if abs(change) < _UNCERTAIN:
        return "stays the same"
    return f"{'grows' if change > 0 else 'falls'} by {abs(change):.0%}"


def _times(factor: float) -> str:
    return f"{factor:,.0f}-fold" if factor >= 10 else f"{factor:.2g}-fold"
