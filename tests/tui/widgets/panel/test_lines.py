"""The panel's lines without a screen: rows, values, the foot."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.config.applicable import applies
from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from tui.model.known_problem import problem_of
from tui.text.width import text_width
from tui.widgets.panel.lines import PanelLines
from tui.widgets.panel.row import foot_text, row_parts, rows_of, theory_text

SIZES = [(80, 24), (120, 40), (200, 50)]


def lines_of(config=None, **changes):
    values: dict[str, Any] = {
        "config": config or RunConfig(),
        "problem": None,
        "selected": "learning_rate",
        "active": True,
        "reason": "",
        "wanted_top": 0,
        "width": 22,
        "height": 19,
    }
    return PanelLines(**(values | changes))


# ------------------------------------------------------------------------------ rows, no screen


@pytest.mark.parametrize("optimizer", PARAMETERS["optimizer"].choices)
def test_just_the_parameters_that_apply_have_a_row(optimizer):
    config = with_values(RunConfig(), {"optimizer": optimizer})
    shown = {row.parameter.name for row in rows_of(config, headings=True) if row.parameter}
    assert shown == {name for name in PARAMETERS if applies(config, name)}


def test_values_in_force_are_shown_and_changed_ones_are_marked():
    config = with_values(RunConfig(), {"optimizer": "adam", "beta_1": 0.8})
    rows = {row.label: row for row in rows_of(config, headings=False)}
    assert (rows["beta 1"].value, rows["beta 1"].changed) == ("0.8", True)
    assert (rows["beta 2"].value, rows["beta 2"].changed) == ("0.999", False)
    assert (rows["optimizer"].value, rows["optimizer"].changed) == ("adam", True)
    assert rows["data file"].value == "–"


def test_a_default_that_was_typed_is_no_change():
    config = with_values(RunConfig(), {"momentum": 0, "samples": 100})
    assert not any(row.changed for row in rows_of(config, headings=False))
    config = with_values(RunConfig(), {"optimizer": "nesterov", "momentum": 0})
    rows = {row.label: row for row in rows_of(config, headings=False)}
    assert rows["momentum"].changed


def test_of_a_path_the_name_of_the_file_is_shown(tmp_path: Path) -> None:
    config = with_values(RunConfig(), {"problem": f"{tmp_path}/a/long/way/robust.py"})
    (row,) = [each for each in rows_of(config, headings=False) if each.label == "problem"]
    assert row_parts(row, 28, selected=False)[1].endswith("way/robust.py ")


def test_big_whole_numbers_are_grouped_where_that_fits():
    config = with_values(RunConfig(), {"samples": 10**8, "epochs": 10**12, "batch_size": 9999})
    rows = {row.label: row for row in rows_of(config, headings=False)}
    assert row_parts(rows["samples"], 24, selected=False)[1] == "•100,000,000 "
    assert row_parts(rows["batch size"], 24, selected=False)[1] == "•9,999 "
    assert row_parts(rows["max epochs"], 40, selected=False)[1] == "•1,000,000,000,000 "
    assert row_parts(rows["max epochs"], 28, selected=False)[1] == "•1000000000000 "


@pytest.mark.parametrize("width", [22, 24, 28, 32])
@pytest.mark.parametrize("selected", [True, False])
def test_rows_fill_the_width_exactly(width, selected):
    config = with_values(
        RunConfig(), {"data": "/a/very/long/way/to/a/file/of/lines.csv", "seed": 2**63 - 1}
    )
    for row in rows_of(config, headings=True):
        left, right = row_parts(row, width, selected=selected)
        assert len(left + right) == width
        if row.parameter is not None:
            assert left[1:].startswith(row.label)
            assert left.startswith("›" if selected else " ")
        if row.label == "data file":
            assert "s.csv" in right


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_foot_says_what_is_taken_within_its_width(name):
    takes = " ".join(foot_text(PARAMETERS[name], 1000, 9))
    for width, height in ((20, 6), (26, 8), (30, 9)):
        lines = foot_text(PARAMETERS[name], width, height)
        assert len(lines) <= height
        assert all(len(line) <= width for line in lines)
        words = " ".join(lines)
        assert "Accepts" in words
        assert words.split("Accepts")[1].split()[0] == takes.split("Accepts")[1].split()[0]


@pytest.mark.parametrize("height", [8, 12, 19, 35])
def test_the_selected_row_is_always_in_sight(height):
    names = [name for name in PARAMETERS if applies(RunConfig(), name)]
    for name, wanted_top in itertools.product(names, (0, 5, 30)):
        lines = lines_of(selected=name, height=height, wanted_top=wanted_top)
        seen = ["".join(text for _, text in lines.line(y)) for y in range(height)]
        assert sum(line.startswith("›") for line in seen) == 1
        assert all(len(line) == 22 for line in seen)


def test_the_rule_says_how_many_rows_are_out_of_sight():
    lines = lines_of(selected="window", height=14, wanted_top=0)
    rule = lines.line(lines.body_height)[0][1]
    above, below = lines.top, len(lines.rows) - lines.top - lines.body_height
    assert f"↑ {above} " in rule
    assert f"↓ {below} " in rule
    assert not lines_of(height=60).line(lines_of(height=60).body_height)[0][1].strip("─")


def test_theory_warns_of_a_learning_rate_beyond_the_stable_one():
    data = load(RunConfig().data)
    problem = problem_of(RunConfig())
    mean_square = float((data.x.astype(float) ** 2).mean())
    mean = float(data.x.astype(float).mean())
    trace, det = 2 * (mean_square + 1), 4 * (mean_square - mean**2)
    largest = (trace + (trace**2 - 4 * det) ** 0.5) / 2

    def said(**values):
        return dict(theory_text(problem, with_values(RunConfig(), values), 28))

    assert float(said()["stable lr below"]) == pytest.approx(2 / largest, rel=0.01)
    assert "fastest lr" in said(learning_rate=0.024)
    narrow = theory_text(problem, RunConfig(), 22)
    assert all("…" not in label for label, _ in narrow)
    assert ("lr below", f"{2 / largest:.4g}") in narrow
    for values in ({"optimizer": "adam"}, {"learning_rate": 0.12345}, {"learning_rate": 0.0249}):
        narrow = theory_text(problem, with_values(RunConfig(), values), 22)
        assert all("…" not in label for label, _ in narrow)
        assert all(len(label) + 1 + len(value) <= 22 for label, value in narrow)
    assert said(learning_rate=0.1)["! exceeds the limit: lr"] == "0.1"
    assert "sgd: fastest lr" in said(learning_rate=0.1, optimizer="adam")
    # With momentum β the limit is 2 (1 + β)/λmax.
    found = said(learning_rate=0.04, momentum=0.9)
    assert float(found["stable lr below"]) == pytest.approx(3.8 / largest, rel=0.01)
    assert "fastest lr" in found
    assert "! exceeds the limit: lr" in said(learning_rate=0.06, momentum=0.9)
    # Of single samples, the limit is 1/(max x² + 1), whatever the full batch's is.
    one = 1 / (float(np.max(data.x.astype(float))) ** 2 + 1)
    assert float(said(batch_size=1)["stable lr below"]) == pytest.approx(one, rel=0.01)
    assert "! over limit: lr" in said(batch_size=1, learning_rate=float(f"{1.02 * one:.3g}"))
    assert "full: fastest lr" in said(batch_size=1)


def test_the_columns_taken_are_shown_where_none_is_named():
    config = with_values(RunConfig(), {"data": "a.csv", "y_column": "mass"})
    rows = {row.label: row for row in rows_of(config, headings=False, taken=("length", "mass"))}
    assert (rows["x column"].value, rows["x column"].changed) == ("length", False)
    assert (rows["y column"].value, rows["y column"].changed) == ("mass", True)
    before = {row.label: row for row in rows_of(config, headings=False)}
    assert before["x column"].value == "–"


@pytest.mark.parametrize("name", ["長い名前" * 9, "a\x1b[31mred", "x" * 300, "שלום"])
def test_names_of_columns_keep_the_width_of_their_row(name):
    config = with_values(RunConfig(), {"data": "データ" * 20 + ".csv"})
    for row in rows_of(config, headings=False, taken=(name, name)):
        for selected in (False, True):
            text = "".join(row_parts(row, 22, selected=selected))
            assert text_width(text) == 22
            assert text.isprintable()
