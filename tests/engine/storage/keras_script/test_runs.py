"""An exported script makes the same updates as the engine, and ends at the same one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.config.parameters import with_values
from engine.optimizers.table import OPTIMIZERS
from engine.protocol.commands import Configure, Run, SaveRun, Step
from engine.storage.keras_script.course import Course
from engine.storage.keras_script.script import python_script
from engine.storage.run_reader import read_run
from tests.engine.conftest import config_of
from tests.engine.sessions import obey, session_of
from tests.engine.storage.keras_script.executed import (
    assert_same_run,
    execute,
    parts_for,
    parts_of_session,
)

FEW = {"stop": "never", "epochs": 4}
QUICK = {"learning_rate": 0.01, "tolerance": 0.01}

RUNS = {
    "the lab": {},
    "a smaller last batch": {"batch_size": 32, **FEW},
    "one sample": {"batch_size": 1, "learning_rate": 1e-4, "samples": 30, **FEW, "epochs": 2},
    "more than there are": {"batch_size": 1000, "epochs": 5},
    "shuffled": {"batch_size": 16, "shuffle": True, "seed": 7, **FEW},
    "seeds apart": {"data_seed": 3, "order_seed": 9, "batch_size": 30, "shuffle": True, **FEW},
    "shuffled one by one": {"batch_size": 1, "shuffle": True, "samples": 12, **FEW},
    "shuffled full batch": {"shuffle": True, **FEW},
    "other data": {"samples": 61, "w_gen": -3, "b_gen": -0.5, "noise_mean": -1, "seed": 2**63 - 1},
    "another start": {"w0": -4.5, "b0": 1e3, "batch_size": 25, **FEW},
    "diverging": {"learning_rate": 0.5},
    "parameters": {"stop": "parameters", "tolerance": 0.01},
    "parameters over a window": {"stop": "parameters", "window": 3, **QUICK, "batch_size": 50},
    "gradient": {"stop": "gradient", "tolerance": 5, "window": 2, "learning_rate": 0.02},
    "loss over a window": {"window": 5, "tolerance": 0.01},
    "an end by epochs": {"epochs": 7, "batch_size": 40},
    "cosine, warmed up": {"schedule": "cosine", "period": 9, "warmup": 4, "batch_size": 30, **FEW},
    "warm restarts": {"schedule": "restarts", "period": 3, "warmup": 2, "batch_size": 30, **FEW},
    "one cycle": {"schedule": "one_cycle", "period": 12, "batch_size": 30, **FEW},
    "L2": {"l2": 0.25, "stop": "gradient", "tolerance": 5, "learning_rate": 0.02},
    "pieces": {"schedule": "piecewise", "pieces": "2:0.5, 7:0.1", "batch_size": 30, **FEW},
}  # fmt: skip

EXPRESSIONS = [
    "abs(loss[-1] - loss[-2]) / loss[-2] < 0.01",
    "mean(loss[-5:]) < 0.98 * mean(loss[-10:-5]) and epoch > 12",
    "loss[-1] < 0.3 * loss[0] or epoch ** 2 >= 900",
    "max(w) - min(w[-3:]) < 0.5 and (b[-1] / (epoch - 20) > 0 or sqrt(loss[-1]) < 10)",
    "epoch >= 5 or loss[-8] > 0",
    "min(w[-1], 3, epoch) == 3",
    "(mean(loss[-2:] if epoch > 3 else loss) < 500) == (epoch > 6) if epoch > 4 else False",
    "(epoch > 3) + 1",
    "epoch > 2 and mean(loss[0:9]) < 0.6 * loss[0]",
]


def whole_run(**values):
    return session_of(config_of(**values), Run())


@pytest.mark.parametrize("values", RUNS.values(), ids=RUNS.keys())
def test_the_script_makes_the_same_updates(values):
    session = whole_run(**values)
    assert_same_run(execute(parts_for(config_of(**values))), session)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_has_its_hyperparameters(optimizer):
    given = {"momentum": 0.4} if "momentum" in OPTIMIZERS[optimizer].hyperparameters else {}
    values = {"optimizer": optimizer, "learning_rate": 0.003, "batch_size": 32, **FEW, **given}
    assert_same_run(execute(parts_for(config_of(**values))), whole_run(**values))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_stop_expression_ends_the_run_in_the_same_epoch(expression):
    values = {"stop": "expression", "expression": expression, "epochs": 60}
    assert_same_run(execute(parts_for(config_of(**values))), whole_run(**values))


CHANGES = {
    "learning rate": [{"learning_rate": 0.002}, {"learning_rate": 0.0005}],
    "batch size within an epoch": [{"batch_size": 7}, {"batch_size": "full"}, {"batch_size": 3}],
    "order within an epoch": [{"shuffle": True}, {"shuffle": False}],
    "hyperparameters": [{"optimizer": "adam"}, {"beta_1": 0.5, "epsilon": 1e-3}, {"beta_2": 0.9}],
    "optimizers that keep the state": [
        {"optimizer": "rmsprop", "momentum": 0.5, "learning_rate": 0.05},
        {"optimizer": "adamw"},
        {"optimizer": "nesterov"},
        {"optimizer": "lion"},
        {"optimizer": "momentum"},
        {"optimizer": "sgd", "momentum": 0.0},
        {"optimizer": "sgd", "momentum": 0.8, "learning_rate": 0.0005},
    ],
    "optimizers that start anew": [
        {"optimizer": "nadam", "learning_rate": 0.1},
        {"beta_1": 0.7},
        {"optimizer": "adam"},
        {"optimizer": "ftrl"},
        {"optimizer": "adagrad"},
        {"optimizer": "adadelta"},
        {"optimizer": "adamax"},
    ],
    "schedules and clipping": [
        {"schedule": "step", "period": 4, "clipping": "global_norm", "clip_at": 30},
        {"schedule": "constant"},
        {"learning_rate": 0.002, "clipping": "value", "clip_at": 5},
        {"optimizer": "adam", "schedule": "one_cycle", "period": 20, "learning_rate": 0.2},
        {"schedule": "exponential", "period": 8, "clipping": "none"},
        {"optimizer": "adamw"},
        {"schedule": "constant", "warmup": 40},
    ],
    "to and fro": [{"optimizer": "adam"}, {"optimizer": "sgd"}, {"optimizer": "adam"}],
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
def test_live_changes_apply_at_their_updates(changes):
    config = config_of(batch_size=16, stop="never", epochs=5)
    session = session_of(config, Step(3))
    for change in changes:
        config = with_values(config, change)
        obey(session, Configure(config), Step(3))
    obey(session, Run())
    assert_same_run(execute(parts_of_session(session)), session)


def test_many_updates_are_compiled_unless_the_optimizer_changes():
    values = {"samples": 40, "batch_size": 1, "stop": "never", "epochs": 500}
    config = config_of(**values, learning_rate=1e-4)
    assert "@tf.function" in python_script(parts_for(config))
    session = session_of(config, Step(50), Configure(with_values(config, {"learning_rate": 1e-3})))
    obey(session, Step(30))
    parts = [
        replace(part, code=part.code.replace("max_epochs = 500", "max_epochs = 2"))
        for part in parts_of_session(session)
    ]
    assert "@tf.function" in python_script(parts)
    assert_same_run(execute(parts), session)
    obey(session, Configure(with_values(config, {"optimizer": "momentum"})), Step(1))
    assert "@tf.function" not in python_script(parts_of_session(session))


def test_changes_before_the_first_update_and_those_undone_are_no_changes():
    config = config_of(batch_size=16, epochs=3)
    other = with_values(config, {"optimizer": "adam", "learning_rate": 0.1})
    session = session_of(config, Configure(other), Step(2), Configure(config), Configure(other))
    obey(session, Run())
    parts = parts_of_session(session)
    assert "Live changes" not in {part.title for part in parts}
    assert_same_run(execute(parts), session)


def test_a_run_continued_past_its_stop_rule_is_reproduced_as_it_happened():
    session = session_of(config_of(epochs=80), Run())
    converged = session.run.trainer.epoch
    obey(session, Run())
    assert session.run.trainer.epoch == 80 > converged
    assert_same_run(execute(parts_of_session(session)), session)


def test_a_rule_that_a_change_arms_again_counts_from_the_end_of_the_run():
    config = config_of(epochs=90)
    session = session_of(config, Run(), Step(15))
    assert session.run.trainer.epoch == 70
    obey(session, Configure(with_values(config, {"learning_rate": 0.002})), Run())
    assert 70 < session.run.trainer.epoch < 90
    assert_same_run(execute(parts_of_session(session)), session)


def test_a_run_continued_past_its_epochs_makes_as_many_again():
    session = session_of(config_of(stop="never", epochs=6), Run())
    obey(session, Run(), Run())
    assert session.run.trainer.epoch == 18
    assert_same_run(execute(parts_of_session(session)), session)


def test_a_changed_stop_rule_counts_from_its_change():
    config = config_of(stop="never", epochs=30)
    session = session_of(config, Step(10))
    looser = with_values(config, {"stop": "loss", "tolerance": 0.5})
    obey(session, Configure(looser), Run())
    assert session.run.trainer.epoch == 11
    assert_same_run(execute(parts_of_session(session)), session)


def test_a_run_that_has_not_ended_goes_on_to_its_end():
    session = session_of(config_of(batch_size=16), Step(9))
    names = execute(parts_of_session(session))
    obey(session, Run())
    assert_same_run(names, session)


def test_a_saved_run_is_exported_with_its_changes(tmp_path):
    config = config_of(batch_size=16, shuffle=True, epochs=4)
    changed = with_values(config, {"optimizer": "adam", "learning_rate": 0.2, "stop": "never"})
    session = session_of(
        config, Step(10), Configure(changed), Run(), Run(), SaveRun(tmp_path / "r")
    )
    saved = read_run(tmp_path / "r")
    assert saved.summary.epochs == 8
    assert_same_run(execute(parts_for(saved.config, Course.of_saved(saved))), session)
