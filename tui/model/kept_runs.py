"""Kept runs, for comparison with the current run: at most eight, each with a letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.config.run import FULL_BATCH, RunConfig
from engine.history.changes import undone
from engine.history.frame import Frame
from engine.history.values import RunState
from tui.text.numbers import number

LETTERS = "ABCDEFGH"


def run_name(frame: Frame) -> str:
    """The default name of a run: by the settings of its last update, not by changes since."""
    since = [change for change in frame.changes if change.update == frame.update]
    config = undone(frame.config, since) if frame.update else frame.config
    size = config.batch.batch_size
    batch = "full batch" if size == FULL_BATCH else f"M {size}"
    if config.batch.replicas > 1:
        batch = f"{config.batch.replicas} replicas, {batch}"
    return f"{config.optimizer.optimizer}, {batch}, lr {number(config.optimizer.learning_rate)}"


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run in the state in which it was kept.

    Attributes:
        letter: identifies it in all plots and tables; unique among kept runs.
        name: its name for the user.
        frame: its last frame: configuration, histories, checkpoint.
        hidden: whether the plots leave it out.
        compared: whether a comparison of batch sizes kept it; the next one replaces it.
    """

    letter: str
    name: str
    frame: Frame
    hidden: bool = False
    compared: bool = False

    @classmethod
    def of(cls, letter: str, frame: Frame) -> KeptRun:
        """The run of this frame, which goes no further."""
        if frame.state is RunState.RUNNING:
            frame = replace(frame, state=RunState.PAUSED)
        return cls(letter, run_name(frame), frame)

    @property
    def config(self) -> RunConfig:
        """Its last configuration."""
        return self.frame.config


@dataclass(frozen=True, eq=False)
class KeptRuns:
    """The kept runs.

    Attributes:
        runs: in the order of their letters.
    """

    runs: tuple[KeptRun, ...] = ()

    def __iter__(self) -> Iterator[KeptRun]:
        return iter(self.runs)

    def __contains__(self, letter: object) -> bool:
        return any(run.letter == letter for run in self.runs)

    def __len__(self) -> int:
        return len(self.runs)

    @property
    def free_letter(self) -> str | None:
        """The first free letter, or that of the last run of a comparison; None if there is none."""
        compared = [run.letter for run in self.runs if run.compared]
        return self._unused_letter or (compared[-1] if compared else None)

    @property
    def _unused_letter(self) -> str | None:
        return next((letter for letter in LETTERS if letter not in self), None)

    def get(self, letter: str) -> KeptRun:
        """The run of a letter.

        Raises:
            KeyError: there is none.
        """
        for run in self.runs:
            if run.letter == letter:
                return run
        raise KeyError(letter)

    def with_run(self, run: KeptRun) -> KeptRuns:
        """With this run under its letter, replacing any other."""
        others = (other for other in self.runs if other.letter != run.letter)
        return KeptRuns(tuple(sorted((*others, run), key=lambda run: run.letter)))

    def with_frame(self, letter: str, frame: Frame) -> KeptRuns:
        """With the run advanced to this frame; its default name stays that of its settings."""
        run = self.get(letter)
        name = run_name(frame) if run.name == run_name(run.frame) else run.name
        return self.with_run(replace(run, frame=frame, name=name))

    def with_comparison(self, frames: Iterable[Frame]) -> KeptRuns:
        """With these runs instead of those of the last comparison, as far as letters are free.

        They are hidden in the plots, which show the comparison's own pictures instead.
        """
        kept = KeptRuns(tuple(run for run in self.runs if not run.compared))
        for frame in frames:
            letter = kept._unused_letter
            if letter is not None:
                run = replace(KeptRun.of(letter, frame), hidden=True, compared=True)
                kept = kept.with_run(run)
        return kept

    def renamed(self, letter: str, name: str) -> KeptRuns:
        """With the run renamed; it stays when the next comparison replaces the others."""
        return self.with_run(replace(self.get(letter), name=name, compared=False))

    def toggled(self, letter: str) -> KeptRuns:
        """With the run hidden in the plots, or shown again; it stays, as a renamed one does."""
        run = self.get(letter)
        return self.with_run(replace(run, hidden=not run.hidden, compared=False))

    def without(self, letter: str) -> KeptRuns:
        """Without the run; its letter becomes free."""
        return KeptRuns(tuple(run for run in self.runs if run.letter != letter))
