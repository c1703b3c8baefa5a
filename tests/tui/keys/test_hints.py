"""The next useful keys: one table of states, and only keys that apply."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from engine.history.values import RunState
from tests.tui.stage import stage
from tui.keys.hints import hints_for
from tui.keys.registry import why_not
from tui.keys.table import BY_ID
from tui.model.situation import ExperimentsAtHand, Focus, RunsAtHand, Situation, ViewName
from tui.model.status import Phase

READY = Situation(state=RunState.READY)
RUNNING = Situation(state=RunState.RUNNING, running=True, moved=True)
ENDED = Situation(state=RunState.CONVERGED, moved=True, arrived=True)
SWEEPS = replace(ENDED, view="sweeps", focus="sweeps")
ROWS = ExperimentsAtHand(count=1, rows=3, is_sweep=True)


@pytest.mark.parametrize(
    ("here", "said"),
    [
        (READY, "space run"),
        (replace(READY, view="surface", focus="surface"), "← ↑ ↓ → move the start"),
        (replace(READY, state=Phase.STARTING, running=True), "space cancel the run"),
        (RUNNING, "space pause · - = lr · [ ] batch size"),
        (replace(RUNNING, diverging=True), "- lower lr · r restart"),
        (replace(RUNNING, racing=True), "3 loss curves"),
        (replace(RUNNING, state=RunState.PAUSED, running=False), "space continue · n one update"),
        (ENDED, "p keep · [ smaller batch · r again"),
        (replace(ENDED, least_batch=True), "p keep · ] larger batch · r again"),
        (replace(ENDED, arrived=False), "space continue · r again · p keep"),
        (replace(ENDED, state=RunState.DIVERGED, arrived=False), "- lower lr · r restart"),
        (replace(ENDED, looking_back=True), "f fork here"),
        (replace(ENDED, state=Phase.LOST), "k restart the worker · l log"),
        (replace(ENDED, experiments=replace(ROWS, news=True)), "9 show the results"),
        (replace(SWEEPS, experiments=replace(ROWS, running=True)), "v next page · d stop"),
        (replace(SWEEPS, experiments=ROWS), "enter use the settings · X write the table"),
        (SWEEPS, "B sweep · T trade-off"),
        (
            replace(ENDED, view="runs", focus="runs", runs=RunsAtHand(1, rivals=1, selected="A")),
            "a race · enter continue the selected run",
        ),
    ],
)
def test_each_state_says_what_is_useful_next(here, said):
    assert said in " · ".join(f"{hint.keys} {hint.words}" for hint in hints_for(here))


def test_every_key_that_is_said_applies():
    """In every combination of what a situation is made of."""
    views: tuple[tuple[ViewName, Focus], ...] = (
        ("dashboard", ""), ("surface", "surface"), ("runs", "runs"), ("sweeps", "sweeps"),
    )  # fmt: skip
    flags = product([False, True], repeat=7)
    for (view, focus), state, (running, moved, back, racing, grows, arrived, rows) in product(
        views, (*RunState, *Phase), flags
    ):
        here = Situation(
            view=view, focus=focus, state=state, running=running, moved=moved, looking_back=back,
            racing=racing, diverging=grows, arrived=arrived,
            experiments=ROWS if rows else ExperimentsAtHand(),
        )  # fmt: skip
        hints = hints_for(here)
        assert hints, here
        for id_ in (id_ for hint in hints for id_ in hint.commands):
            assert not why_not(BY_ID[id_], here), (id_, here)


async def test_a_message_leaves_with_its_view_and_the_verdict_comes_back():
    async with stage() as on:
        await on.press("g")
        assert "gradients on" in on.message and "space run" in on.message
        await on.press("2")
        assert "gradients" not in on.message and "space run" in on.message
        await on.press("space")
        await on.train(10_000)
        verdict = on.app.model.messages.shown
        assert verdict.text.startswith(("converged", "stopped"))
        await on.press("g", "1")
        assert on.app.model.messages.shown == verdict
        await on.press(",")
        assert "an earlier moment · f fork here" in on.message
        await on.press("3")
        assert "· ctrl+end return" in on.message, "end is a key of the loss curve"
        await on.press("ctrl+end")
        assert on.app.model.messages.shown == verdict
        await on.press("r")
        await on.press("2")
        assert on.app.model.messages.shown.text == ""


async def test_a_click_on_a_key_of_the_status_line_presses_it():
    async with stage() as on:
        await on.press("space")
        await on.train(10_000)
        width = on.app.size.width
        column = on.message.index("p keep")
        await on.pilot.click(offset=(column, on.app.size.height - 2))
        await on.settle()
        assert "kept as A" in on.message
        await on.pilot.click(offset=(width // 2, on.app.size.height - 3))
        await on.settle()
        assert len(on.app.model.kept) == 1
        where = on.footer.index("0-9 views")
        for name in ("surface", "loss"):
            await on.pilot.click(offset=(where, on.app.size.height - 1))
            await on.settle()
            assert on.app.dashboard.view_name == name
