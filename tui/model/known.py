"""The whole state of the app in one frozen value. No screen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from tui.model.change_text import batch_note, change_text, data_note, restarts
from tui.model.draft import Draft
from tui.model.experiments import Experiments
from tui.model.kept_runs import KeptRun, KeptRuns
from tui.model.known_problem import Problem
from tui.model.messages import Messages
from tui.model.race import RacePlan
from tui.model.session import Session
from tui.model.status import Tone
from tui.model.theory_text import caution, rate_hint
from tui.model.units import has_loss_of
from tui.model.worker_health import WorkerHealth
from tui.text.standardized import change_note, offset_note, suggestion

LOOKING_BACK = "an earlier moment"


@dataclass(frozen=True, eq=False)
class Known:
    """The state of the app.

    Attributes:
        session: the run on the screen.
        worker: the state of the worker.
        messages: messages to the user.
        kept: the kept runs.
        experiments: sweeps and trade-offs.
        race: the last race, and the unit of the next one.
        draft: the data being edited; None if they are not.
    """

    session: Session
    worker: WorkerHealth = field(default_factory=WorkerHealth)
    messages: Messages = field(default_factory=Messages)
    kept: KeptRuns = field(default_factory=KeptRuns)
    experiments: Experiments = field(default_factory=Experiments)
    race: RacePlan = field(default_factory=RacePlan)
    draft: Draft | None = None

    @property
    def shown(self) -> Session:
        """The run on the screen; while edited data are shown, their run before its start."""
        draft = self.draft
        if draft is None or not draft.changed:
            return self.session
        return self.session.before_start(draft.problem)

    @property
    def rivals(self) -> tuple[KeptRun, ...]:
        """The kept runs of the current loss and samples."""
        config, version = self.session.config, self.session.version
        return tuple(run for run in self.kept if has_loss_of(run, config, version))

    def with_session(self, session: Session) -> Known:
        """With this run; messages about an earlier moment are removed on return from it."""
        back = self.session.looking_back and not session.looking_back
        messages = self.messages.settled() if back else self.messages
        return replace(self, session=session, messages=messages)

    def said(self, text: str, tone: Tone = Tone.PLAIN) -> Known:
        """With one line shown, and added to the log."""
        return replace(self, messages=self.messages.said(text, tone))

    # ------------------------------------------------------------------------------ asked for

    def with_config(self, config: RunConfig, problem: Problem, lead: str = "") -> Known:
        """With this configuration requested; `lead` is the start of the message."""
        old = self.session
        known = self.with_session(old.with_config(config, problem))
        if problem is not old.problem:
            known = replace(known, draft=None)
        if config.devices != old.config.devices:
            # Another device means another worker.
            known = replace(known, experiments=known.experiments.lost()[0])
        changed, note = change_text(old.config, config), batch_note(old, known.session)
        if config.data.standardize is not old.config.data.standardize:
            made = change_note(problem.preview, problem.theory)
            note = f"· {made}{rate_hint(config, problem)} {note}".rstrip()
        read = data_note(old, known.session)
        if not changed:
            said = f"{read} {note}".strip().removeprefix("· ")
            known = known.said(said) if said else known
            # Samples of a file may be known only after the worker is ready.
            return known.warned() if read else known
        fork = " · f: fork here with it" if known.session.looking_back else ""
        restart = "; the run restarts" if restarts(old, config) else ""
        return known.said(f"{lead}{changed}{restart}{fork} {read} {note}").warned()

    def looked_back(self) -> Known:
        """With an earlier moment requested; the run pauses."""
        known = self.with_session(self.session.look_back())
        return replace(known, messages=known.messages.hinted(LOOKING_BACK))

    def back_on_good_devices(self) -> tuple[Known, str, str]:
        """With the last working devices requested, because the new ones failed.

        Also returns the parameter that was at fault, and the reason.
        """
        failure, good = self.worker.failure, self.worker.good_devices
        assert failure is not None and good is not None
        values = dict(zip(("device", "hosts", "replicas"), good, strict=True))
        config = with_values(self.session.config, values)
        said = failure.message.partition(":")[0]
        name = said if said in values else "device"
        reason = f"{failure.message.removeprefix(f'{name}: ')}; back to {values[name]}"
        messages = self.messages.with_aside(f"{name}: {reason} · ")
        session = replace(self.session, config=config)
        return replace(self, session=session, messages=messages), name, reason

    def promised(self) -> Known:
        """With a message that says what the run key will do once the worker is ready."""
        cancelled = " · run cancelled; space: run when it is ready"
        return self.said("starting TensorFlow…" + (self.promise or cancelled))

    @property
    def promise(self) -> str:
        """The part of the message about a run key pressed while the worker starts."""
        return " will run when it is ready" if self.session.wants_run else ""

    def warned(self) -> Known:
        """With warnings before the message: a learning rate too high, a valley too narrow."""
        config, problem = self.session.config, self.session.problem
        if problem is None:
            return self
        warnings = [caution(config, problem)]
        if narrow := suggestion(config.data.standardize, problem.theory):
            warnings.append(f"{narrow}; Z: standardize")
        warnings.append(offset_note(config.data.standardize, problem.preview.scaling))
        texts = [text for text in (*warnings, self.messages.shown.text) if text]
        if not any(warnings):
            return self
        return replace(self, messages=self.messages.amended(" · ".join(texts), Tone.WARNING))
