"""The app line by line, for screen readers and terminals that cannot move the cursor.

The user types commands; changes are reported in sentences. There is no painting, no colour, and no
line is printed twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from engine.history.values import RunState
from engine.protocol.commands import SetPace, Step
from engine.protocol.events import Event, Lost, Refused
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.desk import Desk
from tui.app.controllers.kept_runs import KeptRunsController
from tui.app.controllers.moments import MomentsController
from tui.app.controllers.run import RunController
from tui.app.controllers.situation import situation_of
from tui.app.controllers.sweeps import SweepsController
from tui.app.controllers.worker import Reactions, WorkerController
from tui.app.link import EngineLink
from tui.app.plain.lesson import plain_lessons
from tui.app.plain.nothing import NoFields, NoScreen
from tui.app.plain.words import (
    Asked,
    Do,
    Give,
    Own,
    Steps,
    Unknown,
    help_text,
    named,
    settings_text,
    understood,
)
from tui.app.ports import MakeEngine
from tui.keys.command import Context
from tui.keys.registry import Registry, why_not
from tui.keys.table import BY_ID
from tui.model.app_model import AppModel
from tui.model.situation import Situation
from tui.model.state_text import state_text
from tui.model.status import Message, Tone

if TYPE_CHECKING:
    from textual.screen import Screen

_Result = TypeVar("_Result")

GREETING = "descent, line by line; type help, run, lesson 1, or quit"


class Console:
    """The app line by line.

    Args:
        model: the state of the app.
        make_engine: makes the engine.
        write: prints a line.

    Attributes:
        over: whether its user has left.
        failure: why the worker rejected the first configuration; empty if it did not.
    """

    def __init__(
        self, model: AppModel, make_engine: MakeEngine, write: Callable[[str], None]
    ) -> None:
        self.model, self._write = model, write
        self.link = EngineLink(make_engine, self._hear)
        self.over, self.failure = False, ""
        self._said = Message("")
        self._told: tuple[object, ...] = ()
        self._changed = asyncio.Event()
        self._stepping = self._waits = False
        self._tasks: set[asyncio.Task[None]] = set()
        desk = Desk(model, self.link.send, self.say, self.show, self._no_screen)
        self._desk = desk
        self.changes = ChangesController(desk, NoFields(), self._in_background)
        moments = MomentsController(desk)
        self._worker = WorkerController(
            desk,
            Reactions(
                moments.receive, self._shown, self.changes.refuse, self._give_up,
                self.changes.return_to,
            ),
        )  # fmt: skip
        self._commands = Registry(self._situation, partial(self.say, tone=Tone.WARNING))
        self.lessons = plain_lessons(desk, self.changes, self.do, write, self._in_background)
        kept = KeptRunsController(desk, self.changes.apply, lambda: None)
        sweeps = SweepsController(desk, self.changes.apply, lambda: None, lambda: None)
        for handlers in (
            RunController(desk, self._in_the_past).handlers,
            self.changes.handlers,
            moments.handlers,
            kept.handlers,
            sweeps.handlers,
            {**self.lessons.handlers, "lessons": self._list_lessons},
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
        self.link.begin(self.model.config)
        self.link.send(SetPace(self.model.session.pace))
        if lesson:
            self.open_lesson(lesson)
        try:
            async for line in lines:
                self.obey(line)
                await self._until(lambda: not self._waits and not (patient and self._works))
                if self.over:
                    break
            else:
                await self._until(lambda: not (self._works or self.model.running))
        finally:
            await self.link.close()

    @property
    def _works(self) -> bool:
        """Whether something that was asked for has an end, and is not there yet."""
        return self._stepping or self.lessons.busy or self.changes.is_preparing

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
        self._changed.set()

    def _tell_state(self) -> None:
        """The state of a run, whenever it has come to rest somewhere else."""
        frame, state = self.model.frame, self.model.state
        if frame is None or frame.state is not self.model.session.state:
            return
        if state is RunState.RUNNING or self.model.running:
            return
        now = frame.update, frame.of, self.model.session.state, frame.config.data
        self._waits = False
        if now != self._told:
            self._stepping = False
            first = not self._told
            self._told = now
            if not (first and frame.update == 0):
                self._write(state_text(self.model))

    async def _hear(self, event: Event) -> None:
        self._stepping = self._stepping and not isinstance(event, Refused | Lost)
        await self._worker.hear(event)

    async def _shown(self, _event: Event) -> None:
        self.show()

    def _give_up(self, reason: str) -> None:
        self.failure, self.over = reason, True

    def _in_the_past(self) -> None:
        self.say("an earlier moment is shown; present: return, fork: go on from it")

    def _no_screen(
        self,
        screen: Screen[_Result],  # noqa: ARG002
        callback: Callable[[_Result | None], None] | None = None,  # noqa: ARG002
    ) -> None:
        self.say("this needs the screen: descent without --plain", Tone.WARNING)

    # ------------------------------------------------------------------------------ input

    def obey(self, line: str) -> None:
        """Do what a line asks for; in a question, it is the answer."""
        if not line.strip():
            return
        asked = understood(line)
        if self._asks and not self._goes_before_answer(asked):
            self._answer(line)
            return
        match asked:
            case Own(word=word, rest=rest):
                self._own(word, rest)
            case Do(command=command):
                self.do(command)
            case Steps(count=count):
                self._step(count)
            case Give(parameter=name, text=text):
                self.changes.apply({name: text})
            case Unknown(reason=reason):
                self.say(reason, Tone.WARNING)

    @property
    def _asks(self) -> bool:
        return self.lessons.at_hand.asks

    def _goes_before_answer(self, asked: Asked) -> bool:
        """Whether a line that is typed in a question is meant as a word, not as the answer."""
        lesson = isinstance(asked, Do) and BY_ID[asked.command].context is Context.LESSON
        return lesson or isinstance(asked, Own)

    def _answer(self, line: str) -> None:
        controller = self.lessons.controller
        play = controller.play
        if play is not None and play.ask is not None and play.ask.kind == "key":
            if not (command := named(line)):
                self.say(f"{line.strip()}: no key or command; such as 3, or loss", Tone.WARNING)
                return
            line = command
        controller.answer(line.strip())

    def _own(self, word: str, rest: str) -> None:
        match word:
            case "help":
                self._write(help_text())
            case "state":
                self._write(state_text(self.model))
            case "settings":
                self._write(settings_text(self.model.config))
            case "lesson" | "lessons":
                self.open_lesson(rest)
            case "step":
                self._step(1)
            case "wait":
                self._waits = self.model.running
            case "pause":
                if not self.model.running:
                    self.say("nothing is running")
                else:
                    self.do("run")
            case "quit":
                self.over = True

    def do(self, command: str) -> bool:
        """Carry out a command by its id; False if it does not apply, which was said."""
        return self._commands.do(command)

    def _step(self, count: int) -> None:
        reason = why_not(BY_ID["update"], self._situation())
        if self.model.looking_back:
            reason = "an earlier moment is shown; present: return"
        if reason:
            self.say(f"step: {reason}", Tone.WARNING)
        else:
            self._stepping = True
            self.link.send(Step(count))

    def _situation(self) -> Situation:
        return situation_of(
            self.model, NoScreen(), self.changes, "", resumable=False, lesson=self.lessons.at_hand
        )

    # ------------------------------------------------------------------------------ lessons

    def open_lesson(self, name: str) -> None:
        """Open a lesson, or say why that is not possible; without a name, list them."""
        if not name:
            self._list_lessons()
        elif reason := self.lessons.controller.open(name):
            self.say(f"lesson: {reason}", Tone.ERROR)

    def _list_lessons(self) -> None:
        for number, entry in enumerate(self.lessons.shelf.entries(), 1):
            self._write(f"lesson {number}: {entry.title}, {entry.note}")
