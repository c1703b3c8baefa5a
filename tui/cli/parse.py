"""Parses the command line with cyclopts; errors are one line in our own words."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from engine.config.parameters import PARAMETERS
from engine.errors import shown
from engine.nearest import nearest
from tui.cli.options.command_line import OTHER_ACCEPTS, command_line
from tui.cli.options.export import EXPORT_FORMATS
from tui.cli.options.files import FILE_ACCEPTS
from tui.cli.options.run import option_names
from tui.cli.options.words import COMMANDS, STANDARD_INPUT, names_file, unknown_word
from tui.cli.request import Request, UsageError

_COMMANDS_OF = {
    **dict.fromkeys(("--every", "--history", "--save", "--tensorboard"), "descent train"),
    **dict.fromkeys(
        (
            *("--learning-rates", "--optimizers", "--schedules", "--scheduler", "--map"),
            *("--seeds", "--data-seeds", "--order-seeds"),
        ),
        "descent sweep",
    ),
    "--batch-sizes": "descent sweep and tradeoff",
    "--output": "descent sweep, tradeoff and phase",
    **dict.fromkeys(("--x", "--y", "--cells"), "descent phase"),
    "--loss-factor": "descent tradeoff",
    **dict.fromkeys(("--host", "--port", "--visitors", "--token"), "descent serve"),
    **dict.fromkeys(("--overwrite", "--keys", "--idle-limit", "--gif"), "descent record"),
    "--lesson": "descent record and serve",
    "--speed": "descent replay",
    "--take-over": "descent attach",
    "--audience": "descent present",
    **dict.fromkeys(
        ("--target", "--checkpoints", "--grid", "--range", "--chunk", "--run-code", "--again"),
        "descent landscape",
    ),
    "--json": "descent train, sweep, tradeoff, phase, reference, data, runs, lesson and doctor",
}
"""The commands of an option that the app does not have."""
_FLAGS = (
    *("--json", "--lecture", "--resume", "--share", "--take-over", "--audience"),
    *("--token", "--overwrite", "--keys", "--run-code", "--again"),
)
"""The options without a value that are not parameters."""
_HELP_OPTIONS = ("--help", "-h", "--version")
_RUNS_COMMANDS = ("remove",)
"""The commands of `descent runs`."""
_LESSON = "lesson"
_NO_RUN = "the name of a run is missing; descent runs lists the saved runs"
_NO_FILE = "a file is missing, such as lesson.md"
_NEAR = 0.7
"""How alike a misspelled word must be to what it is taken for; 1 is the same."""


def parse(words: Sequence[str]) -> Request | None:
    """The request of these arguments; None if help or version was printed.

    Raises:
        UsageError: an unknown option, a missing value or one too many, or invalid text.
    """
    _check_text(words)
    try:
        request = command_line()(
            _switches_spelled_out(words), exit_on_error=False, print_error=False
        )
    except CycloptsError as error:
        raise UsageError(_refusal(error, words)) from None
    return request if isinstance(request, Request) else None


def _check_text(words: Sequence[str]) -> None:
    """Refuse bytes that are not text, except in the name of a file, where they are possible."""
    for before, word in pairwise(["", *words]):
        if not any("\ud800" <= character <= "\udfff" for character in word):
            continue
        option, equals, value = word.partition("=")
        if not (equals and option.startswith("-")):
            option, value = before, word
        if option in FILE_ACCEPTS:
            continue
        plain = shown(os.fsencode(value).decode(errors="backslashreplace"))
        where = f"{option}: " if option.startswith("-") else ""
        raise UsageError(f"{where}{plain}: must be text in {sys.getfilesystemencoding().upper()}")


def _switches_spelled_out(words: Sequence[str]) -> list[str]:
    """The arguments, with --shuffle as --shuffle=on, --no-shuffle as --shuffle=off, - as a value.

    A hyphen is standard input: the value of the option before it, or the file of data.
    """
    switches = {item.option for item in PARAMETERS.values() if item.kind == "bool"}
    flags = {*switches, *_FLAGS, *_HELP_OPTIONS}
    spelled: list[str] = []
    for word, following in pairwise([*_ranges_joined(words), "--"]):
        if word in switches and following.startswith("-"):
            spelled.append(f"{word}=on")
        elif word.startswith("--no-") and (option := "--" + word[5:]) in switches:
            spelled.append(f"{option}=off")
        elif word == STANDARD_INPUT and words[0] != _LESSON:
            before = spelled[-1] if spelled else ""
            has_option = before.startswith("--") and "=" not in before and before not in flags
            spelled.append(f"{spelled.pop() if has_option else '--data'}={word}")
        else:
            spelled.append(word)
    return spelled


def _ranges_joined(words: Sequence[str]) -> list[str]:
    """The arguments, with --range -1:1 as --range=-1:1: a negative number is no option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "--range" and word[:1] == "-" and word[1:2] in "0123456789.":
            joined[-1] = f"--range={word}"
        else:
            joined.append(word)
    return joined


def _accepted() -> dict[str, str]:
    """The accepted values of each option, in words, by all its names."""
    names = {name: item.accepts for item in PARAMETERS.values() for name in option_names(item)}
    return names | OTHER_ACCEPTS


def _refusal(error: CycloptsError, words: Sequence[str]) -> str:
    """What is wrong and what is accepted, in one line."""
    match error:
        case UnknownOptionError(token=token, argument_collection=arguments):
            own = [name for argument in arguments for name in argument.names]
            return _unknown_option(token.keyword or token.value, own)
        case MissingArgumentError(argument=argument, keyword=keyword) if argument is not None:
            name, accepts = keyword or argument.name, _accepted().get(argument.name)
            if accepts is not None:
                return f"{name}: the value is missing; must be {accepts}"
            of_lesson = _LESSON in (error.command_chain or ())
            return _NO_FILE if of_lesson else _NO_RUN
        case RepeatArgumentError(token=token):
            return f"{token.keyword}: given more than once"
        case CoercionError(argument=argument) if argument is not None:
            return f"{argument.name}: takes no value"
        case UnknownCommandError(unused_tokens=[word, *_]):
            formats = " or ".join(EXPORT_FORMATS)
            return f"{shown(word)}: unknown format; must be {formats}: descent export keras"
        case UnusedCliTokensError(unused_tokens=[word, *_]):
            return _word_too_many(word, words[0], error.command_chain or ())
        case _:
            return " ".join(str(error).split())


def _unknown_option(name: str, own: Sequence[str]) -> str:
    """Why this is not an option of a command whose options are `own`."""
    name = name.partition("=")[0]
    known = [*_accepted(), *_FLAGS, *_HELP_OPTIONS]
    if name in _HELP_OPTIONS:
        return f"{name}: takes no value"
    if name in _COMMANDS_OF:
        return f"{name}: only for {_COMMANDS_OF[name]}; descent without a command opens the app"
    if name in known:
        return f"{name}: not an option of this command; --help lists its options"
    near = nearest(name, own, _NEAR) or nearest(name, known, _NEAR)
    hint = f"did you mean {near}?" if near else "descent --help lists all options"
    return f"{shown(name)}: unknown option; {hint}"


def _word_too_many(word: str, first: str, chain: Sequence[str]) -> str:
    """Why there is no place for a word; `chain` is the command, `first` the first word."""
    if tuple(chain) == ("runs",):
        near = nearest(word, _RUNS_COMMANDS, _NEAR)
        hint = f"did you mean {near}?" if near else f"the command is {_RUNS_COMMANDS[0]}"
        return f"{shown(word)}: unknown command of descent runs; {hint}"
    if tuple(chain)[:1] == (_LESSON,):
        return f"{shown(word)}: one word too many; it takes one lesson"
    if word in COMMANDS:
        return unknown_word(word)
    if not chain and not first.startswith("-") and not names_file(first):
        return unknown_word(first)
    return f"{shown(word)}: one word too many; at most one file of data is fitted"
