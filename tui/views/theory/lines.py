"""How the lines of the theory pane are written: a label and a value, a heading, a sentence."""

from __future__ import annotations

import textwrap

from tui.text.ties import loose, tied
from tui.views.theory.gauge import Line, Signs, Tone

FINE, PLAIN = Signs(), Signs("-", "@", "!", "|", ":", ">")
_ASCII = {"λ": "lambda_", "β": "beta", "\N{NO-BREAK SPACE}": " "}


class Lines:
    """Writes lines of this width.

    Attributes:
        width: in characters.
        ascii_only: whether only ASCII is written.
        signs: the signs of the gauge.
    """

    def __init__(self, width: int, *, ascii_only: bool) -> None:
        self.width = width
        self.ascii_only = ascii_only
        self.signs = PLAIN if ascii_only else FINE

    def plain(self, text: str) -> str:
        """The text, in ASCII if need be."""
        if not self.ascii_only:
            return text
        for sign, plain in _ASCII.items():
            text = text.replace(sign, plain)
        return text.encode("ascii", "replace").decode()

    def row(self, labels: tuple[str, ...], value: str, tone: Tone = Tone.VALUE) -> Line:
        """The longest label that fits, and the value, right-aligned."""
        room = max(self.width - len(value) - 1, 0)
        texts = [self.plain(label) for label in labels]
        label = next((text for text in texts if len(text) <= room), texts[-1])
        return ((label[:room].ljust(room + 1), Tone.LABEL), (value, tone))

    def rows(self, label: str, value: str) -> list[Line]:
        """The label and the value, which is in a row of its own where they do not fit in one."""
        if len(label) + 1 + len(value) <= self.width:
            return [self.row((label,), value)]
        return [self.row((label,), ""), self.row(("",), value)]

    def heading(self, *texts: str) -> list[Line]:
        """The first text that fits, with a line to the right end."""
        text = next((each for each in texts if len(each) <= self.width), texts[-1])
        rail = self.signs.rail * max(self.width - len(text) - 1, 0)
        return [((self.plain(text), Tone.HEADING), (f" {rail}", Tone.LABEL))]

    def sentence(self, text: str, tone: Tone) -> list[Line]:
        """A text in as many lines as it needs."""
        lines = textwrap.wrap(tied(self.plain(text)), self.width, break_on_hyphens=False)
        return [((loose(line), tone),) for line in lines]
