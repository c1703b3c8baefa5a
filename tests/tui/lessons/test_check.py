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
    """What the check finds, with lines of the body and columns."""
    lesson = parse_lesson(f"{FRONT}{body}".encode())
    found = await check_lesson(lesson, run or ScriptedRun())
    return [f"{one.line - LINES}:{one.column}: {one.text}" for one in found]


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
        (
            "<!-- run: epochs = 9 -->",
            "1:6: run: epoch 9 is not reached; the run is converged",
        ),
        ('<!-- run: until = "diverged" -->', "1:6: run: a run that has diverged is not reached"),
        (
            '<!-- run: updates = 9 -->\n<!-- run: until = "update >= 5" -->',
            "2:6: run: update 5 is reached before the run",
        ),
        ("<!-- do: slice -->\n<!-- spotlight: loss -->\na", "2:6: spotlight: loss is not on the"),
        ("text {loss:.3}, and\n  and {loss} too", "1:6: {loss:.3} has no value when it is shown"),
        ("text {loss:.3}, and\n  and {loss} too", "2:7: {loss} has no value when it is shown"),
        ('<!-- ask: choice answer = "a" -->\nQ {loss}\n\n- a) x\n- b) y {loss}', "2:3: {loss}"),
        ('<!-- ask: choice answer = "a" -->\nQ {loss}\n\n- a) x\n- b) y {loss}', "5:8: {loss}"),
        (f'{NUMBER}<!-- hint: "at {{loss}}" -->', "1:6: {loss} has no value when the hint"),
        (f'{NUMBER}<!-- wrong: "0" say = "{{loss}}!" -->', "3:6: {loss} has no value when it is"),
        (f'{NUMBER}<!-- right: "{{loss}}!" -->', "1:6: {loss} has no value when the answer is"),
        ("a\n{loss:.3} is it", "2:1: {loss:.3} has no value when it is shown"),
        (f'{NUMBER}<!-- wrong: "w" say = "no" -->', "3:6: the wrong answer w is right"),
        (
            f'{NUMBER}<!-- wrong: "limit" say = "a" -->\n<!-- wrong: "1/2" say = "b" -->',
            "4:6: the wrong answer 1/2 gets the feedback of another one",
        ),
        (
            f'{NUMBER}<!-- wrong: "answer > 1 and answer < 0" say = "a" -->',
            "3:6: the wrong answer answer > 1 and answer < 0 is never given",
        ),
        ('<!-- ask: number answer = "1 / w" -->\nQ', "1:6: the answer 1 / w has no value here"),
        (
            '<!-- ask: number answer = "w" within = 1e6 -->\nQ',
            "1:6: any answer is right: the tolerance is too wide",
        ),
        (CHOICE, "1:6: the choice b has no feedback"),
        ("<!-- do: data-residuals -->", "1:6: do: data-residuals does not apply: in view 4"),
        ("<!-- do: pin -->", "1:6: do: pin does not apply: no run to keep: no update yet"),
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


def test_lessons_pass_the_check_with_the_real_training(tmp_path, capsys):
    """The built-in ones; and one whose second run cannot come to where it is to go."""
    text = (
        'Go.\n<!-- run: until = "loss[-1] < 1000" -->\n<!-- remember: first -->\n{epoch}\n'
        "## t\n<!-- run: epochs = 1 -->\n"
        '<!-- ask: number answer = "updates - first_epoch" -->\nHow many more?\n'
        '  <!-- run: until = "loss[-1] < 0" -->\n'
    )
    path = tmp_path / "own.md"
    path.write_text(f"{FRONT}{text}")

    def engine(config: RunConfig, watch: Watch) -> InProcessEngine:
        return InProcessEngine(config, watch=watch)

    assert check_files((str(path), *library.names()), engine) == 2
    wrong = [line for line in capsys.readouterr().out.splitlines() if "no errors" not in line]
    (only,) = wrong
    end = "loss[-1] < 0 is not reached; the run is converged after epoch 55, update 55"
    assert only == f"{path}:14:8: run: {end}"
