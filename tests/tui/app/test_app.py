"""The app as a user meets it: keys go in, text comes out; the engine is scripted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from textual.widgets import Input

from engine.data.dataset import load
from engine.history.values import RunState
from engine.protocol.commands import Pause, Revive, Run, Save
from tests.tui.stage import stage
from tui.app.theme import DARK, LIGHT
from tui.model.situation import PlotName
from tui.model.status import Phase
from tui.views.cells_widget import CellPlot

SIZES = [(80, 24), (120, 40), (200, 50)]
DASHBOARD: tuple[PlotName, ...] = ("surface", "loss", "data")


@pytest.mark.parametrize("size", SIZES)
async def test_everything_is_drawn_before_the_worker_is_ready(size):
    async with stage(size=size, ready=False) as on:
        text = on.text
        for title in ("surface", "data", "loss", "parameters"):
            assert title in text
        assert "optimum w" in text
        assert on.numbers.lstrip().startswith("… starting")
        assert "starting TensorFlow…" in on.message
        assert "space run" in on.footer
        assert "? help" in on.footer
        x, y = (column.astype(float) for column in (on.engine._x, on.engine._y))
        slope, intercept = np.polyfit(x, y, 1)
        assert f"{slope:.5f}" in on.panel_row("optimum w")
        assert f"{intercept:.5f}" in on.panel_row("optimum b")


async def test_space_before_ready_is_kept_and_obeyed():
    async with stage(ready=False) as on:
        await on.press("space")
        assert on.engine.said == [Run()]
        assert on.engine.state is RunState.READY
        assert "will run when it is ready" in on.message
        assert "space pause" in on.footer
        on.engine.become_ready()
        await on.settle()
        assert on.engine.state is RunState.RUNNING
        assert "▶ running" in on.numbers


async def test_space_twice_before_ready_does_not_run():
    async with stage(ready=False) as on:
        await on.press("space", "space")
        on.engine.become_ready()
        await on.settle()
        assert on.engine.said == [Run(), Pause()]
        assert on.engine.state is RunState.PAUSED


async def test_space_runs_and_pauses():
    async with stage() as on:
        await on.press("space")
        await on.train(3)
        assert "▶ running" in on.numbers
        assert "space pause" in on.footer
        await on.press("space")
        assert "‖ paused" in on.numbers
        assert "space run" in on.footer
        assert on.engine.said == [Run(), Pause()]


async def test_status_line_shows_the_last_frame():
    async with stage() as on:
        await on.press("space")
        await on.train(7)
        data = load(on.engine.config.data)
        x, y = data.x.astype(float), data.y.astype(float)
        w = b = 0.0
        for _ in range(7):
            residual = w * x + b - y
            before = np.mean(residual**2)
            w, b = w - 0.002 * np.mean(residual * x), b - 0.002 * np.mean(residual)
        after = np.mean((w * x + b - y) ** 2)
        assert f"w  {w:.6f}" in on.numbers
        assert f"b  {b:.6f}" in on.numbers
        assert f"batch loss {before:.4f}"[:18] in on.numbers
        assert f"full loss {after:.4f}"[:17] in on.numbers
        words = on.numbers.split()
        assert words[words.index("epoch") + 1] == "7"
        assert words[words.index("update") + 1] == "7"


async def test_n_makes_one_update_and_e_an_epoch():
    async with stage(batch_size=32) as on:
        await on.press("n")
        assert on.engine.update == 1
        await on.press("e")
        assert (on.engine.update, on.engine.epoch) == (4, 1)
        assert "‖ paused" in on.numbers


async def test_r_restarts_with_the_same_seed_and_shift_r_with_the_next():
    async with stage() as on:
        await on.press("n", "r")
        assert on.engine.update == 0
        assert on.engine.config.data.seed == 0
        await on.press("R")
        assert on.engine.config.data.seed == 1
        assert "seed 0 → 1" in on.message
        assert on.app.model.problem.data.seed == 1


@pytest.mark.parametrize(
    ("keys", "section", "field", "expected"),
    [
        (["left_square_bracket"], "batch", "batch_size", 64),
        (["left_square_bracket", "left_square_bracket"], "batch", "batch_size", 32),
        (["left_square_bracket", "right_square_bracket"], "batch", "batch_size", "full"),
        (["minus"], "optimizer", "learning_rate", 0.0005),
        (["equals_sign", "equals_sign"], "optimizer", "learning_rate", 0.005),
        (["o"], "optimizer", "optimizer", "momentum"),
        (["O"], "optimizer", "optimizer", "ftrl"),
    ],
)
async def test_live_changes_reach_the_engine_and_reset_nothing(keys, section, field, expected):
    async with stage() as on:
        await on.press("n", *keys)
        assert getattr(getattr(on.engine.config, section), field) == expected
        assert on.engine.update == 1
        assert on.app.model.frame.update == 1


async def test_speed_keys_pace_the_engine():
    async with stage() as on:
        assert on.engine.pace == 30
        await on.press("S")
        assert on.engine.pace == 100
        assert "pace 100/s" in on.message
        for _ in range(20):
            await on.pilot.press("S")
        await on.settle()
        assert on.engine.pace is None
        assert "pace unlimited" in on.message
        await on.press(*["s"] * 30)
        assert on.engine.pace == 1


async def test_y_and_x_change_the_loss_axes():
    async with stage() as on:
        await on.press("space")
        await on.train(20)
        assert "updates" in on.text
        await on.press("x")
        assert "x axis: epochs" in on.message
        assert on.app.dashboard.picture.options.loss_x == "epochs"
        await on.press("y")
        assert "logarithmic" in on.message
        assert on.app.dashboard.picture.options.loss_log


async def test_m_cycles_the_markers_and_ctrl_t_the_theme():
    async with stage() as on:
        assert on.app.theme == DARK.name
        dark = on.app.dashboard.picture.look
        await on.press("ctrl+t")
        assert on.app.theme == LIGHT.name
        assert on.app.dashboard.picture.look.palette != dark.palette
        await on.press("m")
        assert on.app.dashboard.picture.look.markers == dark.markers.next
        await on.press("ctrl+t", "m", "m", "m")
        assert on.app.dashboard.picture.look == dark


@pytest.mark.parametrize("size", SIZES)
async def test_views_one_plot_full_screen_and_back(size):
    async with stage(size=size) as on:
        dashboard = on.app.dashboard
        full_screen: dict[str, PlotName] = {
            "2": "surface", "3": "loss", "4": "data", "5": "slice", "6": "solid", "8": "algorithm",
        }  # fmt: skip
        for key, name in full_screen.items():
            await on.press(key)
            shown = [plot for plot in on.app.query(CellPlot) if plot.display and plot.size.width]
            assert [plot.id for plot in shown if plot.parent.display] == [name]
            side_width = on.app.query_one("#side").outer_size.width if size[0] >= 160 else 0
            assert dashboard.plot(name).outer_size.width == size[0] - side_width
            assert dashboard.plot(name).picture is dashboard.picture
        await on.press("1")
        for plot in map(dashboard.plot, DASHBOARD):
            assert plot.outer_size.width < size[0]
            assert plot.outer_size.height > 5


async def test_z_zooms_the_focused_plot():
    async with stage() as on:
        await on.press("shift+tab", "shift+tab", "shift+tab", "z")
        assert on.app.dashboard.view_name == "loss"
        await on.press("z")
        assert on.app.dashboard.view_name == "dashboard"
        await on.press("z", "escape")
        assert on.app.dashboard.view_name == "dashboard"


async def test_the_panel_comes_into_sight_in_full_screen_and_goes_again():
    async with stage(size=(80, 24)) as on:
        await on.press("2")
        assert "parameters" not in on.text
        await on.press("tab")
        assert on.app.dashboard.in_panel
        assert "›learning rate" in on.text
        await on.press("escape")
        assert "learning rate" not in on.text
        assert on.app.dashboard.view_name == "surface"


async def test_divergence_is_shown_and_can_be_left():
    async with stage(learning_rate=0.1) as on:
        await on.press("space")
        await on.train(10_000)
        assert "✗ diverged" in on.numbers
        assert f"diverged at update {on.engine.update}" in on.message
        assert "inf" in on.numbers or "nan" in on.numbers
        await on.press("minus", "minus", "minus", "minus", "space")
        assert on.engine.config.optimizer.learning_rate == 0.005
        await on.train(2)
        assert "▶ running" in on.numbers
        assert math.isfinite(on.app.model.frame.theta[0])


async def test_a_lost_worker_is_told_of_and_comes_back_on_a_key():
    async with stage() as on:
        await on.press("space")
        await on.train(5)
        before = on.app.dashboard.plot("surface").shown.chars.tolist()
        on.engine.lose("killed by signal 9 (out of memory?)", "Allocator ran out of memory")
        await on.settle()
        assert "✗ lost" in on.numbers
        assert "killed by signal 9" in on.message
        assert "k starts it again" in on.message
        assert "k start it again" in on.footer
        assert on.app.dashboard.plot("surface").shown.chars.tolist() == before
        await on.press("space")
        assert on.engine.said == [Run()]
        await on.press("l")
        assert "Allocator ran out of memory" in on.text
        await on.press("escape", "k")
        assert on.engine.said == [Run(), Revive()]
        assert "‖ paused" in on.numbers
        assert "start it again" not in on.footer


async def test_a_change_after_the_worker_was_lost_starts_another():
    async with stage() as on:
        on.engine.lose()
        await on.settle()
        await on.press("o")
        assert on.engine.alive
        assert on.engine.config.optimizer.optimizer == "momentum"


async def test_a_failure_is_one_line_with_its_details_in_the_log():
    async with stage() as on:
        on.engine.fail("gpu:0: TensorFlow sees no GPU", "Traceback\n  somewhere")
        on.engine.lose("it could not go on")
        await on.settle()
        assert "gpu:0: TensorFlow sees no GPU" in on.message
        await on.press("l")
        assert "somewhere" in on.text


async def test_a_device_that_is_not_there_is_told_and_the_one_before_goes_on():
    async with stage() as on:
        on.engine.missing_devices = {"gpu:3"}
        await on.press("space")
        await on.train(5)
        await on.press("tab")
        while on.app.dashboard.panel.selected != "device":
            await on.pilot.press("up")
        await on.press("enter", *["backspace"] * 4)
        await on.type("gpu:3")
        await on.press("enter")
        await on.settle()
        run, other, back, revive = on.engine.said
        assert (run, revive) == (Run(), Revive())
        assert [said.config.device.device for said in (other, back)] == ["gpu:3", "auto"]
        assert "‖ paused" in on.numbers
        assert on.panel_row("device").split()[-1] == "auto"
        column = on.app.dashboard.panel.content_region.x
        beside = " ".join(" ".join(line[column:-1].split()) for line in on.lines)
        assert "there is no gpu:3; TensorFlow sees cpu; back to auto" in beside
        assert any("there is no gpu:3" in line for line in on.app.model.messages.log)
        await on.press("n")
        assert on.engine.update == on.app.model.frame.update == 6


async def test_a_device_that_never_worked_says_why_whatever_is_changed_then():
    async with stage(ready=False) as on:
        on.engine.missing_devices = {"auto"}
        on.engine.fail("device: there is no gpu:0; TensorFlow sees the cpu alone")
        await on.settle()
        on.app.say("learning rate 0.001 → 0.002")
        on.engine.lose("it could not go on")
        await on.settle()
        assert "there is no gpu:0" in on.message
        await on.press("equals_sign")
        await on.settle()
        assert "✗ lost" in on.numbers
        assert "there is no auto" in on.message


@pytest.mark.parametrize("key", ["left", "right"])
async def test_a_row_without_steps_says_so_and_opens_no_editor(key):
    async with stage() as on:
        await on.press("tab")
        while on.app.dashboard.panel.selected != "data":
            await on.pilot.press("down")
        await on.press(key)
        assert on.app.dashboard.panel.editor is None
        assert "CSV file has no steps: enter types a value" in on.message
        assert on.engine.said == []


async def test_a_worker_that_stands_still_is_told_of_until_it_answers():
    async with stage() as on:
        await on.press("space")
        await on.train(3)
        assert "1000/s" in on.message
        for seconds, told in ((2.9, False), (3.0, True), (61.0, True)):
            on.clock.seconds = seconds
            on.app.worker.look_at_clock()
            await on.settle()
            said = f"the worker has not answered for {seconds:.0f} s" in on.message
            assert said is told
            assert ("1000/s" in on.message) is not told
        await on.train(1)
        assert "not answered" not in on.message
        assert "1000/s" in on.message
        await on.press("space")
        on.clock.seconds = 200.0
        on.app.worker.look_at_clock()
        await on.settle()
        assert "not answered" not in on.message


async def test_a_lost_worker_makes_no_updates_a_second():
    async with stage() as on:
        await on.press("space")
        await on.train(3)
        on.engine.lose("killed")
        await on.settle()
        assert "1000/s" not in on.message


async def test_a_batch_of_more_than_all_samples_is_told_once():
    async with stage() as on:
        on.app.changes.apply({"batch_size": 1000})
        await on.settle()
        note = "(a batch of 1000 is the full one: there are 100 samples)"
        assert f"batch size full → 1000 {note}" in on.message
        on.app.changes.apply({"learning_rate": 0.5})
        await on.settle()
        assert note not in on.message


async def test_what_is_refused_is_said():
    async with stage() as on:
        on.engine.refuse("the run has diverged: restart it")
        await on.settle()
        assert "the run has diverged: restart it" in on.message


async def test_an_error_of_drawing_is_said_and_the_app_goes_on(monkeypatch):
    async with stage() as on:

        def fails(*_args, **_kwargs):
            raise ValueError("no such colour")

        monkeypatch.setattr(on.app.dashboard.plot("loss"), "show", fails)
        await on.press("n")
        assert "cannot be drawn: no such colour" in on.message
        monkeypatch.undo()
        await on.press("n")
        assert on.app.model.frame.update == 2


async def test_a_frame_of_the_problem_before_is_not_drawn():
    async with stage() as on:
        await on.press("n")
        stale = on.engine.frame()
        await on.press("R")
        fresh = on.app.model.frame
        assert fresh.config.data.seed == 1
        on.app.model.receive(stale)
        assert on.app.model.frame is fresh


async def test_a_large_drawing_is_made_beside_the_screen():
    async with stage(samples=300_000) as on:
        await on.prepared()
        assert on.app.model.problem.preview.samples == 300_000


async def test_a_missing_csv_file_is_said_and_the_old_data_stay(tmp_path):
    async with stage() as on:
        problem = on.app.model.problem
        on.app.changes.apply({"data": str(tmp_path / "none.csv")})
        await on.prepared()
        assert "none.csv" in on.message
        assert on.app.model.problem is problem
        assert on.engine.said == []


async def test_a_csv_file_is_read_and_its_columns_come_into_the_panel(tmp_path):
    path = tmp_path / "line.csv"
    path.write_text("t,v\n" + "".join(f"{i},{3 * i + 1}\n" for i in range(20)))
    async with stage() as on:
        on.app.changes.apply({"data": str(path)})
        await on.prepared()
        assert "3.00000" in on.panel_row("optimum w")
        assert "1.00000" in on.panel_row("optimum b")
        assert on.panel_row("x column")
        assert "true w" not in on.text
        assert on.engine.config.data.data == path


async def test_w_asks_for_a_file_and_writes_the_history(tmp_path):
    path = tmp_path / "run.csv"
    async with stage() as on:
        await on.press("n", "w")
        assert "write the history" in on.text
        field = on.app.screen.query_one(Input)
        field.value = str(tmp_path / "run.txt")
        await on.press("enter")
        assert "must end in .npz or .csv" in on.text
        field.value = str(path)
        await on.press("enter")
        assert on.engine.said[-1] == Save(path)
        assert "wrote 1 update" in on.message


async def test_c_shows_and_copies_the_command_line():
    async with stage(learning_rate=0.01, b_gen=-2) as on:
        await on.press("c")
        assert "descent --b-gen=-2 --learning-rate=0.01" in on.message
        assert on.app.clipboard == "descent --b-gen=-2 --learning-rate=0.01"


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (20, 5)])
async def test_a_terminal_that_is_too_small_says_so(size):
    async with stage(size=size) as on:
        assert "descent needs" in " ".join(on.text.split())
        assert "surface" not in on.text
        await on.press("space")
        assert on.engine.said == [Run()]


async def test_resizing_rearranges():
    async with stage(size=(80, 24)) as on:
        dashboard = on.app.dashboard
        assert dashboard.plot("surface").region.bottom <= dashboard.plot("loss").region.y
        await on.pilot.resize_terminal(120, 40)
        await on.settle()
        assert dashboard.plot("surface").region.right <= dashboard.plot("loss").region.x


async def test_quitting_closes_the_engine():
    async with stage() as on:
        await on.pilot.press("q")
        await on.pilot.pause()
        engine = on.engine
    assert engine.closed
    assert on.app.return_code == 0
    assert on.app.model.state is not Phase.LOST


async def test_a_frame_paints_just_the_lines_that_changed(monkeypatch):
    async with stage() as on:
        painted = []
        screen = on.app.screen
        whole = screen.refresh

        def refresh(*regions, **options):
            painted.append(regions)
            return whole(*regions, **options)

        monkeypatch.setattr(screen, "refresh", refresh)
        await on.press("space")
        await on.train(3)
        assert "update 3" in " ".join(on.numbers.split())
        assert painted == []


async def test_what_the_first_worker_cannot_do_ends_the_app_with_the_reason():
    async with stage(ready=False) as on:
        on.engine.fail("device: there is no gpu:0; TensorFlow sees the cpu alone", usage=True)
        await on.pilot.pause()
        assert on.app.return_code == 2
        assert on.app.farewell == "device: there is no gpu:0; TensorFlow sees the cpu alone"


async def test_a_restart_no_longer_says_how_the_run_before_ended():
    async with stage() as on:
        await on.press("space")
        await on.train(2000)
        assert "converged at update" in on.message
        await on.press("r")
        assert "converged at update" not in on.message


async def test_ctrl_c_says_what_leaves_without_covering_anything():
    async with stage() as on:
        await on.press("ctrl+c")
        assert "q ends the run and leaves" in on.message
