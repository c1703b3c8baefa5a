"""Dialogs line by line: the fields of a form one after another, a name or a file, a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from tui.model.status import Tone

if TYPE_CHECKING:
    # Imported late: most sessions open no dialog.
    from tui.screens.ask import AskScreen
    from tui.screens.form import Field, FormScreen

Write = Callable[[str], None]
CANCEL, START = "cancel", "start"


class _Dialog(Protocol):
    """A dialog that waits for lines."""

    def ask(self) -> str:
        """What it asks for now."""

    def take(self, line: str) -> str | None:
        """Take a line; returns what is wrong with it, None when the dialog is over."""


class Dialogs:
    """Opens dialogs, one at a time.

    Args:
        write: prints lines.
        say: prints a message, and adds it to the log.
    """

    def __init__(self, write: Write, say: Callable[[str, Tone], None]) -> None:
        self._write, self._say = write, say
        self._open: _Dialog | None = None

    @property
    def asking(self) -> bool:
        """Whether the next line belongs to a dialog."""
        return self._open is not None

    def open(self, screen: object, then: Callable[[Any], None] | None) -> None:
        """Ask what a screen would ask; `then` gets its result, unless it is cancelled."""
        from tui.screens.ask import AskScreen
        from tui.screens.form import FormScreen

        if then is None or not isinstance(screen, AskScreen | FormScreen):
            self._say("this needs the screen: descent without --plain", Tone.WARNING)
            return
        self._open = _Form(screen, then) if isinstance(screen, FormScreen) else _Line(screen, then)
        self._write(f"{self._open.ask()}; empty line: as in brackets, {CANCEL}: leave it")

    def take(self, line: str) -> None:
        """Take a line."""
        # What follows from the last line may open the next dialog.
        dialog, self._open = self._open, None
        assert dialog is not None, "no dialog is open"
        text = line.strip()
        if text.lower() == CANCEL:
            self._say("cancelled", Tone.PLAIN)
            return
        wrong = dialog.take(text)
        if wrong is not None:
            self._open = dialog
            if wrong:
                self._say(wrong, Tone.WARNING)
            self._write(dialog.ask())

    def fill(self, given: Mapping[str, str]) -> None:
        """Fill in fields of the form that is open, by their names; the others stay as they are."""
        dialog = self._open
        if isinstance(dialog, _Form):
            wrong = dialog.fill(given)
            if wrong:
                self._say(wrong, Tone.WARNING)
            self._write(dialog.ask())


@dataclass
class _Line:
    """A dialog for one line."""

    screen: AskScreen
    then: Callable[[str], None]
    doubted: str = ""

    def ask(self) -> str:
        given = self.screen.suggestion
        return f"{self.screen.question.prompt} {_kept(given)}".rstrip()

    def take(self, line: str) -> str | None:
        question, text = self.screen.question, line or self.screen.suggestion
        reason = question.fault(text)
        if not reason and text != self.doubted:
            reason = question.doubt(text)
            self.doubted = text if reason else ""
        if reason:
            return reason
        self.then(text)
        return None


@dataclass
class _Form:
    """A form, field by field; then it says what it will do."""

    screen: FormScreen
    then: Callable[[dict[str, str]], None]
    place: int = 0
    begun: bool = False

    def __post_init__(self) -> None:
        self.fields: list[Field] = list(self.screen.fields)

    @property
    def texts(self) -> dict[str, str]:
        return {field.name: field.text for field in self.fields}

    def ask(self) -> str:
        lead = "" if self.begun else f"{self.screen.heading}: {self.screen.about}\n"
        self.begun = True
        if self.place == len(self.fields):
            return f"{lead}{self.screen.judge(self.texts).says}; {START}, or {CANCEL}"
        field = self.fields[self.place]
        return f"{lead}{field.label} ({field.hint}) {_kept(field.text)}".rstrip()

    def take(self, line: str) -> str | None:
        if self.place == len(self.fields):
            if line.lower() != START:
                return f"type {START} or {CANCEL}"
            self.then(self.texts)
            return None
        field = self.fields[self.place]
        text = line or field.text
        if reason := self.screen.judge({**self.texts, field.name: text}).reasons.get(field.name):
            return reason
        self.fields[self.place] = replace(field, text=text)
        self.place += 1
        return self._judged()

    def fill(self, given: Mapping[str, str]) -> str:
        """Take these texts; returns what is wrong with the first that is."""
        self.fields = [replace(one, text=given.get(one.name, one.text)) for one in self.fields]
        self.begun, self.place = True, len(self.fields)
        return self._judged()

    def _judged(self) -> str:
        """What is wrong with the whole, once all fields are filled in; then it begins again."""
        if self.place < len(self.fields):
            return ""
        reasons = self.screen.judge(self.texts).reasons
        if not reasons:
            return ""
        names = [field.name for field in self.fields]
        name, reason = next(iter(reasons.items()))
        self.place = names.index(name) if name in names else 0
        return reason


def _kept(text: str) -> str:
    """What an empty line leaves as it is."""
    return f"[{text}]" if text else ""
