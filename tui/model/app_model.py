"""The one holder of what the app knows: it changes by named transitions alone. No screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.events import Event
from tui.model.experiment import AnyExperiment
from tui.model.experiments import Experiments
from tui.model.kept_runs import KeptRun, KeptRuns, run_name
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
    """What the app knows; every value that it gives is frozen.

    Args:
        config: the first configuration.
        pace: updates a second at first; None is unlimited.
        problem: the data and theory of `config`; None while they are being made.
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
    def worker(self) -> WorkerHealth:
        """How the worker is."""
        return self._known.worker

    @property
    def messages(self) -> Messages:
        """What was said."""
        return self._known.messages

    @property
    def kept(self) -> KeptRuns:
        """The runs kept beside this one."""
        return self._known.kept

    @property
    def experiments(self) -> Experiments:
        """Sweeps and measurements."""
        return self._known.experiments

    @property
    def race(self) -> RacePlan:
        """The last race and the next."""
        return self._known.race

    @property
    def config(self) -> RunConfig:
        """The configuration in force, or in force once the worker has taken it."""
        return self.session.config

    @property
    def problem(self) -> Problem | None:
        """Its data and theory; None while they are being made."""
        return self.session.problem

    @property
    def frame(self) -> Frame | None:
        """The newest frame; it may show an earlier moment."""
        return self.session.frame

    @property
    def present(self) -> Frame | None:
        """The newest frame that shows where the run stands."""
        return self.session.present

    @property
    def looking_back(self) -> bool:
        """Whether an earlier moment was asked for."""
        return self.session.looking_back

    @property
    def running(self) -> bool:
        """Whether the run goes on, or will as soon as the worker gets to it."""
        return self.session.running

    @property
    def unmoved(self) -> bool:
        """Whether no update was made."""
        return self.session.unmoved

    @property
    def state(self) -> RunState | Phase:
        """The state of the run, or of the worker where it is not ready."""
        return state_of(self.session, self.worker)

    @property
    def status(self) -> Status:
        """What the status line shows."""
        return status_of(self.session, self.worker, self.messages.shown)

    # ------------------------------------------------------------------------------ what is told

    def receive(self, event: Event) -> None:
        """Take an event of the engine in."""
        self._known = received(self._known, event)

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show one line, and keep it in the log."""
        self._known = self._known.said(text, tone)

    def note(self, lines: Iterable[str]) -> None:
        """Keep lines in the log alone."""
        self._known = replace(self._known, messages=self.messages.noted(lines))

    def note_silence(self, seconds: float) -> None:
        """The worker was last heard of this long ago."""
        self._known = replace(self._known, worker=self.worker.silent(seconds))

    # ------------------------------------------------------------------------------ the run

    def take(self, config: RunConfig, problem: Problem, lead: str = "") -> None:
        """This configuration is asked for, with its problem; `lead` begins what is said."""
        self._known = self._known.with_config(config, problem, lead)

    def open(self, frame: Frame) -> None:
        """Show a saved run until the engine reports of it; before the first `take`."""
        self._known = self._known.with_session(replace(self.session, opened=frame))

    def go_back_to_good_device(self) -> str:
        """Ask for the device that worked, in place of one that does not; gives the reason."""
        self._known, reason = self._known.back_on_good_device()
        return reason

    def ask_to_run(self, *, run: bool) -> None:
        """The run key asks to run or to pause; while the worker starts, that is promised."""
        known = self._known.with_session(self.session.asked(run=run))
        self._known = known.promised() if self.worker.starting else known

    def set_pace(self, pace: float | None) -> None:
        """Another pace is asked for."""
        self._known = self._known.with_session(self.session.with_pace(pace))

    def look_back(self) -> None:
        """An earlier moment is asked for; the run pauses."""
        self._known = self._known.looked_back()

    def come_back(self) -> None:
        """The present is asked for."""
        self._known = self._known.with_session(self.session.come_back())

    def fork(self) -> None:
        """The moment shown is the present of another run."""
        self._known = self._known.with_session(self.session.forked())

    # ------------------------------------------------------------------------------ kept runs

    def keep(self) -> KeptRun | None:
        """Keep the present run under the first free letter; None where all are taken.

        Raises:
            ValueError: there is no run yet.
        """
        if self.present is None:
            raise ValueError("there is no run yet")
        letter = self.kept.free_letter
        if letter is None:
            return None
        run = KeptRun(letter, run_name(self.present.config), self.present)
        self._keep(self.kept.with_run(run))
        return run

    def swap_kept(self, letter: str) -> None:
        """The present run takes the place of a kept one, if it has made an update."""
        if self.present is None or self.unmoved:
            self.remove_kept(letter)
            return
        run = KeptRun(letter, run_name(self.present.config), self.present)
        self._keep(self.kept.with_run(run))

    def rename_kept(self, letter: str, name: str) -> None:
        """Call a kept run by another name."""
        self._keep(self.kept.renamed(letter, name))

    def toggle_kept(self, letter: str) -> None:
        """Show a hidden run in the plots, or hide it."""
        self._keep(self.kept.toggled(letter))

    def remove_kept(self, letter: str) -> None:
        """Remove a kept run; its letter is free."""
        self._keep(self.kept.without(letter))

    def _keep(self, kept: KeptRuns) -> None:
        self._known = replace(self._known, kept=kept)

    # ------------------------------------------------------------------------------ many runs

    def begin_race(self, letters: tuple[str, ...]) -> None:
        """A race against these kept runs begins, in the present."""
        self.come_back()
        self._known = replace(self._known, race=self.race.against(letters))

    def next_race_unit(self) -> None:
        """The next of what the runs of a race have in common."""
        self._known = replace(self._known, race=self.race.next_unit())

    def begin_experiment(self, experiment: AnyExperiment) -> None:
        """A sweep or a measurement was asked for."""
        self._known = replace(self._known, experiments=self.experiments.begin(experiment))

    def show_next_experiment(self) -> None:
        """Show the next of several."""
        self._known = replace(self._known, experiments=self.experiments.next_shown())

    def remember_typed(self, form: str, texts: Mapping[str, str]) -> None:
        """This was typed into a form."""
        self._known = replace(self._known, experiments=self.experiments.with_typed(form, texts))
