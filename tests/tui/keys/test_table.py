"""The table of keys, and what is made from it."""

from __future__ import annotations

from typing import Any, cast

import pytest
from textual.binding import Binding
from textual.keys import Keys

from engine.config.run import RunConfig
from tests.fakes import FakeEngine
from tui.app.app import DescentApp
from tui.keys.bindings import SCREEN_CONTEXTS, bindings_for, by_context, footer_keys, keys_markdown
from tui.keys.table import GROUP_LABELS, KEYS, Context
from tui.screens.dashboard import DashboardScreen
from tui.views.base import PlotView
from tui.views.registry import VIEWS
from tui.widgets.key_bar import fitting, items_of
from tui.widgets.panel.panel import ParameterPanel

_OWNERS: dict[Context, type[ParameterPanel | PlotView]] = {Context.PANEL: ParameterPanel}
"""Whose keys act on themselves, by context."""
for _view in VIEWS.values():
    _plot = _view.make()
    if _plot.CONTEXT is not None:
        _OWNERS[_plot.CONTEXT] = type(_plot)

_SELDOM = {"revive", "leave", "present"}
"""Shown just when the worker was lost, or when there is something to leave."""


def test_ids_are_unique_and_every_row_says_something():
    assert len({key.id for key in KEYS}) == len(KEYS)
    for key in KEYS:
        assert key.label and key.help and key.shown, key.id
        assert len(key.help) <= 66, f"{key.id}: help is too long for 80 columns"


def test_no_key_means_two_things_in_one_place():
    for contexts in (SCREEN_CONTEXTS, *((context,) for context in _OWNERS)):
        keys = [
            k for b in bindings_for(*contexts) if isinstance(b, Binding) for k in b.key.split(",")
        ]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_action_exists(key):
    where, _, name = key.action.rpartition(".")
    owner = DescentApp if where == "app" else _OWNERS[key.context]
    assert hasattr(owner, f"action_{name.partition('(')[0]}")


def test_all_keys_that_were_promised_are_there():
    promised = {*"neR[]-=oOsSyxm1234z?qwcr", "space", "ctrl+p", "ctrl+t", "tab"}
    assert promised <= {key.shown for key in KEYS}


def test_the_screen_and_the_panel_bind_the_table_and_nothing_else():
    owners = [(owner, (context,)) for context, owner in _OWNERS.items()]
    for owner, contexts in ((DashboardScreen, SCREEN_CONTEXTS), *owners):
        bound = {binding.id for binding in owner.BINDINGS if isinstance(binding, Binding)}
        assert bound == {key.id for key in KEYS if key.context in contexts}


def test_named_keys_are_known_to_textual():
    known = {key.value for key in Keys} | {"equals_sign", "question_mark", "plus", "space"}
    known |= {"left_square_bracket", "right_square_bracket", "minus", "underscore"}
    known |= {"comma", "full_stop", "less_than_sign", "greater_than_sign"}
    for key in KEYS:
        for name in key.keys.split(","):
            assert len(name) == 1 or name in known, name


def test_the_markdown_table_names_every_key():
    table = keys_markdown()
    assert table.startswith("| key | does |\n|---|---|\n")
    for key in KEYS:
        assert f"| `{key.shown}` | {key.help} |" in table


def test_help_puts_what_has_the_focus_first():
    assert by_context(Context.PANEL)[0][0] is Context.PANEL
    assert [key for _, keys in by_context(Context.ANYWHERE) for key in keys] != list(KEYS)
    assert {key.id for _, keys in by_context() for key in keys} == {key.id for key in KEYS}


def test_the_footer_shows_what_matters_most_and_help_at_every_width():
    items = items_of(None, enabled=lambda key: key.id not in _SELDOM, labels={})
    for width in range(20, 240):
        chosen = fitting(items, width + 2)
        assert sum(item.width for item in chosen) - 2 <= width
        assert chosen[-1].keys[0].id == "help"
    names = [item.keys[0].id for item in fitting(items, 82)]
    assert names[:4] == ["run", "update", "epoch", "restart"]
    everything = {key.id for item in fitting(items, 400) for key in item.keys}
    assert everything == {key.id for key in footer_keys(None)} - _SELDOM


def test_groups_of_keys_share_a_label():
    items = items_of(None, enabled=lambda _key: True, labels={"run": "pause"})
    by_label = {item.label: item for item in items}
    assert by_label["batch"].shown == "[ ]"
    assert by_label["pause"].shown == "space"
    assert {key.group for key in KEYS if key.group} == set(GROUP_LABELS)


def test_a_key_that_does_nothing_now_is_greyed_out_or_gone():
    def enabled(key):
        return {"update": None, "epoch": False}.get(key.id, True)

    items = {item.keys[0].id: item for item in items_of(None, enabled=enabled, labels={})}
    assert not items["update"].enabled
    assert "epoch" not in items
    assert items["restart"].enabled


async def test_the_palette_offers_the_table():
    app = DescentApp(RunConfig(), FakeEngine)
    offered = {command.title for command in app.get_system_commands(cast("Any", app.dashboard))}
    assert "Restart (r)" in offered
    assert "Theme (ctrl+t)" in offered
    assert not any("(k)" in title for title in offered)
