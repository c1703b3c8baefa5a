"""The output of `descent train`: a table, or JSON Lines."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Protocol, TextIO

from engine.config.parameters import optimizer_spec
from engine.config.run import FULL_BATCH, RunConfig
from engine.data.dataset import Preview
from engine.history.values import RunState
from engine.problems.current import PROBLEM
from engine.problems.linear_neuron.least_squares import Theory
from engine.protocol.events import EpochRows, Ready, Saved
from engine.theory.momentum import Descent, descent_of
from tui.cli.outcome import Outcome
from tui.cli.output import put_out
from tui.text.columns import aligned, line_of
from tui.text.numbers import number, significant, whole

Known = tuple[Preview, Theory]
"""The results known without training: the samples' summary, the optimum."""


class Report(Protocol):
    """What is printed of a run, in the order of these methods."""

    def started(self, config: RunConfig, ready: Ready | None, known: Known | None) -> None:
        """The worker is ready, or (None) the run was interrupted before."""

    def epochs(self, rows: EpochRows) -> None:
        """These epochs were completed."""

    def ended(self, outcome: Outcome, known: Known | None, saved: Saved | None) -> None:
        """The run has ended, and its history is written if requested."""


def _finite(value: float) -> float | None:
    """The value; None for infinity and nan, which JSON lacks."""
    return value if math.isfinite(value) else None


class JsonReport:
    """One JSON object per line; numbers that are not finite are null."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def started(self, config: RunConfig, ready: Ready | None, known: Known | None) -> None:
        del known
        plain = config.model_dump(mode="json")
        device = None if ready is None else ready.device
        self._write([{"event": "start", "config": plain, "device": device}])

    def epochs(self, rows: EpochRows) -> None:
        names = (*PROBLEM.names, "loss")
        self._write(
            [
                {"event": "epoch", "epoch": epoch, "updates": updates}
                | {name: _finite(value) for name, value in zip(names, means, strict=True)}
                for epoch, updates, *means in _rows(rows)
            ]
        )

    def ended(self, outcome: Outcome, known: Known | None, saved: Saved | None) -> None:
        del known, saved
        names = PROBLEM.names
        numbers = {
            **dict(zip(names, outcome.epoch_theta, strict=True)),
            "loss": outcome.epoch_loss,
            "full_loss": outcome.full_loss,
            "seconds": outcome.seconds,
            "updates_per_second": outcome.updates_per_second,
            "compile_seconds": outcome.compile_seconds,
            **{f"final_{name}": value for name, value in zip(names, outcome.theta, strict=True)},
        }
        counts: dict[str, object] = {"epochs": outcome.epochs, "updates": outcome.updates}
        finite = {name: _finite(value) for name, value in numbers.items()}
        self._write([{"event": "end", "status": outcome.status, **counts, **finite}])

    def _write(self, records: list[dict[str, object]]) -> None:
        lines = (json.dumps(record, separators=(",", ":"), allow_nan=False) for record in records)
        put_out(self._out, "".join(f"{line}\n" for line in lines))


class TableReport:
    """Aligned columns, then a comparison with the least-squares optimum."""

    _HEADS = ("epoch", "updates", *PROBLEM.names, "loss")
    _WIDTHS = (9, 12, 14, 14, 14)

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._config = RunConfig()
        self._headed = False

    def started(self, config: RunConfig, ready: Ready | None, known: Known | None) -> None:
        self._config = config
        optimizer = f"{optimizer_spec(config).title}, learning rate"
        rate = number(config.optimizer.learning_rate)
        device = "" if ready is None else f", on {ready.device}"
        size = _batch_in_words(config, known)
        self._write(f"{optimizer} {rate}, {size}{device}\n")

    def epochs(self, rows: EpochRows) -> None:
        lines: list[tuple[str, ...]] = [] if self._headed else [self._HEADS]
        self._headed = True
        lines += [
            (whole(int(epoch)), whole(int(updates)), *map(_number, point))
            for epoch, updates, *point in _rows(rows)
        ]
        left = [False] * len(self._WIDTHS)
        self._write("".join(f"{line_of(line, self._WIDTHS, left)}\n" for line in lines))

    def ended(self, outcome: Outcome, known: Known | None, saved: Saved | None) -> None:
        why = f": {outcome.reason}" if outcome.reason else ""
        counts = f"{whole(outcome.epochs)} epochs, {whole(outcome.updates)} updates"
        status = "stopped" if outcome.status == RunState.MAX_EPOCHS else outcome.status
        limit = ""
        plain = descent_of(self._config.optimizer) == Descent()
        if outcome.status == RunState.DIVERGED and known and plain:
            rate = significant(Descent().limit(known[1].lambda_max), 3)
            limit = f"stable below {rate} for the full batch\n"
        lines = [f"\n{status} after {counts}{why}\n{limit}\n", _summary(outcome, known)]
        lines.append(f"\n{_speed(outcome)}\n")
        if saved is not None:
            lines.append(f"{whole(saved.rows)} updates written to {saved.path}\n")
        self._write("".join(lines))

    def _write(self, text: str) -> None:
        put_out(self._out, text)


def _batch_in_words(config: RunConfig, known: Known | None) -> str:
    size = config.batch.batch_size
    if size == FULL_BATCH:
        return "full batch"
    words = f"batch size {size}"
    if known is not None and size > known[0].samples:
        words += f" (the full batch, {whole(known[0].samples)} samples)"
    return words


def _rows(rows: EpochRows) -> Iterator[tuple[float, ...]]:
    """Epoch, updates, the means of the parameters and of the loss, epoch by epoch."""
    epochs = rows.epochs
    columns = (epochs.index, rows.updates, *epochs.theta.T, epochs.loss)
    return zip(*(column.tolist() for column in columns), strict=True)


def _summary(outcome: Outcome, known: Known | None) -> str:
    """The end of the run, compared with the least-squares optimum."""
    rows = [
        ("last epoch", (*outcome.epoch_theta, outcome.epoch_loss), "means over its updates"),
        ("last update", (*outcome.theta, outcome.full_loss), "loss over all samples"),
    ]
    if known is not None:
        preview, theory = known
        name = "least squares" if theory.unique else "nearest optimum"
        best = (*theory.best, theory.least_loss)
        rows.append((name, best, f"of {whole(preview.samples)} samples, {preview.source}"))
    table = [["", *PROBLEM.names, "loss", ""]]
    table += [[name, *map(_number, numbers), note] for name, numbers, note in rows]
    return aligned(table, left=("",))


def _number(value: float) -> str:
    return significant(value, 7)


def _speed(outcome: Outcome) -> str:
    rate = outcome.updates_per_second
    speed = f"{whole(round(rate))} updates/s" if math.isfinite(rate) else "speed unknown"
    compiling = f"{significant(outcome.compile_seconds, 3)} s of compilation"
    return f"{significant(outcome.seconds, 3)} s of training, {speed}, and {compiling}"
