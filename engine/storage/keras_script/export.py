"""A run as the parts of a script: reads the data if they come from a file."""

from __future__ import annotations

from pathlib import Path

from engine.config.run import RunConfig
from engine.data.preview import Preview
from engine.errors import ProblemError
from engine.problems.own.version import Version, other_version_text
from engine.storage.keras_script.course import Course
from engine.storage.keras_script.file_samples import file_samples
from engine.storage.keras_script.own_file import OwnFile, own_file
from engine.storage.keras_script.part import Part
from engine.storage.keras_script.recipe import recipe_of
from engine.storage.keras_script.script import parts_of


def exported(config: RunConfig, data: Preview, course: Course | None = None) -> list[Part]:
    """The parts of the script that reproduces a run of this configuration.

    Args:
        config: of the run, at its end.
        data: its samples.
        course: of a run that has begun; None for one that has not.

    Raises:
        DataError: the data cannot be read, now or by a short script.
        ProblemError: the file with the loss cannot be read, or has another version than the run.
    """
    file = None if config.data.data is None else file_samples(config.data)
    own = _own_file(config, course) if config.problem.is_own else None
    return parts_of(recipe_of(config, data, file, own, course))


def _own_file(config: RunConfig, course: Course | None) -> OwnFile:
    own = own_file(Path(config.problem.problem))
    if course is not None and not Version(own.digest).is_that_of(course.version):
        raise ProblemError(other_version_text(config.problem))
    return own
