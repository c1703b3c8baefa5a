"""Paths that were typed, or cannot be, in one line for every option."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.cli.main import main
from tui.cli.parse import parse
from tui.cli.request import UsageError

PATH_OPTIONS = [
    "train --history", "train --tensorboard", "train --config", "train --runs-dir",
    "train --data", "sweep --batch-sizes 1,2 --output", "sweep --batch-sizes 1,2 --config",
    "tradeoff --output", "--config", "--data", "--runs-dir", "runs --runs-dir",
    "tradeoff --data",
]  # fmt: skip


@pytest.mark.parametrize("line", PATH_OPTIONS)
@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("~nobody-is-called-so/a.csv", "~nobody-is-called-so/a.csv: no such user"),
        ("a\nb.csv", r"a\nb.csv: contains a control character"),
    ],
)
def test_what_is_not_a_path_is_one_line_for_every_option(
    capsys: pytest.CaptureFixture[str], line: str, path: str, why: str
) -> None:
    words = line.split()
    assert main([*words, path]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"descent: {words[-1]}: {why}")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["train", "--expression", "\udcff"], "--expression: \\xff"),
        (["sweep", "--seeds=1\udcff"], "--seeds: 1\\xff"),
        (["--data", "\udcff.csv"], "--data: \\xff.csv"),
        (["train", "--save", "a\udcff"], "--save: a\\xff"),
        (["open", "a\udcff"], "a\\xff"),
        (["a\udcff.csv"], "a\\xff.csv"),
        (["train", "--\udcff"], "--\\xff"),
    ],
)
def test_bytes_that_are_not_text_are_refused_in_one_line(words: list[str], fault: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(words)
    assert str(caught.value) == f"{fault}: must be text in UTF-8"


@pytest.mark.parametrize("words", [["--history", "\udcff.npz"], ["--history=\udcff.npz"]])
def test_the_name_of_a_file_to_write_may_have_any_bytes(words: list[str]) -> None:
    request = parse(["train", *words])
    assert request is not None
    assert request.history == Path("\udcff.npz")
