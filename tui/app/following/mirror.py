"""The state of the followed app, from the updates that it sends."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from msgspec import UNSET

from engine.history.frame import Frame
from engine.protocol.sweep_messages import PhaseRows, SweepRows, TradeoffRows
from engine.sharing.codec import WrongMessageError
from engine.storage.sessions.sweep_text import spec_in
from engine.sweeps.phase_spec import PhaseSpec
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from engine.theory.advice import Advice
from tui.app.sharing.frames import taken
from tui.app.sharing.schema import (
    ControlPart,
    DraftPart,
    ExperimentPart,
    ExperimentsPart,
    KeptPart,
    LessonPart,
    MessagesPart,
    ProblemPart,
    RunPart,
    ScreenPart,
    Update,
)
from tui.model.draft import Draft
from tui.model.experiment import AnyExperiment, PhaseExperiment, SweepExperiment, TradeoffExperiment
from tui.model.experiment_base import Stage
from tui.model.experiments import Experiments
from tui.model.judgement import Judgement
from tui.model.kept_runs import KeptRun, KeptRuns
from tui.model.known import Known
from tui.model.known_problem import Problem, problem_from, with_losses
from tui.model.messages import Messages
from tui.model.points import Points
from tui.model.session import Session

_Thing = TypeVar("_Thing")


class Mirror:
    """The state of the followed app.

    Attributes:
        known: the state of the model; None before the first update.
        screen: how the screen is set.
        lesson: what the learner reads of a lesson; None for none.
        control: whose keys count.
    """

    def __init__(self) -> None:
        self._frames: dict[int, Frame] = {}
        self._problems: dict[int, Problem] = {}
        self.known: Known | None = None
        self.screen: ScreenPart | None = None
        self.lesson: LessonPart | None = None
        self.control = ControlPart(yours=False, who="", following=0)

    def take(self, update: Update) -> None:
        """The state after an update.

        Raises:
            WrongMessageError: it does not follow from the ones before.
        """
        self._frames |= {number: taken(frame) for number, frame in update.frames.items()}
        self._problems |= {number: _problem(part) for number, part in update.problems.items()}
        try:
            self._apply(update)
        except (KeyError, ValueError) as error:
            raise WrongMessageError(f"an update is wrong: {error}") from None
        needed = set(update.keep)
        self._frames = _only(self._frames, needed)
        self._problems = _only(self._problems, needed)

    def _apply(self, update: Update) -> None:
        known = self.known
        if update.run is not UNSET:
            session = self._session(update.run)
            known = Known(session) if known is None else replace(known, session=session)
        if known is None:
            raise ValueError("the first has no run")
        if update.worker is not UNSET:
            known = replace(known, worker=update.worker)
        if update.messages is not UNSET:
            known = replace(known, messages=_messages(known.messages, update.messages))
        if update.kept is not UNSET:
            known = replace(known, kept=self._kept(update.kept))
        if update.experiments is not UNSET:
            made = self._experiments(known.experiments, update.experiments)
            known = replace(known, experiments=made)
        if update.race is not UNSET:
            known = replace(known, race=update.race)
        if update.draft is not UNSET:
            known = replace(known, draft=self._draft(update.draft))
        self.known = known
        if update.screen is not UNSET:
            self.screen = update.screen
        if update.lesson is not UNSET:
            self.lesson = update.lesson
        if update.control is not UNSET:
            self.control = update.control

    def _session(self, part: RunPart) -> Session:
        judgement = None
        if part.verdict is not None:
            # The advice is in the message already.
            judgement = Judgement(part.verdict, Advice(), part.config)
        return Session(
            config=part.config,
            pace=part.pace,
            problem=None if part.problem is None else self._problems[part.problem],
            frame=None if part.frame is None else self._frames[part.frame],
            present=None if part.present is None else self._frames[part.present],
            looking_back=part.looking_back,
            state=part.state,
            wants_run=part.wants_run,
            paces=part.paces,
            judgement=judgement,
            diverging=part.diverging,
            divergences=part.divergences,
        )

    def _draft(self, part: DraftPart | None) -> Draft | None:
        if part is None:
            return None
        problem = self._problems[part.problem]
        points = Points.of(problem.preview.data.x, problem.preview.data.y)
        past = (points,) if part.edited else ()
        base = self._problems[part.base]
        return Draft(base, points, problem, part.cursor, part.held, past=past)

    def _kept(self, parts: tuple[KeptPart, ...]) -> KeptRuns:
        return KeptRuns(
            tuple(
                KeptRun(part.letter, part.name, self._frames[part.frame], part.hidden,
                        part.compared)
                for part in parts
            )
        )  # fmt: skip

    def _experiments(self, before: Experiments, part: ExperimentsPart) -> Experiments:
        known = {one.number: one for one in before.all}
        for one in part.made:
            known[one.number] = self._experiment(one, known)
        made = tuple(known[number] for number in part.numbers)
        return Experiments.mirrored(made, part.unfinished, part.begun, part.shown)

    def _experiment(self, part: ExperimentPart, known: dict[int, AnyExperiment]) -> AnyExperiment:
        before = known.get(part.number)
        if part.keep != (0 if before is None else len(before.rows)):
            raise ValueError("rows of a sweep are missing")
        made: AnyExperiment
        match part.kind:
            case "sweep":
                made = self._sweep(part, before)
            case "tradeoff":
                made = _tradeoff(part, before)
            case "phase":
                made = self._phase(part, before).among(known, part.outer, part.aside)
        return replace(
            made,
            number=part.number,
            stage=Stage[part.stage],
            done=part.done,
            compiling=part.compiling,
            end=part.end,
            reason=part.reason,
        )

    def _sweep(self, part: ExperimentPart, before: AnyExperiment | None) -> SweepExperiment:
        if not isinstance(before, SweepExperiment):
            spec = spec_in("sweep", part.spec)
            assert isinstance(spec, SweepSpec)
            problem = None if part.problem is None else self._problems[part.problem]
            before = SweepExperiment(spec=spec, problem=problem, comparison=part.comparison)
        grown = before.after(SweepRows(part.rows, part.done, before.total), part.device)
        frames = {index: self._frames[number] for index, number in part.frames.items()}
        return replace(grown, frames=MappingProxyType(frames), epoch=part.epoch)

    def _phase(self, part: ExperimentPart, before: AnyExperiment | None) -> PhaseExperiment:
        if not isinstance(before, PhaseExperiment):
            spec = spec_in("phase", part.spec)
            assert isinstance(spec, PhaseSpec)
            problem = None if part.problem is None else self._problems[part.problem]
            before = PhaseExperiment(spec=spec, problem=problem)
        return before.after(PhaseRows(part.mapped, part.done, before.total), part.device)


def _problem(part: ProblemPart) -> Problem:
    made = problem_from(part.kind, part.data, part.start, part.preview)
    return made if part.losses is None else with_losses(made, part.losses)


def _tradeoff(part: ExperimentPart, before: AnyExperiment | None) -> TradeoffExperiment:
    if not isinstance(before, TradeoffExperiment):
        spec = spec_in("tradeoff", part.spec)
        assert isinstance(spec, TradeoffSpec)
        before = TradeoffExperiment(spec=spec)
    return before.after(TradeoffRows(part.measured, part.done, before.total), part.device)


def _messages(before: Messages, part: MessagesPart) -> Messages:
    if part.keep > len(before.log):
        raise ValueError("lines of the log are missing")
    shown = part.shown
    # What is the same message there is the same one here.
    end = shown if part.run_end == shown else part.run_end
    news = shown if part.news == shown else part.news
    log = (*before.log[: part.keep], *part.log)
    return Messages(shown=shown, log=log, run_end=end, news=news)


def _only(things: dict[int, _Thing], needed: set[int]) -> dict[int, _Thing]:
    return {number: thing for number, thing in things.items() if number in needed}
