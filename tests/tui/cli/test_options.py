"""The command line: every parameter is an option, and every refusal is one line that helps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.config.parameters import PARAMETERS, value_of, with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.errors import DescentError
from tests.tui.cli.examples import EXAMPLES
from tests.tui.cli.typed import config_for, refusal_of
from tui.cli.main import main
from tui.cli.options.run import option_names
from tui.cli.parse import parse
from tui.cli.request import Request, UsageError, configuration, in_options

NEEDS = {
    "x_column": "--data some.csv",
    "y_column": "--data some.csv",
    "separator": "--data some.csv",
    "decimal": "--data some.csv",
    "thousands": "--data some.csv",
    "encoding": "--data some.csv",
    "skip": "--data some.csv",
    "sheet": "--data some.csv",
    "missing": "--data some.csv",
    "order_seed": "--shuffle on",
    "rho": "--optimizer rmsprop",
    "beta_1": "--optimizer adamw",
    "beta_2": "--optimizer adamw",
    "epsilon": "--optimizer adamw",
    "weight_decay": "--optimizer adamw",
    "expression": "--stop expression",
    "period": "--schedule restarts",
    "decay_rate": "--schedule step",
    "pieces": "--schedule piecewise",
    "rate_floor": "--schedule restarts",
    "t_mul": "--schedule restarts",
    "m_mul": "--schedule restarts",
    "clip_at": "--clipping value",
}
TOGETHER = (
    "problem",
    "activation",
    "loss l2 gradient_noise",
    "samples w_gen b_gen noise_mean noise_std seed data_seed standardize",
    "w0 b0 learning_rate momentum batch_size epochs stop tolerance window device",
    "data x_column y_column sheet separator decimal thousands encoding skip missing",
    "shuffle order_seed expression replicas hosts",
    "optimizer",
    "rho",
    "beta_1 beta_2 epsilon weight_decay",
    "period rate_floor t_mul m_mul warmup",
    "decay_rate",
    "pieces",
    "schedule",
    "clipping",
    "clip_at",
)
"""Parameters that go together on one line: to read a line takes a while."""


def test_an_example_is_known_of_every_parameter() -> None:
    assert EXAMPLES.keys() == PARAMETERS.keys()


def test_the_groups_hold_every_parameter() -> None:
    assert sorted(name for names in TOGETHER for name in names.split()) == sorted(EXAMPLES)


@pytest.mark.parametrize("command", ["", "train ", "sweep ", "tradeoff "])
@pytest.mark.parametrize("names", TOGETHER)
def test_every_parameter_is_an_option_of_every_command(names: str, command: str) -> None:
    given = {PARAMETERS[name].option: EXAMPLES[name][0] for name in names.split()}
    for name in names.split():
        needs = NEEDS.get(name, "").split()
        given = dict(zip(needs[::2], needs[1::2], strict=True)) | given
    config = config_for(command + " ".join(f"{option} {text}" for option, text in given.items()))
    assert {name: value_of(config, name) for name in names.split()} == {
        name: EXAMPLES[name][1] for name in names.split()
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_option_changes_nothing_else(name: str) -> None:
    text, _ = EXAMPLES[name]
    needs = NEEDS.get(name, "").split()
    given = dict(zip(needs[::2], needs[1::2], strict=True))
    plain = {option.removeprefix("--"): value for option, value in given.items()} | {name: text}
    config = config_for(f"{PARAMETERS[name].option} {text} {NEEDS.get(name, '')}")
    assert config == with_values(RunConfig(), plain)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("--lr 0.5", "learning_rate", 0.5),
        ("--learning_rate 0.5", "learning_rate", 0.5),
        ("--lr=0.5", "learning_rate", 0.5),
        ("-M 16", "batch_size", 16),
        ("--M 16", "batch_size", 16),
        ("--batch-size full", "batch_size", "full"),
        ("--shuffle", "shuffle", True),
        ("--shuffle --lr 1", "shuffle", True),
        ("--shuffle=on", "shuffle", True),
        ("--shuffle off", "shuffle", False),
        ("--no-shuffle", "shuffle", False),
    ],
)
def test_options_have_more_than_one_spelling(line: str, name: str, value: object) -> None:
    assert value_of(config_for(line), name) == value


@pytest.mark.parametrize(
    ("command", "words", "file"),
    [
        ("", "a.csv", "a.csv"),
        ("train ", "--lr 1 a.csv", "a.csv"),
        ("sweep ", "a.csv --lr 1", "a.csv"),
        ("tradeoff ", "./train", "train"),
        ("", "data.d/x", "data.d/x"),
        ("train ", "-", "-"),
        ("sweep ", "--lr 1 -", "-"),
        ("tradeoff ", "--data -", "-"),
        ("", "--data=-", "-"),
        ("sweep ", "a.csv", "a.csv"),
        ("tradeoff ", "--lr 1 a.csv", "a.csv"),
        ("", "a.csv --lr 1", "a.csv"),
        ("train ", "./train", "train"),
        ("sweep ", "data.d/x", "data.d/x"),
        ("tradeoff ", "-", "-"),
        ("", "--lr 1 -", "-"),
        ("train ", "--data -", "-"),
        ("sweep ", "--data=-", "-"),
    ],
)
def test_a_word_is_the_file_of_data(command: str, words: str, file: str) -> None:
    assert config_for(command + words).data.data == Path(file)


def test_any_file_that_exists_is_data_except_one_named_as_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "measured").touch()
    (tmp_path / "sweep").touch()
    assert config_for("measured").data.data == Path("measured")
    assert config_for("train measured").data.data == Path("measured")
    assert refusal_of("mesured") == (
        "mesured: no command or file of this name; did you mean measured?"
    )
    request = parse(["sweep"])
    assert request is not None
    assert request.command == "sweep"
    assert not request.values


def test_no_option_name_means_two_things() -> None:
    names = [name for parameter in PARAMETERS.values() for name in option_names(parameter)]
    assert len(names) == len(set(names))


class TestMain:
    def test_bad_input_is_one_line_on_stderr_and_status_2(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["train", "--batch-size", "0"]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith("descent: --batch-size: '0' is invalid; must be")
        assert captured.err.count("\n") == 1

    def test_without_a_terminal_the_app_is_refused(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([]) == 2
        assert capsys.readouterr().err == (
            "descent: the app needs a terminal on stdin and stdout; "
            "descent --plain and descent train run without one\n"
        )

    def test_a_history_that_could_not_be_written_is_refused_before_training(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        assert main(["train", "--history", str(tmp_path / "a.txt")]) == 2
        assert "must end in .npz or .csv" in capsys.readouterr().err

    def test_help_is_status_0(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--help"]) == 0
        assert "train" in capsys.readouterr().out


def test_the_workers_refusals_are_put_in_the_command_lines_terms() -> None:
    assert in_options("device: no gpu:0 found") == "--device: no gpu:0 found"
    assert in_options("a.csv: line 7: not a number") == "a.csv: line 7: not a number"


def test_no_words_ask_for_the_app_with_the_defaults() -> None:
    assert parse([]) == Request()
    assert configuration(Request()) == RunConfig()


def test_a_usage_error_is_an_error_the_user_can_mend() -> None:
    assert issubclass(UsageError, DescentError)


def test_auto_is_one_rate_of_a_run_and_no_element_of_a_list(capsys):
    x = load(RunConfig().data).x.astype(float)
    # The sum of the eigenvalues is the trace of the Hessian.
    fastest = 1 / (np.mean(x * x) + 1)
    rate = config_for("train --lr auto").optimizer.learning_rate
    assert rate == pytest.approx(fastest, rel=5e-3)
    assert f"lr {rate}: 2/(λmax + λmin)" in capsys.readouterr().err
    assert config_for("train --lr AUTO --standardize scale").optimizer.learning_rate == 0.5
    assert refusal_of("train --lr car").endswith("at most 1e6, or auto")
    assert main(["sweep", "--learning-rates", "0.1,auto"]) == 2
    said = capsys.readouterr().err
    assert "'auto' is invalid; must be a number above 0, at most 1e6\n" in said
