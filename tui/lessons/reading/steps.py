"""The steps of a lesson, made of its pieces. All errors are collected, not only the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from engine.nearest import nearest
from tui.lessons.answers import ANSWER
from tui.lessons.ask import Ask, Kind
from tui.lessons.document import (
    Block,
    Do,
    Note,
    Prose,
    Question,
    Reflect,
    Remember,
    Reveal,
    RunTo,
    Set,
    Spotlight,
    Step,
)
from tui.lessons.filling import SlotError, slots
from tui.lessons.numbers import NAMES, remembered_names
from tui.lessons.reading.attributes import Attributes, no_more
from tui.lessons.reading.directions import change_of, commands_of, goal_of, name_of, spot_of
from tui.lessons.reading.faults import Lines, ReadingError
from tui.lessons.reading.front_matter import FrontMatter
from tui.lessons.reading.pieces import Comment, Heading, Text
from tui.lessons.reading.questions import ask_of, with_text, wrong_of
from tui.lessons.reading.words import Direction, direction_name, words_of

_LONGEST_TITLE = 100
_REMARK = "#"
_NOTE = "note"
_At = tuple[int, int]
"""Line and column."""


class _FollowsError(ReadingError):
    """An error that another one has caused, which was reported."""


@dataclass
class _Draft:
    """A step that is being read."""

    title: str
    place: int
    blocks: list[Block] = field(default_factory=list)
    ask: Ask | None = None
    ask_place: int = 0
    reflects: int | None = None
    changed: bool = False
    faulty: bool = False


class Steps:
    """Makes steps of pieces.

    Args:
        front: the front matter.
        lines: of the whole text.
        report: takes errors.
    """

    def __init__(
        self, front: FrontMatter, lines: Lines, report: Callable[[ReadingError], None]
    ) -> None:
        self._config, self._folder = front.config, front.folder
        self._lines, self._take_error = lines, report
        self._names = dict.fromkeys(NAMES)
        self._draft = _Draft(front.title, front.end)
        self._faulty = False
        self._opening, self._steps, self._titles = True, list[Step](), dict[str, int]()
        self._carry_out: dict[str, Callable[[Direction, _At], None]] = {
            "do": self._do, "set": self._set, "run": self._run, "spotlight": self._spotlight,
            "ask": self._ask, "wrong": self._wrong, "hint": self._hint, "right": self._right,
            "remember": self._remember, "reveal": self._reveal, "reflect": self._reflect,
        }  # fmt: skip

    def take(self, piece: Heading | Comment | Text) -> None:
        """Take the next piece."""
        try:
            match piece:
                case Heading():
                    self._end_step()
                    self._begin_step(piece)
                case Text():
                    self._text(piece)
                case Comment():
                    self._comment(piece)
        except ReadingError as error:
            if not isinstance(error, _FollowsError):
                self.report(error)

    def report(self, error: ReadingError) -> None:
        """Report an error; what only follows from it is not reported."""
        self._draft.faulty = self._faulty = True
        self._take_error(error)

    def end(self, place: int) -> tuple[Step, ...]:
        """The steps, after the last piece; `place` is the end of the text."""
        self._end_step()
        if not self._steps and not self._faulty:
            reason = "the lesson has no steps: a step begins with ## and its title"
            self.report(ReadingError(place, reason))
        return tuple(self._steps)

    # ------------------------------------------------------------------------------ steps

    def _begin_step(self, heading: Heading) -> None:
        self._opening, self._draft = False, _Draft(heading.title, heading.place)
        if not heading.title:
            raise ReadingError(heading.place, "the step has no title")
        if len(heading.title) > _LONGEST_TITLE:
            reason = f"the title is longer than {_LONGEST_TITLE} characters"
            raise ReadingError(heading.place, reason)
        if heading.title in self._titles:
            first = self._titles[heading.title]
            reason = f"a second step with the title '{heading.title}'; the first is in line {first}"
            raise ReadingError(heading.place, reason)
        self._titles[heading.title] = self._lines.line(heading.place)

    def _end_step(self) -> None:
        draft = self._draft
        self._end_question()
        if draft.reflects is not None:
            self.report(ReadingError(draft.reflects, "reflect: the text after it is missing"))
        if draft.blocks:
            line, column = self._lines.at(draft.place)
            self._steps.append(Step(draft.title, tuple(draft.blocks), line, column))
            self._titles.setdefault(draft.title, line)
        elif not self._opening and not draft.faulty:
            self.report(ReadingError(draft.place, "the step is empty"))

    def _end_question(self) -> None:
        """A question ends where something else begins; until then, its text may follow."""
        draft = self._draft
        if draft.ask is not None and not draft.ask.question and not draft.faulty:
            self.report(ReadingError(draft.ask_place, "ask: the text of the question is missing"))
        draft.ask = None

    def _add(self, block: Block) -> None:
        self._draft.blocks.append(block)

    # ------------------------------------------------------------------------------ text

    def _text(self, piece: Text) -> None:
        self._check_slots(piece.text, piece.place)
        draft, at = self._draft, self._lines.at(piece.place)
        if draft.ask is not None and not draft.ask.question:
            self._replace_ask(with_text(draft.ask, piece.text, piece.place, *at))
        elif draft.reflects is not None:
            draft.reflects = None
            self._add(Reflect(piece.text, *at))
        else:
            self._add(Prose(piece.text, *at))

    def _check_slots(self, text: str, place: int, *, inside: bool = False, more: str = "") -> None:
        """Check the numbers in a text; `inside` one of a direction, whose places are not exact."""
        try:
            slots(text, [*self._names, more] if more else list(self._names))
        except SlotError as error:
            raise ReadingError(place if inside else place + error.at, error.reason) from None

    # ------------------------------------------------------------------------------ directions

    def _comment(self, piece: Comment) -> None:
        if piece.text.lstrip().startswith(_REMARK):
            return
        name, at, rest, after = direction_name(piece.text, piece.place)
        if name == _NOTE:
            if not rest.strip():
                raise ReadingError(at, "note: the text is missing")
            self._add(Note(rest.strip(), *self._lines.at(at)))
            return
        carry_out = self._carry_out.get(name)
        if carry_out is None:
            known = (*self._carry_out, _NOTE)
            near = nearest(name, known)
            hint = f"did you mean {near}?" if near else f"the directions are {', '.join(known)}"
            raise ReadingError(at, f"unknown direction {name}; {hint}")
        if name not in ("wrong", "hint", "right"):
            self._end_question()
        carry_out(Direction(name, *words_of(rest, after), rest, at), self._lines.at(at))

    def _do(self, direction: Direction, at: _At) -> None:
        self._add(Do(commands_of(direction), *at))
        self._draft.changed = True

    def _set(self, direction: Direction, at: _At) -> None:
        values, self._config = change_of(direction, self._config, self._folder)
        self._add(Set(values, *at))
        self._draft.changed = True

    def _run(self, direction: Direction, at: _At) -> None:
        self._add(RunTo(goal_of(direction), *at))
        self._draft.changed = False

    def _spotlight(self, direction: Direction, at: _At) -> None:
        self._add(Spotlight(spot_of(direction), *at))

    def _remember(self, direction: Direction, at: _At) -> None:
        name = name_of(direction, self._names)
        if self._draft.changed:
            raise ReadingError(direction.place, "remember: must come before a change, or after run")
        self._names |= dict.fromkeys(remembered_names(name))
        self._add(Remember(name, *at))

    def _reveal(self, direction: Direction, at: _At) -> None:
        self._nothing_more(direction)
        if any(isinstance(block, Reveal) for block in self._draft.blocks):
            raise ReadingError(direction.place, "a second reveal in the same step")
        self._add(Reveal(*at))

    def _reflect(self, direction: Direction, _at: _At) -> None:
        self._nothing_more(direction)
        self._draft.reflects = direction.place

    def _nothing_more(self, direction: Direction) -> None:
        no_more(direction.words)
        Attributes(direction).end()

    # ------------------------------------------------------------------------------ questions

    def _ask(self, direction: Direction, at: _At) -> None:
        draft = self._draft
        ask = ask_of(direction, self._names)
        for text in (*ask.hints, ask.right):
            self._check_say(text, direction.place, ask)
        draft.ask, draft.ask_place = ask, direction.place
        self._add(Question(ask, *at))

    def _wrong(self, direction: Direction, at: _At) -> None:
        ask = self._last_ask(direction)
        wrong = wrong_of(direction, ask, self._names, at)
        letters = [choice.letter for choice in ask.choices]
        if ask.kind is Kind.CHOICE and letters and wrong.answer and wrong.answer not in letters:
            reason = f"{wrong.answer} is not one of the choices {', '.join(letters)}"
            raise ReadingError(direction.place, f"wrong: {reason}")
        self._check_say(wrong.say, direction.place, ask)
        self._replace_ask(replace(ask, wrongs=(*ask.wrongs, wrong)))

    def _hint(self, direction: Direction, _at: _At) -> None:
        ask, text = self._last_ask(direction), self._only_text(direction)
        self._check_say(text, direction.place, ask)
        self._replace_ask(replace(ask, hints=(*ask.hints, text)))

    def _right(self, direction: Direction, _at: _At) -> None:
        ask, text = self._last_ask(direction), self._only_text(direction)
        if ask.right or ask.kind is Kind.EXERCISE:
            reason = "is said already" if ask.right else "an exercise says itself why it is right"
            raise ReadingError(direction.place, f"right: {reason}")
        self._check_say(text, direction.place, ask)
        self._replace_ask(replace(ask, right=text))

    def _check_say(self, text: str, place: int, ask: Ask) -> None:
        more = ANSWER if ask.kind is Kind.NUMBER else ""
        self._check_slots(text, place, inside=True, more=more)

    def _only_text(self, direction: Direction) -> str:
        if len(direction.words) != 1 or not direction.words[0].quoted:
            reason = f'{direction.name}: must be a text in quotes, as in {direction.name}: "…"'
            raise ReadingError(direction.place, reason)
        Attributes(direction).end()
        return direction.words[0].text

    def _last_ask(self, direction: Direction) -> Ask:
        ask = self._draft.ask
        if ask is None and self._draft.faulty:
            raise _FollowsError(direction.place, "")
        if ask is None:
            reason = f"{direction.name} must follow a question, before anything else happens"
            raise ReadingError(direction.place, reason)
        return ask

    def _replace_ask(self, ask: Ask) -> None:
        """The question of the draft, changed: its block is the last one that is a question."""
        draft = self._draft
        draft.ask = ask
        for place in range(len(draft.blocks) - 1, -1, -1):
            block = draft.blocks[place]
            if isinstance(block, Question):
                draft.blocks[place] = replace(block, ask=ask)
                return
