"""`descent serve`: the app in the browser, a session for each visitor."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys

from engine.config.paths import typed_path
from engine.errors import DescentError
from engine.storage.sessions.whole_paths import anywhere
from tui.cli.output import OutputError, put_out, sentences
from tui.cli.own_problem import warn
from tui.cli.request import Request, Serving, check_alone, configuration
from tui.cli.serve.address import Address, address_for
from tui.cli.serve.folders import remove_abandoned
from tui.cli.serve.program import Program, program_for, program_of

WORKER_GIGABYTES = 0.7
"""Memory of a session: nearly all of it is TensorFlow's."""


def serve(request: Request) -> int:
    """Serve until Ctrl-C; returns the exit status.

    Raises:
        DescentError: invalid options, an address that cannot be listened on, data that cannot be
            read, or textual-serve is missing.
    """
    asked = request.serving
    assert asked is not None, "the command line fills it in"
    program = _with_lesson(request, asked) if asked.lesson else _with_parameters(request, asked)
    address = address_for(asked.host, asked.port, always_token=asked.token)
    serve_until_ended(address, program, asked.visitors)
    return 0


def serve_until_ended(address: Address, program: Program, visitors: int) -> None:
    """Serve until a signal ends it; raises as `serve`."""
    try:
        from tui.cli.serve.server import application, listening, textual_files

        textual_files()
    except ImportError:
        raise DescentError(
            "descent serve needs textual-serve: pip install 'descent-tui[serve]'"
        ) from None

    remove_abandoned()

    async def run() -> None:
        app = application(address, program, visitors, _say)
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, ended.set)
        async with listening(app, address) as port:
            put_out(sys.stdout, opening_words(address, port, visitors))
            await ended.wait()

    asyncio.run(run())


def _with_parameters(request: Request, asked: Serving) -> Program:
    """The program for these parameters, whose data can be read."""
    # Sessions have other folders.
    config = anywhere(configuration(request))
    if config.data.data is not None:
        from engine.data.preview import preview

        preview(config.data)
    warn(config)
    return program_for(config, asked.screen)


def _with_lesson(request: Request, asked: Serving) -> Program:
    """The program that opens a lesson, built-in or of a file."""
    from tui.cli.lesson.naming import lesson_named
    from tui.lessons.library import name_of

    check_alone(request, "--lesson, which has its own parameters")
    lesson_named(asked.lesson)
    if name := name_of(asked.lesson):
        return program_of([], "lesson", name, *asked.screen)
    file = str(typed_path(asked.lesson).absolute())
    return program_of([file], "lesson", file, *asked.screen)


def opening_words(address: Address, port: int, visitors: int) -> str:
    """Where to find it, and what it costs."""
    each = f"{WORKER_GIGABYTES:g} GB of memory"
    most = (
        f"At most {visitors} visitors at once, each with a process of about {each}"
        f" ({WORKER_GIGABYTES * visitors:.1f} GB in all); --visitors changes it."
        if visitors > 1
        else f"One visitor at a time, with a process of about {each}; --visitors changes it."
    )
    if address.host in ("127.0.0.1", "::1", "localhost"):
        reach = (
            f"From another machine: ssh -L {port}:localhost:{port} THIS-MACHINE there, then open"
            f" the URL in a browser there. The port before the first colon may be another."
        )
    else:
        reach = (
            "The token in the URL is the key: whoever has the URL can open a session. The"
            " connection is not encrypted; ssh -L and 127.0.0.1 are."
        )
    end = "Visitors cannot read or write files. Ctrl-C ends the server and all sessions."
    return f"{address.url(port)}\n{sentences(reach, most, end)}"


def _say(line: str) -> None:
    # Visitors are served even if nobody can read about them any more.
    with contextlib.suppress(BrokenPipeError, OutputError):
        put_out(sys.stdout, f"{line}\n")
