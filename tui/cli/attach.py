"""`descent attach`: follow an app that shares its session."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace

from engine.errors import DescentError, shown
from engine.sharing.codec import WrongMessageError
from engine.sharing.folder import sharing_folder
from engine.sharing.knock import Answer, Line, answers_in
from engine.sharing.messages import Hello, Join
from engine.sharing.packets import PacketError
from tui.cli.output import put_out
from tui.cli.request import UsageError
from tui.terminal.characters import Repertoire
from tui.terminal.settings import ScreenSettings
from tui.text.columns import aligned

_MOST_DIGITS = 30
_HOW = "in the app: ctrl+p, share session; or start it with descent --share"


def attach(app_id: str | None, screen: ScreenSettings, *, take_over: bool) -> int:
    """Follow an app on this terminal; returns the exit status.

    Args:
        app_id: the process of the app, as typed; None for the only one.
        screen: the settings of the screen.
        take_over: whether to take control.

    Raises:
        DescentError: no such app shares its session, or several do and none is named.
    """
    from tui.app.following.launch import follow
    from tui.app.sharing.terminal import terminal_name

    line = joined(chosen_app(app_id), Join(terminal_name(), take_over=take_over))
    return follow(line, on_this_terminal(screen)) or 0


def joined(chosen: Answer, join: Join) -> Line:
    """A connection to an app.

    Raises:
        DescentError: it ended, or does not answer.
    """
    try:
        return Line.joined(chosen.share, join)
    except (OSError, PacketError, WrongMessageError) as error:
        raise DescentError(f"{chosen.share.pid}: cannot be followed: {error}") from None


def on_this_terminal(screen: ScreenSettings) -> ScreenSettings:
    """The settings, with the characters that this terminal has."""
    return replace(screen, repertoire=Repertoire.of(sys.stdout.encoding, os.environ))


def chosen_app(app_id: str | None) -> Answer:
    """The app that an ID names, or the only one that shares; raises as `chosen_of`."""
    return chosen_of(answers_in(sharing_folder(os.environ), number_of(app_id)), app_id)


def chosen_of(answers: list[Answer], app_id: str | None) -> Answer:
    """The app that an ID names, or the only one.

    Raises:
        DescentError: there is none, or there are several and none is named.
    """
    pid = number_of(app_id)
    if pid is not None:
        return _named(answers, pid)
    if not answers:
        raise DescentError(f"no app shares its session; {_HOW}")
    if len(answers) > 1:
        put_out(sys.stdout, listed(answers))
        example = answers[0].share.pid
        raise DescentError(f"several apps share their sessions; name one: descent attach {example}")
    return _whole(answers[0])


def number_of(app_id: str | None) -> int | None:
    """The process that an ID names; None where none is named.

    Raises:
        DescentError: it is not the number of a process.
    """
    if app_id is None:
        return None
    if app_id.isascii() and app_id.isdecimal() and len(app_id) <= _MOST_DIGITS:
        return int(app_id)
    raise UsageError(f"{shown(app_id)}: must be the number of a process, such as 4711")


def _named(answers: list[Answer], pid: int) -> Answer:
    for answer in answers:
        if answer.share.pid == pid:
            return _whole(answer)
    if _is_running(pid):
        raise DescentError(f"{pid}: does not share its session; {_HOW}")
    raise DescentError(f"{pid}: no app of this number; descent attach lists those that share")


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _whole(answer: Answer) -> Answer:
    if answer.hello is None:
        raise DescentError(f"{answer.share.pid}: {answer.fault}")
    return answer


def listed(answers: list[Answer]) -> str:
    """A line for each app: its ID, terminal, how long it has been open, what it trains."""
    rows = [["ID", "terminal", "open for", "trains"]]
    for answer in answers:
        pid, hello = str(answer.share.pid), answer.hello
        rows.append([pid, "", "", answer.fault] if hello is None else [pid, *_said(hello)])
    return aligned(rows, left=rows[0][1:])


def _said(hello: Hello) -> list[str]:
    since = max(0.0, time.time() - hello.since)
    what = f"{hello.what} · lesson: {hello.lesson}" if hello.lesson else hello.what
    return [shown(hello.terminal), _duration(since), shown(what)]


def _duration(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
