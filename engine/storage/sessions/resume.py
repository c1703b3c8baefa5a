"""Takes up a session that no living app holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from engine.config.run import RunConfig
from engine.errors import StoreError
from engine.storage.resume import OpenedRun, opened_run
from engine.storage.sessions.content import SessionContent
from engine.storage.sessions.place import SessionPlace, newest_place, place_of
from engine.storage.sessions.reader import DamagedSessionError, read_record, read_session
from engine.storage.sessions.record import SessionRecord
from engine.storage.sessions.writer import SessionWriter

CLEAN_END = "quit"
"""How a session ended that its user left."""


@dataclass(frozen=True, eq=False)
class ResumedSession:
    """A session that this process holds now, to go on in the same folder.

    Attributes:
        place: its folder.
        writer: saves it from now on.
        content: everything but the run.
        opened: the run; None if there was none yet.
        time: of its last save, such as 14:05.
    """

    place: SessionPlace
    writer: SessionWriter
    content: SessionContent
    opened: OpenedRun | None
    time: str = ""

    def on_device(self, config: RunConfig) -> ResumedSession:
        """The session on the device of this configuration, which is no part of the run."""
        device = {"device": config.device}
        content = replace(self.content, config=self.content.config.model_copy(update=device))
        opened = self.opened
        if opened is not None:
            changed = opened.resume.config.model_copy(update=device)
            opened = replace(
                opened,
                resume=replace(opened.resume, config=changed),
                frame=replace(opened.frame, config=changed),
            )
        return replace(self, content=content, opened=opened)


@dataclass(frozen=True)
class Earlier:
    """A session that no app holds.

    Attributes:
        folder: its folder.
        time: of its last save, such as 14:05.
        update: updates of its run when it was saved; 0 without a run.
        ended: the signal that ended it, or `CLEAN_END`; None if it was killed.
    """

    folder: Path
    time: str
    update: int
    ended: str | None

    @property
    def interrupted(self) -> bool:
        """Whether its user did not leave it: the app was killed, or lost its terminal."""
        return self.ended != CLEAN_END


def resume_newest(root: Path) -> ResumedSession:
    """The session saved last that no living app holds.

    Raises:
        StoreError: there is none, or it cannot be read; a damaged one is set aside.
    """
    try:
        place = newest_place(root)
    except OSError as error:
        raise StoreError(f"{error.filename or root}: {error.strerror or error}") from None
    if place is None:
        raise StoreError("no session to resume; descent without --resume begins one")
    return _resumed(place)


def resume_from(folder: Path) -> ResumedSession:
    """The session in a folder.

    Raises:
        StoreError: it is gone, or another app holds it, or it cannot be read.
    """
    try:
        place = place_of(folder)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror or error}") from None
    if place is None:
        raise StoreError(f"{folder.name}: another descent has taken it up, or it is gone")
    return _resumed(place)


def _resumed(place: SessionPlace) -> ResumedSession:
    try:
        return _read(place)
    except DamagedSessionError as error:
        try:
            aside = place.set_aside()
        except OSError as fault:
            place.release()
            raise StoreError(f"{error}; not set aside: {fault.strerror or fault}") from None
        raise StoreError(f"{error}; set aside as {aside.name}") from None
    except BaseException:
        place.release()
        raise


def _read(place: SessionPlace) -> ResumedSession:
    stored = read_session(place.folder)
    writer = SessionWriter(place.folder, stored.record)
    for kept, record in zip(stored.content.kept, stored.record.kept, strict=True):
        writer.know(kept.frame, record.frame)
    for sweep, known in zip(stored.content.sweeps, stored.record.sweeps, strict=True):
        for index, frame in sweep.frames.items():
            writer.know(frame, known.frames[index])
    time = time_of(stored.record)
    opened = None
    if stored.run is not None:
        opened = opened_run(f"the session of {time}", stored.run)
    return ResumedSession(place, writer, stored.content, opened, time)


def newest_earlier(root: Path) -> Earlier | None:
    """The newest session that no app holds; None if there is none that can be read."""
    try:
        place = newest_place(root, patience=0.0)
    except OSError:
        return None
    if place is None:
        return None
    # Another start may want to take it: nothing is read while it is held.
    place.release()
    try:
        record = read_record(place.folder)
    except DamagedSessionError:
        return None
    update = 0 if record.run is None else record.run.update
    return Earlier(place.folder, time_of(record), update, record.ended)


def time_of(record: SessionRecord) -> str:
    """The time of the last save, with the date if that is not today: 14:05, 2 March 14:05."""
    try:
        saved = datetime.fromisoformat(record.saved).astimezone()
    except ValueError:
        return record.saved
    today = saved.date() == datetime.now().astimezone().date()
    return saved.strftime("%H:%M") if today else f"{saved.day} {saved.strftime('%B %H:%M')}"
