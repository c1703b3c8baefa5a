"""Offers to standardize before a run without a screen, where gradient descent would be slow."""

from __future__ import annotations

import sys
import termios
import tty
from dataclasses import replace

from engine.config.run import RunConfig, Standardize
from engine.theory.advice import standardized_settings
from engine.theory.settings import Settings
from tui.cli.known import Known
from tui.cli.output import complain, put_aside
from tui.cli.request import Request
from tui.text.advice import options_text
from tui.text.standardized import offset_note, suggestion

_KEY = "s"


def accepted(request: Request, config: RunConfig) -> Request:
    """The request, with standardization if the user at the terminal accepts it with a key.

    Nothing is asked where it would not help, where the request says what to do, or where standard
    input or output is no terminal.

    Raises:
        DataError: the data cannot be used.
    """
    asked = not request.as_json and sys.stdin.isatty() and sys.stdout.isatty()
    # Generated x are always well spread, and many of them take time.
    if not asked or config.data.data is None or _said(request, config):
        return request
    known = Known.of(config)
    text = "" if known.theory is None else suggestion(config.data.standardize, known.theory)
    if not text:
        return request
    way = _way(config, known)
    # A learning rate that the user gave is kept.
    values = {name: str(value) for name, value in way.values.items() if name not in request.values}
    rate = f" with lr {values['learning_rate']}" if "learning_rate" in values else ""
    question = f"{text}: slow; {_KEY}: standardize x{rate}, enter: train "
    put_aside(question)
    key = _pressed()
    put_aside("\n")
    if key.lower() != _KEY:
        # Said, so that it is not suggested again.
        return replace(request, values={**request.values, "standardize": Standardize.NONE.value})
    return replace(request, values={**request.values, **values})


def suggest(request: Request, config: RunConfig, known: Known) -> None:
    """Say on stderr what would help, unless the request says what to do."""
    mode = config.data.standardize
    if note := offset_note(mode, known.samples.scaling):
        complain(note)
    text = "" if known.theory is None else suggestion(mode, known.theory)
    if text and not _said(request, config):
        complain(f"{text}: slow; try {options_text(_way(config, known))}")


def _way(config: RunConfig, known: Known) -> Settings:
    """The settings on standardized samples; at least that they are standardized."""
    samples = known.exact
    found = None if samples is None else standardized_settings(config, samples)
    return found or Settings(standardize=Standardize.SCALE)


def _said(request: Request, config: RunConfig) -> bool:
    """Whether the user has decided; a file may have decided too."""
    return "standardize" in request.values or config.data.standardize is not Standardize.NONE


def _pressed() -> str:
    """One key from the terminal, without enter."""
    stream = sys.stdin.fileno()
    before = termios.tcgetattr(stream)
    try:
        tty.setcbreak(stream)
        return sys.stdin.read(1)
    finally:
        termios.tcsetattr(stream, termios.TCSADRAIN, before)
