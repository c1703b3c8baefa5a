"""Who gets a session, what a session is, and how it ends. The program is a shell."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from engine.errors import DescentError
from tests.tui.cli.serve.said import Said
from tui.cli.serve.address import Address, address_for, is_loopback, names_this_machine
from tui.cli.serve.command import _say
from tui.cli.serve.program import Program
from tui.cli.serve.server import application, listening

SHELL = """\
trap 'stty size' WINCH
echo "home=$HOME runs=$DESCENT_RUNS_DIR files=$DESCENT_FILES in=$PWD pid=$$"; stty size
while :; do read -r line && echo "got:$line" && [ "$line" = end ] && exit; done
"""
TOKEN = "kept-secret"


@dataclass
class Server:
    """A server under test, and a browser's side of it."""

    port: int
    client: aiohttp.ClientSession
    said: Said

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    async def status(self, path: str, **headers: str) -> int:
        url = f"http://127.0.0.1:{self.port}{path}"
        headers = {"Host": self.host, **{name.replace("_", "-"): v for name, v in headers.items()}}
        async with self.client.get(url, headers=headers, allow_redirects=False) as answer:
            return answer.status

    @contextlib.asynccontextmanager
    async def visit(
        self, path: str = "/ws", origin: str | None = None, size: str = "width=90&height=30"
    ) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        url = f"ws://localhost:{self.port}{path}?{size}"
        headers = {} if origin == "" else {"Origin": origin or f"http://{self.host}"}
        async with self.client.ws_connect(url, headers=headers) as socket:
            yield socket


@contextlib.asynccontextmanager
async def served(
    token: str = "", most: int = 4, words: tuple[str, ...] = ("/bin/sh", "-c", SHELL)
) -> AsyncIterator[Server]:
    said = Said()
    address = Address("127.0.0.1", 0, token)
    app = application(address, Program(words, ("/data.csv",)), most, said)
    async with listening(app, address) as port, aiohttp.ClientSession() as client:
        yield Server(port, client, said)


async def until(socket: aiohttp.ClientWebSocketResponse, *texts: str) -> str:
    """What the session shows up to these texts."""
    shown = ""
    async with asyncio.timeout(30):
        while not all(text in shown for text in texts):
            shown += (await socket.receive_bytes()).decode()
    return shown


async def test_the_page_is_whole_and_names_no_other_place() -> None:
    async with served() as server:
        async with server.client.get(f"http://{server.host}/?x=1") as answer:
            page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        links = [part.split('"')[0] for part in page.replace("src=", "href=").split('href="')[1:]]
        files = [link for link in links if not link.startswith("data:")]
        assert len(files) == 4
        assert not [link for link in files if "//" in link or link.startswith("/")]
        assert "default-src 'none'" in policy
        for file in (*files, "static/fonts/RobotoMono-VariableFont_wght.ttf"):
            assert await server.status(f"/{file}") == 200, file
        for path in ("/nothing", "/page/..%2fserver.py", "/static/..%2fserver.py", "/download/1"):
            assert await server.status(path) == 404, path


async def test_other_names_and_other_sites_are_refused_where_there_is_no_token() -> None:
    async with served() as server:
        for host in ("127.0.0.1:9", "localhost", "[::1]:8000", "LOCALHOST.:80", "a.localhost"):
            assert await server.status("/", Host=host) == 200, host
        for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "x@y"):
            assert await server.status("/", Host=host) == 403, host
            assert await server.status("/static/js/textual.js", Host=host) == 403, host
        another_port = "http://localhost:1"
        for origin in ("http://evil.example", another_port, "null", "", f"ftp://{server.host}"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with server.visit(origin=origin):
                    pass
            assert refused.value.status == 403, origin
    assert server.said.lines == []


async def test_a_token_is_needed_for_everything_and_any_name_will_do() -> None:
    async with served(TOKEN) as server:
        wrong = ("/", "/wrong/", f"/{TOKEN}x/", f"/{TOKEN[:-1]}/", "/ws", "/static/js/textual.js")
        for path in (*wrong, "/page/page.js", f"/é/{TOKEN}/", f"/?token={TOKEN}"):
            assert await server.status(path) == 403, path
        assert await server.status(f"/{TOKEN}/", Host="node17:8000") == 200
        assert await server.status(f"/{TOKEN}/page/page.js") == 200
        assert await server.status(f"/{TOKEN}") == 308
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with server.visit("/wrong/ws"):
                pass
        async with server.visit(f"/{TOKEN}/ws") as socket:
            await until(socket, "home=")


async def test_a_session_has_a_folder_of_its_own_and_goes_with_its_visitor() -> None:
    async with served() as server:
        async with server.visit() as first, server.visit() as second:
            shown = [await until(socket, "30 90") for socket in (first, second)]
            homes = [Path(text.split("home=")[1].split()[0]) for text in shown]
            assert homes[0] != homes[1]
            assert all(home.stat().st_mode & 0o777 == 0o700 for home in homes)
            assert f"runs={homes[0]}/runs files=only:/data.csv in={homes[0]}" in shown[0]
            await first.send_str('["stdin", "one\\n"]')
            await until(first, "got:one")
            for junk in ("", "{", "[]", '["stdin", 7]', '["resize", {"width": "x"}]', "[" * 99999):
                await second.send_str(junk)
            await second.send_bytes(b"\x00\xff")
            await second.send_str('["resize", {"width": 1e9, "height": 1}]')
            await second.send_str('["resize", {"width": 100000, "height": 0}]')
            await until(second, "1 500")
            await second.send_str('["ping", "7"]')
            while (message := await second.receive(30)).type is aiohttp.WSMsgType.BINARY:
                pass
            assert message.json() == ["pong", "7"]
            await second.send_str('["stdin", "end\\n"]')
            while (await second.receive(30)).type is aiohttp.WSMsgType.BINARY:
                pass
            assert second.closed
        await server.said.until_all_left()
        assert not any(home.exists() for home in homes)
        gone = [int(text.split("pid=")[1].split()[0]) for text in shown]
        for pid in gone:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)


async def test_a_request_that_opens_no_websocket_takes_no_place() -> None:
    async with served(most=1) as server:
        assert await server.status("/ws", Origin=f"http://{server.host}") == 400
        assert server.said.lines == []


async def test_a_full_disk_is_told_to_the_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with served() as server:
        monkeypatch.setattr("tui.cli.serve.folders.tempfile.mkdtemp", full)
        async with server.visit() as socket:
            assert "could not be started: No space left on device" in await until(socket, "\n")
        await server.said.until_all_left()


async def test_what_visitors_do_wrong_is_no_error_of_the_server(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with served() as server:
        for line in (b"\x16\x03\x01", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(line + b"\r\n\r\n")
            assert b" 400 " in await reader.read()
            writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        upgrade = (
            f"GET /ws HTTP/1.1\r\nHost: {server.host}\r\nOrigin: http://{server.host}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        writer.write(upgrade.encode())
        writer.transport.abort()
        assert await server.status("/") == 200
    assert (capsys.readouterr().err, caplog.records) == ("", [])


def test_visitors_are_served_where_stdout_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        monkeypatch.setattr("sys.stdout", closed)
        _say("a visitor came")
        monkeypatch.undo()
        with contextlib.suppress(BrokenPipeError):
            closed.close()


async def test_one_too_many_waits_for_a_place() -> None:
    async with served(most=1) as server:
        async with server.visit() as socket:
            await until(socket, "home=")
            async with server.client.get(f"http://{server.host}/") as answer:
                assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
                assert "room for 1 visitor at once" in await answer.text()
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with server.visit():
                    pass
            assert refused.value.status == 503
        await server.said.until_all_left()
        assert await server.status("/") == 200


async def test_sessions_end_with_the_server_even_those_that_ignore_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.cli.serve.pseudo_terminal._GOODBYE", 0.1)
    stubborn = ("/bin/sh", "-c", "trap '' HUP TERM; echo pid=$$; while :; do sleep 9; done")
    async with served(words=stubborn) as server:
        async with server.visit() as socket:
            pids = [int((await until(socket, "\n")).split("pid=")[1])]
        await server.said.until_all_left()
        # This one is there when the server ends.
        url, headers = f"ws://{server.host}/ws", {"Origin": f"http://{server.host}"}
        socket = await server.client.ws_connect(url, headers=headers)
        pids.append(int((await until(socket, "\n")).split("pid=")[1]))
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_program_that_cannot_be_started_says_so() -> None:
    async with served(words=("/no/such/program",)) as server, server.visit() as socket:
        assert "descent could not be started: No such file" in await until(socket, "\n")


def test_which_addresses_are_this_machine_alone() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "192.0.2.1"))
    assert not names_this_machine("")
    with pytest.raises(DescentError, match=r"^--host: no\.such\.invalid is unknown; must be"):
        is_loopback("no.such.invalid")


def test_a_token_is_made_where_other_machines_can_come_in() -> None:
    assert address_for("127.0.0.1", 8000, always_token=False).url(8000) == "http://127.0.0.1:8000/"
    assert address_for("::1", 0, always_token=False).url(81) == "http://[::1]:81/"
    tokens = {address_for("0.0.0.0", 0, always_token=False).token for _ in range(3)}
    tokens.add(address_for("127.0.0.1", 0, always_token=True).token)
    assert len(tokens) == 4
    assert all(len(token) >= 32 and token.isascii() for token in tokens)
    assert "0.0.0.0" not in address_for("0.0.0.0", 0, always_token=False).url(8000)


async def test_a_port_in_use_is_said() -> None:
    async with served() as server:
        address = Address("127.0.0.1", server.port)
        app = application(address, Program(("true",)), 1)
        with pytest.raises(
            DescentError, match=rf"^--port: 127.0.0.1, port {server.port} is in use"
        ):
            async with listening(app, address):
                pass
