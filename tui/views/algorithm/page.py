"""An update as rows of text: formulas on the left, numbers on the right. No sizes, no colours."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.config.optimizer import OptimizerConfig
from engine.data.batches import batch_length, updates_per_epoch
from engine.data.scaling import Scaling
from engine.optimizers.rules import Assign
from engine.optimizers.table import OPTIMIZERS
from engine.problems.base import NAMES
from tui.text.numbers import UNKNOWN, number, reading, whole
from tui.text.standardized import back_text, transform_text
from tui.views.algorithm.numbers import Made, Numbers
from tui.views.algorithm.terms import rule_for, short_number, symbols_for

_SAME = Scaling()


@dataclass(frozen=True)
class Row:
    """One line of the page.

    Attributes:
        formula: the text on the left.
        w, b: the texts in the columns of w and b.
        short_w, short_b: the same for narrow columns; empty if there is no difference.
        across: a text on the right that replaces the columns.
        terms: the formulas in numbers for w and for b, shown below if they fit, longest first.
        stage: the stage of the update, from 0; -1 for none.
        head: whether it is a heading.
        note: the name of the formula's symbol, shown if it fits.
        table: the entries of a table row, one per column.
    """

    formula: str = ""
    w: str = ""
    b: str = ""
    short_w: str = ""
    short_b: str = ""
    across: str = ""
    terms: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    stage: int = -1
    head: bool = False
    note: str = ""
    table: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Blocks of rows, from top to bottom.

    Attributes:
        title: update and optimizer.
        forward: the batch and the forward pass.
        table: the first samples of the batch, with a heading.
        gradient: the loss and its derivatives.
        rule: the update rule of the optimizer, with a heading.
        data: how x and θ follow from those in the data's units; empty if they are the same.
    """

    title: Row
    forward: tuple[Row, ...]
    table: tuple[Row, ...]
    gradient: tuple[Row, ...]
    rule: tuple[Row, ...]
    data: tuple[Row, ...] = ()


def stage_count(config: OptimizerConfig) -> int:
    """The number of stages of an update; the last one sets the parameters."""
    return 5 + len(rule_for(config))


def page_of(
    config: OptimizerConfig,
    numbers: Numbers | None,
    samples: int,
    digits: int,
    scaling: Scaling = _SAME,
) -> Page:
    """All rows of an update, independent of the available space.

    Args:
        config: the optimizer.
        numbers: the numbers of the update; None before the first, which gives only symbols.
        samples: the number of all samples.
        digits: the width of a number.
        scaling: from the samples in the data's units to those of the update.
    """
    data = _in_data_units(numbers, digits, scaling)
    title = Row(_title(config, numbers), across=_settings(config, numbers), head=True)
    rule = tuple(
        _rule_row(line, place, numbers, digits) for place, line in enumerate(rule_for(config))
    )
    heading = Row(_rule_title(numbers), w="θ = w", b="θ = b", head=True)
    if numbers is None:
        return Page(
            title,
            _forward(None, samples, digits),
            (),
            _gradient(None, digits),
            (heading, *rule),
            data,
        )
    return Page(
        title,
        _forward(numbers, samples, digits),
        _table(numbers, digits),
        _gradient(numbers, digits),
        (heading, *rule),
        data,
    )


def _in_data_units(numbers: Numbers | None, digits: int, scaling: Scaling) -> tuple[Row, ...]:
    """The change of variables, and θ after the update in the data's units."""
    if scaling.identity:
        return ()
    w = b = ""
    if numbers is not None:
        w, b = (reading(value, digits) for value in scaling.to_data(numbers.step.after))
    to_w, to_b = back_text(scaling)
    changed = transform_text(scaling)
    plain = [name for name in ("x", "y") if f"{name}'" in changed] + list(NAMES)
    primed = [f"{name}'" for name in plain]
    above = f"above, {', '.join(plain)} are {', '.join(primed)}"
    return (Row(f"{above}:  {changed}", head=True), Row(to_w, w=w), Row(to_b, b=b))


def _title(config: OptimizerConfig, numbers: Numbers | None) -> str:
    name = OPTIMIZERS[config.optimizer].title
    if numbers is None:
        return name
    update = f"update {whole(numbers.step.update)}"
    # The update was made by another optimizer.
    return update if _changed(numbers, "optimizer") else f"{update}:  {name}"


def _changed(numbers: Numbers, parameter: str) -> bool:
    return any(change.parameter == parameter for change in numbers.changed)


def _settings(config: OptimizerConfig, numbers: Numbers | None) -> str:
    """The hyperparameters, or the change since the update."""
    if numbers is not None and numbers.changed:
        last = numbers.changed[-1]
        new = f"{last.parameter.replace('_', ' ')} = {last.new or UNKNOWN}"
        if _changed(numbers, "optimizer"):
            new = OPTIMIZERS[config.optimizer].title
        return f"{new} from the next update"
    values = symbols_for(config).items()
    return "   ".join(f"{symbol} = {number(value)}" for symbol, value in values)


def _rule_title(numbers: Numbers | None) -> str:
    text = "g = ∂L/∂θ"
    if numbers is not None and numbers.count is not None:
        text += f",  t = {whole(numbers.count)}"
    return text


def _forward(numbers: Numbers | None, samples: int, digits: int) -> tuple[Row, Row]:
    take, forward = "B ← the next M samples", "ŷ = w·x + b"
    if numbers is None:
        return Row(take, across="n: make one update", stage=0), Row(forward, stage=1)
    w, b, short_w, short_b = (
        f"{letter}{equals}{reading(value, digits)}"
        for equals in (" = ", "=")
        for letter, value in zip("wb", numbers.step.before, strict=True)
    )
    return (
        Row(take, across=_batch(numbers, samples), stage=0),
        Row(forward, w, b, short_w, short_b, stage=1),
    )


def _batch(numbers: Numbers, samples: int) -> str:
    span, size = numbers.step.span, numbers.step.count
    epoch = f"epoch {whole(span.epoch + 1)}"
    if size == samples:
        return f"all {whole(size)}, {epoch}"
    places = f"sample{'s' if size > 1 else ''} {whole(span.start + 1)}"
    if size > 1:
        places += f"–{whole(span.stop)}"
    if numbers.config.batch.shuffle:
        epoch += ", shuffled"
    m = batch_length(numbers.config.batch, samples)
    if span.start % m or span.stop != min(span.start + m, samples):
        # The batch size was changed within the epoch, or since the update.
        return f"{places} of {whole(samples)}, M = {whole(size)}, {epoch}"
    count = f"{whole(updates_per_epoch(samples, m))} = ⌈{whole(samples)}/{whole(m)}⌉"
    rest = f", the {whole(size)} that remain{'s' if size == 1 else ''}" if size < m else ""
    return f"batch {whole(span.start // m + 1)} of {count}: {places}{rest}, {epoch}"


def _gradient(numbers: Numbers | None, digits: int) -> tuple[Row, ...]:
    loss = w = b = ""
    of_loss = of_w = of_b = ""
    if numbers is not None:
        loss, w, b = (reading(value, digits) for value in (numbers.loss, *numbers.gradient))
        size = numbers.step.count
        # The sums, so that the columns of the table can be checked.
        of_loss = _product(f"1/{size}", numbers.loss * size)
        of_w, of_b = (_product(f"-2/{size}", -value * size / 2) for value in numbers.gradient)
    return (
        Row("L = 1/M Σ (y − ŷ)²", w=loss, terms=((of_loss,), ()), stage=2),
        Row("∂L/∂w = −2/M Σ (y − ŷ)·x", w=w, terms=((of_w,), ()), stage=3),
        Row("∂L/∂b = −2/M Σ (y − ŷ)", b=b, terms=((), (of_b,)), stage=4),
    )


def _product(factor: str, value: float) -> str:
    if not math.isfinite(value):
        return ""
    text = short_number(value)
    return f"{factor} · ({text})" if value < 0 else f"{factor} · {text}"


def _rule_row(line: Assign, place: int, numbers: Numbers | None, digits: int) -> Row:
    stage, note = 5 + place, line.name
    if numbers is None:
        return Row(line.text, stage=stage, note=note)
    made = numbers.lines[place]
    w, b = (_change(part, line, digits) for part in made)
    short_w, short_b = (reading(part.after, digits) for part in made)
    terms: tuple[tuple[str, ...], tuple[str, ...]] = (made[0].terms, made[1].terms)
    if line.shared:
        # One number for both parameters.
        b = short_b = ""
        terms = (terms[0], ())
    return Row(line.text, w, b, short_w, short_b, terms=terms, stage=stage, note=note)


def _change(made: Made, line: Assign, digits: int) -> str:
    """A number, or the values before and after."""
    after = reading(made.after, digits)
    return f"{reading(made.before, digits)} → {after}" if line.kept else after


def _table(numbers: Numbers, digits: int) -> tuple[Row, ...]:
    """The first samples of the batch with all terms of the sums."""
    samples = numbers.samples
    if not samples.index.size:
        return ()
    names = ("sample", "x", "ŷ", "y", "y − ŷ", "(y − ŷ)²", "(y − ŷ)·x")
    rows = [Row(table=names, head=True)]
    w, b = numbers.step.before
    for index, x, y in zip(
        samples.index.tolist(), samples.x.tolist(), samples.y.tolist(), strict=True
    ):
        made = w * x + b
        residual = y - made
        values = (x, made, y, residual, residual * residual, residual * x)
        rows.append(Row(table=(whole(index), *(reading(value, digits) for value in values))))
    return tuple(rows)
