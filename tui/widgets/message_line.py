"""The second status line: the last message, the keys that are useful next, facts on the right.

The message comes first, then the keys, then the facts; what does not fit is left out, whole. A
message about a state that ended well is shortened so that the next keys fit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tui.keys.mentions import mentioned
from tui.model.status import Hint, Phase, Status, Tone
from tui.text.numbers import pace_text, rate, short
from tui.text.width import cut, text_width

_BETWEEN = " · "
_RESERVED = 2
"""Keys for which a message that has shorter forms leaves space."""
_GAP = 2
"""Columns between what is on the left and the facts."""


@dataclass(frozen=True)
class MessageLine:
    """The line, laid out for a width.

    Attributes:
        message: its text.
        tone: of the message.
        hints: the keys shown after it.
        facts: the text on the right.
        width: of the line.
    """

    message: str
    tone: Tone
    hints: tuple[Hint, ...]
    facts: str
    width: int

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """(component class, text) from left to right, `width` columns in total."""
        return [(part, text) for part, text, _ in self._parts]

    def command_at(self, column: int) -> str:
        """The id of the command of the key in this column; empty if there is none."""
        if column < text_width(self.message):
            return mentioned(self.message, column, None)
        start = 0
        for _, text, hint in self._parts:
            end = start + text_width(text)
            if start <= column < end and hint is not None:
                return _key_at(hint, column - start if text == hint.keys else 0)
            start = end
        return ""

    @property
    def _parts(self) -> list[tuple[str, str, Hint | None]]:
        parts: list[tuple[str, str, Hint | None]] = [(str(self.tone), self.message, None)]
        for hint in self.hints:
            if parts[-1][1]:
                parts.append(("status--label", _BETWEEN, None))
            parts.append(("status--key", hint.keys, hint))
            parts.append(("status--next", f" {hint.words}", hint))
        used = sum(text_width(text) for _, text, _ in parts) + text_width(self.facts)
        parts.append(("status--label", " " * (self.width - used) + self.facts, None))
        return parts


def _key_at(hint: Hint, column: int) -> str:
    """The command of the key in this column of the keys."""
    return hint.commands[hint.keys[:column].count(" ")]


def _hint_width(hint: Hint) -> int:
    return text_width(hint.keys) + 1 + text_width(hint.words)


def laid_out(
    status: Status, width: int, *, settings: bool = False, brief: bool = False
) -> MessageLine:
    """The line for a status in this width.

    The settings come before the other facts if `settings`; if `brief`, there are no others, except
    where the seconds of several replicas go.
    Readings of the instruments stay even if the message needs the space: the user switched them on.
    So does what a sweep does that may slow down the run.
    """
    moves = status.updates_per_second > 0
    speed = f"speed {rate(status.updates_per_second).strip()}".rjust(13) if moves else ""
    asked_for = [speed, *_instruments(status)] if status.instruments else []
    other_speed = "" if asked_for or brief else speed
    first_facts = [status.settings] if settings or brief else [other_speed]
    if status.aside and not brief:
        asked_for = [status.aside, *asked_for]
    fixed, _ = _facts_that_fit([], asked_for, width + _GAP)
    room = width - _facts_width(fixed)
    message = _fitting(status, room)
    room -= text_width(message)
    first, later = status.hints[:_RESERVED], status.hints[_RESERVED:]
    shown, room = _hints_that_fit(first, room, begun=bool(message))
    facts, room = _facts_that_fit(fixed, first_facts, room)
    # The settings have the number of replicas.
    splits = status.split[2:] if settings or brief else status.split
    facts, room = _first_that_fits(facts, splits, room)
    if len(shown) == len(first):
        more, room = _hints_that_fit(later, room, begun=bool(message or shown))
        shown += more
    pace = f"pace {pace_text(status.pace)}"
    others = (
        []
        if brief or status.game is not None
        else [
            "" if other_speed in first_facts else other_speed,
            status.data,
            "" if pace in message else pace,
            status.device,
            f"keeps extremes of every {status.thinned}" if status.thinned > 1 else "",
        ]
    )
    facts, room = _facts_that_fit(facts, others, room)
    return MessageLine(message, status.message.tone, tuple(shown), _BETWEEN.join(facts), width)


def _fitting(status: Status, room: int) -> str:
    """The message, in the fullest form that leaves space for what is needed beside it."""
    message, hints = status.message, status.hints[:_RESERVED]
    reserved = sum(len(_BETWEEN) + _hint_width(hint) for hint in hints)
    if status.state is Phase.LOST or (hints and "revive" in hints[0].commands):
        # Only these keys help now.
        return cut(message.text, max(room - reserved, 0))
    if message.shorter and message.tone in (Tone.GOOD, Tone.PLAIN):
        short = message.fitting(room - reserved)
        if text_width(short) <= room - reserved:
            return short
    return cut(message.fitting(room), max(room, 0))


def _hints_that_fit(hints: tuple[Hint, ...], room: int, *, begun: bool) -> tuple[list[Hint], int]:
    """The first hints that fit, and the space left."""
    shown: list[Hint] = []
    for hint in hints:
        needs = _hint_width(hint) + (len(_BETWEEN) if begun or shown else 0)
        if needs > room:
            break
        room -= needs
        shown.append(hint)
    return shown, room


def _facts_that_fit(shown: list[str], facts: list[str], room: int) -> tuple[list[str], int]:
    """The facts shown and the first of others that fit, and the space left."""
    shown = list(shown)
    for fact in filter(None, facts):
        needs = text_width(fact) + (len(_BETWEEN) if shown else _GAP)
        if needs > room:
            break
        room -= needs
        shown.append(fact)
    return shown, room


def _first_that_fits(shown: list[str], forms: tuple[str, ...], room: int) -> tuple[list[str], int]:
    """The facts shown with the first form of another that fits, and the space left."""
    for form in forms:
        facts, left = _facts_that_fit(shown, [form], room)
        if len(facts) > len(shown):
            return facts, left
    return shown, room


def _facts_width(facts: list[str]) -> int:
    return text_width(_BETWEEN.join(facts)) + _GAP if facts else 0


def _instruments(status: Status) -> list[str]:
    readings = status.instruments
    if readings is None:
        return []
    return [
        *_device_facts(status),
        f"{readings.pictures_per_second:.0f} pictures/s",
        f"{readings.bytes_per_second / 1e3:.1f} kB/s",
        f"lag {readings.lag * 1e3:.0f} ms",
    ]


def _device_facts(status: Status) -> list[str]:
    """What the device does: the kernels that the updates start, and the state of a GPU."""
    facts = []
    if status.kernels and status.updates_per_second > 0:
        facts.append(f"{short(status.kernels * status.updates_per_second)} kernels/s")
    gpu = status.gpu
    if gpu is None:
        return facts
    memory = (gpu.memory, gpu.memory_total)
    known = {
        f"GPU {gpu.busy * 100:.0f} % busy": gpu.busy,
        f"{gpu.memory / 2**30:.1f} of {gpu.memory_total / 2**30:.0f} GiB": sum(memory),
        f"{gpu.temperature:.0f} °C": gpu.temperature,
        f"{gpu.power:.0f} W": gpu.power,
    }
    return facts + [text for text, value in known.items() if not math.isnan(value)]
