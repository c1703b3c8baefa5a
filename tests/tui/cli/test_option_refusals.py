"""Options and words that are refused: one line that names them and what would be right."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import pytest

from engine.config.parameters import PARAMETERS
from tests.tui.cli.examples import EXAMPLES
from tests.tui.cli.typed import refusal_of
from tui.cli.main import main
from tui.cli.options.command_line import command_line
from tui.cli.options.words import COMMANDS
from tui.cli.parse import parse
from tui.cli.request import UsageError, configuration


@pytest.mark.parametrize(
    ("line", "beginning", "hint"),
    [
        ("--batch-size 0", "--batch-size: '0' is invalid", "a whole number, 1 to 1e8"),
        ("--lr -1", "--learning-rate: '-1' is invalid", "a number above 0"),
        ("--lr nan", "--learning-rate: 'nan' is invalid", "a number above 0"),
        ("--samples 0", "--samples: '0' is invalid", "a whole number, 1 to 1e8"),
        ("--optimizer newton", "--optimizer: 'newton' is invalid", "sgd, momentum, nesterov"),
        ("--shuffle maybe", "--shuffle: 'maybe' is invalid", "on or off"),
        ("--device tpu", "--device: 'tpu' is invalid", "auto, cpu or a GPU such as gpu:0"),
        ("--lerning-rate 1", "--lerning-rate: unknown option", "did you mean --learning-rate"),
        ("--zzz", "--zzz: unknown option", "descent --help"),
        ("--resume --lr 1", "--learning-rate: cannot be combined with --resume", "own parameters"),
        ("--resume --problem saddle", "--problem: cannot be combined with --resume", "own param"),
        ("--resume --device tpu", "--device: 'tpu' is invalid", "auto, cpu or a GPU"),
        ("--lr", "--lr: the value is missing", "a number above 0"),
        ("--lr --w0 3", "--lr: the value is missing", "a number above 0"),
        ("--lr 1 --lr 2", "--lr: given more than once", ""),
        ("--learn 1", "--learn: unknown option", "did you mean --learning-rate?"),
        ("--X_COLUMN t", "--X_COLUMN: unknown option", "did you mean --x-column?"),
        ("train --histroy f", "--histroy: unknown option", "did you mean --history?"),
        ("trian", "trian: unknown command", "did you mean train"),
        ("TRAIN", "TRAIN: unknown command", "did you mean train"),
        ("trian a.csv", "trian: unknown command", "did you mean train"),
        ("help", "help: unknown command", "did you mean --help?"),
        ("runs remov a", "remov: unknown command of descent runs", "did you mean remove?"),
        ("runs all", "all: unknown command of descent runs", "the command is remove"),
        ("a.csv b.csv", "b.csv: one word too many", "at most one file of data"),
        ("train a.csv b.csv", "b.csv: one word too many", "at most one file of data"),
        ("a.csv --data b.csv", "a.csv: --data b.csv names another file", ""),
        ("a.csv train", "train: a command must come first", "descent train [options]"),
        ("train 5", "5: unknown command", "train"),
        ("--lr 1 train", "train: a command must come first", "descent train [options]"),
        ("--json", "--json: only for descent train", "opens the app"),
        ("--history a.npz", "--history: only for descent train", "opens the app"),
        ("--schedules cosine", "--schedules: only for descent sweep", "opens the app"),
        ("--scheduler tcp://a:1", "--scheduler: only for descent sweep", "opens the app"),
        ("referense", "referense: unknown command", "did you mean reference?"),
        ("train --json=3", "--json: takes no value", ""),
        ("train --every -1", "--every: '-1' is invalid", "a whole number from 0"),
        ("train --every often", "--every: 'often' is invalid", "a whole number from 0"),
        ("train --history", "--history: the value is missing", ".npz or .csv"),
        ("--optimizer adam --momentum 0.9", "--momentum: adam has no momentum", "--beta-1"),
        ("--rho 0.9", "--rho: sgd has no rho", "--learning-rate, --momentum"),
        ("--data a.csv --samples 3", "--samples: applies to generated data", "a.csv"),
        ("--y-column 2", "--y-column: names a column of a file", "--data FILE.csv"),
        ("--expression epoch>3", "--expression: is for --stop expression", "loss ignores it"),
        (
            "--stop expression --window 2",
            "--window: has no effect with --stop expression",
            "remove it",
        ),
        ("--stop expression --expression 3>los", "--expression: column 3, at 'los'", "loss?"),
        (
            "--stop never --tolerance 1",
            "--tolerance: has no effect with --stop never",
            "remove one",
        ),
    ],
)
def test_a_refusal_names_the_option_and_what_would_be_right(
    line: str, beginning: str, hint: str
) -> None:
    message = refusal_of(line)
    assert message.startswith(beginning)
    assert hint in message
    assert "\n" not in message


@pytest.mark.parametrize(("name", "empty"), list(zip(EXAMPLES, cycle(["", "  "]), strict=False)))
def test_an_empty_value_is_refused(name: str, empty: str) -> None:
    request = parse(["train", PARAMETERS[name].option, empty])
    assert request is not None
    with pytest.raises(UsageError) as caught:
        configuration(request)
    option, accepts = PARAMETERS[name].option, PARAMETERS[name].accepts
    assert str(caught.value) == f"{option}: the value is empty; must be {accepts}"


@pytest.mark.parametrize("option", ["--history", "--config"])
def test_an_empty_path_is_refused(option: str) -> None:
    with pytest.raises(UsageError, match=f"^{option}: the value is empty; must be the path of"):
        parse(["train", option, ""])


def test_a_home_that_is_nobodys_is_refused() -> None:
    with pytest.raises(UsageError, match="no such user"):
        parse(["train", "--history", "~nobody-is-called-so/a.csv"])


def test_the_list_of_commands_is_whole() -> None:
    assert {name for name in command_line() if not name.startswith("-")} == set(COMMANDS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["train", "--hosts", "tf_config"], "--hosts: the environment has no TF_CONFIG; must be {"),
        (["reference", "--problem", "own.py"], "--problem: a Python file has no references; must"),
    ],
)
def test_what_is_refused_after_the_options_were_read_names_the_option_too(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TF_CONFIG", raising=False)
    Path("own.py").write_text("def loss(w, b, x, y):\n    return w\n")
    assert main(words) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"descent: {said}")
