"""Why commands do not apply: pure functions of the situation."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from engine.history.values import RunState
from tui.keys.registry import Registry, refusal, why_not
from tui.keys.table import BY_ID, COMMANDS
from tui.model.situation import ExperimentsAtHand, Focus, RunsAtHand, Situation
from tui.model.status import Phase

READY = Situation(state=RunState.READY)
TRAINED = replace(READY, moved=True, state=RunState.PAUSED)


def test_a_command_of_a_view_names_the_view():
    assert why_not(BY_ID["data-residuals"], READY) == "in view 4"
    assert why_not(BY_ID["data-residuals"], replace(READY, view="data")) == "in view 4"
    assert why_not(BY_ID["data-residuals"], replace(READY, view="data", focus="data")) == ""
    assert why_not(BY_ID["default"], READY) == "in the panel (tab)"


def test_commands_on_one_key_are_all_named_and_labels_once():
    d = [BY_ID[id_] for id_ in ("data-residuals", "direction")]
    assert refusal(d, READY) == "residuals: in view 4 · direction: in view 5"
    plus = [command for command in COMMANDS if "plus" in command.keys.split(",")]
    assert refusal(plus, READY) == "zoom in: views 2, 3 · nearer: view 5 · closer: view 6"
    up = [command for command in COMMANDS if "up" in command.keys.split(",")]
    text = refusal(up, READY)
    assert text == "up: views 2, 3, 7, 9 and the panel (tab) · higher: view 6 · line: view 8"
    assert len(text) <= 78


@pytest.mark.parametrize("key", sorted({key for c in COMMANDS for key in c.keys.split(",")}))
def test_every_refusal_fits_a_line_of_80_columns(key):
    commands = [command for command in COMMANDS if key in command.keys.split(",")]
    refused = [command for command in commands if command.context.focus]
    assert len(refusal(refused, READY)) <= 78


@pytest.mark.parametrize(
    ("command", "here", "reason"),
    [
        ("run", replace(TRAINED, state=Phase.LOST), "k: restart it"),
        ("update", replace(TRAINED, state=Phase.LOST), "k: restart it"),
        ("revive", TRAINED, "the worker answers"),
        ("undo", READY, "no parameter change yet"),
        ("undo", replace(READY, can_undo=True, preparing=True), "still in progress"),
        ("redo", replace(READY, can_undo=True), "no undone change"),
        ("first", READY, "no update yet"),
        ("present", TRAINED, "this is the present"),
        ("update-on", TRAINED, "this is the present"),
        ("fork", READY, "no update yet"),
        ("pin", replace(TRAINED, runs=RunsAtHand(kept=8, room=False)), "all letters are in use"),
        ("data", replace(READY, view="data", focus="data"), "already shown"),
        ("log-y", replace(READY, view="slice"), "in views 1 and 3"),
        ("leave", READY, "this is the dashboard"),
        ("panel", replace(READY, focus="panel"), "the panel has the focus"),
        ("write", READY, "no update"),
        ("write", replace(TRAINED, state=Phase.LOST), "the worker is lost"),
        ("race", replace(TRAINED, view="runs", focus="runs"), "no run to race"),
        (
            "remove-run",
            replace(TRAINED, view="runs", focus="runs", runs=RunsAtHand(kept=1)),
            "select a kept run",
        ),
        ("sweep-page", replace(READY, view="sweeps", focus="sweeps"), "no sweep or trade-off yet"),
        (
            "sweep-take",
            replace(READY, focus="sweeps", experiments=ExperimentsAtHand(count=1, rows=3)),
            "not a trade-off",
        ),
        (
            "sweep-stop",
            replace(READY, focus="sweeps", experiments=ExperimentsAtHand(count=1)),
            "no sweep or trade-off is running",
        ),
    ],
)
def test_what_does_not_apply_says_why(command, here, reason):
    assert reason in why_not(BY_ID[command], here)


FOCI = get_args(Focus)


@pytest.mark.parametrize("focus", FOCI)
@pytest.mark.parametrize("state", [READY, TRAINED], ids=["ready", "trained"])
def test_every_command_of_another_place_says_which_place(focus, state):
    here = replace(state, focus=focus)
    here = replace(here, view="dashboard" if focus in ("", "panel", "lesson") else here.plot)
    for command in COMMANDS:
        needed = command.context.view
        if needed not in ("", here.plot):
            others = {"panel": "the panel (tab)", "lesson": "the lesson (j)"}
            place = others.get(needed) or f"view {BY_ID[needed].shown}"
            assert why_not(command, here) == f"in {place}"
            assert refusal([command], here) == f"{command.label}: in {place}"


def test_keys_of_a_mode_apply_in_it_and_name_it_elsewhere():
    focused = replace(READY, view="data", focus="data")
    editing = replace(READY, view="data", focus="editing", editing=True)
    assert why_not(BY_ID["edit-next"], focused) == "the data are not being edited; C: edit them"
    assert why_not(BY_ID["edit-next"], editing) == ""
    assert why_not(BY_ID["data-residuals"], editing) == ""
    assert "esc: use them" in why_not(BY_ID["leave"], editing)
    both = [BY_ID["edit-next"], BY_ID["row-next"]]
    assert refusal(both, READY) == "down: in the panel (tab)"


def test_what_applies_says_nothing():
    lost = replace(TRAINED, state=Phase.LOST)
    past = replace(TRAINED, looking_back=True)
    full = replace(TRAINED, view="runs", focus="runs", runs=RunsAtHand(1, True, 1, "A"))
    for here, ids in (
        (READY, ("run", "update", "epoch", "restart", "bowl", "sweep", "log-y", "copy")),
        (TRAINED, ("update-back", "first", "fork", "pin", "write", "save-run", "events")),
        (past, ("update", "update-on", "epoch-on", "present", "fork", "leave", "restart")),
        (lost, ("revive", "pin", "copy", "undo" if lost.can_undo else "new-seed")),
        (full, ("take-up-run", "rename-run", "hide-run", "remove-run", "race", "run-above")),
    ):
        for id_ in ids:
            assert why_not(BY_ID[id_], here) == "", id_


def test_the_first_command_that_applies_is_done_and_else_why_not_is_said():
    here = [READY]
    done: list[str] = []
    said: list[str] = []
    registry = Registry(lambda: here[0], said.append)
    registry.register(
        {
            "data-residuals": lambda: done.append("data-residuals"),
            "direction": lambda: done.append("direction"),
            "slice-in": lambda: "this is as near as it goes",
        }
    )
    registry.do("data-residuals", "direction")
    assert (done, said) == ([], ["residuals: in view 4 · direction: in view 5"])
    here[0] = replace(READY, view="slice", focus="slice")
    registry.do("data-residuals", "direction")
    assert (done, len(said)) == (["direction"], 1)
    registry.do("slice-in")
    assert said[1:] == ["nearer: this is as near as it goes"]
    with pytest.raises(KeyError):
        registry.do("no-command")


def test_a_tradeoff_needs_a_loss_whose_least_value_is_known():
    assert why_not(BY_ID["tradeoff"], READY) == ""
    refused = why_not(BY_ID["tradeoff"], replace(READY, quadratic=False))
    assert "the linear neuron with mse" in refused


def test_the_loss_of_a_batch_is_shown_where_there_is_one_that_the_app_can_compute():
    assert why_not(BY_ID["bowl"], READY) == ""
    assert "no samples" in why_not(BY_ID["bowl"], replace(READY, takes_data=False))
    assert "the worker alone" in why_not(BY_ID["bowl"], replace(READY, computable=False))
