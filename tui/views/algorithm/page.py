"""An update as rows of text: formulas on the left, numbers on the right. No sizes, no colours."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.config.optimizer import OptimizerConfig
from engine.config.problem import ProblemConfig
from engine.data.batches import batch_length, updates_per_epoch
from engine.data.scaling import Scaling
from engine.optimizers.rules import Assign
from engine.optimizers.table import OPTIMIZERS
from engine.problems.base import NAMES
from tui.text.numbers import UNKNOWN, number, reading, whole
from tui.text.standardized import back_text, transform_text
from tui.views.algorithm import loss_rows
from tui.views.algorithm.formulas import formulas_of
from tui.views.algorithm.numbers import Made, Numbers
from tui.views.algorithm.parts import part_rows, symbol_row
from tui.views.algorithm.row import Row
from tui.views.algorithm.terms import rule_for, symbols_for

_SAME = Scaling()
_QUADRATIC = ProblemConfig()


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
        parts: the gradients of several replicas with a heading, and last their average.
    """

    title: Row
    forward: tuple[Row, ...]
    table: tuple[Row, ...]
    gradient: tuple[Row, ...]
    rule: tuple[Row, ...]
    data: tuple[Row, ...] = ()
    parts: tuple[Row, ...] = ()


_STAGES = 5
"""Stages before those of several replicas and of the rule."""


def stage_count(config: OptimizerConfig, replicas: int = 1) -> int:
    """The number of stages of an update; the last one sets the parameters."""
    return _STAGES + (replicas > 1) + len(rule_for(config))


def page_of(
    config: OptimizerConfig,
    numbers: Numbers | None,
    samples: int,
    digits: int,
    scaling: Scaling = _SAME,
    kind: ProblemConfig = _QUADRATIC,
    replicas: int = 1,
) -> Page:
    """All rows of an update, independent of the available space.

    Args:
        config: the optimizer.
        numbers: the numbers of the update; None before the first, which gives only symbols.
        samples: the number of all samples.
        digits: the width of a number.
        scaling: from the samples in the data's units to those of the update.
        kind: the loss.
        replicas: the devices that share a batch.
    """
    data = _in_data_units(numbers, digits, scaling)
    title = Row(_title(config, numbers), across=_settings(config, numbers), head=True)
    made = 0 if numbers is None else numbers.step.update - 1
    first = _STAGES + (replicas > 1)
    rule = tuple(
        _rule_row(line, place, first + place, numbers, digits)
        for place, line in enumerate(rule_for(config, made))
    )
    parts: tuple[Row, ...] = (symbol_row(_STAGES),) if replicas > 1 else ()
    if numbers is not None and numbers.parts:
        parts = part_rows(numbers.parts, digits, _STAGES)
    heading = Row(_rule_title(numbers), w="θ = w", b="θ = b", head=True)
    table: tuple[Row, ...] = ()
    if kind.is_quadratic:
        forward, gradient = _forward(numbers, digits), _gradient(kind, numbers, digits)
        table = () if numbers is None else _table(numbers, digits)
    else:
        forward = loss_rows.forward_row(kind, numbers, digits)
        gradient = loss_rows.gradient_rows(kind, numbers, digits)
        table = () if numbers is None else loss_rows.sample_rows(kind, numbers, digits)
    taken = _taken(kind, numbers, samples, replicas)
    if replicas > 1:
        # M is the batch size of one replica.
        gradient = tuple(
            replace(row, formula=row.formula.replace("/M", "/|B|")) for row in gradient
        )
    return Page(title, (taken, *forward), table, gradient, (heading, *rule), data, parts)


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


def _taken(kind: ProblemConfig, numbers: Numbers | None, samples: int, replicas: int) -> Row:
    """The batch that is taken."""
    size = "M" if replicas == 1 else f"{replicas}·M"
    take = f"B ← the next {size} samples" if kind.takes_data else "M samples, of which none is used"
    across = "n: make one update" if numbers is None else _batch(numbers, samples)
    return Row(take, across=across, stage=0)


def _forward(numbers: Numbers | None, digits: int) -> tuple[Row, ...]:
    if numbers is None:
        return (Row("ŷ = w·x + b", stage=1),)
    w, b, short_w, short_b = (
        f"{letter}{equals}{reading(value, digits)}"
        for equals in (" = ", "=")
        for letter, value in zip("wb", numbers.step.before, strict=True)
    )
    return (Row("ŷ = w·x + b", w, b, short_w, short_b, stage=1),)


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
        length = "M" if numbers.config.batch.replicas == 1 else "|B|"
        return f"{places} of {whole(samples)}, {length} = {whole(size)}, {epoch}"
    count = f"{whole(updates_per_epoch(samples, m))} = ⌈{whole(samples)}/{whole(m)}⌉"
    rest = f", the {whole(size)} that remain{'s' if size == 1 else ''}" if size < m else ""
    return f"batch {whole(span.start // m + 1)} of {count}: {places}{rest}, {epoch}"


def _gradient(kind: ProblemConfig, numbers: Numbers | None, digits: int) -> tuple[Row, ...]:
    loss = w = b = ""
    of_loss = of_w = of_b = ""
    if numbers is not None:
        loss, w, b = (reading(value, digits) for value in (numbers.loss, *numbers.gradient))
        # The sums, so that the columns of the table can be checked.
        of_loss, of_w, of_b = loss_rows.sums_of(kind, numbers)
    written = formulas_of(kind)
    return (
        Row(written.loss, w=loss, terms=((of_loss,), ()), stage=2),
        *loss_rows.derivative(written.by_w, w=w, terms=((of_w,), ()), stage=3),
        Row(written.by_b, b=b, terms=((), (of_b,)), stage=4),
    )


def _rule_row(line: Assign, place: int, stage: int, numbers: Numbers | None, digits: int) -> Row:
    note = line.name
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
