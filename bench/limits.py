"""The compiled loop against what memory and a hand-written pass allow, for n and M up to 10^7.

Run as `python -m bench.limits`, it prints its figures as JSON: TensorFlow is imported only there.
Alternatives are measured in turn, several times; the medians count. In addition to its rows it
prints a separate table: `make bench ARGS=engine`.

For each n and M: updates/s, the time per sample, and how many passes of numpy over the same bytes
(`x.sum() + y.sum()` of a batch) take as long as an update does. A moment-based update is shown too:
with the means of 1, x, x², y and xy in hand an update costs the same for every n. The program does
not make it, for it would not train on the data.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.apart import printed_by
from bench.conditions import measured_once
from bench.configs import forever
from bench.registry import Measurement, row
from bench.timing import in_turn, median
from engine.arrays import Singles
from engine.data.batches import sample_order
from engine.data.dataset import Dataset, load
from engine.problems.linear_neuron.moments import Moments

if TYPE_CHECKING:
    from engine.worker.training.trainer import Trainer

GRID: tuple[tuple[int, tuple[int | str, ...]], ...] = (
    (1, (1,)),
    (100, (1, 32, "full")),
    (10_000, (1, 32, 1000, "full")),
    (1_000_000, (1, 32, 1000, 100_000, "full")),
    (10_000_000, (1, 32, 1000, 100_000, "full")),
)
REPEATS = 7
BY_HAND_BLOCKS = (1 << 15, 1 << 16, 1 << 17)
"""Block sizes of the hand-written pass; the fastest counts."""
_SAMPLES_A_TIME = 20_000_000
_SECONDS = 0.02
_MOST_UPDATES = 1 << 16


def by_hand(x: Singles, y: Singles, block: int) -> Callable[[], tuple[float, float, float]]:
    """One full-batch loss and gradient in fast hand-written numpy.

    It uses cache-sized blocks, one buffer, and dot products for sums.
    """
    buffer, ones = np.empty(block, np.float32), np.ones(block, np.float32)
    w, b = np.float32(1.0), np.float32(0.5)

    def update() -> tuple[float, float, float]:
        squares = by_w = by_b = 0.0
        for begin in range(0, x.size, block):
            part_x, part_y = x[begin : begin + block], y[begin : begin + block]
            error = buffer[: part_x.size]
            np.multiply(part_x, w, out=error)
            np.add(error, b, out=error)
            np.subtract(error, part_y, out=error)
            squares += float(np.dot(error, error))
            by_w += float(np.dot(error, part_x))
            by_b += float(np.dot(error, ones[: part_x.size]))
        return squares / x.size, 2 * by_w / x.size, 2 * by_b / x.size

    return update


def _medians(*actions: Callable[[], object]) -> list[float]:
    """Median seconds of each action, taken in turn."""
    return [median(taken) for taken in in_turn(*actions, repeats=REPEATS)]


def _calls(dataset: Dataset, size: int | str, shuffle: str) -> tuple[Trainer, int]:
    """A trainer, and the number of its updates for about one measurement."""
    from engine.worker.training.trainer import Trainer

    config = forever(samples=dataset.x.size, batch_size=size, shuffle=shuffle)
    trainer = Trainer(config, dataset, "/CPU:0")
    trainer.advance(1)
    updates = 1
    while True:
        begun = time.perf_counter()
        trainer.advance(updates)
        if time.perf_counter() - begun > _SECONDS or updates >= _MOST_UPDATES:
            return trainer, updates
        updates *= 4


def _cell(dataset: Dataset, size: int | str) -> dict[str, Any]:
    """One line of the table."""
    n = int(dataset.x.size)
    length = n if size == "full" else int(size)
    trainer, updates = _calls(dataset, size, "off")
    passes = max(1, min(1000, 10_000_000 // length))
    begins = [(k * length) % max(1, n - length + 1) for k in range(passes)]

    def read() -> None:
        for begin in begins:
            batch = slice(begin, begin + length)
            dataset.x[batch].sum() + dataset.y[batch].sum()

    ours, numpy = _medians(lambda: trainer.advance(updates), read)
    return {"n": n, "size": size, "update": ours / updates, "pass": numpy / passes}


def _full(dataset: Dataset) -> tuple[float, float]:
    """Seconds of a full-batch update: ours, and the best of numpy by hand."""
    trainer, _ = _calls(dataset, "full", "off")
    updates = max(1, _SAMPLES_A_TIME // dataset.x.size)

    def repeated(action: Callable[[], object]) -> Callable[[], object]:
        return lambda: [action() for _ in range(updates)]

    hands = [repeated(by_hand(dataset.x, dataset.y, block)) for block in BY_HAND_BLOCKS]
    ours, *theirs = _medians(lambda: trainer.advance(updates), *hands)
    return ours / updates, min(theirs) / updates


def _from_moments() -> float:
    """Seconds of an update from moments, of any number of samples."""
    moments = Moments.of(*(np.random.default_rng(0).random((2, 1000), np.float32)))

    def update() -> None:
        w = b = 0.0
        for _ in range(1000):
            moments.loss(w, b)
            by_w, by_b = moments.gradient(w, b)
            w, b = w - 0.001 * by_w, b - 0.001 * by_b

    return _medians(update)[0] / 1000


def _shuffling(samples: int) -> dict[str, float]:
    """Seconds for an epoch of `samples`, by what it takes, with batches of 1000."""
    dataset = load(forever(samples=samples).data)
    trainer, _ = _calls(dataset, 1000, "off")
    order = sample_order(0, 1, samples)
    epoch = -(-samples // 1000)
    drawn, gathered, trained = _medians(
        lambda: sample_order(0, 1, samples),
        lambda: (dataset.x.take(order), dataset.y.take(order)),
        lambda: trainer.advance(epoch),
    )
    return {"order": drawn, "gather": gathered, "updates": trained}


def main() -> None:
    """Measure everything here and print it."""
    cells, full = [], {}
    for n, sizes in GRID:
        dataset = load(forever(samples=n).data)
        cells += [_cell(dataset, size) for size in sizes]
        if n >= 1_000_000:
            full[n] = _full(dataset)
    shuffling = {n: _shuffling(n) for n in (1_000_000, 10_000_000)}
    figures = {"cells": cells, "full": full, "moments": _from_moments(), "shuffling": shuffling}
    json.dump(figures, sys.stdout)


@measured_once
def _figures() -> dict[str, Any]:
    found: dict[str, Any] = printed_by("bench.limits")
    return found


def table() -> str:
    """The table of n and M, as text."""
    found = _figures()
    lines = ["|         n |    M | updates/s | ns/sample | passes of numpy over the batch |"]
    lines.append("|----------:|-----:|----------:|----------:|-------------------------------:|")
    for cell in found["cells"]:
        length = cell["n"] if cell["size"] == "full" else cell["size"]
        lines.append(
            f"| {cell['n']:>9} | {cell['size']:>4} | {1 / cell['update']:>9,.0f} "
            f"| {cell['update'] / length * 1e9:>9.3g} | {cell['update'] / cell['pass']:>30.2f} |"
        )
    lines.append(f"\nAn update from moments, any n: {found['moments'] * 1e6:.1f} µs (in Python)")
    for n, parts in found["shuffling"].items():
        costs = ", ".join(f"{name} {seconds * 1e3:.1f} ms" for name, seconds in parts.items())
        lines.append(f"A shuffled epoch of {int(n):,} samples, batches of 1000: {costs}")
    return "\n".join(lines)


@row("engine: full batch, n = 1 million", against="numpy by hand, in blocks", at_most=1.0)
def full_million() -> Measurement:
    """Loss and gradient in one pass; see `by_hand`."""
    ours, theirs = _figures()["full"]["1000000"]
    return Measurement(1e3 * ours, 1e3 * theirs, "ms")


@row("engine: full batch, n = 10 million", against="numpy by hand, in blocks", at_most=1.0)
def full_ten_million() -> Measurement:
    """As above; memory is what limits both."""
    ours, theirs = _figures()["full"]["10000000"]
    return Measurement(1e3 * ours, 1e3 * theirs, "ms")


@row("engine: gather for a shuffled epoch, 10^6", against="drawing its order", at_most=1.0)
def gather() -> Measurement:
    """Putting an epoch's samples in order, once, so that no batch has to look them up."""
    parts = _figures()["shuffling"]["1000000"]
    return Measurement(1e3 * parts["gather"], 1e3 * parts["order"], "ms")


if __name__ == "__main__":
    main()
