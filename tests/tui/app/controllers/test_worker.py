"""A worker that is lost, silent or cannot do what it was asked: what is said and what goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config.run import RunConfig
from engine.protocol.commands import Revive, Run, Step
from engine.protocol.events import Delayed, Lost, Refused, Silence, Standstill
from tests.tui.stage import stage


async def test_a_lost_worker_is_told_of_and_comes_back_on_a_key():
    async with stage() as on:
        await on.press("space")
        await on.train(5)
        before = on.app.dashboard.plot("surface").shown.chars.tolist()
        on.engine.lose("killed by signal 9 (out of memory?)", "Allocator ran out of memory")
        await on.settle()
        assert "✗ lost" in on.numbers
        assert "killed by signal 9" in on.message
        assert "k restart the worker" in on.message
        assert "k restart worker" in on.footer
        assert on.app.dashboard.plot("surface").shown.chars.tolist() == before
        await on.press("space")
        assert on.engine.said == [Run()]
        await on.press("l")
        assert "Allocator ran out of memory" in on.text
        await on.press("escape", "k")
        assert on.engine.said == [Run(), Revive(replace=True)]
        assert "‖ paused" in on.numbers
        assert "restart worker" not in on.footer


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("B", "sweep"),
        ("T", "trade-off"),
        ("w", "write"),
        ("W", "save the run"),
        ("E", "TensorBoard"),
    ],
)
async def test_a_dialog_accepted_after_the_worker_was_lost_says_why_nothing_happens(
    key, label, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DESCENT_RUNS_DIR", str(tmp_path / "runs"))
    async with stage() as on:
        await on.press("n", key)
        on.engine.lose()
        await on.settle()
        await on.press("enter")
        assert len(on.app.screen_stack) == 1
        assert f"{label}: the worker is lost; k: restart it" in on.message
        assert on.engine.said == [Step(1)]
        assert on.app.model.experiments.under_way is None


async def test_a_dialog_cancelled_after_the_worker_was_lost_says_nothing_new():
    async with stage() as on:
        await on.press("n", "B")
        on.engine.lose("killed by signal 9")
        await on.settle()
        await on.press("escape")
        assert "killed by signal 9" in on.message


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
        on.engine.lose("it could not continue")
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
        assert "no gpu:3 found; TensorFlow finds cpu; back to auto" in beside
        assert any("no gpu:3 found" in line for line in on.app.model.messages.log)
        await on.press("n")
        assert on.engine.update == on.app.model.frame.update == 6


async def test_replicas_without_devices_are_told_and_the_number_before_goes_on():
    async with stage() as on:
        on.engine.missing_devices = {8}
        await on.press("tab")
        while on.app.dashboard.panel.selected != "replicas":
            await on.pilot.press("down")
        await on.press("enter", "backspace", "8", "enter")
        await on.settle()
        other, back, revive = on.engine.said
        assert [said.config.batch.replicas for said in (other, back)] == [8, 1]
        assert revive == Revive()
        assert on.panel_row("replicas").split()[-1] == "‹1›"
        assert any("need as many GPUs" in line for line in on.app.model.messages.log)


async def test_a_device_that_never_worked_says_why_whatever_is_changed_then():
    async with stage(ready=False) as on:
        on.engine.missing_devices = {"auto"}
        on.engine.fail("device: no gpu:0 found; TensorFlow finds the cpu only")
        await on.settle()
        on.app.say("learning rate 0.001 → 0.002")
        on.engine.lose("it could not continue")
        await on.settle()
        assert "no gpu:0 found" in on.message
        await on.press("equals_sign")
        await on.settle()
        assert "✗ lost" in on.numbers
        assert "no auto found" in on.message


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (Standstill.IDLE, "the worker hangs: no answer for 5 s, no CPU time used (training)"),
        (Standstill.STOPPED, "the worker is stopped (SIGSTOP): no answer for 5 s (training)"),
    ],
)
async def test_a_hanging_worker_is_told_of_until_it_answers_and_k_replaces_it(how, said):
    async with stage() as on:
        await on.press("k")
        assert "the worker answers" in on.message
        await on.press("space")
        await on.train(3)
        assert "1000/s" in on.message
        on.engine.tell(Silence(5.0, "training", how))
        await on.settle()
        assert said in on.message
        assert "k restart the worker" in on.message
        assert "1000/s" not in on.message
        await on.train(1)
        assert "no answer" not in on.message
        assert "1000/s" in on.message
        await on.press("space")
        on.engine.tell(Silence(5.0, "", how))
        await on.settle()
        assert "no answer for 5 s" in on.message
        await on.press("k")
        assert on.engine.said[-1] == Revive(replace=True)


async def test_a_worker_that_works_for_long_is_not_said_to_hang():
    async with stage() as on:
        on.engine.tell(Silence(12.0, "preparing to train", Standstill.BUSY))
        await on.settle()
        assert "the worker is busy: no answer for 12 s (preparing to train)" in on.message
        assert "restart the worker" not in on.message
        assert "restart worker" not in on.footer
        await on.press("k")
        assert on.engine.said == []
        on.engine.tell(Silence(30.0, "preparing to train", Standstill.BUSY))
        await on.settle()
        assert "k restart the worker" in on.message
        on.engine.tell(Silence(12.0, "importing TensorFlow", Standstill.BUSY))
        await on.settle()
        assert "starting TensorFlow… 12 s" in on.message
        on.engine.tell(Silence(0.0))
        await on.settle()
        assert "no answer" not in on.message


async def test_workers_that_die_one_after_the_other_say_why_and_fill_the_log_once():
    async with stage() as on:
        for count in (1, 2, 3):
            line = f"2026-11-27 00:00:0{count}: E tensorflow: cuInit failed [{count}]"
            on.engine.tell(Lost("ended by SIGSEGV", (line, "bye"), count))
            await on.settle()
        assert "ended by SIGSEGV; 3 workers in a row died" in on.message
        on.engine.tell(Delayed(4.0, 3, "ended by SIGSEGV"))
        await on.settle()
        assert "the next worker starts in 4 s: 3 in a row died (ended by SIGSEGV)" in on.message
        log = on.app.model.messages.log
        assert sum("cuInit failed" in line for line in log) == 1
        assert log.count("bye") == 1


async def test_what_a_lost_worker_did_not_write_is_named():
    async with stage() as on:
        on.engine.tell(Lost("ended by SIGKILL", unwritten=(Path("a.csv"), Path("run\x1b"))))
        await on.settle()
        assert "ended by SIGKILL; not written: a.csv, run\\x1b" in on.message


async def test_a_change_that_the_worker_refused_is_undone_in_the_app_too():
    async with stage() as on:
        await on.press("equals_sign")
        assert on.app.model.config.optimizer.learning_rate == 0.002
        on.engine.tell(Refused("no memory for it", RunConfig()))
        await on.settle()
        assert on.app.model.config == RunConfig()
        assert "no memory for it" in on.message


async def test_a_lost_worker_makes_no_updates_a_second():
    async with stage() as on:
        await on.press("space")
        await on.train(3)
        on.engine.lose("killed")
        await on.settle()
        assert "1000/s" not in on.message


async def test_what_the_first_worker_cannot_do_ends_the_app_with_the_reason():
    async with stage(ready=False) as on:
        on.engine.fail("device: no gpu:0 found; TensorFlow finds the cpu only", usage=True)
        await on.pilot.pause()
        assert on.app.return_code == 2
        assert on.app.farewell == "device: no gpu:0 found; TensorFlow finds the cpu only"
