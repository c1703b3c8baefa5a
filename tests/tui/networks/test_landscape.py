"""`descent landscape`: from coarse to fine, kept, stopped, refused; on the screen and in files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from engine.errors import StoreError
from engine.networks.landscape.file import read_landscape
from engine.networks.landscape.kept import kept_path
from engine.networks.landscape.result import Landscape
from engine.protocol.events import Failed, Lost
from engine.protocol.landscape_messages import Directions, LossPart, MapLoss
from tests.tui.networks.landscapes import bowl, events, plane
from tui.canvas.palette import Look, palette_for
from tui.cli.networks_headless import write_without_screen
from tui.networks.bars import KeysBar, StatusBar
from tui.networks.landscape.app import LandscapeApp
from tui.networks.landscape.drawing import NOWHERE_FINITE, Drawn, plane_cells
from tui.networks.landscape.mapper import Mapper
from tui.networks.landscape.surface import surface_of
from tui.networks.landscape.widgets import PlanePlot, SolidPlot
from tui.terminal.settings import ScreenSettings

SIZES = [(80, 24), (120, 40), (200, 50)]


@pytest.fixture
def request_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MapLoss:
    """Of files in a folder of its own, with a state folder of its own."""
    monkeypatch.setattr("engine.networks.landscape.kept.state_folder", lambda: tmp_path / "state")
    (tmp_path / "m.keras").write_bytes(b"a model")
    (tmp_path / "d.npz").write_bytes(b"samples")
    return MapLoss(tmp_path / "m.keras", tmp_path / "d.npz", grid=17)


async def evaluated(mapper: Mapper) -> None:
    async for _ in mapper.changes():
        pass


async def settled(app: LandscapeApp, pilot: Pilot[int]) -> str:
    """What is on the screen once all that the worker says is taken."""
    if app._mapping is not None:
        await app._mapping
    await pilot.pause()
    app.redraw()
    await pilot.pause()
    plot = app.query_one("#plane", PlanePlot)
    status = app.query_one("#status", StatusBar).text
    return "\n".join([*plot.shown.lines(), str(plot.border_subtitle), status])


@pytest.mark.parametrize("size", SIZES)
async def test_on_the_screen(request_here: MapLoss, size: tuple[int, int]) -> None:
    mapper = Mapper(replace(request_here, checkpoints=Path()), events=events(path=True))
    app = LandscapeApp(mapper, request_here.model, ScreenSettings())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = await settled(app, pilot)
        assert "✓ evaluated" in text
        assert "289 points" in text
        assert "loss of the model 0.57" in text
        assert "mse over 50 of 200 samples" in text
        assert "90 % of" in text
        assert "× model" in text
        await pilot.press("m")
        assert "loss 0.504375" in await settled(app, pilot)  # at (0.25, -0.125)
        await pilot.press("right", "up")
        assert "loss 0.560625" in await settled(app, pilot)
        keys = app.query_one("#keys", KeysBar)
        assert "↓ read out" in keys.text
        assert "y height" not in keys.text
        assert "space" not in keys.text  # all points are evaluated
        await pilot.press("2")
        await pilot.pause()
        assert "↓ turn" in keys.text
        assert "y height" in keys.text
        solid = app.query_one("#solid", SolidPlot)
        before = solid.shown.lines()
        await pilot.press("left")
        await pilot.pause()
        assert solid.shown.lines() != before
        await pilot.press("y", "c", "p", "plus", "question_mark", "escape", "q")
    assert app.return_code == 0


async def test_what_is_kept_is_not_evaluated_again(request_here: MapLoss) -> None:
    asked: list[MapLoss] = []
    mapper = Mapper(request_here, events=events(stop_at=120, asked=asked))
    changes = mapper.changes()
    async for _ in changes:
        if mapper.landscape is not None and mapper.landscape.done >= 120:
            break
    await changes.aclose()
    assert kept_path(request_here).is_file()
    again = Mapper(request_here, events=events(asked=asked))
    assert again.landscape is not None
    assert again.landscape.done == 120
    await evaluated(again)
    assert len(asked[1].done) == 120
    plane = again.landscape.plane
    wanted = bowl(plane.first[None, :], plane.second[:, None])
    np.testing.assert_allclose(again.landscape.losses, wanted)
    third = Mapper(request_here, events=events(asked=asked))
    assert third.kept
    await evaluated(third)
    assert len(asked) == 2
    assert not Mapper(request_here, again=True, events=events()).kept
    request_here.model.write_bytes(b"another model")
    assert Mapper(request_here, events=events()).landscape is None


async def test_a_worker_that_is_lost_is_said_and_what_it_evaluated_stays(
    request_here: MapLoss,
) -> None:
    fault = Lost("ended by SIGKILL (out of memory?)")
    mapper = Mapper(request_here, events=events(stop_at=80, fault=fault))
    app = LandscapeApp(mapper, request_here.model, ScreenSettings())
    async with app.run_test(size=(200, 50)) as pilot:
        await pilot.pause()
        text = await settled(app, pilot)
        assert "stopped; space: go on" in text
        assert "space go on" in app.query_one("#keys", KeysBar).text
        assert "(out of memory?); evaluated 50 samples at once: try --chunk 6" in text
        assert mapper.landscape is not None
        assert mapper.landscape.done == 80
        mapper._events = events()
        await pilot.press("space")
        assert "✓ evaluated" in await settled(app, pilot)


async def test_a_refusal_ends_the_app_with_its_line(request_here: MapLoss) -> None:
    mapper = Mapper(request_here, events=events(fault=Failed("x has shape (n, 3)", usage=True)))
    app = LandscapeApp(mapper, request_here.model, ScreenSettings())
    async with app.run_test() as pilot:
        await pilot.pause()
        if app._mapping is not None:
            await app._mapping
    assert app.return_code == 2
    assert app.farewell == "x has shape (n, 3)"


def test_files(request_here: MapLoss, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("l.npz", "l.csv", "l.svg", "l.png"):
        mapper = Mapper(request_here, events=events(path=True))
        assert write_without_screen(mapper, tmp_path / name) == 0
    assert mapper.landscape is not None
    said = capsys.readouterr().out
    assert "wrote 289 points (1.5 s) to" in said
    assert "(kept from before)" in said
    again = read_landscape(tmp_path / "l.npz")
    np.testing.assert_array_equal(again.losses, mapper.landscape.losses)
    np.testing.assert_array_equal(again.plane.path, mapper.landscape.plane.path)
    assert again.plane.loss == "mse"
    table = np.loadtxt(tmp_path / "l.csv", delimiter=",", skiprows=1)
    np.testing.assert_allclose(table[:, 2], bowl(table[:, 0], table[:, 1]))
    assert "principal" not in (tmp_path / "l.svg").read_text()  # random ones were asked for


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive"])
def test_a_file_that_is_no_landscape(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "l.npz").write_bytes(content)
    with pytest.raises(StoreError, match="is not a landscape"):
        read_landscape(tmp_path / "l.npz")


@pytest.mark.parametrize("about", ["[" * 100_000, ""])
def test_a_landscape_with_an_absurd_description(
    request_here: MapLoss, tmp_path: Path, about: str
) -> None:
    assert write_without_screen(Mapper(request_here, events=events()), tmp_path / "l.npz") == 0
    arrays = dict(np.load(tmp_path / "l.npz"))
    if not about:
        about = json.dumps(json.loads(arrays["about"].tobytes()) | {"weights": float("inf")})
    arrays["about"] = np.frombuffer(about.encode(), np.uint8)
    np.savez(tmp_path / "l.npz", **arrays)
    with pytest.raises(StoreError, match="is not a landscape"):
        read_landscape(tmp_path / "l.npz")


async def test_points_that_are_not_finite_and_terminals_without_colours(
    request_here: MapLoss,
) -> None:
    mapper = Mapper(request_here, events=events())
    await evaluated(mapper)
    assert mapper.landscape is not None
    losses = mapper.landscape.losses.copy()
    losses[:4] = np.nan
    losses[-1, -1] = np.inf
    landscape = replace(mapper.landscape, losses=losses, shown=losses)
    assert landscape.not_finite == 4 * 17 + 1
    for colours in ("truecolor", "standard", None):
        look = Look(palette_for(dark=True, colours=colours))
        for size in ((80, 20), (30, 8), (5, 3), (0, 0)):
            plane_cells(*size, landscape, surface_of(landscape), look, Drawn(cursor=(0.1, 0.1)))


def test_a_landscape_without_a_finite_loss_says_so(request_here: MapLoss) -> None:
    look = Look(palette_for(dark=True))
    landscape = Landscape.empty(Directions.RANDOM, plane(replace(request_here, grid=5)))
    picture = plane_cells(80, 24, landscape, surface_of(landscape), look, Drawn())
    assert NOWHERE_FINITE not in "".join(picture.lines())
    every = LossPart(np.arange(25), np.full(25, np.inf), 50)
    landscape = landscape.with_part(every)
    picture = plane_cells(80, 24, landscape, surface_of(landscape), look, Drawn())
    assert NOWHERE_FINITE in "".join(picture.lines())
    assert "+" not in "".join(picture.lines())  # no colour bar
