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
from engine.theory.verdict import Kind
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


def ended(model, state, full_loss, theta=(9.0, 1.0)):
    reached = Reached(5, 5, theta, full_loss, theta, full_loss, 0.1, 0.1)
    model.receive(StateChanged(state, "it ended", reached))
    return model.messages.shown


def test_an_opened_run_is_named_before_its_verdict_at_every_width():
    model = model_of()
    reached = Reached(5, 5, (9.0, 1.0), 3.0, (9.0, 1.0), 120.0, 0.1, 0.1)
    model.receive(StateChanged(RunState.CONVERGED, "opened demo", reached, resumed=True))
    shown = model.messages.shown
    for text in (shown.text, *shown.shorter):
        assert text.startswith("opened demo · ")
    assert "stopped" in shown.text


@pytest.mark.parametrize("state", [RunState.CONVERGED, RunState.MAX_EPOCHS])
def test_the_end_of_a_run_is_green_only_near_the_least_loss(state):
    model = model_of()
    least = model.problem.theory.least_loss
    near = ended(model, state, 1.01 * least)
    assert near.tone is Tone.GOOD and "1.01 × the least loss" in near.text
    far = ended(model, state, 12.9 * least)
    assert far.tone is Tone.WARNING and far.text.startswith("stopped: 12.9 × the least loss")
    assert "it ended" in far.text and "try lr " in far.text
    assert not far.text.startswith("converged") and len(far.fitting(80)) <= 80
    assert model.status.verdict.kind in (Kind.STOPPED_EARLY, Kind.MAX_EPOCHS)


def test_the_end_of_a_diverged_run_says_what_would_have_been_stable():
    model = model_of()
    model.take(with_values(model.config, {"learning_rate": 0.1}), model.problem)
    said = ended(model, RunState.DIVERGED, math.inf, (math.inf, 1.0))
    limit = 2 / model.problem.theory.lambda_max
    assert said.tone is Tone.ERROR
    stated = float(said.text.split("stable below lr ")[1].split()[0])
    assert 0.98 * limit < stated <= limit
    assert model.session.diverging


def test_a_diverging_run_is_said_to_diverge_until_it_is_restarted():
    model = model_of()
    engine = FakeEngine(model.config)
    model.receive(engine.frame())
    start = model.problem.start_loss
    running = replace(
        engine.frame(),
        state=RunState.RUNNING,
        checkpoint=replace(engine.frame().checkpoint, update=9, epoch=9),
        theta=(1e3, 1e3),
        epoch_loss=1.5e3 * start,
    )
    model.receive(changed_to(RunState.RUNNING))
    model.receive(replace(running, full_loss=999 * start))
    assert not model.session.diverging
    model.receive(replace(running, full_loss=1.2e3 * start))
    assert not model.session.diverging, "it is falling"
    model.receive(replace(running, full_loss=2e3 * start))
    assert model.session.diverging and model.session.divergences == 1
    assert model.messages.shown.text.startswith("diverging: ")
    assert model.messages.shown.tone is Tone.ERROR
    assert model.status.verdict.kind is Kind.DIVERGING
    model.receive(changed_to(RunState.READY))
    assert not model.session.diverging


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
    model.leave_view()
    assert model.messages.shown.text.startswith("no memory"), "it is still lost in another view"
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
