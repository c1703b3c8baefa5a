"""Every function that draws: at any size, of any data and run, twice the same, changing nothing."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import pytest

import tui.canvas
import tui.views
from tests.tui.odd_runs import oddities
from tests.tui.views.drawings import Drawing, drawings
from tests.tui.views.worlds import WORLDS
from tui.canvas.cells import Cells
from tui.canvas.dot_characters import BLOCKS
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for

DRAWS = ("Cells", "Drawn", "Labelled")
"""What functions that draw give back."""
SMALL = [(1, 1), (2, 2), (5, 1), (1, 5), (5, 3), (10, 4), (12, 6)]
LARGE = [(28, 9), (40, 12), (78, 19), (118, 35), (198, 47)]
LOOKS = [
    Look(palette_for(dark=True)),
    Look(palette_for(dark=False), Markers.QUADRANT),
    Look(palette_for(dark=True, colours=None), Markers.BRAILLE),
    Look(palette_for(dark=True, colours="standard"), Markers.DOT),
    Look(palette_for(dark=False, colours=None), Markers.ASCII),
    Look(palette_for(dark=False, colours="256"), Markers.ASCII),
    Look(palette_for(dark=True), Markers.OCTANT),
]


def _each(drawing: Drawing) -> tuple[Cells, ...]:
    return (drawing,) if isinstance(drawing, Cells) else tuple(drawing)


def _by_turns(name: str) -> list[tuple[tuple[int, int], Look]]:
    """Some sizes and looks for a world: all of them are met, though not every one by every world.

    Among the sizes of each are no room at all, a small one and a large one.
    """
    place = list(WORLDS).index(name)
    small = [SMALL[place % len(SMALL)]]
    large = [LARGE[place % len(LARGE)]]
    looks = [LOOKS[(place + k) % len(LOOKS)] for k in range(3)]
    return list(zip([(0, 0), *small, *large], looks, strict=True))


def _check(layer: str, drawing: Drawing, size: tuple[int, int], look: Look) -> None:
    for cells in _each(drawing):
        assert (cells.columns, cells.rows) == size, layer
        text = "".join(cells.lines())
        assert [odd for line in cells.lines() for odd in oddities(line)] == [], layer
        # Octants are newer than Python's tables.
        assert "".join(set(text) - set(BLOCKS.tolist())).isprintable(), layer
        assert look.markers is not Markers.ASCII or text.isascii(), layer


@pytest.mark.parametrize("name", WORLDS)
def test_any_data_and_any_run_are_drawn_at_any_size_and_the_same_again(name: str) -> None:
    turns = _by_turns(name)
    # What is drawn from cannot be written to, so nothing else has changed between the two.
    twice = turns[1 + list(WORLDS).index(name) % 2]
    for turn in turns:
        drawn = list(drawings(WORLDS[name], *turn))
        for layer, drawing in drawn:
            _check(layer, drawing, *turn)
        if turn is not twice:
            continue
        for (layer, first), (_, second) in zip(drawn, drawings(WORLDS[name], *turn), strict=True):
            for before, after in zip(_each(first), _each(second), strict=True):
                assert before.changed_rows(after) == [], layer


def _functions() -> Iterator[tuple[str, Callable[..., object]]]:
    for package in (tui.canvas, tui.views):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and not name.startswith("_"):
                    yield f"{found.name.removeprefix('tui.')}.{name}", function


def test_no_function_that_draws_was_forgotten() -> None:
    draw = {name for name, made in _functions() if made.__annotations__.get("return") in DRAWS}
    assert {layer for layer, _ in drawings(WORLDS["a line"], (28, 9), LOOKS[0])} == draw
