"""What the app knows of a run, event by event; no screen."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.events import Failed, Lost, Ready, Refused, Saved, Starting, StateChanged
from tests.fakes import FakeEngine
from tui.model.known_problem import problem_of, takes_time
from tui.model.session import RunModel
from tui.model.status import Phase, Tone


def model_of(**values):
    config = with_values(RunConfig(), values)
    return RunModel(config, 30.0, problem=problem_of(config))


def changed_to(state, reason=""):
    return StateChanged(state, reason, 5, 5, (1.0, 2.0), 3.0, (1.0, 2.0), 3.0, 0.1, 0.1)


def test_before_the_first_frame_the_status_is_that_of_the_start():
    model = model_of(w0=1.5, b0=-2)
    status = model.status()
    moments = model.problem.preview.moments
    assert (status.state, status.theta) == (Phase.STARTING, (1.5, -2))
    assert status.full_loss == moments.loss(1.5, -2)
    assert math.isnan(status.batch_loss)


def test_starting_then_ready():
    model = model_of()
    model.receive(Starting())
    assert model.message.text == "starting TensorFlow…"
    model.receive(Ready("GPU:0 NVIDIA A100", "2.21.0", "3.12.0", 6.54))
    assert model.state is RunState.READY
    assert model.status().device == "GPU:0 NVIDIA A100"
    assert "2.21.0" in model.message.text
    assert "6.5 s" in model.message.text


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        (RunState.CONVERGED, Tone.GOOD),
        (RunState.DIVERGED, Tone.ERROR),
        (RunState.MAX_EPOCHS, Tone.WARNING),
    ],
)
def test_how_a_run_ends_is_said(state, tone):
    model = model_of()
    model.receive(changed_to(state, "it ended"))
    assert (model.state, model.message.text, model.message.tone) == (state, "it ended", tone)


def test_running_is_what_was_asked_for_until_the_worker_answers():
    model = model_of()
    assert not model.running
    model.wants_run = True
    assert model.running
    model.receive(changed_to(RunState.PAUSED))
    assert not model.running
    model.wants_run = True
    model.receive(Refused("no"))
    assert not model.running
    assert (model.message.text, model.message.tone) == ("no", Tone.WARNING)


def test_a_change_is_said_in_the_parameters_own_words():
    model = model_of()
    config = with_values(model.config, {"optimizer": "nesterov", "learning_rate": 1e-5})
    model.take(config, model.problem)
    assert model.message.text == (
        "optimizer sgd → nesterov, learning rate 0.001 → 1e-5, momentum 0 → 0.9"
    )


def test_another_problem_forgets_the_frame_and_a_live_change_does_not():
    model = model_of()
    engine = FakeEngine(model.config)
    model.receive(engine.frame())
    model.take(with_values(model.config, {"learning_rate": 0.01}), model.problem)
    assert model.frame is not None
    other = with_values(model.config, {"seed": 1})
    model.take(other, problem_of(other, model.problem))
    assert model.frame is None
    model.receive(engine.frame())
    assert model.frame is None


def test_a_lost_worker_keeps_its_last_words_and_the_failure_that_led_to_it():
    model = model_of()
    model.receive(Failed("no memory for 1e8 samples", "line 1\nline 2"))
    model.receive(Lost("it could not go on", ("worker says bye",)))
    assert model.state is Phase.LOST
    assert model.message.text.startswith("no memory for 1e8 samples")
    assert "k starts it again" in model.message.text
    assert {"line 1", "line 2", "worker says bye"} <= set(model.log)


def test_a_saved_history_is_told_with_its_thinning():
    model = model_of()
    model.receive(Saved(Path("a.npz"), 12_000, 1))
    assert model.message.text == "wrote 12 000 updates to a.npz"
    model.receive(Saved(Path("a.npz"), 12_000, 64))
    assert "64" in model.message.text


def test_thinning_is_told_of_once():
    model = model_of()
    frame = FakeEngine(model.config).frame()
    model.receive(frame)
    model.receive(replace(frame, kept_every=2))
    assert "outgrown" in model.message.text
    model.say("something else")
    model.receive(replace(frame, kept_every=4))
    assert model.message.text == "something else"
    assert model.status().thinned == 4


def test_the_log_does_not_grow_without_bound():
    model = model_of()
    for number in range(5000):
        model.say(f"line {number}")
    assert len(model.log) == 1000
    assert model.log[-1] == "line 4999"


def test_a_start_moves_without_drawing_the_samples_again():
    config = RunConfig()
    problem = problem_of(config)
    moved = with_values(config, {"w0": 3})
    other = problem_of(moved, problem)
    assert other.preview is problem.preview
    assert other.start == (3, 0)
    assert other.fits(moved)
    assert not other.fits(config)
    assert not takes_time(moved, problem)


@pytest.mark.parametrize(
    ("values", "slow"),
    [
        ({}, False),
        ({"samples": 200_000}, False),
        ({"samples": 200_001}, True),
        ({"data": "x"}, True),
    ],
)
def test_what_takes_time_is_not_done_at_once(values, slow):
    assert takes_time(with_values(RunConfig(), values)) is slow
