"""The parts of a plane: what is known of them at once, what is evaluated, and the way back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.networks.landscape.kept import kept_path
from engine.networks.landscape.result import Landscape
from engine.protocol.events import Event
from engine.protocol.landscape_messages import Directions, LossPart, MapLoss
from tests.tui.networks.landscapes import bowl, events, plane
from tui.networks.bars import StatusBar
from tui.networks.landscape.app import LandscapeApp
from tui.networks.landscape.mapper import Mapper
from tui.networks.landscape.zoom import MOST_IN, MOST_OUT, NOTHING, Zoom, limits_around
from tui.terminal.settings import ScreenSettings

GRID = 17


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MapLoss:
    monkeypatch.setattr("engine.networks.landscape.kept.state_folder", lambda: tmp_path / "state")
    (tmp_path / "m.keras").write_bytes(b"a model")
    (tmp_path / "d.npz").write_bytes(b"samples")
    return MapLoss(tmp_path / "m.keras", tmp_path / "d.npz", grid=GRID)


@pytest.fixture
def whole() -> Landscape:
    """A bowl of which all is known, from -1 to 1 along both directions."""
    known = plane(MapLoss(Path(), Path(), grid=GRID))
    losses = bowl(known.first[None, :], known.second[:, None])
    part = LossPart(np.arange(GRID**2), losses.reshape(-1), 50)
    return Landscape.empty(Directions.RANDOM, known).with_part(part)


@pytest.mark.parametrize(("factor", "common"), [(0.5, 9 * 9), (2.0, 9 * 8)])
def test_half_and_twice_a_part_have_every_other_point_in_common(
    whole: Landscape, factor: float, common: int
) -> None:
    (low, high), second = limits_around(whole, (0.26, -0.11), factor)
    # The nearest point of the grid, whose points are 1/8 apart, is the middle.
    assert (low, high) == (0.25 - factor, 0.25 + factor)
    assert second == (-0.125 - factor, -0.125 + factor)
    part = whole.part(np.linspace(low, high, GRID), np.linspace(*second, GRID))
    first, second_axis = part.plane.first[None, :], part.plane.second[:, None]
    inside = (np.abs(first) <= 1) & (np.abs(second_axis) <= 1)
    multiples = [np.isclose(axis * 8 % 1, 0) for axis in (first, second_axis)]
    np.testing.assert_array_equal(part.known, inside & multiples[0] & multiples[1])
    assert part.known.sum() == common
    truth = bowl(first, second_axis)
    np.testing.assert_allclose(part.losses[part.known], truth[part.known])
    # All of the old part is shown: linear in between, which for a bowl is an eighth of the second
    # derivative times the square of the distance too much, at most.
    assert np.isfinite(part.shown[inside]).all()
    assert np.abs(part.shown - truth)[inside].max() <= (1 + 3) / 4 * 0.125**2 + 1e-12
    assert np.isnan(part.shown[~inside]).all()


def test_what_lies_behind_gives_way_to_what_is_evaluated(whole: Landscape) -> None:
    axis = np.linspace(-2.0, 2.0, GRID)
    part = whole.part(axis, axis)
    left = np.flatnonzero(~part.known)
    done = part.with_part(LossPart(left, np.full(left.size, 7.0), 50))
    assert done.complete
    np.testing.assert_array_equal(done.shown, np.where(part.known, part.losses, 7.0))
    corners = np.array([0, GRID // 2, GRID - 1])
    level = np.ravel_multi_index(np.meshgrid(corners, corners), (GRID, GRID)).reshape(-1)
    level = level[~part.known.reshape(-1)[level]]
    begun = part.with_part(LossPart(level, np.full(level.size, 7.0), 50))
    # Outside the old part a coarse picture, inside it the old one.
    assert np.isfinite(begun.shown).all()
    inside = np.isfinite(part.shown)
    np.testing.assert_array_equal(begun.shown[inside], part.shown[inside])


async def test_keys_zoom_and_go_back(asked: MapLoss) -> None:
    requests: list[MapLoss] = []
    mapper = Mapper(asked, events=events(asked=requests))
    app = LandscapeApp(mapper, asked.model, ScreenSettings())
    async with app.run_test(size=(120, 40)) as pilot:

        async def after(*keys: str) -> str:
            await pilot.press(*keys)
            if app._mapping is not None:
                await app._mapping
            await pilot.pause()
            return app.query_one("#status", StatusBar).text

        await after()
        assert "direction 1: -0.25 to 0.75 · direction 2: -0.625 to 0.375" in await after(
            "m", "plus"
        )
        part = ((-0.25, 0.75), (-0.625, 0.375))
        assert [request.part for request in requests] == [None, part]
        landscape = app._mapper.landscape
        assert landscape is not None
        assert landscape.complete
        # Every other point was known.
        assert len(requests[1].done) == 9 * 9
        wanted = bowl(landscape.plane.first[None, :], landscape.plane.second[:, None])
        np.testing.assert_allclose(landscape.losses, wanted)
        assert kept_path(replace(asked, part=part)).is_file()
        assert "-1 to 1" in await after("minus")
        assert app._mapper is mapper
        assert "-2 to 2" in await after("escape", "minus")
        assert len(requests) == 3
        await after("2")
        assert len(requests) == 3
        await after("plus", "minus")  # of the camera
        assert len(requests) == 3
    again = Mapper(asked, events=events(asked=requests)).of_part(part)
    assert again.complete


async def test_what_is_said_before_the_first_point_goes_with_it(asked: MapLoss) -> None:
    begin = asyncio.Event()

    async def worker(request: MapLoss) -> AsyncGenerator[Event]:
        await begin.wait()
        async for event in events()(request):
            yield event

    app = LandscapeApp(Mapper(asked, events=worker), asked.model, ScreenSettings())
    async with app.run_test(size=(120, 40)) as pilot:
        for key in ("plus", "minus", "m"):
            await pilot.press(key)
            assert app.message[0] == NOTHING
        assert app._mapping is not None
        begin.set()
        await app._mapping
        assert app.message[0] == ""


async def test_a_part_that_is_not_finished_goes_on_when_it_is_looked_at_again(
    asked: MapLoss,
) -> None:
    mapper = Mapper(asked, events=events(stop_at=120))
    app = LandscapeApp(mapper, asked.model, ScreenSettings())
    async with app.run_test(size=(120, 40)) as pilot:
        while mapper.landscape is None or mapper.landscape.done < 120:
            await pilot.pause()
        await pilot.press("plus")
        assert app._mapper is not mapper
        assert "evaluated" not in app.query_one("#status", StatusBar).text
        mapper._events = events()
        await pilot.press("minus")
        assert app._mapping is not None
        await app._mapping
        assert mapper.complete


def test_parts_have_a_least_and_a_largest_size(asked: MapLoss, whole: Landscape) -> None:
    zoom = Zoom(Mapper(asked, events=events()))
    assert zoom.closer(None) == zoom.farther(None) == NOTHING
    zoom = Zoom(Mapper(asked, events=events(), before=whole))
    for _ in range(MOST_IN):
        assert zoom.closer(None).startswith("direction 1: ")
    innermost = zoom.mapper
    assert "smallest" in zoom.closer(None)
    assert zoom.mapper is innermost
    landscape = innermost.landscape
    assert landscape is not None
    assert landscape.plane.first[-1] == 2.0**-MOST_IN
    for _ in range(MOST_IN + MOST_OUT):
        zoom.farther(None)
    assert zoom.farther(None) == "this is the largest part"
    assert zoom.depth == -MOST_OUT
