"""The command line's options as a table, for the README."""

from __future__ import annotations

from engine.config.parameters import PARAMETERS
from tui.cli.options.run import SECTION_TITLES, default_text, option_names, placeholder


def options_markdown() -> str:
    """Every parameter: its option, what it does, takes and defaults to."""
    lines = ["| option | does | takes | default |", "|---|---|---|---|"]
    for section, title in SECTION_TITLES.items():
        lines.append(f"| **{title}** | | | |")
        for parameter in PARAMETERS.values():
            if parameter.section == section:
                names = ", ".join(f"`{name}`" for name in option_names(parameter))
                value = placeholder(parameter).replace("|", "\\|")
                does = parameter.description.rstrip(".")
                default = default_text(parameter)
                lines.append(f"| {names} {value} | {does} | {parameter.accepts} | {default} |")
    return "\n".join(lines) + "\n"
