from pathlib import Path

import pytest

from engine.history.values import RunState
from tests.tui.lessons.lessons import numbers
from tui.lessons.ask import Choice, Kind
from tui.lessons.document import Do, Note, Prose, Question, Reflect, RunTo, Set, Spotlight
from tui.lessons.filling import filled
from tui.lessons.goal import End, Goal, Moment, Unit
from tui.lessons.reading.faults import LessonError
from tui.lessons.reading.reader import parse_lesson, read_lesson

FRONT = '+++\nformat = 1\ntitle = "T"\n+++\n'
LINES_OF_FRONT = 4


def read(body: str):
    return parse_lesson(f"{FRONT}{body}".encode())


def blocks(body: str):
    return read(f"## s\n{body}").steps[0].blocks


def faults(body: str | bytes, front: str = FRONT) -> list[str]:
    """The errors, with lines of the body."""
    data = body if isinstance(body, bytes) else f"{front}{body}".encode()
    with pytest.raises(LessonError) as caught:
        parse_lesson(data, "l.md")
    return [line.removeprefix("l.md:") for line in caught.value.lines]


def fault(body: str) -> str:
    """The only error, with its line in the body after a heading, and its column."""
    [one] = faults(f"## s\n{body}")
    line, column, text = one.split(":", 2)
    return f"{int(line) - LINES_OF_FRONT - 1}:{column}:{text}"


def test_the_template_reads_and_its_text_is_filled_with_numbers():
    path = Path(__file__).parents[3] / "tui" / "lessons" / "template.md"
    lesson = read_lesson(path)
    assert lesson.title == "My lesson" and lesson.seed == 0 and len(lesson.steps) == 4
    opening = lesson.steps[0].blocks[0]
    assert isinstance(opening, Prose)
    text = filled(opening.text, numbers(n=100, limit=0.024987))
    assert "there are 100\nsamples" in text and "rate of 0.025." in text


def test_directions_become_blocks_in_the_order_of_the_file():
    found = blocks(
        "Text.\n<!-- set: learning_rate = 0.01 M = full -->\n"
        "<!-- do: surface, bowl --> <!-- spotlight: learning-rate -->\n<!-- note: a\n b -->\n"
        '<!-- run: until = "epoch >= 20" -->\nMore.\n<!-- reflect -->\nWhy?'
    )
    assert found == (
        Prose("Text.", 6),
        Set((("learning_rate", 0.01), ("batch_size", "full")), 7, 6),
        Do(("surface", "bowl"), 8, 6),
        Spotlight("learning_rate", 8, 33),
        Note("a\n b", 9, 6),
        RunTo(Goal(Unit.EPOCHS, 20), 11, 6),
        Prose("More.", 12),
        Reflect("Why?", 14),
    )


@pytest.mark.parametrize(
    ("written", "goal"),
    [
        ("updates = 10", Goal(Unit.UPDATES, 10, more=True)),
        ("epochs = 3", Goal(Unit.EPOCHS, 3, more=True)),
        ('until = "updates ≥ 1,000"', Goal(Unit.UPDATES, 1000)),
        ("converged", Goal(end=End.CONVERGED)),
        ('until = "ended"', Goal(end=End.ENDED)),
        ('until = "loss[-1] < 200"', Goal(expression="loss[-1] < 200")),
        ('until = "epoch >= 20 and w[-1] > 3"', Goal(expression="epoch >= 20 and w[-1] > 3")),
    ],
)
def test_goals(written, goal):
    assert blocks(f"<!-- run: {written} -->") == (RunTo(goal, 6, 6),)


def test_a_goal_is_reached_at_its_point_or_state():
    here = Moment(7, 2, RunState.PAUSED)
    three_more = Goal(Unit.EPOCHS, 3, more=True).from_here(here)
    assert three_more.left(here) == 3 and not three_more.reached(here)
    assert three_more.reached(Moment(40, 5, RunState.RUNNING))
    diverged = Moment(9, 9, RunState.DIVERGED)
    ended = Moment(40, 4, RunState.CONVERGED)
    assert Goal(Unit.EPOCHS, 6).over(ended) and not Goal(Unit.EPOCHS, 6).over(ended, since=ended)
    assert Goal(end=End.CONVERGED).over(diverged) and not Goal(end=End.CONVERGED).reached(diverged)


def test_a_question_has_its_text_choices_hints_and_mistakes():
    [block] = blocks(
        '<!-- ask: choice answer = "b" hint = ["one",\n  "two"] -->\nWhich?\n\n- a) up\n'
        '- b) down\n  or so\n<!-- wrong: "a" say = "No,\n   not {w:.2}." -->\n'
        '<!-- hint: "three" -->'
    )
    assert isinstance(block, Question)
    ask = block.ask
    assert (ask.kind, ask.question, ask.answer) == (Kind.CHOICE, "Which?", "b")
    assert ask.choices == (Choice("a", "up", 10, 6), Choice("b", "down or so", 11, 6))
    assert ask.hints == ("one", "two", "three")
    assert ask.wrongs[0].say == "No, not {w:.2}."


def test_remembered_numbers_have_names_of_their_own():
    found = blocks("<!-- run: epochs = 2 -->\n<!-- remember: slow -->\n{slow_loss / loss:.2}")
    text = found[-1].text
    assert filled(text, numbers(loss=2.0).remembering("slow", numbers(loss=5.0))) == "2.5"


def test_what_is_code_or_a_remark_is_no_direction():
    body = (
        "`<!-- do: nonsense -->` and `{nothing}`\n```\n## no step\n<!-- do: x -->\n{y}\n```\n"
        "~~~text\n<!-- open\n~~~\n\n    <!-- do: indented -->\n\n<!-- # a remark: {z} -->\n\\{w\\}"
    )
    found = blocks(body)
    assert [type(block) for block in found] == [Prose, Prose]
    assert filled(found[1].text, numbers()) == "\\{w\\}"


def test_windows_ends_of_lines_and_a_byte_order_mark_are_read():
    text = f"{FRONT}## s\nText {{w}}.\n<!-- do: surface -->\n"
    plain = parse_lesson(text.encode())
    assert parse_lesson(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()) == plain


@pytest.mark.parametrize(
    ("written", "where", "reason"),
    [
        ("<!-- spotligt: surface -->", "1:6", "did you mean spotlight?"),
        ("<!-- do: surfaces -->", "1:10", "unknown command surfaces; did you mean surface?"),
        ("<!-- do: quit -->", "1:10", "cannot end the app"),
        ("<!-- do: -->", "1:6", "a command is missing"),
        ("a\n\n<!-- set: lerning_rate = 1 -->", "3:11", "did you mean learning-rate"),
        ("<!-- set: learning_rate = 0 -->", "1:11", "0 is invalid; must be a number above 0"),
        ("<!-- set: learning_rate = -->", "1:27", "the value of learning_rate is missing"),
        ("<!-- set: batch_size = 2 batch_size = 3 -->", "1:26", "given twice"),
        ("<!-- set: batch_size = 2 M = 3 -->", "1:26", "M: given twice"),
        ("<!-- set: rho = 0.5 -->", "1:11", "has no effect in this configuration"),
        ("<!-- run: epochs = 0 -->", "1:20", "0 is invalid; must be a whole number, 1 to 1e6"),
        ("<!-- run: epochs = 1 updates = 2 -->", "1:6", "must have one of"),
        ('<!-- run: until = "loss < 3" -->', "1:19", "index a sequence to get one epoch"),
        ('<!-- run: until = "los[-1] < 3" -->', "1:19", "unknown name los"),
        ('<!-- run: until = "loss[-1]" -->', "1:19", "must be converged, diverged or ended"),
        ('<!-- run: until = "konverged" -->', "1:19", "did you mean converged?"),
        ("<!-- spotlight: surfase -->", "1:17", "did you mean surface?"),
        ("The {lmit}.", "1:6", "unknown name lmit; did you mean limit?"),
        ("The { 2*lmit}.", "1:9", "unknown name lmit"),
        ("The {limit:.9}.", "1:5", "the format .9: must be such as .3"),
        ("A set {1, 2", "1:7", r"write \{ for a plain brace"),
        ("<!-- do: surface", "1:1", "the comment is not closed"),
        ("<!-- do: <!-- surface -->", "1:10", "a comment inside a comment"),
        ("<!-- do: surface --> text", "1:22", "text after a direction"),
        ("text <!-- do: surface -->", "1:6", "a direction must begin its line"),
        ("<!-- a remark -->", "1:6", "not a direction"),
        ('<!-- ask: number answer = "w" -->', "1:6", "the text of the question is missing"),
        ('<!-- ask: number answer = "v" -->\nQ', "1:27", "unknown name v"),
        ('<!-- ask: nomber answer = "w" -->\nQ', "1:11", "did you mean number?"),
        ("<!-- ask: number -->\nQ", "1:6", "answer = … is missing"),
        ('<!-- ask: number answer = "w" tolerance = -1 -->\nQ', "1:43", "a number above 0"),
        ('<!-- ask: number answer = "w" hints = "a" -->\nQ', "1:31", "did you mean hint?"),
        ('<!-- ask: choice answer = "c" -->\nQ\n- a) x\n- b) y', "2:1", "c is not one of"),
        ('<!-- ask: choice answer = "a" -->\nQ\n- a) x\n- c) y', "2:1", "in order; found a, c"),
        ('<!-- ask: key answer = "los" -->\nQ', "1:24", "unknown command los; did you mean loss?"),
        ('<!-- ask: key answer = "resume-session" -->\nQ', "1:24", "has no key"),
        ('<!-- ask: exercise name = "x" -->\nQ', "1:27", "unknown exercise x; there are"),
        ('<!-- ask: number answer = "w -->\nQ', "1:27", "the quote is not closed"),
        ('<!-- ask: number answer = "().__class__" -->\nQ', "1:27", "is not allowed"),
        ('<!-- ask: expression answer = "2" -->\nQ', "1:31", "has no names"),
        ('<!-- wrong: "w" say = "no" -->', "1:6", "wrong must follow a question"),
        ("<!-- remember: least -->", "1:16", "choose another name"),
        ("<!-- do: surface -->\n<!-- remember: a -->", "2:6", "must come before a change"),
        ("<!-- reveal -->\n<!-- reveal -->\n", "2:6", "a second reveal"),
        ("a\n<!-- reflect -->", "2:6", "the text after it is missing"),
        ("", "0:1", "the step is empty"),
        ("a\n## s\nb", "2:1", "a second step with the title 's'; the first is in line 5"),
        ("a\n##\nb", "2:1", "the step has no title"),
    ],
)  # fmt: skip
def test_an_error_says_where_it_is_and_what_is_accepted(written, where, reason):
    found = fault(written)
    assert found.startswith(f"{where}: ") and reason in found


def test_all_errors_are_reported_in_their_order():
    found = faults("## s\n{nothing}\n<!-- do: nothing -->\n<!-- spotlight: nothing -->")
    assert [one.partition(":")[0] for one in found] == ["6", "7", "8"]


@pytest.mark.parametrize(
    ("front", "where", "reason"),
    [
        ("", "1:1", "no front matter; it begins with +++"),
        ("---\ntitle: T\n---\n", "1:1", "TOML, not YAML"),
        ('+++\nformat = 1\ntitle = "T"\n', "1:1", "not closed"),
        ('+++\nformat = 1\ntitle = "T\n+++\n', "3:11", "not TOML: Illegal character"),
        ('+++\nformat = 2\ntitle = "T"\n+++\n', "2:1", "format 2; must be format = 1"),
        ('+++\ntitle = "T"\n+++\n', "2:1", "format is missing"),
        ("+++\nformat = 1\n+++\n", "2:1", "title is missing"),
        ('+++\nformat = 1\ntitle = "T"\nminute = 2\n+++\n', "4:1", "did you mean minutes?"),
        ('+++\nformat = 1\ntitle = "T"\nminutes = -2\n+++\n', "4:1", "a whole number, 1 to 600"),
        ('+++\nformat = 1\ntitle = "T"\nseed = -1\n+++\n', "4:1", "seed: -1 is invalid"),
        ('+++\nformat = 1\ntitle = "T"\n[configuration]\nlr = 0\n+++\n', "5:1", "lr: 0 is invalid"),
        ('+++\nformat = 1\ntitle = "T"\n[configuration]\nlrr = 0\n+++\n', "5:1", "lrr: unknown"),
    ],
)
def test_the_front_matter_is_checked(front, where, reason):
    [found] = faults("## s\na\n", front)
    assert found.startswith(f"{where}: ") and reason in found


def test_a_lesson_without_steps_and_a_file_that_is_no_text_are_refused(tmp_path):
    assert "no steps" in faults("\n \n")[0]
    assert faults(f"{FRONT}a\x00b".encode())[0].startswith("5:2: the character U+0000")
    assert faults(f"{FRONT}a\u202eb".encode())[0].startswith("5:2: the character RIGHT-TO-LEFT")
    assert faults(FRONT.encode() + b"ab\xff") == ["5:3: not text in UTF-8"]
    large = tmp_path / "large.md"
    large.write_bytes(b"a" * 10_000_000)
    for path, reason in ((large, "too large"), (tmp_path, "folder"), (tmp_path / "no", "no such")):
        with pytest.raises(LessonError, match=reason):
            read_lesson(path)


def test_data_are_looked_for_beside_the_lesson(tmp_path):
    path = tmp_path / "l.md"
    path.write_text(
        '+++\nformat = 1\ntitle = "T"\n[configuration]\ndata = "a.csv"\n+++\n## s\n'
        "<!-- set: data = sub/b.csv -->\n<!-- set: data = none -->\n"
    )
    lesson = read_lesson(path)
    assert lesson.config.data.data == tmp_path / "a.csv"
    [first, second] = lesson.steps[0].blocks
    assert first.values == (("data", str(tmp_path / "sub" / "b.csv")),)
    assert second.values == (("data", "none"),)


def test_an_error_is_short_however_long_the_word_is_that_it_repeats():
    [one] = faults(f"## s\n<!-- do: {'x' * 5000} -->\n")
    assert one.startswith("6:10: unknown command xxx") and len(one) < 320


def test_any_text_is_read_or_refused_without_another_error_and_soon():
    hostile = ["`" * k + "a " for k in range(1, 500)] + ["{" * 1000, "<!--" * 1000, "## x\n" * 1000]
    for text in ("".join(hostile[:499]), *hostile[499:], "[" * 5000, '<!-- ask: "' * 500):
        with pytest.raises(LessonError):
            read(f"{text}\n<!-- ")
