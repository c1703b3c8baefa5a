"""A loss in a Python file on the command line: when its user is told that code is executed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import DescentError
from engine.problems.own.version import UNKNOWN, Version
from tests.own_file import own_file
from tests.tui.cli.scripted import WHOLE_RUN, ScriptedEngine
from tests.tui.cli.typed import config_for, request_for
from tui.cli.lists import tradeoff_spec
from tui.cli.own_problem import check_version
from tui.cli.phase import phase_spec
from tui.cli.reference_paths import print_references
from tui.cli.request import Request, configuration
from tui.cli.train import run_training


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return own_file(tmp_path, monkeypatch)


def reference(request: Request) -> None:
    print_references(configuration(request), as_json=False)


@pytest.mark.parametrize(
    ("line", "obey", "reason"),
    [
        ("tradeoff", tradeoff_spec, "only known for the linear neuron with mse"),
        ("reference", reference, "a Python file has no references"),
        ("phase --x momentun", phase_spec, "--x: must be one of"),
    ],
)
def test_a_command_that_refuses_does_not_warn_first(
    mine: Path,
    capsys: pytest.CaptureFixture[str],
    line: str,
    obey: Callable[[Request], object],
    reason: str,
) -> None:
    with pytest.raises(DescentError) as caught:
        obey(request_for(f"{line} --problem {mine}"))
    assert reason in str(caught.value)
    assert capsys.readouterr().err == ""


def test_it_is_said_once_before_a_worker_executes_it(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = config_for(f"train --problem {mine}")
    assert capsys.readouterr().err == ""
    run_training(config, Request("train"), ScriptedEngine(WHOLE_RUN))
    assert capsys.readouterr().err.count("its code is executed; open only files that you") == 1


def test_a_phase_map_takes_it(mine: Path) -> None:
    spec, problem = phase_spec(request_for(f"phase --problem {mine} --x w0=-1:1 --y lr=0.1:1"))
    assert spec.base.problem.problem == str(mine)
    assert problem.theory is None


def test_a_session_is_resumed_with_the_version_of_its_run_alone(mine: Path) -> None:
    problem = config_for(f"train --problem {mine}").problem
    check_version(problem, Version.of(problem))
    check_version(problem, UNKNOWN)
    before = Version.of(problem)
    mine.write_text(mine.read_text().replace("2", "4"))
    with pytest.raises(DescentError, match=r"made with another version of mine\.py") as caught:
        check_version(problem, before)
    assert str(caught.value).endswith("put that version back, or leave out --resume")
