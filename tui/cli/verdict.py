"""The verdict on a run without a screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.theory.advice import Advice, advice_for
from engine.theory.verdict import Standing, Verdict, verdict_on
from tui.cli.known import Known
from tui.cli.outcome import INTERRUPTED, Outcome


@dataclass(frozen=True)
class Judged:
    """A verdict and its advice."""

    verdict: Verdict
    advice: Advice


def standing(outcome: Outcome) -> Standing | None:
    """Where the run ended; None if nothing is known of it."""
    reached = outcome.reached
    interrupted = outcome.status == INTERRUPTED
    if interrupted and math.isnan(reached.full_loss):
        return None
    state = RunState.PAUSED if interrupted else RunState(outcome.status)
    return Standing(state, reached.updates, reached.theta, reached.full_loss, reached.epoch_loss)


def judged(config: RunConfig, outcome: Outcome, known: Known | None) -> Judged | None:
    """The verdict on this outcome.

    None without exact results, or if nothing is known of the end.
    """
    at, samples = standing(outcome), None if known is None else known.exact
    if at is None or samples is None:
        return None
    verdict = verdict_on(config, samples, at)
    if verdict is None:
        return None
    return Judged(verdict, advice_for(config, samples, verdict))
