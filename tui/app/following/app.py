"""The app at another terminal: it draws the session of the app that it follows, at its own size."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.config.run import RunConfig
from engine.errors import harmless
from engine.sharing.knock import Line
from engine.sharing.messages import Drawn, FromFollower, GiveControl, Press, TakeControl
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.desk import Desk
from tui.app.following.changes import FollowedChanges
from tui.app.following.engine import FollowedEngine
from tui.app.following.gestures import FollowedGestures
from tui.app.following.mirror import Mirror
from tui.app.following.screen import adopt_plots, adopt_view
from tui.app.sharing.schema import FROM_APP, Bye, ScreenPart, Update
from tui.app.sharing.terminal import named
from tui.keys.sharing import carried_out_here
from tui.keys.table import BY_ID
from tui.model.situation import Sharing, Situation
from tui.model.status import Message, Tone
from tui.terminal.containment import contained
from tui.terminal.faults import in_words
from tui.terminal.settings import ScreenSettings

if TYPE_CHECKING:
    # Imported late: most followers follow no lesson.
    from tui.app.following.lesson import FollowedLesson

_AGAIN = 1.0
"""Seconds between two looks for another app."""


@dataclass(frozen=True)
class _Own:
    """A message of this terminal, and the one of the followed app that it covers."""

    message: Message
    over: Message


class FollowerApp(FollowedGestures):
    """Shows the session of another app.

    Args:
        line: the connection to it.
        ended_by: signals that end this one cleanly.
        screen_settings: pictures per second, animations, the theme.
        another: whether there is another app to follow, asked once this one ended; None for an
            app that waits for none.

    Attributes:
        goes_on: whether it ended for another app.
    """

    def __init__(
        self,
        line: Line,
        ended_by: tuple[int, ...],
        screen_settings: ScreenSettings,
        another: Callable[[], bool] | None = None,
    ) -> None:
        self._another = another
        self.goes_on = False
        self._line = line
        self._mirror = Mirror()
        self._own: _Own | None = None
        self._own_theme = bool(screen_settings.theme)
        self._lost = self._followed_theme = ""
        self._number = 0
        """Of the update that was shown last and not answered yet; 0 for none."""
        self._follows: asyncio.Task[None] | None = None
        self._lesson: FollowedLesson | None = None
        super().__init__(
            RunConfig(),
            lambda _: FollowedEngine(line.send),
            ended_by=ended_by,
            screen_settings=screen_settings,
        )

    def make_changes(self, desk: Desk) -> ChangesController:
        return FollowedChanges(desk, self.dashboard, self._line.send)

    # ------------------------------------------------------------------------------ life

    def on_mount(self) -> None:
        """Show what the followed app has said already."""
        with contained(self, "first update"):
            self._number = self._take(self._line.first)

    def _start_engine(self) -> None:
        super()._start_engine()
        if self._mirror.screen is not None:
            self._adopt(self._mirror.screen, None)
            self._show_lesson()
        self._follows = asyncio.create_task(self._follow())

    async def on_unmount(self) -> None:
        """Let go of the followed app."""
        if self._follows is not None:
            self._follows.cancel()
        self._line.close()

    async def _follow(self) -> None:
        """Show what the followed app says, until it ends."""
        reason = "the app has ended, or shares its session no longer"
        try:
            await self._line.open()
            while not self._lost:
                if self._number:
                    self._line.send(Drawn(self._number))
                self._number = self._take(await self._line.receive())
                if await self.turn_of_frame():
                    self.redraw()
                    await self.turn_of_next()
        except (OSError, asyncio.IncompleteReadError):
            pass
        except Exception as error:  # noqa: BLE001 - the last picture stays
            reason = f"the app that was followed said something wrong: {in_words(error)}"
        self._line.close()
        self._lost = self._lost or reason
        self.say(f"{self._lost}; q: quit", Tone.WARNING)
        while self._another is not None:
            await asyncio.sleep(_AGAIN)
            if await asyncio.to_thread(self._another):
                self.goes_on = True
                self.exit()
                return

    # ------------------------------------------------------------------------------ the session

    def _take(self, body: bytes) -> int:
        """Take over what changed; returns the number of the update, 0 for none.

        Raises:
            WrongMessageError: it is no update, or does not follow from the ones before.
        """
        message, before = FROM_APP.decode(body), self._mirror.screen
        if isinstance(message, Bye):
            self._lost = harmless(message.reason)
        if not isinstance(message, Update):
            return 0
        had_control = self._mirror.control.yours
        self._mirror.take(message)
        self._show_model()
        if self._mirror.control.yours is not had_control:
            self._tell_control()
        screen = self._mirror.screen
        if screen is not None and screen is not before and self._follows is not None:
            with contained(self, "screen of the followed app"):
                self._adopt(screen, before)
        if self._follows is not None:
            self._show_lesson()
        return message.number

    def _tell_control(self) -> None:
        control = self._mirror.control
        if control.yours:
            self.say("this terminal has control; Y: give it back")
        else:
            self.say(f"{control.who} has control; Y: take over")

    def _show_model(self) -> None:
        """Put the state into the model, under a message of this terminal."""
        known, own = self._mirror.known, self._own
        if known is None:
            return
        if own is not None:
            if known.messages.shown == own.over:
                known = known.said(own.message.text, own.message.tone)
            else:
                self._own = None
        self.model.mirror(known)

    def _show_lesson(self) -> None:
        lesson = self._mirror.lesson
        if lesson is None and self._lesson is None:
            return
        with contained(self, "lesson of the followed app"):
            if self._lesson is None:
                from tui.app.following.lesson import FollowedLesson

                self._lesson = FollowedLesson(self.dashboard)
            self._lesson.show(lesson, may_answer=self._mirror.control.yours)

    def _adopt(self, screen: ScreenPart, before: ScreenPart | None) -> None:
        """Set the screen as that of the followed app."""
        assert isinstance(self.changes, FollowedChanges)
        self.changes.adopt(screen)
        self.view.followed = screen.options
        adopt_view(self.dashboard, screen, first=before is None)
        self.redraw()
        adopt_plots(self.dashboard, screen, before)
        if not self._own_theme and screen.theme in self.available_themes:
            self._followed_theme = self.theme = screen.theme

    # ------------------------------------------------------------------------------ its keys

    @property
    def how_shared(self) -> Sharing:
        """Read-only, or with control."""
        control = self._mirror.control
        if self._lost:
            return Sharing(self._lost, following=True, ended=True, said="not followed any more")
        if control.yours:
            return Sharing(following=True, said=f"in control of {self._where}")
        refusal = "read-only; Y: take over"
        return Sharing(refusal, following=True, said=f"read-only, follows {self._where}")

    def situation(self) -> Situation:
        """That of the followed app, where it does not follow from the model."""
        here, screen, lesson = super().situation(), self._mirror.screen, self._mirror.lesson
        if lesson is not None:
            here = replace(here, lesson=lesson.at_hand)
        return here if screen is None else replace(here, replaying=screen.replaying)

    @property
    def _where(self) -> str:
        return named(self._line.hello.terminal)

    def do(self, *ids: str) -> None:
        """Carry out a command here, or have the followed app do it."""
        here = self.how_shared.refusal or any(carried_out_here(BY_ID[id_]) for id_ in ids)
        side = self.dashboard.lesson
        if ids == ("lesson",) and side.page and (self.how_shared.refusal or side.page.prompt):
            side.focus()
        elif ids == ("rename-run",) and not self.how_shared.refusal:
            self.rename()
        elif ids == ("control",):
            self._pass_control()
        elif here or (ids == ("leave",) and self.dashboard.in_panel):
            super().do(*ids)
        else:
            self._line.send(Press(ids))

    def tell(self, message: FromFollower) -> None:
        self._line.send(message)

    def _pass_control(self) -> None:
        """Take control, or give it back."""
        if self._lost:
            self.say(self._lost, Tone.WARNING)
            return
        yours = self._mirror.control.yours
        self._line.send(GiveControl() if yours else TakeControl())

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show a line of this terminal, until the followed app says another."""
        known = self._mirror.known
        if known is not None:
            self._own = _Own(Message(" ".join(text.split()), tone), known.messages.shown)
        super().say(text, tone)

    def watch_theme(self) -> None:
        """A theme that was chosen here stays."""
        if self._followed_theme and self.theme != self._followed_theme:
            self._own_theme = True
            super().watch_theme()
