"""The version of a file with a loss that is in use, and whether there is another one now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from engine.config.problem import ProblemConfig
from engine.errors import ProblemError
from engine.problems.own.permission import digest_of, is_permitted, source_of


@dataclass(frozen=True)
class Version:
    """A version of a file.

    Attributes:
        digest: its SHA-256; empty if there is no file, none that can be read, or if it is not
            known.
    """

    digest: str = ""

    @classmethod
    def of(cls, config: ProblemConfig) -> Self:
        """The version that the file of a problem has now."""
        source = _source(config)
        return cls() if source is None else cls(digest_of(source))

    def edited(self, config: ProblemConfig) -> bool:
        """Whether the file has another version now, whether or not it may be executed."""
        source = _source(config)
        return source is not None and digest_of(source) != self.digest

    def outdated(self, config: ProblemConfig) -> bool:
        """Whether the file has another version now, and that one may be executed."""
        source = _source(config)
        return source is not None and digest_of(source) != self.digest and is_permitted(source)

    def next(self, config: ProblemConfig) -> Self:
        """The version of the run after a restart."""
        return type(self).of(config) if self.outdated(config) else self

    def is_that_of(self, other: Version) -> bool:
        """Whether both are the same, as far as they are known."""
        return self == other or not (self.digest and other.digest)


UNKNOWN = Version()


def edited_text(config: ProblemConfig) -> str:
    """What to say of a file that has a version that may not be executed."""
    return (
        f"{Path(config.problem).name} was edited; the run uses the version before. "
        "To use the new one, type its path as the problem again"
    )


def other_version_text(config: ProblemConfig) -> str:
    """Why a run of another version of a file cannot be continued, or written as a script."""
    name = Path(config.problem).name
    return f"the run was made with another version of {name}; with this one it has another loss"


def _source(config: ProblemConfig) -> bytes | None:
    if not config.is_own:
        return None
    try:
        return source_of(Path(config.problem))
    except ProblemError:
        return None
