"""Which keys begin to type a value, beside Enter."""

from __future__ import annotations

from engine.config.parameters import Parameter

_NUMBER = "0123456789."
_PATH = "/~"


def begins_number(typed: str) -> bool:
    """Whether a character begins a number, or a path such as ./loss.py."""
    return bool(typed) and typed in _NUMBER


def begins_words(typed: str, parameter: Parameter, *, is_key: bool) -> bool:
    """Whether a character begins the words or the path of a parameter.

    A letter that does something here keeps doing it: who is used to the key does not expect it to
    type. So does `/`, but every absolute path begins with it.
    """
    if typed and typed in _PATH:
        return parameter.kind == "path" or parameter.name == "problem"
    takes_words = parameter.kind in ("choice", "text", "path")
    return takes_words and typed.isalpha() and not is_key
