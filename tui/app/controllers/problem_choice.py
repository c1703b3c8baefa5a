"""Commands that choose a problem: the next one, or a preset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from tui.keys.command import Handlers
from tui.keys.problem_commands import STEPS, preset_id
from tui.model.presets import PRESETS, Preset
from tui.model.status import Tone


def problem_handlers(
    apply: Callable[[Mapping[str, object]], None],
    nudge: Callable[[str, int], None],
    say: Callable[[str, Tone], None],
) -> Handlers:
    """The handlers of these commands.

    Args:
        apply: changes parameters.
        nudge: steps one of them.
        say: shows a line.
    """

    def take(preset: Preset) -> None:
        apply(preset.settings)
        say(f"{preset.label}: {preset.shows} · space: run", Tone.PLAIN)

    return {
        **{name: partial(nudge, parameter, 1) for name, (parameter, _) in STEPS.items()},
        **{preset_id(one.name): partial(take, one) for one in PRESETS},
    }
