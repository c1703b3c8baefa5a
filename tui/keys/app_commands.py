"""Commands of the app, which apply anywhere: files, pages, the end."""

from __future__ import annotations

from functools import partial

from tui.keys import enabled
from tui.keys.command import Command, Context

_anywhere = partial(Command, context=Context.ANYWHERE)
ANYWHERE = (
    _anywhere(
        "write",
        "w",
        "w",
        "write",
        "write the history to a file, .npz or .csv",
        footer=16,
        enabled=enabled.with_files(enabled.can_write),
    ),
    _anywhere(
        "save-run",
        "W",
        "W",
        "save the run",
        "save the run for descent open",
        footer=16,
        enabled=enabled.with_files(enabled.can_write),
    ),
    _anywhere(
        "events",
        "E",
        "E",
        "TensorBoard",
        "write event files for TensorBoard",
        enabled=enabled.with_files(enabled.can_write),
    ),
    _anywhere(
        "keras",
        "K",
        "K",
        "Keras script",
        "write the run as a Keras script or notebook",
        enabled=enabled.with_files(),
    ),
    _anywhere(
        "copy",
        "c",
        "c",
        "command line",
        "show and copy the command line of this run",
        footer=17,
    ),
    _anywhere(
        "picture",
        "V",
        "V",
        "picture",
        "write a picture of the view: .svg, .png, .txt or .ans",
        footer=17,
        enabled=enabled.with_files(),
    ),
    _anywhere(
        "picture-screen",
        "ctrl+s",
        "ctrl+s",
        "picture of the screen",
        "write a picture of the whole screen",
        enabled=enabled.with_files(),
    ),
    _anywhere(
        "state",
        "slash",
        "/",
        "state in words",
        "read the state out: a text, also copied and in the log",
    ),
    _anywhere("log", "l", "l", "log", "show messages and the worker's output"),
    _anywhere(
        "palette",
        "ctrl+p",
        "ctrl+p",
        "palette",
        "show all commands by name",
        footer=18,
        palette=False,
    ),
    _anywhere(
        "resume-session",
        "",
        "ctrl+p",
        "resume session",
        "end this session and resume the one before it",
        enabled=enabled.can_resume,
        shy=True,
    ),
    _anywhere("help", "question_mark", "?", "help", "show help for this screen", footer=1),
    _anywhere(
        "suspend",
        "ctrl+z",
        "ctrl+z",
        "to the shell",
        "suspend to the shell; fg returns",
        enabled=enabled.has_shell,
    ),
    _anywhere("quit", "q,ctrl+q", "q", "quit", "quit", footer=19),
)
