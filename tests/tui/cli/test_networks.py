"""The command lines of `descent watch` and `descent landscape`."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DescentError
from engine.networks.recording.header import HEADER
from tui.cli.main import main
from tui.cli.parse import parse
from tui.cli.request import Request


def asked(*words: str) -> Request:
    request = parse(words)
    assert request is not None
    return request


def test_a_landscape_is_asked_for() -> None:
    words = ["landscape", "m.keras", "--data", "d.npz", "--range", "-0.5:.5", "--grid", "9",
             "--samples", "50", "--run-code", "--output", "l.svg"]  # fmt: skip
    request = asked(*words)
    assert request.mapping is not None
    found = request.mapping.asked
    assert (found.reach, found.grid, found.samples) == ((-0.5, 0.5), 9, 50)
    assert found.run_code
    assert request.output == Path("l.svg")
    assert asked("watch", "runs/a").watched == Path("runs/a")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["watch"], "the folder is missing"),
        (["landscape"], "the model is missing"),
        (["landscape", "m.keras"], "--data is missing"),
        (["landscape", "m.keras", "--data", "d", "--grid", "8"], "--grid: '8' is invalid"),
        (["landscape", "m.keras", "--data", "d", "--range", "1:-1"], "--range: '1:-1' is invalid"),
        (["landscape", "m.keras", "--data", "d", "--range", "1"], "--range: '1' is invalid"),
        (["landscape", "m.keras", "--data", "d", "--range", "-1e308:1e308"], "within ±1e9"),
        (["landscape", "m.keras", "--data", "d", "--range", "0:nan"], "within ±1e9"),
        (["landscape", "m.keras", "--data", "d", "--range", "1:1.00001"], "'1:1.00001' is invalid"),
        (["landscape", "m.keras", "--data", "d", "--chunk", "0"], "--chunk: '0' is invalid"),
        (["landscape", "m.keras", "--data", "d", "--device", "gpu"], "did you mean"),
        (["landscape", "m.keras", "--data", "d", "--output", "l.gif"], "--output: l.gif"),
        (["--grid", "9"], "only for descent landscape"),
    ],
)
def test_a_wrong_command_line_is_one_line(words: list[str], said: str) -> None:
    with pytest.raises(DescentError) as caught:
        asked(*words)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_is_named_before_tensorflow_is_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "model.keras").write_text("")
    words = ["landscape", str(tmp_path / "modle.keras"), "--data", "d.npz", "--output", "l.csv"]
    assert main(words) == 2
    said = capsys.readouterr().err
    assert "no such file; did you mean" in said
    assert said.count("\n") == 1


def test_what_can_hold_no_recording_is_not_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    for name in ("runs/a", "runs/b"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / HEADER).write_text("{}")
    for name, said in (("file", "is a file; must be the folder"), ("runs", "recordings are in")):
        assert main(["watch", str(tmp_path / name), "--plain"]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert error.count("\n") == 1
    assert str(tmp_path / "runs" / "b") in error
