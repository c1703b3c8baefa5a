"""The panel on the screen: selecting, stepping and typing values."""

from __future__ import annotations

import pytest

from engine.config.run import RunConfig
from engine.protocol.commands import Run
from tests.tui.stage import stage
from tui.widgets.panel.row import rows_of
from tui.widgets.panel.value_input import ValueInput

SIZES = [(80, 24), (120, 40), (200, 50)]


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
        await on.press("D" if size[0] < 100 else "escape")
        assert "optimum w" in on.text and "›" not in on.text


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
