"""Code in Markdown: fenced blocks, and spans between backticks. Nothing in it is a direction."""

from __future__ import annotations

import re
from collections.abc import Iterator

FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<info>.*)")
"""A line that opens or closes a block of code."""
_TICKS = re.compile("`+")
_BLANK = re.compile(r"\n[ \t]*\n")


def opened_fence(line: str) -> str:
    """The fence that a line opens; empty if it opens none."""
    match = FENCE.fullmatch(line)
    if match is None or (match["fence"][0] == "`" and "`" in match["info"]):
        return ""
    return match["fence"]


def closes(line: str, fence: str) -> bool:
    """Whether a line closes a block that this fence opened."""
    match = FENCE.fullmatch(line)
    return match is not None and match["fence"].startswith(fence) and not match["info"].strip()


def masked(text: str) -> str:
    """The text with a letter in the place of each character of code; its lines stay."""
    parts, fence, start, place = [], "", 0, 0
    for line in text.split("\n"):
        end = place + len(line) + 1
        if fence:
            if closes(line, fence):
                parts.append(_hidden(text[start:end]))
                fence, start = "", end
        elif fence := opened_fence(line):
            parts.append(_without_spans(text[start:place]))
            start = place
        place = end
    rest = text[start:]
    parts.append(_hidden(rest) if fence else _without_spans(rest))
    return "".join(parts)


def _hidden(code: str) -> str:
    return re.sub(r"[^\n]", "x", code)


def _without_spans(text: str) -> str:
    pieces, place = [], 0
    for start, end in _spans(text):
        pieces += [text[place:start], _hidden(text[start:end])]
        place = end
    return "".join([*pieces, text[place:]])


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """The spans of code: from a row of backticks to the next as long in the same paragraph."""
    breaks = [match.start() for match in _BLANK.finditer(text)]
    rows, paragraph = list[tuple[int, int, int]](), 0
    for match in _TICKS.finditer(text):
        while paragraph < len(breaks) and breaks[paragraph] < match.start():
            paragraph += 1
        rows.append((match.start(), match.end(), paragraph))
    following: dict[tuple[int, int], int] = {}
    closing: list[int | None] = [None] * len(rows)
    for index in range(len(rows) - 1, -1, -1):
        begin, end, where = rows[index]
        closing[index] = following.get((end - begin, where))
        following[end - begin, where] = index
    index = 0
    while index < len(rows):
        begin, last = rows[index][0], closing[index]
        escaped = begin > 0 and text[begin - 1] == "\\"
        if last is None or escaped:
            index += 1
            continue
        yield begin, rows[last][1]
        index = last + 1
