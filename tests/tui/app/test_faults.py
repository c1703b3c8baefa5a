"""Errors planted in the app: each is told where it happened, logged once, and the run goes on."""

from __future__ import annotations

import asyncio
import logging

import pytest
from textual.widget import Widget

from tests.tui.stage import Stage, stage
from tui.views import cells_widget, failure
from tui.views.cells_widget import CellPlot


class PlantedError(Exception):
    """What is raised; nothing else is taken for it."""


def fails(*_args, **_kwargs):
    raise PlantedError("a planted error")


@pytest.fixture
def errors(caplog):
    """The errors that were logged, with their tracebacks."""

    def logged() -> list[str]:
        return [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR]

    return logged


async def goes_on(on: Stage) -> None:
    """Keys are obeyed, and the run is updated."""
    before = on.app.model.frame.update
    await on.press("n")
    assert on.app.model.frame.update == before + 1


async def test_a_view_that_cannot_be_drawn_says_so_while_the_others_are_drawn(monkeypatch, errors):
    async with stage(faulty=True) as on:
        loss, data = on.app.dashboard.plot("loss"), on.app.dashboard.plot("data")
        monkeypatch.setattr(loss, "draw", fails)
        before = data.shown
        await on.press("n")
        text = "\n".join(loss.shown.lines())
        assert "✗ not drawn" in text
        assert "PlantedError: a planted error" in text
        assert "loss: drawing failed: PlantedError: a planted error (l: log)" in on.message
        assert data.shown is not before
        await on.train(3)
        await on.press("y", "y")  # other inputs: it is tried again at once
        assert len(errors()) == 1
        assert "in fails" in errors()[0]
        monkeypatch.undo()
        await on.press("y")
        assert "not drawn" not in "\n".join(loss.shown.lines())
        await on.press("l")
        assert "in fails" in on.text


async def test_a_drawing_that_fails_with_every_frame_is_not_tried_with_every_frame(monkeypatch):
    tries = 0

    def counted(*_args):
        nonlocal tries
        tries += 1
        fails()

    now = 0.0
    monkeypatch.setattr(cells_widget, "time", type("Clock", (), {"monotonic": lambda: now}))
    async with stage(faulty=True) as on:
        loss = on.app.dashboard.plot("loss")
        monkeypatch.setattr(loss, "draw", counted)
        for _ in range(10):
            await on.press("n")
        assert tries == 1
        now += failure.RETRY_SECONDS
        await on.press("n")
        assert tries == 2


async def test_an_error_anywhere_in_a_widget_stays_in_it(monkeypatch, errors):
    async with stage(faulty=True) as on:
        dashboard = on.app.dashboard
        places: list[tuple[Widget, str]] = [
            (dashboard.panel, "render_line"),
            (dashboard.panel, "_resolve_extrema"),
            (dashboard.panel, "on_resize"),
            (dashboard.status, "render"),
            (dashboard.key_bar, "_resolve_extrema"),
            (dashboard.plot("loss"), "render_line"),
            (dashboard.plot("data"), "on_resize"),
        ]
        for number, (widget, method) in enumerate(places):
            owner = next(each for each in type(widget).__mro__ if method in vars(each))
            whole = vars(owner)[method]

            def planted(self, *args, _whole=whole, _widget=widget, **options):
                return fails() if self is _widget else _whole(self, *args, **options)

            with monkeypatch.context() as planting:
                planting.setattr(owner, method, planted)
                await on.pilot.resize_terminal(110 + number, 36)
                widget.refresh(layout=True)
                await on.settle()
                assert "surface" in on.text, (widget, method)
                assert on.app.faults.total > number
                await goes_on(on)
        await on.pilot.resize_terminal(120, 40)
        await goes_on(on)
        assert "not drawn" not in on.text
        assert "space run" in on.footer
        assert len(errors()) == len(set(errors()))


async def test_errors_of_handlers_timers_workers_and_callbacks_do_not_end_it(monkeypatch):
    async def fails_later():
        fails()

    async with stage(faulty=True) as on:
        app = on.app
        app.set_timer(0.001, fails)
        app.run_worker(fails_later(), group="writing")
        app.call_next(fails)
        app.call_later(fails)
        asyncio.get_running_loop().call_soon(fails)
        app.screen.call_after_refresh(fails)
        async with asyncio.timeout(30):
            while app.faults.total < 6:
                await on.settle()
        await goes_on(on)
        await on.press("=")
        monkeypatch.setattr(app.changes, "apply", fails)
        on.app.commands._handlers["undo"] = fails
        await on.press("u")
        assert "undo failed: PlantedError: a planted error (l: log)" in on.message
        monkeypatch.setattr(app.model, "receive", fails)
        on.engine.advance(1)
        await on.settle()
        monkeypatch.undo()
        await goes_on(on)


async def test_a_dialog_that_cannot_be_opened_is_closed(monkeypatch):
    async with stage(faulty=True) as on:
        from tui.screens.form import FormScreen

        for method in ("compose", "on_mount"):
            with monkeypatch.context() as planting:
                planting.setattr(FormScreen, method, fails)
                await on.press("B")
                assert on.app.screen is on.app.dashboard, method
            await goes_on(on)


async def test_a_view_that_cannot_be_made_leaves_the_one_on_the_screen(monkeypatch):
    async with stage(faulty=True) as on:
        monkeypatch.setattr("tui.screens.plots.Plots._make", fails)
        await on.press("9")
        assert on.app.dashboard.view_name == "dashboard"
        assert "failed: PlantedError" in on.message
        monkeypatch.undo()
        await on.press("9")
        assert on.app.dashboard.view_name != "dashboard"


async def test_a_widget_that_cannot_be_mounted_does_not_end_the_start(monkeypatch):
    def not_mounted(self):
        if self.id == "loss":
            fails()

    monkeypatch.setattr(CellPlot, "on_mount", not_mounted, raising=False)
    async with stage(faulty=True) as on:
        await goes_on(on)
        assert isinstance(on.app.dashboard.plot("loss"), Widget)
