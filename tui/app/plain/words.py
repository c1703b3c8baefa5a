"""What a typed line asks for: a command by its words, a parameter with a value, an answer."""

from __future__ import annotations

from dataclasses import dataclass

from engine.config.parameters import PARAMETERS, value_of
from engine.config.run import RunConfig
from engine.nearest import nearest
from tui.keys.command import OF_RUN, Command, Context
from tui.keys.table import COMMANDS
from tui.text.numbers import clipped, parameter_text

ALIASES = {"lr": "learning_rate", "batch": "batch_size", "rate": "learning_rate"}
"""Short names of parameters."""
LESSON_WORDS = {
    "next": "lesson-next",
    "back": "lesson-back",
    "return": "lesson",
    "hint": "lesson-hint",
    "skip": "lesson-skip",
    "again": "lesson-again",
    "over": "lesson-restart",
    "close": "lesson-close",
}
OWN_WORDS = (
    "help", "state", "settings", "results", "sweep", "tradeoff", "lessons", "lesson", "step",
    "wait", "pause", "quit",
)  # fmt: skip
"""Words of this mode alone, or with more after them."""
NEED_A_SCREEN = ("replay", "references", "phase-now")
"""Commands of the run that need a screen; the others of it do not, nor those of `MORE`."""
NEEDS_SWEEPS = ("sweep-stop", "sweep-continue", "sweep-other", "sweep-export")
"""Commands that need the focus on the results, which are always at hand here."""
MORE = (*NEEDS_SWEEPS, "write", "save-run", "events", "keras", "copy", "resume-session")
_MOST_STEPS = 1_000_000
_LONGEST_SHOWN = 40
"""Characters of a typed line that a message repeats."""


@dataclass(frozen=True)
class Own:
    """A word of this mode, and what follows it."""

    word: str
    rest: str = ""


@dataclass(frozen=True)
class Do:
    """A command by its id."""

    command: str


@dataclass(frozen=True)
class Steps:
    """A number of updates."""

    count: int


@dataclass(frozen=True)
class Give:
    """A value for a parameter, as typed."""

    parameter: str
    text: str


@dataclass(frozen=True)
class Unknown:
    """Nothing that is known; why not, in one line."""

    reason: str


Asked = Own | Do | Steps | Give | Unknown


def understood(line: str) -> Asked:
    """What a line asks for."""
    words = line.strip()
    first, _, rest = words.partition(" ")
    first, rest = first.lower(), rest.strip()
    if first in LESSON_WORDS and not rest:
        return Do(LESSON_WORDS[first])
    if first == "step":
        return _steps(rest)
    if first in OWN_WORDS:
        return Own(first, rest)
    if command := _command(words.lower()):
        return Do(command)
    if given := _given(words):
        return given
    if command := _pressed(words):
        return Do(command)
    return Unknown(_unknown(words))


def _steps(text: str) -> Asked:
    digits = text.replace(",", "") or "1"
    count = digits.lstrip("0")
    number = int(count[:9]) if count.isascii() and count.isdecimal() else 0
    if not 0 < number <= _MOST_STEPS:
        return Unknown(
            f"step {clipped(text, _LONGEST_SHOWN)}: must be a whole number, 1 to {_MOST_STEPS:,}"
        )
    return Steps(number)


def _given(words: str) -> Give | None:
    """A parameter and a value, with or without = between them."""
    name, equals, value = words.removeprefix("set ").partition("=")
    if not equals:
        name, _, value = words.removeprefix("set ").rpartition(" ")
    key = name.strip().lower()
    labels = {parameter.notes.label.lower(): known for known, parameter in PARAMETERS.items()}
    known = ALIASES.get(key) or labels.get(key) or key.replace(" ", "_").replace("-", "_")
    return Give(known, value.strip()) if known in PARAMETERS and value.strip() else None


def applies_here(command: Command) -> bool:
    """Whether a command needs no screen."""
    return command.id in MORE or (command.context in OF_RUN and command.id not in NEED_A_SCREEN)


def spoken_commands() -> dict[str, str]:
    """The ids of the commands of this mode, by id and by label."""
    usable = [*filter(applies_here, COMMANDS)]
    return {c.label.lower(): c.id for c in usable} | {c.id: c.id for c in usable}


def _command(words: str) -> str:
    return spoken_commands().get(words, "")


def _pressed(words: str) -> str:
    """The command of a key, which messages name; in a lesson a letter may be an answer."""
    for command in COMMANDS:
        in_lesson = command.context is Context.LESSON and len(words) > 1
        usable = applies_here(command) or in_lesson
        if command.keys and usable and words == command.shown:
            return command.id
    return ""


def named(words: str) -> str:
    """The command of a word or a key, as the answer to the question for a key; empty for none."""
    text = words.strip()
    for command in COMMANDS:
        if text in (command.id, command.shown) or text.lower() == command.label.lower():
            return command.id
    return ""


def _unknown(words: str) -> str:
    known = [*spoken_commands(), *LESSON_WORDS, *OWN_WORDS, *ALIASES, *PARAMETERS]
    shown = clipped(words, _LONGEST_SHOWN)
    if any(words.lower() in (c.id, c.label.lower()) for c in COMMANDS):
        return f"{shown}: is for the screen; help: what can be typed here"
    if asked := _given(f"{words} = ?"):
        return f"{shown}: needs a value: {PARAMETERS[asked.parameter].accepts}"
    near = nearest(words.lower(), known)
    hint = f"did you mean {near}?" if near else "help: what can be typed"
    return f"{shown}: unknown; {hint}"


_FIELDS = {"batches": "batch_size", "rates": "learning_rate", "optimizers": "optimizer",
           "seeds": "seed", "lambda": "l2", "loss": "loss_factor"}  # fmt: skip
"""Other words for the fields of sweeps and trade-offs."""


def fields_in(words: str) -> dict[str, str] | str:
    """The fields of a form, as in batch 1,16 lr 0.01,0.1; why there are none, in one line."""
    parts = words.replace("=", " ").split()
    found: dict[str, str] = {}
    for name, value in zip(parts[::2], parts[1::2], strict=False):
        key = name.lower().replace("-", "_")
        found[_FIELDS.get(key) or ALIASES.get(key, key)] = value
    known = {*_FIELDS.values(), "data_seed", "order_seed"}
    wrong = [name for name in found if name not in known]
    if wrong or len(parts) % 2:
        what = wrong[0] if wrong else parts[-1]
        shown = clipped(what, _LONGEST_SHOWN)
        return f"{shown}: must be names and values, such as batch 1,16 lr 0.001,0.01 seeds 3"
    return found


def help_text() -> str:
    """What can be typed, one line each."""
    rows = [
        ("state", "the state of the run in words"),
        ("settings", "all parameters"),
        ("lr 0.01", "a parameter by its name and a value: batch 16, optimizer adam, seed 3"),
        ("step 10", "make this many updates"),
        ("wait", "wait until the run is at rest"),
        ("pause", "pause the run"),
        ("results", "the results of the last sweep or trade-off"),
        *((c.id, c.help) for c in filter(applies_here, COMMANDS)),
        ("sweep batch 1,16 lr 0.01,0.1", "a sweep by words; sweep alone asks field by field"),
        ("lessons", "list the lessons"),
        ("lesson 3", "open a lesson by its number, its name or its file"),
        ("next, back", "in a lesson: read on, read back"),
        ("return", "in a lesson: return to it after own experiments"),
        ("hint, skip", "in a question: a hint; show the answer"),
        ("again, over", "start the step over; start the lesson over"),
        ("close", "close the lesson"),
        ("a key", "the command of that key on the screen, such as k or space"),
        ("quit", "end"),
    ]
    return "\n".join(f"{word}: {what}" for word, what in rows)


def settings_text(config: RunConfig) -> str:
    """All parameters, one line each."""
    return "\n".join(
        f"{parameter.notes.label}: {parameter_text(value_of(config, name)) or 'none'}"
        for name, parameter in PARAMETERS.items()
    )
