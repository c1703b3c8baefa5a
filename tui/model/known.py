"""Everything that the app knows, in one frozen value. No screen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from tui.model.change_text import batch_note, change_text
from tui.model.experiments import Experiments
from tui.model.kept_runs import KeptRuns
from tui.model.known_problem import Problem
from tui.model.messages import Messages
from tui.model.race import RacePlan
from tui.model.session import Session
from tui.model.status import Tone
from tui.model.theory_text import caution
from tui.model.worker_health import WorkerHealth

LOOKING_BACK = "looking back · f forks here, with the settings of now · end leads back"


@dataclass(frozen=True, eq=False)
class Known:
    """What the app knows.

    Attributes:
        session: the run on the screen.
        worker: how the worker is.
        messages: what was said.
        kept: the runs kept beside this one.
        experiments: sweeps and measurements.
        race: the last race and the next.
    """

    session: Session
    worker: WorkerHealth = field(default_factory=WorkerHealth)
    messages: Messages = field(default_factory=Messages)
    kept: KeptRuns = field(default_factory=KeptRuns)
    experiments: Experiments = field(default_factory=Experiments)
    race: RacePlan = field(default_factory=RacePlan)

    def with_session(self, session: Session) -> Known:
        """The run is this; what was said of looking back is said no more once it is over."""
        back = self.session.looking_back and not session.looking_back
        messages = self.messages.cleared(LOOKING_BACK) if back else self.messages
        return replace(self, session=session, messages=messages)

    def said(self, text: str, tone: Tone = Tone.PLAIN) -> Known:
        """One line is shown, and kept in the log."""
        return replace(self, messages=self.messages.said(text, tone))

    # ------------------------------------------------------------------------------ asked for

    def with_config(self, config: RunConfig, problem: Problem, lead: str = "") -> Known:
        """This configuration is asked for, with its problem; `lead` begins what is said."""
        old = self.session
        known = self.with_session(old.with_config(config, problem))
        if config.device != old.config.device:
            # Another device has another worker.
            known = replace(known, experiments=known.experiments.lost()[0])
        changed, note = change_text(old.config, config), batch_note(old, known.session)
        if not changed:
            return known.said(note) if note else known
        fork = " · f forks here with it" if known.session.looking_back else ""
        return known.said(f"{lead}{changed}{fork} {note}").warned()

    def looked_back(self) -> Known:
        """An earlier moment is asked for; the run pauses."""
        known = self.with_session(self.session.look_back())
        return replace(known, messages=known.messages.hinted(LOOKING_BACK))

    def back_on_good_device(self) -> tuple[Known, str]:
        """A worker could not use its device: the one that worked is asked for; and why."""
        failure, good = self.worker.failure, self.worker.good_device
        assert failure is not None and good is not None
        config = with_values(self.session.config, {"device": good})
        reason = f"{failure.message.removeprefix('device: ')}; back to {good}"
        messages = self.messages.with_aside(f"device: {reason} · ")
        session = replace(self.session, config=config)
        return replace(self, session=session, messages=messages), reason

    def promised(self) -> Known:
        """The run key was pressed while the worker starts: say what will come of it."""
        return self.said("starting TensorFlow…" + self.promise)

    @property
    def promise(self) -> str:
        """What is said of the run key that was pressed while the worker starts."""
        return " will run when it is ready" if self.session.wants_run else ""

    def warned(self) -> Known:
        """Put before what was said that the learning rate is too high, if it is."""
        session = self.session
        warning = caution(session.config, session.problem) if session.problem is not None else ""
        text = f"{warning} · {self.messages.shown.text}"
        return self.said(text, Tone.WARNING) if warning else self
