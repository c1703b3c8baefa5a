"""The pages of small multiples: each run's loss per update, its trajectory, its numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from engine.config.run import FULL_BATCH
from engine.history.frame import Frame
from engine.sweeps.rows import Cell, SweepRow, is_on_a_line
from tui.canvas.area import Scale
from tui.canvas.cells import Cells
from tui.canvas.large_digits import large, large_width
from tui.canvas.palette import Look
from tui.model.experiment import SweepExperiment
from tui.model.known_problem import Problem, regularized
from tui.model.least import Least
from tui.text.numbers import UNKNOWN, count, significant
from tui.text.standardized import trained_names
from tui.text.sweep_table import UNSTABLE
from tui.text.sweeps import cell_text
from tui.text.verdicts import ratio_text
from tui.text.width import text_width
from tui.views.sweeps.panels import (
    GAP,
    LARGE,
    NUMBERS,
    Plan,
    Shared,
    labelled,
    plan_of,
    shared_axes,
)
from tui.views.sweeps.parts import shorten
from tui.views.sweeps.run_panels import Ground, Same, drawn_loss, drawn_path

_TOP = 2
"""The rows of the title and the progress."""
_NEAR = 1.1
_MOST_LARGE = 1e4
"""Larger losses, as multiples of the least one, have no large digits."""


def page_count(columns: int, rows: int, experiment: SweepExperiment) -> int:
    """The number of pages; 0 if the runs are not recorded."""
    if experiment.problem is None:
        return 0
    plan = plan_of(columns, rows, experiment.total, _TOP, ())
    return -(-experiment.total // plan.per_page)


@dataclass(frozen=True, eq=False)
class Sheet:
    """What all pages of one size share.

    Attributes:
        columns, rows: the size, any.
        experiment: the recorded runs.
        look: colours and markers.
    """

    columns: int
    rows: int
    experiment: SweepExperiment
    look: Look

    @cached_property
    def laid_out(self) -> tuple[Plan, Shared]:
        """The places of a page, and the axes that its panels share; the problem is known."""
        experiment, look = self.experiment, self.look
        assert experiment.problem is not None
        frames = [frame for _, frame in sorted(experiment.frames.items())]
        problems = [regularized(experiment.problem, l2) for l2 in experiment.spec.l2s]
        shared = shared_axes(frames, problems or [experiment.problem])
        labels = [*shared.loss_ticks.labels, *shared.b_ticks.labels]
        large = look.thick and look.markers.fine
        plan = plan_of(self.columns, self.rows, experiment.total, _TOP, labels, large=large)
        return plan, shared.in_rows(plan)


def multiples_cells(sheet: Sheet, *, page: int = 0, selected: int = 0) -> Cells:
    """One page, below two rows left free for the head.

    Args:
        sheet: what all pages share.
        page: which of `page_count`.
        selected: the cell of the sweep whose title is marked.
    """
    cells = Cells.blank(sheet.columns, sheet.rows)
    experiment, look, problem = sheet.experiment, sheet.look, sheet.experiment.problem
    if problem is None:
        return cells
    plan, shared = sheet.laid_out
    _put_left(cells, plan, shared, look, problem)
    found = {row.index: row for row in experiment.rows}
    first = page * plan.per_page
    marked = experiment.cells[selected].place if selected < len(experiment.cells) else -1
    settings = experiment.spec.configs()
    for place, index in enumerate(range(first, min(first + plan.per_page, experiment.total))):
        cell = Cell.of(settings[index])
        title = panel_title(experiment, cell, plan.width)
        chosen = index // experiment.spec.runs_per_cell == marked
        _put_title(cells, plan, place, title, look, chosen=chosen)
        frame = experiment.frames.get(index)
        if frame is not None:
            ground = Ground(shared, regularized(problem, cell.l2), look)
            _put_run(cells, plan, place, frame, found[index], ground)
        _put_axes(cells, plan, place, shared, frame, look)
    return cells


def panel_at(place: tuple[int, int], sheet: Sheet, page: int) -> int | None:
    """The cell of the sweep whose panel is in this place, (column, row), of a page.

    None where there is none, or if its run has not ended.
    """
    experiment = sheet.experiment
    if experiment.problem is None:
        return None
    plan, _ = sheet.laid_out
    column, row = place
    beside = (column - plan.left(0) + 1) // (plan.width + GAP)
    if column < plan.left(0) - 1 or beside >= plan.per_page or row < _TOP:
        return None
    cell = (page * plan.per_page + beside) // experiment.spec.runs_per_cell
    return next((k for k, it in enumerate(experiment.cells) if it.place == cell), None)


def panel_title(experiment: SweepExperiment, cell: Cell, width: int) -> str:
    """The settings that are varied, in short: "M 16", "full = 100", "sgd, lr 0.01"."""
    varied = experiment.spec.varied or ("batch_size",)
    if varied == ("batch_size",) and cell.batch_size == FULL_BATCH:
        samples = 0 if experiment.problem is None else experiment.problem.preview.moments.count
        text = f"full = {count(samples).strip()}"
        return text if text_width(text) <= width else "full"
    return cell_text(cell, varied)


def numbers_of(row: SweepRow, frame: Frame) -> tuple[str, str, str, str]:
    """What `NUMBERS` names; first, why a run has no result; without a least loss, the loss."""
    scatter = UNKNOWN if math.isnan(frame.scatter) else significant(frame.scatter, 3)
    if not row.is_sound:
        loss = UNSTABLE if row.unstable else str(row.verdict or row.state).replace("_", " ")
    elif math.isnan(row.excess):
        loss = significant(row.full_loss, 3)
    else:
        loss = ratio_text(1 + row.excess)
    return loss, count(row.epochs), count(row.updates), scatter


# ---------------------------------------------------------------------------- parts of a page


def _put_run(
    cells: Cells, plan: Plan, place: int, frame: Frame, row: SweepRow, ground: Ground
) -> None:
    left, palette = plan.left(place), ground.look.palette
    if plan.loss:
        cells.paste(drawn_loss(plan.width, plan.loss, Same(frame), ground), left, plan.loss_top)
    if plan.path:
        cells.paste(drawn_path(plan.width, plan.path, Same(frame), ground), left, plan.path_top)
    colour = palette.text if row.is_sound else palette.warning
    for line, (at, text) in enumerate(zip(plan.number_rows, numbers_of(row, frame), strict=True)):
        forms = _large_forms(text.strip(), row, line) if plan.large and line < LARGE else ()
        digits = next((form for form in forms if large_width(form) <= plan.width), "")
        for down, part in enumerate(large(digits) if digits else ()):
            cells.put(left, at + down, part, colour, bold=True)
        if not digits:
            shown = shorten(text.strip(), plan.width, ground.look)
            cells.put(left, at, shown, colour, bold=ground.look.thick)


def _large_forms(text: str, row: SweepRow, line: int) -> tuple[str, ...]:
    """A number in forms of large digits, the longest first; none for a word."""
    if line or not row.is_sound:
        return (text,) if text.isdecimal() else ()
    ratio = row.full_loss if math.isnan(row.excess) else 1 + row.excess
    if not math.isfinite(ratio) or ratio >= _MOST_LARGE:
        return ()
    # Near the least loss, fewer digits would say nothing.
    return (
        (text, f"{ratio:.3f}")
        if ratio < _NEAR
        else tuple(significant(ratio, digits) for digits in (3, 2))
    )


def _put_title(
    cells: Cells, plan: Plan, place: int, title: str, look: Look, *, chosen: bool
) -> None:
    sign = look.markers.glyphs.right if chosen else " "
    text = shorten(title, plan.width, look)
    cells.put(plan.left(place) - 1, plan.top, sign + text, look.palette.text, bold=True)


def _put_axes(
    cells: Cells, plan: Plan, place: int, shared: Shared, frame: Frame | None, look: Look
) -> None:
    """The axes at the left of a panel's areas, and the ticks below them."""
    left, muted = plan.left(place), look.palette.muted
    line = shorten("│", 1, look) if look.markers.fine else "|"
    for top, rows, scale in (
        (plan.loss_top, plan.loss, shared.updates),
        (plan.path_top, plan.path, shared.w),
    ):
        if not rows:
            continue
        for row in range(top, top + rows):
            cells.put(left - 1, row, line, muted)
        if frame is not None and scale is shared.updates:
            # Its dots stay as they are: the ends of the axis say that there are losses beyond it.
            above, below = _beyond(frame, shared.losses)
            ends = (
                (above, top, look.markers.glyphs.above),
                (
                    below,
                    top + rows - 1,
                    look.markers.glyphs.below,
                ),
            )
            for beyond, row, sign in ends:
                if beyond:
                    cells.put(left - 1, row, sign, look.palette.warning)
        _put_ticks(cells, left, top + rows, plan.width, scale, look)


def _put_ticks(cells: Cells, left: int, row: int, width: int, scale: Scale, look: Look) -> None:
    """The labels of a horizontal axis below the cells of their values, those that fit."""
    taken = 0
    room = labelled(scale, max(width // 6, 2))
    for value, text in zip(room.values, room.labels, strict=True):
        at = min(math.floor(float(scale.position([value])[0]) * width), width - 1)
        start = min(max(at - (len(text) - 1) // 2, 0), width - len(text))
        if start >= taken and len(text) <= width:
            cells.put(left + start, row, text, look.palette.muted)
            taken = start + len(text) + 1


def _put_left(cells: Cells, plan: Plan, shared: Shared, look: Look, problem: Problem) -> None:
    """The labels of the vertical axes, and the names of the numbers."""
    samples = problem.preview
    names = trained_names(samples.scaling)
    palette = look.palette
    for top, rows, scale, ticks, name in (
        (plan.loss_top, plan.loss, shared.losses, shared.loss_ticks, "loss"),
        (plan.path_top, plan.path, shared.b, shared.b_ticks, names[1]),
    ):
        if not rows:
            continue
        for value, text in zip(ticks.values, ticks.labels, strict=True):
            up = min(math.floor(round(float(scale.position([value])[0]) * rows, 8)), rows - 1)
            line = top + rows - 1 - up
            cells.put(plan.gutter - text_width(text), line, text, palette.muted)
        cells.put(0, top - 1 if name == "loss" else top, name, palette.text, bold=True)
        below = "update" if name == "loss" else names[0]
        cells.put(plan.gutter - text_width(below), top + rows, below, palette.text, bold=True)
    exact = problem.theory is not None and not is_on_a_line(problem.moments)
    first = NUMBERS[0] if exact else "full loss"
    for row, name in zip(plan.number_rows, (first, *NUMBERS[1:]), strict=True):
        cells.put(0, row, name, palette.muted)


def legend_text(sheet: Sheet) -> str:
    """The meaning of the signs, of those that are drawn on a page."""
    glyphs, experiment = sheet.look.markers.glyphs, sheet.experiment
    marks, problem = [f"{glyphs.start} start"], experiment.problem
    least = Least((), 0.0) if problem is None else problem.least
    best = "optimum" if problem is None else "".join(least.name[:1])
    marks += [f"{glyphs.optimum} {best}"] * bool(best)
    marks.append(f"{glyphs.current} end")
    if problem is not None:
        _, shared = sheet.laid_out
        ends = [_beyond(frame, shared.losses) for frame in experiment.frames.values()]
        above, below = (any(end[k] for end in ends) for k in (0, 1))
        arrows = glyphs.above * above + glyphs.below * below
        marks += [f"{arrows} losses off the axis"] * bool(arrows)
    rule = [] if math.isnan(least.loss) else [f"{glyphs.rule} least loss"]
    return " · ".join([*rule, *marks])


def _beyond(frame: Frame, losses: Scale) -> tuple[bool, bool]:
    """Whether a run has losses above, and losses below the axis."""
    loss = frame.updates.loss
    return bool((~(loss <= losses.high)).any()), bool((loss < losses.low).any())
