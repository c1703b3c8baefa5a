"""View 7: runs are kept, compared, renamed, hidden, removed, exported, taken up and raced."""

from __future__ import annotations

import csv
import json

import pytest
from textual.widgets import Input

from engine.protocol.commands import Race, RaceBy
from tests.tui.stage import Stage, stage
from tui.text.runs import COLUMNS
from tui.views.runs.widget import CompareView


def runs_view(on: Stage) -> CompareView:
    view = on.app.dashboard.plot("runs")
    assert isinstance(view, CompareView)
    return view


def table(on) -> str:
    return "\n".join(runs_view(on).shown.lines())


async def two_runs(on) -> None:
    """A run of 5 updates kept as A, and one of 9 with another batch size."""
    await on.press("space")
    await on.train(5)
    await on.press("space", "p", "r", "left_square_bracket", "space")
    await on.train(9)
    await on.press("space", "7")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_table_tells_the_figures_of_both_runs(size):
    async with stage(size=size) as on:
        await two_runs(on)
        text = table(on)
        kept = on.app.model.kept.get("A")
        for frame in (kept.frame, on.app.model.frame):
            assert f"{frame.full_loss:.3f}"[:6] in text
        assert on.app.dashboard.view_name == "runs"
        lines = [line for line in text.splitlines() if " A□ " in line]
        assert len(lines) == 1
        assert " 5 " in lines[0] or size[0] == 80


@pytest.mark.parametrize("second", ["remove-run", "hide-run", "rename-run", "take-up-run"])
async def test_keys_that_come_before_the_table_is_drawn_anew_speak_of_no_run(second):
    async with stage() as on:
        await two_runs(on)
        runs = runs_view(on)
        while runs.selected != "A":
            await on.press("down")
        update = on.app.model.present.update
        on.app.do("remove-run")
        on.app.do(second)
        await on.settle()
        assert len(on.app.model.kept) == 0
        assert len(on.app.screen_stack) == 1
        assert on.app.model.present.update == update


async def test_a_kept_run_is_drawn_in_every_plot_and_can_be_hidden_and_removed():
    async with stage() as on:
        await two_runs(on)
        surface = on.app.dashboard.plot("surface")
        loss = on.app.dashboard.plot("loss")

        def drawn() -> list[bool]:
            return ["A" in "".join(plot.shown.lines()) for plot in (surface, loss)]

        assert drawn() == [True, True]
        while runs_view(on).selected != "A":
            await on.press("down")
        await on.press("h")
        assert drawn() == [False, False]
        await on.press("h")
        assert drawn() == [True, True]
        await on.press("d")
        assert drawn() == [False, False]
        assert "run A removed" in on.message
        assert len(on.app.model.kept) == 0


async def test_a_run_with_other_samples_says_why_it_cannot_be_compared():
    async with stage() as on:
        await two_runs(on)
        assert "kept run A" in "".join(on.app.dashboard.plot("surface").shown.lines())
        await on.press("R")
        await on.prepared()
        while runs_view(on).selected != "A":
            await on.press("down")
        (row,) = (line for line in runs_view(on).shown.lines() if line.startswith("▶"))
        assert "other data" in row
        assert "A has other samples" in str(runs_view(on).border_subtitle)
        assert "kept run" not in "".join(on.app.dashboard.plot("surface").shown.lines())


async def test_the_order_follows_the_column():
    async with stage(size=(200, 50)) as on:
        await two_runs(on)
        view = runs_view(on)
        orders = set()
        for _ in range(13):
            keys = [entry.letter for entry in view.entries]
            orders.add(tuple(keys))
            await on.press("v")
            orders.add(tuple(entry.letter for entry in view.entries))
            await on.press("v", "right")
            losses = [entry.summary.full_loss for entry in view.entries]
            if "sorted by full loss" in str(view.border_subtitle):
                assert losses == sorted(losses)
        assert orders == {("", "A"), ("A", "")}


async def test_what_is_hidden_on_a_narrow_screen_is_reached_by_sorting():
    async with stage(size=(80, 24)) as on:
        await two_runs(on)
        headings = []
        for _ in COLUMNS:
            await on.press("right")
            headings.append(table(on).splitlines()[0])
        for column in COLUMNS:
            assert any(column.title in heading for heading in headings)
        assert not all(column.title in headings[0] for column in COLUMNS)


async def test_a_run_is_renamed():
    async with stage() as on:
        await two_runs(on)
        while runs_view(on).selected != "A":
            await on.press("down")
        await on.press("N", "ctrl+u")
        await on.type("slow")
        await on.press("enter")
        assert on.app.model.kept.get("A").name == "slow"
        assert "slow" in table(on)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".md"])
async def test_the_table_is_exported(tmp_path, suffix):
    path = tmp_path / f"runs{suffix}"
    async with stage() as on:
        await two_runs(on)
        await on.press("X", "ctrl+u")
        on.app.screen.query_one(Input).value = str(path)
        await on.press("enter")
        assert "wrote 2 runs" in on.message
        losses = {on.app.model.kept.get("A").frame.full_loss, on.app.model.frame.full_loss}
    text = path.read_text()
    if suffix == ".csv":
        assert {float(row["full_loss"]) for row in csv.DictReader(text.splitlines())} == losses
    elif suffix == ".jsonl":
        assert {json.loads(line)["full_loss"] for line in text.splitlines()} == losses
    else:
        assert all(str(loss) in text for loss in losses)


async def test_a_kept_run_is_taken_up_and_the_present_one_takes_its_place():
    async with stage() as on:
        await two_runs(on)
        before = on.app.model.frame
        kept = on.app.model.kept.get("A").frame
        while runs_view(on).selected != "A":
            await on.press("down")
        await on.press("enter")
        assert (on.app.model.frame.theta, on.app.model.frame.update) == (kept.theta, kept.update)
        assert on.engine.config.batch == kept.config.batch
        assert on.app.model.kept.get("A").frame is before
        assert len(on.app.model.kept) == 1


async def test_a_race_restarts_the_runs_on_the_same_data():
    async with stage() as on:
        await on.press("7", "a")
        assert "no run to race" in on.message
        await two_runs(on)
        await on.press("A", "a")
        race = on.engine.said[-1]
        assert isinstance(race, Race)
        assert (len(race.configs), race.by) == (2, RaceBy.SAMPLES)
