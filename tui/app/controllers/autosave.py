"""Saves the session by itself: at every change of state, and every few seconds while it runs.

The app writes its own part; the worker, which has the history, writes the run while it trains. A
save that costs much comes less often, so that all of them take a fixed small share of the time.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import DataError
from engine.protocol.commands import Seek
from engine.protocol.events import Event, Ready, Stored
from tui.app.controllers.desk import Desk
from tui.app.controllers.earlier_session import EarlierSession
from tui.app.controllers.run_storing import RunStoring
from tui.app.controllers.save_marks import Mark, progress_mark, state_mark
from tui.app.controllers.save_times import SaveTimes
from tui.app.ports import LessonState, ViewState
from tui.app.sessions import Sessions, ended_by
from tui.model.kept_runs import run_name
from tui.model.status import Tone
from tui.text.farewell import Ending, farewell

if TYPE_CHECKING:
    from engine.storage.sessions.content import DraftContent, SessionContent
    from engine.storage.sessions.place import SessionPlace
    from engine.storage.sessions.resume import ResumedSession
    from engine.storage.sessions.writer import SessionWriter

PATIENCE = 20.0
"""Seconds after which a worker that does not write is left alone."""
LAST_PATIENCE = 3.0
"""The same when a signal ends the app: soon it may be killed,"""
QUIT_PATIENCE = 5.0
"""and when its user leaves it: a loaded machine or a slow disk takes seconds to sync a file."""

_POLL = 0.01


class Autosave:
    """Saves the session of the app.

    Args:
        desk: its tools.
        view: what the screen shows.
        lesson: the open lesson.
        sessions: where the session is saved, and the one to resume.
        in_background: runs a coroutine in the background.
        clock: seconds of a monotonic clock.
        end: ends the app.

    Attributes:
        folder: the folder of the session; None before its first save.
        failure: why the last save failed; empty if it did not.
        earlier: a session that can be resumed instead of this one.
    """

    def __init__(
        self,
        desk: Desk,
        view: ViewState,
        lesson: LessonState,
        sessions: Sessions,
        in_background: Callable[[Coroutine[None, None, None]], None],
        clock: Callable[[], float],
        end: Callable[[], object],
    ) -> None:
        self._desk, self._view, self._sessions = desk, view, sessions
        self._lesson = lesson
        self._root = sessions.root
        self._in_background, self._clock = in_background, clock
        self._place: SessionPlace | None = None
        self._writer: SessionWriter | None = None
        self._saving = self._closed = False
        self._draft: DraftContent | None = None
        self._writing = threading.Lock()
        self._run = RunStoring(desk.model, desk.send)
        self._times = SaveTimes()
        self._saved: tuple[Mark, Mark] | None = None
        self.folder: Path | None = None
        self.failure = ""
        self.earlier = EarlierSession(desk, in_background, end)
        self._was_running = False
        resumed = sessions.resumed
        if resumed is not None:
            self._place, self._writer = resumed.place, resumed.writer
            self.folder = resumed.place.folder
            if resumed.writer.run is not None:
                self._run.resumed(resumed.writer.run.update)
            from tui.model.on_disk import experiments_of, kept_runs_of

            desk.model.restore(kept_runs_of(resumed.content), experiments_of(resumed.content))

    def begin(self) -> None:
        """Show what the resumed session showed; without one, look for an earlier one."""
        resumed = self._sessions.resumed
        if resumed is None:
            if self._root is not None:
                self.earlier.look_for_it(self._root)
            return
        content = resumed.content
        self._view.restore(content.view)
        if content.lesson is not None:
            self._lesson.resume(content.lesson)
        self._resume_race(resumed)
        self._draft = content.draft
        self._resume_draft()
        if content.looking_back is not None and resumed.opened is not None:
            self._desk.model.look_back()
            self._desk.send(Seek(content.looking_back))

    def _resume_race(self, resumed: ResumedSession) -> None:
        """Go on with the race of the resumed session, paused, as after the loss of a worker."""
        content = resumed.content
        if content.race is None or resumed.opened is None:
            return
        from tui.model.on_disk import race_of

        race = race_of(content, resumed.opened.resume)
        if race is not None:
            self._desk.model.restore_race(race, content.race.letters)
            self._desk.send(race)
            self._desk.model.lead("the race goes on, paused")

    def _resume_draft(self) -> None:
        """Go on with the edits of the resumed session, once the samples are known."""
        problem = self._desk.model.problem
        if self._draft is None or problem is None:
            return
        from tui.model.on_disk import draft_of

        draft, self._draft = self._draft, None
        with contextlib.suppress(DataError):
            self._desk.model.edit(draft_of(draft, problem))
            self._desk.model.lead("the data are still being edited (C: go on)")

    # ------------------------------------------------------------------------------ when

    def look(self) -> None:
        """Begin a save if something has changed and it is time; call it after every change."""
        self._resume_draft()
        if self._root is None or self._saving or self._closed or not self._worth_it:
            return
        now = self._clock()
        if now < self._times.soon:
            return
        before, marks = self._saved, self._marks()
        changed = before is None or marks[0] != before[0]
        goes_on = before is not None and marks[1] != before[1]
        if changed or (goes_on and now >= self._times.due):
            self._saving = True
            self._in_background(self._save_and_rest())

    @property
    def _worth_it(self) -> bool:
        """Whether there is anything to go on from."""
        model = self._desk.model
        return bool(
            self._place is not None
            or not model.unmoved
            or len(model.kept)
            or model.experiments.made
            or model.draft is not None
            or self._lesson.begun
        )

    def _marks(self) -> tuple[Mark, Mark]:
        model = self._desk.model
        state = *state_mark(model, self._view.saved), *self._lesson.mark
        return state, progress_mark(model)

    # ------------------------------------------------------------------------------ the save

    async def _save_and_rest(self) -> None:
        try:
            await self._save(PATIENCE)
        finally:
            self._saving = False

    async def _save(self, patience: float, ended: str | None = None) -> None:
        """Save the session; a failure is said once, and the run goes on."""
        from tui.model.on_disk import content_of

        marks, due = self._marks(), self._clock() >= self._times.due
        stored: Stored | None = None
        failure = ""
        try:
            await self._begin_folder()
            assert self._writer is not None
            last = ended is not None
            stored = await self._run.write(self._writer, patience, due=due, last=last)
            failure = "" if stored is None else stored.failure
            content = content_of(self._desk.model, self._view.saved, ended, self._lesson.content)
            await asyncio.to_thread(self._write, self._writer, content)
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            failure = f"{name}{error.strerror or error}"
        except ValueError as error:
            failure = str(error)
        now = self._clock()
        if failure:
            self._times = SaveTimes.after_failure(now)
        elif stored is None:
            self._times = self._times.after_all_else(now)
            self._saved = (marks[0], ()) if self._run.put_off else marks
        else:
            self._times, self._saved = SaveTimes.after(now, stored.cost, stored.size), marks
        self._tell(failure)

    def _write(self, writer: SessionWriter, content: SessionContent) -> None:
        """Write the session; the thread of a save that was cancelled may still be at it."""
        with self._writing:
            writer.save(content)

    async def _begin_folder(self) -> None:
        """Have a folder; where somebody removed it, another one, with everything in it."""
        if self._place is not None and not self._place.is_held:
            self._place.release()
            self._place = self._writer = None
            self._run.begin_again()
        if self._place is not None or self._root is None:
            return
        from engine.storage.sessions.place import new_place, prune
        from engine.storage.sessions.writer import SessionWriter

        place = await asyncio.to_thread(new_place, self._root)
        self._place, self._writer = place, SessionWriter(place.folder)
        self.folder = place.folder
        with contextlib.suppress(OSError):
            removed = await asyncio.to_thread(prune, self._root)
            self._desk.model.note(f"old session removed: {folder}" for folder in removed)

    def _tell(self, failure: str) -> None:
        if failure and failure != self.failure:
            self._desk.say(f"the session is not saved: {failure}", Tone.WARNING)
        elif self.failure and not failure:
            self._desk.say("the session is saved again")
        self.failure = failure

    # ------------------------------------------------------------------------------ the worker

    def hear(self, event: Event) -> None:
        """Take note of an event of the worker."""
        self._run.hear(event)
        if isinstance(event, Ready):
            self.earlier.worker_is_ready()

    # ------------------------------------------------------------------------------ the end

    async def close(self, status: int | None) -> None:
        """Save the session once more, and let go of its folder.

        Args:
            status: the exit status of the app.
        """
        self._closed = True
        self.earlier.close()
        if self._root is None:
            return
        ended = ended_by(status)
        patience = QUIT_PATIENCE if ended == "quit" else LAST_PATIENCE
        waited = 0.0
        while self._saving:
            await asyncio.sleep(_POLL)
            waited += _POLL
            if waited > patience:
                self._run.give_up()
        self._was_running = self._desk.model.running
        if self._worth_it:
            await self._save(patience, ended)
            await self._run.shown()
        if self._place is not None:
            self._place.release()

    @property
    def farewell(self) -> str:
        """What to say on the normal screen after the app; empty for nothing."""
        model = self._desk.model
        frame = model.present
        if self._root is None:
            return ""
        return farewell(
            Ending(
                "" if frame is None else run_name(frame),
                frame,
                self.folder,
                self._run.update,
                self.failure,
                model.worker.lost,
                self._was_running,
            )
        )
