"""The command-line options as a table, for the docs."""

from __future__ import annotations

from engine.config.parameters import PARAMETERS
from tui.cli.options.run import SECTION_TITLES, default_text, option_names, placeholder


def options_markdown() -> str:
    """All parameters: option, meaning, accepted values and default."""
    lines = ["| option | meaning | values | default |", "|---|---|---|---|"]
    for section, title in SECTION_TITLES.items():
        lines.append(f"| **{title}** | | | |")
        for parameter in PARAMETERS.values():
            if parameter.group == section:
                names = ", ".join(f"`{name}`" for name in option_names(parameter))
                value = placeholder(parameter).replace("|", "\\|")
                does = parameter.description.rstrip(".")
                default = default_text(parameter)
                lines.append(f"| {names} {value} | {does} | {parameter.accepts} | {default} |")
    return "\n".join(lines) + "\n"
