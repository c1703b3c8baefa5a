"""What the app knows of a run, event by event; no screen."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.reached import Reached
from engine.history.values import RunState
from engine.protocol.events import (
    Failed,
    Lost,
    RaceFrame,
    Ready,
    Refused,
    Saved,
    Starting,
    StateChanged,
)
from engine.protocol.sweep_messages import SweepRows
from engine.sweeps.spec import SweepSpec
from tests.fakes import FakeEngine
from tests.tui.sweeps import ended_row
from tui.model.app_model import AppModel
from tui.model.experiment import SweepExperiment
from tui.model.known_problem import problem_of
from tui.model.status import Phase, Tone


def model_of(**values):
    config = with_values(RunConfig(), values)
    return AppModel(config, 30.0, problem=problem_of(config))


def changed_to(state, reason=""):
    return StateChanged(state, reason, Reached(5, 5, (1.0, 2.0), 3.0, (1.0, 2.0), 3.0, 0.1, 0.1))


def test_before_the_first_frame_the_status_is_that_of_the_start():
    model = model_of(w0=1.5, b0=-2)
    status = model.status
    moments = model.problem.preview.moments
    assert (status.state, status.theta) == (Phase.STARTING, (1.5, -2))
    assert status.full_loss == moments.loss(1.5, -2)
    assert math.isnan(status.batch_loss)


def test_starting_then_ready():
    model = model_of()
    model.receive(Starting())
    assert model.messages.shown.text == "starting TensorFlow…"
    model.receive(Ready("GPU:0 NVIDIA A100", "2.21.0", "3.12.0", 6.54))
    assert model.state is RunState.READY
    assert model.status.device == "GPU:0 NVIDIA A100"
    assert "2.21.0" in model.messages.shown.text
    assert "6.5 s" in model.messages.shown.text


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
    assert (model.state, model.messages.shown.text, model.messages.shown.tone) == (
        state,
        "it ended",
        tone,
    )


def test_running_is_what_was_asked_for_until_the_worker_answers():
    model = model_of()
    assert not model.running
    model.ask_to_run(run=True)
    assert model.running
    model.receive(changed_to(RunState.PAUSED))
    assert not model.running
    model.ask_to_run(run=True)
    model.receive(Refused("no"))
    assert not model.running
    assert (model.messages.shown.text, model.messages.shown.tone) == ("no", Tone.WARNING)


def test_a_change_is_said_in_the_parameters_own_words():
    model = model_of()
    config = with_values(model.config, {"optimizer": "nesterov", "learning_rate": 1e-5})
    model.take(config, model.problem)
    assert model.messages.shown.text == (
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
    model.receive(Lost("it could not continue", ("worker says bye",)))
    assert model.state is Phase.LOST
    assert model.messages.shown.text.startswith("no memory for 1e8 samples")
    assert "k: restart it" in model.messages.shown.text
    assert {"line 1", "line 2", "worker says bye"} <= set(model.messages.log)


def test_a_saved_history_is_told_with_its_thinning():
    model = model_of()
    model.receive(Saved(Path("a.npz"), 12_000, 1))
    assert model.messages.shown.text == "wrote 12,000 updates to a.npz"
    model.receive(Saved(Path("a.npz"), 12_000, 64))
    assert "64" in model.messages.shown.text


def test_thinning_is_told_of_once():
    model = model_of()
    frame = FakeEngine(model.config).frame()
    model.receive(frame)
    model.receive(replace(frame, kept_every=2))
    assert "history is full" in model.messages.shown.text
    model.say("something else")
    model.receive(replace(frame, kept_every=4))
    assert model.messages.shown.text == "something else"
    assert model.status.thinned == 4


def test_the_log_does_not_grow_without_bound():
    model = model_of()
    for number in range(5000):
        model.say(f"line {number}")
    assert len(model.messages.log) == 1000
    assert model.messages.log[-1] == "line 4999"


def mutable_parts(value, path="known"):
    """Where a value of the model, or one that it holds, is a container that can be written to."""
    if isinstance(value, list | dict | set | deque | bytearray):
        yield path
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from mutable_parts(item, f"{path}[{place}]")
    elif is_dataclass(value) and type(value).__module__.startswith("tui.model"):
        assert type(value).__dataclass_params__.frozen, path
        for part in fields(value):
            yield from mutable_parts(getattr(value, part.name), f"{path}.{part.name}")


def test_what_is_frozen_holds_nothing_mutable():
    model = model_of()
    for event in (Starting(), Ready("CPU", "2", "3", 1.0), FakeEngine(model.config).frame()):
        model.receive(event)
    model.keep()
    model.remember_typed("sweep", {"seeds": "1"})
    spec = SweepSpec(RunConfig(), seeds=(0, 1))
    model.begin_experiment(SweepExperiment(spec=spec))
    model.receive(SweepRows((ended_row(spec, 0),), 1, 2))
    model.receive(Lost("killed", ("last words",)))
    assert model.kept.runs
    assert model.experiments.shown.rows
    assert list(mutable_parts(model._known)) == []


def test_an_event_leaves_the_values_before_it_as_they_were():
    model = model_of()
    before = model._known
    log, session = before.messages.log, before.session
    model.receive(FakeEngine(model.config).frame())
    model.say("something")
    assert model.frame is not None
    assert (before.session, before.messages.log) == (session, log)
    assert before.session.frame is None


def test_a_race_gives_the_kept_runs_their_frames_by_letter():
    model = model_of()
    engine = FakeEngine(model.config)
    engine.alive = engine._ready = True
    engine._run()
    engine.advance(3)
    model.receive(engine.frame())
    for _ in range(3):
        model.keep()
    model.remove_kept("B")
    model.begin_race(("A", "B", "C"))
    engine.advance(1)
    later = engine.frame()
    kept = [replace(later, theta=(float(place), later.theta[1])) for place in range(3)]
    model.receive(RaceFrame((later, *kept)))
    assert model.frame is later
    assert [(run.letter, run.frame) for run in model.kept] == [("A", kept[0]), ("C", kept[2])]
