"""Does what typed lines ask for: a dialog first, then the answer to a question, then words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.protocol.commands import Step
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.desk import Desk
from tui.app.controllers.lessons import Lessons
from tui.app.plain.dialogs import Dialogs
from tui.app.plain.words import (
    NEEDS_SWEEPS,
    Asked,
    Do,
    Give,
    Own,
    Steps,
    Unknown,
    fields_in,
    help_text,
    named,
    settings_text,
    understood,
)
from tui.keys.command import Context
from tui.keys.registry import Registry, why_not
from tui.keys.table import BY_ID
from tui.lessons.answers import fault
from tui.lessons.ask import Ask, Kind
from tui.model.situation import Situation
from tui.model.state_text import state_text
from tui.model.status import Tone


@dataclass(frozen=True)
class Acts:
    """What lines cause beside commands.

    Attributes:
        write: prints lines.
        stepping: updates were asked for.
        wait: takes no more lines until the run is at rest.
        leave: ends the app.
        repeat: prints the page of the lesson again.
    """

    write: Callable[[str], None]
    stepping: Callable[[], None]
    wait: Callable[[], None]
    leave: Callable[[], None]
    repeat: Callable[[], None]


class Obeying:
    """Obeys lines.

    Args:
        desk: its tools.
        commands: carries out commands.
        situation: the situation of the user.
        changes: changes parameters.
        lessons, dialogs: those that may be open.
        acts: what lines cause.
    """

    def __init__(
        self,
        desk: Desk,
        commands: Registry,
        situation: Callable[[], Situation],
        changes: ChangesController,
        lessons: Lessons,
        dialogs: Dialogs,
        acts: Acts,
    ) -> None:
        self._desk, self._commands, self._situation = desk, commands, situation
        self._changes, self._lessons, self._dialogs = changes, lessons, dialogs
        self._acts = acts

    def obey(self, line: str) -> None:
        """Do what a line asks for."""
        if self._dialogs.asking:
            self._dialogs.take(line)
            return
        if not line.strip():
            return
        asked, ask = understood(line), self._ask
        if ask is not None and _is_answer(ask, line.strip(), asked):
            self._answer(ask, line.strip())
            return
        match asked:
            case Own(word=word, rest=rest):
                self._own(word, rest)
            case Do(command=command):
                self._do(command)
            case Steps(count=count):
                self._step(count)
            case Give(parameter=name, text=text):
                self._changes.take_typed({name: text})
            case Unknown(reason=reason):
                self._desk.say(reason, Tone.WARNING)

    # ------------------------------------------------------------------------------ answers

    @property
    def _ask(self) -> Ask | None:
        play = self._lessons.controller.play if self._lessons.at_hand.asks else None
        return None if play is None else play.ask

    def _answer(self, ask: Ask, line: str) -> None:
        if ask.kind is Kind.KEY:
            if not (command := named(line)):
                self._desk.say(f"{line}: no key or command; such as 3, or loss", Tone.WARNING)
                return
            line = command
        self._lessons.controller.answer(line)

    # ------------------------------------------------------------------------------ words

    def _do(self, command: str) -> None:
        if command == "lesson" and self._lessons.at_hand.open and not self._lessons.at_hand.off:
            self._desk.say("the run is where the lesson left it")
            self._acts.repeat()
        elif command in NEEDS_SWEEPS:
            self._commands.do_in("sweeps", command)
        else:
            self._commands.do(command)

    def _own(self, word: str, rest: str) -> None:
        match word:
            case "help":
                self._acts.write(help_text())
            case "state":
                self._acts.write(state_text(self._desk.model))
            case "settings":
                self._acts.write(settings_text(self._desk.model.config))
            case "results":
                self._results()
            case "sweep" | "tradeoff":
                if self._commands.do(word) and rest:
                    self._fill(rest)
            case "lesson" | "lessons":
                self.open_lesson(rest)
            case "wait":
                self._acts.wait()
            case "pause":
                if not self._desk.model.running:
                    self._desk.say("nothing is running")
                else:
                    self._commands.do("run")
            case "quit":
                self._acts.leave()

    def _fill(self, words: str) -> None:
        fields = fields_in(words)
        if isinstance(fields, str):
            self._desk.say(fields, Tone.WARNING)
        else:
            self._dialogs.fill(fields)

    def _results(self) -> None:
        shown = self._desk.model.experiments.shown
        if shown is None:
            self._desk.say("no sweep or trade-off yet; sweep, or tradeoff")
            return
        from tui.app.plain.results import results_text

        self._acts.write(results_text(shown))

    def _step(self, count: int) -> None:
        reason = why_not(BY_ID["update"], self._situation())
        if self._desk.model.looking_back:
            reason = "an earlier moment is shown; present: return"
        if reason:
            self._desk.say(f"step: {reason}", Tone.WARNING)
        else:
            self._acts.stepping()
            self._desk.send(Step(count))

    # ------------------------------------------------------------------------------ lessons

    def open_lesson(self, name: str) -> None:
        """Open a lesson, or say why that is not possible; without a name, list them."""
        if not name:
            self.list_lessons()
        elif reason := self._lessons.controller.open(name):
            self._desk.say(f"lesson: {reason}", Tone.ERROR)

    def list_lessons(self) -> None:
        """List the lessons."""
        for number, entry in enumerate(self._lessons.shelf.entries(), 1):
            self._acts.write(f"lesson {number}: {entry.title}, {entry.note}")


def _is_answer(ask: Ask, line: str, asked: Asked) -> bool:
    """Whether a line that is typed in a question is meant as its answer.

    A word of a command is one only where it can be an answer; what is no command is one, so that
    the question says what it accepts.
    """
    if isinstance(asked, Own) or _turns_pages(asked):
        return False
    match ask.kind:
        case Kind.KEY:
            return True
        case Kind.EXERCISE:
            is_word = isinstance(asked, Do) and len(line) > 1
            return not (is_word or isinstance(asked, Give | Steps))
        case _:
            return isinstance(asked, Unknown) or not fault(ask, line)


def _turns_pages(asked: Asked) -> bool:
    return isinstance(asked, Do) and BY_ID[asked.command].context is Context.LESSON
