"""The table of keys, and what is made from it."""

from __future__ import annotations

from typing import Any, cast

import pytest
from textual.binding import Binding
from textual.keys import Keys

from engine.config.run import RunConfig
from tests.fakes import FakeEngine
from tui.app.app import DescentApp
from tui.keys.bindings import (
    IN_MODE,
    SCREEN_CONTEXTS,
    bindings_elsewhere,
    bindings_for,
    by_context,
    footer_commands,
    keys_markdown,
)
from tui.keys.command import Context
from tui.keys.palette import offered
from tui.keys.registry import Registry
from tui.keys.table import COMMANDS, GROUP_LABELS
from tui.model.situation import Situation
from tui.screens.dashboard import DashboardScreen
from tui.views.base import PlotView
from tui.views.registry import ON_DASHBOARD, VIEWS
from tui.widgets.key_bar import fitting, items_of
from tui.widgets.lesson.pane import LessonPane
from tui.widgets.panel.panel import ParameterPanel

_OWNERS: dict[Context, type[ParameterPanel | PlotView]] = {Context.PANEL: ParameterPanel}
"""Whose keys act on themselves, by context."""
for _view in VIEWS.values():
    _plot = _view.make()
    if _plot.CONTEXT is not None:
        _OWNERS[_plot.CONTEXT] = type(_plot)

READY = Situation(view="surface", focus="surface")
_SELDOM = {
    "revive", "leave", "present", "control",
    *(c.id for c in COMMANDS if c.context is Context.LESSON),
}  # fmt: skip
"""Shown when the worker was lost, when there is something to leave, in a lesson, or shared."""


def test_ids_are_unique_and_every_row_says_something():
    assert len({key.id for key in COMMANDS}) == len(COMMANDS)
    for key in COMMANDS:
        assert key.label and key.help and key.shown, key.id
        assert len(key.help) <= 57, f"{key.id}: help is too long for 80 columns"


def test_no_key_means_two_things_in_one_place():
    for contexts in (SCREEN_CONTEXTS, *((context,) for context in _OWNERS)):
        keys = [
            k for b in bindings_for(*contexts) if isinstance(b, Binding) for k in b.key.split(",")
        ]
        assert len(set(keys)) == len(keys)


def test_every_command_is_carried_out_by_somebody():
    app = DescentApp(RunConfig(), FakeEngine)
    late = [view.make() for name, view in VIEWS.items() if name not in ON_DASHBOARD]
    made = {id_ for plot in late for id_ in plot.handlers} | set(LessonPane().handlers)
    assert {*app.commands.handlers, *made} == {command.id for command in COMMANDS}
    assert not made & set(app.commands.handlers)


def test_every_action_is_offered_by_the_palette_those_of_a_view_while_it_has_the_focus():
    """All but the palette itself, and escape, which closes it."""
    hidden = {command.id for command in COMMANDS if not command.palette}
    assert hidden - {c.id for c in COMMANDS if c.context.focus} == {"leave", "palette"}
    focused = {id_ for _, _, id_ in offered(Situation(view="surface", focus="surface"))}
    assert {
        c.id for c in COMMANDS if c.context is Context.SURFACE and not c.enabled(READY)
    } <= focused
    assert "row-up" not in focused
    assert "row-up" in {id_ for _, _, id_ in offered(Situation(focus="panel"))}


def test_a_command_is_registered_once_and_is_one_of_the_table():
    registry = Registry(Situation, lambda _reason: None)
    registry.register({"run": lambda: None})
    for id_ in ("run", "no-command"):
        with pytest.raises(ValueError, match=id_):
            registry.register({id_: lambda: None})


def test_all_keys_that_were_promised_are_there():
    promised = {*"neR[]-=oOsSyxm1234z?qwcr", "space", "ctrl+p", "ctrl+t", "tab"}
    assert promised <= {key.shown for key in COMMANDS}


def test_the_screen_and_the_panel_bind_the_table_and_nothing_else():
    modes = {Context.DATA: Context.EDIT}
    owners = [(owner, (context, modes.get(context))) for context, owner in _OWNERS.items()]
    for owner, contexts in ((DashboardScreen, SCREEN_CONTEXTS), *owners):
        bound = {b.id for b in owner.BINDINGS if isinstance(b, Binding) if b.id is not None}
        assert bound == {key.id for key in COMMANDS if key.context in contexts and key.keys}


def test_named_keys_are_known_to_textual():
    known = {key.value for key in Keys} | {"equals_sign", "question_mark", "plus", "space"}
    known |= {"semicolon"}
    known |= {"left_square_bracket", "right_square_bracket", "minus", "underscore"}
    known |= {"comma", "full_stop", "less_than_sign", "greater_than_sign", "slash"}
    for key in COMMANDS:
        for name in filter(None, key.keys.split(",")):
            assert len(name) == 1 or name in known, name


def test_the_markdown_table_names_every_key():
    table = keys_markdown()
    assert table.startswith("| key | action | id |\n|---|---|---|\n")
    for key in COMMANDS:
        assert f"| `{key.shown}` | {key.described} |" in table


def test_help_puts_what_has_the_focus_first():
    assert by_context(Context.PANEL)[0][0] is Context.PANEL
    assert [key for _, keys in by_context(Context.ANYWHERE) for key in keys] != list(COMMANDS)
    assert {key.id for _, keys in by_context() for key in keys} == {key.id for key in COMMANDS}


def test_the_footer_shows_what_matters_most_and_help_at_every_width():
    items = items_of(None, why_not=lambda c: "no" if c.id in _SELDOM else "", labels={})
    for width in range(20, 240):
        chosen = fitting(items, width + 2)
        assert sum(item.width for item in chosen) - 2 <= max(width, 25)
        assert [item.shown for item in chosen[-3:]] == ["0-9", "q", "?"]
    names = [item.commands[0].id for item in fitting(items, 82)]
    assert names[:4] == ["run", "update", "epoch", "restart"]
    everything = {key.id for item in fitting(items, 440) for key in item.commands}
    assert everything == {key.id for key in footer_commands(None)} - _SELDOM


def test_groups_of_keys_share_a_label():
    items = items_of(None, why_not=lambda _command: "", labels={"run": "pause"})
    by_label = {item.label: item for item in items}
    assert by_label["batch"].shown == "[ ]"
    assert by_label["pause"].shown == "space"
    assert {key.group for key in COMMANDS if key.group} == set(GROUP_LABELS)


def test_a_command_that_does_not_apply_is_greyed_out_or_gone():
    off = {"update", "epoch", "leave"}
    items = items_of(None, why_not=lambda c: "no" if c.id in off else "", labels={})
    by_id = {item.commands[0].id: item for item in items}
    assert not by_id["update"].enabled
    assert not by_id["epoch"].enabled
    assert "leave" not in by_id
    assert by_id["restart"].enabled


def test_keys_of_a_view_are_bound_everywhere_each_once():
    elsewhere = [b for b in bindings_elsewhere() if isinstance(b, Binding)]
    screen = [b for b in bindings_for(*SCREEN_CONTEXTS) if isinstance(b, Binding)]
    keys = [key for binding in (*elsewhere, *screen) for key in binding.key.split(",")]
    assert len(set(keys)) == len(keys)
    assert set(keys) == {key for c in COMMANDS for key in c.keys.split(",") if key}


def test_every_binding_does_a_command_by_its_id():
    for command in (command for command in COMMANDS if command.keys):
        (binding,) = [b for b in bindings_for(command.context) if b.id == command.id]
        action = IN_MODE if command.context.modal else "do"
        assert binding.action == f"app.{action}('{command.id}')"


async def test_the_palette_offers_the_table():
    app = DescentApp(RunConfig(), FakeEngine)
    commands = list(app.get_system_commands(cast("Any", app.dashboard)))
    offered = {command.title for command in commands}
    assert "Restart (r)" in offered
    assert "Theme (ctrl+t)" in offered
    assert not any("(k)" in title for title in offered)
    (undo,) = [
        c for c in app.get_system_commands(cast("Any", app.dashboard)) if c.title.startswith("Undo")
    ]
    assert undo.help == "not available: no parameter change yet"
