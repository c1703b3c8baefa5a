"""The app line by line, for screen readers and terminals that cannot move the cursor.

The user types commands; changes are reported in sentences. There is no painting, no colour, and no
line is printed twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.history.values import RunState
from engine.protocol.commands import SetPace
from engine.protocol.events import Event, Lost, Refused
from tui.app.controllers.autosave import Autosave
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.desk import Desk
from tui.app.controllers.kept_runs import KeptRunsController
from tui.app.controllers.moments import MomentsController
from tui.app.controllers.run import RunController
from tui.app.controllers.saving import SavingController
from tui.app.controllers.situation import situation_of
from tui.app.controllers.sweeps import SweepsController
from tui.app.controllers.worker import Reactions, WorkerController
from tui.app.link import EngineLink
from tui.app.plain.dialogs import Dialogs
from tui.app.plain.lesson import WIDTH, PlainLesson, plain_lessons
from tui.app.plain.nothing import NoFields, NoScreen, NoView
from tui.app.plain.obeying import Acts, Obeying
from tui.app.ports import MakeEngine
from tui.app.sessions import NOT_SAVED, Sessions
from tui.keys.registry import Registry
from tui.model.app_model import AppModel
from tui.model.situation import Situation
from tui.model.state_text import state_text
from tui.model.status import Message, Tone

if TYPE_CHECKING:
    from textual.screen import Screen

_Result = TypeVar("_Result")

GREETING = "descent, line by line; type help, run, lesson 1, or quit"
RESUME = "resume-session: go on with it"
_SECONDS = 1.0
"""Between looks at whether the session should be saved."""


class Console:
    """The app line by line.

    Args:
        model: the state of the app.
        make_engine: makes the engine.
        write: prints lines.
        width: cells of a line of text.
        sessions: where the session is saved, and the one to resume.
        runs_dir: the folder of saved runs; None is the default.

    Attributes:
        over: whether it ends.
        status: its exit status.
        failure: why the worker rejected the first configuration; empty if it did not.
        autosave: saves the session.
    """

    def __init__(
        self,
        model: AppModel,
        make_engine: MakeEngine,
        write: Callable[[str], None],
        width: Callable[[], int] = lambda: WIDTH,
        sessions: Sessions = NOT_SAVED,
        runs_dir: Path | None = None,
    ) -> None:
        self.model, self._write = model, write
        self.link = EngineLink(make_engine, self._hear)
        self.over, self.status, self.failure = False, 0, ""
        self._runs_dir = runs_dir
        self._said = Message("")
        self._told: tuple[object, ...] = ()
        self._changed = asyncio.Event()
        self._stepping = self._waits = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._dialogs = Dialogs(write, self.say)
        desk = Desk(model, self.link.send, self.say, self.show, self._ask)
        self.changes = ChangesController(desk, NoFields(), lambda work: self._in_background(work()))
        moments = MomentsController(desk)
        self._worker = WorkerController(
            desk,
            Reactions(
                moments.receive, self._shown, self.changes.refuse, self._give_up,
                self.changes.return_to,
            ),
        )  # fmt: skip
        self._commands = Registry(self._situation, partial(self.say, tone=Tone.WARNING))
        stage = PlainLesson(write, width)
        self.lessons = plain_lessons(desk, self.changes, self.do, stage, self._in_background)
        self.autosave = Autosave(
            desk, NoView(), self.lessons, sessions, self._in_background, time.monotonic, self.leave
        )
        self.autosave.earlier.how = RESUME
        acts = Acts(write, self._steps, self._wait, self.leave, stage.repeat)
        self._obeying = Obeying(
            desk, self._commands, self._situation, self.changes, self.lessons, self._dialogs, acts
        )
        self._register(desk, moments)

    def _register(self, desk: Desk, moments: MomentsController) -> None:
        """Register the handlers of all commands that need no screen."""
        kept = KeptRunsController(desk, self.changes.apply, lambda: None)
        sweeps = SweepsController(desk, self.changes.apply, lambda: None, lambda: None)
        saving = SavingController(desk, self._runs_dir, lambda _: None, self._in_background)
        for handlers in (
            RunController(desk, self._in_the_past).handlers,
            self.changes.handlers,
            moments.handlers,
            kept.handlers,
            sweeps.handlers,
            saving.handlers,
            self.autosave.earlier.handlers,
            {**self.lessons.handlers, "lessons": self._obeying.list_lessons},
        ):
            self._commands.register(handlers)

    # ------------------------------------------------------------------------------ life

    async def run(
        self, lines: AsyncIterator[str], lesson: str = "", *, patient: bool = False
    ) -> None:
        """Obey lines until the user leaves or there are no more.

        Args:
            lines: as typed.
            lesson: the lesson to open first; empty for none.
            patient: whether to wait after each line until its updates are made, as for a script.
        """
        self._write(GREETING)
        self.changes.prepare({})
        self.autosave.begin()
        self.link.begin(self.model.config)
        self.link.send(SetPace(self.model.session.pace))
        if lesson:
            self._obeying.open_lesson(lesson)
        saving = asyncio.create_task(self._save_now_and_then())
        reading = asyncio.create_task(self._read(lines, patient=patient))
        leaving = asyncio.create_task(self._until(lambda: self.over))
        try:
            await asyncio.wait((reading, leaving), return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
        finally:
            for task in (saving, reading, leaving):
                task.cancel()
            await self.autosave.close(self.status)
            await self.link.close()

    async def _read(self, lines: AsyncIterator[str], *, patient: bool) -> None:
        async for line in lines:
            self.obey(line)
            await self._until(lambda: not self._waits and not (patient and self._works))
            if self.over:
                return
        await self._until(lambda: not (self._works or self.model.running))

    async def _save_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS)
            self.autosave.look()

    @property
    def _works(self) -> bool:
        """Whether something that was asked for has an end, and is not there yet."""
        training = self._stepping or self.model.experiments.under_way is not None
        return training or self.lessons.busy or self.changes.is_preparing

    async def _until(self, done: Callable[[], bool]) -> None:
        """Wait until this is true, or nothing will change any more."""
        while not (done() or self.over or self.model.worker.lost):
            self._changed.clear()
            await self._changed.wait()

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ------------------------------------------------------------------------------ output

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Print a line, and add it to the log."""
        self.model.say(text, tone)
        self.show()

    def show(self) -> None:
        """Print what is new: a message, a part of the lesson, the state of a run that rests."""
        message = self.model.messages.shown
        if message is not self._said:
            self._said = message
            if message.text:
                self._write(message.text)
        self._tell_state()
        self.lessons.look()
        self.autosave.look()
        self._changed.set()

    def _tell_state(self) -> None:
        """The state of a run, whenever it has come to rest somewhere else."""
        frame, state = self.model.frame, self.model.state
        if frame is None or frame.state is not self.model.session.state:
            return
        if state is RunState.RUNNING or self.model.running:
            return
        now = frame.update, frame.of, self.model.session.state, frame.config.data
        self._waits = self._waits and self.model.experiments.under_way is not None
        if now != self._told:
            first = not self._told
            self._stepping = self._stepping and first  # the start is no end of steps
            self._told = now
            if not (first and frame.update == 0):
                self._write(state_text(self.model))

    async def _hear(self, event: Event) -> None:
        self._stepping = self._stepping and not isinstance(event, Refused | Lost)
        await self._worker.hear(event)
        self.autosave.hear(event)

    async def _shown(self, _event: Event) -> None:
        self.show()

    def _give_up(self, reason: str) -> None:
        self.failure = reason
        self.leave()

    def _in_the_past(self) -> None:
        self.say("an earlier moment is shown; present: return, fork: go on from it")

    def _ask(
        self, screen: Screen[_Result], callback: Callable[[_Result | None], None] | None = None
    ) -> None:
        self._dialogs.open(screen, None if callback is None else self._commands.still(callback))

    # ------------------------------------------------------------------------------ input

    def obey(self, line: str) -> None:
        """Do what a line asks for; in a question, it may be the answer."""
        self._obeying.obey(line)

    def do(self, command: str) -> bool:
        """Carry out a command by its id; False if it does not apply, which was said."""
        return self._commands.do(command)

    def _wait(self) -> None:
        self._waits = self.model.running or self.model.experiments.under_way is not None

    def _steps(self) -> None:
        self._stepping = True

    def leave(self, status: int = 0) -> None:
        """End, with an exit status."""
        self.over, self.status = True, status
        self._changed.set()

    def _situation(self) -> Situation:
        return situation_of(
            self.model,
            NoScreen(),
            self.changes,
            "",
            resumable=self.autosave.earlier.found is not None,
            lesson=self.lessons.at_hand,
        )
