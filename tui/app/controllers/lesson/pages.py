"""What the pane of a lesson shows, from the state of the lesson and the numbers of the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tui.lessons.ask import Ask
from tui.lessons.ask import Kind as Asked
from tui.lessons.document import Question, Reveal, RunTo
from tui.lessons.goal import End, Goal
from tui.lessons.numbers import Numbers
from tui.lessons.page import Manner, Passage
from tui.lessons.play import Next, Phase, Play
from tui.lessons.spots import SPOTS
from tui.widgets.lesson.page import Kind, Page, Part

_KINDS = {
    Manner.TEXT: (Kind.TEXT, ""),
    Manner.REVEAL: (Kind.TEXT, ""),
    Manner.ANSWER: (Kind.ANSWER, "your answer:"),
    Manner.RIGHT: (Kind.RIGHT, "✓ right"),
    Manner.WRONG: (Kind.WRONG, "✗ not right"),
    Manner.SOLUTION: (Kind.ANSWER, "the answer:"),
    Manner.REFLECT: (Kind.REFLECT, "think"),
}
_ASKED = {Asked.KEY: "find the key", Asked.EXERCISE: "exercise"}
_ENDS = {
    End.CONVERGED: "until it converges",
    End.DIVERGED: "until it diverges",
    End.ENDED: "to its end",
}


@dataclass(frozen=True)
class KeyWords:
    """What the user presses or types.

    Attributes:
        on: to go on; path: to return to the path; skip: to see the answer.
        all: how the other lessons are found.
        reading, asking, running, off, over: of the lower border.
    """

    on: str
    path: str
    skip: str
    all: str
    reading: str = ""
    asking: str = ""
    running: str = ""
    off: str = ""
    over: str = ""


ON_SCREEN = KeyWords(
    "pgdn", "j", "ctrl+o", "ctrl+p: all lessons",
    "pgdn: next · pgup: back", "ctrl+g: hint · ctrl+o: answer", "pgdn: finish · space: pause",
    "j: return to the lesson", "ctrl+p: lessons · pgup: back",
)  # fmt: skip
TYPED = KeyWords("next", "return", "skip", "lessons: all lessons")


@dataclass(frozen=True)
class Course:
    """How the run follows the lesson.

    Attributes:
        goal: of the lesson's run that is going on; None while there is none.
        halted: whether that run was paused on its way.
        off: whether the run has left the path.
        getting_ready: whether the start of a step is being reproduced.
        waiting: why nothing happens, such as a worker that is being started; empty if it does.
    """

    goal: Goal | None = None
    halted: bool = False
    off: bool = False
    getting_ready: bool = False
    waiting: str = ""


def page_of(
    play: Play,
    numbers: Numbers,
    course: Course,
    following: str = "",
    words: KeyWords = ON_SCREEN,
) -> Page:
    """The page of the step that is read.

    Args:
        play: the state of the lesson.
        numbers: of the run now.
        course: how the run follows.
        following: the title of the lesson after this one; empty for none.
        words: what the user presses or types.
    """
    lesson, shown = play.lesson, play.shown
    parts = [Part(Kind.TITLE, lesson.steps[shown].title)]
    if play.spotlight and shown == play.step:
        parts.append(Part(Kind.LOOK, f"look at {SPOTS[play.spotlight]}"))
    hints, known = 0, play.known(numbers)
    for passage in play.page.passages:
        hints = hints + 1 if passage.manner is Manner.HINT else hints
        parts += _parts(passage, known, hints)
    asks = play.ask if shown == play.step else None
    parts += _course(play, course, following, words)
    count = len(lesson.steps)
    return Page(
        title=f"step {shown + 1} of {count} · {lesson.minutes} min · {lesson.title}",
        step=shown + 1,
        parts=tuple(parts),
        ready=not course.getting_ready,
        prompt="" if asks is None else _prompt(asks),
        keys=_keys(play, course, words, following),
    )


def _keys(play: Play, course: Course, words: KeyWords, following: str) -> str:
    """The keys of the lower border."""
    here = play.shown == play.step
    if course.off:
        return words.off
    if course.goal is not None and not course.halted:
        return words.running
    if here and play.phase is Phase.OVER and not following:
        return words.over
    return words.asking if here and play.ask is not None else words.reading


def _parts(passage: Passage, numbers: Numbers, hints: int) -> Iterator[Part]:
    text = passage.filled(numbers)
    match passage.manner:
        case Manner.QUESTION:
            ask = passage.ask
            yield Part(Kind.QUESTION, text, "question" if ask is None else _name_of(ask))
            for choice in passage.choices(numbers):
                yield Part(Kind.CHOICE, choice.text, choice.letter)
        case Manner.HINT:
            yield Part(Kind.HINT, text, f"hint {hints}")
        case manner:
            kind, name = _KINDS[manner]
            yield Part(kind, text, name)


def _name_of(ask: Ask) -> str:
    return _ASKED.get(ask.kind) or ("question" if ask.retry else "predict")


def _prompt(ask: Ask) -> str:
    """What the line for an answer takes; empty if there is none: a key is pressed."""
    match ask.kind:
        case Asked.CHOICE:
            return f"a letter, then enter: {', '.join(choice.letter for choice in ask.choices)}"
        case Asked.NUMBER:
            return "a number, such as 8 or 0.02"
        case Asked.EXPRESSION:
            return f"a formula in {', '.join(sorted(ask.formula.names if ask.formula else ()))}"
        case Asked.EXERCISE:
            return "your solution"
        case Asked.KEY:
            return ""


def goal_words(goal: Goal) -> str:
    """Where a run goes."""
    if goal.expression:
        return f"until {goal.expression}"
    return f"to {goal}" if goal.end is None else _ENDS[goal.end]


def _course(play: Play, course: Course, following: str, words: KeyWords) -> Iterator[Part]:
    """What happens now, and what the next key does."""
    if play.shown < play.step:
        yield Part(Kind.ASIDE, f"{words.on}: read on")
    elif course.off:
        yield Part(
            Kind.RUN,
            f"You have left the path of the lesson. {words.path}: return to it (your run is kept)",
        )
    elif course.waiting and (course.goal is not None or course.getting_ready):
        yield Part(Kind.RUN, course.waiting)
    elif course.getting_ready:
        yield Part(Kind.RUN, "… getting ready")
    elif course.goal is not None and course.halted:
        yield Part(Kind.RUN, f"‖ paused; {words.on}: run on {goal_words(course.goal)}")
    elif course.goal is not None:
        yield Part(Kind.RUN, f"▶ running {goal_words(course.goal)}")
    elif play.ask is None:
        yield from _next(play, following, words)


def _next(play: Play, following: str, words: KeyWords) -> Iterator[Part]:
    if play.phase is Phase.OVER:
        yield Part(Kind.TEXT, summary(play, following, words))
        return
    match play.next:
        case Next.RUN | Next.REVEAL:
            block = next(b for b in play.rest if isinstance(b, RunTo | Question | Reveal))
            what = f"run {_ahead(block.goal)}" if isinstance(block, RunTo) else "on"
            yield Part(Kind.ASIDE, f"{words.on}: {what}")
        case Next.STEP:
            number, title = play.step + 2, play.lesson.steps[play.step + 1].title
            yield Part(Kind.ASIDE, f"{words.on}: on to step {number}, {title}")
        case Next.END:
            yield Part(Kind.ASIDE, f"{words.on}: end of the lesson")


def _ahead(goal: Goal) -> str:
    return f"{goal}" if goal.more else goal_words(goal)


def summary(play: Play, following: str, words: KeyWords = ON_SCREEN) -> str:
    """What the learner has done, and what comes next, in Markdown."""
    judged = [given for given in play.answers if given.right is not None]
    right = sum(bool(given.right) and not given.skipped for given in judged)
    asked = len(judged)
    lines = ["**The lesson is over.**"]
    if asked:
        lines.append(f"You answered {right} of {asked} questions right.")
    if following:
        lines.append(f"{words.on}: on to the lesson **{following}**. {words.all}.")
    else:
        lines.append(f"{words.all}.")
    return "\n\n".join(lines)
