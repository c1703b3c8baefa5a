"""Messages to the user: the line shown, and the log of all lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tui.model.status import Message, Tone

LOG_LINES = 1000
_DIGITS = re.compile(r"\d+")
_SILENCE = Message("")


@dataclass(frozen=True)
class Messages:
    """The messages.

    Attributes:
        shown: the last line for the user.
        log: all messages and the output of lost workers; the last `LOG_LINES` lines.
        run_end: the message about the end of the run; None before its end.
        news: the message about the end of a sweep or trade-off; None before it.
        aside: a message to prepend when the next worker starts.
        refusal: the worker's last message, if it was a refusal.
    """

    shown: Message = _SILENCE
    log: tuple[str, ...] = ()
    run_end: Message | None = None
    news: Message | None = None
    aside: str = ""
    refusal: str = ""

    def said(self, text: str, tone: Tone = Tone.PLAIN, *, lasting: bool = False) -> Messages:
        """With one line shown, and added to the log; see `Message.lasting`."""
        line = " ".join(text.split())
        repeated = not line or self.log[-1:] == (line,)
        known = self if repeated else self.noted([line])
        return replace(known, shown=Message(line, tone, lasting=lasting))

    def amended(self, text: str, tone: Tone = Tone.PLAIN) -> Messages:
        """With the line shown replaced by a fuller one, in the log too."""
        line = " ".join(self.shown.text.split())
        log = self.log[:-1] if line and self.log[-1:] == (line,) else self.log
        return replace(self, log=log).said(text, tone, lasting=True)

    def noted(self, lines: Iterable[str]) -> Messages:
        """With lines added to the log only."""
        return replace(self, log=(*self.log, *lines)[-LOG_LINES:])

    def printed(self, lines: Iterable[str]) -> Messages:
        """With what a worker printed added to the log, but for lines that are there already.

        Lines that differ in numbers alone, such as times and addresses, are the same.
        """
        told = tuple(lines)
        new = self.unseen(told)
        count = len(told) - len(new)
        again = [f"(the worker printed {count} lines that are above)"] if count else []
        return self.noted([*new, *again])

    def unseen(self, lines: Iterable[str]) -> list[str]:
        """Those of these lines that are not in the log."""
        known = {_DIGITS.sub("0", line) for line in self.log}
        return [line for line in lines if _DIGITS.sub("0", line) not in known]

    def hinted(self, text: str, tone: Tone = Tone.PLAIN) -> Messages:
        """With one line about a state shown, which is not logged."""
        return replace(self, shown=Message(text, tone, lasting=True))

    def cleared(self, text: str | None = None) -> Messages:
        """With no line shown; if a text is given, only if that is the line shown."""
        return self if text not in (None, self.shown.text) else replace(self, shown=_SILENCE)

    def left(self) -> Messages:
        """After a change of view: a passing message yields to that about the end of the run."""
        return self if self.shown.lasting else self.settled()

    def settled(self) -> Messages:
        """With the message about the end of the run shown; none before its end."""
        return replace(self, shown=self.run_end or _SILENCE)

    def run_ended(self, message: Message) -> Messages:
        """With a message about the end of the run."""
        said = self.said(message.text, message.tone, lasting=True)
        shown = replace(said.shown, shorter=message.shorter)
        return replace(said, shown=shown, run_end=shown)

    def run_goes_on(self, *, started: bool) -> Messages:
        """Without a message about the end of the run; with none at all if it `started`."""
        silent = started or self.shown is self.run_end
        return replace(self.cleared() if silent else self, run_end=None)

    def with_news(self, text: str, tone: Tone) -> Messages:
        """With one line shown and logged; a message about the end of the run stays beside it."""
        end = self.run_end
        said = self.said(text, tone)
        if end is None or self.shown is not end:
            return replace(said, news=said.shown)
        forms = [f"{form} · {text}" for form in (end.text, *end.shorter)]
        both = Message(forms[0], end.tone, tuple(forms[1:]))
        return replace(said, shown=both, news=both)

    def with_aside(self, text: str) -> Messages:
        """With a message to prepend when the next worker starts."""
        return replace(self, aside=text)

    def with_refusal(self, text: str) -> Messages:
        """With this refusal as the worker's last message; empty for none."""
        return replace(self, refusal=text)
