"""The effect of an update, in one sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.config.numbers import is_trained
from engine.history.values import BatchStep
from engine.problems.base import Objective
from tui.text.numbers import unwritten

OVERFLOWS = "overflows float32"


def amount(value: float) -> str:
    """Three significant digits, without an exponent if readable: 0.120, 15.3, 2630."""
    if text := unwritten(value):
        return text
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    if not -4 <= magnitude < 7:
        return f"{value:.2e}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")
    rounded = round(value, 2 - magnitude)
    return f"{rounded:.{max(0, 2 - magnitude)}f}"


def what_happened(step: BatchStep, full: Objective, width: int, samples: int = 0) -> str:
    """The direction in which the batch pulled the parameters, and the change of the full loss.

    Args:
        step: the update.
        full: the loss of all samples.
        width: the most characters; the sentence gets shorter to fit.
        samples: the number of all samples; 0 is that of `full`, which may have a selection.
    """
    before, after = full.loss(*step.before), full.loss(*step.after)
    rise = after - before
    if not is_trained(after):
        fate = f"the full loss {OVERFLOWS}"
    elif not is_trained(before):
        fate = f"the full loss fell to {amount(after)}"
    elif abs(rise) <= 1e-12 * max(abs(before), abs(after)):
        fate = "the full loss did not change"
    else:
        fate = f"the full loss {'rose' if rise > 0 else 'fell'} by {amount(abs(rise))}"
    who = "the full batch" if step.count == (samples or full.count) else "this batch"
    if step.objective is None:
        return fate if len(fate) <= width else ""
    gradient = step.objective.gradient(*step.before)
    if not all(map(is_trained, gradient)):
        whole = f"update {step.update}: the gradient of {who} {OVERFLOWS}; {fate}"
        return next((text for text in (whole, fate) if len(text) <= width), "")
    ways = [
        _Way(name, step.after[place] - step.before[place], -gradient[place])
        for place, name in enumerate("wb")
    ]
    long, short = (" and ".join(way.told(by=by) for way in ways) for by in (True, False))
    if ways[0].pulled == ways[1].pulled:
        short = f"w and b {ways[0].pulled}"
    texts = (
        f"update {step.update}: {who} pulled {long}; {fate}",
        f"{who} pulled {long}; {fate}",
        f"{who} pulled {short}; {fate}",
        f"{who.removeprefix('the ')} pulled {short}; {fate.removeprefix('the ')}",
        f"pulled {short}; {fate.removeprefix('the ')}",
        f"{short.replace(' and b ', ', b ')}; {fate.removeprefix('the ')}",
        fate,
        fate.removeprefix("the "),
    )
    return next((text for text in texts if len(text) <= width), "")


@dataclass(frozen=True)
class _Way:
    """The change of one parameter.

    Attributes:
        moved: the change by the update.
        wanted: minus the derivative of the batch loss: the direction of plain gradient descent.
    """

    name: str
    moved: float
    wanted: float

    @property
    def pulled(self) -> str:
        return "up" if self.wanted > 0 else "down" if self.wanted < 0 else "nowhere"

    def told(self, *, by: bool) -> str:
        """In words; with the amount if `by`, and the actual direction if the optimizer differed."""
        if not (by and is_trained(self.moved)) or self.wanted == self.moved == 0:
            return f"{self.name} {self.pulled}"
        if self.moved * self.wanted < 0:
            went = "up" if self.moved > 0 else "down"
            return f"{self.name} {self.pulled} (it went {went} by {amount(abs(self.moved))})"
        return f"{self.name} {self.pulled} by {amount(abs(self.moved))}"
