"""The table of runs compared: true figures, any order, any width."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.config.run import BatchConfig
from engine.data.scaling import Scaling
from engine.history.summary import summary_of
from engine.problems.linear_neuron.least_squares import theory_of
from tests.tui.views.scenes import descent, frame_of, line_preview
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.text.runs import COLUMNS, Entry, in_order, titles, widths
from tui.views.runs.page import table

PREVIEW = line_preview()
THEORY = theory_of(PREVIEW.moments)
LOOK = Look(palette_for(dark=True))
BY_TITLE = {column.title: place for place, column in enumerate(COLUMNS)}


def entry(letter: str, updates: int = 20, **changes: Any) -> Entry:
    run = descent(PREVIEW, 0.001, updates)
    frame = replace(frame_of(run), full_loss=float(updates), seconds=1.5, scatter=0.25)
    summary = replace(summary_of(frame, [THEORY.best], 100), **changes)
    return Entry(letter, f"run {letter}", summary)


def test_the_distance_to_the_optimum_is_that_from_the_least_squares_line():
    frame = frame_of(descent(PREVIEW, 0.001, 30))
    slope, intercept = np.polyfit(PREVIEW.x.astype(float), PREVIEW.y.astype(float), 1)
    summary = summary_of(frame, [THEORY.best], 100)
    assert summary.off[0] == pytest.approx(abs(frame.theta[0] - slope), rel=1e-6)
    assert summary.off[1] == pytest.approx(abs(frame.theta[1] - intercept), rel=1e-5)


def test_the_full_batch_counts_all_samples_and_a_larger_one_too():
    frame = frame_of(descent(PREVIEW, 0.001, 3))
    for size, counted in (("full", 100), (1000, 100), (16, 16)):
        config = frame.config.model_copy(update={"batch": BatchConfig(batch_size=size)})
        assert summary_of(replace(frame, config=config), [THEORY.best], 100).batch_size == counted


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("title", ["full loss", "updates", "status", "run"])
def test_rows_come_in_the_order_of_the_column(title, descending):
    entries = [entry("B", 30), entry("A", 10), entry("C", 20)]
    column = COLUMNS[BY_TITLE[title]]
    keys = [column.key(e) for e in in_order(entries, column, descending=descending)]
    assert keys == sorted(keys, reverse=descending)


@pytest.mark.parametrize("descending", [False, True])
def test_what_is_not_a_number_comes_last(descending):
    entries = [entry("A", full_loss=math.nan), entry("B"), entry("C", full_loss=math.inf)]
    column = COLUMNS[BY_TITLE["full loss"]]
    assert in_order(entries, column, descending=descending)[-1].letter == "A"


def test_every_figure_is_in_the_table_where_there_is_room():
    entries = [entry("A", off=(0.123456, 1.5), scatter=math.nan)]
    cells = table(160, 5, entries, LOOK, selected=0, sorted_by=BY_TITLE["full loss"],
                  descending=False)  # fmt: skip
    heading, line = cells.lines()[:2]
    for column in COLUMNS:
        assert column.title in heading
    for text in ("A", "run A", "SGD", "20.0", "1.5", "0.123456", "–", "running"):
        assert text in line
    assert heading[heading.index("full loss") - 1] == "▲"


def test_headings_stand_over_their_figures_and_nothing_is_cut():
    entries = [entry("A"), entry("B", 10)]
    for width in range(0, 170, 7):
        shown = widths(entries, width, 0)
        assert sum(shown.values()) + 2 * (len(shown) - 1) <= width or len(shown) == 1
        cells = table(width, 4, entries, LOOK, selected=1, sorted_by=0, descending=True)
        assert all(len(line) == max(0, width) for line in cells.lines())
        for place in shown:
            if sum(shown.values()) + 2 * len(shown) + 5 <= width:
                assert COLUMNS[place].title in cells.lines()[0]


@pytest.mark.parametrize("width", [40, 60, 75, 120])
def test_the_column_that_is_sorted_by_is_always_shown(width):
    entries = [entry("A"), entry("B", 10)]
    for place, column in enumerate(COLUMNS):
        cells = table(width, 4, entries, LOOK, selected=0, sorted_by=place, descending=False)
        assert column.title in cells.lines()[0]


def test_the_selected_row_is_always_in_sight():
    entries = [entry(letter) for letter in "ABCDEFGH"]
    for selected in range(8):
        lines = table(80, 4, entries, LOOK, selected=selected, sorted_by=0, descending=False)
        marked = [line for line in lines.lines() if line.startswith("▶")]
        assert len(marked) == 1
        assert "ABCDEFGH"[selected] in marked[0]


def test_ascii_markers_draw_ascii():
    look = Look(palette_for(dark=True, colours=None), Markers.ASCII)
    cells = table(100, 5, [entry("A"), entry("")], look, selected=0, sorted_by=0, descending=False)
    assert "".join(cells.lines()).isascii()


def test_headings_have_a_prime_where_the_samples_are_standardized():
    plain = tuple(column.title for column in COLUMNS)
    assert titles(Scaling()) == plain
    changed = set(titles(Scaling(1.0, 2.0))) - set(plain)
    assert changed == {"off w'", "off b'"}
    assert set(titles(Scaling(y_scale=2.0))) - set(plain) == {"off w'", "off b'", "full loss'"}
