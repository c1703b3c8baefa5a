"""The state of the app after an event of the engine: values in, values out. No screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.events import (
    Delayed,
    Event,
    Failed,
    Lost,
    Notice,
    RaceFrame,
    Ready,
    Refused,
    Saved,
    Starting,
    StateChanged,
)
from engine.protocol.problem_messages import Evaluated
from tui.canvas.grid import Grid
from tui.canvas.patches import Patches
from tui.model.experiment import AnyExperiment, SweepExperiment
from tui.model.judgement import judged, judged_at, standing_of
from tui.model.known import Known
from tui.model.known_problem import Problem, problem_from, with_losses
from tui.model.status import Message, Tone
from tui.text.data_names import data_line
from tui.text.saved import saved_words
from tui.text.worker_words import delay_words, lost_words

_LOG_AXIS = " · y: linear axis"


def received(known: Known, event: Event) -> Known:
    """The state after this event."""
    wanted = known.session.config.devices
    known = _taken(replace(known, worker=known.worker.after(event, wanted)), event)
    refusal = event.message if isinstance(event, Refused) else ""
    return replace(known, messages=known.messages.with_refusal(refusal))


def _taken(known: Known, event: Event) -> Known:
    match event:
        case Starting():
            known = _starting(known)
        case Ready():
            known = _ready(known, event)
        case Lost():
            known = _lost(known, event)
        case Delayed():
            messages = known.messages.said(delay_words(event), Tone.ERROR, lasting=True)
            known = replace(known, messages=messages)
        case Frame():
            plan = known.race.after_frame(of_race=False)
            known = _with_frame(replace(known, race=plan), event)
        case RaceFrame():
            known = _raced(known, event)
        case StateChanged():
            known = _with_state(known, event)
        case Refused() | Notice() | Saved() | Failed():
            known = _told(known, event)
        case Evaluated():
            known = _computed(known, event)
        case _:
            known = _experimented(known, event)
    return known


# ---------------------------------------------------------------------------- the worker


def _starting(known: Known) -> Known:
    messages = known.messages
    text = f"{messages.aside}starting TensorFlow…{known.promise}"
    messages = messages.said(text, lasting=True).with_aside("")
    session = replace(known.session, state=RunState.READY)
    return replace(known, session=session, messages=messages)


def _ready(known: Known, event: Ready) -> Known:
    versions = f"TensorFlow {event.tensorflow}, Keras {event.keras}"
    ready = f"{versions} ready after {event.import_seconds:.1f} s"
    problem = known.session.problem
    line = "" if problem is None else data_line(problem.preview)
    if line:
        # What was read of the user's file matters more; the log has both.
        known = replace(known, messages=known.messages.noted([ready]))
    return known.said(line or ready).warned()


def _lost(known: Known, event: Lost) -> Known:
    failure = known.worker.failure
    why = lost_words(event, "" if failure is None else failure.message)
    known = known.with_session(known.session.stopped())
    messages = known.messages.printed(event.output).said(why, Tone.ERROR, lasting=True)
    experiments, _ = known.experiments.lost()
    return replace(known, experiments=experiments, messages=messages)


# ---------------------------------------------------------------------------- the run


def _with_frame(known: Known, frame: Frame) -> Known:
    known = _of_version(known, frame)
    old, session = known.session.frame, known.session.with_frame(frame)
    begins = session.divergences > known.session.divergences
    known = known.with_session(session)
    if begins and frame.state is RunState.RUNNING and session.problem is not None:
        known = _warned_of_divergence(known, frame, session.problem)
    if session.frame is frame and frame.kept_every > 1 and (old is None or old.kept_every == 1):
        text = "the history is full: of old updates only the extremes are kept"
        return known.said(text)
    return known


def _of_version(known: Known, frame: Frame) -> Known:
    """With nothing known of the loss if the frame is of another version of its file."""
    session, problem = known.session, known.session.problem
    if problem is None or frame.version.is_that_of(session.version):
        return known
    unknown = problem_from(problem.kind, problem.data, problem.start, problem.preview)
    name = problem.kind.problem
    file = Path(name).name
    experiments = known.experiments.outdated(name, f"made with another version of {file}")
    known = replace(known, session=replace(session, problem=unknown), experiments=experiments)
    return known.said(f"{file} was read again", Tone.GOOD)


def _warned_of_divergence(known: Known, frame: Frame, problem: Problem) -> Known:
    judgement = judged_at(frame, problem)
    if judgement is None:
        return known
    message = judgement.message("")
    said = replace(message, text=message.text + _LOG_AXIS)
    return replace(known, messages=known.messages.run_ended(said))


def _computed(known: Known, event: Evaluated) -> Known:
    """With the loss of a problem that only the worker can compute, unless it is another one now."""
    problem = known.session.problem
    if problem is None or problem.kind != event.config.problem or problem.data != event.config.data:
        return known
    made = with_losses(problem, Patches(Grid(event.view, event.losses), event.slopes, event.whole))
    session = replace(known.session, problem=made)
    known = replace(known, session=session)
    if not (event.sampled_from and event.whole):
        return known
    return known.said(f"the surface is that of a selection of {event.sampled_from:,} samples")


def _raced(known: Known, event: RaceFrame) -> Known:
    first, *others = event.frames
    kept = known.kept
    for letter, frame in zip(known.race.letters, others, strict=False):
        if letter in kept:
            kept = kept.with_frame(letter, frame)
    plan = known.race.after_frame(of_race=True)
    return _with_frame(replace(known, kept=kept, race=plan), first)


def _with_state(known: Known, event: StateChanged) -> Known:
    messages, session = known.messages, known.session
    problem, judgement = session.problem, None
    if event.state.ended and problem is not None:
        judgement = judged(
            session.config,
            problem,
            standing_of(event.state, event.reached),
            event.reached.derivatives,
        )
    if event.reason:
        if judgement is None:
            message = Message(event.reason)
        elif event.resumed:
            # Which run this is comes first, in every form.
            message = judgement.message("").after(event.reason)
        else:
            message = judgement.message(event.reason)
        messages = messages.run_ended(message)
    else:
        messages = messages.run_goes_on(started=event.state is RunState.RUNNING)
    session = session.with_state(event.state, judgement, event.reason, event.reached.updates)
    return replace(known, messages=messages).with_session(session)


# ---------------------------------------------------------------------------- all others


def _told(known: Known, event: Refused | Notice | Saved | Failed) -> Known:
    match event:
        case Refused(message=message):
            return known.with_session(known.session.refused()).said(message, Tone.WARNING)
        case Notice(message=message, details=details):
            noted = known.messages.printed(details.splitlines())
            return replace(known, messages=noted).said(message, Tone.WARNING)
        case Saved():
            return known.said(saved_words(event), Tone.GOOD)
        case Failed(message=message, details=details):
            noted = known.messages.printed(details.splitlines())
            return replace(known, messages=noted).said(message, Tone.ERROR)


def _experimented(known: Known, event: Event) -> Known:
    refusal, before = known.messages.refusal, known.experiments
    experiments, news = before.after(event, known.worker.device, refusal)
    known = replace(known, experiments=experiments)
    if not news:
        return known
    known, words = _compared(known, experiments.numbered(before.unfinished[0]))
    messages = known.messages.with_news(news + words, Tone.WARNING if refusal else Tone.GOOD)
    return replace(known, messages=messages)


def _compared(known: Known, ended: AnyExperiment | None) -> tuple[Known, str]:
    """Keeps the runs of a comparison that has ended; also returns what to say about it."""
    if not isinstance(ended, SweepExperiment) or not ended.comparison or not ended.frames:
        return known, ""
    kept = known.kept.with_comparison(frame for _, frame in sorted(ended.frames.items()))
    count, total = sum(run.compared for run in kept), len(ended.frames)
    words = (
        " · 7: kept, hidden in other plots"
        if count == total
        else f" · {count} of {total} kept: no letter is free for the others"
    )
    return replace(known, kept=kept), words
