"""The output of `descent train --json`: JSON Lines."""

from __future__ import annotations

import json
from typing import TextIO

from engine.config.numbers import finite, trained
from engine.config.run import RunConfig
from engine.problems.base import NAMES
from engine.protocol.events import EpochRows, Ready, Saved
from engine.theory.verdict import Verdict, loss_over_least
from tui.cli import local_verdict
from tui.cli.divergence import Divergence
from tui.cli.known import Known
from tui.cli.local_verdict import judged_locally, problem_record
from tui.cli.outcome import Outcome
from tui.cli.output import put_out
from tui.cli.report import rows_of
from tui.cli.standardized_record import end_record, start_record
from tui.cli.verdict import judged
from tui.text.advice import advice_lines
from tui.text.data_names import data_record
from tui.text.replicas import PARTS

_VERDICT = ("verdict", "loss_over_least", "bound", "noise", "advice", "try")


def _verdict(config: RunConfig, outcome: Outcome, known: Known | None) -> dict[str, object]:
    """The verdict and the advice; null where unknown, also for a least loss of 0."""
    if known is not None and known.theory is None:
        local = local_verdict.end_record(judged_locally(config, outcome, known), config)
        return dict.fromkeys(_VERDICT) | {"try": []} | local
    found = judged(config, outcome, known)
    if found is None:
        return dict.fromkeys(_VERDICT)
    ratio, optimizer = found.verdict.loss_over_least, config.optimizer
    return {
        "verdict": found.verdict.kind.value,
        "loss_over_least": trained(ratio),
        "bound": None if found.verdict.bound is None else found.verdict.bound.value,
        "noise": _noise(found.verdict),
        "advice": "; ".join(advice_lines(found.verdict, found.advice, optimizer)) or None,
        "try": [way.values for way in found.advice.ways],
    }


def _noise(verdict: Verdict) -> dict[str, float | None] | None:
    """The losses that the noise of the batches explains, as multiples of the least loss."""
    floor, bound = verdict.noise_floor, verdict.noise_bound
    if floor is None or bound is None or floor <= verdict.least_loss:
        return None
    least = verdict.least_loss
    return {
        "mean": finite(loss_over_least(floor, least)),
        "bound": finite(loss_over_least(bound, least)),
    }


class JsonReport:
    """One JSON object per line; numbers that float32 cannot hold are null."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._config = RunConfig()

    def started(self, config: RunConfig, ready: Ready | None, known: Known | None) -> None:
        self._config = config
        plain = config.model_dump(mode="json")
        device = None if ready is None else ready.device
        start: dict[str, object] = {"event": "start", "config": plain, "device": device}
        if known is not None:
            start |= problem_record(config, known)
            start |= data_record(known.samples) | start_record(config, known)
        self._write([start])

    def epochs(self, rows: EpochRows) -> None:
        names = (*NAMES, "loss")
        self._write(
            [
                {"event": "epoch", "epoch": epoch, "updates": updates}
                | {name: trained(value) for name, value in zip(names, means, strict=True)}
                for epoch, updates, *means in rows_of(rows)
            ]
        )

    def diverging(self, found: Divergence) -> None:
        counts = {"epoch": found.epoch, "updates": found.updates}
        self._write([{"event": "diverging", **counts, "loss": trained(found.loss)}])

    def ended(self, outcome: Outcome, known: Known | None, saved: Saved | None) -> None:
        del saved
        names, reached = NAMES, outcome.reached
        numbers = {
            **dict(zip(names, reached.epoch_theta, strict=True)),
            "loss": reached.epoch_loss,
            "full_loss": reached.full_loss,
            "seconds": reached.seconds,
            "updates_per_second": reached.updates_per_second,
            "compile_seconds": reached.compile_seconds,
            **{f"final_{name}": value for name, value in zip(names, reached.theta, strict=True)},
        }
        counts: dict[str, object] = {"epochs": reached.epochs, "updates": reached.updates}
        figures = {name: trained(value) for name, value in numbers.items()}
        data = (
            {}
            if known is None
            else end_record(known.samples.scaling, reached.theta, reached.full_loss)
        )
        if (step := reached.replicas) is not None:
            parts = step.arithmetic, step.communication, step.other
            counts["update_seconds"] = dict(zip(PARTS, parts, strict=True))
        end = {"event": "end", "status": outcome.status, **counts, **figures, **data}
        self._write([end | _verdict(self._config, outcome, known)])

    def _write(self, records: list[dict[str, object]]) -> None:
        lines = (json.dumps(record, separators=(",", ":"), allow_nan=False) for record in records)
        put_out(self._out, "".join(f"{line}\n" for line in lines))
