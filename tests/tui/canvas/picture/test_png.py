"""PNG pictures, read back by a decoder of their own."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from tui.canvas.cells import Cells
from tui.canvas.dot_characters import BLOCKS, BRAILLE
from tui.canvas.picture.png import coverage_of, png_of

ROOT = Path(__file__).resolve().parents[4]
INK, GROUND = 0x40C8FF, 0x102030
WIDTH, HEIGHT = 16, 32


def decoded(file: bytes) -> np.ndarray:
    """The pixels of a PNG of 8-bit RGB whose rows are differences to the row above."""
    assert file[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, place = {}, 8
    while place < len(file):
        (length,), kind = struct.unpack(">I", file[place : place + 4]), file[place + 4 : place + 8]
        data = file[place + 8 : place + 8 + length]
        (check,) = struct.unpack(">I", file[place + 8 + length : place + 12 + length])
        assert check == zlib.crc32(kind + data)
        chunks[kind], place = data, place + 12 + length
    columns, rows, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert rest == [8, 2, 0, 0, 0]
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(rows, -1)
    assert set(lines[:, 0].tolist()) == {2}
    return np.cumsum(lines[:, 1:].astype(int), axis=0).reshape(rows, columns, 3) % 256


def picture(*lines: str) -> np.ndarray:
    """The pixels of a picture of this text, as 0xRRGGBB."""
    cells = Cells.blank(len(lines[0]), len(lines))
    for row, line in enumerate(lines):
        cells.put(0, row, line)
    cells.fore[:], cells.back[:] = INK, GROUND
    pixels = decoded(png_of(cells))
    return pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2]


def test_a_cell_has_16_by_32_pixels_and_a_blank_one_its_background():
    pixels = picture("   ", "   ")
    assert pixels.shape == (2 * HEIGHT, 3 * WIDTH)
    assert (pixels == GROUND).all()


def test_the_dots_of_a_braille_cell_are_round_and_where_the_cell_has_them():
    pixels = picture(BRAILLE[0b10000001])  # top left and bottom right
    for v in range(4):
        for u in range(2):
            middle = pixels[v * 8 + 4, u * 8 + 4]
            assert middle == (INK if (v, u) in ((0, 0), (3, 1)) else GROUND)
    assert pixels[4, 0] == pixels[0, 4] == GROUND
    # The area of a circle of radius 2.8, within its pixels' quarters.
    assert coverage_of(BRAILLE[1]).sum() == pytest.approx(np.pi * 2.8**2, rel=0.05)


def test_blocks_cover_their_part_of_the_cell_and_leave_no_gap():
    assert (picture("██", "██") == INK).all()
    for code in range(1, 256):
        covered = coverage_of(BLOCKS[code])
        parts = covered.reshape(4, 8, 2, 8).mean(axis=(1, 3)).ravel()
        assert parts.tolist() == [code >> bit & 1 for bit in range(8)]
    for character, share in zip("▁▂▃▄▅▆▇█", range(1, 9), strict=True):
        assert coverage_of(character).mean() == share / 8
        assert coverage_of(character)[-1].all()
    for character, share in zip("▏▎▍▌▋▊▉", range(1, 8), strict=True):
        assert coverage_of(character)[:, : 2 * share].all()
        assert coverage_of(character).mean() == share / 8
    assert [coverage_of(c).mean() for c in "░▒▓"] == [0.25, 0.5, 0.75]


def test_lines_of_a_frame_meet_at_the_edges_of_their_cells():
    frame = picture("╭─┬╮", "│ ││", "├─┼┤", "╰─┴╯") == INK
    for row in range(4 * HEIGHT):
        upright = frame[row, [7, 8, 3 * WIDTH + 7, 3 * WIDTH + 8]]
        assert upright.all() or not 24 <= row < 4 * HEIGHT - 24
    for column in range(WIDTH, 3 * WIDTH):
        assert frame[[15, 16, 3 * HEIGHT + 15, 3 * HEIGHT + 16], column].all()
    # The rounded corner leads from below to the right, and touches no other side.
    corner = coverage_of("╭")
    assert corner[-1, 7:9].all()
    assert corner[15:17, -1].all()
    assert not corner[0].any()
    assert not corner[:, 0].any()
    assert np.array_equal(corner, coverage_of("╯")[::-1, ::-1])
    assert np.array_equal(corner, coverage_of("╮")[:, ::-1])


def test_a_letter_without_a_glyph_is_a_hollow_box_as_wide_as_the_letter():
    wide = picture("値 ")
    assert wide[7, 3] == wide[7, 2 * WIDTH - 4] == INK
    assert (wide[10:20, 6 : 2 * WIDTH - 6] == GROUND).all()
    narrow = picture("\u1200 ")
    assert narrow[7, 3] == INK
    assert (narrow[:, WIDTH:] == GROUND).all()


def test_bold_letters_are_heavier():
    letters = "wbλ0∇"
    assert sum(coverage_of(c, bold=True).sum() for c in letters) > 1.1 * sum(
        coverage_of(c).sum() for c in letters
    )


def test_every_character_that_the_program_writes_can_be_drawn():
    hollow = coverage_of("\u1200")
    sources = (path for name in ("tui", "engine") for path in (ROOT / name).rglob("*.py"))
    characters = {c for path in sources for c in path.read_text(encoding="utf-8")}
    characters |= {chr(point) for point in range(0x2500, 0x25A0)} | set("╭╮╰╯áéÖβΔж²₁→≤∇")
    visible = {c for c in characters if c.isprintable() and not c.isspace()}
    assert len(visible) > 250
    assert {c for c in visible if np.array_equal(coverage_of(c), hollow)} == set()
