"""The command doctor, for cyclopts."""

# Annotations are not postponed in this module: cyclopts reads them as they are.

from typing import Annotated

from cyclopts import App

from tui.cli.options.groups import flag
from tui.cli.request import Request

_HELP = """\
Examine the terminal, TensorFlow and this machine, and say what to do about what is wrong.

Exit status: 0 if nothing is wrong, otherwise 1.
"""
_AsJson = Annotated[
    bool,
    flag("Print one JSON object."),
]


def add_doctor_command(app: App) -> None:
    """Add the command doctor."""

    @app.command(help=_HELP)
    def doctor(*, json: _AsJson = False) -> Request:
        return Request("doctor", as_json=json)
