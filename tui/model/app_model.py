"""The state of the app, which changes only by named transitions. No screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import Race
from engine.protocol.events import Event
from tui.model.draft import Draft
from tui.model.experiment import AnyExperiment, PhaseExperiment
from tui.model.experiments import Experiments
from tui.model.kept_runs import KeptRun, KeptRuns
from tui.model.known import Known
from tui.model.known_problem import Problem
from tui.model.messages import Messages
from tui.model.race import RacePlan
from tui.model.received import received
from tui.model.run_status import state_of, status_of
from tui.model.session import Session
from tui.model.status import Phase, Status, Tone
from tui.model.worker_health import WorkerHealth


class AppModel:
    """The state of the app; all values that it returns are frozen.

    Args:
        config: the first configuration.
        pace: initial updates per second; None is unlimited.
        problem: the data and theory of `config`; None while they are being prepared.
    """

    def __init__(
        self,
        config: RunConfig,
        pace: float | None,
        *,
        problem: Problem | None = None,
    ) -> None:
        self._known = Known(Session(config, pace, problem))

    # ------------------------------------------------------------------------------ values

    @property
    def session(self) -> Session:
        """The run on the screen."""
        return self._known.session

    @property
    def draft(self) -> Draft | None:
        """The data being edited; None if they are not."""
        return self._known.draft

    @property
    def shown(self) -> Session:
        """The run on the screen; while edited data are shown, their run before its start."""
        return self._known.shown

    @property
    def worker(self) -> WorkerHealth:
        """The state of the worker."""
        return self._known.worker

    @property
    def messages(self) -> Messages:
        """The messages to the user."""
        return self._known.messages

    @property
    def kept(self) -> KeptRuns:
        """The kept runs."""
        return self._known.kept

    @property
    def rivals(self) -> tuple[KeptRun, ...]:
        """The kept runs of the current loss and samples."""
        return self._known.rivals

    @property
    def experiments(self) -> Experiments:
        """Sweeps and trade-offs."""
        return self._known.experiments

    @property
    def race(self) -> RacePlan:
        """The last race, and the unit of the next one."""
        return self._known.race

    @property
    def config(self) -> RunConfig:
        """The current configuration, even if the worker has not applied it yet."""
        return self.session.config

    @property
    def problem(self) -> Problem | None:
        """Its data and theory; None while they are being prepared."""
        return self.session.problem

    @property
    def frame(self) -> Frame | None:
        """The newest frame; it may show an earlier moment."""
        return self.session.frame

    @property
    def present(self) -> Frame | None:
        """The newest frame of the present of the run."""
        return self.session.present

    @property
    def looking_back(self) -> bool:
        """Whether an earlier moment was requested."""
        return self.session.looking_back

    @property
    def running(self) -> bool:
        """Whether the run is running, or will be as soon as the worker processes the command."""
        return self.session.running

    @property
    def unmoved(self) -> bool:
        """Whether no update has been made."""
        return self.session.unmoved

    @property
    def state(self) -> RunState | Phase:
        """The state of the run, or of the worker if it is not ready."""
        return state_of(self.session, self.worker)

    @property
    def status(self) -> Status:
        """The contents of the status line."""
        status = status_of(self.shown, self.worker, self.messages.shown)
        return replace(status, aside=self.experiments.activity)

    # ------------------------------------------------------------------------------ messages

    def receive(self, event: Event) -> None:
        """Apply an event of the engine."""
        self._known = received(self._known, event)

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show one line, and add it to the log."""
        self._known = self._known.said(text, tone)

    def leave_view(self) -> None:
        """Another view is shown: a passing message leaves with the one before."""
        self._known = replace(self._known, messages=self.messages.left())

    def note(self, lines: Iterable[str]) -> None:
        """Add lines to the log only."""
        self._known = replace(self._known, messages=self.messages.noted(lines))

    def lead(self, text: str, tone: Tone = Tone.WARNING) -> None:
        """Show this text before the message shown."""
        both = " · ".join(filter(None, (text, self.messages.shown.text)))
        self._known = replace(self._known, messages=self.messages.amended(both, tone))

    def set_aside(self, text: str) -> None:
        """Show this text, if any, with the message that the worker is ready."""
        aside = f"{text} · " if text else ""
        self._known = replace(self._known, messages=self.messages.with_aside(aside))

    # ------------------------------------------------------------------------------ the run

    def take(self, config: RunConfig, problem: Problem, lead: str = "") -> None:
        """Request this configuration, with its problem; `lead` is the start of the message."""
        self._known = self._known.with_config(config, problem, lead)

    def open(self, frame: Frame) -> None:
        """Show a saved run until the engine reports it; call it before the first `take`."""
        self._known = self._known.with_session(replace(self.session, opened=frame))

    def mirror(self, known: Known) -> None:
        """Take over the whole state of another app."""
        self._known = known

    def restore(self, kept: KeptRuns, experiments: Experiments) -> None:
        """Take over the kept runs and the sweeps of an earlier session."""
        self._known = replace(self._known, kept=kept, experiments=experiments)

    def go_back_to_good_devices(self) -> tuple[str, str]:
        """Request the last working devices instead of failing ones.

        Returns:
            The parameter that was at fault, and the reason.
        """
        self._known, name, reason = self._known.back_on_good_devices()
        return name, reason

    def ask_to_run(self, *, run: bool) -> None:
        """Request to run or to pause; while the worker starts, a message confirms it."""
        known = self._known.with_session(self.session.asked(run=run))
        self._known = known.promised() if self.worker.starting else known

    def set_pace(self, pace: float | None) -> None:
        """Request another pace."""
        self._known = self._known.with_session(self.session.with_pace(pace))

    def look_back(self) -> None:
        """Request an earlier moment; the run pauses."""
        self._known = self._known.looked_back()

    def come_back(self) -> None:
        """Request the present."""
        self._known = self._known.with_session(self.session.come_back())

    def fork(self) -> None:
        """Make the moment shown the present of a new run."""
        self._known = self._known.with_session(self.session.forked())

    def edit(self, draft: Draft | None) -> None:
        """Show edited data; None ends the editing, and shows the data in force."""
        self._known = replace(self._known, draft=draft)

    # ------------------------------------------------------------------------------ kept runs

    def keep(self) -> KeptRun | None:
        """Keep the current run under the first free letter; None if none is free.

        Raises:
            ValueError: there is no run yet.
        """
        if self.present is None:
            raise ValueError("there is no run yet")
        letter = self.kept.free_letter
        if letter is None:
            return None
        run = KeptRun.of(letter, self.present)
        self._keep(self.kept.with_run(run))
        return run

    def swap_kept(self, letter: str) -> None:
        """Replace a kept run by the current run, if that has made an update."""
        if self.present is None or self.unmoved:
            self.remove_kept(letter)
            return
        run = KeptRun.of(letter, self.present)
        self._keep(self.kept.with_run(run))

    def rename_kept(self, letter: str, name: str) -> None:
        """Rename a kept run."""
        self._keep(self.kept.renamed(letter, name))

    def toggle_kept(self, letter: str) -> None:
        """Show a hidden run in the plots, or hide it."""
        self._keep(self.kept.toggled(letter))

    def remove_kept(self, letter: str) -> None:
        """Remove a kept run; its letter becomes free."""
        self._keep(self.kept.without(letter))

    def _keep(self, kept: KeptRuns) -> None:
        self._known = replace(self._known, kept=kept)

    # ------------------------------------------------------------------------------ many runs

    def begin_race(self, letters: tuple[str, ...]) -> None:
        """Start a race against these kept runs, in the present."""
        self.come_back()
        self._known = replace(self._known, race=self.race.against(letters))

    def restore_race(self, race: Race, letters: tuple[str, ...]) -> None:
        """A race of an earlier session goes on."""
        self._known = replace(self._known, race=RacePlan(letters, race.by))

    def next_race_unit(self) -> None:
        """Switch to the next unit of races."""
        self._known = replace(self._known, race=self.race.next_unit())

    def begin_experiment(self, experiment: AnyExperiment) -> None:
        """Add a requested sweep, trade-off or phase map."""
        self._known = replace(self._known, experiments=self.experiments.begin(experiment))

    def continue_experiment(self, experiment: AnyExperiment) -> None:
        """The rest of one of them was requested."""
        self._known = replace(self._known, experiments=self.experiments.go_on(experiment))

    def show_phase_again(self, earlier: PhaseExperiment) -> None:
        """Show an earlier phase map again."""
        self._known = replace(self._known, experiments=self.experiments.again(earlier))

    def show_next_experiment(self) -> None:
        """Show the next sweep or trade-off."""
        self._known = replace(self._known, experiments=self.experiments.next_shown())

    def remember_typed(self, form: str, texts: Mapping[str, str]) -> None:
        """Remember the texts typed into a form."""
        self._known = replace(self._known, experiments=self.experiments.with_typed(form, texts))
