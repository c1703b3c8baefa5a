"""The rows of the forward pass, the loss and its derivatives, of a loss that is not quadratic."""

from __future__ import annotations

import math

from engine.config.problem import Activation, ProblemConfig
from tui.text.numbers import number, reading, significant, whole
from tui.views.algorithm.formulas import formulas_of, terms_of
from tui.views.algorithm.numbers import Numbers
from tui.views.algorithm.row import Row, product

_LONG = 34
"""Formulas of more characters have a line of their own."""


def forward_row(kind: ProblemConfig, numbers: Numbers | None, digits: int) -> tuple[Row, ...]:
    """The forward pass with the parameters before the update."""
    formula = formulas_of(kind).forward
    if numbers is None:
        return (Row(formula, stage=1),)
    w, b, short_w, short_b = (
        f"{letter}{equals}{reading(value, digits)}"
        for equals in (" = ", "=")
        for letter, value in zip("wb", numbers.step.before, strict=True)
    )
    if len(formula) <= _LONG:
        return (Row(formula, w, b, short_w, short_b, stage=1),)
    name, _, text = formula.partition(" = ")
    return Row(name, across=text), Row("at θ", w, b, short_w, short_b, stage=1)


def gradient_rows(kind: ProblemConfig, numbers: Numbers | None, digits: int) -> tuple[Row, ...]:
    """The loss and its derivatives, with their sums in numbers."""
    written, loss = formulas_of(kind), ""
    parts, sums = ["", ""], ["", ""]
    of_loss = ""
    if numbers is not None:
        loss = reading(numbers.loss, digits)
        parts = [reading(value, digits) for value in numbers.gradient]
        if kind.is_neuron:
            of_loss, *sums = sums_of(kind, numbers)
    rows = [Row(written.loss, w=loss, terms=((of_loss,), ()), stage=2)]
    rows += [Row(text) for text in written.definitions]
    rows += derivative(written.by_w, w=parts[0], terms=((sums[0],), ()), stage=3)
    rows += derivative(written.by_b, b=parts[1], terms=((), (sums[1],)), stage=4)
    return (*rows, *_noise(kind, numbers, digits))


def sums_of(kind: ProblemConfig, numbers: Numbers) -> tuple[str, str, str]:
    """The loss and its derivatives as sums over the batch, with the penalty beside them."""
    size, l2 = numbers.step.count, kind.l2
    loss, (by_w, by_b), added = numbers.loss, numbers.gradient, ("", "")
    if l2:
        w = numbers.step.before[0]
        loss, by_w = loss - l2 * w * w, by_w - 2 * l2 * w
        added = product(number(l2), w * w), product(f"2·{number(l2)}", w)
    part = -2 if kind.is_quadratic else 1
    of_loss = product(f"1/{size}", loss * size)
    of_w, of_b = (product(f"{part}/{size}", value * size / part) for value in (by_w, by_b))
    if not l2:
        return of_loss, of_w, of_b
    of_loss, of_w = (
        f"{term} + {more}" if term and more else ""
        for term, more in zip((of_loss, of_w), added, strict=True)
    )
    return of_loss, of_w, of_b


def derivative(
    formula: str,
    *,
    w: str = "",
    b: str = "",
    terms: tuple[tuple[str, ...], tuple[str, ...]],
    stage: int,
) -> list[Row]:
    """The row of a derivative; two rows if the formula is long."""
    if len(formula) <= _LONG:
        return [Row(formula, w=w, b=b, terms=terms, stage=stage)]
    name, _, text = formula.partition(" = ")
    return [Row(name, across=text), Row(name, w=w, b=b, terms=terms, stage=stage)]


def _noise(kind: ProblemConfig, numbers: Numbers | None, digits: int) -> tuple[Row, ...]:
    """The noise that was added to the gradient of this update."""
    if not kind.gradient_noise:
        return ()
    name = f"+ noise, std {significant(kind.gradient_noise, 4)}/√M"
    if numbers is None:
        return (Row(name),)
    w, b = (reading(value, digits) for value in numbers.noise)
    return (Row(name, w=w, b=b),)


def sample_rows(kind: ProblemConfig, numbers: Numbers, digits: int) -> tuple[Row, ...]:
    """The first samples of the batch with all terms of the sums; none for a loss without data."""
    samples = numbers.samples
    if not samples.index.size or not kind.is_neuron:
        return ()
    curved = kind.activation is not Activation.LINEAR
    found = terms_of(kind, numbers.step.before, samples.x, samples.y)
    columns = [("x", samples.x), ("z", found.z), ("ŷ", found.made), ("y", samples.y)]
    columns += [("l", found.loss), ("δ", found.delta), ("δ·x", found.delta * samples.x)]
    columns = [column for column in columns if curved or column[0] != "z"]
    rows = [Row(table=("sample", *(name for name, _ in columns)), head=True)]
    for place, index in enumerate(samples.index.tolist()):
        values = (float(values[place]) for _, values in columns)
        texts = (reading(value, digits) if math.isfinite(value) else "–" for value in values)
        rows.append(Row(table=(whole(index), *texts)))
    return tuple(rows)
