"""The configuration's models: their bounds, their defaults, and that nothing changes them."""

from __future__ import annotations

import pickle

import pytest
from pydantic import ValidationError

from engine.config.devices import DeviceConfig
from engine.config.notes import Section
from engine.config.optimizer import OptimizerConfig
from engine.config.run import (
    MAX_SAMPLES,
    MAX_SEED,
    BatchConfig,
    DataConfig,
    RunConfig,
    StartConfig,
    StopConfig,
    StopRule,
)
from engine.optimizers.table import OPTIMIZERS


def test_the_defaults_are_the_default_run():
    config = RunConfig()
    data, stop = config.data, config.stop
    assert (data.samples, data.w_gen, data.b_gen) == (100, 10, 2)
    assert (data.noise_mean, data.noise_std, data.seed, data.data) == (0, 1, 0, None)
    assert (config.start.w0, config.start.b0) == (0, 0)
    assert (config.optimizer.optimizer, config.optimizer.learning_rate) == ("sgd", 0.001)
    assert (config.batch.batch_size, config.batch.shuffle) == ("full", False)
    assert (stop.epochs, stop.stop, stop.tolerance, stop.window) == (1000, StopRule.LOSS, 1e-3, 1)
    assert config.device.device == "auto"


# Each bound from both sides: the last value that can be, and the first that cannot.
BOUNDS = [
    (DataConfig, "samples", 1, 0),
    (DataConfig, "samples", MAX_SAMPLES, MAX_SAMPLES + 1),
    (DataConfig, "w_gen", 1e6, 1.000001e6),
    (DataConfig, "w_gen", -1e6, -1.000001e6),
    (DataConfig, "b_gen", -1e6, -1.000001e6),
    (DataConfig, "noise_mean", 1e6, 1.000001e6),
    (DataConfig, "noise_std", 0, -1e-9),
    (DataConfig, "seed", 0, -1),
    (DataConfig, "seed", MAX_SEED, MAX_SEED + 1),
    (StartConfig, "w0", 1e9, 1.1e9),
    (StartConfig, "b0", -1e9, -1.1e9),
    (OptimizerConfig, "learning_rate", 1e-300, 0),
    (OptimizerConfig, "learning_rate", 1e6, 1.1e6),
    (OptimizerConfig, "momentum", 0, -0.1),
    (OptimizerConfig, "momentum", 0.999999, 1),
    (OptimizerConfig, "rho", 0.999999, 1),
    (OptimizerConfig, "beta_1", 0.999999, 1),
    (OptimizerConfig, "beta_2", 0.999999, 1),
    (OptimizerConfig, "epsilon", 1e-12, 0),
    (OptimizerConfig, "weight_decay", 1, 1.1),
    (BatchConfig, "batch_size", 1, 0),
    (BatchConfig, "batch_size", MAX_SAMPLES, MAX_SAMPLES + 1),
    (StopConfig, "epochs", 1, 0),
    (StopConfig, "epochs", 10**12, 10**12 + 1),
    (StopConfig, "tolerance", 0, -1e-9),
    (StopConfig, "window", 10_000, 10_001),
    (StopConfig, "window", 1, 0),
]


@pytest.mark.parametrize(("section", "name", "allowed", "refused"), BOUNDS)
def test_bounds_hold(section, name, allowed, refused):
    assert getattr(section(**{name: allowed}), name) == allowed
    with pytest.raises(ValidationError):
        section(**{name: refused})


@pytest.mark.parametrize(
    ("section", "name"),
    [
        (section, name)
        for section in (DataConfig, StartConfig, OptimizerConfig, StopConfig)
        for name, info in section.model_fields.items()
        if info.annotation in (float, float | None)
    ],
)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_no_number_may_be_infinite_or_nan(section, name, value):
    with pytest.raises(ValidationError):
        section(**{name: value})


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_of_the_table_can_be_configured(name):
    assert OptimizerConfig(optimizer=name).optimizer == name


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        (OptimizerConfig, "optimizer", "sdg"),
        (StopConfig, "stop", "soon"),
        (BatchConfig, "batch_size", "half"),
        (BatchConfig, "batch_size", 1.5),
        (DeviceConfig, "device", "gpu"),
        (DeviceConfig, "device", "gpu:123"),
        (DeviceConfig, "device", "tpu:0"),
    ],
)
def test_words_that_are_no_choice_are_refused(section, name, value):
    with pytest.raises(ValidationError):
        section(**{name: value})


@pytest.mark.parametrize("device", ["auto", "cpu", "gpu:0", "gpu:15"])
def test_devices(device):
    assert DeviceConfig(device=device).device == device


@pytest.mark.parametrize("section", [RunConfig, *Section.__subclasses__()])
def test_unknown_names_are_refused_and_nothing_can_be_changed(section):
    with pytest.raises(ValidationError):
        section(no_such_name=1)
    made = section()
    with pytest.raises(ValidationError):
        setattr(made, next(iter(section.model_fields)), 1)


def test_a_configuration_goes_through_a_pipe_and_through_json():
    config = RunConfig(
        data=DataConfig(samples=7, data="some.csv", x_column="a"),
        batch=BatchConfig(batch_size=3),
        stop=StopConfig(stop="gradient"),
    )
    assert pickle.loads(pickle.dumps(config)) == config
    assert RunConfig.model_validate_json(config.model_dump_json()) == config
