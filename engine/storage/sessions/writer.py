"""Saves a session: writes the files that are new, then replaces `session.json`.

Kept runs and recorded runs are written once, rows of sweeps are appended, and the run itself is
written by the worker, which has its history. What `session.json` names no longer is removed last.
Not for use by several threads at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.history.frame import Frame
from engine.storage.atomic import PART, atomic_file
from engine.storage.sessions.content import (
    DraftContent,
    KeptContent,
    LessonContent,
    RaceContent,
    SessionContent,
    SweepContent,
)
from engine.storage.sessions.frame_file import frame_bytes
from engine.storage.sessions.kept_data import keep_data, kept_data_of
from engine.storage.sessions.place import LOCK
from engine.storage.sessions.record import (
    SESSION,
    DataRecord,
    DraftRecord,
    FileRecord,
    KeptRecord,
    LessonRecord,
    RaceRecord,
    RowsRecord,
    RunRecord,
    SessionRecord,
    SweepRecord,
    record_text,
)
from engine.storage.sessions.whole_paths import anywhere

if TYPE_CHECKING:
    # Imported late: sweeps would slow down the start by some milliseconds.
    from engine.storage.sessions.rows_file import RowsFile


@dataclass
class _Known:
    """A frame and its file; the frame is held, so that its identity stays its own."""

    frame: Frame
    file: FileRecord


class SessionWriter:
    """Writes one session into its folder.

    Args:
        folder: the folder, held by this process.
        record: what it holds already; None for a new one.

    Attributes:
        folder: the folder.
        run: the run that the worker wrote last.
    """

    def __init__(self, folder: Path, record: SessionRecord | None = None) -> None:
        self.folder = folder
        self.run: RunRecord | None = None if record is None else record.run
        self._data: DataRecord | None = None if record is None else record.data
        self._frames: dict[int, _Known] = {}
        self._rows: dict[int, RowsFile] = {}
        self._kept_rows: dict[int, RowsRecord] = {}
        self._writing: str | None = None
        if record is not None:
            for sweep in record.sweeps:
                if sweep.rows is not None:
                    self._kept_rows[sweep.number] = sweep.rows

    def know(self, frame: Frame, file: FileRecord) -> None:
        """Note that a frame has a file already."""
        self._frames[id(frame)] = _Known(frame, file)

    def run_folder(self) -> Path:
        """A new name for the run that the worker is about to write."""
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")
        self._writing = f"run-{stamp}"
        return self.folder / self._writing

    def wrote_run(self, folder: Path, update: int, digest: str) -> None:
        """The worker wrote the run, with a summary of this digest; it belongs to the session."""
        self.run = RunRecord(folder=folder.name, update=update, summary_sha256=digest)
        self._writing = None

    def save(self, content: SessionContent) -> SessionRecord:
        """Save the session; after an error, it is as it was saved last.

        Raises:
            OSError: a file cannot be written.
            ValueError: the path of the data is not text, or they came from standard input and are
                too large.
        """
        self._keep_data(content)
        record = SessionRecord(
            saved=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
            ended=content.ended,
            config=anywhere(content.config),
            run=self.run,
            pace=content.pace,
            looking_back=content.looking_back,
            view=dict(content.view),
            kept=tuple(self._kept(kept) for kept in content.kept),
            sweeps=tuple(self._sweep(sweep) for sweep in content.sweeps),
            shown_sweep=content.shown_sweep,
            lesson=_lesson(content.lesson),
            data=self._data,
            draft=_draft(content.draft),
            race=_race(content.race),
        )
        with atomic_file(self.folder / SESSION, private=True) as file:
            file.write(record_text(record))
        self._remove_all_but(record.names)
        frames = {id(kept.frame) for kept in content.kept}
        frames |= {id(frame) for sweep in content.sweeps for frame in sweep.frames.values()}
        self._frames = {key: known for key, known in self._frames.items() if key in frames}
        return record

    def _keep_data(self, content: SessionContent) -> None:
        """Keep data that no file of the user has; a program has at most one such input."""
        if self._data is None:
            kept = (one.frame.config for one in content.kept)
            sweeps = (sweep.spec.base for sweep in content.sweeps)
            source = kept_data_of((content.config, *kept, *sweeps))
            if source is not None:
                self._data = keep_data(self.folder, source)

    def _kept(self, kept: KeptContent) -> KeptRecord:
        return KeptRecord(
            letter=kept.letter,
            name=kept.name,
            hidden=kept.hidden,
            compared=kept.compared,
            frame=self._frame(kept.frame),
        )

    def _sweep(self, sweep: SweepContent) -> SweepRecord:
        from engine.storage.sessions.sweep_text import end_text, kind_of, spec_text

        return SweepRecord(
            kind=kind_of(sweep.spec),
            number=sweep.number,
            spec=spec_text(sweep.spec),
            rows=self._rows_of(sweep) if sweep.rows else None,
            end=None if sweep.end is None else end_text(sweep.end),
            reason=sweep.reason,
            device=sweep.device,
            comparison=sweep.comparison,
            frames={index: self._frame(frame) for index, frame in sweep.frames.items()},
            outer=sweep.outer,
            aside=sweep.aside,
        )

    def _rows_of(self, sweep: SweepContent) -> RowsRecord:
        from engine.storage.sessions.rows_file import RowsFile
        from engine.storage.sessions.sweep_text import kind_of

        known = self._kept_rows.get(sweep.number)
        if known is not None and known.rows == len(sweep.rows):
            return known
        file = self._rows.get(sweep.number)
        if file is None:
            path = self.folder / f"rows-{sweep.number}.jsonl"
            file = self._rows[sweep.number] = RowsFile(path, kind_of(sweep.spec), known)
        record = self._kept_rows[sweep.number] = file.append(sweep.rows)
        return record

    def _frame(self, frame: Frame) -> FileRecord:
        known = self._frames.get(id(frame))
        if known is None:
            data = frame_bytes(frame)
            digest = hashlib.sha256(data).hexdigest()
            name = f"frame-{digest[:20]}.npz"
            with atomic_file(self.folder / name, private=True) as file:
                file.write(data)
            known = _Known(frame, FileRecord(name=name, sha256=digest))
            self._frames[id(frame)] = known
        return known.file

    def _remove_all_but(self, names: set[str]) -> None:
        """Remove what belongs to earlier saves, or was left by a process that died."""
        keep = {*names, SESSION, LOCK}
        for path in self.folder.iterdir():
            if path.name in keep or (self._writing and self._writing in path.name):
                continue
            with contextlib.suppress(OSError):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                elif path.name.endswith((PART, ".npz", ".jsonl")):
                    path.unlink()


def _race(race: RaceContent | None) -> RaceRecord | None:
    return None if race is None else RaceRecord(letters=race.letters, by=race.by)


def _draft(draft: DraftContent | None) -> DraftRecord | None:
    return None if draft is None else DraftRecord(x=draft.x, y=draft.y, cursor=draft.cursor)


def _lesson(lesson: LessonContent | None) -> LessonRecord | None:
    return None if lesson is None else LessonRecord(**asdict(lesson))
