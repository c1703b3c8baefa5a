"""The web server: the page, its files, and a session for each visitor."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from importlib.util import find_spec
from pathlib import Path

from aiohttp import web

from engine.cancellation import cancel
from engine.errors import DescentError
from tui.cli.serve.address import Address
from tui.cli.serve.failures import failures
from tui.cli.serve.guard import guard
from tui.cli.serve.page import OUR_FILES, full_page, message_page, terminal_page
from tui.cli.serve.places import Places
from tui.cli.serve.program import Program
from tui.cli.serve.visit import serve_visit

_GOODBYE = 5.0
"""Seconds in which sessions must end with the server."""


def application(
    address: Address, program: Program, most: int, say: Callable[[str], None] = lambda _: None
) -> web.Application:
    """The server's application.

    Args:
        address: where it listens, with the token.
        program: what each visitor gets.
        most: visitors at once.
        say: receives a line for each visitor that comes or leaves.
    """
    places, visits = Places(most), set[asyncio.Task[object]]()

    async def page(_: web.Request) -> web.Response:
        return full_page(most) if places.full else terminal_page()

    async def session(request: web.Request) -> web.StreamResponse:
        if not web.WebSocketResponse().can_prepare(request):
            return message_page(400, "Not a page", "Sessions are for this server's own page.")
        if places.full:
            return full_page(most)
        task = asyncio.current_task()
        assert task is not None, "aiohttp answers each request in a task"
        visits.add(task)
        try:
            with places.one():
                say(f"a visitor came ({places.taken} of {most})")
                return await serve_visit(request, program)
        finally:
            visits.discard(task)
            say(f"a visitor left ({places.taken} of {most})")

    async def end_visits(_: web.Application) -> None:
        await cancel(visits)

    async def with_slash(_: web.Request) -> web.Response:
        # Relative, as all URLs: the path may be another one behind a proxy.
        return web.Response(status=308, headers={"Location": f"{address.token}/"})

    app = web.Application(middlewares=[guard(address)])
    root = address.root
    app.router.add_get(root, page)
    app.router.add_get(f"{root}ws", session)
    app.router.add_static(f"{root}page", OUR_FILES)
    app.router.add_static(f"{root}static", textual_files())
    if address.token:
        app.router.add_get(root.rstrip("/"), with_slash)
    app.on_shutdown.append(end_visits)
    return app


def textual_files() -> Path:
    """The folder with textual-serve's terminal for browsers: scripts, styles, fonts.

    Raises:
        ModuleNotFoundError: textual-serve is not installed.
    """
    spec = find_spec("textual_serve")
    folders = [] if spec is None else spec.submodule_search_locations or []
    for folder in folders:
        return Path(folder) / "static"
    raise ModuleNotFoundError(name="textual_serve")


@contextlib.asynccontextmanager
async def listening(app: web.Application, address: Address) -> AsyncIterator[int]:
    """Listen until the end of the block; gives the port.

    Raises:
        DescentError: the address cannot be listened on.
    """
    runner = web.AppRunner(app, access_log=None, logger=failures(), shutdown_timeout=_GOODBYE)
    await runner.setup()
    try:
        site = web.TCPSite(runner, address.host, address.port)
        try:
            await site.start()
        except OSError as error:
            raise DescentError(_cannot_listen(address, error)) from None
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _cannot_listen(address: Address, error: OSError) -> str:
    import errno

    where = f"{address.host}, port {address.port}"
    if error.errno == errno.EADDRINUSE:
        return f"--port: {where} is in use; must be another one, or 0 for any free port"
    if error.errno == errno.EACCES:
        return f"--port: {where} is reserved for root; must be 1024 or more, or 0"
    return f"--host: cannot listen on {where}: {error.strerror or error}"
