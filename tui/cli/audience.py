"""`descent present --audience`: show the lesson that another terminal gives."""

from __future__ import annotations

import os
import sys
import time

from engine.sharing.folder import sharing_folder
from engine.sharing.knock import Answer, answers_in
from engine.sharing.messages import Join
from tui.cli.attach import chosen_app, chosen_of, joined, on_this_terminal
from tui.cli.output import put_out
from tui.terminal.settings import ScreenSettings

_AGAIN = 0.5
"""Seconds between two looks for the speaker."""


def show_to_audience(app_id: str | None, screen: ScreenSettings) -> int:
    """Show what the speaker shows, and wait where there is none; returns the exit status.

    Args:
        app_id: the process of the speaker's app, as typed; None for the only one.
        screen: the settings of the screen.

    Raises:
        DescentError: several lessons are given and none is named, or there is no such app.
    """
    from tui.app.following.launch import follow
    from tui.app.sharing.terminal import terminal_name

    while True:
        speaker = _speaker(app_id)
        line = joined(speaker, Join(terminal_name(), audience=True))
        # Another speaker may follow, or the same one in a new process.
        app_id = None
        status = follow(line, on_this_terminal(screen), lambda: bool(_speakers()))
        if status is not None:
            return status


def _speaker(app_id: str | None) -> Answer:
    """The app of the speaker; waits for it if none is named."""
    if app_id is not None:
        return chosen_app(app_id)
    told = False
    while not (found := _speakers()):
        if not told:
            put_out(sys.stdout, "waiting for descent present LESSON; ctrl+c: end\n")
            sys.stdout.flush()
            told = True
        time.sleep(_AGAIN)
    return chosen_of(found, None)


def _speakers() -> list[Answer]:
    """The apps that give a lesson."""
    answers = answers_in(sharing_folder(os.environ))
    return [answer for answer in answers if answer.hello is not None and answer.hello.lesson]
