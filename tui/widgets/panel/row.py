"""The rows of the parameter panel and their text. No widget, no screen."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass

from engine.config.applicable import applies
from engine.config.effective import effective_value, is_default
from engine.config.notes import Effect
from engine.config.parameters import PARAMETERS, Parameter
from engine.config.problem import OWN_SUFFIX
from engine.config.run import RunConfig
from engine.errors import printable
from engine.problems.base import NAMES, curvature
from engine.theory.momentum import Descent, descent_of, is_full_batch
from tui.model.known_problem import Problem
from tui.model.theory_text import limit_of_run, limit_text, rate_text
from tui.text.numbers import UNKNOWN, clipped, number, parameter_text, reading, whole
from tui.text.standardized import condition_text
from tui.text.width import cut, cut_start, text_width

SECTIONS = ("optimizer", "batch", "stop", "schedule", "start", "problem", "data", "device")
"""Sections in the order of the panel: those changed most often come first."""


_EFFECTS = {
    Effect.LIVE: "takes effect at the next update",
    Effect.RESTART: "restarts the run",
    Effect.PROCESS: "restarts the worker",
}


@dataclass(frozen=True)
class Row:
    """One line of the panel.

    Attributes:
        parameter: None for the heading of a section.
        label, value: its text.
        changed: whether the value differs from the default.
    """

    parameter: Parameter | None
    label: str
    value: str = ""
    changed: bool = False

    def is_of(self, name: str) -> bool:
        """Whether this is the row of the parameter with this name."""
        return self.parameter is not None and self.parameter.name == name


def rows_of(
    config: RunConfig, *, headings: bool, taken: tuple[str, str] | None = None
) -> list[Row]:
    """The rows of all parameters that apply in this configuration.

    Args:
        config: the configuration.
        headings: whether each section has a heading.
        taken: the columns of x and y in the file, shown where none is named.
    """
    shown = dict(zip(("x_column", "y_column"), taken or (), strict=False))
    rows: list[Row] = []
    for section in SECTIONS:
        names = [
            name
            for name, parameter in PARAMETERS.items()
            if parameter.group == section and applies(config, name)
        ]
        if headings and names:
            rows.append(Row(None, section))
        rows += [_row(config, name, shown.get(name, UNKNOWN)) for name in names]
    return rows


def _row(config: RunConfig, name: str, unset: str) -> Row:
    """The row of a parameter; `unset` is shown if it has no value."""
    parameter = PARAMETERS[name]
    value = effective_value(config, name)
    shown = parameter_text(value) or unset
    if parameter.kind in ("int", "batch") and isinstance(value, int):
        shown = whole(value)
    return Row(parameter, parameter.notes.label, shown, changed=not is_default(config, name))


def foot_text(parameter: Parameter, width: int, height: int) -> list[str]:
    """The panel's foot about the selected parameter: at most `height` lines of `width`.

    If not everything fits, the accepted values come first.
    """
    unit = f" ({parameter.notes.unit})" if parameter.notes.unit else ""
    about = textwrap.wrap(parameter.description + unit, max(1, width))
    takes = textwrap.wrap(f"Accepts {parameter.accepts}.", max(1, width))
    if parameter.optional:
        takes += textwrap.wrap(f"Empty: {parameter.notes.empty}.", max(1, width))
    if parameter.notes.effect is not Effect.LIVE:
        takes += textwrap.wrap(_EFFECTS[parameter.notes.effect].capitalize() + ".", max(1, width))
    lines = about + takes if len(about + takes) <= height else takes + about
    if len(lines) > height:
        lines[height - 1] = clipped(lines[height - 1] + " …", width)
    return lines[:height]


def theory_text(problem: Problem, config: RunConfig, width: int) -> list[tuple[str, str]]:
    """The exact results for the problem, as (label, value) lines of at most `width`.

    The limit of the learning rate is that of this optimizer, batch size and order; a learning rate
    that reaches it gives a warning. For optimizers without a limit, that of plain sgd is shown.
    """
    descent, rate = descent_of(config.optimizer), config.optimizer.learning_rate
    theory, bears = problem.theory_of_data, descent or Descent()
    if theory is None:
        return _fitted(_without_theory(problem, config), width)
    found = limit_of_run(config, problem)
    limit = bears.limit(theory.lambda_max) if found is None else found.rate
    fastest = rate_text(bears.fastest(theory))
    last: tuple[tuple[str, ...], str]
    if descent is None:
        last = ("sgd: fastest lr", "sgd: fastest", "fastest lr"), fastest
    elif rate >= limit:
        last = ("! exceeds the limit: lr", "! over limit: lr", "! too high"), number(rate)
    elif is_full_batch(config, problem.preview.samples):
        last = ("fastest lr",), fastest
    else:
        last = ("full batch: fastest lr", "full: fastest lr", "full: fastest"), fastest
    below = "stable lr below" if descent else "sgd: lr below"
    lines: list[tuple[tuple[str, ...], str]] = [
        (("optimum w",), reading(theory.w_best, 8)),
        (("optimum b",), reading(theory.b_best, 8)),
        (("least loss",), reading(theory.least_loss, 8)),
        (("condition number", "condition"), condition_text(theory.condition_number, 4)),
        ((below, "lr below"), limit_text(limit, rate)),
        last,
    ]
    return _fitted(lines, width)


def _without_theory(problem: Problem, config: RunConfig) -> list[tuple[tuple[str, ...], str]]:
    """The formula of the loss, its lowest minimum, and the limit of the learning rate at the start.

    None of it is exact for the whole run.
    """
    title = problem.described.title
    lines: list[tuple[tuple[str, ...], str]] = [((title, title.partition(" = ")[2]), "")]
    if selection := problem.selection:
        lines.append(((selection, selection.partition(" of ")[0] + " samples"), ""))
    name = (*problem.least.name, "minimum")[0]
    name = "lowest minimum" if name == "minima" else name
    if problem.optima:
        short = "min" if name != "optimum" else name
        for letter, value in zip(NAMES, problem.optima[0], strict=True):
            lines.append(((f"{name} {letter}", f"{short} {letter}"), reading(value, 8)))
    else:
        lines.append(((f"{name}: not known", name), ""))
    if not math.isnan(problem.least_loss):
        lines.append((("least loss",), reading(problem.least_loss, 8)))
    found = curvature(problem.objective.hessian(*problem.start))
    if found is not None:
        lines.append((("λmax at the start", "start: λmax"), reading(found.lambda_max, 8)))
        if found.local_limit is not None:
            bears, rate = descent_of(config.optimizer), config.optimizer.learning_rate
            limit = (bears or Descent()).limit(found.lambda_max)
            over = bears is not None and rate >= limit
            labels = ("local limit of lr", "local limit", "limit")
            marked = tuple(f"! {label}" for label in labels) if over else labels
            lines.append((marked, limit_text(limit, rate)))
    return lines


def _fitted(lines: list[tuple[tuple[str, ...], str]], width: int) -> list[tuple[str, str]]:
    """The longest label of each line that fits beside its value."""
    fitting = []
    for labels, value in lines:
        room = width - len(value) - bool(value)
        label = next((label for label in labels if len(label) <= room), labels[-1])
        fitting.append((clipped(label, room), value))
    return fitting


def row_parts(row: Row, width: int, *, selected: bool) -> tuple[str, str]:
    """The left and right part of a row, together exactly `width` characters.

    A selected row and a changed value are marked by a character, not by colour alone.
    """
    left = f"{'›' if selected else ' '}{row.label} "
    steps = row.parameter is not None and row.parameter.notes.step != "none"
    own = row.value.endswith(OWN_SUFFIX)
    is_path = row.parameter is not None and (row.parameter.kind == "path" or own)
    room = max(3, width - len(left) - 2)
    value = row.value
    if row.parameter is not None and row.parameter.kind in ("int", "batch") and len(value) > room:
        value = value.replace(",", "")
    value = cut_start(value, room) if is_path else cut(printable(value), room)
    right = f"‹{value}›" if selected and steps else f"{'•' if row.changed else ' '}{value} "
    free = width - text_width(right)
    return left.ljust(free)[:free], right


def first_visible(rows: list[Row], place: int, height: int, top: int) -> int:
    """The first row to show so that `rows[place]` is visible in `height` lines, closest to `top`.

    The heading of a section is shown with its first row.
    """
    heading = place > 0 and rows[place - 1].parameter is None
    top = max(min(top, place - heading), place - height + 1, 0)
    return min(top, max(0, len(rows) - height))


def rule(above: int, below: int, width: int) -> str:
    """The line below the rows, which shows how many more there are."""
    up = f" ↑ {above} " if above > 0 else ""
    down = f" ↓ {below} " if below > 0 else ""
    return "─" + up + down.rjust(width - len(up) - 2, "─") + "─"
