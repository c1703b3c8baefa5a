"""Questions: the direction `ask`, its text with the choices, and `wrong`, `hint`, `right`."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from engine.expressions.formula import Formula, formula_of, words_in
from engine.expressions.syntax import ExpressionError
from engine.nearest import nearest
from tui.keys.table import BY_ID
from tui.lessons.answers import ANSWER
from tui.lessons.ask import Ask, Choice, Kind, Wrong
from tui.lessons.comparing import ALIASES
from tui.lessons.exercises.registry import EXERCISES
from tui.lessons.filling import placed
from tui.lessons.reading.attributes import Attributes, no_more
from tui.lessons.reading.faults import ReadingError
from tui.lessons.reading.words import Direction, Word

OTHER = "other"
"""The word for any other wrong answer."""
_CHOICE = re.compile(r"[-*+][ \t]+\(?([a-z])[).][ \t]+(.*)")
_WIDEST = 1.0
_LEAST_CHOICES = 2


def ask_of(direction: Direction, names: Collection[str]) -> Ask:
    """The question of a direction, still without its text.

    Args:
        direction: the direction.
        names: the numbers of the run that a formula may use.
    """
    attributes = Attributes(direction)
    kind = _kind(direction)
    key = "name" if kind is Kind.EXERCISE else "answer"
    pair = attributes.pair(key)
    if pair is None:
        raise attributes.missing(f"{key} = …")
    answer = str(pair.value).strip()
    formula = answer_formula(kind, answer, names, pair.at)
    _check(kind, answer, pair.at)
    ask = Ask(kind, "", answer, formula, hints=attributes.texts("hint"))
    if kind is not Kind.EXERCISE:
        ask = replace(ask, right=attributes.text("right"))
    if kind is Kind.NUMBER:
        within = attributes.number("within", 0.0, 1e9)
        share = attributes.number("tolerance", 0.0 if within else ask.tolerance, _WIDEST)
        ask = replace(ask, tolerance=share, within=within)
    if kind in (Kind.CHOICE, Kind.NUMBER, Kind.EXPRESSION):
        ask = replace(ask, retry=attributes.switch("retry"))
    attributes.end()
    return ask


def _kind(direction: Direction) -> Kind:
    kinds = ", ".join(Kind)
    if not direction.words:
        raise ReadingError(direction.place, f"ask: what is asked for is missing: {kinds}")
    word = direction.words[0]
    no_more(direction.words[1:])
    if word.text not in tuple(Kind):
        near = nearest(word.text, tuple(Kind))
        hint = f"did you mean {near}?" if near else f"must be one of {kinds}"
        raise ReadingError(word.place, f"ask: unknown kind {word.text}; {hint}")
    return Kind(word.text)


def answer_formula(kind: Kind, answer: str, names: Collection[str], place: int) -> Formula | None:
    """The formula of an answer, right or wrong; None where answers are no formulas.

    The names of an expression are those that its author uses.
    """
    if kind not in (Kind.NUMBER, Kind.EXPRESSION):
        return None
    if kind is Kind.EXPRESSION:
        for word in ("lambda", "lam"):
            answer = re.sub(rf"\b{word}\b", ALIASES[word], answer)
        names = sorted(words_in(answer))
    try:
        formula = formula_of(answer, names)
    except ExpressionError as error:
        raise ReadingError(place, f"'{answer}': {placed(error)[1]}") from None
    if kind is Kind.EXPRESSION and not formula.names:
        raise ReadingError(place, f"'{answer}': has no names; ask for a number instead")
    return formula


def _check(kind: Kind, answer: str, place: int) -> None:
    """Check an answer that is no formula; a choice is checked once its list is known."""
    if kind is Kind.KEY and answer not in BY_ID:
        raise ReadingError(place, unknown_command(answer))
    if kind is Kind.KEY and not BY_ID[answer].keys:
        raise ReadingError(place, f"{answer} has no key, only an entry in the palette")
    if kind is Kind.EXERCISE and answer not in EXERCISES:
        near = nearest(answer, EXERCISES)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(EXERCISES)}"
        raise ReadingError(place, f"unknown exercise {answer}; {hint}")


def unknown_command(id_: str) -> str:
    """That this is not the id of a command, with the nearest one."""
    near = nearest(id_.removeprefix("view."), BY_ID)
    hint = f"did you mean {near}?" if near else "docs/keys.md lists them"
    return f"unknown command {id_}; {hint}"


def with_text(ask: Ask, text: str, place: int, line_number: int, column: int) -> Ask:
    """The question with its text, from which the list of choices is taken.

    Args:
        ask: the question.
        text: its text.
        place: index of the text into the whole text.
        line_number, column: of the text.
    """
    ask = replace(ask, line=line_number, column=column)
    if ask.kind is not Kind.CHOICE:
        return replace(ask, question=text)
    kept, choices = list[str](), list[Choice]()
    for number, line in enumerate(text.split("\n"), line_number):
        match = _CHOICE.fullmatch(line.strip())
        if match:
            at = len(line) - len(line.lstrip()) + match.start(2) + 1
            choices.append(Choice(match[1], match[2].strip(), number, at))
        elif choices and line[:1].isspace() and line.strip():
            choices[-1] = replace(choices[-1], text=f"{choices[-1].text} {line.strip()}")
        else:
            kept.append(line)
    letters = "".join(choice.letter for choice in choices)
    expected = "abcdefghijklmnopqrstuvwxyz"[: len(choices)]
    if letters != expected or len(choices) < _LEAST_CHOICES:
        found = f"; found {', '.join(letters)}" if letters else ""
        reason = f"a choice needs a list of answers: - a) …, - b) … in order{found}"
        raise ReadingError(place, reason)
    if ask.answer not in letters:
        reason = f"the answer {ask.answer} is not one of the choices {', '.join(letters)}"
        raise ReadingError(place, reason)
    return replace(ask, question="\n".join(kept).strip(), choices=tuple(choices))


def wrong_of(direction: Direction, ask: Ask, names: Collection[str], at: tuple[int, int]) -> Wrong:
    """A common mistake of this question; `at` is the line and the column of its direction."""
    attributes = Attributes(direction)
    if ask.kind is Kind.EXERCISE:
        raise ReadingError(direction.place, "an exercise has mistakes of its own")
    if not direction.words:
        raise attributes.missing('the wrong answer, as in wrong: "1/limit" or wrong: other,')
    word, say = direction.words[0], attributes.text("say", None)
    no_more(direction.words[1:])
    attributes.end()
    if word.text == OTHER and not word.quoted:
        return Wrong("", None, say, *at)
    _check(ask.kind, word.text, word.place)
    known = {*names, ANSWER} if ask.kind is Kind.NUMBER else names
    formula = answer_formula(ask.kind, word.text, known, word.place)
    _check_names(ask, word, formula)
    return Wrong(word.text, formula, say, *at)


def _check_names(ask: Ask, word: Word, formula: Formula | None) -> None:
    """Check that a mistake can be made: in the names of the right answer, or about the answer."""
    if formula is None or ask.formula is None:
        if word.text == ask.answer:
            raise ReadingError(word.place, f"'{word.text}' is the right answer")
        return
    if ask.kind is Kind.EXPRESSION and not formula.names <= ask.formula.names:
        more = ", ".join(sorted(formula.names - ask.formula.names))
        reason = f"'{word.text}': {more} is not in the right answer, so nobody can type it"
        raise ReadingError(word.place, reason)
    if ask.kind is Kind.NUMBER and formula.compares is not (ANSWER in formula.names):
        reason = f"'{word.text}': must be a number, or a comparison of {ANSWER}"
        raise ReadingError(word.place, reason)
