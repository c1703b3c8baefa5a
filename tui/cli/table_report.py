"""The output of `descent train`: a table of epochs, then a summary."""

from __future__ import annotations

import math
from typing import TextIO

from engine.config.parameters import optimizer_spec
from engine.config.run import FULL_BATCH, RunConfig
from engine.history.reached import Reached
from engine.history.values import RunState
from engine.problems.base import NAMES
from engine.protocol.events import EpochRows, Ready, Saved
from engine.theory.verdict import Kind, loss_over_least
from tui.cli.divergence import Divergence
from tui.cli.known import Known
from tui.cli.local_verdict import judged_locally
from tui.cli.outcome import INTERRUPTED, Outcome
from tui.cli.output import complain, put_out, sentences
from tui.cli.report import rows_of
from tui.cli.run_summary import summary
from tui.cli.verdict import judged
from tui.text.advice import advice_lines
from tui.text.columns import line_of
from tui.text.data_names import data_line
from tui.text.numbers import number, significant, some, whole
from tui.text.problems import problem_lines
from tui.text.replicas import replica_lines
from tui.text.standardized import trained_heads, transform_text
from tui.text.verdicts import end_word, fact_text, ratio_text, verdict_word


class TableReport:
    """Aligned columns, then a comparison with the least-squares optimum."""

    _WIDTHS = (9, 12, 14, 14, 14)

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._config = RunConfig()
        self._heads: tuple[str, ...] = (*NAMES, "loss")
        self._headed = False

    def started(self, config: RunConfig, ready: Ready | None, known: Known | None) -> None:
        self._config = config
        optimizer = f"{optimizer_spec(config).title}, learning rate"
        rate = number(config.optimizer.learning_rate)
        device = "" if ready is None else f", on {ready.device}"
        lines = [f"{optimizer} {rate}, {_batch_in_words(config, known)}{device}"]
        if known is not None:
            samples = known.samples
            self._heads = trained_heads(samples.scaling)
            trained = transform_text(samples.scaling)
            lines = [data_line(samples), *lines, f"trained on {trained}" if trained else ""]
            lines = [*problem_lines(config, known.problem), *lines]
        self._put(lines)

    def epochs(self, rows: EpochRows) -> None:
        lines: list[tuple[str, ...]] = []
        if not self._headed:
            lines.append(("epoch", "updates", *self._heads))
        self._headed = True
        lines += [
            (whole(int(epoch)), whole(int(updates)), *map(_number, point))
            for epoch, updates, *point in rows_of(rows)
        ]
        left = [False] * len(self._WIDTHS)
        self._write("".join(f"{line_of(line, self._WIDTHS, left)}\n" for line in lines))

    def diverging(self, found: Divergence) -> None:
        times = ratio_text(loss_over_least(found.loss, found.start))
        where = f"epoch {whole(found.epoch)}" if found.epoch else f"update {whole(found.updates)}"
        loss = significant(found.loss, 3)
        complain(f"diverging in {where}: loss {loss}, {times} × that at the start")

    def ended(self, outcome: Outcome, known: Known | None, saved: Saved | None) -> None:
        reached = outcome.reached
        found = judged(self._config, outcome, known)
        status = "stopped" if outcome.status == RunState.MAX_EPOCHS else outcome.status
        facts: list[str] = []
        if found is not None:
            verdict = found.verdict
            unearned = outcome.status == RunState.CONVERGED and not verdict.kind.earned
            if unearned or verdict.kind is Kind.OUT_OF_RANGE:
                status = verdict_word(verdict)
            advice = advice_lines(verdict, found.advice, self._config.optimizer)
            facts = [line for line in (fact_text(verdict), *advice) if line]
        if (local := judged_locally(self._config, outcome, known)) is not None:
            facts = local.facts(self._config)
            if outcome.status == RunState.CONVERGED and not local.kind.earned:
                status = end_word(RunState.CONVERGED, local.kind)
        self._write("\n")
        self._put([f"{status} {_when(outcome)}", *facts])
        self._write(f"\n{summary(reached, known)}")
        if reached.updates:
            self._write("\n")
            self._put([_speed(reached), *replica_lines(reached.replicas)])
        if saved is not None:
            # A path stays in one piece.
            self._write(f"{some(saved.rows, 'update')} written to {saved.path}\n")

    def _put(self, lines: list[str]) -> None:
        """Write sentences, wrapped to the page."""
        self._write(sentences(*lines))

    def _write(self, text: str) -> None:
        put_out(self._out, text)


def _when(outcome: Outcome) -> str:
    """How far the run came, and why it ended."""
    reached = outcome.reached
    if reached.updates == 0 and outcome.status == INTERRUPTED:
        return "before the first update"
    why = f": {outcome.reason}" if outcome.reason else ""
    return f"after {some(reached.epochs, 'epoch')}, {some(reached.updates, 'update')}{why}"


def _batch_in_words(config: RunConfig, known: Known | None) -> str:
    size = config.batch.batch_size
    if size == FULL_BATCH:
        return "full batch"
    words = f"batch size {size}"
    if known is not None and size > known.samples.samples:
        words += f" (the full batch, {some(known.samples.samples, 'sample')})"
    return words


def _number(value: float) -> str:
    return significant(value, 7)


def _speed(reached: Reached) -> str:
    rate = reached.updates_per_second
    speed = f"{whole(round(rate))} updates/s" if math.isfinite(rate) else "speed unknown"
    compiling = f"{significant(reached.compile_seconds, 3)} s of compilation"
    return f"{significant(reached.seconds, 3)} s of training, {speed}, and {compiling}"
