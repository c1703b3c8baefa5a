"""Results: written and read back, and what is said of a file that holds none."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from bench.results import BenchError, read, write
from tests.bench.samples import result, results


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    kept = results(result("first paint", 1.4), result("bytes/s", 0.0))
    write(tmp_path / "a.json", kept)
    assert read(tmp_path / "a.json") == kept


def test_figures_that_json_has_no_numbers_for_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    write(file, results(result("a", math.inf), result("b", math.nan)))
    json.loads(file.read_text(), parse_constant=pytest.fail)
    first, second = read(file).rows
    assert math.isinf(first.measurement.measured)
    assert math.isnan(second.measurement.measured)
    assert second.short


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BenchError, match="folder: cannot be written: Is a directory"):
        write(tmp_path / "folder", results(result("a", 1.0)))
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"none\.json: No such file or directory"):
        read(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("\xff", "not JSON"),
        ("[1, 2]", "not results of this benchmark"),
        ('{"format": "another"}', "not results of this benchmark"),
        ('{"format": "descent bench", "version": 7}', "version 7 of the format; version 1 is read"),
        ('{"format": "descent bench", "version": 1}', "results"),
        ('{"format": "descent bench", "version": 1, "results": {"machine": "m"}}', "results.made"),
    ],
)
def test_a_file_of_something_else_is_refused_in_one_line(
    tmp_path: Path, text: str, reason: str
) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(BenchError) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_row_without_a_bound_is_refused_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    write(file, results(result("a", 1.0), result("b", 1.0)))
    content = json.loads(file.read_text())
    content["results"]["rows"][1]["bound"]["at_most"] = None
    file.write_text(json.dumps(content))
    with pytest.raises(BenchError, match=r"results\.rows\.1\.bound"):
        read(file)


def test_rows_are_chosen_by_words_of_their_names() -> None:
    rows = results(*(result(name, 1.0) for name in ("first paint", "key to screen", "bytes")))
    assert [row.name for row in rows.named(["paint", "key"]).rows] == [
        "first paint",
        "key to screen",
    ]
    assert rows.named([]) == rows
