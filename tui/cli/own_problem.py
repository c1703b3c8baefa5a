"""A loss in a Python file, named on the command line."""

from __future__ import annotations

import contextlib
from pathlib import Path

from engine.config.file_access import are_files_off
from engine.config.paths import typed_path, whole_path
from engine.config.problem import ProblemConfig
from engine.config.run import RunConfig
from engine.errors import DescentError, ProblemError
from engine.problems.own.permission import is_permitted, permit, source_of, warning
from engine.problems.own.version import Version, other_version_text
from tui.cli.output import complain


def permitted(
    config: RunConfig, *, by_hand: bool, origin: Path | None, executes: bool = True
) -> RunConfig:
    """The configuration, whose file with a loss may be executed now; others are unchanged.

    `warn` says so, once it is about to be.

    Args:
        config: the configuration.
        executes: whether this command executes it.
        by_hand: whether the file was named on the command line.
        origin: the file of the configuration otherwise.

    Raises:
        DescentError: the file cannot be read, or a file of parameters names it.
    """
    name = config.problem.problem
    if not config.problem.is_own:
        return config
    if executes and not by_hand:
        raise DescentError(
            f"{origin}: problem: {name} is a Python file, whose code would be executed; if you "
            f"trust it, type --problem {name} too"
        )
    path = whole_path(typed_path(name))
    # Who serves a file has permitted a version of it; a visitor permits no other.
    if executes and not are_files_off():
        permit(path)
    problem = config.problem.model_copy(update={"problem": str(path)})
    return config.model_copy(update={"problem": problem})


def check_version(problem: ProblemConfig, version: Version) -> None:
    """Check that the file of a problem is the one of a run that is to go on.

    Raises:
        DescentError: it has another version.
    """
    if not version.is_that_of(Version.of(problem)):
        what = other_version_text(problem)
        raise DescentError(f"--problem: {what}; put that version back, or leave out --resume")


def warn(config: RunConfig) -> None:
    """Say that code is executed, if a worker with this configuration executes a file."""
    if not config.problem.is_own or are_files_off():
        return
    path = Path(config.problem.problem)
    with contextlib.suppress(ProblemError):
        if is_permitted(source_of(path)):
            complain(warning(path))
