"""What a follower says to the app that it follows, and what that app says of itself."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from engine.sharing.codec import Codec

_LATEST = 1e12
"""Seconds since 1970, long after any app was started."""


class Hello(msgspec.Struct, frozen=True, tag=True):
    """The first message of an app that shares its session.

    Attributes:
        program: its version.
        pid: its process.
        since: when it was started, in seconds since 1970.
        what: what it trains, in a few words.
        lesson: the title of its lesson; empty for none.
        terminal: where it runs, such as "pts/3".
    """

    program: str
    pid: int
    since: Annotated[float, Meta(ge=0, le=_LATEST)]
    what: str
    lesson: str = ""
    terminal: str = ""


class Full(msgspec.Struct, frozen=True, tag=True):
    """The first message of an app that has no room for another follower.

    Attributes:
        most: the most followers at once.
    """

    most: int


class Join(msgspec.Struct, frozen=True, tag=True):
    """The first message of a follower: from now on it gets the session.

    Attributes:
        terminal: where it runs, such as "pts/4".
        audience: whether it shows a lesson to an audience.
        take_over: whether it asks for control.
    """

    terminal: str = ""
    audience: bool = False
    take_over: bool = False


class Drawn(msgspec.Struct, frozen=True, tag=True):
    """The update of this number was shown; the next may be sent."""

    number: int


class Press(msgspec.Struct, frozen=True, tag=True):
    """Carry out the first of these commands that applies."""

    commands: tuple[str, ...]


class SetValues(msgspec.Struct, frozen=True, tag=True):
    """Change parameters, as typed in the panel; None is an empty field."""

    values: dict[str, str | int | float | bool | None]


class Nudge(msgspec.Struct, frozen=True, tag=True):
    """Move a parameter one step up or down."""

    parameter: str
    up: bool


class StartAt(msgspec.Struct, frozen=True, tag=True):
    """Set the starting point of the run."""

    w: float
    b: float


class ChooseRate(msgspec.Struct, frozen=True, tag=True):
    """Set the learning rate of the next stroke of golf."""

    rate: Annotated[float, Meta(gt=0, le=1e6)]


class Answer(msgspec.Struct, frozen=True, tag=True):
    """Answer the question of the lesson, as typed."""

    text: str


class OpenLesson(msgspec.Struct, frozen=True, tag=True):
    """Open a lesson, by its name."""

    name: str


class Write(msgspec.Struct, frozen=True, tag=True):
    """Write the run to this absolute path.

    Attributes:
        what: a file of its history, the folder of a saved run, or event files.
        over: whether an existing folder is replaced.
    """

    what: Literal["history", "run", "events"]
    path: str
    over: bool = False


class Rename(msgspec.Struct, frozen=True, tag=True):
    """Rename a kept run."""

    letter: str
    name: str


class Begin(msgspec.Struct, frozen=True, tag=True):
    """Begin one of them, by its spec (`engine.storage.sessions.sweep_text`)."""

    kind: Literal["sweep", "tradeoff", "phase"]
    spec: str


class TakeControl(msgspec.Struct, frozen=True, tag=True):
    """From now on the keys of this follower count."""


class GiveControl(msgspec.Struct, frozen=True, tag=True):
    """The app has its keys back."""


FromFollower: TypeAlias = (
    Join
    | Drawn
    | Press
    | SetValues
    | Nudge
    | StartAt
    | ChooseRate
    | Answer
    | OpenLesson
    | Write
    | Rename
    | Begin
    | TakeControl
    | GiveControl
)

HELLO: Codec[Hello | Full] = Codec(Hello | Full)
FROM_FOLLOWER: Codec[FromFollower] = Codec(FromFollower)
