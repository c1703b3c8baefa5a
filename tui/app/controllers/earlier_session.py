"""An earlier session that can be resumed: found at the start, offered, and taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import StoreError
from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.model.status import Tone
from tui.text.farewell import offer_words

if TYPE_CHECKING:
    from engine.storage.sessions.resume import Earlier, ResumedSession


class EarlierSession:
    """The newest session that no app holds.

    Args:
        desk: its tools.
        in_background: runs a coroutine in the background.
        end: ends the app.

    Attributes:
        how: how the session is resumed, in the words of the user's keys.
        found: the session; None if there is none.
        taken: the session to go on with after this app, held already; None to end.
    """

    def __init__(
        self,
        desk: Desk,
        in_background: Callable[[Coroutine[None, None, None]], None],
        end: Callable[[], object],
    ) -> None:
        self._desk, self._in_background, self._end = desk, in_background, end
        self._offered = self._taking = self._closed = False
        self._ready = False
        self.how = "ctrl+p: resume session"
        self.found: Earlier | None = None
        self.taken: ResumedSession | None = None

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {"resume-session": self.resume}

    def look_for_it(self, root: Path) -> None:
        """Find it, in the background, and offer it if it was interrupted."""
        self._in_background(self._find(root))

    async def _find(self, root: Path) -> None:
        from engine.storage.sessions.resume import newest_earlier

        self.found = await asyncio.to_thread(newest_earlier, root)
        self._offer()

    def worker_is_ready(self) -> None:
        """Offer it beside the message of this, which has replaced the first offer."""
        self._ready = True
        self._offer()

    def _offer(self) -> None:
        if self.found is not None and self.found.interrupted and not self._offered:
            self._offered = self._ready
            self._desk.model.lead(offer_words(self.found, self.how))
            self._desk.redraw()

    def resume(self) -> None:
        """End this session, and go on with the earlier one."""
        if self.found is not None and not self._taking:
            self._taking = True
            self._in_background(self._take(self.found.folder))

    async def _take(self, folder: Path) -> None:
        """Take it before this session ends: another app may have been faster."""
        from engine.storage.sessions.resume import resume_from

        try:
            taken = await asyncio.to_thread(resume_from, folder)
        except StoreError as error:
            self._desk.say(str(error), Tone.WARNING)
            self._offered = True
            await self._find(folder.parent)
            self._taking = False
            return
        if self._closed:
            taken.place.release()
            return
        self.taken = taken
        self._end()

    def close(self) -> None:
        """Take nothing any more: the app ends."""
        self._closed = True
