from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.commands import ClientCommand
from engine.storage.sessions.resume import resume_newest
from tests.fake_run import FakeRun
from tests.fakes import FakeEngine
from tui.app.plain.console import Console
from tui.app.plain.words import spoken_commands
from tui.app.sessions import Sessions
from tui.lessons.library import find
from tui.lessons.play import Phase
from tui.model.app_model import AppModel


class Brisk(FakeEngine):
    """Trains as soon as it is to run."""

    async def send(self, *commands: ClientCommand) -> None:
        await super().send(*commands)
        if self.state is RunState.RUNNING:
            self.advance(3000)


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield f"{line}\n"


def told(*lines: str, patient: bool = True) -> str:
    """What is printed while these lines are typed, one after another is done if `patient`."""
    printed: list[str] = []
    console = Console(AppModel(RunConfig(), 30.0), Brisk, printed.append)
    asyncio.run(console.run(typed(*lines), patient=patient))
    return "\n".join(printed)


def test_changes_are_told_in_sentences():
    text = told("lr 0.01", "batch 32", "step 4", "state", "undo", "qqq", "quit", "step 9")
    assert "learning rate 0.001 → 0.01" in text and "undone: batch size 32 → full" in text
    run = FakeRun(with_values(RunConfig(), {"learning_rate": 0.01, "batch_size": 32}))
    for _ in range(4):
        run._make_update()
    assert text.count(f"paused, epoch 1, update 4, loss {run.frame().full_loss:.4g}; ") == 2
    assert text.count(f"w {run.w:.4g}, optimum ") == 2 and "% of the limit" in text
    assert "qqq: unknown; help: what can be typed" in text
    assert "update 13" not in text
    assert "\x1b" not in text


def test_every_word_of_a_command_is_carried_out_by_somebody():
    console = Console(AppModel(RunConfig(), 30.0), Brisk, print)
    assert set(spoken_commands().values()) <= set(console._commands.handlers)


def test_what_is_invalid_is_one_line_and_what_needs_the_screen_says_so():
    text = told("lr fast", "batch 0", "lesson nine", "step -1", "write-history", "exit")
    lines = [line for line in text.splitlines() if "must be" in line or "unknown" in line]
    assert len(lines) == 6, lines


def test_a_sweep_is_asked_for_field_by_field_or_by_words_and_its_results_are_read():
    """The sweeps of the stand-in end when a test says so: here they begin, and are stopped."""
    text = told(
        "sweep", "1,x", "1,16", "", "", "", "", "2", "", "", "what", "start", "results", "stop",
        "sweep batch 4 seeds 3", "cancel", "sweep speed 3", "cancel",
        "tradeoff", "1,8", "", "start", "stop", "quit",
        patient=False,
    )  # fmt: skip
    assert "batch sizes (separated by commas; full is gradient descent) [1,16,32,64,full]" in text
    assert (
        "'x' is invalid" in text
        and "[1,x]" not in text
        and "4 runs" in text
        and "type start or cancel" in text
    )
    assert "sweep of 4 runs" in text and "sweep: 0 of 4 runs" in text
    assert "3 runs" in text and "cancelled" in text
    assert "must be names and values" in text
    assert "measurement of 2 batch sizes" in text and text.count("stopping; finished") == 2


def test_what_is_a_command_is_one_in_a_question_unless_it_can_be_its_answer(tmp_path, monkeypatch):
    """A formula is asked for; every other line stays what it is."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    lesson = find("too-fast")
    step = next(k for k, one in enumerate(lesson.steps) if one.title == "One direction alone")
    printed: list[str] = []
    console = Console(AppModel(RunConfig(), 30.0), Brisk, printed.append)

    async def learner() -> AsyncIterator[str]:
        console.lessons.controller.open("too-fast", step)
        yield "state"
        for line in ("run", "restart", "batch 16", "nonsense here", "return", "lr*λ", "1 - lr*λ"):
            printed.append(f"> {line}")
            yield line

    asyncio.run(console.run(learner(), patient=True))
    said = "\n".join(printed).split("> ")
    after = {part.split("\n")[0]: part for part in said}
    assert "asks first" in after["run"]
    assert "batch size full → 16" in after["batch 16"]
    assert "type a formula" in after["nonsense here"] or "column" in after["nonsense here"]
    assert "What is left is 1 minus it" in after["lr*λ"].replace("\n", " ")
    assert "right" in after["1 - lr*λ"]


async def test_the_session_is_saved_and_resumed_in_the_lesson(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    printed: list[str] = []

    def console(sessions: Sessions) -> Console:
        content = None if sessions.resumed is None else sessions.resumed.content
        opened = None if sessions.resumed is None else sessions.resumed.opened
        model = AppModel(RunConfig() if content is None else content.config, 30.0)
        if opened is not None:
            model.open(opened.frame)
        made = Console(model, Brisk, printed.append, sessions=sessions)
        if opened is not None:
            made.link.send(opened.resume)
        return made

    first = console(Sessions(tmp_path / "sessions"))
    await first.run(typed("lesson loss", "next", "b", "next", "4.67"), patient=True)
    assert first.autosave.folder is not None and "Continue with" in first.autosave.farewell
    play, folder = first.lessons.controller.play, tmp_path / "sessions"
    printed.clear()
    second = console(Sessions(folder, resume_newest(folder)))
    await second.run(typed("state"), patient=True)
    again = second.lessons.controller.play
    assert (again.step, again.block, again.answers) == (play.step, play.block, play.answers)
    assert "One number for all points" in "\n".join(printed)


def test_a_lesson_is_played_with_words_alone(tmp_path, monkeypatch):
    """Every line of an answer goes to the question; other words stay what they are."""
    # Begun nowhere yet, whatever other tests have left.
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    lesson = find("too-fast")
    printed: list[str] = []
    console = Console(AppModel(RunConfig(), 30.0), Brisk, printed.append)

    async def learner() -> AsyncIterator[str]:
        yield "lesson 4"
        yield "step 3"
        for _ in range(100):
            play = console.lessons.controller.play
            assert play is not None
            if play.phase is Phase.OVER:
                return
            asked = play.ask
            yield "next" if asked is None else asked.answer if asked.choices else "skip"

    asyncio.run(console.run(learner(), patient=True))
    text = "\n".join(printed)
    for number, step in enumerate(lesson.steps, 1):
        assert f"step {number} of {len(lesson.steps)}" in text and step.title in text
    assert "The lesson is over." in text
    assert "pgdn" not in text and "ctrl+" not in text
    assert console.model.session.state is not RunState.RUNNING


def test_pipes_and_a_dumb_terminal_get_lines_and_no_sequences_and_a_signal_saves_the_session(
    tmp_path,
):
    command = [sys.executable, "-m", "tests.monkey.program", "--plain", "--lr", "0.01"]
    environment = {
        "TERM": "dumb", "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "ascii",
        "XDG_STATE_HOME": str(tmp_path),
    }  # fmt: skip
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment
    ) as program:
        assert program.stdin is not None and program.stdout is not None
        program.stdin.write("run\nwait\nkeep\nstate\n")
        program.stdin.flush()
        said = ""
        while "least possible loss" not in said.partition("kept as A")[2]:
            said += program.stdout.readline()
        program.send_signal(signal.SIGHUP)
        rest, wrong = program.communicate(timeout=60)
    said += rest
    assert program.returncode == 128 + signal.SIGHUP and not wrong
    assert "converged" in said and "Continue with: descent --resume --plain" in said
    assert "\x1b" not in said and said.isascii()
