"""`descent lesson` without the app."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from engine.config.run import RunConfig
from engine.protocol.commands import Watch
from engine.protocol.events import Failed, Lost, Refused, Starting
from tests.tui.cli.scripted import READY, ScriptedEngine
from tests.tui.lessons.performers import ScriptedRun
from tui.cli.lesson import checking, command
from tui.cli.lesson.restarting import restart_lessons
from tui.cli.main import main
from tui.cli.request import LessonWords
from tui.lessons import library
from tui.lessons.check.checking import check_lesson
from tui.lessons.progress import LessonProgress, Progress, read_progress, write_progress
from tui.lessons.reading.reader import read_lesson

FRONT = '+++\nformat = 1\ntitle = "T"\n+++\n'


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "state" / "lessons.json"
    monkeypatch.setattr(command, "progress_file", lambda: path)
    return path


def test_lessons_are_listed_with_their_progress(file, capsys):
    first, *_ = library.lessons()
    done = LessonProgress((first.steps[0].title, first.steps[2].title))
    write_progress(file, Progress().with_lesson(first.name, done))
    assert main(["lesson"]) == 0
    row = capsys.readouterr().out.splitlines()[1]
    assert row.startswith("1  A neuron and its data") and f"2 of {len(first.steps)}" in row
    assert main(["lesson", "--json"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["name"] for record in records] == list(library.names())
    assert records[0]["done"] == 2 and records[0]["steps"] == len(first.steps)
    file.write_text("{")
    assert main(["lesson"]) == 0
    assert "is damaged" in capsys.readouterr().err


async def test_a_new_lesson_passes_the_check_and_replaces_nothing(tmp_path, capsys):
    path = tmp_path / "mine.md"
    assert main(["lesson", "new", str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    lesson = read_lesson(path)
    assert await check_lesson(lesson, ScriptedRun(at=10_000)) == ()
    assert main(["lesson", "new", str(path)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main(["lesson", "new", str(tmp_path / "mine.txt")]) == 2
    assert ".md" in capsys.readouterr().err


def test_errors_are_printed_with_file_line_and_column(tmp_path, capsys):
    bad = tmp_path / "bad.md"
    bad.write_text(f"{FRONT}## s\n{{lmit}}\n<!-- do: nothing -->\n")
    missing = tmp_path / "none.md"
    assert main(["lesson", "check", str(bad), str(missing)]) == 2
    first, second, third = capsys.readouterr().out.splitlines()
    said = r"unknown name lmit; did you mean limit?; write \{ for a plain brace"
    assert first == f"{bad}:6:2: {{lmit}}: {said}"
    assert second.startswith(f"{bad}:7:10: unknown command nothing")
    assert third.startswith(f"{missing}:1:1: no such file")


def test_a_worker_that_cannot_be_started_is_one_line_and_status_1(tmp_path, capsys):
    good = tmp_path / "good.md"
    good.write_text(f"{FRONT}## s\na\n")

    class Nothing:
        def __init__(self, *_):
            pass

        async def __aenter__(self):
            raise OSError(12, "Cannot allocate memory")

    assert checking.check_files([str(good)], Nothing) == 1  # type: ignore[arg-type]
    assert "Cannot allocate memory" in capsys.readouterr().err


def test_a_worker_that_dies_is_one_line_and_status_1_and_a_refusal_is_an_error_of_the_lesson(
    tmp_path, capsys
):
    good = tmp_path / "good.md"
    good.write_text(f"{FRONT}## s\na\n")
    dies = ScriptedEngine([Starting(), READY, Lost("killed by SIGKILL", ("out of memory",))])
    assert checking.check_files([str(good)], dies) == 1 and dies.closed
    assert "the worker is lost: killed by SIGKILL" in capsys.readouterr().err
    refuses = ScriptedEngine([Starting(), READY, Refused("no memory for the samples", None)])
    assert checking.check_files([str(good)], refuses) == 2
    assert capsys.readouterr().out == f"{good}:5:1: no memory for the samples\n"


def test_a_device_that_does_not_exist_is_the_reason_and_the_next_lesson_has_another_worker(
    tmp_path, capsys
):
    bad, good = tmp_path / "bad.md", tmp_path / "good.md"
    bad.write_text(f"{FRONT}## s\na\n<!-- run: updates = 3 -->\n## t\n{{w}}\n")
    good.write_text(f"{FRONT}## s\na\n")
    workers = [
        ScriptedEngine(
            [Starting(), Failed("device: no gpu:3 found", usage=True), Lost("it ended")]
        ),
        ScriptedEngine([Starting(), READY, Refused("no memory for the samples", None)]),
    ]
    left = list(workers)

    def next_worker(config: RunConfig, watch: Watch) -> ScriptedEngine:
        return left.pop(0)(config, watch)

    assert checking.check_files([str(bad), str(good)], next_worker) == 2
    out, err = capsys.readouterr()
    first, second = out.splitlines()
    assert first == f"{bad}:5:1: device: no gpu:3 found" and not err
    assert second == f"{good}:5:1: no memory for the samples"
    assert all(worker.closed for worker in workers)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("no-such", "unknown lesson; the lessons are neuron"),
        ("to-fast", "did you mean too-fast?"),
        ("chek", "did you mean descent lesson check?"),
        ("check", "a file is missing"),
        ("new", "a file is missing"),
        ("restart", "nothing given; must be the name of a lesson, or --all"),
        ("restart neuron --all", "the lesson and --all given"),
        ("restart nothing", "unknown lesson"),
        ("neuron loss", "loss: one word too many; it takes one lesson"),
    ],
)
@pytest.mark.usefixtures("file")
def test_wrong_words_are_answered_in_one_line(capsys, words, said):
    assert main(["lesson", *words.split()]) == 2
    out, err = capsys.readouterr()
    assert said in out + err and (out + err).count("\n") == 1


def test_progress_is_forgotten_only_when_confirmed(tmp_path, monkeypatch, capsys):
    file = tmp_path / "lessons.json"
    done = LessonProgress(("a",))
    both = Progress().with_lesson("neuron", done).with_lesson("own.md", done)
    write_progress(file, both)

    def answer(text: str, words: LessonWords) -> set[str]:
        typed = io.StringIO(text)
        monkeypatch.setattr(typed, "isatty", lambda: True)
        monkeypatch.setattr("sys.stdin", typed)
        assert restart_lessons(words, file) == 0
        return set(read_progress(file).lessons)

    one = LessonWords("restart", ("neuron",))
    assert answer("\n", one) == answer("no\n", one) == {"neuron", "own.md"}
    assert "forget the progress in neuron? [y/N]" in capsys.readouterr().err
    assert answer("y\n", one) == {"own.md"}
    assert answer("", LessonWords("restart", every=True, sure=True)) == set()
    gone = str(tmp_path / "gone.md")
    write_progress(file, Progress().with_lesson(gone, done))
    assert answer("y\n", LessonWords("restart", (gone,))) == set()
    assert "no progress" in (restart_lessons(one, file), capsys.readouterr().out)[1]
