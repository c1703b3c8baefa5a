"""`session.json`: everything of a session but its run, and the names of the other files.

Replacing this file is the moment at which a session is saved: it names each other file with its
SHA-256, and those are never changed while it names them. It also has a digest of itself.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    NonNegativeInt,
    ValidationError,
    model_validator,
)

from engine.config.run import RunConfig
from engine.data.preview import POINTS
from engine.protocol.commands import RaceBy
from engine.storage.run_summary import PROGRAM

FORMAT = 1
"""Incremented when older programs can no longer read it."""
SESSION = "session.json"
LARGEST = 8 << 20
"""Bytes of the largest file that can be one of ours."""

_DIGEST, _BODY = "sha256", "session"

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")]
"""The name of a file in the folder of the session; never a path."""
Letter = Annotated[str, Field(pattern=r"^[A-Z]$")]
"""Of a kept run."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class WrongSessionError(Exception):
    """A file that is not a session's, with the reason in a few words."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


class FileRecord(_Part):
    """A file that is never changed."""

    name: Name
    sha256: Digest


class RowsRecord(_Part):
    """The beginning of a file that grows: its bytes and its rows."""

    name: Name
    sha256: Digest
    length: NonNegativeInt
    rows: NonNegativeInt


class RunRecord(_Part):
    """The run: a folder like that of a saved run, and the digest of its summary.

    The summary has the digests of the other files.
    """

    folder: Name
    update: NonNegativeInt
    summary_sha256: Digest


class DataRecord(_Part):
    """Data from standard input or a pipe, in a folder of their own."""

    folder: Name
    name: Literal["standard input", "pipe"]
    sha256: Digest


class KeptRecord(_Part):
    """A kept run; see `tui.model.kept_runs`."""

    letter: Letter
    name: str
    hidden: bool
    compared: bool
    frame: FileRecord


class SweepRecord(_Part):
    """A sweep, a trade-off or a phase map.

    Attributes:
        kind: which of them.
        number: its number, unique among them.
        spec: what was asked for, in JSON.
        rows: its results; None without any.
        end: its last event in JSON; None if it had not ended.
        reason: why it failed, if it did.
        device: the device that it ran on.
        comparison: whether it compared batch sizes.
        frames: the last frame of each recorded run, by its index.
        outer, aside: of a phase map, the numbers of those that it was made from and left.
    """

    kind: Literal["sweep", "tradeoff", "phase"]
    number: NonNegativeInt
    spec: str
    rows: RowsRecord | None = None
    end: str | None = None
    reason: str = ""
    device: str = ""
    comparison: bool = False
    frames: dict[NonNegativeInt, FileRecord] = {}
    outer: Annotated[tuple[NonNegativeInt, ...], Field(max_length=100)] = ()
    aside: Annotated[tuple[NonNegativeInt, ...], Field(max_length=100)] = ()


class LessonRecord(_Part):
    """The open lesson; see `engine.storage.sessions.content.LessonContent`."""

    name: Annotated[str, Field(min_length=1, max_length=4096)]
    step: NonNegativeInt
    play: str = ""
    off: bool = True
    goal: str = ""
    updates: NonNegativeInt | None = None
    config: str = ""
    pins: tuple[str, ...] = ()
    pinned: NonNegativeInt = 0


class DraftRecord(_Part):
    """The points of data that are being edited, with all their digits, and the cursor."""

    x: Annotated[tuple[FiniteFloat, ...], Field(max_length=POINTS)]
    y: Annotated[tuple[FiniteFloat, ...], Field(max_length=POINTS)]
    cursor: tuple[FiniteFloat, FiniteFloat]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.x) != len(self.y):
            raise ValueError("x and y must have the same length")
        return self


class RaceRecord(_Part):
    """The race of the current run against kept runs: their letters, in order, and its unit."""

    letters: Annotated[tuple[Letter, ...], Field(min_length=1, max_length=26)]
    by: RaceBy


class SessionRecord(_Part):
    """A session.

    Attributes:
        saved: date and time with time zone, ISO 8601.
        ended: how the app ended, such as "quit" or "SIGHUP"; None while it is open, and after it
            was killed.
        config: the configuration.
        run: the saved run; None before the first.
        pace: updates per second; None is unlimited.
        looking_back: the update of the earlier moment shown; None in the present.
        view: what the screen shows, by name.
        kept: the kept runs.
        sweeps: sweeps and trade-offs; shown_sweep: the number of the one shown.
        data: the data, if they came from standard input or a pipe.
        lesson: the open lesson; None for none.
        draft: the data being edited; None if they are not.
        race: the race that was under way; None for none.
    """

    saved: str
    ended: str | None = None
    config: RunConfig
    run: RunRecord | None = None
    pace: float | None = None
    looking_back: NonNegativeInt | None = None
    view: dict[str, bool | str] = {}
    kept: tuple[KeptRecord, ...] = ()
    sweeps: tuple[SweepRecord, ...] = ()
    shown_sweep: NonNegativeInt = 0
    data: DataRecord | None = None
    lesson: LessonRecord | None = None
    draft: DraftRecord | None = None
    race: RaceRecord | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        maps = {sweep.number for sweep in self.sweeps if sweep.kind == "phase"}
        named = {number for sweep in self.sweeps for number in sweep.outer + sweep.aside}
        if not named <= maps:
            raise ValueError("the maps that a phase map was made from must be there")
        return self

    @property
    def names(self) -> set[str]:
        """The names of the files and folders that belong to it."""
        frames = [kept.frame for kept in self.kept]
        frames += [frame for sweep in self.sweeps for frame in sweep.frames.values()]
        rows = [sweep.rows for sweep in self.sweeps if sweep.rows is not None]
        runs = set() if self.run is None else {self.run.folder}
        data = set() if self.data is None else {self.data.folder}
        return runs | data | {frame.name for frame in frames} | {part.name for part in rows}


def record_text(record: SessionRecord) -> bytes:
    """The contents of the file."""
    body = record.model_dump_json()
    head = {"program": PROGRAM, "format": FORMAT, _DIGEST: _digest(body)}
    return f'{json.dumps(head)[:-1]}, "{_BODY}":\n{body}}}\n'.encode()


def record_in(text: bytes) -> SessionRecord:
    """The record in the contents of the file.

    Raises:
        WrongSessionError: it belongs to something else, to another version, or is damaged.
    """
    head, found, body = text.partition(f'"{_BODY}":\n'.encode())
    try:
        opened = json.loads(head.rstrip()[:-1] + b"}") if found else json.loads(text)
    except (ValueError, RecursionError):
        raise WrongSessionError(f"damaged: {SESSION}: not JSON") from None
    if not isinstance(opened, dict) or opened.get("program") != PROGRAM:
        raise WrongSessionError(f"{SESSION} belongs to something else")
    version = opened.get("format")
    if version != FORMAT or isinstance(version, bool):
        newer = isinstance(version, int) and version > FORMAT
        what = "was saved by a newer descent" if newer else "has an unknown format"
        raise WrongSessionError(f"{what} (format {version!r}; this one reads {FORMAT})")
    if not body.endswith(b"}\n") or opened.get(_DIGEST) != _digest(body[:-2]):
        raise WrongSessionError(f"damaged: {SESSION}: its digest does not match")
    try:
        return SessionRecord.model_validate_json(body[:-2])
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise WrongSessionError(
            f"damaged: {SESSION}: {where or 'its contents'} is invalid"
        ) from None


def _digest(body: str | bytes) -> str:
    data = body.encode() if isinstance(body, str) else body
    return hashlib.sha256(data).hexdigest()
