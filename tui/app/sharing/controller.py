"""The commands of sharing: share the session, take control back."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.config.file_access import are_files_off
from engine.errors import DescentError
from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.model.situation import Sharing
from tui.model.status import Tone
from tui.terminal.faults import in_words
from tui.text.numbers import some

if TYPE_CHECKING:
    # Imported late: most sessions are not shared.
    from tui.app.sharing.publisher import Acts, Publisher

_log = logging.getLogger(__name__)

_SECONDS = 0.1
"""How often what has changed without a command is sent, such as a plot that spins."""


class SharingController:
    """Shares the session with other terminals of the user; nothing listens before that.

    Args:
        desk: its tools.
        acts: makes what a follower with control can do.
        in_background: runs a coroutine until the app ends.
        after_picture: calls a function once what has changed is painted.
    """

    def __init__(
        self,
        desk: Desk,
        acts: Callable[[], Acts],
        in_background: Callable[[Coroutine[None, None, None]], None],
        after_picture: Callable[[Callable[[], None]], object],
    ) -> None:
        self._desk, self._acts = desk, acts
        self._in_background, self._after_picture = in_background, after_picture
        self._looks = False
        self._publisher: Publisher | None = None
        self._do: Callable[..., None] = lambda: None
        self._for_follower = False

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {"share": self.toggle, "control": self.take_back}

    @property
    def here(self) -> Sharing:
        """How the session is shared; what a follower with control does is not refused."""
        if self._publisher is None:
            return Sharing()
        holder, count = self._publisher.holder, self._publisher.count
        if holder and not self._for_follower:
            refusal = f"{holder} has control; Y: take back"
            return Sharing(refusal, shared=True, said=f"{holder} has control")
        return Sharing(shared=True, said=some(count, "follower") if count else "shared")

    @property
    def publisher(self) -> Publisher | None:
        """What sends the session to the followers; None if it is not shared."""
        return self._publisher

    def _do_for_follower(self, *ids: str) -> None:
        self._for_follower = True
        try:
            self._do(*ids)
        finally:
            self._for_follower = False

    def toggle(self) -> str:
        """Share the session, or share it no longer; returns why it cannot be shared."""
        if are_files_off():
            return "not for visitors of descent serve"
        if self._publisher is None:
            self.begin()
        else:
            self.close("the session is shared no longer")
            self._desk.say("the session is shared no longer")
        return ""

    def begin(self) -> None:
        """Share the session."""
        from engine.sharing.folder import sharing_folder
        from tui.app.sharing.publisher import Publisher

        if self._publisher is None:
            acts = self._acts()
            self._do, acts = acts.do, replace(acts, do=self._do_for_follower)
            self._publisher = Publisher(self._desk, acts, sharing_folder(os.environ))
            self._in_background(self._serve(self._publisher))

    async def _serve(self, publisher: Publisher) -> None:
        """Listen, and look for what has changed, until it is shared no longer."""
        try:
            await self._listen(publisher)
        finally:
            # It may have been closed while it was being opened.
            publisher.house.close()

    async def _listen(self, publisher: Publisher) -> None:
        said = f"shared: descent attach {os.getpid()} follows it from another terminal"
        while publisher is self._publisher:
            try:
                if not publisher.house.is_open:
                    # Also after the runtime directory was removed, as at the user's last logout.
                    await publisher.house.open()
                    self._desk.say(said)
                    said = "the socket was removed; the session is shared again"
            except DescentError as error:
                self._publisher = None
                self._desk.say(f"not shared: {error}", Tone.WARNING)
                return
            self.look()
            await asyncio.sleep(_SECONDS)

    def look_soon(self) -> None:
        """Send what has changed, once it is painted: this terminal comes first.

        Where followers are on this machine, they would take its cores from the picture.
        """
        if self._publisher is not None and not self._looks:
            self._looks = True
            self._after_picture(self._look_now)

    def _look_now(self) -> None:
        self._looks = False
        self.look()

    def look(self) -> None:
        """Send what has changed; an error ends the sharing, and nothing else."""
        if self._publisher is None:
            return
        try:
            self._publisher.look()
        except Exception as error:  # noqa: BLE001 - the run goes on
            reason = f"the session is shared no longer: {in_words(error)}"
            _log.exception("sharing")
            self.close(reason)
            self._desk.say(reason, Tone.ERROR)

    def take_back(self) -> None:
        """The keys of this terminal count again."""
        if self._publisher is not None:
            self._publisher.take_back()

    def close(self, reason: str) -> None:
        """Let go of the followers."""
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            publisher.close(reason)
