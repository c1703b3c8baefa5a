"""The front matter of a lesson: TOML between two lines of +++."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.config.applicable import applies
from engine.config.auto import asks_auto, without_auto
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.config.toml import named_values
from engine.errors import ConfigError, DescentError
from engine.nearest import nearest
from tui.lessons.reading.faults import ReadingError

FORMAT = 1
FENCE = "+++"
_KEYS = ("format", "title", "minutes", "seed", "configuration")
_LONGEST_TITLE = 100
_MOST_MINUTES = 600
_MINUTES = 10
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_NO_DATA = ("none", "auto")
_EXAMPLE = f'it begins with {FENCE}, format = {FORMAT}, title = "…", {FENCE}'


@dataclass(frozen=True)
class FrontMatter:
    """What the front matter says.

    Attributes:
        title, minutes, config: of the lesson.
        end: index into the text of the line after it.
        folder: the lesson's own, where a relative path of data begins; None is the current one.
    """

    title: str
    minutes: int
    config: RunConfig
    end: int
    folder: Path | None = None


def front_matter(source: str, folder: Path | None) -> FrontMatter:
    """Read the front matter of a text.

    Args:
        source: the whole text.
        folder: the lesson's own, where a relative path of data begins.

    Raises:
        ReadingError: it is missing or invalid.
    """
    text, begin, end = _between(source)
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise _not_toml(error, text, begin) from None
    where = _Where(text, begin)
    for key in table:
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            hint = f"did you mean {near}?" if near else f"the keys are {', '.join(_KEYS)}"
            raise ReadingError(where.of(key), f"unknown key {key}; {hint}")
    if type(table.get("format")) is not int or table["format"] != FORMAT:
        wrong = "format is missing" if "format" not in table else f"format {table['format']!r}"
        raise ReadingError(where.of("format"), f"{wrong}; must be format = {FORMAT}")
    return FrontMatter(
        _title(table, where), _minutes(table, where), _config(table, where, folder), end, folder
    )


def _between(source: str) -> tuple[str, int, int]:
    """The text of the front matter, its place, and that of what follows it."""
    first, _, _ = source.partition("\n")
    if first.rstrip() != FENCE:
        hint = "the front matter is TOML, not YAML: " if first.rstrip() == "---" else ""
        raise ReadingError(0, f"{hint}the file has no front matter; {_EXAMPLE}")
    begin = place = len(first) + 1
    while place < len(source):
        line_end = source.find("\n", place)
        line_end = len(source) if line_end < 0 else line_end
        if source[place:line_end].rstrip() == FENCE:
            return source[begin:place], begin, min(line_end + 1, len(source))
        place = line_end + 1
    raise ReadingError(0, f"the front matter is not closed: a second line of {FENCE} is missing")


def _not_toml(error: Exception, text: str, begin: int) -> ReadingError:
    message = str(error)
    match = _POSITION.search(message)
    place = begin + len(text)
    if match and match[1]:
        lines = text.split("\n")
        before = sum(len(line) + 1 for line in lines[: int(match[1]) - 1])
        place = begin + before + int(match[2]) - 1
    elif not match:
        place = begin
    return ReadingError(place, f"not TOML: {_POSITION.sub('', message)}")


class _Where:
    """The places of keys in the front matter."""

    def __init__(self, text: str, begin: int) -> None:
        self._text, self._begin = text, begin

    def of(self, key: str) -> int:
        """The place of a key; of the beginning if it is not written as such."""
        pattern = rf"^[ \t]*(\[?[ \t]*)?[\"']?(?P<key>{re.escape(key)})[\"']?[ \t]*[=\].]"
        match = re.search(pattern, self._text, re.MULTILINE)
        return self._begin if match is None else self._begin + match.start("key")

    def inside(self, key: str) -> int:
        """The place of a key of the configuration."""
        table = self._text.find("configuration")
        pattern = rf"(?<![\w-]){re.escape(key)}(?![\w-])"
        match = re.compile(pattern).search(self._text, max(table, 0))
        return self.of("configuration") if match is None else self._begin + match.start()


def _title(table: Mapping[str, object], where: _Where) -> str:
    title = table.get("title")
    if not isinstance(title, str) or not title.strip() or not title.isprintable():
        wrong = "title is missing" if title is None else "title is not a line of text"
        raise ReadingError(where.of("title"), f'{wrong}; must be such as title = "Too fast"')
    if len(title) > _LONGEST_TITLE:
        raise ReadingError(where.of("title"), f"title is longer than {_LONGEST_TITLE} characters")
    return title.strip()


def _minutes(table: Mapping[str, object], where: _Where) -> int:
    minutes = table.get("minutes", _MINUTES)
    if type(minutes) is not int or not 1 <= minutes <= _MOST_MINUTES:
        wrong = f"minutes: must be a whole number, 1 to {_MOST_MINUTES}"
        raise ReadingError(where.of("minutes"), wrong)
    return minutes


def _config(table: Mapping[str, object], where: _Where, folder: Path | None) -> RunConfig:
    config, given = RunConfig(), table.get("configuration", {})
    if not isinstance(given, dict):
        raise ReadingError(where.of("configuration"), "configuration: must be a table")
    try:
        if "seed" in table:
            config = with_values(config, {"seed": table["seed"]})
    except ConfigError as error:
        raise ReadingError(where.of("seed"), f"seed: {error.reason}") from None
    names: dict[str, str] = {}
    try:
        values = _values(given, table, folder)
        names = dict(zip(values, given, strict=True))
        config = with_values(config, without_auto(values))
        _check_effects(config, values)
        if not asks_auto(values):
            return config
        from engine.theory.auto_rate import with_auto

        return with_auto(config)[0]
    except ConfigError as error:
        key = names.get(error.parameter or "", error.parameter or "configuration")
        raise ReadingError(where.inside(key), f"{key}: {error.reason}") from None
    except DescentError as error:
        raise ReadingError(where.of("configuration"), str(error)) from None


def _values(
    given: Mapping[str, object], table: Mapping[str, object], folder: Path | None
) -> dict[str, object]:
    """The parameters of the configuration."""
    values = named_values(given)
    if "seed" in values and "seed" in table:
        raise ConfigError("seed", "given twice; leave it out of the configuration")
    return in_folder(values, folder)


def in_folder(values: dict[str, object], folder: Path | None) -> dict[str, object]:
    """The parameters, with a relative path of data in the lesson's folder."""
    path = values.get("data")
    if folder is None or not isinstance(path, str) or path.startswith("~") or path in _NO_DATA:
        return values
    return {**values, "data": str(folder / path)}


def _check_effects(config: RunConfig, values: Mapping[str, object]) -> None:
    for name in values:
        if not applies(config, name):
            raise ConfigError(name, "has no effect in this configuration")
