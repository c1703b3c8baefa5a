"""Heat maps as rendered text: labels, numbers, the limit's line, any size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tui.canvas.cells import NO_COLOUR
from tui.canvas.palette import Look, palette_for
from tui.views.sweeps.heat_map import (
    HeatMap,
    heat_map_cells,
    heat_map_text,
    limit_after,
    natural_size,
)

HEAT = HeatMap(
    title="epochs to the end",
    x_name="batch size M",
    x_labels=("1", "16", "full"),
    y_name="learning rate",
    y_labels=("0.001", "0.01", "0.1"),
    values=np.array([[3.0, 12.0, 60.0], [5.0, 4.0, 7.0], [np.nan, 100.0, np.nan]]),
    texts=(("3", "12", "60"), ("5", "4", "7"), ("×", "100", "×")),
    limits=(2, 2, 2),
    limit_label="0.028",
    notes=("┄ 2/λmax", "× diverged"),
)
COLOUR = Look(palette_for(dark=True))


def test_rows_rise_and_the_limit_lies_between_those_it_divides() -> None:
    lines = heat_map_text(HEAT).splitlines()
    assert lines[:2] == ["epochs to the end", "learning rate"]
    assert [line.split("│")[0].strip() for line in lines[2:6]] == ["0.1", "0.028", "0.01", "0.001"]
    cells = [line.split("│")[1].split() for line in lines[2:6]]
    numbers = [[part for part in row if part not in "░▒▓█"] for row in cells]
    assert numbers[0] == ["×", "100", "×"]
    assert numbers[1] == [numbers[1][0]]
    assert set(numbers[1][0]) == {"┄"}
    assert numbers[2:] == [["5", "4", "7"], ["3", "12", "60"]]
    assert lines[6].lstrip().startswith("└──")
    assert lines[7].split() == ["1", "16", "full"]
    assert lines[8].strip() == "batch size M"
    assert lines[9:] == ["┄ 2/λmax", "× diverged"]


def test_numbers_stand_under_each_other_and_over_their_label() -> None:
    lines = heat_map_text(HEAT).splitlines()
    last = ((lines[2], "×"), (lines[4], "7"), (lines[5], "60"), (lines[7], "full"))
    ends = {line.rindex(word) + len(word) for line, word in last}
    assert len(ends) == 1


@pytest.mark.parametrize(("gap", "row"), [(0, 5), (1, 4), (2, 3), (3, 2)])
def test_the_limit_may_lie_anywhere_or_outside(gap: int, row: int) -> None:
    lines = heat_map_text(replace(HEAT, limits=(gap, gap, gap))).splitlines()
    assert "┄┄┄" in lines[row]
    assert sum("┄┄┄" in line for line in lines) == 1


def test_columns_may_have_limits_of_their_own() -> None:
    lines = heat_map_text(replace(HEAT, limits=(1, 2, None))).splitlines()
    dashed = [line for line in lines if "┄┄┄" in line]
    assert len(dashed) == 2
    assert dashed[0].index("┄") > dashed[1].index("┄")


def test_limit_after_counts_the_values_below() -> None:
    assert limit_after((0.001, 0.01, 0.1), 0.028) == 2
    assert limit_after((0.001,), 1.0) == 1
    assert limit_after((0.1,), 0.01) == 0
    assert limit_after((0.1,), None) is None


def test_a_greater_value_has_a_brighter_ground() -> None:
    columns, rows = natural_size(HEAT)
    cells = heat_map_cells(HEAT, columns, rows, COLOUR)
    bands = palette_for(dark=True).bands
    left = columns - 3 * ((columns - 7) // 3)
    assert cells.back[5, left + 1] == bands[0]  # 3 epochs, the least
    assert bands[-1] in cells.back[2]  # 100 epochs, the greatest
    assert (cells.back[2] == NO_COLOUR).sum() > (cells.back[5] == NO_COLOUR).sum()


def test_without_colours_shades_tell_the_size() -> None:
    text = heat_map_text(HEAT)
    greatest = text.splitlines()[2]
    assert greatest[: greatest.index("100")].rstrip().endswith("█")
    assert heat_map_text(HEAT, ascii_only=True).isascii()


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, -1.0, 7.0])
def test_where_no_value_is_greater_than_another_none_is_shaded(value: float) -> None:
    text = heat_map_text(replace(HEAT, values=np.full((3, 3), value)))
    assert not set("░▒▓█") & set(text)
    assert [line.split("│")[1].split() for line in text.splitlines()[4:6]] == [
        ["5", "4", "7"],
        ["3", "12", "60"],
    ]


def test_more_rows_than_room_leave_some_out() -> None:
    many = replace(
        HEAT,
        y_labels=tuple(f"{k}" for k in range(200)),
        values=np.ones((200, 3)),
        texts=(("1", "1", "1"),) * 200,
        limits=(100, 100, 100),
    )
    lines = heat_map_cells(many, 40, 24, COLOUR).lines()
    assert "199 │" in lines[2]
    assert any(line.startswith("    0 │") for line in lines)
    assert sum("┄┄┄" in line for line in lines) == 1
