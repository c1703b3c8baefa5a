"""`descent serve` in Debian's Chromium: behind a tunnel, two visitors, a third, and their ends."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
import pytest

from engine.config.run import RunConfig
from tests.tui.cli.serve.chromium import FOUND, Page, chromium
from tests.tui.cli.serve.said import Said
from tui.cli.serve.address import Address
from tui.cli.serve.program import program_for
from tui.cli.serve.server import application, listening

pytestmark = pytest.mark.skipif(FOUND is None, reason="there is no chromium on PATH")

BLANK = 10_000
"""Bytes of a picture of an empty page, or somewhat less."""


@contextlib.asynccontextmanager
async def tunnel(port: int) -> AsyncIterator[int]:
    """What `ssh -L` is to a browser: another port, whose bytes come out at this one."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pump(reader, back), pump(there, writer))

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.thorough
async def test_two_visitors_through_a_tunnel() -> None:
    said = Said()
    address, program = (
        Address("127.0.0.1", 0),
        program_for(RunConfig(), ("--fps=5",), "tests.e2e.moving"),
    )
    server = application(address, program, 2, said)
    async with listening(server, address) as port, tunnel(port) as there, chromium() as browser:
        url = f"http://localhost:{there}/"
        first = await browser.open(url)
        await first.until(lambda: "update 0" in first.text, "the app")
        await first.press(" ")
        await first.until(lambda: "converged" in first.text, "the end of the run")

        second = await browser.open(url)
        await second.until(lambda: "update 0" in second.text, "an app of its own")
        assert "converged" not in second.text
        await second.press("n")
        await second.until(lambda: "update 1 " in second.text, "one update")
        assert "converged" in first.text

        async with aiohttp.ClientSession() as client, client.get(url) as third:
            assert third.status == 503
            assert "All places are taken" in await third.text()
        await _check(first, url)

        await first.call("Page.close")
        await second.press("q")
        await second.until(lambda: second.ended, "the end of the session")
        await said.until_all_left()
    assert said.lines[0] == "a visitor came (1 of 2)"


async def _check(page: Page, url: str) -> None:
    """It painted, without a fault, and asked for nothing from elsewhere."""
    assert all(each.startswith((url, "data:")) for each in page.requested)
    assert not [text for text in page.problems if "WebGL" not in text]
    assert len(await page.picture()) > 3 * BLANK
