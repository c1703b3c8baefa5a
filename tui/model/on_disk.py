"""The state of the app as the contents of a session on disk, and back. No screen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.errors import DataError
from engine.protocol.commands import Race, Resume
from engine.storage.sessions.content import (
    DraftContent,
    KeptContent,
    LessonContent,
    RaceContent,
    SessionContent,
    SweepContent,
)
from tui.model.kept_runs import KeptRun, KeptRuns
from tui.model.known_problem import Problem, problem_of

if TYPE_CHECKING:
    # Imported late: sweeps and the model would slow down the start by some milliseconds.
    from tui.model.app_model import AppModel
    from tui.model.draft import Draft
    from tui.model.experiment import AnyExperiment
    from tui.model.experiments import Experiments


def content_of(
    model: AppModel,
    view: Mapping[str, bool | str],
    ended: str | None = None,
    lesson: LessonContent | None = None,
) -> SessionContent:
    """What is saved of the app.

    Args:
        model: its state.
        view: what the screen shows, by name.
        ended: how the app ended; None while it is open.
        lesson: the open lesson; None for none.
    """
    frame = model.frame
    shown = model.experiments.shown
    return SessionContent(
        config=model.config,
        pace=model.session.pace,
        looking_back=None if frame is None or frame.of is None else frame.update,
        view=view,
        kept=tuple(
            KeptContent(run.letter, run.name, run.frame, run.hidden, run.compared)
            for run in model.kept
        ),
        sweeps=tuple(map(_sweep, model.experiments.all)),
        shown_sweep=0 if shown is None else shown.number,
        ended=ended,
        lesson=lesson,
        draft=None if model.draft is None else _draft(model.draft),
        race=_race(model),
    )


def _race(model: AppModel) -> RaceContent | None:
    """The race, while it is the last that was shown, and all its runs are still kept."""
    plan = model.race
    known = plan.letters and all(letter in model.kept for letter in plan.letters)
    return RaceContent(plan.letters, plan.by) if plan.reported and known else None


def race_of(content: SessionContent, first: Resume) -> Race | None:
    """The race of a session, which goes on from there, paused; None if there is nothing left of it.

    Args:
        content: the session.
        first: its run.
    """
    race, kept = content.race, {run.letter: run.frame for run in content.kept}
    if race is None or not all(letter in kept for letter in race.letters):
        return None
    frames = [kept[letter] for letter in race.letters]
    resumes = (first, *(Resume.of(frame, frame.config, state=frame.state) for frame in frames))
    if all(resume.state.ended for resume in resumes):
        return None
    return Race(tuple(resume.config for resume in resumes), race.by, resumes)


def _draft(draft: Draft) -> DraftContent:
    x, y = draft.points.x.tolist(), draft.points.y.tolist()
    return DraftContent(tuple(x), tuple(y), draft.cursor)


def draft_of(content: DraftContent, base: Problem) -> Draft:
    """The data as they were being edited, of the samples that were edited.

    Raises:
        DataError: a point is beyond float32's range.
    """
    from tui.model.draft import Draft
    from tui.model.points import Points

    begun = Draft.begun(base)
    points = Points.of(content.x, content.y)
    same = len(points) == len(begun.points) and bool(
        (points.x == begun.points.x).all() and (points.y == begun.points.y).all()
    )
    return (begun if same else begun.stepped(points)).moved(content.cursor)


def _sweep(made: AnyExperiment) -> SweepContent:
    from tui.model.experiment import PhaseExperiment, SweepExperiment

    sweep = made if isinstance(made, SweepExperiment) else None
    named = made.numbers if isinstance(made, PhaseExperiment) else {}
    return SweepContent(
        number=made.number,
        spec=made.spec,
        rows=made.rows,
        end=made.end,
        reason=made.reason,
        device=made.device,
        comparison=sweep is not None and sweep.comparison,
        frames=MappingProxyType({}) if sweep is None else sweep.frames,
        **named,
    )


def kept_runs_of(content: SessionContent) -> KeptRuns:
    """The kept runs of a session."""
    return KeptRuns(
        tuple(
            KeptRun(kept.letter, kept.name, kept.frame, kept.hidden, kept.compared)
            for kept in content.kept
        )
    )


def experiments_of(content: SessionContent) -> Experiments:
    """The sweeps and trade-offs of a session; what was still running is interrupted."""
    from tui.model.experiment import PhaseExperiment
    from tui.model.experiments import Experiments

    problems: list[Problem] = []
    known = {sweep.number: _experiment(sweep, problems) for sweep in content.sweeps}
    for sweep in content.sweeps:
        one = known[sweep.number]
        if isinstance(one, PhaseExperiment):
            known[sweep.number] = one.among(known, sweep.outer, sweep.aside)
    earlier = {number for sweep in content.sweeps for number in sweep.outer + sweep.aside}
    made = tuple(one for number, one in known.items() if number not in earlier)
    return Experiments.restored(made, max(known, default=0), content.shown_sweep)


def _experiment(sweep: SweepContent, known: list[Problem]) -> AnyExperiment:
    from engine.sweeps.phase_spec import PhaseSpec
    from engine.sweeps.spec import SweepSpec

    made: AnyExperiment
    if isinstance(sweep.spec, PhaseSpec):
        made = _mapped(sweep, known)
    else:
        made = _swept(sweep, known) if isinstance(sweep.spec, SweepSpec) else _measured(sweep)
    return made.restored(sweep.number, sweep.end, sweep.reason)


def _swept(sweep: SweepContent, known: list[Problem]) -> AnyExperiment:
    from engine.protocol.sweep_messages import SweepRows
    from engine.sweeps.rows import SweepRow
    from engine.sweeps.spec import SweepSpec
    from tui.model.experiment import SweepExperiment

    assert isinstance(sweep.spec, SweepSpec)
    rows = tuple(row for row in sweep.rows if isinstance(row, SweepRow))
    recorded = sweep.comparison or sweep.frames
    problem = _problem(sweep, known) if recorded else None
    made = SweepExperiment(
        spec=sweep.spec,
        problem=problem,
        comparison=sweep.comparison,
        frames=sweep.frames if problem is not None else MappingProxyType({}),
    )
    return made.after(SweepRows(rows, len(rows), sweep.spec.runs), sweep.device)


def _measured(sweep: SweepContent) -> AnyExperiment:
    from engine.protocol.sweep_messages import TradeoffRows
    from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec
    from tui.model.experiment import TradeoffExperiment

    assert isinstance(sweep.spec, TradeoffSpec)
    rows = tuple(row for row in sweep.rows if isinstance(row, TradeoffRow))
    made = TradeoffExperiment(spec=sweep.spec)
    return made.after(TradeoffRows(rows, len(rows), len(sweep.spec.batch_sizes)), sweep.device)


def _mapped(sweep: SweepContent, known: list[Problem]) -> AnyExperiment:
    from engine.protocol.sweep_messages import PhaseRows
    from engine.sweeps.phase_rows import PhaseRow
    from engine.sweeps.phase_spec import PhaseSpec
    from tui.model.experiment import PhaseExperiment

    assert isinstance(sweep.spec, PhaseSpec)
    rows = tuple(row for row in sweep.rows if isinstance(row, PhaseRow))
    made = PhaseExperiment(spec=sweep.spec, problem=_problem(sweep, known))
    return made.after(PhaseRows(rows, len(rows), sweep.spec.runs), sweep.device)


def _problem(sweep: SweepContent, known: list[Problem]) -> Problem | None:
    """The samples of a recorded sweep or a map; None if its file is gone."""
    try:
        known.append(problem_of(sweep.spec.base, known[-1] if known else None))
    except DataError:
        return None
    return known[-1]
