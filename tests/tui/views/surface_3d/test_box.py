"""The box's numbers are true and stand where they belong, outside the figure."""

import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.view import View
from tests.tui.views.scenes import line_preview
from tui.canvas.loss_surface import legend, surface_of, update_entry
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.surface_3d import box, mesh
from tui.views.surface_3d import ticks as solid_ticks
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.relief import RISE, Height, relief_of
from tui.views.surface_3d.solid import Solid, Style, solid_of

LOOK = Look(palette_for(dark=True))
PREVIEW = line_preview()
SURFACE = surface_of(PREVIEW.moments, DEFAULT_VIEW)


def _solid(size: tuple[int, int], camera: Camera, height: Height = Height.ROOT) -> Solid:
    relief = relief_of(SURFACE, height)
    return solid_of(*size, relief, camera, Style.FILLED, (10.0, 2.0))


@given(
    st.floats(-1e9, 1e9, allow_subnormal=False),
    st.floats(1e-6, 1e9, allow_subnormal=False),
)
def test_short_numbers_are_true_to_a_500th_of_the_axis(low: float, span: float) -> None:
    # A hundred million times what float64 can tell apart there: no view is as narrow.
    assume(span > 1e-8 * abs(low))
    high = low + span
    values = solid_ticks.end_ticks(low, high, 5)
    texts = solid_ticks.short_numbers(values, high - low)
    for value, text in zip(values, texts, strict=True):
        assert abs(float(text) - value) <= (high - low) / 500 + 1e-12 * abs(value)
    assert len(set(texts)) == len(texts)


def test_short_numbers_are_short() -> None:
    assert solid_ticks.short_numbers([-18.0, 0.0, 22.0], 40) == ["-18", "0", "22"]
    assert solid_ticks.short_numbers([0.25, 0.5], 0.25) == ["0.25", "0.50"]
    assert solid_ticks.short_numbers([-3e8, 0.0, 2e8], 5e8) == ["-3e8", "0", "2e8"]


def test_both_ends_have_ticks_and_no_two_are_close() -> None:
    for low, high in ((-18.0, 22.0), (0.0, 20.0), (0.003, 0.0047), (-1e7, 3e7)):
        ticks = solid_ticks.end_ticks(low, high, 6)
        assert (ticks[0], ticks[-1]) == (low, high)
        assert np.diff(ticks).min() >= 0.13 * (high - low)


@pytest.mark.parametrize("azimuth", range(-180, 180, 30))
@pytest.mark.parametrize("elevation", [5, 30, 60])
def test_the_ends_of_all_axes_are_labelled_from_everywhere(azimuth: int, elevation: int) -> None:
    for size in ((78, 20), (118, 36), (198, 46)):
        solid = _solid(size, Camera(azimuth, elevation))
        text = " ".join(box.labels(solid, LOOK).lines()[1:])
        for word in ("w", "b", "loss,", "0", "6000"):
            assert word in text.split(), (size, word)
        for end in ("w 0", "w 20", "b -18", "b 22"):
            assert re.search(rf"(^|  ){end}(  |$)", text), (size, end)


@pytest.mark.parametrize("azimuth", range(-180, 180, 30))
def test_labels_keep_their_distance_and_say_whose_they_are(azimuth: int) -> None:
    known = re.compile(r"[wb] -?\d+|-?[\d.]+k?|w|b|loss, √")
    for size, elevation in itertools.product(((58, 16), (78, 20), (118, 36)), (10, 30, 60)):
        solid = _solid(size, Camera(azimuth, elevation))
        for line in box.labels(solid, LOOK).lines():
            for label in re.split(r" {2,}", line.strip()):
                assert not label or known.fullmatch(label), label


@pytest.mark.parametrize("azimuth", range(-180, 180, 20))
def test_no_number_stands_on_the_figure(azimuth: int) -> None:
    solid = _solid((118, 36), Camera(azimuth, 30))
    figure = mesh.body(solid, Style.FILLED, LOOK)
    drawn = (figure.back >= 0) | (figure.chars != " ")
    written = box.labels(solid, LOOK).chars != " "
    written[0] = False
    assert not (drawn & written).any()


@pytest.mark.parametrize("height", list(Height))
def test_a_loss_stands_at_its_height(height: Height) -> None:
    solid = _solid((118, 36), Camera(-60, 30), height)
    low, high = solid.relief.loss.low, solid.relief.loss.high
    lines = box.labels(solid, LOOK).lines()
    scaled = {Height.LINEAR: float, Height.ROOT: math.sqrt, Height.LOG: math.log}[height]
    a, e = math.radians(-60), math.radians(30)
    # The corner farthest to the left from there is (w, b) = (0, -18).
    toward = np.array([math.cos(a), math.sin(a)])
    away = float(np.array([-0.5, -0.5]) @ -toward)
    left = solid.projection.middle[0] + solid.projection.scale[0] * float(
        np.array([-0.5, -0.5]) @ np.array([-math.sin(a), math.cos(a)])
    )
    found = []
    for row, line in enumerate(lines[1:], 1):
        number = re.search(r"([\d.]+k?)\s*$", line[: int(left)])
        if number:
            found.append((row, float(number[1])))
    # What stands lower than the bottom of the axis belongs to the floor.
    found = [(row, value) for row, value in found if low <= value <= high]
    assert len(found) >= 3
    for row, value in found:
        share = (scaled(value) - scaled(low)) / (scaled(high) - scaled(low))
        up = (share - 0.5) * RISE * math.cos(e) + away * math.sin(e)
        v = solid.projection.middle[1] + solid.projection.scale[1] * up
        expected = solid.projection.rows - 1 - math.floor(v)
        assert row == expected or (value == 0 and row == expected + 1)


def test_small_plots_have_no_labels_and_ascii_ones_are_ascii() -> None:
    solid = _solid((28, 9), Camera())
    assert "".join(box.labels(solid, LOOK).lines()).strip() == ""
    look = Look(LOOK.palette, Markers.ASCII)
    for height in Height:
        solid = _solid((80, 24), Camera(), height)
        text = "\n".join(box.labels(solid, look).lines())
        assert text.isascii()
        assert "loss" in text
    entries = (*legend(look), update_entry(look))
    text = box.legend_cells(solid, entries, look).lines()[0]
    assert "@ now" in text
    assert "o update" in text


def test_values_far_from_zero_are_told_apart() -> None:
    view = View(5000.001, 5000.003, -1.0, 1.0)
    relief = relief_of(surface_of(PREVIEW.moments, view), Height.LINEAR)
    solid = solid_of(118, 36, relief, Camera(), Style.BARE, (5000.002, 0.0))
    text = "\n".join(box.labels(solid, LOOK).lines())
    assert "5.000001e3" in text
    assert "5.000003e3" in text


def test_the_axes_of_standardized_samples_have_a_prime() -> None:
    text = " ".join(box.labels(_solid((118, 36), Camera(-60, 30)), LOOK, ("w'", "b'")).lines())
    assert {"w'", "b'"} <= set(text.split())
    assert not {"w", "b"} & set(text.split())
    assert re.search(r"  w' 0  ", text) and re.search(r"b' 22", text)
