"""Heat maps of a sweep: the two quantities, the texts of the cells, the limit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, get_args

import numpy as np

from engine.config.optimizer import OptimizerConfig
from engine.errors import DescentError
from engine.optimizers.table import OPTIMIZERS
from engine.sweeps.rows import Cell
from engine.sweeps.spec import SweepSpec
from engine.sweeps.summary import SweepSummary
from engine.theory.momentum import descent_of
from tui.text.formulas import limit_formula
from tui.text.numbers import UNKNOWN, number, significant, whole
from tui.text.sweep_table import EXCESS, labels_of
from tui.text.sweeps import seeds_text
from tui.views.sweeps.heat_map import DIVERGED, HeatMap, limit_after

Quantity = Literal["epochs", "seconds", "loss", "excess"]
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
_FIELDS = {"epochs": "epochs", "seconds": "seconds", "loss": "full_loss", "excess": "excess"}
_TITLES = {
    "epochs": "epochs to the end",
    "seconds": "seconds (each run's share)",
    "loss": "final full loss",
    "excess": f"final {EXCESS}",
}
_NAMES = {
    "learning_rate": "learning rate",
    "batch_size": "batch size M",
    "l2": "L2",
    "optimizer": "optimizer",
}
_UP, _ACROSS = ("learning_rate", "l2", "batch_size"), ("batch_size", "l2", "optimizer")
"""What an axis shows: the first of these that is varied."""
_NUMBERS = ("learning_rate", "l2")
"""Axes whose values are in order."""


def heat_maps(
    spec: SweepSpec, summaries: Sequence[SweepSummary], quantity: Quantity
) -> list[HeatMap]:
    """One map of the two swept quantities; for more, a map for each of the others' values.

    The learning rate, if swept, is on the y axis.

    Raises:
        DescentError: fewer than two quantities have more than one value.
    """
    if len(spec.schedules) > 1:
        raise DescentError("a map has no axis for schedules; sweep one of them")
    if len(spec.varied) < 2:
        found = ", ".join(_NAMES[name] for name in spec.varied) or "nothing"
        raise DescentError(
            "a map needs two of batch sizes, learning rates, L2 and optimizers, with more than "
            f"one value each; the sweep varies {found}"
        )
    y = next(name for name in _UP if name in spec.varied)
    x = next(name for name in _ACROSS if name in spec.varied and name != y)
    others = [name for name in spec.varied if name not in (x, y)]
    maps: list[HeatMap] = []
    for values in itertools.product(*(spec.lists[name] for name in others)):
        wanted = dict(zip(others, values, strict=True))
        part = [one for one in summaries if _has(one.cell, wanted)]
        heat = _map(spec, part, quantity, x, y)
        title = ", ".join(_value_text(name, value) for name, value in wanted.items())
        maps.append(replace(heat, title=f"{title}: {heat.title}") if title else heat)
    return maps


def _has(cell: Cell, values: Mapping[str, object]) -> bool:
    """Whether a cell has these settings."""
    return all(getattr(cell, name) == value for name, value in values.items())


def _value_text(name: str, value: object) -> str:
    """The value of a setting, for a title."""
    if name == "optimizer":
        return OPTIMIZERS[str(value)].title
    return f"L2 {number(float(str(value)))}" if name == "l2" else f"M {value}"


def _map(
    spec: SweepSpec, summaries: Sequence[SweepSummary], quantity: Quantity, x: str, y: str
) -> HeatMap:
    columns, rows = list(spec.lists[x]), list(spec.lists[y])
    for name, along in ((x, columns), (y, rows)):
        if name in _NUMBERS:
            along.sort(key=lambda value: float(str(value)))
    table: dict[tuple[object, object], SweepSummary] = {
        (getattr(one.cell, y), getattr(one.cell, x)): one for one in summaries
    }
    values = np.full((len(rows), len(columns)), np.nan)
    texts: list[tuple[str, ...]] = []
    settings: list[tuple[Cell | None, ...]] = []
    for i, row in enumerate(rows):
        line, row_settings = [], []
        for j, column in enumerate(columns):
            found = table.get((row, column))
            if found is not None:
                values[i, j] = getattr(found, _FIELDS[quantity]).mean
            line.append(_text(found, quantity))
            row_settings.append(None if found is None else found.cell)
        texts.append(tuple(line))
        settings.append(tuple(row_settings))
    rates = [float(str(value)) for value in rows] if y == "learning_rate" else []
    limits = [_limit(summaries, x, column) if rates else None for column in columns]
    known = [limit for limit in limits if limit is not None]
    return HeatMap(
        title=_title(spec, quantity),
        x_name=_NAMES[x],
        x_labels=labels_of(columns),
        y_name=_NAMES[y],
        y_labels=labels_of(rows),
        values=values,
        texts=tuple(texts),
        limits=tuple(limit_after(rates, limit) for limit in limits),
        limit_label=significant(known[0], 3)
        if len({significant(limit, 3) for limit in known}) == 1
        else "limit",
        notes=_notes(spec, summaries, known),
        settings=tuple(settings),
    )


def _title(spec: SweepSpec, quantity: Quantity) -> str:
    seeds = seeds_text(spec)
    return _TITLES[quantity] + (f", mean of {seeds}" if seeds else "")


def _text(found: SweepSummary | None, quantity: Quantity) -> str:
    """The mean of the runs with results, and the number × of those without; × if none has one."""
    if found is None:
        return "·"
    mean = getattr(found, _FIELDS[quantity]).mean
    if math.isnan(mean):
        # An excess is unknown where the least loss is.
        return UNKNOWN if found.full_loss.count else DIVERGED
    bound = "≥" if found.bounds and quantity in ("epochs", "seconds") else ""
    some = f" {found.excluded}{DIVERGED}" if found.excluded else ""
    plain = 1000 <= mean < 1e7
    return f"{bound}{whole(round(mean))}{some}" if plain else f"{bound}{significant(mean, 3)}{some}"


def _limit(summaries: Sequence[SweepSummary], x: str, column: Any) -> float | None:
    """The limit of the full batch for a column: the same for all batch sizes."""
    for one in summaries:
        if one.limit is not None and (x == "batch_size" or getattr(one.cell, x) == column):
            return one.limit
    return None


def _notes(
    spec: SweepSpec, summaries: Sequence[SweepSummary], limits: Sequence[float]
) -> tuple[str, ...]:
    notes = []
    if limits:
        momentum = spec.base.optimizer.momentum
        names = {one.cell.optimizer for one in summaries}
        configs = (OptimizerConfig(optimizer=name, momentum=momentum) for name in names)
        descents = {descent for config in configs if (descent := descent_of(config)) is not None}
        words = {limit_formula(descent) for descent in descents}
        notes.append(f"┄ {' or '.join(sorted(words))}: the full batch diverges above")
    signs = []
    if any(one.excluded for one in summaries):
        unstable = any(one.unstable for one in summaries)
        signs.append(f"{DIVERGED} diverged{' or unstable' if unstable else ''}")
    if any(one.bounds for one in summaries):
        signs.append("≥ out of epochs")
    return (*notes, *([" · ".join(signs)] if signs else []))
