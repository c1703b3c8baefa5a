"""Which runs of a sweep are advanced by one compiled call, and which repeat another one.

Independent of TensorFlow: the worker trains the groups, and a scheduler hands them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.config.run import RunConfig
from engine.data.batches import batch_length
from engine.stopping.rules import memory
from engine.sweeps.rows import Cell, Seeds, SweepRow

MOST_TOGETHER = 1 << 14
MOST_ELEMENTS = 1 << 20
"""Runs per call times samples per batch: 4 MB of errors, which fit into a cache."""
MOST_DATA = 1 << 24
"""Samples per call over all seeds: 128 MB."""
_LEAST_TOGETHER = 4
_LONGEST_TOGETHER = 1 << 15
"""A longer batch keeps the processor busy by itself."""


def groups_of(configs: Sequence[RunConfig], samples: int) -> list[list[int]]:
    """Groups of runs that are advanced by one call; a group of one is trained alone.

    Runs of a group share optimizer and batch length. Those with L2 regularization, each with its
    own factor, are not in a group with those without, which have the program of a run that knows
    no such factor. A group is as large as memory allows; if that is only a few, or if the batch is
    so long that the trainer sums it in blocks, each run is trained alone.
    """
    alike: dict[tuple[tuple[object, ...], int, bool], list[int]] = {}
    for index, config in enumerate(configs):
        length, penalized = batch_length(config.batch, samples), config.problem.l2 > 0
        key = config.optimizer.update_key, length, penalized
        alike.setdefault(key, []).append(index)
    groups: list[list[int]] = []
    most_streams = MOST_DATA // samples
    for (_, length, _), members in alike.items():
        each = max(length, 3 * memory(configs[members[0]].stop))
        most = min(MOST_TOGETHER, MOST_ELEMENTS // each)
        own = configs[members[0]].problem.is_own
        alone = own or most < _LEAST_TOGETHER or most_streams < 1 or length > _LONGEST_TOGETHER
        streams: set[tuple[int, int]] = set()
        group: list[int] = []
        for index in sorted(members, key=lambda index: _stream(configs[index])):
            stream = _stream(configs[index])
            if group and (alone or len(group) == most or len(streams | {stream}) > most_streams):
                groups.append(group)
                group, streams = [], set()
            group.append(index)
            streams.add(stream)
        groups.append(group)
    return groups


def _stream(config: RunConfig) -> tuple[int, int]:
    """The seeds of the samples and of their order."""
    return config.data.seed_of_data, config.seed_of_order


def repeated_in(configs: Sequence[RunConfig], samples: int) -> dict[int, int]:
    """The runs that repeat an earlier one exactly, with the index of that one.

    Every batch size from the number of samples on is the full batch, which no order changes.
    """
    first: dict[tuple[object, ...], int] = {}
    repeated: dict[int, int] = {}
    for index, config in enumerate(configs):
        length = batch_length(config.batch, samples)
        ordered = config.batch.shuffle and length < samples
        seeded = ordered or config.problem.gradient_noise > 0
        order = config.seed_of_order if seeded else None
        optimizer, l2 = config.optimizer, config.problem.l2
        settings = optimizer.update_key, optimizer.rates, length, l2
        at = first.setdefault((*settings, config.data.samples_key, order), index)
        if at != index:
            repeated[index] = at
    return repeated


def copy_of(row: SweepRow, index: int, config: RunConfig) -> SweepRow:
    """The row of a run, with this index and configuration, that repeats the run of `row`."""
    cell, seeds = Cell.of(config), Seeds.of(config)
    return replace(row, index=index, cell=cell, seeds=seeds, seconds=0.0, same_as=row.index)
