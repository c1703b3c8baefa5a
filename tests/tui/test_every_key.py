"""Every key of the table, pressed where it applies: it does what the table says it does.

A drawing that fails is a fault, and a stage with faults fails its test.
"""

from __future__ import annotations

from itertools import cycle

import pytest

from engine.protocol.sweep_messages import SweepRows
from tests.tui.app.controllers.lesson.lesson_stage import opened_lesson
from tests.tui.lessons.lessons import lesson_of
from tests.tui.phase_maps import tell
from tests.tui.stage import Stage, stage
from tests.tui.sweeps import ended_row
from tui.app.app import DescentApp
from tui.keys.bindings import SCREEN_CONTEXTS
from tui.keys.command import Command, Context
from tui.keys.table import BY_ID, COMMANDS
from tui.lessons.ask import Ask, Choice, Kind
from tui.lessons.document import Question
from tui.views.registry import VIEWS
from tui.views.runs.widget import CompareView
from tui.widgets.panel.value_input import ValueInput

ASKING = lesson_of((Question(Ask(Kind.CHOICE, "Which?", "a", choices=(Choice("a", "One."),)), 1),))
VIEW_KEYS = {
    Context.SURFACE: "2",
    Context.LOSS: "3",
    Context.DATA: "4",
    Context.EDIT: "C",
    Context.SLICE: "5",
    Context.SOLID: "6",
    Context.RUNS: "7",
    Context.ALGORITHM: "8",
    Context.SWEEP: "9",
    Context.EIGEN: "0",
    Context.DESCEND: "semicolon",
    Context.GOLF: "U",
    Context.PHASE: "Q",
}
FIRST = {
    "update-on": ("comma",),
    "epoch-on": ("comma",),
    "present": ("comma",),
    "fork": ("comma",),
    "redo": ("equals_sign", "u"),
    "undo": ("equals_sign",),
    "leave": ("2",),
    "zoom": ("1",),
}
"""Keys before those that else have nothing to do."""


@pytest.fixture(autouse=True)
def few_iterations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The methods to compare with take seconds of a thread, of which keys show nothing."""
    monkeypatch.setattr("engine.theory.reference_methods.MOST_ITERATIONS", 20)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the commands that were asked for."""
    made: list[str] = []
    do = DescentApp.do

    def recorded(self, *ids):
        made.extend(ids)
        do(self, *ids)

    monkeypatch.setattr(DescentApp, "do", recorded)
    return made


async def opened(on: Stage, context: Context) -> None:
    """Bring the focus to where the context's keys apply."""
    dashboard = on.app.dashboard
    # In golf, digits are those of a learning rate.
    while len(on.app.screen_stack) > 1 or dashboard.in_panel or dashboard.view_name == "golf":
        await on.press("escape")
    if on.app.model.draft is not None:
        on.app.do("edit-data", "edit-discard")
        await on.press("X")
    if context in (Context.LESSON, Context.PANE) and on.app.lessons.content is None:
        await opened_lesson(on, ASKING)
    if dashboard.focus_name == "lesson":
        await on.press("escape")
    if context is Context.PANE:
        await on.press("j")
    elif context is Context.PANEL:
        await on.press("1", "tab")
    elif context in VIEW_KEYS:
        # In its view the key of the phase map asks for a new one.
        if context is not Context.PHASE or dashboard.view_name != "phase":
            await on.press(VIEW_KEYS[context])
        if context is Context.EDIT:
            # At a point, and with something to undo and redo.
            await on.press("tab", "v", "u", "v")
    else:
        await on.press("1")
    await filled(on, context)


async def filled(on: Stage, context: Context) -> None:
    """Have something in the view that its keys apply to."""
    if context is Context.SWEEP and on.app.model.experiments.under_way is None:
        # One of which a run has ended and another one has not: there is a row, and what to stop.
        await on.press("B", "enter")
        assert on.engine.swept is not None
        row = ended_row(on.engine.swept, 0)
        on.engine.tell(SweepRows((row,), 1, on.engine.swept.runs))
        await on.settle()
    if context is Context.PHASE and on.app.model.experiments.under_way is None:
        # Runs of it are known, and others are still being made.
        await on.press("Q", "enter")
        await tell(on, 40)
    if context is Context.RUNS:
        if not len(on.app.model.kept):
            await on.press("p")
        runs = on.app.dashboard.plot("runs")
        assert isinstance(runs, CompareView)
        while not runs.selected:
            await on.press("down")


async def pressed(on: Stage, command: Command, key: str, done: list[str]) -> None:
    await opened(on, command.context)
    if command.id == "revive":
        on.engine.lose()
        await on.settle()
    await on.press(*FIRST.get(command.id, ()))
    done.clear()
    await on.press(key)
    # Textual itself takes the palette's key and ctrl+q before the table does.
    if key not in ("ctrl+p", "ctrl+q"):
        assert done == [command.id], command.id
    if command.id == "palette":
        assert len(on.app.screen_stack) > 1


# Small and large screens by turns: what a key does hangs on the context, not on the size.
PLACES = list(zip(Context, cycle([(80, 24), (120, 40)]), strict=False))


@pytest.mark.parametrize(
    ("context", "size"), PLACES, ids=[context.name.lower() for context in Context]
)
async def test_every_key_does_what_its_row_says(context, size, done, request):
    async with stage(size=size, batch_size=16) as on:
        await on.press("space")
        await on.train(9)
        await on.press("space")
        commands = [command for command in COMMANDS if command.context is context]
        # The one after which there is nothing left to press comes last.
        thorough = request.config.getoption("--thorough")
        for place, command in enumerate(sorted(commands, key=lambda each: each.id == "quit")):
            keys = command.keys.split(",") if command.keys else []
            # Of several keys of a command, one.
            for key in keys if thorough else keys[place % max(1, len(keys)) :][:1]:
                await pressed(on, command, key, done)
                if command.id == "quit":
                    return


def test_every_context_has_a_place_on_the_screen():
    assert {*VIEW_KEYS, Context.PANEL, Context.PANE, *SCREEN_CONTEXTS} == set(Context)


LEAVES_THE_APP = {"quit", "suspend"}


def seen(on: Stage) -> list[object]:
    """What is seen: the open screens, every cell with its colours, and the clipboard."""
    strips = on.app.screen._compositor.render_strips(on.app.size)
    return [len(on.app.screen_stack), on.app.clipboard, [list(strip) for strip in strips]]


async def focused(on: Stage, view: str) -> None:
    """Close what is open, and put the focus into the view or the panel."""
    dashboard = on.app.dashboard
    while len(on.app.screen_stack) > 1 or isinstance(on.app.focused, ValueInput):
        await on.press("escape")
    places = {"dashboard": ("dashboard", ""), "panel": ("dashboard", "panel")}
    if (dashboard.view_name, dashboard.focus_name) != places.get(view, (view, view)):
        dashboard.set_view("dashboard")
        dashboard.set_focus(None)
        dashboard.focus_panel() if view == "panel" else on.app.do(view)
        await on.settle()


BEFORE, AFTER, EARLIER, LOST = "before a run", "after a run", "an earlier moment", "worker lost"
SITUATIONS = {BEFORE: (), AFTER: ("n", "n", "n"), EARLIER: ("n", "n", "comma"), LOST: ("n",)}
RARER = [("dashboard", EARLIER), ("dashboard", LOST), ("runs", LOST)]


@pytest.mark.parametrize(
    ("view", "when"),
    # A view by itself before and after a run by turns: it asks for the same parts of the model.
    [*zip((*VIEWS, "panel"), cycle([AFTER, BEFORE]), strict=False), ("surface", BEFORE)]
    + [("dashboard", BEFORE), ("dashboard", AFTER)]
    + [pytest.param(*place, marks=pytest.mark.thorough) for place in RARER],
)
async def test_every_command_that_may_apply_does_something_or_says_why_not(view, when, request):
    """Those of the whole screen on the dashboard, those of a view or the panel in their place.

    Of the many of the whole screen every other one before a run, and the others after it.
    """
    silent = []
    async with stage(size=(80, 24), batch_size=16) as on:
        await on.press(*SITUATIONS[when])
        if when is LOST:
            on.engine.lose()
            await on.settle()
        place = "" if view == "dashboard" else view
        commands = [each for each in COMMANDS if each.context.focus == place]
        if not place and not request.config.getoption("--thorough"):
            commands = commands[when is AFTER :: 2]
        for command in commands:
            if command.id in LEAVES_THE_APP:
                continue
            await focused(on, view)
            said = on.app.model.messages.shown
            on.app.do(command.id)
            if on.app.model.messages.shown is said:
                silent.append(command.id)
        for id_ in silent:
            await focused(on, view)
            await on.settle()
            before = on.app.model.messages.shown, seen(on)
            on.app.do(id_)
            await on.settle()
            assert (on.app.model.messages.shown, seen(on)) != before, id_


@pytest.mark.parametrize("context", VIEW_KEYS, ids=lambda context: context.name.lower())
async def test_a_key_of_a_view_says_elsewhere_which_view_it_is(context):
    async with stage(size=(80, 24)) as on:
        for command in COMMANDS:
            keys = [key for key in command.keys.split(",") if key]
            others = [c for c in COMMANDS if set(keys) & set(c.keys.split(","))]
            if context.aside and not all(c.context.aside for c in others):
                continue
            if command.context is context and keys and all(c.context.focus for c in others):
                await on.press("1", keys[0])
                assert command.label in on.message, command.id
                assert BY_ID[context.view].shown in on.message, command.id
