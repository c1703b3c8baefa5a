"""What the app knows of the run: the last event of each kind, and what was said. No screen."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field, replace

from engine.config.parameters import PARAMETERS, differences, is_live
from engine.config.run import FULL_BATCH, RunConfig
from engine.history.frame import Frame
from engine.history.values import Change, RunState
from engine.protocol.commands import RaceBy
from engine.protocol.events import (
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
from tui.model.experiments import Experiments
from tui.model.kept_runs import KeptRuns
from tui.model.known_problem import Problem
from tui.model.status import Message, Phase, Status, Tone
from tui.model.theory_text import caution
from tui.text.numbers import number, pace_text
from tui.text.saved import saved_words

LOG_LINES = 1000
MOST_SILENCE = 3.0
"""Seconds without a word from a worker that trains, after which that is said."""
_LOOKING_BACK = "looking back · f forks here, with the settings of now · end leads back"

_STATE_TONES = {
    RunState.CONVERGED: Tone.GOOD,
    RunState.DIVERGED: Tone.ERROR,
    RunState.MAX_EPOCHS: Tone.WARNING,
}


@dataclass
class RunModel:
    """The run as the app sees it.

    Attributes:
        config: what is in force, or will be once the worker has taken it.
        problem: its data and theory; None while they are being made.
        frame: the newest frame of this problem; it may show an earlier moment.
        present: the newest that shows where the run stands.
        looking_back: whether an earlier moment was asked for.
        state: of the run, or of the worker where there is none.
        wants_run: what the run key last asked for, until the worker has answered.
        pace: updates a second asked for; None is unlimited.
        paces: where in the run it was changed.
        device: what it trains on; empty until known.
        message: the last line for the user.
        opened: a saved run, until its problem is known.
        kept: the runs kept beside this one.
        experiments: sweeps and measurements.
        racing: letters of those that the last race was against.
        race_by: what the runs of a race have in common.
        log: everything that was said, and what a lost worker printed.
        failure: why the worker cannot go on, if it said so.
        good_device: the one a worker was last ready on; None before the first.
        aside: what is still to be read when the next worker starts.
        silence: seconds since the engine was last heard of, while it should tell something.
    """

    config: RunConfig
    pace: float | None
    problem: Problem | None = None
    frame: Frame | None = None
    present: Frame | None = None
    looking_back: bool = False
    state: RunState | Phase = Phase.STARTING
    wants_run: bool | None = None
    paces: tuple[Change, ...] = ()
    device: str = ""
    message: Message = field(default_factory=lambda: Message(""))
    opened: Frame | None = None
    kept: KeptRuns = field(default_factory=KeptRuns)
    experiments: Experiments = field(default_factory=Experiments)
    racing: tuple[str, ...] = ()
    race_by: RaceBy = RaceBy.EPOCHS
    log: deque[str] = field(default_factory=lambda: deque(maxlen=LOG_LINES))
    failure: Failed | None = None
    good_device: str | None = None
    aside: str = ""
    silence: float = 0.0
    _too_large_batch: int | None = None
    _end: Message | None = None
    """What was said of the run's end."""
    _refusal: str = ""

    @property
    def running(self) -> bool:
        """Whether it runs, or will as soon as the worker gets to it."""
        return self.state is RunState.RUNNING if self.wants_run is None else self.wants_run

    @property
    def unmoved(self) -> bool:
        """Whether no update was made."""
        return self.present is None or self.present.update == 0

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show one line, and keep it in the log."""
        line = " ".join(text.split())
        if line and (not self.log or self.log[-1] != line):
            self.log.append(line)
        self.message = Message(line, tone)

    def take(self, config: RunConfig, problem: Problem, lead: str = "") -> None:
        """This configuration is asked for, and this is its problem; `lead` begins what is said."""
        changed = differences(self.config, config)
        if config.device != self.config.device:
            self.experiments.lost()  # another device has another worker
        if not is_live(self.config, config):
            self.come_back()
        samples = problem.preview.samples
        asked, size = self._too_large_batch, config.batch.batch_size
        self._too_large_batch = size if size != FULL_BATCH and size > samples else None
        batch_note = ""
        if self._too_large_batch not in (None, asked):
            batch_note = f"(a batch of {size} is the full one: there are {samples} samples)"
        if problem is not self.problem:
            # A run that was opened is shown as soon as its samples are there.
            shown = self.opened if self.opened and problem.fits(self.opened.config) else None
            self.frame = self.present = shown
            self.opened = None
        self.config, self.problem = config, problem
        said = ", ".join(
            f"{PARAMETERS[name].notes.label} {_value(old)} → {_value(new)}"
            for name, (old, new) in changed.items()
        )
        if said:
            note = " · f forks here with it" if self.looking_back else ""
            batch_note = f" {batch_note}" if batch_note else ""
            self.say(f"{lead}{said}{note}{batch_note}")
            self._warn()
        elif batch_note:
            self.say(batch_note)

    def _warn(self) -> None:
        """Put before what was said that the learning rate is too high, if it is."""
        warning = caution(self.config, self.problem) if self.problem is not None else ""
        if warning:
            self.say(f"{warning} · {self.message.text}", Tone.WARNING)

    def set_pace(self, pace: float | None) -> None:
        """Another speed is asked for; a run that has begun remembers where."""
        old, self.pace = self.pace, pace
        if self.present is not None and not self.unmoved and pace != old:
            place = self.present.update, self.present.epoch
            self.paces += (Change(*place, "pace", pace_text(old), pace_text(pace)),)

    @property
    def device_refused(self) -> bool:
        """Whether a worker was lost for its device, and another one has worked before."""
        refused = self.failure is not None and self.failure.usage and self.state is Phase.LOST
        return refused and self.good_device not in (None, self.config.device.device)

    @property
    def refused_at_first(self) -> bool:
        """Whether the first worker there ever was could not do what was asked for."""
        refused = self.failure is not None and self.failure.usage
        return refused and self.good_device is None

    def receive(self, event: Event) -> None:
        """Take an event of the engine in."""
        self.silence = 0.0
        match event:
            case Starting():
                self.state, self.device, self.failure = Phase.STARTING, "", None
                self.say(f"{self.aside}starting TensorFlow…{self._promise}")
                self.aside = ""
            case Ready():
                self._ready(event)
            case Frame():
                self._frame(event)
            case StateChanged():
                self._state_changed(event)
            case Refused():
                self.wants_run = None
                self.say(event.message, Tone.WARNING)
            case Notice():
                self.say(event.message, Tone.WARNING)
            case RaceFrame():
                self._raced(event)
            case Saved():
                self.say(saved_words(event), Tone.GOOD)
            case Failed():
                self.failure = event
                self.log.extend(event.details.splitlines())
                self.say(event.message, Tone.ERROR)
            case Lost():
                self._lost(event)
            case _:
                self._swept(event)
        self._refusal = event.message if isinstance(event, Refused) else ""

    def _swept(self, event: Event) -> None:
        news = self.experiments.receive(event, self.device, self._refusal)
        if news:
            self.say(news, Tone.WARNING if self._refusal else Tone.GOOD)

    @property
    def _promise(self) -> str:
        return " will run when it is ready" if self.wants_run else ""

    def promise(self) -> None:
        """The run key was pressed while the worker starts: say what will come of it."""
        self.say("starting TensorFlow…" + self._promise)

    def _ready(self, event: Ready) -> None:
        self.device = event.device
        self.good_device = self.config.device.device
        if self.state is Phase.STARTING:
            self.state = RunState.READY
        self.say(
            f"TensorFlow {event.tensorflow}, Keras {event.keras} ready after "
            f"{event.import_seconds:.1f} s" + ("" if self.wants_run else "; space runs")
        )
        self._warn()

    def _frame(self, frame: Frame) -> None:
        # One of the problem before may still have been on its way.
        if self.problem is not None and not self.problem.fits(frame.config):
            return
        if frame.kept_every > 1 and (self.frame is None or self.frame.kept_every == 1):
            self.say("the history has outgrown its memory: old updates keep just their extremes")
        shown, self.frame = self.frame, frame
        if frame.of is None:
            self.present = frame
            self.paces = tuple(pace for pace in self.paces if pace.update <= frame.update)
            if self.looking_back and shown is not None and shown.of is not None:
                self.come_back()

    # ------------------------------------------------------------------------------ moments

    def look_back(self) -> None:
        """An earlier moment is asked for; the run pauses."""
        self.looking_back = True
        if self.running:
            self.wants_run = False
        self.message = Message(_LOOKING_BACK)

    def come_back(self) -> None:
        """The present is asked for, or shown again."""
        self.looking_back = False
        if self.message.text == _LOOKING_BACK:
            self.message = Message("")

    def forked(self) -> None:
        """The moment shown is the present of another run."""
        self.come_back()
        if self.frame is not None:
            self.frame = self.present = replace(self.frame, of=None)

    def _raced(self, event: RaceFrame) -> None:
        first, *others = event.frames
        self._frame(first)
        for letter, frame in zip(self.racing, others, strict=False):
            if letter in self.kept:
                self.kept.update(letter, frame)

    def _state_changed(self, event: StateChanged) -> None:
        self.state = event.state
        self.wants_run = None
        tone = _STATE_TONES.get(event.state)
        if event.reason:
            self.say(event.reason, tone or Tone.PLAIN)
            self._end = self.message
        elif event.state is RunState.RUNNING or self.message is self._end:
            self.message = Message("")

    def _lost(self, event: Lost) -> None:
        self.state, self.wants_run = Phase.LOST, None
        self.experiments.lost()
        self.come_back()
        self.frame = self.present or self.frame
        self.log.extend(event.output)
        why = (
            f"the worker is gone: {event.reason}" if self.failure is None else self.failure.message
        )
        self.say(why, Tone.ERROR)
        self.message = Message(f"{self.message.text} · k starts it again, l: log", Tone.ERROR)

    def status(self) -> Status:
        """What the status line shows."""
        return _status_of(self)


def _status_of(model: RunModel) -> Status:
    """What the status line shows."""
    frame, problem = model.frame, model.problem
    config = model.config
    message, runs = model.message, model.state is RunState.RUNNING
    stands_still = runs and model.silence >= MOST_SILENCE
    if stands_still:
        text = f"the worker has not answered for {model.silence:.0f} s"
        message = Message(text, Tone.WARNING)
    common = Status(state=model.state, pace=model.pace, device=model.device, message=message)
    if frame is None:
        full = problem.start_loss if problem is not None else math.nan
        return replace(common, theta=config.start.theta, full_loss=full)
    past = frame.of is not None and model.state is not Phase.LOST
    return replace(
        common,
        state=Phase.PAST if past else model.state,
        of=frame.of if past else None,
        epoch=frame.epoch,
        update=frame.update,
        theta=frame.theta,
        batch_loss=frame.batch_loss,
        full_loss=frame.full_loss,
        updates_per_second=frame.updates_per_second if runs and not stands_still else 0.0,
        thinned=frame.kept_every,
    )


def _value(text: str) -> str:
    try:
        return number(float(text)) if any(mark in text for mark in ".e") else text
    except ValueError:
        return text
