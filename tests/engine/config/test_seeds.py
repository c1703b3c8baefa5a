"""Seeds of the data and of the order, each alone or both from the common seed."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.applicable import applies
from engine.config.effective import default_value, differences, effective_value, is_live
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.config.toml import read_toml, toml_of
from engine.data.dataset import load
from engine.errors import ConfigError


def config_of(**values: object) -> RunConfig:
    return with_values(RunConfig(), values)


def test_without_seeds_of_their_own_both_are_the_common_seed():
    config = config_of(seed=7, shuffle=True)
    assert (config.data.seed_of_data, config.seed_of_order) == (7, 7)
    assert {effective_value(config, name) for name in ("data_seed", "order_seed")} == {7}
    assert default_value(config, "order_seed") == 7
    assert list(differences(RunConfig(), config_of(seed=7))) == ["seed"]


def test_a_seed_of_the_data_gives_the_data_of_that_common_seed():
    apart, common = load(config_of(seed=1, data_seed=5).data), load(config_of(seed=5).data)
    assert np.array_equal(apart.x, common.x)
    assert np.array_equal(apart.y, common.y)


def test_a_seed_of_the_order_leaves_the_data_alone():
    config = config_of(seed=5, order_seed=9, shuffle=True)
    assert (config.data.seed_of_data, config.seed_of_order) == (5, 9)
    assert config.data.has_samples_of(config_of(seed=5).data)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"seed": 1}, {"seed": 2}, False),
        ({"seed": 1, "data_seed": 3}, {"seed": 2, "data_seed": 3}, True),
        ({"seed": 3}, {"seed": 2, "data_seed": 3}, True),
        ({"data": "a.csv", "seed": 1}, {"data": "a.csv", "seed": 2}, True),
        ({"data": "a.csv"}, {"data": "b.csv"}, False),
    ],
)
def test_samples_are_the_same_if_their_seed_is(one, other, same):
    assert config_of(**one).data.has_samples_of(config_of(**other).data) is same


def test_they_apply_where_something_depends_on_them():
    assert applies(config_of(), "data_seed")
    assert not applies(config_of(data="a.csv"), "data_seed")
    assert not applies(config_of(), "order_seed")
    assert applies(config_of(shuffle=True), "order_seed")


def test_a_new_order_restarts_the_run_and_one_that_is_in_use_changes_nothing():
    config = config_of(seed=4, shuffle=True)
    assert not is_live(config, with_values(config, {"order_seed": 5}))
    assert not differences(config, with_values(config, {"order_seed": 4}))


def test_they_can_be_written_and_read(tmp_path):
    config = config_of(data_seed=5, order_seed=6, shuffle=True)
    file = tmp_path / "run.toml"
    file.write_text(toml_of(config))
    assert with_values(RunConfig(), read_toml(file)) == config
    assert with_values(config, {"data_seed": "none"}).data.data_seed is None


@pytest.mark.parametrize("name", ["data_seed", "order_seed"])
@pytest.mark.parametrize("value", ["-1", "1.5", "x", 2**63])
def test_what_is_no_seed_is_refused(name, value):
    with pytest.raises(ConfigError, match="whole number") as caught:
        config_of(**{name: value})
    assert caught.value.parameter == name
