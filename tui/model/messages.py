"""What was said to the user: the line that is shown, and the log of all lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tui.model.status import Message, Tone

LOG_LINES = 1000
_SILENCE = Message("")


@dataclass(frozen=True)
class Messages:
    """What was said.

    Attributes:
        shown: the last line for the user.
        log: everything that was said, and what a lost worker printed; the last `LOG_LINES`.
        run_end: what was said of the run's end; None while it has not ended.
        aside: what is still to be read when the next worker starts.
        refusal: the worker's last word, if that was a refusal.
    """

    shown: Message = _SILENCE
    log: tuple[str, ...] = ()
    run_end: Message | None = None
    aside: str = ""
    refusal: str = ""

    def said(self, text: str, tone: Tone = Tone.PLAIN) -> Messages:
        """Show one line, and keep it in the log."""
        line = " ".join(text.split())
        repeated = not line or self.log[-1:] == (line,)
        known = self if repeated else self.noted([line])
        return replace(known, shown=Message(line, tone))

    def noted(self, lines: Iterable[str]) -> Messages:
        """Keep lines in the log alone."""
        return replace(self, log=(*self.log, *lines)[-LOG_LINES:])

    def hinted(self, text: str, tone: Tone = Tone.PLAIN) -> Messages:
        """Show one line that is not worth keeping."""
        return replace(self, shown=Message(text, tone))

    def cleared(self, text: str | None = None) -> Messages:
        """Show nothing more; with a text, just where that is what is shown."""
        return self if text not in (None, self.shown.text) else replace(self, shown=_SILENCE)

    def run_ended(self, text: str, tone: Tone) -> Messages:
        """Say how the run came to its state."""
        said = self.said(text, tone)
        return replace(said, run_end=said.shown)

    def with_aside(self, text: str) -> Messages:
        """Have this read when the next worker starts."""
        return replace(self, aside=text)

    def with_refusal(self, text: str) -> Messages:
        """The worker's last word was this refusal; empty if it was none."""
        return replace(self, refusal=text)
