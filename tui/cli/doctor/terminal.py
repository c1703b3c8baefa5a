"""What the doctor finds out about the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping

from engine.errors import shown
from tui.cli.doctor.answers import Answers
from tui.cli.doctor.finding import Finding, State, advised, wrong
from tui.screens.sizes import LEAST_SIZE
from tui.terminal.characters import Repertoire
from tui.terminal.suitable import unsuitable

_GROUP = "terminal"
_COLOURS = {"truecolor": 1 << 24, "256": 256, "standard": 16}
_SAMPLES = {
    "braille": ("⡀⡄⡆⡇⣇⣧⣷⣿ ⠁⠃⠇⡇ ⣀⠤⠒⠉", "dots in rising columns"),
    "quadrants": ("▖▌▛█▙▟▜▚▞", "solid corners"),
    "octants": ("".join(map(chr, range(0x1CD00, 0x1CD0A))), "small blocks, in few fonts"),
}
"""Characters to be judged by eye, and what they are to look like."""


def terminal_findings(environment: Mapping[str, str], answers: Answers) -> Iterator[Finding]:
    """The findings, with what the terminal answered."""
    reason = unsuitable(environment)
    term = shown(environment.get("TERM", ""))
    if reason:
        # Not an error of its own: the doctor is for pipes, too.
        state = wrong if term == "dumb" else advised
        yield state(_GROUP, "app", "cannot be shown here", reason)
    if term:
        yield Finding(_GROUP, "TERM", term)
    else:
        advice = "set TERM to what the terminal is, such as xterm-256color"
        yield advised(_GROUP, "TERM", "not set", advice, "")
    if answers.name is not None:
        yield Finding(_GROUP, "program", answers.name)
    if sys.stdout.isatty():
        yield _size()
    yield _colours(environment)
    yield from _encoding(environment, answers)
    if answers.any:
        yield _synchronized(answers)
    elif not reason:
        advice = "pictures cannot be paced by what the terminal has drawn; --fps 10 on a slow link"
        yield advised(_GROUP, "queries", "not answered", advice, value=False)
    if "SSH_CONNECTION" in environment:
        yield Finding(_GROUP, "connection", "SSH; no animations; --link slow for a slow one")


def _size() -> Finding:
    columns, rows = shutil.get_terminal_size()
    text = f"{columns} × {rows}"
    if columns < LEAST_SIZE[0] or rows < LEAST_SIZE[1]:
        least = f"{LEAST_SIZE[0]} × {LEAST_SIZE[1]}"
        return wrong(_GROUP, "size", text, f"enlarge the window to at least {least}")
    return Finding(_GROUP, "size", text)


def _colours(environment: Mapping[str, str]) -> Finding:
    """How many colours are used, and because of what."""
    if environment.get("NO_COLOR"):
        return Finding(_GROUP, "colours", "none, because NO_COLOR is set", value=0)
    from rich.console import Console

    system = Console(force_terminal=True, _environ=dict(environment)).color_system
    count = _COLOURS.get(system or "", 0)
    if count == _COLOURS["truecolor"]:
        because = f"COLORTERM={shown(environment.get('COLORTERM', ''))}"
        return Finding(_GROUP, "colours", f"true colour, because {because}", value=count)
    because = f"TERM={shown(environment.get('TERM', ''))}, and COLORTERM is not truecolor"
    text = f"{count or 'none'}, because {because}"
    advice = "if the terminal has true colour: export COLORTERM=truecolor"
    return advised(_GROUP, "colours", text, advice, count)


def _encoding(environment: Mapping[str, str], answers: Answers) -> Iterator[Finding]:
    encoding = sys.stdout.encoding or "unknown"
    repertoire = Repertoire.of(encoding, environment)
    language = next(
        (f"{n}={environment[n]}" for n in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(n)),
        "no locale is set",
    )
    text = f"{encoding} ({shown(language)})"
    utf8 = encoding.lower().replace("-", "") == "utf8"
    if not utf8:
        advice = "ASCII is drawn instead; for plots in dots: export LC_ALL=C.UTF-8"
        yield advised(_GROUP, "encoding", text, advice, encoding)
    elif answers.utf8 is False:
        advice = "the terminal shows other characters; set it to UTF-8, or start tmux with -u"
        yield wrong(_GROUP, "encoding", text, advice, encoding)
    else:
        seen = "; the terminal shows it" if answers.utf8 else ""
        yield Finding(_GROUP, "encoding", text + seen, value=encoding)
    if repertoire.whole:
        for name, (sample, look) in _SAMPLES.items():
            text = f"{sample}  {look}? If not, choose other markers: m in the app"
            yield Finding(_GROUP, name, text, State.JUDGE, value=sample)
    elif utf8:
        yield Finding(_GROUP, "braille", "none on the Linux console; ASCII markers are used")


def _synchronized(answers: Answers) -> Finding:
    if answers.synchronized:
        return Finding(_GROUP, "synchronized", "yes: pictures appear at once", value=True)
    return Finding(_GROUP, "synchronized", "no: a picture may be seen in parts", value=False)
