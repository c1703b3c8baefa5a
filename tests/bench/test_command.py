"""`python -m bench`: its rows, two files compared, and invalid input. Nothing is measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.__main__ import MODULES, chosen_rows, main
from bench.registry import ROWS
from bench.results import read, write
from tests.bench.samples import result, results


def test_every_row_belongs_to_a_module_of_the_table() -> None:
    names = {module.__name__ for module in MODULES}
    assert {row.measure.__module__ for row in ROWS} == names
    assert chosen_rows([]) != []


def test_no_row_is_judged_by_a_time() -> None:
    for row in ROWS:
        assert not row.against.endswith((" s", " ms", " µs")), row.name


def test_two_files_are_compared_without_measuring(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    write(old, results(result("first paint", 1.0), result("key to screen", 1.0)))
    write(new, results(result("first paint", 1.5), result("key to screen", 1.0)))
    assert main(["--against", str(old), "--read", str(new)]) == 1
    shown = capsys.readouterr().out
    assert "WORSE" in shown
    assert main(["--against", str(old), "--read", str(new), "key"]) == 0
    shown = capsys.readouterr().out
    assert "key to screen" in shown
    assert "first paint" not in shown


def test_chosen_rows_of_a_file_are_written_to_another(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    write(old, results(result("first paint", 3.0), result("key to screen", 1.0)))
    assert main(["--read", str(old), "--json", str(new), "key"]) == 0
    assert [row.name for row in read(new).rows] == ["key to screen"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--against", "/nowhere/a.json"], "/nowhere/a.json: No such file or directory"),
        (["--json", "/nowhere/a.json"], "the folder /nowhere does not exist"),
        (["no such row"], "no row's name contains 'no such row'"),
    ],
)
def test_invalid_input_is_one_line_before_anything_is_measured(
    words: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert reason in said.err
    assert said.err.count("\n") == 1
