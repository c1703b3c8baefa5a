"""The status line, made from the run, the worker and the last message."""

from __future__ import annotations

import math
from dataclasses import replace

from engine.config.run import FULL_BATCH
from engine.history.values import RunState
from engine.problems.base import Theta
from engine.theory.verdict import Verdict
from tui.model.judgement import verdict_at
from tui.model.present_rate import present_rate
from tui.model.session import Session
from tui.model.status import Message, Phase, Status, Tone
from tui.model.worker_health import WorkerHealth, WorkerPhase
from tui.text.data_names import data_fact
from tui.text.worker_words import silence_words

_PHASES = {WorkerPhase.STARTING: Phase.STARTING, WorkerPhase.LOST: Phase.LOST}


def state_of(session: Session, worker: WorkerHealth) -> RunState | Phase:
    """The state of the run, or of the worker if it is not ready."""
    return _PHASES.get(worker.phase, session.state)


def _data_of(session: Session) -> str:
    """The columns and the file of the run; empty for generated data."""
    problem = session.problem
    if problem is None or problem.data.data is None:
        return ""
    samples = problem.preview
    return data_fact(samples.x_name, samples.y_name, samples.source)


def _in_data(session: Session, theta: Theta) -> Theta | None:
    """θ in the data's units; None if the samples are not standardized."""
    problem = session.problem
    if problem is None or problem.preview.scaling.identity:
        return None
    return problem.preview.scaling.to_data(theta)


def _verdict(session: Session, state: RunState | Phase) -> Verdict | None:
    """The verdict on a run that has ended, or is diverging."""
    frame, problem, found = session.frame, session.problem, session.judgement
    if state is RunState.RUNNING and session.diverging:
        if frame is not None and problem is not None:
            return verdict_at(frame, problem)
    elif state is session.state and session.state.ended and found is not None:
        return found.verdict
    return None


def status_of(session: Session, worker: WorkerHealth, message: Message) -> Status:
    """The contents of the status line."""
    frame, problem, config = session.frame, session.problem, session.config
    state = state_of(session, worker)
    if worker.phase is WorkerPhase.READY and session.wants_run and state is not RunState.RUNNING:
        # Until the loop is compiled.
        state = Phase.STARTING
    if worker.silent:
        message = Message(silence_words(worker.silence), Tone.WARNING)
    samples, size = 0 if problem is None else problem.preview.samples, config.batch.batch_size
    replicas = config.batch.replicas
    whole = size == FULL_BATCH or 0 < samples <= size * replicas
    batch = samples if whole or size == FULL_BATCH else size
    common = Status(
        state=state,
        verdict=_verdict(session, state),
        pace=session.pace,
        optimizer=config.optimizer.optimizer,
        learning_rate=present_rate(config.optimizer, frame),
        batch=batch,
        full_batch=samples > 0 and whole,
        replicas=replicas,
        data=_data_of(session),
        device=worker.device,
        message=message,
    )
    if frame is None:
        full = problem.start_loss if problem is not None else math.nan
        theta = config.start.theta
        return replace(common, theta=theta, data_theta=_in_data(session, theta), full_loss=full)
    past = frame.of is not None and not worker.lost
    moves = state is RunState.RUNNING and not worker.silent
    return replace(
        common,
        state=Phase.PAST if past else state,
        verdict=None if past else common.verdict,
        of=frame.of if past else None,
        epoch=frame.epoch,
        update=frame.update,
        theta=frame.theta,
        data_theta=_in_data(session, frame.theta),
        batch_loss=frame.batch_loss,
        full_loss=frame.full_loss,
        updates_per_second=frame.updates_per_second if moves else 0.0,
        thinned=frame.kept_every,
        kernels=frame.kernels,
        shared=frame.replicas,
    )
