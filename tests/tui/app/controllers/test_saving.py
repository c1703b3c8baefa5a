"""What the app saves and exports: asked for, named, told; and runs that are opened."""

from __future__ import annotations

import io

import numpy as np
import pytest
from textual.widgets import Input

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.standard_input import kept
from engine.protocol.commands import Run, SaveRun, Step, WriteEvents
from engine.protocol.events import Notice
from engine.storage.resume import opened_run
from engine.storage.run_reader import read_run
from tests.fakes import FakeEngine
from tests.tui.stage import stage
from tui.app.app import DescentApp


@pytest.fixture(autouse=True)
def runs(tmp_path, monkeypatch):
    """The folder of saved runs."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("DESCENT_RUNS_DIR", str(folder))
    return folder


async def test_w_with_shift_asks_for_a_name_and_saves_the_run(runs):
    async with stage(learning_rate=0.01) as on:
        await on.press("n", "W")
        assert "save the run" in on.text
        assert "sgd-full-lr0.01" in on.text
        field = on.app.screen.query_one(Input)
        field.value = "../run"
        await on.press("enter")
        assert "must begin with a letter" in on.text
        field.value = "my run"
        await on.press("enter")
        assert on.engine.said[-1] == SaveRun(runs / "my run")
        assert "saved: descent open 'my run'" in on.message


async def test_a_name_that_is_taken_wants_a_second_enter(runs):
    (runs / "sgd-full-lr0.001").mkdir(parents=True)
    async with stage() as on:
        await on.press("n", "W")
        field = on.app.screen.query_one(Input)
        assert field.value == "sgd-full-lr0.001-2"
        field.value = "sgd-full-lr0.001"
        await on.press("enter")
        assert "enter again: replace it" in on.text
        assert on.engine.said == [Step(1)]
        await on.press("enter")
        assert on.engine.said[-1] == SaveRun(runs / "sgd-full-lr0.001", over=True)


async def test_a_run_on_standard_input_is_not_saved():
    with kept(io.BytesIO(b"x,y\n1,2\n2,3\n3,5\n")) as data:
        async with stage(data=data) as on:
            await on.prepared()
            await on.press("n", "W")
            assert "standard input or a pipe cannot be opened again" in on.message
            assert len(on.app.screen_stack) == 1
            assert on.engine.said == [Step(1)]


async def test_escape_saves_nothing():
    async with stage() as on:
        await on.press("n", "W", "escape")
        assert on.engine.said == [Step(1)]


async def test_before_the_first_update_there_is_nothing_to_save():
    async with stage() as on:
        await on.press("W", "E")
        assert on.engine.said == []
        assert len(on.app.screen_stack) == 1


async def test_e_with_shift_writes_event_files_into_a_folder_of_the_runs_own(tmp_path):
    (tmp_path / "logs" / "sgd-full-lr0.001").mkdir(parents=True)
    (tmp_path / "file").write_text("")
    async with stage() as on:
        await on.press("n", "E")
        assert "TensorBoard" in on.text
        field = on.app.screen.query_one(Input)
        field.value = str(tmp_path / "file")
        await on.press("enter")
        assert "is a file" in on.text
        field.value = str(tmp_path / "logs")
        await on.press("enter")
        folder = tmp_path / "logs" / "sgd-full-lr0.001-2"
        assert on.engine.said[-1] == WriteEvents(folder)
        assert f"tensorboard --logdir {tmp_path}"[:40] in on.message


async def test_the_command_line_says_that_live_changes_are_not_in_it():
    async with stage() as on:
        await on.press("=", "c")
        assert on.message.startswith(" descent --learning-rate=0.002")
        await on.press("n", "=", "c")
        assert "copied (omits 1 live change; W saves it): descent" in on.message
        assert on.app.clipboard == "descent --learning-rate=0.005"


async def test_an_expression_is_typed_in_the_panel_and_refused_with_the_column():
    async with stage(size=(120, 40), stop="expression") as on:
        assert "epoch >= 100" in on.panel_row("expression")
        await on.press("tab")
        on.app.dashboard.panel._select("expression")
        await on.press("enter")
        field = on.app.dashboard.panel.editor
        assert field is not None
        field.value = "los[-1] < 3"
        await on.press("enter")
        foot = " ".join(line[line.rindex("│", 0, -2) + 1 : -1].strip() for line in on.lines[-18:-4])
        assert "column 1, at 'los'" in foot
        assert "did you mean loss?" in foot
        assert on.engine.said == []
        field.value = "loss[-1] < 300"
        await on.press("enter")
        assert on.engine.config.stop.expression == "loss[-1] < 300"


async def test_what_the_stop_rule_could_not_do_is_said():
    async with stage() as on:
        on.engine._put(Notice("the stop expression has no effect: at epoch 1 division by zero"))
        await on.settle()
        assert "division by zero" in on.message


# ------------------------------------------------------------------ a run that is opened


async def test_an_opened_run_is_shown_before_the_worker_is_ready(tmp_path):
    from tests.engine.sessions import session_of

    config = with_values(RunConfig(), {"w0": 1})
    folder = tmp_path / "a run"
    session_of(config, Run(), SaveRun(folder))
    opened = opened_run("a run", read_run(folder))
    made = []

    def make_engine(config):
        made.append(FakeEngine(config, ready=False))
        return made[-1]

    app = DescentApp(opened.resume.config, make_engine, opened=opened.frame)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.model.frame is opened.frame
        assert app.dashboard.scene.frame is opened.frame
        shown = "\n".join(strip.text for strip in app.screen._compositor.render_strips(app.size))
        assert f"update {opened.frame.update}" in " ".join(shown.split())
        assert np.isfinite(opened.frame.full_loss)
        assert made[0].config == config


@pytest.mark.parametrize("key", ["w", "W", "E"])
async def test_before_the_first_update_there_is_nothing_to_write_and_that_is_said(key):
    async with stage() as on:
        await on.press(key)
        assert "no update yet" in on.message
        assert len(on.app.screen_stack) == 1


async def test_k_with_shift_writes_the_run_with_its_changes_as_a_keras_script(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    async with stage(learning_rate=0.01) as on:
        await on.press("n", "n", "n", "[", "n", "K")
        assert "Keras script" in on.text
        field = on.app.screen.query_one(Input)
        assert field.value == "descent-run.py"
        field.value = "run.txt"  # with a long path before it, the reason is on two lines
        await on.press("enter")
        assert "must end in .py or .ipynb" in on.text
        field.value = str(tmp_path / "run.py")
        await on.press("enter")
        script = (tmp_path / "run.py").read_text()
        assert f"written: python {tmp_path / 'run.py'}" in on.message
    compile(script, "run.py", "exec")
    assert "keras.optimizers.SGD(learning_rate=0.01)" in script
    assert "if updates == 3:\n        batch_size = 64  # before: n" in script


async def test_a_run_that_has_not_begun_is_exported_too(tmp_path):
    async with stage(batch_size=16, optimizer="adam") as on:
        await on.press("K")
        field = on.app.screen.query_one(Input)
        field.value = str(tmp_path / "run.ipynb")
        await on.press("enter")
        assert "jupyter notebook" in on.message
    assert "keras.optimizers.Adam(" in (tmp_path / "run.ipynb").read_text()
