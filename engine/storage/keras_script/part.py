"""A part of the script: a title, an explanation, and code; a cell of the notebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One part.

    Attributes:
        title: a few words.
        text: the explanation, in whole sentences on one line.
        code: without blank lines at its ends.
    """

    title: str
    text: str
    code: str


def lines_of(*blocks: str | Iterable[str]) -> str:
    """Code from blocks of lines, one below the other; empty blocks are left out."""
    texts = (block if isinstance(block, str) else "\n".join(block) for block in blocks)
    return "\n".join(text.strip("\n") for text in texts if text.strip("\n"))


def indented(code: str, levels: int = 1) -> str:
    """The code inside of a block."""
    return "\n".join("    " * levels + line if line else line for line in code.split("\n"))


def quoted(text: str) -> str:
    """The text as a Python literal, in double quotes if that needs no escapes."""
    plain = repr(text)
    return plain if '"' in text or "'" in text else f'"{plain[1:-1]}"'
