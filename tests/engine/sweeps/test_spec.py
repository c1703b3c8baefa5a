"""Sweeps: which runs they have, and what is refused."""

from __future__ import annotations

import itertools

import pytest

from engine.errors import ConfigError
from engine.sweeps.rows import Cell, Seeds
from engine.sweeps.spec import SweepSpec
from tests.engine.conftest import config_of


class TestSpec:
    def test_the_runs_are_the_product_and_seeds_change_fastest(self):
        spec = SweepSpec(config_of(samples=50), (1, "full"), (0.1, 0.2), ("adam",), (3, 4))
        got = [(c.batch.batch_size, c.optimizer.learning_rate, c.data.seed) for c in spec.configs()]
        assert got == list(itertools.product((1, "full"), (0.1, 0.2), (3, 4)))
        assert spec.runs == len(got)
        assert all(c.optimizer.optimizer == "adam" for c in spec.configs())
        assert all(c.data.samples == 50 for c in spec.configs())
        assert spec.varied == ("batch_size", "learning_rate")

    def test_without_lists_it_is_the_one_run(self):
        assert SweepSpec(config_of()).configs() == [config_of()]

    @pytest.mark.parametrize(
        ("lists", "parameter", "why"),
        [
            ({"batch_sizes": (1, 0)}, "batch_size", "is invalid"),
            ({"learning_rates": (0.1, -1.0)}, "learning_rate", "is invalid"),
            ({"optimizers": ("sgd", "adan")}, "optimizer", "must be one of sgd"),
            ({"seeds": (1, 2, 1)}, "seed", "1 is listed twice"),
            ({"seeds": tuple(range(100_001))}, None, "at most 100,000"),
        ],
    )
    def test_what_cannot_be_is_refused(self, lists, parameter, why):
        with pytest.raises(ConfigError, match=why) as caught:
            SweepSpec(config_of(), **lists)
        assert caught.value.parameter == parameter

    def test_seeds_of_data_and_order_are_products_too(self):
        base = config_of(shuffle=True, batch_size=16)
        spec = SweepSpec(base, (16, 32), data_seeds=(1, 2), order_seeds=(7, 8, 9))
        assert (spec.runs, spec.runs_per_cell) == (12, 6)
        seeds = [Seeds.of(config) for config in spec.configs()]
        assert seeds == [(0, data, order) for data in (1, 2) for order in (7, 8, 9)] * 2
        assert spec.first_cell == Cell("sgd", 16, 0.001)

    @pytest.mark.parametrize(
        ("values", "lists", "parameter", "why"),
        [
            ({}, {"order_seeds": (0, 1)}, "order_seed", "switch shuffle on"),
            ({"shuffle": True}, {"order_seeds": (0, 1)}, "order_seed", "full batch"),
            ({"data": "a.csv", "shuffle": True, "batch_size": 8}, {"data_seeds": (0, 1)},
             "data_seed", "file"),
            ({"data_seed": 3}, {"seeds": (0, 1)}, "seed", "shuffle"),
            ({"data_seed": 3, "order_seed": 3, "shuffle": True, "batch_size": 8},
             {"seeds": (0, 1)}, "seed", "seeds of their own"),
            ({}, {"seeds": (0, 1), "data_seeds": (0, 1)}, "seed", "shuffle"),
        ],
    )  # fmt: skip
    def test_seeds_that_all_give_the_same_run_are_refused(self, values, lists, parameter, why):
        with pytest.raises(ConfigError, match=why) as caught:
            SweepSpec(config_of(**values), **lists)
        assert caught.value.parameter == parameter

    def test_seeds_of_a_file_in_order_would_all_be_one_run(self):
        with pytest.raises(ConfigError, match="shuffle"):
            SweepSpec(config_of(data="a.csv"), seeds=(0, 1))
        assert SweepSpec(config_of(data="a.csv", shuffle=True), seeds=(0, 1)).runs == 2


def test_schedules_are_varied_as_the_other_settings():
    spec = SweepSpec(config_of(), schedules=("constant", "cosine"), learning_rates=(0.001, 0.002))
    found = [Cell.of(config) for config in spec.configs()]
    assert spec.varied == ("learning_rate", "schedule")
    assert [(cell.learning_rate, cell.schedule) for cell in found] == [
        (0.001, "constant"), (0.002, "constant"), (0.001, "cosine"), (0.002, "cosine"),
    ]  # fmt: skip
