import pytest

from engine.config.run import RunConfig
from tui.app.plain.words import (
    MORE,
    Do,
    Give,
    Own,
    Steps,
    Unknown,
    fields_in,
    help_text,
    named,
    settings_text,
    spoken_commands,
    understood,
)
from tui.keys.command import OF_RUN
from tui.keys.table import BY_ID


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("run", Do("run")),
        ("  new seed ", Do("new-seed")),
        ("back one update", Do("update-back")),
        ("back", Do("lesson-back")),
        ("step 1,000", Steps(1000)),
        ("step", Steps(1)),
        ("lr 0.01", Give("learning_rate", "0.01")),
        ("learning rate 0.01", Give("learning_rate", "0.01")),
        ("set batch size = 16", Give("batch_size", "16")),
        ("optimizer=adam", Give("optimizer", "adam")),
        ("sweep batch 1,16", Own("sweep", "batch 1,16")),
        ("stop", Do("sweep-stop")),
        ("lesson ./my lesson.md", Own("lesson", "./my lesson.md")),
        ("STATE", Own("state")),
        ("space", Do("run")),
        ("k", Do("revive")),
        ("Z", Do("standardize")),
        ("pgdn", Do("lesson-next")),
    ],
)
def test_a_line_is_understood_by_words_of_commands_and_parameters(line, asked):
    assert understood(line) == asked


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("stap 3", "stap 3: unknown; "),
        ("restrt", "did you mean restart"),
        ("surface", "surface: is for the screen"),
        ("replay", "replay: is for the screen"),
        ("step 0", "must be a whole number, 1 to 1,000,000"),
        ("step ²", "must be a whole number"),
        ("step 0000000010000000", "must be a whole number"),
        (f"step 000000001{5000 * '0'}", "must be a whole number"),
        ("j", "unknown"),
        ("x" * 300, "unknown"),
    ],
)
def test_a_line_that_is_not_understood_says_what_would_be(line, reason):
    asked = understood(line)
    assert isinstance(asked, Unknown) and reason in asked.reason and len(asked.reason) < 140


def test_the_answer_to_a_question_for_a_key_is_a_key_a_label_or_an_id():
    assert {named("3"), named("loss"), named("Loss")} == {"loss"} and named("nothing") == ""


def test_help_names_every_command_of_the_run_that_needs_no_screen():
    lines = help_text().splitlines()
    words = {line.partition(":")[0] for line in lines}
    ids = set(spoken_commands().values())
    assert {BY_ID[id_].context for id_ in ids - set(MORE)} == OF_RUN
    assert all(id_ in words or BY_ID[id_].label in words for id_ in ids)
    assert "learning rate: 0.001" in settings_text(RunConfig()).splitlines()


def test_the_fields_of_a_sweep_are_named_by_words():
    asked = fields_in("batch 1,16 lr=0.001,0.01 seeds 3")
    assert asked == {"batch_size": "1,16", "learning_rate": "0.001,0.01", "seed": "3"}
    for wrong in ("batch", "speed 3", "batch 1 lr"):
        assert "must be names and values" in fields_in(wrong)


@pytest.mark.parametrize("line", ["activation", "gradient noise", "set gradient-noise"])
def test_the_name_of_a_parameter_alone_says_what_its_value_may_be(line):
    asked = understood(line)
    assert isinstance(asked, Unknown)
    assert asked.reason.startswith(f"{line}: needs a value: ")
