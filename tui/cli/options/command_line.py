"""The whole command line: the app's options, and every command."""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from functools import cache
from typing import Any

from cyclopts import App

from tui.app.version import program_version
from tui.cli.options.data import add_data_command
from tui.cli.options.doctor import add_doctor_command
from tui.cli.options.export import add_export_commands
from tui.cli.options.files import FILE_ACCEPTS, ConfigFile, RunsDir, path_of
from tui.cli.options.groups import GENERAL
from tui.cli.options.lesson import add_lesson_commands
from tui.cli.options.networks import NETWORK_ACCEPTS, add_network_commands
from tui.cli.options.phase import PHASE_ACCEPTS, add_phase_command
from tui.cli.options.preset import PRESET_ACCEPTS
from tui.cli.options.record import RECORD_ACCEPTS, add_record_command
from tui.cli.options.reference import add_reference_command
from tui.cli.options.run import given, run_options
from tui.cli.options.screen import (
    SCREEN_ACCEPTS,
    Fps,
    Lecture,
    LinkOption,
    Plain,
    Resume,
    Share,
    ThemeName,
    screen_settings,
)
from tui.cli.options.serve import SERVE_ACCEPTS, add_serve_command
from tui.cli.options.sharing import add_sharing_commands
from tui.cli.options.store import STORE_ACCEPTS, add_store_commands
from tui.cli.options.sweep import SWEEP_ACCEPTS, add_sweep_commands
from tui.cli.options.train import TRAIN_ACCEPTS, add_train_command
from tui.cli.options.words import DataFile, with_file
from tui.cli.request import Request, check_resume

OTHER_ACCEPTS = {
    **TRAIN_ACCEPTS,
    **FILE_ACCEPTS,
    **SWEEP_ACCEPTS,
    **PHASE_ACCEPTS,
    **SCREEN_ACCEPTS,
    **STORE_ACCEPTS,
    **RECORD_ACCEPTS,
    **SERVE_ACCEPTS,
    **NETWORK_ACCEPTS,
    **PRESET_ACCEPTS,
}
"""The accepted values of every option that is not a parameter of a run, in words."""

_HELP = """\
A terminal laboratory for neural-network optimization: watch one neuron being trained.

Without a command, it opens the app, with the same options as the commands. descent FILE.csv fits
two columns of a file; descent data FILE.csv shows them.
"""


@cache
def command_line() -> App:
    """The command line; called with its arguments, it returns a `Request`."""
    annotation, none_given = run_options()
    Options: Any = annotation  # noqa: N806 - it is a type
    app = App(
        "descent", help=_HELP, version=f"descent {program_version()}", result_action="return_value"
    )
    app.version_flags = "--version"
    app["--help"].group = app["--version"].group = GENERAL

    @app.default
    def open_app(
        file: DataFile = None,
        /,
        *,
        config: ConfigFile = None,
        runs_dir: RunsDir = None,
        fps: Fps = None,
        link: LinkOption = "auto",
        theme: ThemeName = None,
        lecture: Lecture = False,
        plain: Plain = False,
        resume: Resume = False,
        share: Share = False,
        options: Options = none_given,
    ) -> Request:
        request = Request(
            "app",
            with_file(given(options), file),
            path_of("--config", config),
            runs_dir=path_of("--runs-dir", runs_dir),
            screen=screen_settings(fps, link, theme, lecture=lecture, plain=plain, share=share),
            resume=resume,
        )
        if resume:
            check_resume(request)
        return request

    add_train_command(app)
    add_data_command(app)
    add_reference_command(app)
    add_sweep_commands(app)
    add_phase_command(app)
    add_store_commands(app)
    add_export_commands(app)
    add_lesson_commands(app)
    add_record_command(app)
    add_serve_command(app)
    add_network_commands(app)
    add_doctor_command(app)
    add_sharing_commands(app)
    return app
