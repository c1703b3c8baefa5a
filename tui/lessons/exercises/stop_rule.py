"""The exercise of the stop rule: what the learner types is tried on runs that deceive simple rules.

A rule is a stop expression as in the panel (`engine.expressions`). It solves the exercise if it
becomes true on every run that settles, not before and not long after it has, and never on the run
that diverges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.expressions.evaluate import Fault, expression_of
from engine.expressions.syntax import SEQUENCES, ExpressionError
from tui.lessons.exercises.exercise import Exercise, Mistake, Verdict
from tui.lessons.exercises.loss_series import Descent, descents
from tui.text.numbers import significant

LAB, UNITS, PAUSE, NOISE, DIVERGING = range(5)
"""The runs, in order."""

_DIGITS = 4
_FEW = 3
"""A rule true within these first epochs of an ordinary run is true of any."""

SIGNED = (
    "A falling loss makes the difference negative, and that is below any tolerance: take abs() of "
    "it."
)
SWAPPED = "At the start the change is large, so this is true at once: < and > are swapped."
AT_ONCE = "It is true from the first epochs on."
COUNTED = "A number of epochs fits one run alone: look at the loss instead."
NEVER = (
    "A loss that falls by a share of itself each epoch never stands still and never rises: wait "
    "until the change is a small share of the loss, such as 0.1 %."
)
LATE = "It would be right to stop much earlier: the last epochs changed nothing that matters."
EARLY = "The loss is still falling there: the tolerance is too large."
UNIT = (
    "The same data with y in thousands make every loss a million times smaller. A fixed number "
    "fits one unit alone: compare the change with the loss itself."
)
PAUSING = (
    "For 8 epochs the learning rate was almost zero, and neighbouring epochs look alike. Compare "
    "epochs that are further apart, or the means of ten."
)
NOISY = (
    "Shuffled batches make the loss jump, and two epochs are alike by chance. Compare means of "
    "several epochs, such as mean(loss[-10:]) and mean(loss[-20:-10])."
)
NOISE_NEVER = (
    "In shuffled batches single epochs never stop jumping. Compare means of several epochs, whose "
    "jumps cancel."
)
WORSE = (
    "It calls a run converged whose loss grows without limit. A change is small only if its size "
    "is: take abs(), or require that the loss has fallen."
)
NOT_A_NUMBER = (
    "The loss has become infinite, and the difference of two infinities is not a number (nan). "
    "Every comparison with nan is false, so not (… >= …) is true: write … < … instead."
)


@dataclass(frozen=True)
class _Trial:
    """What a rule did on one run: the epoch in which it became true, or None."""

    run: Descent
    epoch: int | None
    fault: Fault | None

    @property
    def loss(self) -> float:
        """The full loss at the end of that epoch."""
        return float(self.run.full[(self.epoch or 1) - 1])


def judge(answer: str) -> Verdict:
    """The verdict on a rule."""
    try:
        expression = expression_of(answer.strip())
    except ExpressionError as error:
        return Verdict(False, f"This is not a rule: {error}.")
    stopped = []
    nothing = np.empty((0, 3))
    for place, run in enumerate(descents()):
        found, fault = expression.first_met(nothing, run.epochs, 0)
        trial = _Trial(run, None if found is None else found + 1, fault)
        if complaint := _complaint(place, trial, expression.parsed.text):
            passed = f"Runs passed: {place} of {len(descents())}. " if place else ""
            return Verdict(False, passed + complaint)
        stopped.append(trial.epoch)
    listed = ", ".join(str(epoch) for epoch in stopped[:DIVERGING])
    return Verdict(
        True,
        f"It passes all {len(stopped)} runs: it stops four of them, after {listed} epochs, and "
        "never calls the diverging one converged.",
    )


def _complaint(place: int, trial: _Trial, text: str) -> str:
    """What is wrong with what the rule did on a run; empty if nothing."""
    run, epoch = trial.run, trial.epoch
    where = f"On the run {run.name}"
    if run.settled is None:
        if epoch is None:
            return ""
        why = WORSE if np.isfinite(run.epochs[epoch - 1, 0]) else NOT_A_NUMBER
        return f"{where} it stops after epoch {epoch}. {why}"
    if trial.fault is not None:
        return f"{where} it fails: after epoch {trial.fault.epoch} {trial.fault.reason}."
    if epoch is None:
        return f"{where} it never stops, in {len(run.epochs)} epochs. {_never(place)}"
    least = significant(run.least, _DIGITS)
    stops = f"{where} it stops after epoch {epoch}, with loss {significant(trial.loss, _DIGITS)}"
    if epoch < run.settled:
        return f"{stops}; the least loss is {least}. {_early(place, epoch, text)}"
    if epoch > run.latest:
        return f"{stops}, though it was there at epoch {run.settled}. {_late(text)}"
    return ""


def _reads_a_series(text: str) -> bool:
    return any(f"{name}[" in text or f"({name}" in text for name in SEQUENCES)


def _late(text: str) -> str:
    return LATE if _reads_a_series(text) else COUNTED


def _never(place: int) -> str:
    return {LAB: NEVER, UNITS: UNIT, NOISE: NOISE_NEVER}.get(place, LATE)


def _early(place: int, epoch: int, text: str) -> str:
    if place == LAB and epoch <= _FEW:
        if "abs(" in text:
            return SWAPPED
        return SIGNED if "-1] - " in text or "-1]-" in text else AT_ONCE
    if not _reads_a_series(text):
        return COUNTED
    return {LAB: EARLY, UNITS: UNIT, PAUSE: PAUSING}.get(place, NOISY)


STOP_RULE = Exercise(
    "stop_rule",
    "abs(mean(loss[-10:]) - mean(loss[-20:-10])) < 0.001 * mean(loss[-20:-10])",
    (
        Mistake("loss[-1] < 98", UNIT),
        Mistake("loss[-1] < 60", NEVER),
        Mistake("abs(loss[-1] - loss[-2]) < 0.01", UNIT),
        Mistake("(loss[-1] - loss[-2]) / loss[-2] < 0.001", SIGNED),
        Mistake("abs(loss[-1] - loss[-2]) / loss[-2] > 0.001", SWAPPED),
        Mistake("loss[-1] > loss[-2]", NEVER),
        Mistake("loss[-1] == loss[-2]", NEVER),
        Mistake("abs(loss[-1] - loss[-2]) < 0.02 * loss[-2]", EARLY),
        Mistake("loss[-1] < 1e9", AT_ONCE),
        Mistake("abs(mean(loss[-99:]) - mean(loss[-198:-99])) < 1e-3 * mean(loss[-99:])", LATE),
        Mistake("epoch >= 300", COUNTED),
        Mistake("epoch >= 100", COUNTED),
        Mistake("abs(loss[-1] - loss[-2]) / loss[-2] < 0.001", PAUSING),
        Mistake("epoch > 20 and abs(loss[-1] - loss[-2]) / loss[-2] < 0.001", NOISY),
        Mistake("max(loss[-10:]) - min(loss[-10:]) < 0.001 * min(loss[-10:])", NOISE_NEVER),
        Mistake("min(loss[-10:]) > 0.999 * min(loss[-20:-10])", WORSE),
        Mistake(
            "not abs(mean(loss[-10:]) - mean(loss[-20:-10])) >= 0.001 * mean(loss[-20:-10])",
            NOT_A_NUMBER,
        ),
    ),
    judge,
)
