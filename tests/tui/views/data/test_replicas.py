"""Each sample of a batch has the digit of the replica that takes it, where the sample is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.config.run import BatchConfig, RunConfig
from engine.data.batches import BatchSpan, sample_order
from tests.fake_replicas import bounds_of
from tests.tui.views.drawn import dots_in, place_in_dots
from tests.tui.views.scenes import frame_of, line_preview, scene_of, series
from tui.canvas.legend import legend_lines
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.scene import Scene
from tui.views.data.layers import data_layout, legend
from tui.views.data.replicas import owners, replica_samples
from tui.views.replica_marks import colour_of

PREVIEW = line_preview()
LOOK = Look(palette_for(dark=True))
WHOLE = BatchSpan(2, 0, 100)


def scene(span: BatchSpan, replicas: int, look: Look = LOOK, *, shuffle: bool = False) -> Scene:
    size = -(-(span.stop - span.start) // replicas)
    config = RunConfig(batch=BatchConfig(batch_size=size, replicas=replicas, shuffle=shuffle))
    frame = replace(frame_of(series([1.0], [1.0], [1.0]), batch=span), config=config)
    return scene_of(PREVIEW, frame, look=look)


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize(
    ("span", "replicas"), [(BatchSpan(2, 8, 18), 4), (BatchSpan(0, 98, 100), 3)]
)
def test_a_sample_has_the_digit_of_its_replica(
    span: BatchSpan, replicas: int, shuffle: bool
) -> None:
    plan = data_layout(150, 45, PREVIEW)
    shown = scene(span, replicas, shuffle=shuffle)
    cells = replica_samples(plan, shown)
    assert cells is not None
    order = sample_order(0, span.epoch, 100) if shuffle else np.arange(100)
    bounds, expected = bounds_of(span.stop - span.start, replicas), {}
    for replica in range(replicas):
        for place in range(bounds[replica], bounds[replica + 1]):
            row = order[span.start + place]
            cell = plan.area.cell(float(PREVIEW.x[row]), float(PREVIEW.y[row]))
            expected[cell] = str(replica + 1), colour_of(replica, LOOK)
    drawn = {
        (int(column), int(row)): (str(cells.chars[row, column]), int(cells.fore[row, column]))
        for row, column in np.argwhere(cells.chars != " ")
    }
    assert drawn == expected


def test_the_full_batch_is_shared_too_as_dots_where_digits_have_no_room() -> None:
    plan = data_layout(40, 12, PREVIEW)
    cells = replica_samples(plan, scene(WHOLE, 2))
    assert cells is not None
    seen = 0
    for replica, rows in enumerate((slice(0, 50), slice(50, 100))):
        dots = {tuple(dot) for dot in dots_in(cells, plan.area, colour_of(replica, LOOK)).tolist()}
        points = zip(PREVIEW.x[rows].tolist(), PREVIEW.y[rows].tolist(), strict=True)
        placed = [tuple(np.floor(place_in_dots(plan.area, *point))) for point in points]
        seen += sum(place in dots for place in placed)
    assert seen > 90  # of two colours in a cell, one is shown
    # The 16 colours have two greens, and the colour of lines.
    for colours, dark, replicas in ((None, True, 2), ("standard", False, 4), ("standard", True, 4)):
        few = Look(palette_for(dark=dark, colours=colours), Markers.BRAILLE)
        digits = replica_samples(plan, scene(WHOLE, replicas, few))
        assert digits is not None
        assert set("".join(digits.lines())) == set(" 1234"[: replicas + 1])


def test_places_are_shared_as_evenly_as_possible() -> None:
    owned = owners(np.array([-1, 0, 2, 3, 5, 6, 7, 9]), BatchSpan(0, 40, 50), 4)
    assert owned.tolist() == [-1, 0, 0, 1, 1, 2, 2, 3]
    assert owners(np.array([0, 1, -1]), BatchSpan(0, 7, 9), 3).tolist() == [0, 1, -1]


def test_one_replica_and_no_update_leave_the_batch_as_it_was() -> None:
    plan = data_layout(80, 24, PREVIEW)
    assert replica_samples(plan, scene(BatchSpan(0, 0, 8), 1)) is None
    assert replica_samples(plan, scene_of(PREVIEW)) is None


def test_the_legend_has_each_digit_in_its_colour() -> None:
    several, one = (
        legend(LOOK, truth=False, lit=True, residuals="", signs=("•", "●"), replicas=replicas)
        for replicas in (3, 1)
    )
    found = [(entry.glyph, entry.colour, entry.name) for entry in several[2:5]]
    assert found == [
        (str(k + 1), colour_of(k, LOOK), "" if k < 2 else "replicas") for k in range(3)
    ]
    assert [entry.name for entry in one][2] == "batch"
    for first in range(8, 80):
        for line in legend_lines(several, first, 40, most=9).lines:
            glyphs = "".join(part.entry.glyph for part in line)
            assert "123" in glyphs or not set("123") & set(glyphs), first
