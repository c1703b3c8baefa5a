"""Every parameter, one by one: what it takes, what it refuses, and in which words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from annotated_types import Ge, Le
from hypothesis import given
from hypothesis import strategies as st

from engine.config.applicable import applies
from engine.config.effective import effective_value
from engine.config.notes import Effect
from engine.config.parameters import PARAMETERS, optimizer_spec, value_of, with_values
from engine.config.run import MAX_SAMPLES, MAX_SEED, RunConfig, StopRule
from engine.errors import ConfigError
from engine.optimizers.table import OPTIMIZERS

NAMES = list(PARAMETERS)


def changed(**values: object) -> RunConfig:
    return with_values(RunConfig(), values)


def refusal(**values: object) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        changed(**values)
    assert "\n" not in str(caught.value)
    return caught.value


# ------------------------------------------------------------------ the list


def test_every_field_of_every_section_is_a_parameter():
    fields = [
        (section, name)
        for section, info in RunConfig.model_fields.items()
        for name in info.annotation.model_fields
        if (section, name) != ("data", "target")  # derived, not given
    ]
    assert [(parameter.section, name) for name, parameter in PARAMETERS.items()] == fields


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_says_what_people_need(name):
    parameter = PARAMETERS[name]
    assert parameter.name == name
    assert 0 < len(parameter.notes.label) <= 14
    assert parameter.description.endswith(".")
    assert parameter.accepts
    assert parameter.option == "--" + name.replace("_", "-")
    assert parameter.notes.step != "choice" or parameter.choices or parameter.kind == "bool"


def test_labels_and_options_are_not_shared():
    labels = [parameter.notes.label for parameter in PARAMETERS.values()]
    options = NAMES + [a for parameter in PARAMETERS.values() for a in parameter.notes.aliases]
    assert len(set(labels)) == len(labels)
    assert len(set(options)) == len(options)


@pytest.mark.parametrize("name", NAMES)
def test_every_default_is_a_value_that_its_parameter_takes(name):
    default = PARAMETERS[name].default
    assert value_of(RunConfig(), name) == default
    assert with_values(RunConfig(), {name: default}) == RunConfig()
    assert PARAMETERS[name].optional == (default is None)


@pytest.mark.parametrize(
    ("name", "accepts"),
    [
        ("samples", "a whole number, 1 to 1e8"),
        ("seed", "a whole number, 0 to 9223372036854775807"),
        ("learning_rate", "a number above 0, at most 1e6, or auto"),
        ("momentum", "a number, at least 0 and below 1"),
        ("batch_size", "a whole number, 1 to 1e8, or full"),
        ("shuffle", "on or off"),
        ("stop", "one of loss, parameters, gradient, expression, never"),
        ("optimizer", "one of " + ", ".join(OPTIMIZERS)),
        ("data", "the path of a data file"),
        ("x_column", "a column's name or number"),
        ("device", "auto, cpu or a GPU such as gpu:0"),
    ],
)
def test_what_a_parameter_takes_in_words(name, accepts):
    assert PARAMETERS[name].accepts == accepts


def test_no_limit_is_broken_by_a_line_and_each_may_be_typed():
    for name, parameter in PARAMETERS.items():
        for bound in parameter.bounds:
            limit = getattr(bound, type(bound).__name__.lower())
            (word,) = [
                word.rstrip(",")
                for word in parameter.accepts.split()
                if word[0] in "-0123456789" and Decimal(word.rstrip(",")) == limit
            ]
            if isinstance(bound, Ge | Le):
                assert value_of(changed(**{name: word}), name) == limit


def test_what_changes_a_run_under_way_and_what_restarts_it():
    by_effect = {
        effect: {n for n, p in PARAMETERS.items() if p.notes.effect is effect} for effect in Effect
    }
    assert by_effect[Effect.PROCESS] == {"device", "hosts"}
    assert by_effect[Effect.RESTART] == {
        n for n, p in PARAMETERS.items() if p.section in ("problem", "data", "start")
    } | {"order_seed", "replicas"}
    assert {"learning_rate", "momentum", "optimizer", "batch_size", "stop"} <= by_effect[
        Effect.LIVE
    ]


# ------------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("name", "given_value", "meant"),
    [
        ("samples", "250", 250),
        ("samples", "1e6", 1_000_000),
        ("samples", "100 000 000", MAX_SAMPLES),
        ("samples", "100,000,000", MAX_SAMPLES),
        ("samples", "1_000", 1000),
        ("samples", " 2.0 ", 2),
        ("seed", str(MAX_SEED), MAX_SEED),
        ("learning_rate", "1e-2", 0.01),
        ("learning_rate", 1, 1.0),
        ("batch_size", "FULL", "full"),
        ("batch_size", "32", 32),
        ("batch_size", "1e3", 1000),
        ("shuffle", "on", True),
        ("shuffle", "No", False),
        ("shuffle", True, True),
        ("optimizer", "Adam", "adam"),
        ("stop", "Never", StopRule.NEVER),
        ("device", "GPU:1", "gpu:1"),
        ("device", "auto", "auto"),
        ("data", "~/a b.csv", Path("~/a b.csv")),
        ("data", "", None),
        ("data", "none", None),
        ("x_column", 2, "2"),
        ("x_column", "Height (m)", "Height (m)"),
        ("momentum", "", None),
        ("momentum", None, None),
        ("momentum", "0.5", 0.5),
    ],
)
def test_what_people_type_is_taken_for_what_they_mean(name, given_value, meant):
    got = value_of(changed(**{name: given_value}), name)
    assert got == meant and type(got) is type(meant)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("samples", "0", "'0'"),
        ("samples", "1e9", "'1e9'"),
        ("samples", "1.5", "'1.5'"),
        ("samples", "1e999999999", "'1e999999999'"),
        ("samples", "many", "'many'"),
        ("samples", True, "True"),
        ("samples", None, "None"),
        ("seed", MAX_SEED + 1, str(MAX_SEED + 1)),
        ("learning_rate", "-0.1", "'-0.1'"),
        ("learning_rate", "0,1", "'0,1'"),
        ("learning_rate", "nan", "'nan'"),
        ("learning_rate", "inf", "'inf'"),
        ("learning_rate", False, "False"),
        ("learning_rate", "", "''"),
        ("momentum", "1", "'1'"),
        ("batch_size", "0", "'0'"),
        ("batch_size", "half", "'half'"),
        ("batch_size", 2.5, "2.5"),
        ("shuffle", "maybe", "'maybe'"),
        ("optimizer", "sdg", "'sdg'"),
        ("stop", "soon", "'soon'"),
        ("device", "gpu", "'gpu'"),
        ("data", True, "True"),
        ("x_column", True, "True"),
        ("w0", "a\nb", "'a b'"),
        ("w0", "z" * 500, "'" + "z" * 56 + "..."),
    ],
)
def test_a_refusal_names_the_parameter_the_value_and_what_it_takes(name, value, shown):
    error = refusal(**{name: value})
    assert error.parameter == name
    assert error.reason == f"{shown} is invalid; must be {PARAMETERS[name].accepts}"
    assert str(error) == f"{name}: {error.reason}"


def test_the_refusal_is_about_the_value_at_fault_and_nothing_is_changed():
    config = RunConfig()
    with pytest.raises(ConfigError, match=r"^tolerance: '-1' is invalid"):
        with_values(config, {"window": 3, "tolerance": "-1", "samples": 5})
    assert config == RunConfig()


def test_an_unknown_name_gets_the_nearest_one_or_none():
    near, far = refusal(learning_rte=1), refusal(qqqq=1)
    assert near.reason.endswith("did you mean learning_rate?")
    assert far.reason == "unknown parameter"


def test_only_what_is_named_changes():
    before = changed(samples=7, optimizer="adam", epochs=3)
    after = with_values(before, {"epochs": 4, "beta_1": 0.5})
    assert value_of(after, "epochs") == 4 and value_of(after, "beta_1") == 0.5
    for name in set(NAMES) - {"epochs", "beta_1"}:
        assert value_of(after, name) == value_of(before, name)


samples_of = {
    "samples": st.integers(1, MAX_SAMPLES),
    "seed": st.integers(0, MAX_SEED),
    "w_gen": st.floats(-1e6, 1e6),
    "noise_std": st.floats(0, 1e6),
    "b0": st.floats(-1e9, 1e9),
    "optimizer": st.sampled_from(list(OPTIMIZERS)),
    "learning_rate": st.floats(0, 1e6, exclude_min=True),
    "momentum": st.none() | st.floats(0, 1, exclude_max=True),
    "batch_size": st.just("full") | st.integers(1, MAX_SAMPLES),
    "shuffle": st.booleans(),
    "stop": st.sampled_from(list(StopRule)),
    "epochs": st.integers(1, 10**12),
    "tolerance": st.floats(0, 1e6),
    "device": st.sampled_from(["auto", "cpu", "gpu:3"]),
}


@given(st.fixed_dictionaries({}, optional=samples_of))
def test_values_written_out_and_read_back_give_the_same_configuration(values):
    config = changed(**values)
    for name, value in values.items():
        assert value_of(config, name) == value
    again = {name: value_of(config, name) for name in NAMES}
    assert changed(**again) == config

    def typed(value: object) -> str:
        if isinstance(value, bool):
            return "on" if value else "off"
        return "" if value is None else str(value)

    assert changed(**{name: typed(value) for name, value in again.items()}) == config


# ------------------------------------------------------------------ what applies


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_optimizer_has_the_hyperparameters_of_the_table_and_no_others(optimizer):
    config = changed(optimizer=optimizer)
    optional = [n for n, p in PARAMETERS.items() if p.section == "optimizer" and p.optional]
    spec = OPTIMIZERS[optimizer]
    assert optimizer_spec(config) is spec
    assert {n for n in optional if applies(config, n)} == {*spec.hyperparameters, "weight_decay"}
    for name in optional:
        assert effective_value(config, name) == spec.hyperparameters.get(name)
    assert applies(config, "learning_rate") and applies(config, "optimizer")


def test_a_value_that_was_given_goes_before_the_optimizers_own():
    assert effective_value(changed(optimizer="nesterov"), "momentum") == 0.9
    assert effective_value(changed(optimizer="nesterov", momentum=0.5), "momentum") == 0.5
    assert effective_value(changed(optimizer="nesterov", momentum=0), "momentum") == 0


def test_what_makes_the_line_applies_without_a_file_and_the_columns_with_one():
    drawn, read = RunConfig(), changed(data="some.csv")
    for name in ("samples", "w_gen", "b_gen", "noise_mean", "noise_std"):
        assert applies(drawn, name) and not applies(read, name)
    for name in ("x_column", "y_column"):
        assert applies(read, name) and not applies(drawn, name)
    assert applies(drawn, "seed") and applies(read, "seed")


def test_a_rule_that_never_stops_needs_no_tolerance():
    for name in ("tolerance", "window"):
        assert applies(RunConfig(), name) and not applies(changed(stop="never"), name)
