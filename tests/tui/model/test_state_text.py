from dataclasses import replace

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.events import Ready
from tests.fake_run import FakeRun
from tui.model.app_model import AppModel
from tui.model.known_problem import problem_of
from tui.model.state_text import state_text, trend_text


def model_of(updates: int, **values: object) -> AppModel:
    config = with_values(RunConfig(), values)
    model = AppModel(config, None, problem=problem_of(config))
    run = FakeRun(config)
    for _ in range(updates):
        run._make_update()
    run.state = RunState.PAUSED
    model.receive(Ready("CPU", "2.21.0", "3.12.0", 1.0))
    model.receive(run.frame())
    return model


def test_the_state_says_how_far_it_is_and_what_is_left():
    """Numbers from the closed forms: loss and optimum of the samples, limit 2 / λmax."""
    model = model_of(12)
    assert model.problem is not None and model.frame is not None
    theory, w = model.problem.theory, model.frame.theta[0]
    text = state_text(model)
    assert "epoch 12, loss" in text
    assert f"w {w:.4g}, optimum {theory.w_best:.4g}" in text
    assert f"at {100 * 0.001 * theory.lambda_max / 2:.0f} % of the limit" in text


def test_an_optimizer_without_a_limit_and_data_that_are_read_say_so():
    assert "with no known limit for adam" in state_text(model_of(1, optimizer="adam"))
    assert "still being read" in state_text(AppModel(RunConfig(), None))


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (100, 80, "falling fast"),
        (100, 97, "falling"),
        (100, 99.7, "falling slowly"),
        (100, 100.001, "hardly changing"),
        (100, 102, "rising"),
        (100, 150, "rising fast"),
    ],
)
def test_the_trend_is_the_change_of_the_last_epoch(before, now, word):
    frame = model_of(2).frame
    assert frame is not None
    epochs = replace(frame.epochs, loss=frame.epochs.loss * 0 + [before, now])
    assert trend_text(replace(frame, epochs=epochs)) == word
    assert trend_text(model_of(1).frame) == "" and trend_text(None) == ""


def test_several_replicas_say_what_each_takes_and_where_the_time_goes():
    text = state_text(model_of(3, replicas=4, batch_size=8))
    assert "; 4 replicas, each with 8 samples of an update" in text
    # 1, 6 and 3 tenths of a millisecond.
    assert text.endswith("; time of an update: arithmetic 10 %, communication 60 %")
    assert "each with a part of all samples" in state_text(model_of(1, replicas=4))
    assert "replicas" not in state_text(model_of(1))
