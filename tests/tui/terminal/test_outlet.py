"""What is on its way to the terminal is counted, and the terminal's own letters are kept to."""

from __future__ import annotations

import io
import os
import threading

from tui.terminal.outlet import Outlet, _CountedFile


def _file(encoding: str = "utf-8") -> tuple[io.BytesIO, io.TextIOWrapper]:
    raw = io.BytesIO()
    return raw, io.TextIOWrapper(raw, encoding=encoding, write_through=False)


def test_bytes_wait_until_the_system_has_taken_them():
    drained: list[int] = []
    outlet = Outlet(lambda: drained.append(outlet.waiting))
    raw, file = _file()
    counted = _CountedFile(file, outlet)
    outlet.send("loss ⣿".encode())
    assert outlet.waiting == len("loss ⣿".encode())
    counted.write("loss ⣿")
    counted.flush()
    assert (outlet.waiting, drained, raw.getvalue().decode()) == (0, [0], "loss ⣿")


def test_a_terminal_that_has_not_the_letters_gets_question_marks():
    outlet = Outlet(lambda: None)
    raw, file = _file("latin-1")
    counted = _CountedFile(file, outlet)
    outlet.send("é ⣿".encode())
    counted.write("é ⣿")
    counted.flush()
    assert raw.getvalue() == b"\xe9 ?"
    assert outlet.waiting == 0


def test_a_terminal_that_was_closed_is_written_to_without_an_error():
    class Closed(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    told: list[str] = []
    outlet = Outlet(lambda: None, lambda: told.append("broken"))
    file = _CountedFile(io.TextIOWrapper(io.BufferedWriter(Closed()), encoding="utf-8"), outlet)
    for _ in range(2):
        outlet.send(b"bye")
        file.write("bye")
        file.flush()
    assert outlet.waiting == 0
    assert told == ["broken"]


def test_a_terminal_that_does_not_block_gets_every_byte_once():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    outlet = Outlet(lambda: None)
    with os.fdopen(writer, "w", encoding="utf-8") as stream, os.fdopen(reader, "rb") as source:
        file = _CountedFile(stream, outlet)
        text = "".join(f"{number} ⣿ " for number in range(100_000))  # more than a pipe holds
        found: list[bytes] = []
        reading = threading.Thread(target=lambda: found.append(source.read()))
        outlet.send(text.encode())
        reading.start()
        file.write(text)
        file.flush()
        stream.close()
        reading.join()
    assert found == [text.encode()]
    assert outlet.waiting == 0
