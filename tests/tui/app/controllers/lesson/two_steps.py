"""A lesson of two steps, and what its pane shows."""

from __future__ import annotations

from engine.expressions.formula import formula_of
from tests.tui.stage import Stage
from tui.lessons.ask import Ask, Choice, Kind, Wrong
from tui.lessons.document import Do, Prose, Question, Reflect, Reveal, RunTo, Set, Spotlight
from tui.lessons.goal import Goal, Unit
from tui.lessons.numbers import NAMES

WRONG = Wrong("0", formula_of("0", ()), "It does not stay there.", 1)
PREDICT = Ask(
    Kind.NUMBER, "What will w be?", "w", formula_of("w", NAMES), hints=("Look.", "Up."),
    right="Yes.", wrongs=(WRONG,),
)  # fmt: skip


FIRST = (
    Prose("The limit is {limit:.3}.", 1),
    Set((("learning_rate", 0.01), ("batch_size", 32), ("stop", "never")), 1),
    Do(("bowl",), 1),
    Spotlight("surface", 1),
    Question(PREDICT, 1),
    RunTo(Goal(Unit.EPOCHS, 3), 1),
    Reveal(1),
    Prose("Now w is {w:.3}.", 1),
    Reflect("Why?", 1),
)


CHOICE = Ask(
    Kind.CHOICE, "Which way?", "b", choices=(Choice("a", "up"), Choice("b", "down")),
    wrongs=(Wrong("a", None, "It falls.", 1),), right="It falls.",
)  # fmt: skip


SECOND = (
    Prose("Once more.", 1),
    Question(CHOICE, 1),
    RunTo(Goal(Unit.UPDATES, 20), 1),
    Reveal(1),
    Prose("The loss is {full_loss}.", 1),
)


def pane(on: Stage) -> str:
    side = on.app.dashboard.lesson
    assert side.pane is not None
    region = side.pane.region
    return "\n".join(line[region.x : region.right] for line in on.lines[region.y : region.bottom])
