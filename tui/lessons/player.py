"""The player of a lesson: each key is a pure function from one state to the next.

    begin(lesson)             opens it
    forward(play, numbers)    one key on
    back(play)                one page back, to read it again
    answer(play, text, …)     records an answer
    hint(play)                shows the next hint
    skip(play, numbers)       fills the answer in
    arrived(play, numbers)    the run is where it was to go
    restart(play)             this step again, from its start
    rejoin(play)              back to the path, after the learner left it

Whoever plays carries out the effects of a turn in order, and calls `arrived` when a `Run` is over.
Numbers are those of the run at the moment of the call.
"""

from __future__ import annotations

from dataclasses import replace

from tui.lessons.answers import fault, solution
from tui.lessons.document import Lesson, Question
from tui.lessons.effects import Hurry
from tui.lessons.judging import asked_again, judged, record, told
from tui.lessons.numbers import Numbers
from tui.lessons.page import Manner, Page, Passage
from tui.lessons.play import Given, Phase, Play, Turn
from tui.lessons.prelude import prelude
from tui.lessons.walk import walk


def begin(
    lesson: Lesson,
    step: int = 0,
    done: frozenset[int] = frozenset(),
    answers: tuple[Given, ...] = (),
) -> Turn:
    """Open a lesson at a step, whose start is reproduced.

    Args:
        lesson: the lesson.
        step: the step to begin with, from 0.
        done: the steps that were done before.
        answers: those that were given before; of this step and later ones they are forgotten.
    """
    before = tuple(given for given in answers if given.step < step)
    pages = (Page(),) * (step + 1)
    return _from_start(Play(lesson, step, shown=step, pages=pages, done=done, answers=before))


def forward(play: Play, numbers: Numbers) -> Turn:
    """One key on: the next page, the run, the reveal or the next step."""
    if play.shown < play.step:
        return Turn(replace(play, shown=play.shown + 1))
    match play.phase:
        case Phase.ASKING:
            return Turn(play, said=f"{play.locked}, or skip it")
        case Phase.RUNNING:
            return Turn(play, (Hurry(),))
        case Phase.OVER:
            return Turn(play, said="the lesson is over")
        case Phase.READING:
            numbers = play.known(numbers)
            play = told(_settled(play, numbers), numbers)
            if play.rest:
                return walk(play, numbers)
            return _next_step(play, numbers)


def back(play: Play) -> Turn:
    """One page back, to read it again; the run is not changed."""
    if play.shown == 0:
        return Turn(play, said="this is the first page")
    if not play.pages[play.shown - 1].passages:
        return Turn(play, said="the pages before this one were read at another time")
    return Turn(replace(play, shown=play.shown - 1))


def answer(play: Play, text: str, numbers: Numbers) -> Turn:
    """Record an answer; one that cannot be an answer is refused, and says why."""
    ask = play.ask
    if ask is None:
        return Turn(play, said="nothing is asked now")
    if reason := fault(ask, text):
        return Turn(play, said=reason)
    return _answered(play, text.strip(), numbers, skipped=False)


def skip(play: Play, numbers: Numbers) -> Turn:
    """Fill in the right answer and go on; without a question, as `forward`."""
    ask = play.ask
    if ask is None or play.shown < play.step:
        return forward(play, numbers)
    # A prediction is filled in with the numbers that its run will have.
    text = solution(ask, play.known(numbers)) if asked_again(ask) else ""
    return _answered(play, text, numbers, skipped=True)


def hint(play: Play) -> Turn:
    """Show the next hint of the question."""
    ask = play.ask
    if ask is None:
        return Turn(play, said="nothing is asked now")
    if play.hints == len(ask.hints):
        return Turn(play, said="no more hints" if ask.hints else "this question has no hint")
    passage = Passage(Manner.HINT, ask.hints[play.hints])
    shown = replace(play.adding(passage), hints=play.hints + 1, shown=play.step)
    return Turn(shown)


def restart(play: Play) -> Turn:
    """The step that is shown again, from the start that it had; later ones are played again."""
    step = play.shown
    return _from_start(
        replace(
            play,
            step=step,
            pages=(*play.pages[:step], Page()),
            answers=tuple(given for given in play.answers if given.step < step),
        )
    )


def rejoin(play: Play) -> Turn:
    """Back to where the lesson is, after the learner left the path; texts and answers stay."""
    shown = replace(play, shown=play.step)
    before = prelude(play.lesson, play.step, play.block, in_play=True)
    return Turn(shown, before, replayed=len(before))


def arrived(play: Play, numbers: Numbers) -> Turn:
    """The run reached its goal, or ended otherwise: what follows it is shown."""
    if play.phase is not Phase.RUNNING:
        return Turn(play)
    numbers = play.known(numbers)
    play = replace(_settled(play, numbers), phase=Phase.READING, shown=play.step)
    return walk(told(play, numbers), numbers)


def _from_start(play: Play) -> Turn:
    """The start of the current step, as it is on the path."""
    play = replace(play, block=0, phase=Phase.READING, hints=0, spotlight="")
    before = prelude(play.lesson, play.step, 0)
    turn = walk(play, None)
    return replace(turn, effects=(*before, *turn.effects), replayed=len(before))


def _next_step(play: Play, numbers: Numbers) -> Turn:
    done = play.done | {play.step}
    if play.step + 1 == len(play.lesson.steps):
        return Turn(replace(play, done=done, phase=Phase.OVER, spotlight=""))
    step = play.step + 1
    moved = replace(
        play, step=step, block=0, shown=step, hints=0, spotlight="", done=done,
        pages=(*play.pages, Page()),
    )  # fmt: skip
    return walk(moved, numbers)


def _answered(play: Play, text: str, numbers: Numbers, *, skipped: bool) -> Turn:
    numbers, ask = play.known(numbers), play.ask
    assert ask is not None
    play = replace(_settled(play, numbers), shown=play.step)
    given = Given(play.step, _count(play), text, skipped=skipped)
    if asked_again(ask):
        play, right = judged(record(play, ask, given), ask, given, numbers)
        if not right and not skipped:
            return Turn(play)
    else:
        play = record(play, ask, given)
    play = replace(play, phase=Phase.READING, block=play.block + 1, hints=0)
    return walk(told(play, numbers), numbers)


def _count(play: Play) -> int:
    """Which question of the step is asked now, from 0."""
    blocks = play.current.blocks[: play.block]
    return sum(isinstance(block, Question) for block in blocks)


def _settled(play: Play, numbers: Numbers) -> Play:
    """What was shown so far keeps its numbers."""
    pages = (*play.pages[: play.step], play.pages[play.step].settled(numbers))
    return replace(play, pages=pages)
