"""The cost of a paused run: bytes written, CPU time of app and worker."""

from __future__ import annotations

from dataclasses import dataclass

from bench.conditions import measured_once
from bench.processes import cpu_seconds
from bench.registry import Measurement, row
from bench.watching import WARM_SECONDS, program
from tools.processes import app_of, workers_of
from tools.pseudo_terminal import PseudoTerminal

TRAINING_SECONDS = 4.0
IDLE_SECONDS = 8.0


@dataclass(frozen=True)
class Cost:
    """Per second: bytes written, and the share of a core used by app and worker."""

    bytes_sent: float
    app_cpu: float
    worker_cpu: float

    @property
    def cpu(self) -> float:
        """App and worker together."""
        return self.app_cpu + self.worker_cpu


def _cost(terminal: PseudoTerminal, seconds: float) -> Cost:
    worker = workers_of(terminal.pid)[0]
    app = app_of(worker)
    used = cpu_seconds(app), cpu_seconds(worker)
    seen = terminal.record(seconds)
    return Cost(
        len(seen.data) / seen.seconds,
        (cpu_seconds(app) - used[0]) / seen.seconds,
        (cpu_seconds(worker) - used[1]) / seen.seconds,
    )


@measured_once
def training_and_paused() -> tuple[Cost, Cost]:
    """A run at 30 updates per second, then the same run paused, at 120 × 40."""
    terminal = PseudoTerminal(program())
    try:
        terminal.wait_for("ready after")
        terminal.press(" ")
        terminal.record(WARM_SECONDS)
        training = _cost(terminal, TRAINING_SECONDS)
        terminal.press(" ")
        terminal.record(WARM_SECONDS)
        return training, _cost(terminal, IDLE_SECONDS)
    finally:
        terminal.close()


@row("bytes/s, paused", against="while it trains", at_most=0.0)
def idle_bytes() -> Measurement:
    """Nothing is painted if nothing has changed."""
    training, paused = training_and_paused()
    return Measurement(paused.bytes_sent, training.bytes_sent, "B/s")


@row("share of a core, paused", against="while it trains", at_most=0.02)
def idle_cpu() -> Measurement:
    """App and worker together."""
    training, paused = training_and_paused()
    return Measurement(paused.cpu * 100, training.cpu * 100, "%")
