"""Messages to the user: the line shown, and the log of all lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tui.model.status import Message, Tone

LOG_LINES = 1000
_SILENCE = Message("")


@dataclass(frozen=True)
class Messages:
    """The messages.

    Attributes:
        shown: the last line for the user.
        log: all messages and the output of lost workers; the last `LOG_LINES` lines.
        run_end: the message about the end of the run; None before its end.
        aside: a message to prepend when the next worker starts.
        refusal: the worker's last message, if it was a refusal.
    """

    shown: Message = _SILENCE
    log: tuple[str, ...] = ()
    run_end: Message | None = None
    aside: str = ""
    refusal: str = ""

    def said(self, text: str, tone: Tone = Tone.PLAIN) -> Messages:
        """With one line shown, and added to the log."""
        line = " ".join(text.split())
        repeated = not line or self.log[-1:] == (line,)
        known = self if repeated else self.noted([line])
        return replace(known, shown=Message(line, tone))

    def amended(self, text: str, tone: Tone = Tone.PLAIN) -> Messages:
        """With the line shown replaced by a fuller one, in the log too."""
        line = " ".join(self.shown.text.split())
        log = self.log[:-1] if line and self.log[-1:] == (line,) else self.log
        return replace(self, log=log).said(text, tone)

    def noted(self, lines: Iterable[str]) -> Messages:
        """With lines added to the log only."""
        return replace(self, log=(*self.log, *lines)[-LOG_LINES:])

    def hinted(self, text: str, tone: Tone = Tone.PLAIN) -> Messages:
        """With one line shown that is not logged."""
        return replace(self, shown=Message(text, tone))

    def cleared(self, text: str | None = None) -> Messages:
        """With no line shown; if a text is given, only if that is the line shown."""
        return self if text not in (None, self.shown.text) else replace(self, shown=_SILENCE)

    def run_ended(self, message: Message) -> Messages:
        """With a message about the end of the run."""
        said = self.said(message.text, message.tone)
        shown = replace(said.shown, shorter=message.shorter)
        return replace(said, shown=shown, run_end=shown)

    def with_news(self, text: str, tone: Tone) -> Messages:
        """With one line shown and logged; a message about the end of the run stays beside it."""
        end = self.run_end
        if end is None or self.shown is not end:
            return self.said(text, tone)
        forms = [f"{form} · {text}" for form in (end.text, *end.shorter)]
        both = Message(forms[0], end.tone, tuple(forms[1:]))
        return replace(self.said(text, tone), shown=both, run_end=both)

    def with_aside(self, text: str) -> Messages:
        """With a message to prepend when the next worker starts."""
        return replace(self, aside=text)

    def with_refusal(self, text: str) -> Messages:
        """With this refusal as the worker's last message; empty for none."""
        return replace(self, refusal=text)
