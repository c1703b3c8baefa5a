"""What the tests of the app share: they do nothing twice, and draw nothing that nobody sees."""

from __future__ import annotations

from typing import Any

import pytest
from cyclopts import App
from textual._compositor import Compositor
from textual._context import active_app
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.tui import parsed_once, styled_once
from tests.tui.drawn_when_seen import draw_when_seen
from tests.tui.nothing_left import wait_for_the_app
from tui.app.app import DescentApp
from tui.canvas.axes import Layout
from tui.canvas.loss_surface import Surface
from tui.canvas.palette import Look
from tui.terminal.frame_clock import FrameClock
from tui.views.surface.contour_labels import Labelled, labelled_contours

_parsed: dict[object, list[RuleSet]] = {}
_parse_rules = Stylesheet._parse_rules


def _parsed_once(sheet: Stylesheet, css: str, *place: Any, **options: Any) -> list[RuleSet]:
    """The rules of some CSS, parsed once for all apps of these tests; arguments as in Textual."""
    key = css, place, *options.items(), *sorted(sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, css, *place, **options)
    return _parsed[key]


_render_update = Compositor.render_update


def _update_if_seen(
    compositor: Compositor, full: bool = False, screen_stack: Any = None, simplify: bool = False
) -> Any:
    """A picture for the terminal, if there is one; tests without one render what they read."""
    app = active_app.get(None)
    if simplify or not isinstance(app, DescentApp) or not app.is_headless:
        return _render_update(compositor, full, screen_stack, simplify)
    compositor._dirty_regions.clear()
    return None


_AROUND_THE_PLOTS = (
    "tests/tui/app/",
    "tests/tui/screens/",
    "tests/tui/test_every_key.py",
    "tests/tui/widgets/",
)
_OF_THEIR_DRAWING = ("tests/tui/app/test_faults.py", "tests/tui/screens/test_lecture.py")
_OF_TIME = "tests/tui/terminal/"


@pytest.fixture(autouse=True)
def unhurried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where plots are not what is tested, draw them when they are looked at; space no frames."""
    place = request.node.nodeid
    if place.startswith(_AROUND_THE_PLOTS) and not place.startswith(_OF_THEIR_DRAWING):
        draw_when_seen(monkeypatch)
    if not place.startswith(_OF_TIME):
        monkeypatch.setattr(FrameClock, "wait", lambda _clock, _now: 0.0)


_labelled: dict[object, Labelled] = {}


def _labelled_once(plan: Layout, surface: Surface, look: Look) -> Labelled:
    """The contour lines of a surface, drawn once for all apps of these tests that show it."""
    key = plan, look, surface.view, surface.grid.tobytes(), surface.levels.tobytes()
    if key not in _labelled:
        _labelled[key] = labelled_contours(plan, surface, look)
    return _labelled[key]


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pilot wait for the app alone; parse and match nothing twice; draw nothing unseen."""
    wait_for_the_app(monkeypatch)
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parsed_once)
    monkeypatch.setattr(Stylesheet, "apply", styled_once.apply)
    monkeypatch.setattr(Compositor, "render_update", _update_if_seen)
    monkeypatch.setattr("tui.views.surface.widget.labelled_contours", _labelled_once)
    monkeypatch.setattr(App, "assemble_argument_collection", parsed_once.assemble)
