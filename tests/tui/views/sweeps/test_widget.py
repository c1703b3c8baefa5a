"""Sweeps and measurements from the app: asked for in a form, followed, stopped, written."""

from __future__ import annotations

import csv
import json

import pytest
from textual.widgets import Input

from engine.history.values import RunState
from engine.protocol.sweep_messages import StopSweep, Sweep, SweepEnded, SweepRows, TradeoffRows
from tests.tui.stage import stage
from tests.tui.sweeps import ended_row, measured
from tests.tui.views.sweeps.recorded import compared
from tests.tui.views.sweeps.sweep_stage import (
    SIZES,
    begun,
    note,
    put,
    tell,
    view,
)


@pytest.mark.parametrize("size", SIZES)
async def test_rows_appear_as_runs_end_with_mean_and_spread_of_the_seeds(size):
    async with stage(size=size) as on:
        spec = await begun(on, batch_size="16,32", seed="3")
        assert "waiting for the worker" in view(on)
        await tell(on, SweepRows((), 0, 6))
        assert "0 of 6 runs" in view(on)
        rows = tuple(ended_row(spec, index) for index in range(3))
        await tell(on, SweepRows(rows, 3, 6))
        text = view(on)
        assert "3 of 6 runs" in text
        assert text.count("█") == text.count("░") == 12
        (line,) = [line for line in text.splitlines() if "3 stopped early" in line]
        assert "16" in line
        assert "11 ± 1" in line  # epochs 10, 11, 12
        rest = tuple(ended_row(spec, index) for index in range(3, 6))
        await tell(on, SweepRows(rest, 6, 6), SweepEnded(6, 6, False, 0.5, 1.5))
        assert "240 updates in 0.5 s of training" in view(on)
        assert "sweep finished: 6 runs" in on.message


async def test_the_run_on_the_screen_goes_on_meanwhile():
    async with stage() as on:
        spec = await begun(on, batch_size="16,32")
        await on.press("space")
        await tell(on, SweepRows((ended_row(spec, 0),), 1, 2))
        await on.train(5)
        assert "update 5" in on.numbers.replace("  ", " ")
        assert "1 of 2 runs" in view(on)


async def test_a_sweep_is_stopped_and_keeps_what_it_has():
    async with stage() as on:
        spec = await begun(on, batch_size="16,32")
        await tell(on, SweepRows((ended_row(spec, 0),), 1, 2))
        await on.press("d")
        assert on.engine.said[-1] == StopSweep()
        await tell(on, SweepEnded(1, 2, stopped=True))
        assert "stopped: 1 of 2 runs" in view(on)
        assert "stopped after 1 of 2 runs" in on.message
        await on.press("d")
        assert "no sweep or trade-off is running" in on.message


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".md"])
async def test_results_are_written_as_the_command_line_writes_them(tmp_path, monkeypatch, suffix):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / f"sweep{suffix}"
    async with stage() as on:
        spec = await begun(on, batch_size="16,32")
        await tell(on, SweepRows((ended_row(spec, 1), ended_row(spec, 0)), 2, 2))
        await on.press("X")
        on.app.screen.query_one(Input).value = "sweep.txt"
        await on.press("enter")
        assert "must end in .csv, .jsonl or .md" in on.text
        on.app.screen.query_one(Input).value = path.name
        await on.press("enter")
        assert "wrote 2 runs" in on.message
    text = path.read_text()
    if suffix == ".csv":
        assert [row["batch_size"] for row in csv.DictReader(text.splitlines())] == ["16", "32"]
    elif suffix == ".jsonl":
        assert [json.loads(line)["full_loss"] for line in text.splitlines()] == [100.0, 101.0]
    else:
        assert text.startswith("| M | epochs | loss/least − 1 |")


async def test_a_rows_settings_are_taken_for_the_present_run():
    async with stage() as on:
        spec = await begun(on, batch_size="16,32", learning_rate="0.005", optimizer="adam")
        await tell(on, SweepRows(tuple(ended_row(spec, k) for k in range(2)), 2, 2))
        await on.press("down", "enter")
        config = on.engine.config
        assert (config.batch.batch_size, config.optimizer.optimizer) == (32, "adam")
        assert config.optimizer.learning_rate == 0.005


async def test_v_turns_the_pages_of_maps_and_table():
    async with stage(size=(80, 24)) as on:
        spec = await begun(on, batch_size="16,32", learning_rate="0.01,0.02,0.03", seed="2")
        rows = [ended_row(spec, k) for k in range(10)]
        lost = [
            ended_row(spec, k, state=RunState.DIVERGED, full_loss=float("inf")) for k in (10, 11)
        ]
        await tell(on, SweepRows((*rows, *lost), 12, 12))
        titles = []
        for _ in range(5):
            titles.append(str(on.app.dashboard.plot("sweeps").border_subtitle))
            if "map" in titles[-1]:
                assert "┄┄┄" in view(on)  # 2/λmax is 0.028: above the second rate
                assert "0.028" in view(on)
            await on.press("v")
        assert [t.partition(" · ")[0] for t in titles] == [
            "map: epochs", "map: seconds", "map: final loss", "map: loss/least − 1", "table",
        ]  # fmt: skip
        assert "page 1 of 5" in on.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_click_on_a_map_selects_the_cells_settings(size):
    """Alone on its page, and beside the table."""
    async with stage(size=size) as on:
        spec = await begun(on, batch_size="16,32", learning_rate="0.01,0.02,0.03", seed="2")
        await tell(on, SweepRows(tuple(ended_row(spec, k) for k in range(12)), 12, 12))
        await on.press("9")
        plot = on.app.dashboard.plots.sweeps
        assert plot is not None
        region, lines = plot.content_region, plot.shown.lines()
        top = next(row for row, line in enumerate(lines) if "epochs to the end" in line)
        for rate, number, size_of, column in (
            ("0.02", "12.5", 16, 0), ("0.02", "18.5", 32, 1), ("0.01", "10.5", 16, 0),
        ):  # fmt: skip
            rows = enumerate(lines[top:], top)
            row, line = next(it for it in rows if f" {rate} " in it[1] and "│" in it[1])
            assert number in line, line
            at = line.index(number, line.index("│")) + 1
            await on.pilot.click(offset=(region.x + at, region.y + row))
            await on.settle()
            chosen = plot.selected
            assert chosen is not None
            assert (chosen.batch_size, chosen.learning_rate) == (size_of, float(rate)), column
            # The cell is marked in each map, and no other.
            shown = "".join(plot.shown.lines()[top:])
            assert shown.count("▶") == shown.count("learning rate") > 0


async def test_v_is_never_silent():
    async with stage() as on:
        spec = await begun(on, batch_size="1,4,16,32,64")
        await on.press("v")
        assert "no results to show yet" in on.message
        rows = tuple(ended_row(spec, k) for k in range(5))
        await tell(on, SweepRows(rows, 5, 5), SweepEnded(5, 5, stopped=False))
        assert "loss and trajectory of each run" in on.text
        await on.press("v")
        assert "plot: loss/least−1, epochs" in on.text or "table" in on.text


async def test_one_key_compares_batch_sizes_keeps_the_runs_and_shows_them_side_by_side():
    async with stage(size=(80, 24), samples=100, learning_rate=0.002) as on:
        await on.press("M")
        asked = on.engine.said[-1]
        assert isinstance(asked, Sweep)
        assert asked.recorded
        assert asked.spec.batch_sizes == (1, 16, 32, 64, "full")
        assert asked.spec.base == on.engine.config
        await tell(on, SweepRows((), 0, 5, compiling=True))
        assert "comparison: compiling" in on.text
        made = compared()
        rows = tuple(ended_row(asked.spec, k) for k in range(5))
        frames = tuple(made.frames[k] for k in range(5))
        await tell(on, SweepRows(rows, 5, 5, frames=frames), SweepEnded(5, 5, stopped=False))
        assert "comparison: compiling" not in on.text
        for title in ("M 1", "M 16", "M 32", "M 64", "full = 100"):
            assert title in view(on)
        assert "only batch sizes differ" in view(on)
        kept = on.app.model.kept
        assert [run.letter for run in kept] == list("ABCDE")
        assert all(run.hidden for run in kept)
        assert "7: kept, hidden in other plots" in on.message
        # Another comparison replaces them; a renamed one stays.
        await on.press("M")
        await tell(on, SweepRows(rows, 5, 5, frames=frames), SweepEnded(5, 5, stopped=False))
        assert len(on.app.model.kept) == 5


async def test_a_comparison_that_would_not_end_says_what_to_change():
    async with stage(stop="never", epochs=10**9) as on:
        await on.press("M")
        assert on.engine.swept is None
        assert "set one, or fewer max epochs" in on.message


async def test_the_end_of_a_sweep_leaves_the_verdict_on_the_run():
    async with stage(size=(80, 24), epochs=3, tolerance=0) as on:
        spec = await begun(on, batch_size="16,32")
        await on.press("space")
        await on.train(10)
        assert "× least loss" in on.message
        rows = tuple(ended_row(spec, k) for k in range(2))
        await tell(on, SweepRows(rows, 2, 2), SweepEnded(2, 2, stopped=False))
        assert "× least loss" in on.message and "sweep finished: 2 runs" in on.message
        await on.press("r")
        assert "× least loss" not in on.message


@pytest.mark.parametrize("size", SIZES)
async def test_the_measured_trade_off_is_a_table_a_verdict_and_plots(size):
    async with stage(size=size) as on:
        await on.press("T")
        assert on.app.screen.query_one("#field-batch_size", Input).value == "1,16,32,64,full"
        await put(on, loss_factor="1")
        assert "must be a number above 1" in note(on, "loss_factor")
        await put(on, loss_factor="1.2", batch_size="1,64,1024")
        await on.press("enter")
        assert on.engine.measured.batch_sizes == (1, 64, 1024)
        assert on.engine.measured.loss_factor == 1.2
        rows = (measured(1, 1e-6), measured(64, 4e-6), measured(1024, 20e-6, reached=False))
        for count, row in enumerate(rows, 1):
            await tell(on, TradeoffRows((row,), count, 3))
        assert "3 of 3 batch sizes" in view(on)
        await tell(on, SweepEnded(3, 3, stopped=False))
        text = view(on)
        assert "≥ 69%" in text
        assert "launch overhead" in " ".join(text.split())
        assert ("seconds to the loss" in text) == (size[0] >= 120)
        seen = []
        for _ in range(5):
            await on.press("v")
            seen.append(view(on).splitlines()[3].split("  ")[0].strip())
        assert seen == ["seconds to the loss", "samples/s", "epochs to the loss",
                        "updates to the loss", "µs per update"]  # fmt: skip


async def test_one_left_for_another_keeps_what_it_has_and_both_can_be_looked_at():
    async with stage() as on:
        spec = await begun(on, batch_size="16,32")
        await tell(on, SweepRows((ended_row(spec, 0),), 1, 2))
        await on.press("T", "enter")
        # The worker tells the end of the first before anything of the second.
        await tell(on, SweepEnded(1, 2, stopped=True), TradeoffRows((measured(1, 1e-6),), 1, 5))
        assert "1 of 5 batch sizes" in view(on)
        await on.press("h")
        assert "stopped: 1 of 2 runs" in view(on)
        assert "sweep · 1 of 2, h: next" in on.text
        await on.press("h")
        assert "1 of 5 batch sizes" in view(on)


async def test_a_second_sweep_does_not_cost_the_rows_of_the_first():
    async with stage() as on:
        spec = await begun(on, batch_size="16,32")
        rows = tuple(ended_row(spec, index) for index in range(2))
        await tell(on, SweepRows(rows, 2, 2), SweepEnded(2, 2, stopped=False))
        await on.press("h")
        assert "no other; B: sweep, T: trade-off" in on.message
        for size in range(3, 12):
            await begun(on, batch_size=str(size))
            await tell(on, SweepEnded(0, 1, stopped=True))
            if size == 5:
                await on.press("h")
                assert "sweep · 1 of 4" in on.text
                await on.press("v")
                assert view(on).count("converged") == 2
        # Eight of them are kept.
        assert "sweep · 8 of 8" in on.text


async def test_what_cannot_be_measured_says_why():
    async with stage(noise_std=0) as on:
        await on.press("T", "enter")
        on.engine.refuse("the samples lie on a line")
        await tell(on, SweepEnded(0, 0, stopped=True))
        assert "the samples lie on a line" in view(on)
        assert "the samples lie on a line" in on.message


async def test_a_lost_worker_costs_no_row_that_was_told():
    async with stage() as on:
        spec = await begun(on, batch_size="16,32")
        await tell(on, SweepRows((ended_row(spec, 0),), 1, 2))
        on.engine.lose()
        await on.settle()
        assert "the worker is lost: 1 of 2 runs" in view(on)
        await on.press("B")
        assert "k: restart it" in on.message


async def test_the_empty_view_says_which_keys_begin():
    async with stage(size=(80, 24)) as on:
        await on.press("9")
        assert "B  sweep" in view(on)
        assert "T  trade-off of batch size" in view(on)
        await on.press("X")
        assert "no results to write" in on.message
