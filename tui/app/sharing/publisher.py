"""Sends the session to its followers, and carries out what the one with control asks for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from engine.config.parameters import PARAMETERS
from engine.protocol.commands import Save, SaveRun, WriteEvents
from engine.sharing.codec import WrongMessageError
from engine.sharing.house import Guest, House
from engine.sharing.messages import (
    FROM_FOLLOWER,
    HELLO,
    Answer,
    Begin,
    ChooseRate,
    Drawn,
    FromFollower,
    GiveControl,
    Hello,
    Join,
    Nudge,
    OpenLesson,
    Press,
    Rename,
    SetValues,
    StartAt,
    TakeControl,
    Write,
)
from engine.sharing.packets import PacketError
from engine.storage.sessions.sweep_text import AnySpec, spec_in
from tui.app.controllers.desk import Desk
from tui.app.controllers.kept_runs import name_fault
from tui.app.sharing.schema import FROM_APP, Bye, ControlPart, LessonPart, ScreenPart
from tui.app.sharing.sender import Sender
from tui.app.sharing.terminal import named, terminal_name
from tui.app.version import program_version
from tui.keys.sharing import carried_out_here, of_app_alone
from tui.keys.table import BY_ID
from tui.model.status import Tone


class Changes(Protocol):
    """What changes parameters."""

    def apply(self, values: Mapping[str, object]) -> None: ...
    def nudge(self, name: str, direction: int) -> None: ...
    def start_at(self, w: float, b: float) -> None: ...


@dataclass(frozen=True)
class Acts:
    """What a follower with control can do.

    Attributes:
        do: carries out the first of some commands that applies.
        changes: changes parameters.
        begin: begins a sweep, a trade-off or a phase map.
        answer: answers a question of a lesson.
        open_lesson: opens a lesson; returns why that is not possible.
        choose_rate: sets the learning rate of the next stroke of golf.
        screen: how the screen is set.
        lesson: what the learner reads of a lesson.
    """

    do: Callable[..., None]
    changes: Changes
    begin: Callable[[AnySpec], None]
    answer: Callable[[str], None]
    open_lesson: Callable[[str], str]
    choose_rate: Callable[[float], None]
    screen: Callable[[], ScreenPart]
    lesson: Callable[[], LessonPart | None]


@dataclass
class _Follower:
    """What is known of one.

    Attributes:
        terminal: its name.
        sender: what it was sent.
        awaited: the number of the update that it has not shown yet; 0 for none.
    """

    terminal: str
    audience: bool
    sender: Sender = field(default_factory=Sender)
    awaited: int = 0


class Publisher:
    """The host of the followers.

    Args:
        desk: the tools of a controller.
        acts: what a follower with control can do.
        folder: the folder of the socket.
    """

    def __init__(self, desk: Desk, acts: Acts, folder: Path) -> None:
        self._desk, self._acts = desk, acts
        self.house = House(self, folder)
        self._since = time.time()
        self._followers: dict[Guest, _Follower] = {}
        self._holder: Guest | None = None

    @property
    def holder(self) -> str:
        """The terminal of the follower that has control; empty if none has."""
        return "" if self._holder is None else self._followers[self._holder].terminal

    @property
    def count(self) -> int:
        """The number of followers."""
        return len(self._followers)

    @property
    def settled(self) -> bool:
        """Whether every follower has shown what it was sent."""
        return not any(follower.awaited for follower in self._followers.values())

    def take_back(self) -> None:
        """The keys of this terminal count again."""
        self._holder = None
        self._desk.say("the keys of this terminal count again")

    def close(self, reason: str) -> None:
        """Say why to the followers, and let go of them."""
        for guest in list(self._followers):
            guest.send(FROM_APP.encode(Bye(reason)))
            guest.end()
        self.house.close()
        self._followers.clear()
        self._holder = None

    def look(self) -> None:
        """Send what changed to every follower that has shown the update before."""
        idle = [one for one in self._followers.items() if not one[1].awaited]
        if not idle:
            return
        screen, lesson = self._acts.screen(), self._acts.lesson()
        for guest, follower in idle:
            control = ControlPart(guest is self._holder, self.holder or terminal_name(), self.count)
            update = follower.sender.next(self._desk.model, screen, control, lesson)
            if update is not None:
                follower.awaited = update.number
                guest.send(FROM_APP.encode(update))

    # ------------------------------------------------------------------------------ the host

    def hello(self) -> bytes:
        """What this app says of itself."""
        status = self._desk.model.status
        what = " · ".join(part for part in (status.settings, status.data) if part)
        lesson = self._acts.lesson()
        title = "" if lesson is None else lesson.title.rpartition(" · ")[2]
        hello = Hello(program_version(), os.getpid(), self._since, what, title, terminal_name())
        return HELLO.encode(hello)

    def heard(self, guest: Guest, body: bytes) -> None:
        """Act on a message of a follower.

        Raises:
            PacketError: it is none.
        """
        try:
            message = FROM_FOLLOWER.decode(body)
        except WrongMessageError as error:
            raise PacketError(str(error)) from None
        follower = self._followers.get(guest)
        if follower is None:
            self._join(guest, message)
        elif isinstance(message, Drawn):
            if message.number == follower.awaited:
                follower.awaited = 0
                self.look()
        elif isinstance(message, TakeControl | GiveControl):
            self._pass_control(guest, take=isinstance(message, TakeControl))
        elif guest is self._holder:
            self._act(message)
            self.look()

    def gone(self, guest: Guest) -> None:
        """A follower is gone; what it controlled is controlled from here again."""
        follower = self._followers.pop(guest, None)
        if follower is None:
            return
        if follower.audience:
            self._note(f"{follower.terminal} shows the lesson no longer")
        elif guest is self._holder:
            self._holder = None
            said = f"{follower.terminal} is gone; the keys of this terminal count again"
            self._desk.say(said)
        else:
            self._desk.say(f"{follower.terminal} follows no longer")

    def _join(self, guest: Guest, message: FromFollower) -> None:
        if not isinstance(message, Join):
            raise PacketError("the first message must be that it joins")
        guest.known = True
        follower = _Follower(named(message.terminal), message.audience)
        self._followers[guest] = follower
        if message.take_over:
            self._pass_control(guest, take=True)
        elif message.audience:
            self._note(f"{follower.terminal} shows the lesson to the audience")
        else:
            self._desk.say(f"{follower.terminal} follows this session")
        self.look()

    def _note(self, line: str) -> None:
        """Note what is no message for the audience to see; the count of followers is shown."""
        self._desk.model.note([line])
        self._desk.redraw()

    def _pass_control(self, guest: Guest, *, take: bool) -> None:
        terminal = self._followers[guest].terminal
        if take:
            self._holder = guest
            self._desk.say(f"{terminal} has taken over; Y: take back")
        elif guest is self._holder:
            self._holder = None
            self._desk.say(f"{terminal} has given control back")

    def _act(self, message: FromFollower) -> None:
        """Carry out what the follower with control asks for.

        Raises:
            PacketError: it asks for something that does not exist.
        """
        acts = self._acts
        match message:
            case Press(commands=ids) if ids and all(map(_may_be_pressed, ids)):
                acts.do(*ids)
            case SetValues(values=values) if values and values.keys() <= PARAMETERS.keys():
                acts.changes.apply(values)
            case Nudge(parameter=name, up=up) if name in PARAMETERS:
                acts.changes.nudge(name, 1 if up else -1)
            case Answer(text=text):
                acts.answer(text)
            case OpenLesson(name=name):
                if reason := acts.open_lesson(name):
                    self._desk.say(f"lesson: {reason}", Tone.ERROR)
            case ChooseRate(rate=rate):
                acts.choose_rate(rate)
            case StartAt(w=w, b=b):
                acts.changes.start_at(w, b)
            case Write():
                self._write(message)
            case Rename(letter=letter, name=name):
                # The run may have been removed meanwhile.
                if letter in self._desk.model.kept and not name_fault(name):
                    self._desk.model.rename_kept(letter, name)
                    self._desk.redraw()
            case Begin(kind=kind, spec=text):
                try:
                    acts.begin(spec_in(kind, text))
                except ValueError as error:
                    raise PacketError(str(error)) from None
            case _:
                raise PacketError("it asks for something that does not exist")

    def _write(self, message: Write) -> None:
        path = Path(message.path)
        if not path.is_absolute() or "\0" in message.path:
            raise PacketError("the path is not absolute")
        if self._desk.model.unmoved:
            return
        match message.what:
            case "history":
                self._desk.send(Save(path))
            case "run":
                self._desk.send(SaveRun(path, message.over))
            case "events":
                self._desk.send(WriteEvents(path))


def _may_be_pressed(id_: str) -> bool:
    command = BY_ID.get(id_)
    return command is not None and not carried_out_here(command) and not of_app_alone(command)
