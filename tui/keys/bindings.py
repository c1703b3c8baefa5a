"""Derived from the table of commands: bindings, footer, help and the table in the docs."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from tui.keys.command import OF_RUN, Command, Context
from tui.keys.games import DIGITS
from tui.keys.table import COMMANDS


def bindings_for(*contexts: Context) -> list[BindingType]:
    """Textual's bindings of these contexts; each runs its command by id."""
    return [
        Binding(
            command.keys,
            _in_mode(command.id) if command.context.modal else action_of(command.id),
            command.label,
            key_display=command.shown,
            tooltip=command.help,
            id=command.id,
            show=command.footer > 0,
        )
        for command in COMMANDS
        if command.context in contexts and command.keys
    ]


def action_of(*ids: str) -> str:
    """Textual's action that runs the first of these commands that applies."""
    # Textual passes on one argument to a method that takes any number.
    return f"app.do({' '.join(ids)!r})"


IN_MODE = "do_in_mode"
"""The action of a key of a mode; in no mode, the key is left to what it else means."""


def _in_mode(id_: str) -> str:
    return f"app.{IN_MODE}({id_!r})"


SCREEN_CONTEXTS = (
    Context.RUN,
    Context.CHANGE,
    Context.MOMENTS,
    Context.VIEW,
    Context.LESSON,
    Context.ANYWHERE,
)
"""The contexts whose keys apply for any focus on the dashboard."""


def keys_in(context: Context) -> frozenset[str]:
    """The keys that do something while this has the focus, beyond saying where they apply."""
    contexts = (*SCREEN_CONTEXTS, context)
    return frozenset(key for c in COMMANDS if c.context in contexts for key in c.keys.split(","))


def bindings_elsewhere() -> list[BindingType]:
    """Bindings of keys that need a focus: pressed elsewhere, they say where they apply."""
    ids: dict[str, list[str]] = {}
    taken = keys_in(Context.ANYWHERE)
    for command in COMMANDS:
        for key in command.keys.split(","):
            if key and key not in taken:
                ids.setdefault(key, []).append(command.id)
    return [Binding(key, action_of(*names), show=False) for key, names in ids.items()]


def footer_commands(focus: Context | None) -> list[Command]:
    """The commands for the footer, most important first.

    Args:
        focus: the context of the focused widget; None if it has none.
    """
    shown = [command for command in COMMANDS if command.footer]
    if focus is Context.PANEL:
        always = ("run", "leave", "quit", "help")
        shown = [c for c in shown if c.context is Context.PANEL] + [
            c for c in shown if c.id in always
        ]
    else:
        contexts = {*SCREEN_CONTEXTS, focus}
        if focus is Context.GOLF:
            contexts -= OF_RUN
        shown = [command for command in shown if command.context in contexts]
        if focus is Context.GOLF:
            shown = [command for command in shown if command.shown not in DIGITS]
    return sorted(shown, key=lambda command: command.footer)


def by_context(first: Context | None = None) -> list[tuple[Context, list[Command]]]:
    """The table grouped by context, with `first` before all others."""
    order: Iterable[Context] = Context if first is None else sorted(Context, key=first.__ne__)
    return [(context, [c for c in COMMANDS if c.context is context]) for context in order]


def keys_markdown() -> str:
    """The table for the docs."""
    lines = ["| key | action | id |", "|---|---|---|"]
    for context, commands in by_context():
        lines.append(f"| **{context}** | | |")
        lines += [f"| `{c.shown}` | {c.described} | `{c.id}` |" for c in commands]
    return "\n".join(lines) + "\n"
