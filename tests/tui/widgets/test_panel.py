"""The parameter panel: rows, stepping, typing, refusals; at three sizes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from engine.config.parameters import PARAMETERS, applies, with_values
from engine.config.run import RunConfig
from engine.problems.linear_neuron.least_squares import theory_of
from engine.protocol.commands import Run
from tests.tui.stage import stage
from tui.widgets.panel.lines import PanelLines
from tui.widgets.panel.row import foot_text, row_parts, rows_of, theory_text
from tui.widgets.panel.value_input import ValueInput

SIZES = [(80, 24), (120, 40), (200, 50)]


def lines_of(config=None, **changes):
    values: dict[str, Any] = {
        "config": config or RunConfig(),
        "theory": None,
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
    assert rows["CSV file"].value == "–"


def test_a_default_that_was_typed_is_no_change():
    config = with_values(RunConfig(), {"momentum": 0, "samples": 100})
    assert not any(row.changed for row in rows_of(config, headings=False))
    config = with_values(RunConfig(), {"optimizer": "nesterov", "momentum": 0})
    rows = {row.label: row for row in rows_of(config, headings=False)}
    assert rows["momentum"].changed


def test_big_whole_numbers_are_grouped_where_that_fits():
    config = with_values(RunConfig(), {"samples": 10**8, "epochs": 10**12, "batch_size": 9999})
    rows = {row.label: row for row in rows_of(config, headings=False)}
    assert row_parts(rows["samples"], 24, selected=False)[1] == "•100 000 000 "
    assert row_parts(rows["batch size"], 24, selected=False)[1] == "•9999 "
    assert row_parts(rows["max epochs"], 40, selected=False)[1] == "•1 000 000 000 000 "
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
        if row.label == "CSV file":
            assert "s.csv" in right


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_foot_says_what_is_taken_within_its_width(name):
    takes = " ".join(foot_text(PARAMETERS[name], 1000, 9))
    for width, height in ((20, 6), (26, 8), (30, 9)):
        lines = foot_text(PARAMETERS[name], width, height)
        assert len(lines) <= height
        assert all(len(line) <= width for line in lines)
        words = " ".join(lines)
        assert "Takes" in words
        assert words.split("Takes")[1].split()[0] == takes.split("Takes")[1].split()[0]


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
    from engine.data.dataset import load
    from engine.problems.linear_neuron.moments import Moments

    data = load(RunConfig().data)
    theory = theory_of(Moments.of(data.x, data.y))
    mean_square = float((data.x.astype(float) ** 2).mean())
    mean = float(data.x.astype(float).mean())
    trace, det = 2 * (mean_square + 1), 4 * (mean_square - mean**2)
    largest = (trace + (trace**2 - 4 * det) ** 0.5) / 2

    def said(**values):
        return dict(theory_text(theory, with_values(RunConfig(), values), 28))

    assert float(said()["stable lr below"]) == pytest.approx(2 / largest, rel=0.01)
    assert "fastest lr" in said(learning_rate=0.024)
    narrow = theory_text(theory, RunConfig(), 22)
    assert all("…" not in label for label, _ in narrow)
    assert ("lr below", f"{2 / largest:.4g}") in narrow
    for values in ({"optimizer": "adam"}, {"learning_rate": 0.12345}, {"learning_rate": 0.0249}):
        narrow = theory_text(theory, with_values(RunConfig(), values), 22)
        assert all("…" not in label for label, _ in narrow)
        assert all(len(label) + 1 + len(value) <= 22 for label, value in narrow)
    assert said(learning_rate=0.1)["! exceeds the limit: lr"] == "0.1"
    assert "sgd: fastest lr" in said(learning_rate=0.1, optimizer="adam")
    # With momentum β the limit is 2 (1 + β)/λmax.
    found = said(learning_rate=0.04, momentum=0.9)
    assert float(found["stable lr below"]) == pytest.approx(3.8 / largest, rel=0.01)
    assert "fastest lr" in found
    assert "! exceeds the limit: lr" in said(learning_rate=0.06, momentum=0.9)


# ------------------------------------------------------------------------------ on the screen


@pytest.mark.parametrize("size", SIZES)
async def test_tab_selects_a_row_and_shows_what_it_takes(size):
    async with stage(size=size) as on:
        assert "›" not in on.text
        await on.press("tab")
        assert on.panel_row("learning rate").rstrip().endswith("‹0.001›")
        assert "Accepts a number above" in on.text
        await on.press("down")
        assert on.panel_row("momentum").startswith("›momentum")
        await on.press("escape")
        assert "›momentum" not in on.text
        assert "optimum w" in on.text


async def test_arrows_and_tab_go_through_all_rows_and_round():
    async with stage() as on:
        await on.press("tab")
        panel = on.app.dashboard.panel
        names = [row.parameter.name for row in rows_of(RunConfig(), headings=False)]
        start = names.index("learning_rate")
        for step in range(1, len(names) + 1):
            await on.pilot.press("tab" if step % 2 else "down")
            assert panel.selected == names[(start + step) % len(names)]
        await on.press("up", "shift+tab")
        assert panel.selected == names[start - 2]


async def test_left_and_right_step_the_value():
    async with stage() as on:
        await on.press("tab", "right", "right", "left")
        assert on.engine.config.optimizer.learning_rate == 0.002
        assert "•" not in on.panel_row("momentum")
        await on.press("down")
        assert on.panel_row("learning rate").split() == ["learning", "rate", "•0.002"]
        await on.press("right")
        assert on.engine.config.optimizer.momentum == 0.1
        await on.press("backspace")
        assert on.engine.config.optimizer.momentum is None


async def test_stepping_the_data_restarts_with_another_problem():
    async with stage() as on:
        await on.press("n", "tab")
        while on.app.dashboard.panel.selected != "samples":
            await on.pilot.press("down")
        await on.press("right")
        assert on.engine.config.data.samples == 200
        assert on.engine.update == 0
        assert on.app.model.problem.preview.samples == 200
        assert "samples 100 → 200" in on.message


async def test_a_value_is_typed_and_taken_with_enter():
    async with stage() as on:
        await on.press("tab", "enter")
        panel = on.app.dashboard.panel
        assert panel.editor.value == "0.001"
        await on.press(*["backspace"] * 5)
        await on.type("2e-3")
        await on.press("enter")
        assert panel.editor is None
        assert panel.has_focus
        assert on.engine.config.optimizer.learning_rate == 0.002
        assert on.panel_row("learning rate").rstrip().endswith("‹0.002›")


async def test_a_digit_starts_typing_and_escape_gives_up():
    async with stage() as on:
        await on.press("tab", "5")
        panel = on.app.dashboard.panel
        assert panel.editor.value == "5"
        await on.press("escape")
        assert panel.editor is None
        assert panel.has_focus
        assert on.engine.config.optimizer.learning_rate == 0.001
        assert on.engine.said == []
        assert on.panel_row("learning rate").rstrip().endswith("‹0.001›")


@pytest.mark.parametrize("size", SIZES)
async def test_a_value_that_cannot_be_is_refused_at_every_key_and_nothing_is_lost(size):
    async with stage(size=size) as on:
        await on.press("tab", "enter", *["backspace"] * 5)
        await on.type("-1")
        said = " ".join(on.text.split())
        assert "'-1' is invalid" in said
        await on.press("enter")
        assert on.app.dashboard.panel.editor.value == "-1"
        assert on.engine.said == []
        await on.press("backspace", "backspace")
        await on.type("0.1")
        assert "is invalid" not in on.text
        await on.press("enter")
        assert on.engine.config.optimizer.learning_rate == 0.1


async def test_keys_of_the_run_still_work_in_the_panel_but_not_while_typing():
    async with stage() as on:
        await on.press("tab", "space")
        assert on.engine.said == [Run()]
        await on.press("enter")
        await on.type(" qr")
        assert on.engine.said == [Run()]
        assert on.app.dashboard.panel.editor.value == "0.001 qr"


async def test_choices_are_typed_or_stepped():
    async with stage() as on:
        await on.press("tab", "up", "right")
        assert on.engine.config.optimizer.optimizer == "momentum"
        await on.press("enter", *["backspace"] * 8)
        await on.type("adm")
        assert "is invalid" in on.text
        await on.press("backspace")
        await on.type("am")
        await on.press("enter")
        assert on.engine.config.optimizer.optimizer == "adam"
        assert on.panel_row("beta 2").split()[-1] == "0.999"


async def test_a_row_that_loses_its_meaning_gives_way():
    async with stage(optimizer="adam") as on:
        await on.press("tab", "down")
        assert on.app.dashboard.panel.selected == "beta_1"
        await on.press("o", "o", "o", "o")
        assert on.engine.config.optimizer.optimizer == "lion"
        assert on.app.dashboard.panel.selected == "beta_1"
        await on.press("o")
        assert on.engine.config.optimizer.optimizer == "ftrl"
        assert on.app.dashboard.panel.selected == "optimizer"


async def test_a_missing_file_is_refused_beside_its_field(tmp_path):
    async with stage() as on:
        await on.press("tab")
        while on.app.dashboard.panel.selected != "data":
            await on.pilot.press("down")
        await on.press("enter")
        editor = on.app.dashboard.panel.editor
        editor.value = str(tmp_path / "none.csv")
        await on.press("enter")
        await on.prepared()
        assert on.app.dashboard.panel.editor is editor
        assert editor.value.endswith("none.csv")
        assert on.app.model.config.data.data is None
        column = on.app.dashboard.panel.content_region.x
        beside = "".join("".join(line[column:-2].split()) for line in on.lines)
        assert "none.csv" in beside


async def test_a_click_selects_a_row_and_a_second_one_edits_it():
    async with stage() as on:
        panel = on.app.dashboard.panel
        rows = rows_of(on.app.model.config, headings=True)
        place = next(i for i, row in enumerate(rows) if row.label == "tolerance")
        await on.pilot.click(panel, offset=(5, place + 1))
        await on.settle()
        assert panel.selected == "tolerance"
        assert not panel.query(ValueInput)
        await on.pilot.click(panel, offset=(5, place + 1))
        await on.settle()
        assert panel.query_one(ValueInput).value == "0.001"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_a_wrong_expression_has_a_mark_under_the_place_where_it_is_wrong(size):
    async with stage(size=size, stop="expression") as on:
        await on.press("tab")
        while on.app.dashboard.panel.selected != "expression":
            await on.pilot.press("down")
        await on.press("enter", "ctrl+u")
        long = "abs(loss[-1] - loss[-2]) / loss[-2] < 0.001 and los[-1] < 2"
        for text, wrong in (("mean(los) < 1", "los) < 1"), (long, "los[-1] < 2")):
            on.app.dashboard.panel.editor.value = text
            await on.press("end")
            # Under the name that is wrong, wherever the line is scrolled.
            row = next(k for k, line in enumerate(on.lines) if wrong in line)
            assert on.lines[row + 1].index("▲") == on.lines[row].rindex(wrong)
        on.app.dashboard.panel.editor.value = "mean(loss) < 1"
        await on.settle()
        assert "▲" not in on.text
