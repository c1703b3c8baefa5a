"""The command line that gives exactly this run: it leads back to the same configuration."""

from __future__ import annotations

import shlex

import pytest

from engine.config import RunConfig
from engine.parameters import with_values
from tui.cli_parse import parse
from tui.cli_request import configuration
from tui.command_line import command_line


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"learning_rate": 1e-5, "b_gen": -2.5, "shuffle": True, "batch_size": 32},
        {"optimizer": "adamw", "beta_1": 0.8, "weight_decay": 0.0, "tolerance": 0},
        {"data": "my data/it's.csv", "x_column": "speed (m/s)", "stop": "gradient"},
        {"w0": -1e-7, "epochs": 10**12, "seed": 2**63 - 1, "device": "cpu"},
    ],
)
def test_it_reads_back(values):
    config = with_values(RunConfig(), values)
    program, *words = shlex.split(command_line(config))
    assert program == "descent"
    if words:
        assert configuration(parse(words)) == config
    else:
        assert config == RunConfig()
