"""The values shown in the status line."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.client.gpu_meter import GpuReading
from engine.history.replicas import ReplicaStep
from engine.history.values import RunState
from engine.problems.base import Theta
from engine.theory.verdict import Verdict
from tui.terminal.instruments import Readings
from tui.text.numbers import number, whole
from tui.text.replicas import split_texts
from tui.text.width import text_width


class Tone(StrEnum):
    """The kind of a message; the value is the component class that colours it."""

    PLAIN = "status--plain"
    GOOD = "status--good"
    WARNING = "status--warning"
    ERROR = "status--error"


@dataclass(frozen=True)
class Message:
    """One line for the user."""

    text: str
    tone: Tone = Tone.PLAIN
    shorter: tuple[str, ...] = ()
    """The same for narrower screens, the fullest first."""
    lasting: bool = False
    """Whether it describes a state, and so stays when the view changes."""

    def after(self, lead: str) -> Message:
        """The message with this before it, in each of its forms."""
        texts = [f"{lead} · {text}" for text in (self.text, *self.shorter)]
        return replace(self, text=texts[0], shorter=tuple(texts[1:]))

    def fitting(self, width: int) -> str:
        """The first form of at most this width; the last if none fits."""
        forms = (self.text, *self.shorter)
        return next((form for form in forms if text_width(form) <= width), forms[-1])


@dataclass(frozen=True)
class Hint:
    """Keys that are useful next.

    Attributes:
        keys: as shown to the user.
        words: what they do.
        commands: the ids of their commands.
    """

    keys: str
    words: str
    commands: tuple[str, ...]


class Phase(StrEnum):
    """A state of the worker that is shown instead of the run's state."""

    STARTING = "starting"
    LOST = "lost"
    PAST = "past"


@dataclass(frozen=True)
class Game:
    """A game, whose numbers are shown instead of those of the run.

    Attributes:
        name: in a word.
        counts: what is counted: a label, a shorter one, and the count.
        theta: where it stands.
        data_theta: the same in the data's units, if the samples are standardized.
        loss: the loss there.
        learning_rate: of the next update; None if no update is made in it.
    """

    name: str
    counts: tuple[tuple[str, str, int], ...]
    theta: Theta
    data_theta: Theta | None
    loss: float
    learning_rate: float | None = None


@dataclass(frozen=True)
class Status:
    """The contents of the two lines.

    Attributes:
        state: of the run, or of the worker if it is not ready.
        verdict: on a run that has ended, or is diverging; None for any other.
        epoch, update: completed so far.
        of: updates of the whole run, if an earlier moment is shown.
        theta: the current parameters.
        data_theta: the same in the data's units, if the samples are standardized.
        batch_loss, full_loss: nan if unknown.
        updates_per_second: 0 while nothing runs.
        pace: the setting of the speed keys; None is unlimited.
        aside: what a sweep does that may slow down the run; empty for nothing.
        optimizer: its name.
        learning_rate: the current one.
        batch: samples in a batch; 0 until it is known.
        full_batch: whether these are all samples.
        data: the columns and the file; empty for generated data.
        device: empty until it is known.
        thinned: length in updates of the stretches of a thinned history; 1 if it is complete.
        instruments: the cost of the screen, if switched on.
        gpu: the state of the GPU that trains, if they are on and it can be read.
        kernels: that one update starts on the device, if they are on.
        replicas: the devices that share a batch; `batch` is that of one of them.
        shared: what they did of the last update; None with one.
        message: the last message.
        hints: the keys that are useful next, most useful first.
        game: the game that is shown instead of the run; see `of_game`.
    """

    state: RunState | Phase = Phase.STARTING
    verdict: Verdict | None = None
    epoch: int = 0
    update: int = 0
    of: int | None = None
    theta: Theta = (0.0, 0.0)
    data_theta: Theta | None = None
    batch_loss: float = math.nan
    full_loss: float = math.nan
    updates_per_second: float = 0.0
    pace: float | None = None
    aside: str = ""
    optimizer: str = ""
    learning_rate: float = 0.0
    batch: int = 0
    full_batch: bool = False
    data: str = ""
    device: str = ""
    thinned: int = 1
    instruments: Readings | None = None
    gpu: GpuReading | None = None
    kernels: int | None = None
    replicas: int = 1
    shared: ReplicaStep | None = None
    message: Message = Message("")
    hints: tuple[Hint, ...] = ()
    game: Game | None = None

    def of_game(self, game: Game) -> Status:
        """The status while a game is shown: nothing in it is a number of the run."""
        goes_on = "the run goes on" if self.state is RunState.RUNNING else ""
        played = replace(
            self,
            game=game,
            verdict=None,
            of=None,
            theta=game.theta,
            data_theta=game.data_theta,
            batch_loss=math.nan,
            full_loss=game.loss,
            updates_per_second=0.0,
            aside=" · ".join(filter(None, (self.aside, goes_on))),
        )
        if game.learning_rate is None:
            return played
        return replace(
            played, optimizer="sgd", learning_rate=game.learning_rate, full_batch=True
        )  # fmt: skip

    @property
    def batch_label(self) -> str:
        """The name of the batch size, which says whether it is the full batch."""
        return "full batch" if self.full_batch else "batch size"

    @property
    def split(self) -> tuple[str, ...]:
        """Where the seconds of several replicas go, the fullest text first; empty with one."""
        if self.replicas == 1 or self.game is not None:
            return ()
        each = f"1/{self.replicas} of the data" if self.full_batch else whole(self.batch)
        return split_texts(self.shared, self.replicas, each)

    @property
    def settings(self) -> str:
        """The settings that are changed most often, in a few words."""
        several = self.replicas > 1
        times = f"{self.replicas} × " if several else ""
        batch = f"batch {times}{whole(self.batch)}"
        if self.full_batch:
            batch = f"full batch / {self.replicas}" if several else "full batch"
        return f"{self.optimizer} · lr {number(self.learning_rate)} · {batch}"
