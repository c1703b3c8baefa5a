import pytest

from engine.errors import StoreError
from tests.tui.lessons.lessons import lesson_of, numbers
from tui.lessons import player
from tui.lessons.ask import Ask, Kind
from tui.lessons.document import Prose, Question
from tui.lessons.library import NoLessonError, find, lesson, names
from tui.lessons.play import Given
from tui.lessons.progress import (
    Kept,
    LessonProgress,
    Progress,
    progress_of,
    read_progress,
    update_progress,
    write_progress,
)

QUESTION = Question(Ask(Kind.KEY, "Find it.", "loss"), 1)
LESSON = lesson_of((QUESTION,), (Prose("two", 1),))
FRONT = '+++\nformat = 1\ntitle = "T"\n+++\n'


def played(keys: int):
    play = player.answer(player.begin(LESSON).play, "loss", numbers()).play
    for _ in range(keys):
        play = player.forward(play, numbers()).play
    return play


def test_progress_is_written_and_read_back(tmp_path):
    file = tmp_path / "state" / "lessons.json"
    done = progress_of(played(1), LessonProgress())
    assert done == LessonProgress(("step 1",), "step 2", (("step 1", 0, Kept("loss", right=True)),))
    assert done.step(LESSON) == 1 and done.steps_done(LESSON) == {0}
    assert done.given(LESSON) == (Given(0, 0, "loss", right=True),)
    assert done.given(lesson_of((Prose("no question any more", 1),))) == ()
    again = player.begin(LESSON, 1, done.steps_done(LESSON), done.given(LESSON)).play
    assert again.answers == done.given(LESSON)
    assert "at another time" in player.back(again).said
    write_progress(file, Progress().with_lesson("test", done))
    assert read_progress(file).of("test") == done
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_progress(tmp_path / "none").of("test") == LessonProgress()
    # Another app has written of another lesson in between.
    update_progress(file, "other", LessonProgress(("a",)))
    assert set(read_progress(file).lessons) == {"test", "other"}
    assert set(update_progress(file, "test", None).lessons) == {"other"}


def test_a_lesson_that_was_played_to_its_end_begins_anew_and_keeps_its_steps():
    done = progress_of(played(2), LessonProgress())
    assert done.done == ("step 1", "step 2") and done.at == "" and done.step(LESSON) == 0


def test_progress_survives_a_revision_of_the_lesson():
    before = LessonProgress(("gone", "step 2"), "gone")
    assert before.steps_done(LESSON) == {1} and before.step(LESSON) == 0


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "is damaged"),
        ("[]", "is damaged"),
        ("{}", "is damaged"),
        ('{"format": 2, "lessons": {}}', "is of another version of descent"),
        ('{"format": 1, "lessons": {"a": 3}}', "is damaged"),
    ],
)
def test_a_damaged_file_is_said_to_be_one_and_is_kept_beside_the_new_one(tmp_path, text, wrong):
    file = tmp_path / "lessons.json"
    for name in ("lessons.json.damaged", "lessons.json.damaged-2"):
        file.write_text(text)
        with pytest.raises(StoreError, match=f"{wrong}, and not read"):
            read_progress(file)
        write_progress(file, Progress())
        assert read_progress(file) == Progress()
        assert (tmp_path / name).read_text() == text


def test_a_lesson_is_found_by_number_name_or_path(tmp_path):
    for name in ("01-first", "02-too-fast"):
        (tmp_path / f"{name}.md").write_text(f"{FRONT}## {name}\na\n")
    assert names(tmp_path) == ("first", "too-fast")
    assert lesson("first", tmp_path).name == "first"
    for word in ("2", "too-fast", "02-too-fast"):
        assert find(word, tmp_path).steps[0].title == "02-too-fast"
    path = str(tmp_path / "01-first.md")
    assert find(path, tmp_path).name == path
    with pytest.raises(NoLessonError, match="did you mean too-fast"):
        find("to-fast", tmp_path)
    with pytest.raises(NoLessonError, match="the lessons are first, too-fast"):
        find("3", tmp_path)
