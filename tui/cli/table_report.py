"""The output of `descent train`: a table of epochs, then a summary."""

from __future__ import annotations

import math
from typing import TextIO

from engine.config.parameters import optimizer_spec
from engine.config.run import FULL_BATCH, RunConfig
from engine.history.reached import Reached
from engine.history.values import RunState
from engine.problems.current import PROBLEM
from engine.protocol.events import EpochRows, Ready, Saved
from engine.theory.verdict import Kind
from tui.cli.outcome import Outcome
from tui.cli.output import put_out
from tui.cli.report import Known, rows_of
from tui.cli.verdict import judged
from tui.text.columns import aligned, line_of
from tui.text.data_names import data_line
from tui.text.numbers import number, significant, whole
from tui.text.standardized import transform_text
from tui.text.verdicts import advice_lines, fact_text, verdict_word


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
        line = "" if known is None else data_line(known[0])
        data = f"{line}\n" if line else ""
        trained = _standardized(known)
        self._write(f"{data}{optimizer} {rate}, {size}{device}\n{trained}")

    def epochs(self, rows: EpochRows) -> None:
        lines: list[tuple[str, ...]] = [] if self._headed else [self._HEADS]
        self._headed = True
        lines += [
            (whole(int(epoch)), whole(int(updates)), *map(_number, point))
            for epoch, updates, *point in rows_of(rows)
        ]
        left = [False] * len(self._WIDTHS)
        self._write("".join(f"{line_of(line, self._WIDTHS, left)}\n" for line in lines))

    def ended(self, outcome: Outcome, known: Known | None, saved: Saved | None) -> None:
        why = f": {outcome.reason}" if outcome.reason else ""
        reached = outcome.reached
        counts = f"{_some(reached.epochs, 'epoch')}, {_some(reached.updates, 'update')}"
        status = "stopped" if outcome.status == RunState.MAX_EPOCHS else outcome.status
        found = judged(self._config, outcome, known)
        facts: list[str] = []
        if found is not None:
            verdict = found.verdict
            unearned = outcome.status == RunState.CONVERGED and not verdict.kind.earned
            if unearned or verdict.kind is Kind.OUT_OF_RANGE:
                status = verdict_word(verdict)
            advice = advice_lines(verdict, found.advice, self._config.optimizer)
            facts = [line for line in (fact_text(verdict), *advice) if line]
        lines = [f"\n{status} after {counts}{why}\n", *(f"{fact}\n" for fact in facts)]
        lines += ["\n", _summary(reached, known)]
        lines.append(f"\n{_speed(reached)}\n")
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


def _summary(reached: Reached, known: Known | None) -> str:
    """The end of the run, compared with the least-squares optimum."""
    rows = [
        ("last epoch", (*reached.epoch_theta, reached.epoch_loss), "means over its updates"),
        ("last update", (*reached.theta, reached.full_loss), "loss over all samples"),
    ]
    if known is not None:
        preview, theory = known
        name = "least squares" if theory.unique else "nearest optimum"
        best = (*theory.best, theory.least_loss)
        rows.append((name, best, f"of {whole(preview.samples)} samples, {preview.source}"))
        if not preview.scaling.identity:
            rows += _in_data_units(reached, known)
    table = [["", *PROBLEM.names, "loss", ""]]
    table += [[name, *map(_number, numbers), note] for name, numbers, note in rows]
    return aligned(table, left=("",))


def _in_data_units(
    reached: Reached, known: Known
) -> list[tuple[str, tuple[float, float, float], str]]:
    """The last update and the optimum in the data's units."""
    preview, theory = known
    scaling, names = preview.scaling, f"{preview.x_name} and {preview.y_name}"
    points = (
        ("last update", reached.theta, reached.full_loss),
        ("least squares", theory.best, theory.least_loss),
    )
    return [
        (name, (*scaling.to_data(theta), scaling.loss_to_data(loss)), f"in units of {names}")
        for name, theta, loss in points
    ]


def _standardized(known: Known | None) -> str:
    """What the neuron is trained on, as a line; empty if that is the data."""
    text = "" if known is None else transform_text(known[0].scaling)
    return f"trained on {text}\n" if text else ""


def _number(value: float) -> str:
    return significant(value, 7)


def _speed(reached: Reached) -> str:
    rate = reached.updates_per_second
    speed = f"{whole(round(rate))} updates/s" if math.isfinite(rate) else "speed unknown"
    compiling = f"{significant(reached.compile_seconds, 3)} s of compilation"
    return f"{significant(reached.seconds, 3)} s of training, {speed}, and {compiling}"


def _some(count: int, word: str) -> str:
    return f"{whole(count)} {word}{'' if count == 1 else 's'}"
