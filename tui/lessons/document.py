"""A lesson as it was read from its file: steps, each a row of blocks in the order of the file.

Each block has the line and the column where it begins, from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.config.run import RunConfig
from tui.lessons.ask import Ask
from tui.lessons.goal import Goal


@dataclass(frozen=True)
class Prose:
    """Text in Markdown with numbers of the run in braces; see `tui.lessons.filling`."""

    text: str
    line: int
    column: int = 1


@dataclass(frozen=True)
class Do:
    """Carry out commands by their ids, in order."""

    commands: tuple[str, ...]
    line: int
    column: int = 1


@dataclass(frozen=True)
class Set:
    """Change parameters, as in the panel.

    Attributes:
        values: name and value of each, as `engine.config.parameters.with_values` takes them.
    """

    values: tuple[tuple[str, object], ...]
    line: int
    column: int = 1


@dataclass(frozen=True)
class RunTo:
    """Run until the goal is reached."""

    goal: Goal
    line: int
    column: int = 1


@dataclass(frozen=True)
class Spotlight:
    """Direct attention to a part of the screen; empty for none. See `tui.lessons.spots`."""

    spot: str
    line: int
    column: int = 1


@dataclass(frozen=True)
class Question:
    """A question, which waits for an answer."""

    ask: Ask
    line: int
    column: int = 1


@dataclass(frozen=True)
class Remember:
    """Keep the numbers of the run under a name: later texts have them as name_number."""

    name: str
    line: int
    column: int = 1


@dataclass(frozen=True)
class Reveal:
    """From here the step shows what happened; the answer is judged with the numbers of the run."""

    line: int
    column: int = 1


@dataclass(frozen=True)
class Reflect:
    """A line to think about."""

    text: str
    line: int
    column: int = 1


@dataclass(frozen=True)
class Note:
    """A note for the speaker, which the audience does not see."""

    text: str
    line: int
    column: int = 1


Block = Prose | Do | Set | RunTo | Spotlight | Question | Remember | Reveal | Reflect | Note


@dataclass(frozen=True)
class Step:
    """A step of a lesson.

    Attributes:
        title: unique within the lesson; that of the lesson for its opening.
        blocks: what happens, in order.
        line, column: of its heading, from 1.
    """

    title: str
    blocks: tuple[Block, ...]
    line: int
    column: int = 1

    @property
    def asks(self) -> tuple[Ask, ...]:
        """Its questions, in order."""
        return tuple(block.ask for block in self.blocks if isinstance(block, Question))

    @property
    def notes(self) -> tuple[str, ...]:
        """Its notes for the speaker."""
        return tuple(block.text for block in self.blocks if isinstance(block, Note))


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes:
        name: of a built-in lesson, as in too-fast; the path of another one's file.
        title: in words.
        minutes: about how long it takes.
        config: the configuration that it begins with, its seed included.
        steps: at least one; the text before the first heading is the first step.
        path: its file; None if it was not read from one.
    """

    name: str
    title: str
    minutes: int
    config: RunConfig
    steps: tuple[Step, ...]
    path: Path | None = None

    @property
    def seed(self) -> int:
        """The seed that it begins with."""
        return self.config.data.seed
