"""What the table of keys makes: bindings, footer, help, palette and the README's table."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from tui.keys.table import KEYS, Context, Key


def bindings_for(*contexts: Context) -> list[BindingType]:
    """Textual's bindings of these contexts."""
    return [
        Binding(
            key.keys,
            key.action,
            key.label,
            key_display=key.shown,
            tooltip=key.help,
            id=key.id,
            show=key.footer > 0,
        )
        for key in KEYS
        if key.context in contexts
    ]


SCREEN_CONTEXTS = (
    Context.RUN,
    Context.CHANGE,
    Context.MOMENTS,
    Context.VIEW,
    Context.ANYWHERE,
)
"""The contexts whose keys work wherever the focus is on the dashboard."""


def footer_keys(focus: Context | None) -> list[Key]:
    """The keys that a footer may show, most important first.

    Args:
        focus: the context of what has the focus; None for none of its own.
    """
    if focus is Context.PANEL:
        shown = [key for key in KEYS if key.footer and key.context is Context.PANEL]
        shown += [key for key in KEYS if key.footer and key.id in ("run", "leave", "help")]
    else:
        contexts = {*SCREEN_CONTEXTS, focus}
        shown = [key for key in KEYS if key.footer and key.context in contexts]
    return sorted(shown, key=lambda key: key.footer)


def by_context(first: Context | None = None) -> list[tuple[Context, list[Key]]]:
    """The table in groups, one context after the other, `first` before all others."""
    order: Iterable[Context] = Context if first is None else sorted(Context, key=first.__ne__)
    return [(context, [key for key in KEYS if key.context is context]) for context in order]


def keys_markdown() -> str:
    """The table for the README."""
    lines = ["| key | does |", "|---|---|"]
    for context, keys in by_context():
        lines.append(f"| **{context}** | |")
        lines += [f"| `{key.shown}` | {key.help} |" for key in keys]
    return "\n".join(lines) + "\n"
