"""Any bytes of a terminal: what is understood arrives, what is not is left out, nothing ends."""

from __future__ import annotations

import inspect
import os
import random
import threading
from typing import Any

import pytest
from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.terminal.driver import InputEnded, SturdyDriver
from tui.terminal.pastes import BURST, LONGEST
from tui.terminal.terminal_input import TerminalInput


class Terminal:
    """An input whose clock stands until a test says otherwise."""

    def __init__(self) -> None:
        self.now = 0.0
        self.input = TerminalInput(lambda: self.now)

    def sends(self, *pieces: bytes) -> list[Message]:
        return [message for piece in pieces for message in self.input.feed(piece)]

    def is_silent(self, seconds: float = 0.2) -> list[Message]:
        self.now += seconds
        return self.input.wait()

    def keys(self, *pieces: bytes) -> list[str]:
        made = [*self.sends(*pieces), *self.is_silent()]
        return [message.key for message in made if isinstance(message, events.Key)]


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def test_textual_still_decodes_strictly() -> None:
    """When this fails, see whether `SturdyDriver` still needs an input of its own."""
    source = inspect.getsource(LinuxDriver.run_input_thread)
    assert 'getincrementaldecoder("utf-8")()' in source


ANSWERS = {
    "a colour": b"\x1b]11;rgb:0000/0000/0000\x07",
    "a colour, ended in full": b"\x1b]11;rgb:0000/0000/0000\x1b\\",
    "a name and version": b"\x1bP>|tmux 3.4\x1b\\",
    "attributes": b"\x1b[?62;1;4;22c",
    "a size in pixels": b"\x1b[4;800;1200t",
    "a size that is none": b"\x1b[48;;;;t",
    "a clipboard": b"\x1b]52;c;cXVpdA==\x07",
    "a status": b"\x1b[0n",
}


@pytest.mark.parametrize("data", ANSWERS.values(), ids=ANSWERS)
def test_what_a_terminal_answers_is_no_key(terminal: Terminal, data: bytes) -> None:
    assert terminal.keys(data) == []
    assert terminal.keys(*(bytes([byte]) for byte in data), b"n") == ["n"]
    assert terminal.keys(data[:-1]) == []


BROKEN = {
    "latin-1": b"\xe4",
    "a lone continuation": b"\x80",
    "a character cut short": "\u20ac".encode()[:2],
    "an overlong slash": b"\xc0\xaf",
    "a surrogate": b"\xed\xa0\x80",
    "beyond Unicode": b"\xf7\xbf\xbf\xbf",
    "a code point that is none": b"\x1b[1114112u",
    "a huge code point": b"\x1b[" + b"9" * 25 + b"u",
    "an event type of kitty": b"\x1b[97;1:3u",
    "text that is none": b"\x1b[97;1;1114112u",
    "an endless sequence": b"\x1b[" + b"1;" * 40,
    "a report of a mode": b"\x1b[?2026;0$y",
    "a size of nothing": b"\x1b[48;0;0;0;0t",
    "a cursor nowhere": b"\x1b[0;0R",
    "the mouse nowhere": b"\x1b[<0;0;0M",
    "a raw report cut short": b"\x1b[M!",
    "a string without end": b"\x1b]" + b"q" * 5000,
    "a NUL": b"\x00",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_whatever_comes_the_next_key_arrives(terminal: Terminal, data: bytes) -> None:
    terminal.keys(data)
    assert terminal.keys(b"n") == ["n"]
    terminal.keys(*(bytes([byte]) for byte in data))
    assert terminal.keys(b"\x1b[A") == ["up"]


def test_a_byte_that_is_no_utf_8_takes_nothing_with_it(terminal: Terminal) -> None:
    assert [key for key in terminal.keys(b"n\xe4m") if len(key) == 1] == ["n", "m"]


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"128\r", ["1", "2", "8", "enter"]),
        (b"\x1b", ["escape"]),
        (b"\x1b[", ["alt+left_square_bracket"]),
        (b"\x1bj", ["alt+j"]),
        (b"\x1b[A\x1b[1;5C", ["up", "ctrl+right"]),
        (b"\x1b[[A\x1bOQ\x1b[15~", ["f1", "f2", "f5"]),
        (b"\x1b]", ["alt+right_square_bracket"]),
        (b"\x1b\x1b[B", ["escape", "down"]),
        ("ü€".encode(), ["ü", "euro_sign"]),
    ],
)
def test_keys_arrive_whole_or_byte_by_byte(
    terminal: Terminal, data: bytes, keys: list[str]
) -> None:
    assert terminal.keys(data) == keys
    assert terminal.keys(*(bytes([byte]) for byte in data)) == keys


@pytest.mark.parametrize(("column", "row"), [(1, 1), (95, 30), (96, 31), (200, 100), (223, 223)])
@pytest.mark.parametrize("cut", range(1, 6))
def test_a_raw_mouse_report_is_the_cell_it_tells(
    terminal: Terminal, column: int, row: int, cut: int
) -> None:
    data = b"\x1b[M" + bytes([32, 32 + column, 32 + row])
    data += b"\x1b[M" + bytes([35, 32 + column, 32 + row])
    down, up = terminal.sends(data[:cut], data[cut:])
    assert isinstance(down, events.MouseDown)
    assert isinstance(up, events.MouseUp)
    for event in (down, up):
        assert (event.screen_x, event.screen_y, event.button) == (column - 1, row - 1, 1)


def test_the_mouse_stays_in_cells_when_the_terminal_tells_its_pixels(terminal: Terminal) -> None:
    terminal.sends(b"\x1b[48;40;120;800;1200t")
    (event,) = terminal.sends(b"\x1b[<0;60;20M")
    assert isinstance(event, events.MouseDown)
    assert (event.screen_x, event.screen_y) == (59, 19)


class TestPastes:
    TEXT = "x,y\n1,2\n[31mq\n" + "ä" * 50

    @pytest.mark.parametrize("step", [1, 3, 7, 64])
    def test_a_paste_arrives_as_one_however_it_is_cut(self, terminal: Terminal, step: int) -> None:
        data = f"a\x1b[200~{self.TEXT}\x1b[201~b".encode()
        made = terminal.sends(*(data[i : i + step] for i in range(0, len(data), step)))
        assert [type(message) for message in made] == [events.Key, events.Paste, events.Key]
        assert isinstance(made[1], events.Paste)
        assert made[1].text == self.TEXT

    def test_a_paste_whose_end_was_lost_ends_by_itself(self, terminal: Terminal) -> None:
        assert terminal.sends(b"\x1b[200~some text") == []
        assert terminal.is_silent(1.0) == []
        terminal.now += 1.5
        assert terminal.sends(b"q") == []  # what somebody types does not prolong it
        (paste,) = terminal.is_silent()
        assert isinstance(paste, events.Paste)
        assert terminal.keys(b"n") == ["n"]

    def test_text_without_brackets_that_nobody_types_so_fast_is_a_paste(
        self, terminal: Terminal
    ) -> None:
        text = b"q" * (BURST + 10)
        assert terminal.sends(text, b"q" * 20) == []
        (paste,) = terminal.is_silent()
        assert isinstance(paste, events.Paste)
        assert paste.text == "q" * (BURST + 30)

    def test_many_keys_at_once_are_keys(self, terminal: Terminal) -> None:
        assert terminal.keys(b"\x1b[C" * 500) == ["right"] * 500
        assert terminal.keys(b"=" * (BURST - 1)) == ["equals_sign"] * (BURST - 1)

    def test_a_paste_without_end_takes_bounded_memory(self, terminal: Terminal) -> None:
        terminal.sends(b"\x1b[200~", *[b"x" * 4096] * 600)
        (paste,) = terminal.is_silent(3.0)
        assert isinstance(paste, events.Paste)
        assert len(paste.text) == LONGEST


class Driven(SturdyDriver):
    """The driver's own reading, of a pipe; messages are kept."""

    def __init__(self, descriptor: int) -> None:
        self.fileno = descriptor
        self.exit_event = threading.Event()
        self.made: list[Message] = []
        self.ended = threading.Event()

    def process_message(self, message: Message) -> None:
        self.made.append(message)
        if isinstance(message, InputEnded):
            self.ended.set()


def _garbage(generator: random.Random, length: int) -> bytes:
    """Random bytes, mutated sequences, cut characters, pastes and keys, by turns."""
    whole = [b"\x1b[A", b"\x1b[1;5C", b"\x1b[<35;80;20M", b"\x1b[M !!", b"\x1b[97;1;97u",
             b"\x1b[200~pasted\x1b[201~", b"\x1b]11;rgb:1/2/3\x1b\\", b"\x1bOP", b"\x1b[I",
             b"\x1b[48;40;120;800;1200t", b"\x1b[12;40R", "ä€".encode(), b"q", b"1\r"]  # fmt: skip
    pieces: list[bytes] = []
    size = 0
    while size < length:
        kind = generator.randrange(4)
        piece = bytearray(generator.choice(whole))
        if kind == 0:
            piece = bytearray(generator.randbytes(generator.randrange(1, 40)))
        elif kind == 1:
            piece[generator.randrange(len(piece))] = generator.randrange(256)
        elif kind == 2:
            del piece[generator.randrange(len(piece)) :]
        pieces.append(bytes(piece))
        size += len(piece)
    return b"".join(pieces)


def _drive(data: bytes) -> Driven:
    """What the driver makes of these bytes, until their end."""
    end, begin = os.pipe()
    driven = Driven(end)
    errors: list[Any] = []
    reader = threading.Thread(target=lambda: _caught(driven, errors))
    reader.start()
    with os.fdopen(begin, "wb") as file:
        file.write(data)
    reached = driven.ended.wait(120)
    driven.exit_event.set()
    reader.join()
    os.close(end)
    assert errors == []
    assert reached
    return driven


def _caught(driven: Driven, errors: list[Any]) -> None:
    try:
        driven.run_input_thread()
    except BaseException as error:  # noqa: BLE001 - the thread's errors are what is looked for
        errors.append(error)
        driven.ended.set()


def test_a_million_bytes_of_anything_and_the_driver_still_reads() -> None:
    seed = 20240607
    generator = random.Random(seed)
    garbage = _garbage(generator, 100_000)
    paste = b"\x1b[200~" + generator.randbytes(1 << 20).replace(b"\x1b", b"") + b"\x1b[201~"
    # What is left open at the end of the garbage is closed, as a silence would do.
    driven = _drive(garbage + b"\x1b[201~" + paste + b"\x1b[B")
    keys = [message.key for message in driven.made if isinstance(message, events.Key)]
    pasted = [message for message in driven.made if isinstance(message, events.Paste)]
    assert keys[-1] == "down", seed
    text = paste[6:-6].decode(errors="replace").replace("\x00", "")
    assert pasted[-1].text == text
    assert sum(isinstance(message, events.MouseEvent) for message in driven.made) > 100
