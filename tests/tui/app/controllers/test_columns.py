"""The columns of a file in the app: what is read is said, and keys step through the columns."""

from __future__ import annotations

import asyncio
import gc
import threading
from pathlib import Path

import pytest

from engine.config.run import RunConfig
from tests.tui.stage import Stage, stage
from tui.model.known_problem import Problem, problem_of


@pytest.fixture
def cars(tmp_path: Path) -> Path:
    path = tmp_path / "cars.csv"
    path.write_text("id,length,mass,age\n1,10,21,3\n2,20,,4\n3,30,62,6\n4,40,79,9\n")
    return path


async def open_file(on: Stage, path: Path) -> None:
    on.app.changes.apply({"data": str(path)})
    await on.prepared()


async def test_what_was_read_is_said_and_columns_and_file_stay_in_the_status_line(
    cars: Path,
) -> None:
    async with stage(size=(160, 40)) as on:
        await open_file(on, cars)
        log = on.app.model.messages.log[-1]
        assert "cars.csv: x length, y mass; read 3 rows of 4: 1 without mass" in log
        assert "id numbers the rows, not taken" in log
        await on.press("n")
        assert "x length, y mass, cars.csv" in on.message
        assert "length · cars.csv, 3 of 4 rows" in on.text
        assert "mass" in on.text


async def test_keys_step_through_the_columns(cars: Path) -> None:
    # As high as the whole panel.
    async with stage(size=(120, 60)) as on:
        await open_file(on, cars)
        assert "length" in on.panel_row("x column")
        assert "mass" in on.panel_row("y column")
        for name, wanted in (("x_column", ("age", "mass")), ("y_column", ("age", "id"))):
            on.app.changes.nudge(name, 1)
            await on.prepared()
            assert on.app.model.problem.preview.rows.taken == wanted
        assert "age" in on.panel_row("x column")
        assert "id" in on.panel_row("y column")
        on.app.changes.nudge("x_column", -1)
        await on.prepared()
        assert on.app.model.problem.preview.x_name == "mass"


async def test_a_misspelled_column_suggests_the_nearest(cars: Path) -> None:
    async with stage(size=(160, 40)) as on:
        await open_file(on, cars)
        on.app.changes.apply({"x_column": "lenght"})
        await on.prepared()
        assert "did you mean 'length'?" in on.message
        assert on.app.model.problem.preview.x_name == "length"


async def test_two_columns_leave_nothing_to_step_to(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("a,b\n1,2\n3,5\n")
    async with stage() as on:
        await open_file(on, path)
        on.app.changes.nudge("x_column", 1)
        await on.settle()
        assert "no other column of numbers" in on.message


async def test_a_file_that_is_missing_is_no_fault_of_the_app_if_another_change_comes_first(
    cars: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, over = threading.Event(), threading.Event()

    def slow(config: RunConfig, known: Problem | None) -> Problem:
        if config.data.data is not None:
            begun.set()
            assert over.wait(30)
        return problem_of(config, known)

    monkeypatch.setattr("tui.app.controllers.changes.problem_of", slow)
    async with stage() as on:
        on.app.changes.apply({"data": str(cars.with_name("missing.csv"))})
        await asyncio.to_thread(begun.wait, 30)
        on.app.changes.apply({"data": str(cars)})
        over.set()
        await on.prepared()
        gc.collect()  # then asyncio tells of errors that nobody asked for
        await on.settle()
        assert on.app.model.config.data.data == cars
        assert on.app.faults.total == 0, on.app.model.messages.log
