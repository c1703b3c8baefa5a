"""Runs kept beside the present one, to be compared with it: at most eight, a letter each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.config.run import FULL_BATCH, RunConfig
from engine.history.frame import Frame
from tui.text.numbers import number

LETTERS = "ABCDEFGH"


def run_name(config: RunConfig) -> str:
    """What a run is called until somebody gives it a name."""
    size = config.batch.batch_size
    batch = "full batch" if size == FULL_BATCH else f"M {size}"
    return f"{config.optimizer.optimizer}, {batch}, lr {number(config.optimizer.learning_rate)}"


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run as it stood when it was kept.

    Attributes:
        letter: stands for it in every plot and table; never given to another run meanwhile.
        name: what people call it.
        frame: its last frame: configuration, histories, checkpoint.
        hidden: whether the plots leave it out.
    """

    letter: str
    name: str
    frame: Frame
    hidden: bool = False

    @property
    def config(self) -> RunConfig:
        """What it ran with last."""
        return self.frame.config


class KeptRuns:
    """The runs kept, in the order of their letters."""

    def __init__(self) -> None:
        self._runs: dict[str, KeptRun] = {}

    def __iter__(self) -> Iterator[KeptRun]:
        return iter(sorted(self._runs.values(), key=lambda run: run.letter))

    def __contains__(self, letter: object) -> bool:
        return letter in self._runs

    def __len__(self) -> int:
        return len(self._runs)

    def keep(self, frame: Frame, name: str) -> KeptRun | None:
        """Keep a run under the first free letter; None where all letters are taken."""
        letter = next((letter for letter in LETTERS if letter not in self._runs), None)
        if letter is None:
            return None
        run = self._runs[letter] = KeptRun(letter, name, frame)
        return run

    def get(self, letter: str) -> KeptRun:
        """The run of a letter.

        Raises:
            KeyError: there is none.
        """
        return self._runs[letter]

    def update(self, letter: str, frame: Frame) -> None:
        """The run has gone on to this frame."""
        self._runs[letter] = replace(self._runs[letter], frame=frame)

    def replace(self, letter: str, run: KeptRun) -> None:
        """Keep another run under this letter."""
        self._runs[letter] = replace(run, letter=letter, hidden=False)

    def rename(self, letter: str, name: str) -> None:
        """Call a run by another name."""
        self._runs[letter] = replace(self._runs[letter], name=name)

    def toggle(self, letter: str) -> None:
        """Show a hidden run in the plots, or hide it."""
        run = self._runs[letter]
        self._runs[letter] = replace(run, hidden=not run.hidden)

    def remove(self, letter: str) -> None:
        """Keep a run no longer; its letter is free."""
        del self._runs[letter]
