"""One visit: a websocket of textual-serve's page on one side, a session of descent on the other.

What the page sends is text, JSON lists such as ["stdin", "q"] and ["resize", {"width": 80,
"height": 24}]; it gets what the program writes, as bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os

from aiohttp import WSCloseCode, WSMsgType, web

from engine.cancellation import cancel
from tui.cli.serve.folders import own_folder
from tui.cli.serve.program import Program
from tui.cli.serve.pseudo_terminal import PseudoTerminal

HEARTBEAT_SECONDS = 15.0
"""After half as many again without an answer, the visitor has left."""
_LARGEST = 1 << 20
"""Bytes of a message: a long paste."""
_USUAL = (80, 24)


async def serve_visit(request: web.Request, program: Program) -> web.WebSocketResponse:
    """Run a session for as long as its visitor stays, and end it with everything it left."""
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=_LARGEST)
    await socket.prepare(request)
    size = _size(dict(request.query)) or _USUAL
    try:
        async with own_folder() as folder:
            environment = program.environment(folder, os.environ)
            terminal = await PseudoTerminal.start(program.words, environment, folder, size)
            await _connect(socket, terminal)
    except OSError as error:
        text = f"descent could not be started: {error.strerror or error}\r\n"
        with contextlib.suppress(ConnectionError):
            await socket.send_bytes(text.encode())
    finally:
        await socket.close(code=WSCloseCode.GOING_AWAY)
    return socket


async def _connect(socket: web.WebSocketResponse, terminal: PseudoTerminal) -> None:
    """Pass bytes on until one side ends, then end the program."""
    shown = asyncio.create_task(_show(terminal, socket))
    typed = asyncio.create_task(_type(socket, terminal))
    try:
        await asyncio.wait((shown, typed), return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancel((shown, typed))
        await _closed(terminal)


async def _closed(terminal: PseudoTerminal) -> None:
    """End the program, however often this is cancelled: it must not outlive the server."""
    closing = asyncio.ensure_future(terminal.close())
    cancelled: asyncio.CancelledError | None = None
    while not closing.done():
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled


async def _show(terminal: PseudoTerminal, socket: web.WebSocketResponse) -> None:
    """Send what the program writes, no faster than the browser takes it."""
    with contextlib.suppress(ConnectionError):
        while data := await terminal.read():
            await socket.send_bytes(data)


async def _type(socket: web.WebSocketResponse, terminal: PseudoTerminal) -> None:
    """Obey the page, and ignore whatever else it sends."""
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        try:
            found = json.loads(message.data)
        except (ValueError, RecursionError):
            continue
        match found:
            case ["stdin", str(text)]:
                await terminal.write(text.encode(errors="replace"))
            case ["resize", dict(wanted)] if (size := _size(wanted)) is not None:
                terminal.resize(size)
            case ["ping", str(text)]:
                await socket.send_json(["pong", text])
            case _:
                pass


def _size(wanted: dict[str, object]) -> tuple[int, int] | None:
    """Columns and rows, as a page gives them; None if they are no numbers."""
    try:
        return int(str(wanted["width"])), int(str(wanted["height"]))
    except (KeyError, ValueError):
        return None
