"""What the tests of the app share: they wait until nothing is left to do, not for the processor.

Textual's pilot takes a process for idle that has used little of the processor for a while; on a
shared machine it waits long, and for the wrong thing.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
import textual.app
import textual.pilot
from cyclopts import App
from textual._compositor import Compositor
from textual._context import active_app
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.tui import parsed_once, styled_once
from tests.tui.drawn_when_seen import draw_when_seen
from tui.app.app import DescentApp
from tui.canvas.axes import Layout
from tui.canvas.loss_surface import Surface
from tui.canvas.palette import Look
from tui.views.surface.contour_labels import Labelled, labelled_contours

_ROUNDS = 3
"""Times in a row that nothing may be left."""
_ROUND_SECONDS = 0.002
_THREAD_SECONDS = 2.0
"""How long a thread is waited for; one that a test holds up takes longer."""
_in_threads: set[asyncio.Future[Any]] = set()
"""What threads have been given to do and have not done, by this event loop."""
_run_in_executor = asyncio.base_events.BaseEventLoop.run_in_executor


def _watched(loop: Any, *given: Any) -> asyncio.Future[Any]:
    """Have a thread do something, and know whether it has done it; arguments as in asyncio."""
    found = _run_in_executor(loop, *given)
    _in_threads.add(found)
    found.add_done_callback(_in_threads.discard)
    return found


def _owes_a_picture() -> bool:
    """Whether the screen will be drawn or laid out at its timer's next tick."""
    app = active_app.get(None)
    if app is None or not app.screen_stack:
        return False
    screen = app.screen
    wanted = screen._layout_required or screen._repaint_required or screen._dirty_widgets
    return bool(wanted) and screen.is_running and app._batch_count == 0


async def nothing_left(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Return when the event loop has run all that was ready; arguments as in Textual."""
    del min_sleep
    loop = asyncio.get_running_loop()
    # Time of this process: on a machine with much else to do, a second may be nothing.
    end, last, rounds = time.process_time() + max_sleep, loop.time() + 10 * max_sleep, 0
    patience = loop.time() + _THREAD_SECONDS
    while rounds < _ROUNDS and time.process_time() < end and loop.time() < last:
        await asyncio.sleep(_ROUND_SECONDS)
        # The loop's own queue is private, but nothing else knows whether anything is ready.
        working = bool(_in_threads) and loop.time() < patience
        busy = bool(vars(loop)["_ready"]) or _owes_a_picture() or working
        rounds = 0 if busy else rounds + 1


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


@pytest.fixture(autouse=True)
def unhurried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where plots are not what is tested, draw them when they are looked at."""
    place = request.node.nodeid
    if place.startswith(_AROUND_THE_PLOTS) and not place.startswith(_OF_THEIR_DRAWING):
        draw_when_seen(monkeypatch)


_labelled: dict[object, Labelled] = {}


def _labelled_once(plan: Layout, surface: Surface, look: Look) -> Labelled:
    """The contour lines of a surface, drawn once for all apps of these tests that show it."""
    key = plan, look, surface.view, surface.grid.tobytes(), surface.levels.tobytes()
    if key not in _labelled:
        _labelled[key] = labelled_contours(plan, surface, look)
    return _labelled[key]


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pilot wait in this way; parse and match nothing twice; make no picture unseen."""
    _in_threads.clear()
    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "run_in_executor", _watched)
    monkeypatch.setattr(textual.app, "wait_for_idle", nothing_left)
    monkeypatch.setattr(textual.pilot, "wait_for_idle", nothing_left)
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parsed_once)
    monkeypatch.setattr(Stylesheet, "apply", styled_once.apply)
    monkeypatch.setattr(Compositor, "render_update", _update_if_seen)
    monkeypatch.setattr("tui.views.surface.widget.labelled_contours", _labelled_once)
    monkeypatch.setattr(App, "assemble_argument_collection", parsed_once.assemble)
