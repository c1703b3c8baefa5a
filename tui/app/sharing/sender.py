"""What one follower has been sent, from which its next update is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from engine.history.frame import Frame
from engine.storage.sessions.sweep_text import kind_of, spec_text
from tui.app.sharing.frames import to_send
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
from tui.model.app_model import AppModel
from tui.model.draft import Draft
from tui.model.experiment import (
    AnyExperiment,
    PhaseExperiment,
    TradeoffExperiment,
)
from tui.model.experiments import Experiments
from tui.model.known_problem import Problem
from tui.model.messages import Messages
from tui.model.session import Session
from tui.model.tabulated import Tabulated

_Thing = TypeVar("_Thing")


class _Numbered(Generic[_Thing]):
    """Large values under numbers; each is held, so that its identity stays its own."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, _Thing]] = {}
        self.new: dict[int, _Thing] = {}

    def number(self, thing: _Thing, numbers: Iterable[int]) -> int:
        """The number of a value; a new one gets the next of these."""
        known = self._known.get(id(thing))
        if known is None:
            known = self._known[id(thing)] = next(iter(numbers)), thing
            self.new[known[0]] = thing
        return known[0]

    def forget_all_but(self, needed: set[int]) -> None:
        """Forget what is not needed, and that anything is new."""
        self._known = {key: known for key, known in self._known.items() if known[0] in needed}
        self.new = {}


@dataclass
class _Sent:
    """The values that the last update was made of; None before the first."""

    session: Session | None = None
    worker: object = None
    messages: Messages | None = None
    kept: object = None
    experiments: Experiments | None = None
    race: object = None
    draft: object = UNSET
    screen: ScreenPart | None = None
    control: ControlPart | None = None
    lesson: object = UNSET
    made: dict[int, AnyExperiment] = field(default_factory=dict)


class Sender:
    """Makes updates for one follower; the first has everything."""

    def __init__(self) -> None:
        self._sent = _Sent()
        self._updates = 0
        self._numbers = iter(range(1, 1 << 62))
        self._frames: _Numbered[Frame] = _Numbered()
        self._problems: _Numbered[Problem] = _Numbered()
        self._needed: dict[str, set[int]] = {}

    def next(
        self,
        model: AppModel,
        screen: ScreenPart,
        control: ControlPart,
        lesson: LessonPart | None,
    ) -> Update | None:
        """What changed since the last update; None if nothing did."""
        sent, before = self._sent, self._updates
        run = self._run(model.session) if model.session is not sent.session else UNSET
        kept = self._kept(model) if model.kept is not sent.kept else UNSET
        many = model.experiments
        experiments = self._experiments(many) if many is not sent.experiments else UNSET
        draft = self._draft(model.draft) if model.draft is not sent.draft else UNSET
        messages: MessagesPart | UnsetType = UNSET
        if model.messages is not sent.messages:
            messages = _messages(model.messages, sent.messages)
        update = Update(
            number=before + 1,
            frames={number: to_send(frame) for number, frame in self._frames.new.items()},
            problems={number: _problem(problem) for number, problem in self._problems.new.items()},
            run=run,
            worker=model.worker if model.worker != sent.worker else UNSET,
            messages=messages,
            kept=kept,
            experiments=experiments,
            race=model.race if model.race != sent.race else UNSET,
            draft=draft,
            screen=screen if screen != sent.screen else UNSET,
            control=control if control != sent.control else UNSET,
            lesson=lesson if lesson != sent.lesson else UNSET,
            keep=self._settle(),
        )
        self._sent = _Sent(
            model.session, model.worker, model.messages, model.kept, many, model.race,
            model.draft, screen, control, lesson, {one.number: one for one in many.all},
        )  # fmt: skip
        parts = (run, update.worker, messages, kept, experiments, update.race, draft, update.screen)
        if all(part is UNSET for part in (*parts, update.control, update.lesson)):
            return None
        self._updates += 1
        return update

    def _settle(self) -> tuple[int, ...]:
        """The numbers that are needed; the others are forgotten on both sides."""
        needed = set().union(*self._needed.values())
        self._frames.forget_all_but(needed)
        self._problems.forget_all_but(needed)
        return tuple(sorted(needed))

    def _run(self, session: Session) -> RunPart:
        def number(frame: Frame | None) -> int | None:
            return None if frame is None else self._frames.number(frame, self._numbers)

        problem = None
        if session.problem is not None:
            problem = self._problems.number(session.problem, self._numbers)
        found = session.judgement
        part = RunPart(
            config=session.config,
            pace=session.pace,
            problem=problem,
            frame=number(session.frame),
            present=number(session.present),
            looking_back=session.looking_back,
            state=session.state,
            wants_run=session.wants_run,
            paces=session.paces,
            verdict=None if found is None else found.verdict,
            diverging=session.diverging,
            divergences=session.divergences,
        )
        named = (problem, part.frame, part.present)
        self._needed["run"] = {one for one in named if one is not None}
        return part

    def _draft(self, draft: Draft | None) -> DraftPart | None:
        self._needed["draft"] = set()
        if draft is None:
            return None
        base, problem = (self._problems.number(each, self._numbers)
                         for each in (draft.base, draft.problem))  # fmt: skip
        self._needed["draft"] = {base, problem}
        return DraftPart(base, problem, draft.cursor, draft.held, bool(draft.past))

    def _kept(self, model: AppModel) -> tuple[KeptPart, ...]:
        parts = tuple(
            KeptPart(
                run.letter,
                run.name,
                self._frames.number(run.frame, self._numbers),
                run.hidden,
                run.compared,
            )
            for run in model.kept
        )
        self._needed["kept"] = {part.frame for part in parts}
        return parts

    def _experiments(self, many: Experiments) -> ExperimentsPart:
        before = self._sent.made
        changed = [one for one in many.all if one is not before.get(one.number)]
        parts = tuple(self._experiment(one, before.get(one.number)) for one in changed)
        self._needed["experiments"] = {n for one in many.all for n in self._named_by(one)}
        return ExperimentsPart(
            numbers=tuple(one.number for one in many.made),
            made=parts,
            unfinished=many.unfinished,
            begun=many.begun,
            shown=0 if many.shown is None else many.shown.number,
        )

    def _experiment(self, one: AnyExperiment, before: AnyExperiment | None) -> ExperimentPart:
        keep = 0 if before is None else len(before.rows)
        common = ExperimentPart(
            number=one.number,
            spec=spec_text(one.spec),
            stage=one.stage.name,
            done=one.done,
            device=one.device,
            compiling=one.compiling,
            end=one.end,
            reason=one.reason,
            keep=keep,
            kind=kind_of(one.spec),
        )
        if isinstance(one, TradeoffExperiment):
            return replace(common, measured=one.rows[keep:])
        if isinstance(one, PhaseExperiment):
            named = self._named_by(one)
            problem = named[0] if named else None
            return replace(common, mapped=one.rows[keep:], problem=problem, **one.numbers)
        number, *frames = self._named_by(one) if one.problem is not None else (None,)
        return replace(
            common,
            rows=one.rows[keep:],
            comparison=one.comparison,
            problem=number,
            frames=dict(zip(one.frames, frames, strict=True)) if frames else {},
            epoch=one.epoch,
        )

    def _named_by(self, one: AnyExperiment) -> tuple[int, ...]:
        """The numbers of its problem and of the frames of a recorded sweep."""
        if isinstance(one, TradeoffExperiment) or one.problem is None:
            return ()
        if isinstance(one, PhaseExperiment):
            return (self._problems.number(one.problem, self._numbers),)
        frames = (self._frames.number(frame, self._numbers) for frame in one.frames.values())
        return (self._problems.number(one.problem, self._numbers), *frames)


def _problem(problem: Problem) -> ProblemPart:
    found = problem.objective
    losses = found.losses if isinstance(found, Tabulated) else None
    return ProblemPart(problem.kind, problem.data, problem.start, problem.preview, losses)


def _messages(messages: Messages, before: Messages | None) -> MessagesPart:
    old = () if before is None else before.log
    keep = 0
    for line, known in zip(messages.log, old, strict=False):
        if line != known:
            break
        keep += 1
    return MessagesPart(messages.shown, messages.run_end, messages.news, keep, messages.log[keep:])
