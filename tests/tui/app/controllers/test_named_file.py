"""A file with a loss that is typed in the app: its code is executed once that was confirmed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.config.file_access import FILES_OFF, files_off
from engine.problems.own.permission import CODE_VARIABLE, permit
from engine.protocol.commands import Configure, Restart, Revive
from engine.protocol.problem_messages import Evaluate, Permit
from tests.own_file import own_file
from tests.tui.stage import Stage, stage


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return own_file(tmp_path, monkeypatch, name="Mine.py")


def edit(path: Path) -> None:
    path.write_text(path.read_text().replace("2", "4"))


def sent(on: Stage, *kinds: type) -> list[type]:
    return [type(command) for command in on.engine.said if isinstance(command, kinds)]


async def name(on: Stage, text: str) -> None:
    on.app.changes.take_typed({"problem": text})
    await on.settle()


async def test_it_is_asked_before_a_file_may_be_executed(mine: Path) -> None:
    async with stage(ready=False) as on:
        await name(on, str(mine))
        assert "its code is executed; if you trust it: enter again" in on.message
        assert not sent(on, Permit, Configure)
        assert not os.environ[CODE_VARIABLE]
        await name(on, str(mine))
        assert sent(on, Permit, Configure) == [Permit, Configure]
        assert on.app.model.config.problem.problem == str(mine)
        # Another worker, after the loss of this one, inherits it.
        assert os.environ[CODE_VARIABLE]


async def test_what_was_edited_between_is_asked_again(mine: Path) -> None:
    async with stage(ready=False) as on:
        await name(on, str(mine))
        edit(mine)
        await name(on, str(mine))
        assert not sent(on, Permit)


async def test_an_edited_file_is_used_when_it_is_named_again(mine: Path) -> None:
    permit(mine)
    async with stage(ready=False, problem=str(mine)) as on:
        await name(on, str(mine))
        assert not sent(on, Restart), "it is the version in use"
        edit(mine)
        before = on.app.model.problem
        await name(on, str(mine))
        await name(on, str(mine))
        assert sent(on, Restart) == [Restart]
        # Until the worker has read it; it may refuse it, and the run goes on as it was.
        assert on.app.model.problem is before


async def test_a_relative_path_means_the_folder_in_which_it_was_typed(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(mine.parent)
    async with stage(ready=False) as on:
        await name(on, " Mine.py ")
        await name(on, "Mine.py")
        assert on.app.model.config.problem.problem == str(mine)


async def test_a_file_that_cannot_be_read_is_refused(mine: Path) -> None:
    async with stage(ready=False) as on:
        await name(on, str(mine.with_name("Mime.py")))
        assert "no such file; did you mean" in on.message
        await name(on, str(mine.parent / "folder" / "x.py"))
        assert "no such folder" in on.message


async def test_a_visitor_names_none(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in files_off().items():
        monkeypatch.setenv(variable, value)
    async with stage(ready=False) as on:
        await name(on, str(mine))
        await name(on, str(mine))
        assert FILES_OFF in on.message
        assert not sent(on, Permit, Configure)


async def test_values_that_nobody_typed_permit_nothing(mine: Path) -> None:
    async with stage(ready=False) as on:
        for _ in range(2):
            on.app.changes.apply({"problem": str(mine)})
            await on.settle()
        assert not sent(on, Permit)
        assert not os.environ[CODE_VARIABLE]


async def test_the_loss_is_asked_for_again_from_the_next_worker(mine: Path) -> None:
    permit(mine)
    async with stage(problem=str(mine)) as on:
        asked = len(sent(on, Evaluate))
        assert asked
        on.engine.lose()
        await on.settle()
        await on.press("k")
        assert len(sent(on, Evaluate)) == asked + 1


async def test_a_worker_that_may_not_execute_it_is_replaced_once_it_may(mine: Path) -> None:
    async with stage(ready=False, problem=str(mine)) as on:
        on.engine.lose("it could not continue")
        await on.settle()
        await name(on, str(mine))
        await name(on, str(mine))
        assert sent(on, Permit, Revive, Restart) == [Permit, Revive]
