"""What a batch size costs and gives on this device: the values.

`engine.worker.sweeps.measurement` measures them. Knows no TensorFlow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.sweeps.spec import LAB_BATCH_SIZES, BatchSize

MOSTLY_WAITING = 0.5
_HARDLY = 1.5
"""A time that grows by less than this factor hardly grows."""


@dataclass(frozen=True)
class TradeoffSpec:
    """Which batch sizes to compare, and on what way.

    Attributes:
        base: everything else: one starting point, one data set, one learning rate.
        batch_sizes: M of each row.
        loss_factor: the full loss to reach, as a multiple of the least one; above 1.

    Raises:
        ConfigError: a batch size that cannot be or is there twice, or a factor of 1 or less.
    """

    base: RunConfig
    batch_sizes: tuple[BatchSize, ...] = LAB_BATCH_SIZES
    loss_factor: float = 1.1

    def __post_init__(self) -> None:
        for position, value in enumerate(self.batch_sizes):
            with_values(self.base, {"batch_size": value})
            if value in self.batch_sizes[:position]:
                raise ConfigError("batch_size", f"{value} is there twice")
        if not self.loss_factor > 1:
            raise ConfigError("loss_factor", f"{self.loss_factor:g} is not above 1")


@dataclass(frozen=True)
class TradeoffRow:
    """One batch size, measured with one run at a time, compilation excluded.

    Attributes:
        batch_size: M as it was given; samples: as a number of samples.
        target: the full loss to reach.
        reached: whether it was, within the epochs that are allowed and before it diverged.
        updates: made until then, or until the run was given up.
        epochs: the same in passes over the data, samples seen divided by n.
        seconds: the trainer's time for these updates, in calls of about 10 ms; median of several.
            It holds what starting a call costs, which for few updates is nearly all of it.
        update_seconds: of one update in calls as long as can be, so without what starting a call
            costs: median of several.
        samples_per_second: of whole epochs at that speed, the partial last batch included.
        full_loss: after the last of the updates.
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

    @property
    def updates_per_second(self) -> float:
        """At full speed."""
        return 1 / self.update_seconds


def launch_seconds(rows: Sequence[TradeoffRow]) -> float:
    """What every update costs at least before it computes: launching its kernels, and the loop.

    The cheapest of the updates measured, without what the arithmetic of its samples can take.
    """
    if not rows:
        return 0.0
    cheapest = min(rows, key=lambda row: row.update_seconds)
    return max(0.0, cheapest.update_seconds - cheapest.samples * _sample_seconds(rows))


def _sample_seconds(rows: Sequence[TradeoffRow]) -> float:
    """The most that the arithmetic of one sample can take: all that it took where it took least."""
    return min(row.update_seconds / row.samples for row in rows)


def waiting_shares(rows: Sequence[TradeoffRow]) -> list[float]:
    """For each row, which part of an update's time, at least, is no arithmetic but waiting.

    Two bounds hold. The arithmetic of M samples takes at most M times what a sample takes where it
    is cheapest; and no update is launched in less time than `launch_seconds`.
    """
    launch = launch_seconds(rows)
    each = _sample_seconds(rows) if rows else 0.0
    return [
        max(1 - row.samples * each / row.update_seconds, launch / row.update_seconds)
        for row in rows
    ]


def verdict(rows: Sequence[TradeoffRow], device: str) -> str:
    """What the times of an update say of this device, in one or two sentences."""
    if len(rows) < 2:
        return "One batch size alone does not tell launches from arithmetic."
    order = sorted(zip(rows, waiting_shares(rows), strict=True), key=lambda pair: pair[0].samples)
    waiting = [row for row, share in order if share >= MOSTLY_WAITING]
    first, last = order[0][0], order[-1][0]
    grows = last.update_seconds / first.update_seconds
    batches = last.samples / first.samples
    text = (
        f"From M = {first.samples:,} to {last.samples:,} a batch grows {_times(batches)} and the "
        f"time of its update {_times(grows)}."
    )
    if len(waiting) == len(rows):
        costs = (
            ": a larger batch costs no time" if grows < _HARDLY else ", at least half of the time"
        )
        return f"{text} {device} waits for launches at every M here{costs}."
    if not waiting:
        return f"{text} At no M here is {device} known to wait for launches half of the time."
    sizes = [f"{row.samples:,}" for row in waiting]
    listed = " and ".join([", ".join(sizes[:-1]), sizes[-1]] if len(sizes) > 1 else sizes)
    return (
        f"{text} At M = {listed} at least half of an update's time is no arithmetic: {device} "
        "waits for launches."
    )


def start_cost(rows: Sequence[TradeoffRow]) -> str:
    """How much of the seconds to the target is not spent in updates, in a sentence; may be empty.

    The updates' own part is their number times the time of one in long calls.
    """
    shares = [
        min(1.0, row.updates * row.update_seconds / row.seconds) for row in rows if row.seconds > 0
    ]
    if not shares or min(shares) > MOSTLY_WAITING:
        return ""
    return (
        f"The updates themselves take {min(shares):.0%} to {max(shares):.0%} of the seconds to the "
        "target; the rest is starting a compiled call, which costs the same for every M."
    )


def _times(factor: float) -> str:
    return f"{factor:,.0f}-fold" if factor >= 10 else f"{factor:.2g}-fold"
