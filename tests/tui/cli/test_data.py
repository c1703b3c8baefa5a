"""`descent data FILE`: what a file holds, and what would be fitted."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

from tui.cli.main import main

CARS = "id,length,mass,maker\n1,10,21,a\n2,20,,b\n3,30,62,c\n4,40,79,d\n"


@pytest.fixture
def cars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "cars.csv"
    file.write_text(CARS)
    return file


def shown(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> tuple[str, str]:
    assert main(["data", *words]) == status
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_it_says_what_is_read_what_the_columns_are_and_draws_them(
    cars: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = shown(capsys, str(cars))
    lines = out.splitlines()
    assert err == ""
    assert lines[0].startswith("cars.csv: x length, y mass; read 3 rows of 4: 1 without mass")
    assert "id numbers the rows, not taken" in " ".join(out.split())
    assert ["x", "2", "length", "number", "0", "10", "40"] in [line.split() for line in lines]
    assert "mass" in lines
    assert "length" in [line.strip() for line in lines]
    assert out.count("•") == 3
    slope, intercept = np.polyfit([10, 30, 40], [21, 62, 79], 1)
    assert f"least squares (dashed): w {slope:.7g}, b {intercept:.7g}" in out
    assert all(len(line) <= 80 for line in lines[1:])


def test_columns_can_be_named(cars: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = shown(capsys, str(cars), "--x-column", "id", "--y-column", "2")
    assert out.startswith("cars.csv: x id, y length; read 4 rows")
    out, _ = shown(capsys, "--data", str(cars), "--y-column", "length")
    assert out.startswith("cars.csv: x mass, y length; read 3 rows of 4")


def test_json_is_one_object(cars: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = shown(capsys, str(cars), "--json")
    assert out.count("\n") == 1
    record = json.loads(out)
    assert (record["file"], record["rows"], record["used"]) == ("cars.csv", 4, 3)
    assert (record["x"], record["y"]) == ("length", "mass")
    assert [column["taken_as"] for column in record["columns"]] == [None, "x", "y", None]
    slope, intercept = np.polyfit([10, 30, 40], [21, 62, 79], 1)
    assert record["least_squares"]["w"] == pytest.approx(slope, rel=1e-12)
    assert record["least_squares"]["b"] == pytest.approx(intercept, rel=1e-12)
    assert record["line"].startswith("cars.csv: x length, y mass; read 3 rows of 4")
    assert record["error"] is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--x-column", "lenght"), "x column 'lenght' does not exist; did you mean 'length'?"),
        (("--y-column", "maker"), "column 'maker' holds text; numeric columns: id, length, mass"),
    ],
)
def test_what_cannot_be_fitted_is_shown_all_the_same(
    cars: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], reason: str
) -> None:
    out, err = shown(capsys, str(cars), *words, status=2)
    assert out.startswith("cars.csv: 4 rows; 4 columns")
    assert "length" in out
    assert "•" not in out
    assert err.startswith(f"descent: cars.csv: {reason}")
    assert err.count("\n") == 1
    out, err = shown(capsys, str(cars), *words, "--json", status=2)
    assert reason in json.loads(out)["error"]
    assert reason in err


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("1e160,1\n2,4\n", "x reaches 1e+160; must be below 1e150"),
        ("1,-1e300\n2,4\n", "y reaches 1e+300; must be below 1e150"),
        ("1,1e40\n2,4\n", "y reaches 1e+40, float32 at most 3.4e38; set standardize to scale"),
    ],
)
def test_numbers_that_training_refuses_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str, reason: str
) -> None:
    file = tmp_path / "big.csv"
    file.write_text(f"x,y\n{rows}")
    out, err = shown(capsys, str(file), status=2)
    assert "least squares" not in out
    assert err == f"descent: big.csv: {reason}\n"
    out, _ = shown(capsys, str(file), "--json", status=2)
    record = json.loads(out)
    assert record["least_squares"] is None
    assert reason in record["error"]


def test_whole_numbers_have_all_digits_or_are_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "long.csv"
    file.write_text("x,y\n1234567890123456,9007199254740993\n2,4\n")
    words = shown(capsys, str(file))[0].split()
    assert "1234567890123456" in words
    assert "~9007199254740992" in words


def test_a_constant_x_has_no_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "constant.csv"
    file.write_text("x,y\n5,1\n5,2\n5,4\n")
    out, _ = shown(capsys, str(file))
    assert "x is always 5, so w and b are not determined" in " ".join(out.split())
    assert "x is constant" in out
    assert "╍" not in out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "the name of the file is missing: descent data FILE"),
        (("--json",), "the name of the file is missing: descent data FILE"),
        (("a.csv", "--lr", "1"), "--lr: not an option of this command"),
        (("a.csv", "--x-colum", "1"), "--x-colum: unknown option; did you mean --x-column?"),
        (("a.csv", "b.csv"), "b.csv: one word too many"),
    ],
)
def test_refusals(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], reason: str) -> None:
    out, err = shown(capsys, *words, status=2)
    assert out == ""
    assert err.startswith(f"descent: {reason}")


def test_a_misspelled_file_suggests_the_nearest(
    cars: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, err = shown(capsys, "carz.csv", status=2)
    assert err == "descent: carz.csv: no such file; did you mean cars.csv?\n"
    assert cars.exists()


def test_a_hyphen_is_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CARS.encode())))
    out, _ = shown(capsys, "-")
    assert out.startswith("standard input: x length, y mass; read 3 rows of 4")


def test_any_word_is_a_file(cars: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (cars.parent / "train").write_text(CARS)
    out, _ = shown(capsys, "train")
    assert out.startswith("train: x length, y mass")
