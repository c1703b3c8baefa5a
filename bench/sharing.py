"""What a follower costs the app that it follows: the time from key to screen, and bytes."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bench.conditions import measured_once
from bench.registry import Measurement, row
from bench.watching import ROUNDS, Watched, start, watch, watched
from engine.sharing.folder import Share, sharing_folder, socket_path
from engine.sharing.knock import Line
from engine.sharing.messages import Drawn, Join
from engine.sharing.packets import HEADER_SIZE
from tools.processes import app_of, workers_of

SIZE = (200, 50)
KILOBYTES = 128.0
"""Of an update, on the average: a fiftieth of what a line of 50 Mbit/s carries in a second."""


class Update(msgspec.Struct, tag=True):
    """Of an update, its number alone: the thread must not hold up that which watches the screen."""

    number: int


_DECODER = msgspec.msgpack.Decoder(Update)


@dataclass
class Follower(threading.Thread):
    """Takes every update, and answers at once that it was shown; it draws nothing.

    Attributes:
        line: the connection.
        sizes: bytes of each update.
    """

    line: Line
    sizes: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        asyncio.run(self._follow())

    async def _follow(self) -> None:
        await self.line.open()
        body = self.line.first
        try:
            while True:
                self.line.send(Drawn(_DECODER.decode(body).number))
                self.sizes.append(len(body) + HEADER_SIZE)
                body = await self.line.receive()
        except (OSError, asyncio.IncompleteReadError, msgspec.ValidationError):
            """The app has ended, and has said so."""


@measured_once
def followed(*, round_: int = 0) -> tuple[Watched, list[int]]:
    """The program at unlimited pace with a follower, and the bytes of its updates."""
    with tempfile.TemporaryDirectory() as runtime:
        terminal = start(SIZE, unlimited=True, shared_in=runtime)
        try:
            app = app_of(workers_of(terminal.pid)[0])
            folder = sharing_folder({**os.environ, "XDG_RUNTIME_DIR": runtime})
            line = Line.joined(Share(app, Path(socket_path(folder, app))), Join("bench"))
            follower = Follower(line)
            follower.start()
            found = watch(terminal, round_)
        finally:
            terminal.close()
        follower.join()
        return found, follower.sizes


@row("key to screen, median, with a follower", against="without", at_most=1.5)
def key_followed() -> Measurement:
    """Keys while training at unlimited pace, every picture sent to a follower on this machine."""
    rounds = range(ROUNDS)
    ours = [followed(round_=number)[0].delay(50) for number in rounds]
    alone = [watched(SIZE, unlimited=True, round_=number).delay(50) for number in rounds]
    return Measurement.of_pairs(ours, alone, "ms", 1e3)


@row("bytes an update for a follower", against=f"{KILOBYTES:g} kB", at_most=1.0)
def update_bytes() -> Measurement:
    """The same: the mean over all updates, the first one with everything among them."""
    sizes = [size for number in range(ROUNDS) for size in followed(round_=number)[1]]
    return Measurement(sum(sizes) / max(len(sizes), 1) / 1e3, KILOBYTES, "kB")
