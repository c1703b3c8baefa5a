from dataclasses import replace

from engine.protocol.commands import Step
from tests.tui.app.controllers.lesson.lesson_stage import MISSING, in_lesson
from tests.tui.app.controllers.lesson.two_steps import CHOICE, FIRST, SECOND, pane
from tests.tui.lessons.lessons import lesson_of
from tests.tui.stage import Stage, stage
from tui.lessons.ask import Ask, Kind
from tui.lessons.document import Do, Prose, Question, Reveal, RunTo, Spotlight
from tui.lessons.goal import End, Goal, Unit, goal_in

KEY = Ask(Kind.KEY, "Which key shows the loss?", "loss", hints=("A digit.",), right="Yes.")


def steps(on: Stage) -> list[int]:
    return [command.updates for command in on.engine.said if isinstance(command, Step)]


async def test_a_lesson_predicts_runs_and_reveals_and_the_learner_comes_back_to_its_path():
    """One walk through a lesson, as a learner would take it."""
    async with in_lesson(lesson_of(FIRST, SECOND), size=(120, 40)) as on:
        model, dashboard = on.app.model, on.app.dashboard
        # It set the parameters and the view, and asks first: the run is locked.
        assert model.config.optimizer.learning_rate == 0.01 and on.app.view.options.batch
        assert "The limit is 0.025." in pane(on) and dashboard.plot("surface").has_class(
            "-spotlight"
        )
        assert dashboard.focus_name == "lesson"
        await on.press("escape", "space", "n")
        assert model.unmoved and "asks first" in on.message
        # A hint, then an answer: the run goes to the end of epoch 3, to the update.
        await on.press("ctrl+g")
        assert "Look." in pane(on) and "Up." not in pane(on)
        await on.press("j", "0", "enter")
        assert steps(on) == [12]
        assert model.present is not None and (model.present.update, model.present.epoch) == (12, 3)
        text = pane(on)
        assert "not right" in text and "It does not stay there." in text and "Why?" in text
        assert f"Now w is {model.present.theta[0]:.3g}." in text
        assert dashboard.focus_name == ""
        # Off the path: other settings, other updates; then back, and the fork is kept.
        await on.press("equals_sign", "n", "n", "b")
        assert "left the path" in pane(on)
        await on.press("j")
        assert model.config.optimizer.learning_rate == 0.01 and on.app.view.options.batch
        assert model.present.update == 12 and [run.letter for run in model.kept] == ["A"]
        assert "left the path" not in pane(on) and "Why?" in pane(on)
        # The next step goes on from there; its choice is picked with arrows.
        await on.press("pagedown")
        assert "Which way?" in pane(on)
        await on.press("down", "enter")
        assert model.present.update == 20 and "It falls." in pane(on)
        await on.press("pagedown")
        assert "The lesson is over" in pane(on) and "0 of 2" in pane(on)


async def test_a_step_starts_over_reads_back_skips_and_closes():
    async with in_lesson(lesson_of(FIRST, SECOND), size=(120, 40)) as on:
        await on.press("ctrl+o")
        model = on.app.model
        assert model.present is not None and model.present.update == 12
        assert "the answer:" in pane(on)
        assert "✓ right" not in pane(on)
        reached = model.present.theta
        await on.press("pagedown", "escape", "pageup")
        assert "Now w is" in pane(on) and "read on" in pane(on)
        # Again: from the lesson's seed, the same picture, without the first answer.
        await on.press("J")
        assert model.unmoved and "Now w is" not in pane(on) and on.app.view.options.batch
        await on.press("ctrl+o")
        assert model.present.theta == reached and not len(model.kept)
        on.app.do("lesson-restart")
        assert "once more" in model.messages.shown.text and "Now w is" in pane(on)
        on.app.do("lesson-restart")
        await on.settle()
        assert "Now w is" not in pane(on)
        on.app.do("lesson-close")
        await on.settle()
        assert on.app.lessons.content is None and not on.app.dashboard.has_class("-lesson")
        await on.press("pagedown")
        assert "no lesson is open" in on.message


async def test_a_question_has_the_keys_after_a_restart_and_a_change_of_view():
    moves = (Prose("Go.", 1), RunTo(Goal(Unit.UPDATES, 2), 1))
    again = (Do(("restart", "loss"), 1), Question(CHOICE, 1))
    async with in_lesson(lesson_of(moves, again), size=(120, 40)) as on:
        await on.press("pagedown", "pagedown")
        assert on.app.model.unmoved
        assert on.app.dashboard.focus_name == "lesson"
        # What is typed into the line is no key of the footer.
        assert "ctrl+g hint" in on.footer and "quit" not in on.footer and "run" not in on.footer
        await on.press("escape")
        assert "quit" in on.footer


async def test_the_view_of_a_step_comes_back_by_a_key_and_at_the_next_step():
    shows = (Do(("data", "data-residuals"), 1), Spotlight("data", 1), Question(CHOICE, 1))
    then = (Prose("They are drawn in the picture.", 1), Question(CHOICE, 1))
    async with in_lesson(lesson_of(shows, then), size=(120, 40)) as on:
        dashboard = on.app.dashboard
        drawn = dashboard.plot("data").settings
        assert drawn["residuals"]
        # Another view, and the residuals off: j brings both back, with the spotlight.
        await on.press("escape", "d", "3")
        assert dashboard.view_name == "loss"
        await on.press("j")
        assert dashboard.view_name == "data" and dashboard.plot("data").settings == drawn
        assert dashboard.plot("data").has_class("-spotlight")
        assert dashboard.focus_name == "lesson"
        # A step that goes on with the view of the one before has it again.
        await on.press("b", "enter", "2", "pagedown")
        assert dashboard.view_name == "data" and dashboard.plot("data").settings == drawn
        # The start of the step, reproduced, is not without the residuals.
        await on.press("escape", "J")
        assert dashboard.view_name == "data" and dashboard.plot("data").settings == drawn


async def test_the_spotlight_frames_the_row_of_a_parameter_or_the_settings_where_it_is_covered():
    lit = (Spotlight("batch_size", 1), Prose("The batch size.", 1))
    view = (Spotlight("data", 1), Prose("The data.", 1))
    async with in_lesson(lesson_of(lit, view), size=(170, 45)) as on:
        assert on.panel_row("batch size").rstrip().endswith("┃")
        assert not on.app.dashboard.panel.has_class("-spotlight")
        await on.pilot.resize_terminal(80, 24)
        await on.settle()
        on.app.do("lesson-again")
        await on.settle()
        assert on.app.dashboard.status.has_class("-spotlight")
        # A part that the narrow dashboard would leave out is brought into it.
        await on.press("pagedown")
        assert not on.app.dashboard.status.has_class("-spotlight")
        assert on.app.dashboard.plot("data").is_on_screen and "data" in on.text


async def test_a_key_is_found_by_pressing_it_and_other_keys_are_answers_too():
    async with in_lesson(lesson_of((Question(KEY, 1),)), size=(80, 24)) as on:
        await on.press("2")
        assert "not right" in pane(on) and on.app.dashboard.view_name == "dashboard"
        assert "2: surface" in pane(on)
        await on.press("question_mark", "escape", "3")
        assert "✓ right" in pane(on)


async def test_a_run_without_an_end_is_paused_and_hurried():
    """The stand-in makes no update by itself: this run is on its way until the test trains it."""
    blocks = (RunTo(Goal(end=End.CONVERGED), 1), Prose("There.", 1))
    async with in_lesson(lesson_of(blocks), size=(80, 24), learning_rate=0.01) as on:
        assert "running until it converges" in pane(on)
        await on.press("n")
        assert "the lesson runs until" in on.message
        await on.train(2)
        await on.press("space")
        assert "paused; pgdn: run on" in pane(on)
        await on.press("space")
        assert not on.app.model.running and "pgdn: run on" in on.message
        await on.press("pagedown")
        assert on.engine.pace is None and on.app.model.running
        await on.train(2000)
        assert "There." in pane(on) and on.engine.pace == on.app.model.session.pace


async def test_a_run_stops_at_the_first_epoch_at_which_an_expression_is_true():
    blocks = (RunTo(goal_in("loss[-1] < 1000"), 1), Prose("Epoch {epoch}.", 1))
    async with in_lesson(lesson_of(blocks), size=(80, 24)) as on:
        assert "until loss[-1] < 1000" in " ".join(pane(on).split())
        await on.train(3)
        await on.press("space", "pagedown")
        await on.train(2000)
        present = on.app.model.present
        rows = on.engine._epoch_rows
        assert rows[-1][-1] < 1000 <= rows[-2][-1] and present.epoch == len(rows) == present.update
        assert f"Epoch {present.epoch}." in pane(on)


async def test_a_lesson_that_cannot_be_read_is_one_line():
    async with in_lesson(lesson_of((Prose("Hello.", 1),)), size=(80, 24)) as on:
        on.app.open_lesson(MISSING)
        assert MISSING in on.app.model.messages.shown.text and "Hello." in pane(on)
        on.app.open_lesson("test")
        assert MISSING not in on.app.model.messages.shown.text


async def test_the_app_opens_with_a_lesson_of_a_file_or_says_why_not(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    path = tmp_path / "own.md"
    path.write_text('+++\nformat = 1\ntitle = "Own"\n+++\n## First\nThere are {n} samples.\n')
    async with stage(lesson=str(path), samples=50) as on:
        assert "There are 100 samples." in pane(on) and on.app.model.config.data.samples == 100
        on.app.open_lesson(str(tmp_path / "none.md"))
        await on.settle()
        assert "no such file" in on.message and "samples." in pane(on)


async def test_the_panel_does_not_get_the_keys_back_after_an_answer():
    async with in_lesson(lesson_of(FIRST), size=(100, 30)) as on:
        await on.press("escape", "tab", "j", "1", "enter")
        assert not on.app.dashboard.in_panel


async def test_the_end_of_a_long_page_is_seen_and_old_messages_are_gone():
    long = Prose("\n\n".join(f"line {n}" for n in range(30)), 1)
    async with in_lesson(lesson_of((Question(CHOICE, 1), Reveal(1), long)), size=(80, 24)) as on:
        await on.press("pagedown")
        assert "ctrl+o: show the answer" in on.message
        await on.press("b", "enter")
        assert "asks first" not in on.message
        for _ in range(9):
            await on.press("pagedown")
            if on.app.lessons.controller.play.done:
                break
        assert "The lesson is over" in pane(on) and "1 of 1" in pane(on)


async def test_what_lies_below_the_edge_is_announced_and_reached_by_every_key():
    asks = replace(CHOICE, question="\n\n".join(f"line {n}" for n in range(12)))
    async with in_lesson(lesson_of((Question(asks, 1),)), size=(80, 24)) as on:
        assert "b) down" not in pane(on) and "▼ more: pgdn · ctrl+g: hint" in pane(on)
        # An arrow picks a choice, and shows it.
        await on.press("down", "down")
        assert "▸ b) down" in pane(on) and "▼ more" not in pane(on)
        # Without the focus it scrolls, whatever view is shown; no other view is named.
        await on.press("escape", "4", "up")
        assert "▼ more" in pane(on) and "in view" not in on.message
        await on.press("down", "down", "pagedown")
        assert "▼ more" not in pane(on)


async def test_the_palette_and_the_list_offer_the_lessons_by_number():
    async with in_lesson(lesson_of((Prose("Hello.", 1),)), size=(80, 24)) as on:
        on.app.do("lessons")
        await on.settle()
        assert "Lesson 1: A test" in on.text and "Batch loss" not in on.text
        await on.press("escape", "escape")
        titles = [command.title for command in on.app.get_system_commands(on.app.screen)]
        assert "Lesson 1: A test" in titles
