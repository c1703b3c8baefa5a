"""Debian's Chromium without a screen, driven by the DevTools protocol, and what its pages show.

The page's terminal paints on a canvas, so its text is read where it arrives: pyte is fed with the
same websocket frames. That it is painted too is seen in a picture of the page.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pyte

FOUND = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
PATIENCE = 60.0
_OPTIONS = (
    # Many machines have no WebGL; without, it is also cheaper to draw here.
    "--disable-3d-apis",
    *("--headless=new", "--no-sandbox", "--no-first-run", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--remote-debugging-port=0", "--window-size=1300,700", "--hide-scrollbars"),
)


class Page:
    """A page of the browser.

    Attributes:
        screen: what the session's terminal shows.
        requested: the URLs that the page asked for.
        problems: errors of its scripts, and what its policy blocked.
    """

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.requested: list[str] = []
        self.problems: list[str] = []
        self.ended = False
        self.changed = asyncio.Event()

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    async def call(self, method: str, **parameters: object) -> dict[str, Any]:
        return await self._browser.call(method, self._session, **parameters)

    async def run(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        found = await self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return found["result"].get("value")

    async def press(self, text: str) -> None:
        for character in text:
            key = {"key": character, "text": character, "unmodifiedText": character}
            await self.call("Input.dispatchKeyEvent", type="keyDown", **key)
            await self.call("Input.dispatchKeyEvent", type="keyUp", key=character)

    async def until(self, seen: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not seen():
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise AssertionError(
                f"waited in vain for {what}; {self.problems}:\n{self.text}"
            ) from None

    async def picture(self) -> bytes:
        """The page as a PNG."""
        return base64.b64decode((await self.call("Page.captureScreenshot"))["data"])

    def hear(self, method: str, given: dict[str, Any]) -> None:
        match method:
            case "Network.webSocketFrameReceived" if given["response"]["opcode"] == 2:
                self._stream.feed(base64.b64decode(given["response"]["payloadData"]))
            case "Network.webSocketFrameSent" if "resize" in given["response"]["payloadData"]:
                size = json.loads(given["response"]["payloadData"])[1]
                self.screen.resize(size["height"], size["width"])
            case "Network.webSocketClosed":
                self.ended = True
            case "Network.requestWillBeSent":
                self.requested.append(given["request"]["url"])
            case "Runtime.exceptionThrown":
                self.problems.append(str(given["exceptionDetails"].get("exception")))
            case "Log.entryAdded":
                self.problems.append(given["entry"]["text"])
        self.changed.set()


class Browser:
    """The browser; made by `chromium`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._pages: dict[str, Page] = {}

    async def call(self, method: str, session: str = "", **parameters: object) -> dict[str, Any]:
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        message = {"id": number, "method": method, "params": parameters}
        await self._socket.send_json({**message, **({"sessionId": session} if session else {})})
        return await asyncio.wait_for(answer, PATIENCE)

    async def listen(self) -> None:
        async for message in self._socket:
            found = message.json()
            if "id" in found:
                answer = self._asked.pop(found["id"])
                if "error" in found:
                    answer.set_exception(AssertionError(found["error"]))
                else:
                    answer.set_result(found["result"])
            elif page := self._pages.get(found.get("sessionId", "")):
                page.hear(found["method"], found["params"])

    async def open(self, url: str) -> Page:
        """A new page, with nothing in common with others but the browser."""
        context = (await self.call("Target.createBrowserContext"))["browserContextId"]
        target = await self.call("Target.createTarget", url="about:blank", browserContextId=context)
        attached = await self.call(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        page = self._pages[attached["sessionId"]] = Page(self, attached["sessionId"])
        for domain in ("Page", "Network", "Runtime", "Log"):
            await page.call(f"{domain}.enable")
        await page.call("Page.navigate", url=url)
        return page


@contextlib.asynccontextmanager
async def chromium(*options: str) -> AsyncIterator[Browser]:
    """The browser, until the end of the block."""
    assert FOUND is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        process = subprocess.Popen(  # noqa: ASYNC220
            [FOUND, *_OPTIONS, *options, f"--user-data-dir={home}", "about:blank"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        assert process.stderr is not None
        try:
            url = await asyncio.to_thread(_devtools, process.stderr)
            async with (
                aiohttp.ClientSession() as client,
                client.ws_connect(url, max_msg_size=1 << 26) as socket,
            ):
                browser = Browser(socket)
                listening = asyncio.create_task(browser.listen())
                try:
                    yield browser
                finally:
                    listening.cancel()
        finally:
            process.kill()
            process.wait()
            process.stderr.close()


def _devtools(lines: Any) -> str:
    """The address that the browser prints."""
    mark = "DevTools listening on "
    for line in lines:
        text = line.decode(errors="replace")
        if mark in text:
            return text.split(mark)[1].strip()
    raise AssertionError("chromium did not start")
