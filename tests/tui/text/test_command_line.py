"""The command line that gives exactly this run: it leads back to the same configuration."""

from __future__ import annotations

import shlex

import numpy as np
import pytest

from engine.config.applicable import applies
from engine.config.parameters import PARAMETERS, value_of, with_values
from engine.config.run import RunConfig
from tui.cli.parse import parse
from tui.cli.request import configuration
from tui.text.command_line import command_line


def configured(words: list[str]) -> RunConfig:
    """What a command line asks for."""
    request = parse(words)
    assert request is not None
    return configuration(request)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"learning_rate": 1e-5, "b_gen": -2.5, "shuffle": True, "batch_size": 32},
        {"optimizer": "adamw", "beta_1": 0.8, "weight_decay": 0.0, "tolerance": 0},
        {"data": "my data/it's.csv", "x_column": "speed (m/s)", "stop": "gradient"},
        {"w0": -1e-7, "epochs": 10**12, "seed": 2**63 - 1, "device": "cpu"},
        {"stop": "expression", "expression": "abs(w[-1] - w[-2]) < 0.01 and b[-1] > 1"},
    ],
)
def test_it_reads_back(values):
    config = with_values(RunConfig(), values)
    program, *words = shlex.split(command_line(config))
    assert program == "descent"
    if words:
        assert configured(words) == config
    else:
        assert config == RunConfig()


@pytest.mark.parametrize(
    "values",
    [
        {"momentum": 0.5, "optimizer": "adagrad"},
        {"expression": "epoch > 3", "stop": "loss"},
        {"tolerance": 0.5, "window": 3, "stop": "never"},
        {"samples": 50, "w_gen": 3, "data": "some.csv"},
    ],
)
def test_what_does_not_count_is_left_out_for_it_would_be_refused(values):
    config = with_values(RunConfig(), values)
    _, *words = shlex.split(command_line(config))
    again = configured(words)
    for name in PARAMETERS:
        assert applies(again, name) == applies(config, name)
        if applies(config, name):
            assert value_of(again, name) == value_of(config, name)


@pytest.mark.parametrize(
    "values",
    [
        {"batch_size": 16, "shuffle": True, "optimizer": "adam", "learning_rate": 0.1},
        {"optimizer": "nesterov", "momentum": 0.95, "batch_size": 7, "learning_rate": 1e-4 / 3},
        {"stop": "expression", "expression": "loss[-1] > 0.99 * loss[-3]", "w0": -7.7},
        {"noise_std": 0.1, "w_gen": -3.3, "seed": 9, "samples": 33, "tolerance": 1e-5},
    ],
)
def test_it_gives_the_same_numbers_to_the_bit(values):
    from engine.protocol.commands import Pause, Run, SetPace, Step
    from tests.engine.sessions import obey, session_of

    config = with_values(RunConfig(), values)
    # As in the app: single updates, a pace, pauses.
    session = session_of(config, Step(1), Step(2), SetPace(1e5))
    session.obey(Run())
    session.work()
    obey(session, Pause(), SetPace(None), Run())
    _, *words = shlex.split(command_line(session.run.trainer.config))
    again = session_of(configured(["train", *words]), Run())
    assert again.run.state == session.run.state
    assert again.run.trainer.update == session.run.trainer.update > 3
    for kept, made in zip(
        session.run.record.updates.series.columns[:3],
        again.run.record.updates.series.columns[:3],
        strict=True,
    ):
        assert np.array_equal(kept, made)


def test_a_default_that_was_typed_is_left_out():
    config = with_values(RunConfig(), {"momentum": 0, "seed": 3, "data_seed": 3})
    assert command_line(config) == "descent --seed=3"
