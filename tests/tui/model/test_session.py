"""The run that the app shows: values in, values out; no screen."""

from __future__ import annotations

from dataclasses import replace

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from tests.tui.views.scenes import descent, frame_of, line_preview
from tui.model.known_problem import problem_of
from tui.model.session import Session

FRAME = frame_of(descent(line_preview(), 0.001, 5))


def test_running_is_what_was_asked_for_until_the_worker_answers():
    session = Session(RunConfig())
    assert not session.running
    assert session.asked(run=True).running
    assert not session.asked(run=True).refused().running
    running = session.with_state(RunState.RUNNING)
    assert running.running
    assert not running.asked(run=False).running
    assert not running.stopped().running


def test_looking_back_pauses_and_the_first_frame_of_the_present_after_one_of_the_past_ends_it():
    session = replace(Session(RunConfig()), frame=FRAME, present=FRAME, state=RunState.RUNNING)
    looking = session.look_back()
    assert (looking.looking_back, looking.running) == (True, False)
    # The run's last frames before it paused are of the present too.
    assert looking.with_frame(FRAME).looking_back
    past = looking.with_frame(replace(FRAME, of=9))
    assert past.looking_back
    assert past.present is FRAME
    assert not past.with_frame(FRAME).looking_back


def test_a_fork_makes_the_moment_shown_the_present():
    past = replace(FRAME, of=9)
    forked = replace(Session(RunConfig()), frame=past, present=FRAME, looking_back=True).forked()
    assert forked.present is forked.frame
    assert (forked.present.of, forked.looking_back) == (None, False)


def test_a_lost_worker_leaves_the_present_on_the_screen():
    past = replace(FRAME, of=9)
    session = replace(Session(RunConfig()), frame=past, present=FRAME, looking_back=True)
    assert (session.stopped().frame, session.stopped().looking_back) == (FRAME, False)


def test_a_run_remembers_where_its_pace_was_changed_and_forgets_what_it_went_back_before():
    session = Session(RunConfig(), 30.0)
    assert session.with_pace(100.0).paces == ()
    moved = replace(session, frame=FRAME, present=FRAME).with_pace(100.0)
    assert [(pace.update, pace.old, pace.new) for pace in moved.paces] == [(5, "30/s", "100/s")]
    assert moved.with_pace(100.0).paces == moved.paces
    earlier = replace(FRAME, checkpoint=replace(FRAME.checkpoint, update=4))
    assert moved.with_frame(earlier).paces == ()


def test_other_data_lead_back_to_the_present_and_a_live_change_does_not():
    config = RunConfig()
    problem = problem_of(config)
    session = Session(config, problem=problem).look_back()
    live = with_values(config, {"learning_rate": 0.5})
    assert session.with_config(live, problem).looking_back
    other = with_values(config, {"seed": 1})
    assert not session.with_config(other, problem_of(other)).looking_back


def test_a_run_that_was_opened_is_shown_once_its_problem_is_known():
    opened = replace(FRAME, config=RunConfig())
    session = replace(Session(RunConfig()), opened=opened)
    shown = session.with_config(RunConfig(), problem_of(RunConfig()))
    assert (shown.frame, shown.present, shown.opened) == (opened, opened, None)
    other = with_values(RunConfig(), {"seed": 1})
    assert session.with_config(other, problem_of(other)).frame is None


def test_a_batch_is_too_large_where_there_are_fewer_samples():
    config = with_values(RunConfig(), {"batch_size": 101})
    assert Session(config).too_large_batch is None
    assert Session(config, problem=problem_of(config)).too_large_batch == 101
    fits = with_values(RunConfig(), {"batch_size": 100})
    assert Session(fits, problem=problem_of(fits)).too_large_batch is None
