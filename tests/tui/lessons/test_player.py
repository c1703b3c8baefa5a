from dataclasses import replace

from engine.expressions.formula import formula_of
from tests.tui.lessons.lessons import lesson_of, numbers
from tui.lessons import player
from tui.lessons.ask import Ask, Choice, Kind, Wrong
from tui.lessons.document import (
    Do,
    Prose,
    Question,
    Remember,
    Reveal,
    RunTo,
    Set,
    Spotlight,
)
from tui.lessons.effects import Change, Hurry, Press, Recall, Reset, Run
from tui.lessons.goal import Goal, Unit
from tui.lessons.numbers import NAMES
from tui.lessons.page import Manner
from tui.lessons.play import Next, Phase, Play

GOAL = Goal(Unit.EPOCHS, 3, more=True)
WRONG = Wrong("w / 2", formula_of("w / 2", NAMES), "That is half of {w}.", 1)
PREDICT = Ask(
    Kind.NUMBER, "What will w be?", "w", formula_of("w", NAMES), hints=("Look.", "Up."),
    right="Yes: {w:.3}.", wrongs=(WRONG,),
)  # fmt: skip
PREDICTION = (
    Prose("Look at it.", 1),
    Set((("learning_rate", 0.01),), 1),
    Question(PREDICT, 1),
    RunTo(GOAL, 1),
    Reveal(1),
    Prose("Now w is {w:.3}.", 1),
)
CHOICES = (Choice("a", "up"), Choice("b", "down to {w:.2}"))


def said(play: Play, w: float = 1) -> list[tuple[Manner, str]]:
    now = numbers(w=w)
    return [(passage.manner, passage.filled(now)) for passage in play.page.passages]


def asked(ask: Ask) -> Play:
    return player.begin(lesson_of((Question(ask, 1),))).play


def test_a_prediction_is_recorded_then_the_run_is_made_then_the_answer_is_judged_by_its_numbers():
    opened = player.begin(lesson_of(PREDICTION))
    assert opened.effects == (Reset(opened.play.lesson.config), Change((("learning_rate", 0.01),)))
    assert opened.play.phase is Phase.ASKING and opened.play.locked
    answered = player.answer(opened.play, "4", numbers(w=0))
    assert answered.effects == (Run(GOAL),) and not answered.play.locked
    assert said(answered.play)[-1] == (Manner.ANSWER, "`4`")
    there = player.arrived(answered.play, numbers(w=8.0)).play
    assert said(there, w=123)[-3:] == [
        (Manner.WRONG, "That is half of 8."),
        (Manner.SOLUTION, "8"),
        (Manner.REVEAL, "Now w is 8."),
    ]
    assert there.last_answer.right is False
    over = player.forward(there, numbers(w=123)).play
    assert over.phase is Phase.OVER and over.done == {0}


def test_an_answer_before_a_change_without_a_run_is_judged_by_the_numbers_that_it_was_about():
    change = Set((("noise_std", 2.0),), 1)
    blocks = (Question(PREDICT, 1), change, Reveal(1), Prose("Now w is {w:.3}.", 1))
    play = player.begin(lesson_of(blocks)).play
    turn = player.answer(play, "4", numbers(w=8.0))
    assert turn.effects == (Change(change.values),)
    assert said(turn.play, w=5)[-3:] == [
        (Manner.WRONG, "That is half of 8."),
        (Manner.SOLUTION, "8"),
        (Manner.REVEAL, "Now w is 5."),
    ]


def test_forward_says_what_is_asked_and_hurries_a_run():
    opened = player.begin(lesson_of(PREDICTION)).play
    assert "asks first" in player.forward(opened, numbers()).said
    running = player.answer(opened, "4", numbers()).play
    assert player.forward(running, numbers()).effects == (Hurry(),)


def test_what_cannot_be_an_answer_is_refused_and_the_question_stays():
    play = asked(PREDICT)
    for text in ("", "  ", "seven", "1e999", "__import__('os')"):
        turn = player.answer(play, text, numbers())
        assert turn.said and turn.play is play


def test_hints_come_in_stages_and_skip_fills_the_answer_in():
    play = asked(PREDICT)
    once = player.hint(play).play
    twice = player.hint(once).play
    assert [text for manner, text in said(twice) if manner is Manner.HINT] == ["Look.", "Up."]
    assert "no more" in player.hint(twice).said
    skipped = player.skip(twice, numbers(w=2.5)).play
    assert skipped.last_answer.text == "2.5" and skipped.last_answer.skipped
    assert skipped.last_answer.right is True


def test_a_question_that_retries_is_asked_until_the_answer_is_right():
    ask = replace(PREDICT, kind=Kind.CHOICE, formula=None, answer="b", choices=CHOICES, retry=True)
    play = asked(replace(ask, wrongs=(Wrong("a", None, "No.", 1),)))
    [question] = play.page.passages
    assert [one.text for one in question.choices(numbers(w=0.256))] == ["up", "down to 0.26"]
    wrong = player.answer(play, "A)", numbers()).play
    assert wrong.phase is Phase.ASKING and said(wrong)[-1] == (Manner.WRONG, "No.")
    right = player.answer(wrong, "b", numbers()).play
    assert right.phase is Phase.READING and right.last_answer.right
    assert (Manner.ANSWER, "b) down to 3") in said(right, w=3)


def test_a_key_is_found_by_the_id_of_its_command():
    play = asked(Ask(Kind.KEY, "Show the loss.", "loss", right="There."))
    assert player.answer(play, "data", numbers()).play.phase is Phase.ASKING
    assert player.answer(play, "loss", numbers()).play.phase is Phase.READING


def test_a_run_after_text_waits_for_forward():
    play = player.begin(lesson_of((Prose("Watch.", 1), RunTo(GOAL, 1), Prose("w {w}", 1)))).play
    assert play.phase is Phase.READING and play.next is Next.RUN
    running = player.forward(play, numbers())
    assert running.effects == (Run(GOAL),)
    assert player.arrived(running.play, numbers()).play.next is Next.END


def test_text_keeps_the_numbers_that_it_was_revealed_with():
    play = player.begin(lesson_of((RunTo(GOAL, 1), Prose("w {w}", 1)), (Prose("on", 1),))).play
    there = player.arrived(play, numbers(w=3)).play
    assert said(there, w=99) == [(Manner.TEXT, "w 3")]


def test_back_reads_an_earlier_page_and_forward_returns_without_effects():
    lesson = lesson_of((Prose("one", 1),), (Prose("two", 1), RunTo(GOAL, 1)))
    second = player.forward(player.begin(lesson).play, numbers()).play
    first = player.back(second)
    assert said(first.play) == [(Manner.TEXT, "one")] and not first.effects
    assert "first page" in player.back(first.play).said
    again = player.forward(first.play, numbers())
    assert again.play.shown == 1 and not again.effects


def test_restart_and_rejoin_reproduce_the_path():
    lesson = lesson_of(
        (Set((("batch_size", 4),), 1), RunTo(GOAL, 1), Remember("slow", 1), Do(("bowl",), 1)),
        (Do(("restart", "loss"), 1), RunTo(GOAL, 1), Prose("{slow_w}", 1)),
    )
    turn = player.arrived(player.begin(lesson).play, numbers(w=5))
    second = player.forward(turn.play, numbers(w=5))
    assert second.effects == (Press("restart"), Press("loss"), Run(GOAL))
    before = (
        Reset(lesson.config), Change((("batch_size", 4),)), Run(GOAL, fast=True), Recall("slow"),
        Press("bowl"),
    )  # fmt: skip
    again = player.restart(second.play)
    assert again.effects == (*before, *second.effects)
    back = player.rejoin(second.play)
    assert back.effects == (*before, *second.effects) and back.play.phase is Phase.RUNNING
    there = player.arrived(back.play, numbers(w=7)).play
    assert said(there) == [(Manner.TEXT, "5")]


def test_a_run_that_a_restart_makes_void_is_not_repeated():
    lesson = lesson_of((RunTo(GOAL, 1),), (Do(("restart",), 1),), (Prose("here", 1),))
    assert player.begin(lesson, 2).effects == (Reset(lesson.config), Press("restart"))


def test_an_answer_about_what_is_not_remembered_is_wrong_and_no_error():
    names = (*NAMES, "slow_w")
    ask = replace(PREDICT, formula=formula_of("slow_w", names), answer="slow_w", wrongs=())
    play = player.answer(asked(ask), "4", numbers()).play
    assert play.last_answer.right is False and "not known" in said(play)[-1][1]


def test_a_spotlight_lasts_for_its_step():
    lesson = lesson_of((Spotlight("loss", 1), Prose("one", 1)), (Prose("two", 1),))
    play = player.begin(lesson).play
    assert play.spotlight == "loss"
    assert player.forward(play, numbers()).play.spotlight == ""
