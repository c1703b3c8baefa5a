"""The command `descent reference`: classical methods to compare an optimizer with."""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from typing import Any

from cyclopts import App

from tui.cli.options.files import ConfigFile, path_of
from tui.cli.options.groups import AsJson
from tui.cli.options.run import given, run_options
from tui.cli.options.words import DataFile, with_file
from tui.cli.request import Request

_HELP = """\
Compare with classical methods from the same start: line searches, Newton, trust region, L-BFGS-B.

Prints the iterations, the evaluations of loss, gradient and Hessian, and where each method ends: a
minimum, a saddle point, a maximum, a plateau or a kink, or why it stopped elsewhere. They use all
samples; nothing is trained. The last two methods are scipy's.
"""


def add_reference_command(app: App) -> None:
    """Add the command reference."""
    annotation, none_given = run_options()
    Options: Any = annotation  # noqa: N806 - it is a type

    @app.command(help=_HELP)
    def reference(
        file: DataFile = None,
        /,
        *,
        config: ConfigFile = None,
        json: AsJson = False,
        options: Options = none_given,
    ) -> Request:
        values = with_file(given(options), file)
        return Request("reference", values, path_of("--config", config), as_json=json)
