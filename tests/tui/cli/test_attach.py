"""Which app is followed: the named one, or the only one."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from engine.errors import DescentError
from engine.sharing.folder import Share
from engine.sharing.knock import Answer
from engine.sharing.messages import Hello
from tui.cli.attach import chosen_of
from tui.cli.main import main
from tui.cli.output import USAGE_STATUS


def answer(pid: int, what: str = "sgd · lr 0.001 · batch 32", **said: str) -> Answer:
    hello = Hello("1.0", pid, time.time() - 3720, what, terminal=f"pts/{pid}", **said)
    return Answer(Share(pid, Path(f"/run/{pid}.socket")), hello)


SILENT = Answer(Share(13, Path("/run/13.socket")), None, "does not answer")


def test_the_only_one_is_followed_and_any_by_its_number() -> None:
    one, two = answer(11), answer(12)
    assert chosen_of([one], None) is one
    assert chosen_of([one, two], "12") is two


def test_several_are_listed_with_what_they_train_and_since_when(
    capsys: pytest.CaptureFixture[str],
) -> None:
    two = answer(12, "adam · cars.csv\x1b[2J", lesson="Too fast")
    with pytest.raises(DescentError, match="descent attach 11"):
        chosen_of([answer(11), two, SILENT], None)
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["ID", "terminal", "open", "for", "trains"]
    assert rows[0].split()[:5] == ["11", "pts/11", "1", "h", "2"]
    assert rows[1].endswith("adam · cars.csv\\x1b[2J · lesson: Too fast")
    assert rows[2].endswith("does not answer")


@pytest.mark.parametrize(
    ("answers", "app_id", "why"),
    [
        ([], None, "no app shares its session; in the app: ctrl.p"),
        ([], str(os.getppid()), "does not share its session; in the app: ctrl.p"),
        ([], "999999999", "no app of this number"),
        ([], "99999999999999999999999", "no app of this number"),
        ([], "9" * 5000, "must be the number of a process"),
        ([answer(11)], "x", "must be the number of a process"),
        ([SILENT], None, "13: does not answer"),
        ([SILENT], "13", "13: does not answer"),
    ],
)
def test_what_cannot_be_followed_is_told_in_one_line(
    answers: list[Answer], app_id: str | None, why: str
) -> None:
    with pytest.raises(DescentError, match=why):
        chosen_of(answers, app_id)


def test_a_lesson_is_needed_to_present_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["present"]) == USAGE_STATUS
    assert "descent lesson lists the lessons" in capsys.readouterr().err
    assert main(["--audience"]) == USAGE_STATUS
    assert "only for descent present" in capsys.readouterr().err
