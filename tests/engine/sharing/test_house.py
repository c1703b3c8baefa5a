"""The app that shares: what a follower may do to it, over real sockets."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from engine.sharing import house as module
from engine.sharing import knock
from engine.sharing.codec import WrongMessageError
from engine.sharing.folder import FolderError, Share, make_private, shares_in, socket_path
from engine.sharing.house import MOST_GUESTS, Guest, House
from engine.sharing.knock import Line, answer_of
from engine.sharing.messages import FROM_FOLLOWER, HELLO, Drawn, Hello, Join, Press
from engine.sharing.packets import MOST_UP, PacketError, Unpacker, packed

SAID = Hello("1.0", os.getpid(), 0.0, "sgd")


class Host:
    """Keeps what is said; answers that a follower joins with an update of this size."""

    def __init__(self, size: int = 10) -> None:
        self.said: list[object] = []
        self.left = 0
        self._size = size

    def hello(self) -> bytes:
        return HELLO.encode(SAID)

    def heard(self, guest: Guest, body: bytes) -> None:
        try:
            message = FROM_FOLLOWER.decode(body)
        except WrongMessageError as error:
            raise PacketError(str(error)) from None
        self.said.append(message)
        guest.known = True
        if isinstance(message, Join):
            guest.send(bytes(self._size))

    def gone(self, _guest: Guest) -> None:
        self.left += 1


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(Host(), tmp_path / "descent")
    await made.open()
    yield made
    made.close()


def the_share(house: House) -> Share:
    [share] = shares_in(house._folder)
    return share


async def knocked(house: House) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_unix_connection(the_share(house).path)


def host_of(house: House) -> Host:
    assert isinstance(house.host, Host)
    return house.host


def said_in(house: House) -> list[object]:
    return host_of(house).said


async def until(seen: Callable[[], bool]) -> None:
    while not seen():  # noqa: ASYNC110 - each round of the loop may bring it
        await asyncio.sleep(0)


async def test_a_follower_hears_who_it_is_and_is_heard(house: House) -> None:
    line = await asyncio.to_thread(Line.joined, the_share(house), Join("pts/1"))
    assert (line.hello, line.first) == (SAID, bytes(10))
    await line.open()
    line.send(Press(("run",)))
    await until(lambda: len(said_in(house)) == 2)
    assert said_in(house) == [Join("pts/1"), Press(("run",))]
    house.guests[0].send(b"x" * 200_000)
    assert await line.receive() == b"x" * 200_000
    line.close()
    await until(lambda: not house.guests)
    assert host_of(house).left == 1


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        os.urandom(4096),
        b"dsc\x02" + bytes(4),
        b"dsc\x01" + (MOST_UP + 1).to_bytes(4, "big"),
        packed(b"\xc1"),
        packed(b"\xdd\xff\xff\xff\xff"),
        packed(FROM_FOLLOWER.encode(Drawn(1))) * 500,
    ],
    ids=["http", "noise", "version", "too long", "no message", "claims", "flood"],
)
async def test_nonsense_and_floods_are_cut_off_and_others_stay(house: House, said: bytes) -> None:
    good = await asyncio.to_thread(Line.joined, the_share(house), Join("pts/1"))
    await good.open()
    reader, writer = await knocked(house)
    writer.write(said)
    await reader.read()
    assert reader.at_eof()
    writer.close()
    await until(lambda: len(house.guests) == 1)
    good.send(Press(("run",)))
    await until(lambda: Press(("run",)) in said_in(house))
    good.close()


async def test_half_a_message_waits_and_costs_nothing(house: House) -> None:
    message = packed(FROM_FOLLOWER.encode(Join("pts/1")))
    _, writer = await knocked(house)
    for byte in message[:-1]:
        writer.write(bytes([byte]))
        await asyncio.sleep(0)
    assert said_in(house) == []
    writer.write(message[-1:])
    await until(lambda: said_in(house) == [Join("pts/1")])
    writer.close()


async def test_one_that_says_nothing_is_cut_off(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    reader, writer = await knocked(house)
    await reader.read()
    assert reader.at_eof()
    writer.close()


async def test_one_that_reads_nothing_is_not_waited_for(house: House) -> None:
    reader, writer = await knocked(house)
    # Its buffer is full, and then the kernel's, and then that of the house.
    reader.feed_data(bytes(1 << 20))
    await until(lambda: bool(house.guests))
    house.guests[0].send(bytes(50_000_000))
    other = await asyncio.to_thread(Line.joined, the_share(house), Join("pts/2"))
    assert other.first == bytes(10)
    other.close()
    house.close()
    await until(lambda: not house.guests)
    writer.close()


async def test_another_user_is_cut_off_on_both_sides(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "is_same_user", lambda _end: False)
    reader, writer = await knocked(house)
    assert await reader.read() == b""
    writer.close()
    monkeypatch.undo()
    monkeypatch.setattr(knock, "is_same_user", lambda _end: False)
    found = await asyncio.to_thread(answer_of, the_share(house))
    assert found is not None
    assert found.fault == "belongs to another user"
    assert found.hello is None


async def test_there_is_room_for_so_many(house: House) -> None:
    lines = [await knocked(house) for _ in range(MOST_GUESTS)]
    await until(lambda: len(house.guests) == MOST_GUESTS)
    found = await asyncio.to_thread(answer_of, the_share(house))
    assert found is not None
    assert found.fault == f"{MOST_GUESTS} terminals follow it already, the most at once"
    with pytest.raises(OSError, match="follow it already"):
        await asyncio.to_thread(Line.joined, the_share(house), Join("pts/2"))
    for _, each in lines:
        each.close()
    await until(lambda: not house.guests)


async def test_the_socket_is_private_and_goes_with_the_house(house: House) -> None:
    path = the_share(house).path
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    path.unlink()
    assert not house.is_open
    await house.open()
    assert house.is_open
    house.close()
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("kind", ["folder", "dangling link"])
async def test_what_stands_in_the_place_of_the_socket_is_named_or_replaced(
    tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "descent"
    make_private(folder)
    path = socket_path(folder, os.getpid())
    path.mkdir() if kind == "folder" else path.symlink_to(tmp_path / "missing")
    made = House(Host(), folder)
    if kind == "folder":
        with pytest.raises(FolderError, match=str(path)):
            await made.open()
        assert [each.name for each in folder.iterdir()] == [path.name]
    else:
        await made.open()
        assert path.is_socket()
        assert not path.is_symlink()
    made.close()


def test_what_is_no_message_is_said_at_its_header() -> None:
    unpacker = Unpacker(100)
    assert unpacker.feed(packed(b"one") + packed(b"two")[:4]) == [b"one"]
    assert unpacker.feed(packed(b"two")[4:]) == [b"two"]
    with pytest.raises(PacketError, match="not descent"):
        unpacker.feed(b"\x00" * 8)
