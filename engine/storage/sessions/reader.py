"""Reads a session, whole or not at all: every file is checked against its digest first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from engine.data.standard_input import with_kept_data
from engine.errors import StoreError, shown
from engine.files import read_regular
from engine.history.frame import Frame
from engine.storage.run_reader import read_run
from engine.storage.run_summary import SUMMARY
from engine.storage.saved_run import StoredRun
from engine.storage.seal import digest_of
from engine.storage.sessions.content import (
    DraftContent,
    KeptContent,
    LessonContent,
    RaceContent,
    SessionContent,
    SweepContent,
)
from engine.storage.sessions.frame_file import WrongFrameError, frame_in
from engine.storage.sessions.kept_data import WrongDataError, data_in
from engine.storage.sessions.record import (
    LARGEST,
    SESSION,
    DataRecord,
    DraftRecord,
    FileRecord,
    LessonRecord,
    RaceRecord,
    RunRecord,
    SessionRecord,
    SweepRecord,
    WrongSessionError,
    record_in,
)

_LARGEST_FRAME = 64 << 20


class DamagedSessionError(StoreError):
    """A session that cannot be read, now or later; the text names its folder and the file."""


@dataclass(frozen=True, eq=False)
class StoredSession:
    """A session.

    Attributes:
        record: its files.
        content: everything but the run.
        run: the run; None if there was none yet.
    """

    record: SessionRecord
    content: SessionContent
    run: StoredRun | None


def read_record(folder: Path) -> SessionRecord:
    """What a session has, without reading its other files.

    Raises:
        DamagedSessionError: it is damaged, or was made by another program or version.
    """
    try:
        return record_in(read_regular(folder / SESSION, LARGEST))
    except WrongSessionError as error:
        raise DamagedSessionError(f"{folder}: {error}") from None
    except OSError as error:
        raise _unreadable(folder, SESSION, error) from None


def read_session(folder: Path) -> StoredSession:
    """A session.

    Raises:
        DamagedSessionError: it is damaged, or was made by another program or version.
        StoreError: the file of its data has changed or is missing.
    """
    record = read_record(folder)
    data = None if record.data is None else _data(folder, record.data)
    run = None if record.run is None else _run(folder, record.run, data)
    content = SessionContent(
        config=with_kept_data(record.config, data),
        pace=record.pace,
        looking_back=record.looking_back,
        view=record.view,
        kept=tuple(
            KeptContent(kept.letter, kept.name, _frame(folder, kept.frame, data), kept.hidden,
                        kept.compared)
            for kept in record.kept
        ),
        sweeps=tuple(_sweep(folder, sweep, data) for sweep in record.sweeps),
        shown_sweep=record.shown_sweep,
        lesson=_lesson(record.lesson),
        draft=_draft(record.draft),
        race=_race(record.race),
        ended=record.ended,
    )  # fmt: skip
    return StoredSession(record, content, run)


def _lesson(lesson: LessonRecord | None) -> LessonContent | None:
    return None if lesson is None else LessonContent(**dict(lesson))


def _race(race: RaceRecord | None) -> RaceContent | None:
    return None if race is None else RaceContent(race.letters, race.by)


def _draft(draft: DraftRecord | None) -> DraftContent | None:
    return None if draft is None else DraftContent(draft.x, draft.y, draft.cursor)


def _data(folder: Path, record: DataRecord) -> Path:
    name = f"{record.folder}/{record.name}"
    try:
        return data_in(folder, record)
    except WrongDataError:
        raise _changed(folder, name) from None
    except OSError as error:
        raise _unreadable(folder, name, error) from None


def _run(folder: Path, record: RunRecord, data: Path | None) -> StoredRun:
    home = folder / record.folder
    try:
        found = digest_of(home / SUMMARY)
    except OSError as error:
        raise _unreadable(home, SUMMARY, error) from None
    if found != record.summary_sha256:
        raise _changed(home, SUMMARY)
    try:
        return read_run(home, data)
    except StoreError as error:
        # What is wrong with its data may be put right; what is wrong with its files may not.
        raise DamagedSessionError(str(error)) if ": damaged: " in str(error) else error from None


def _frame(folder: Path, record: FileRecord, kept_data: Path | None) -> Frame:
    try:
        data = read_regular(folder / record.name, _LARGEST_FRAME)
        if hashlib.sha256(data).hexdigest() != record.sha256:
            raise _changed(folder, record.name)
        frame = frame_in(data)
        return replace(frame, config=with_kept_data(frame.config, kept_data))
    except OSError as error:
        raise _unreadable(folder, record.name, error) from None
    except WrongFrameError:
        raise DamagedSessionError(f"{folder}: damaged: {record.name}: not a run") from None


def _sweep(folder: Path, record: SweepRecord, data: Path | None) -> SweepContent:
    from engine.storage.sessions.rows_file import WrongRowsError, rows_in
    from engine.storage.sessions.sweep_text import end_in, spec_in

    try:
        spec = spec_in(record.kind, record.spec)
        return SweepContent(
            number=record.number,
            spec=replace(spec, base=with_kept_data(spec.base, data)),
            rows=() if record.rows is None else rows_in(folder, record.kind, record.rows),
            end=None if record.end is None else end_in(record.end),
            reason=record.reason,
            device=record.device,
            comparison=record.comparison,
            frames={index: _frame(folder, frame, data) for index, frame in record.frames.items()},
            outer=record.outer,
            aside=record.aside,
        )
    except WrongRowsError:
        assert record.rows is not None
        raise _changed(folder, record.rows.name) from None
    except OSError as error:
        name = SESSION if record.rows is None else record.rows.name
        raise _unreadable(folder, name, error) from None
    except ValueError:
        raise DamagedSessionError(f"{folder}: damaged: {SESSION}: a sweep is invalid") from None


def _changed(folder: Path, name: str) -> DamagedSessionError:
    return DamagedSessionError(f"{folder}: damaged: {name}: its digest does not match")


def _unreadable(folder: Path, name: str, error: OSError) -> DamagedSessionError:
    reason = "missing" if isinstance(error, FileNotFoundError) else error.strerror or error
    return DamagedSessionError(f"{shown(str(folder))}: damaged: {name}: {reason}")
