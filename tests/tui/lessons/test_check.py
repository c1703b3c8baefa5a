import pytest

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.commands import Watch
from tests.in_process import InProcessEngine
from tests.tui.lessons.performers import ScriptedRun
from tui.cli.lesson.checking import check_files
from tui.lessons import library
from tui.lessons.check.checking import check_lesson
from tui.lessons.reading.reader import parse_lesson

FRONT = '+++\nformat = 1\ntitle = "T"\n+++\n## s\n'
LINES = 5
NUMBER = '<!-- ask: number answer = "w" -->\nQ\n'
CHOICE = '<!-- ask: choice answer = "a" -->\nQ\n- a) x\n- b) y\n'


async def faults(body: str, run: ScriptedRun | None = None) -> list[str]:
    """What the check finds, with lines of the body."""
    lesson = parse_lesson(f"{FRONT}{body}".encode())
    found = await check_lesson(lesson, run or ScriptedRun())
    return [f"{one.line - LINES}: {one.text}" for one in found]


async def test_a_lesson_that_does_what_it_promises_has_no_faults():
    run = ScriptedRun()
    body = (
        f"{NUMBER}"
        '<!-- wrong: "w / 2" say = "half" -->\n'
        '<!-- wrong: "answer > w" say = "too much: {answer}" -->\n'
        "<!-- run: epochs = 2 -->\n<!-- reveal -->\n{w}\n"
    )
    assert await faults(f"<!-- do: surface bowl -->\n{body}", run) == []
    assert run.done == ["surface", "bowl"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<!-- run: epochs = 9 -->", "1: run: epoch 9 is not reached; the run is converged after"),
        ('<!-- run: until = "diverged" -->', "1: run: a run that has diverged is not reached"),
        (
            '<!-- run: updates = 9 -->\n<!-- run: until = "update >= 5" -->',
            "2: run: update 5 is reached before the run",
        ),
        ("a\n{loss:.3} is it", "2: {loss:.3} has no value when it is shown"),
        (f'{NUMBER}<!-- wrong: "w" say = "no" -->', "3: the wrong answer w is right"),
        (
            f'{NUMBER}<!-- wrong: "limit" say = "a" -->\n<!-- wrong: "1/2" say = "b" -->',
            "4: the wrong answer 1/2 gets the feedback of another one",
        ),
        (
            f'{NUMBER}<!-- wrong: "answer > 1 and answer < 0" say = "a" -->',
            "3: the wrong answer answer > 1 and answer < 0 is never given",
        ),
        ('<!-- ask: number answer = "1 / w" -->\nQ', "1: the answer 1 / w has no value here"),
        (
            '<!-- ask: number answer = "w" within = 1e6 -->\nQ',
            "1: any answer is right: the tolerance is too wide",
        ),
        (CHOICE, "1: the choice b has no feedback"),
        ("<!-- do: data-residuals -->", "1: do: data-residuals does not apply: in view 4"),
        ("<!-- do: pin -->", "1: do: pin does not apply: no run to keep: no update yet"),
    ],
)
async def test_what_a_lesson_does_not_keep_is_said_with_its_line(body, found):
    assert any(one.startswith(found) for one in await faults(body))


async def test_a_step_goes_on_where_the_one_before_ended_and_restarts_where_it_says_so():
    body = "<!-- run: epochs = 3 -->\n## t\n<!-- run: epochs = 2 -->\n<!-- do: restart -->\n"
    assert await faults(f'{body}<!-- run: until = "epoch >= 2" -->') == []
    ended = await faults('<!-- run: until = "ended" -->', ScriptedRun(RunState.MAX_EPOCHS))
    assert ended == []


async def test_the_opening_can_remember_its_numbers():
    front, step = FRONT.removesuffix("## s\n"), "<!-- run: epochs = 1 -->\n{first_w:.3} before\n"
    lesson = parse_lesson(f"{front}a\n<!-- remember: first -->\n## s\n{step}".encode())
    assert await check_lesson(lesson, ScriptedRun()) == ()


def test_every_lesson_that_comes_along_passes_the_check_with_the_real_training(capsys):
    def engine(config: RunConfig, watch: Watch) -> InProcessEngine:
        return InProcessEngine(config, watch=watch)

    assert check_files(library.names(), engine) == 0, capsys.readouterr().out
