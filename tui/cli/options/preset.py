"""The option that takes a problem of the palette, with its start and its optimizer."""

from __future__ import annotations

from engine.nearest import nearest
from tui.cli.request import UsageError
from tui.model.presets import PRESETS

PRESET = "preset"
NAMES = tuple(preset.name for preset in PRESETS)
PRESET_ACCEPTS = {f"--{PRESET}": f"one of {', '.join(NAMES)}"}


def preset_values(name: str) -> dict[str, str]:
    """The parameters of a preset, as typed text.

    Raises:
        UsageError: there is no preset of this name.
    """
    found = next((preset for preset in PRESETS if preset.name == name), None)
    if found is None:
        near = nearest(name, NAMES)
        meant = f"did you mean {near}?" if near else f"must be {PRESET_ACCEPTS['--preset']}"
        raise UsageError(f"--{PRESET}: no preset is called '{name}'; {meant}")
    return {parameter: str(value) for parameter, value in found.values}
