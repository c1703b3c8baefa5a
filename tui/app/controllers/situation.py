"""The current situation of the user, from the model and the screen."""

from __future__ import annotations

from typing import Protocol

from engine.config.file_access import are_files_off
from tui.app.controllers.changes import ChangesController
from tui.model.app_model import AppModel
from tui.model.experiment import PhaseExperiment, SweepExperiment
from tui.model.situation import (
    ExperimentsAtHand,
    Focus,
    LessonAtHand,
    RunsAtHand,
    Sharing,
    Situation,
    ViewName,
)

_NO_LESSON = LessonAtHand()
_NOT_SHARED = Sharing()


class Shown(Protocol):
    """What is on the screen."""

    @property
    def view_name(self) -> ViewName: ...
    @property
    def focus_name(self) -> Focus: ...
    @property
    def is_over(self) -> bool: ...


def situation_of(
    model: AppModel,
    shown: Shown,
    changes: ChangesController,
    selected: str,
    *,
    resumable: bool,
    lesson: LessonAtHand = _NO_LESSON,
    sharing: Sharing = _NOT_SHARED,
    replaying: bool = False,
) -> Situation:
    """Everything that determines whether a command applies.

    Args:
        model: the state of the app.
        shown: what is on the screen.
        changes: knows what can be undone.
        selected: the letter of the selected kept run; empty for none.
        resumable: whether there is an earlier session to resume.
        lesson: the open lesson.
        sharing: how the session is shared.
        replaying: whether the past is being replayed.
    """
    judgement = model.session.judgement
    return Situation(
        view=shown.view_name,
        focus=shown.focus_name,
        state=model.state,
        running=model.running,
        moved=not model.unmoved,
        looking_back=model.looking_back,
        replaying=replaying and model.looking_back,
        racing=model.race.reported,
        diverging=model.session.diverging,
        arrived=judgement is not None and judgement.verdict.kind.earned,
        least_batch=model.config.batch.batch_size == 1,
        preparing=changes.is_preparing,
        over=shown.is_over,
        editing=model.draft is not None,
        edited=model.draft is not None and bool(model.draft.past),
        can_undo=changes.can_undo,
        can_redo=changes.can_redo,
        resumable=resumable,
        runs=RunsAtHand(
            kept=len(model.kept),
            room=model.kept.free_letter is not None,
            rivals=len(model.rivals),
            selected=selected,
        ),
        experiments=_at_hand(model),
        lesson=lesson,
        silent=model.worker.silent,
        hangs=model.worker.hangs,
        sharing=sharing,
        files=not are_files_off(),
        quadratic=model.config.problem.is_quadratic,
        computable=not model.config.problem.is_own,
        takes_data=model.config.problem.takes_data,
        neuron=model.config.problem.is_neuron,
    )


def _at_hand(model: AppModel) -> ExperimentsAtHand:
    experiments, messages = model.experiments, model.messages
    shown, running, phase = experiments.shown, experiments.under_way, experiments.phase
    return ExperimentsAtHand(
        count=len(experiments.tables),
        running=running is not None,
        maps=isinstance(running, PhaseExperiment),
        phase=None if phase is None else phase.stage,
        complete=phase is not None and not phase.unfinished,
        rows=0 if shown is None else len(shown.rows),
        is_sweep=isinstance(shown, SweepExperiment),
        unfinished=shown is not None and shown.unfinished,
        news=messages.news is not None and messages.shown is messages.news,
    )
