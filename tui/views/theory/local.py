"""The theory pane for a loss that is not quadratic: what holds at the present point alone."""

from __future__ import annotations

import math

from engine.problems.base import Curvature
from engine.theory.momentum import descent_of
from tui.model.theory_text import limit_text
from tui.text.numbers import number, significant
from tui.text.standardized import condition_text, trained_names
from tui.views.theory.facts import Facts
from tui.views.theory.gauge import Line, Tone
from tui.views.theory.lines import Lines

_DIGITS = 6
_MOST = 4
"""The most minima that are listed."""


def local_parts(facts: Facts, width: int, *, ascii_only: bool) -> list[tuple[int, list[Line]]]:
    """The parts of the pane in their order, each with its rank: the last is dropped first."""
    write = Lines(width, ascii_only=ascii_only)
    return [
        (0, _rates(write, facts)),
        (2, _curvature(write, facts)),
        (3, _gradient(write, facts)),
        (1, _missing(write, facts)),
        (4, _minima(write, facts)),
    ]


def _rates(write: Lines, facts: Facts) -> list[Line]:
    """The learning rate, and its limit at the present point."""
    found = facts.curvature
    rate = facts.config.optimizer.learning_rate if facts.rate is None else facts.rate
    descent = descent_of(facts.config.optimizer)
    rows = [write.row(("learning rate",), number(rate))]
    if found is None or found.local_limit is None:
        return rows
    if descent is None:
        label = ("sgd's local limit 2/λmax", "sgd's local limit", "sgd's limit")
        return [*rows, write.row(label, limit_text(found.local_limit, rate))]
    limit = descent.limit(found.lambda_max)
    formula = "2/λmax" if not descent.beta else "2(1+β)/λmax"
    if descent.beta and descent.nesterov:
        formula = "2(1+β)/(1+2β)/λmax"
    label = (f"local limit {formula}", "local limit", "limit")
    rows.append(write.row(label, limit_text(limit, rate)))
    if rate >= limit:
        text = "lr exceeds the local limit: steps overshoot here"
        rows += write.sentence(text, Tone.WARNING)
    return rows


def _curvature(write: Lines, facts: Facts) -> list[Line]:
    """The eigenvalues of the Hessian at the present point, and what their signs say."""
    lines, found = write.heading("curvature at this point", "curvature here"), facts.curvature
    if found is None:
        return lines + write.sentence("not known here", Tone.LABEL)
    condition = UNDEFINED
    if math.isfinite(found.condition_number):
        condition = condition_text(found.condition_number, 4)
    lines += [
        write.row(("λmax",), significant(found.lambda_max, _DIGITS)),
        write.row(("λmin",), significant(found.lambda_min, _DIGITS)),
        write.row(("condition number", "condition"), condition),
    ]
    text = sign_text(found)
    return lines + (write.sentence(text, Tone.LABEL) if text else [])


UNDEFINED = "none"


def sign_text(found: Curvature) -> str:
    """What eigenvalues that are not above 0 mean; empty if both are."""
    if found.is_saddle:
        return "negative curvature: downhill on both sides along one axis"
    if found.lambda_max < 0:
        return "negative curvature in all directions: near a maximum"
    if found.lambda_min < 0:
        return "negative curvature along one axis, none along the other"
    if found.lambda_max == 0:
        return "no curvature: the loss is flat or straight here"
    return "no curvature along one axis" if found.lambda_min == 0 else ""


def _gradient(write: Lines, facts: Facts) -> list[Line]:
    """The derivatives at the present point."""
    if facts.gradient is None or not all(map(math.isfinite, facts.gradient)):
        return []
    names = trained_names(facts.problem.preview.scaling)
    lines = write.heading("gradient at this point", "gradient here")
    for name, value in zip(names, facts.gradient, strict=True):
        lines.append(write.row((f"by {name}",), significant(value, _DIGITS)))
    return lines


def _missing(write: Lines, facts: Facts) -> list[Line]:
    """What does not hold."""
    text = (
        f"{facts.problem.described.title}: not quadratic, the curvature changes from point to "
        "point; no limit for the whole run, no predicted epochs"
    )
    if selection := facts.problem.selection:
        text += f"; minima and pictures are those of {selection}"
    return write.heading("no closed form") + write.sentence(text, Tone.LABEL)


def _minima(write: Lines, facts: Facts) -> list[Line]:
    """The minima that are known, or found."""
    least = facts.problem.least
    if not least.points:
        return write.heading("minima") + write.sentence("none known", Tone.LABEL)
    title = "minima" if len(least.points) > 1 else "minimum"
    lines = write.heading(title if least.exact else f"{title} found in the first view", title)
    loss = facts.problem.objective.loss
    for w, b in least.points[:_MOST]:
        place = f"({significant(w, 4)}, {significant(b, 4)})"
        lines += write.rows(place, f"loss {significant(loss(w, b), 4)}")
    return lines
