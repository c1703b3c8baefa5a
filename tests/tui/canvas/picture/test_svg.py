"""SVG pictures, read back as XML."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from tui.canvas.cells import Cells
from tui.canvas.dot_characters import BLOCKS, BRAILLE
from tui.canvas.picture.svg import svg_of

SVG = "{http://www.w3.org/2000/svg}"


def drawn(cells: Cells) -> ET.Element:
    return ET.fromstring(svg_of(cells, "a < b"))


def painted(*lines: str, back: int = 0x000000) -> Cells:
    cells = Cells.blank(len(lines[0]), len(lines))
    for row, line in enumerate(lines):
        cells.put(0, row, line, 0xFFFFFF)
    cells.fore[:], cells.back[:] = 0xFFFFFF, back
    return cells


def boxes(root: ET.Element, colour: str) -> list[tuple[int, ...]]:
    """The rectangles of a colour: left, top, width, height."""
    paths = [path.get("d", "") for path in root.iter(f"{SVG}path") if path.get("fill") == colour]
    found = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", "".join(paths))
    return sorted(tuple(map(int, box)) for box in found)


def test_the_picture_says_its_size_and_title():
    root = drawn(painted("abc", "def"))
    assert root.get("viewBox") == "0 0 48 64"
    assert (root.get("width"), root.get("height")) == ("30", "40")
    assert root.find(f"{SVG}title").text == "a < b"


def test_backgrounds_of_one_colour_are_as_few_rectangles_as_rows_are_alike():
    cells = painted("    ", "    ", "    ")
    cells.back[:2, 1:3] = 0x123456
    root = drawn(cells)
    assert boxes(root, "#123456") == [(16, 0, 32, 64)]
    assert sum(w * h for *_, w, h in boxes(root, "#000000")) == 4 * 3 * 512 - 32 * 64


def test_dots_are_circles_around_their_places_and_blocks_are_rectangles():
    root = drawn(painted(" " + BRAILLE[0b10] + BLOCKS[0b11]))
    d = "".join(path.get("d", "") for path in root.iter(f"{SVG}path"))
    ((x, y, radius),) = re.findall(r"M([\d.]+) ([\d.]+)a([\d.]+) \3 0 1 0", d)
    assert (float(x) + float(radius), float(y)) == pytest.approx((16 + 12, 4))
    assert boxes(root, "#ffffff") == [(32, 0, 8, 8), (40, 0, 8, 8)]


def test_every_word_stands_in_its_own_place_in_its_colour():
    cells = painted("w = <b> │x&y")
    cells.fore[0, 4:7], cells.bold[0, 4:7] = 0xFF0000, True
    words = [
        (word.text, int(word.get("x", "")), int(word.get("textLength", "")), word.get("fill"))
        for word in drawn(cells).iter(f"{SVG}text")
    ]
    white = "#ffffff"
    assert words == [
        ("w", 0, 16, white),
        ("=", 32, 16, white),
        ("<b>", 64, 48, "#ff0000"),
        ("x&y", 144, 48, white),
    ]
    assert [word.get("font-weight") for word in drawn(cells).iter(f"{SVG}text")][2] == "bold"


def test_a_wide_letter_is_as_long_as_its_two_cells():
    cells = Cells.blank(6, 1)
    cells.put(0, 0, "値y 長")
    cells.fore[:], cells.back[:] = 0xFFFFFF, 0
    words = list(drawn(cells).iter(f"{SVG}text"))
    assert [(word.text, word.get("x"), word.get("textLength")) for word in words] == [
        ("値y", "0", "48"),
        ("長", "64", "32"),
    ]
