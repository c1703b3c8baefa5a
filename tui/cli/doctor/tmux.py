"""What the doctor finds out about tmux or screen around the app."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping

from engine.errors import shown
from tui.cli.doctor.finding import Finding, advised

_GROUP = "tmux"
_SECONDS = 2.0
_SLOW_ESCAPE = 50
"""Milliseconds from which on escape is felt to be late."""


def tmux_findings(environment: Mapping[str, str]) -> Iterator[Finding]:
    """The settings of tmux that matter; nothing outside of tmux and screen."""
    if not environment.get("TMUX"):
        if environment.get("STY"):
            advice = "screen has at most 256 colours and no synchronized output; tmux has both"
            yield advised("screen", "GNU screen", "yes", advice, value=True)
        return
    version = _said("-V")
    if version is None:
        advice = "its settings cannot be read: is tmux in PATH, and does its server run?"
        yield advised(_GROUP, "version", "unknown", advice)
        return
    yield Finding(_GROUP, "version", version)
    delay = _said("show-options", "-sgv", "escape-time") or ""
    if delay.isdecimal() and int(delay) > _SLOW_ESCAPE:
        advice = "escape is late: set -sg escape-time 10 in ~/.tmux.conf"
        yield advised(_GROUP, "escape-time", f"{delay} ms", advice, int(delay))
    elif delay:
        yield Finding(_GROUP, "escape-time", f"{delay} ms")
    inside = _said("show-options", "-gv", "default-terminal") or ""
    if inside and "256color" not in inside and "direct" not in inside:
        advice = "set -g default-terminal tmux-256color in ~/.tmux.conf"
        yield advised(_GROUP, "default-terminal", inside, advice)
    features = (_said("display-message", "-p", "#{client_termfeatures}") or "").split(",")
    yield from _features(features)
    if _said("show-options", "-gv", "focus-events") == "off":
        advice = "after a reattachment the mouse may need ctrl+l: set -g focus-events on"
        yield advised(_GROUP, "focus-events", "off", advice, value=False)


def _features(features: list[str]) -> Iterator[Finding]:
    """What tmux believes that the terminal outside can do."""
    if features == [""]:
        return
    for name, title in (("RGB", "true colour"), ("sync", "synchronized output")):
        if name in features:
            yield Finding(_GROUP, title, "yes", value=True)
        else:
            advice = f"if the terminal outside has it: set -as terminal-features ',*:{name}'"
            yield advised(_GROUP, title, "not passed on", advice, value=False)


def _said(*words: str) -> str | None:
    """The first line that tmux answers; None if it does not."""
    try:
        answer = subprocess.run(  # noqa: S603 - fixed words
            ["tmux", *words],  # noqa: S607 - the one that the user runs
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return shown(answer.stdout.strip().partition("\n")[0]) if answer.returncode == 0 else None
