"""The verdict on a run without a screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.theory.advice import Advice, advice_for
from engine.theory.samples import samples_of
from engine.theory.verdict import Standing, Verdict, verdict_on
from tui.cli.known import Known
from tui.cli.outcome import INTERRUPTED, Outcome


@dataclass(frozen=True)
class Judged:
    """A verdict and its advice."""

    verdict: Verdict
    advice: Advice


def judged(config: RunConfig, outcome: Outcome, known: Known | None) -> Judged | None:
    """The verdict on this outcome; None if nothing is known of the end of the run."""
    reached = outcome.reached
    interrupted = outcome.status == INTERRUPTED
    if known is None or (interrupted and math.isnan(reached.full_loss)):
        return None
    state = RunState.PAUSED if interrupted else RunState(outcome.status)
    at = Standing(state, reached.updates, reached.theta, reached.full_loss, reached.epoch_loss)
    samples = samples_of(*known)
    verdict = verdict_on(config, samples, at)
    if verdict is None:
        return None
    return Judged(verdict, advice_for(config, samples, verdict))
