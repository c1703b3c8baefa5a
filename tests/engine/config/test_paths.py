"""Typed paths, and the path in an environment variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config.paths import RUNS_VARIABLE, environment_path, typed_path, whole_path
from engine.errors import PathError


def test_a_tilde_at_the_beginning_is_a_home_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/her")
    assert typed_path("~") == Path("/home/her")
    assert typed_path("~/a b.csv") == Path("/home/her/a b.csv")
    assert typed_path("/tmp/~her/a") == Path("/tmp/~her/a")
    assert typed_path("a~b") == Path("a~b")
    assert typed_path(" a ") == Path(" a ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        *(f"a{c}b" for c in "\0\n\r\x1b\x7f\x85\x9b\u2028\u2029"),
        "~nobody-is-called-so",
        "~nobo\ndy",
    ],
)
def test_what_is_not_a_path_is_one_line(text: str) -> None:
    with pytest.raises(PathError) as caught:
        typed_path(text)
    assert str(caught.value).isprintable()


def test_other_characters_are_part_of_a_name() -> None:
    # With a no-break space, and with the joiners of Persian words and of emoji.
    for text in ("ü ñ", "a\u00a0b", "a\u200cb", "a\u200db"):
        assert typed_path(text) == Path(text)


def test_a_variable_that_is_not_set_or_empty_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(RUNS_VARIABLE, raising=False)
    assert environment_path(RUNS_VARIABLE) is None
    monkeypatch.setenv(RUNS_VARIABLE, "")
    assert environment_path(RUNS_VARIABLE) is None
    monkeypatch.setenv(RUNS_VARIABLE, "runs")
    assert environment_path(RUNS_VARIABLE) == Path("runs")


def test_a_fault_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RUNS_VARIABLE, "~nobody-is-called-so/runs")
    with pytest.raises(
        PathError, match=f"^{RUNS_VARIABLE}: ~nobody-is-called-so/runs: no such user"
    ):
        environment_path(RUNS_VARIABLE)


def test_a_whole_path_means_the_same_in_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, here = tmp_path / "home", tmp_path / "here"
    here.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(here)
    assert whole_path(Path("a.csv")) == here / "a.csv"
    assert whole_path(Path("~/a.csv")) == home / "a.csv"
    assert whole_path(Path("~nobody-is-called-so/a.csv")) == here / "~nobody-is-called-so/a.csv"
