"""The one table of keys; it makes bindings, footer, help, palette and the README's table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType


class Context(StrEnum):
    """Where a key applies; the text says it in the help's headings."""

    RUN = "the run"
    CHANGE = "changes while it runs"
    VIEW = "what is on the screen"
    SURFACE = "the surface, with the focus"
    LOSS = "the loss curve, with the focus"
    DATA = "the data, with the focus"
    SLICE = "the slice, with the focus"
    SOLID = "the 3-D surface, with the focus"
    PANEL = "the parameter panel"
    ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Key:
    """One row of the table.

    Attributes:
        id: names it, for a person's own key map too.
        keys: as Textual calls them, separated by commas.
        shown: as people see them.
        label: one or two words, for the footer.
        help: one line that says what it does.
        context: where it applies.
        action: what Textual runs.
        footer: its place in the footer, from 1; 0 is none. Later ones give way on a narrow screen.
        group: neighbours in the footer that have the same group share its text as their label.
        palette: whether the command palette offers it.
    """

    id: str
    keys: str
    shown: str
    label: str
    help: str
    context: Context
    action: str
    footer: int = 0
    group: str = ""
    palette: bool = True


_RUN, _CHANGE, _VIEW = Context.RUN, Context.CHANGE, Context.VIEW
_PANEL, _ANYWHERE = Context.PANEL, Context.ANYWHERE

KEYS: tuple[Key, ...] = (
    Key("run", "space", "space", "run", "run, or pause", _RUN, "app.run_or_pause", 1),
    Key("update", "n", "n", "update", "make one update, then pause", _RUN, "app.step", 3),
    Key("epoch", "e", "e", "epoch", "train to the end of the epoch", _RUN, "app.step_epoch", 4),
    Key("restart", "r", "r", "restart", "restart with the same samples", _RUN, "app.restart", 5),
    Key("new-seed", "R", "R", "new seed", "restart with the next seed", _RUN, "app.new_seed", 14),
    Key(
        "slower", "s", "s", "slower", "fewer updates a second: 1, 3, 10, 30 ...", _RUN,
        "app.pace(-1)", 6, "pace",
    ),
    Key(
        "faster", "S", "S", "faster", "more updates a second, up to unlimited", _RUN,
        "app.pace(1)", 6, "pace",
    ),
    Key(
        "revive", "k", "k", "start it again", "start the worker again after it was lost", _RUN,
        "app.revive", 2,
    ),
    Key(
        "smaller-batch", "left_square_bracket", "[", "halve the batch",
        "batch size down to the next power of two", _CHANGE, "app.nudge('batch_size', -1)", 8,
        "batch",
    ),
    Key(
        "larger-batch", "right_square_bracket", "]", "double the batch",
        "batch size up to the next power of two, then the full batch", _CHANGE,
        "app.nudge('batch_size', 1)", 8, "batch",
    ),
    Key(
        "lower-rate", "minus", "-", "lower learning rate",
        "learning rate down: 5, 2, 1 times a power of ten", _CHANGE,
        "app.nudge('learning_rate', -1)", 7, "rate",
    ),
    Key(
        "higher-rate", "equals_sign,plus", "=", "higher learning rate",
        "learning rate up: 1, 2, 5 times a power of ten", _CHANGE,
        "app.nudge('learning_rate', 1)", 7, "rate",
    ),
    Key(
        "next-optimizer", "o", "o", "next optimizer", "next optimizer", _CHANGE,
        "app.nudge('optimizer', 1)", 9, "optimizer",
    ),
    Key(
        "previous-optimizer", "O", "O", "previous optimizer", "previous optimizer", _CHANGE,
        "app.nudge('optimizer', -1)", 9, "optimizer",
    ),
    Key("bowl", "b", "b", "batch's bowl", "the last batch's own bowl over the full surface", _VIEW,
        "app.switch('batch')", 10),
    Key("gradients", "g", "g", "gradients", "the batch's gradient and the full one, as arrows",
        _VIEW, "app.switch('gradients')", 10),
    Key("theory", "t", "t", "theory", "what is exactly known: limits, axes, a prediction", _VIEW,
        "app.switch('theory')", 10),
    Key("dashboard", "1", "1", "dashboard", "everything on one screen", _VIEW,
        "app.view('dashboard')", 11, "view"),
    Key("surface", "2", "2", "surface", "the loss surface, full screen", _VIEW,
        "app.view('surface')", 11, "view"),
    Key("loss", "3", "3", "loss", "the loss curve, full screen", _VIEW, "app.view('loss')", 11,
        "view"),
    Key("data", "4", "4", "data", "the data and the fitted line, full screen", _VIEW,
        "app.view('data')", 11, "view"),
    Key("slice", "5", "5", "slice", "the loss along one direction, with the last step", _VIEW,
        "app.view('slice')", 11, "view"),
    Key("solid", "6", "6", "3-D", "the loss surface in three dimensions", _VIEW,
        "app.view('solid')", 11, "view"),
    Key("algorithm", "8", "8", "algorithm", "the update, line by line, with its numbers", _VIEW,
        "app.view('algorithm')", 11, "view"),
    Key("zoom", "z", "z", "zoom", "the focused plot, full screen and back", _VIEW, "app.zoom", 12),
    Key("panel", "tab", "tab", "parameters", "go to the parameter panel", _VIEW, "app.panel", 10),
    Key("next-plot", "shift+tab", "shift+tab", "next plot", "focus the next plot", _VIEW,
        "app.next_plot"),
    Key("log-y", "y", "y", "log y", "logarithmic loss axis, on and off", _VIEW,
        "app.log_loss", 13),
    Key("x-axis", "x", "x", "x axis", "loss curve's x axis: updates, epochs, samples seen, seconds",
        _VIEW, "app.loss_axis", 13),
    Key("markers", "m", "m", "markers", "what curves are drawn with: braille, quadrant, dot, ASCII",
        _VIEW, "app.markers", 15),
    Key("leave", "escape", "esc", "back", "back: from the panel, from full screen", _VIEW,
        "app.leave", 2, palette=False),
    Key("theme", "ctrl+t", "ctrl+t", "theme", "dark or light", _VIEW, "app.toggle_dark"),
    Key("row-up", "up", "↑", "up", "the row above", _PANEL, "move(-1)", 2, "row", palette=False),
    Key("row-down", "down", "↓", "down", "the row below", _PANEL, "move(1)", 2, "row",
        palette=False),
    Key("row-next", "tab", "tab", "down", "the row below", _PANEL, "move(1)", palette=False),
    Key("row-previous", "shift+tab", "shift+tab", "up", "the row above", _PANEL, "move(-1)",
        palette=False),
    Key("step-down", "left", "←", "less", "a step down, or the choice before (names are typed)",
        _PANEL, "nudge(-1)", 2, "step", palette=False),
    Key("step-up", "right", "→", "more", "a step up, or the next choice (names are typed)", _PANEL,
        "nudge(1)", 2, "step", palette=False),
    Key("edit", "enter", "enter", "type", "type a value; a digit starts typing too", _PANEL,
        "edit", 2, palette=False),
    Key("default", "backspace,delete", "backspace", "default", "back to the default value", _PANEL,
        "default", 3, palette=False),
    Key("write", "w", "w", "write", "write the history to a file, .npz or .csv", _ANYWHERE,
        "app.write", 16),
    Key("copy", "c", "c", "command line", "show and copy the command line that gives this run",
        _ANYWHERE, "app.copy_command", 17),
    Key("log", "l", "l", "log", "what happened, and what the worker printed", _ANYWHERE,
        "app.log_view"),
    Key("palette", "ctrl+p", "ctrl+p", "palette", "all commands by name", _ANYWHERE,
        "app.command_palette", 18, palette=False),
    Key("help", "question_mark", "?", "help", "help for what is on the screen", _ANYWHERE,
        "app.help", 1),
    Key("quit", "q,ctrl+q", "q", "quit", "end the run and leave", _ANYWHERE, "app.quit", 19),
)  # fmt: skip
"""In the order in which help shows them."""

GROUP_LABELS = {
    "pace": "pace", "batch": "batch", "rate": "lr", "optimizer": "optimizer", "view": "views",
    "row": "row", "step": "step",
}  # fmt: skip


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


SCREEN_CONTEXTS = (_RUN, _CHANGE, _VIEW, _ANYWHERE)
"""The contexts whose keys work wherever the focus is on the dashboard."""


def footer_keys(focus: Context | None) -> list[Key]:
    """The keys that a footer may show, most important first.

    Args:
        focus: the context of what has the focus; None for none of its own.
    """
    if focus is _PANEL:
        shown = [key for key in KEYS if key.footer and key.context is _PANEL]
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
