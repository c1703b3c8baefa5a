from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from engine.config.run import RunConfig
from tests.tui.lessons.lessons import lesson_of
from tui.app.launch import Launch, resuming
from tui.lessons.document import Prose


def test_a_session_that_is_resumed_takes_the_place_of_the_lesson_that_was_asked_for():
    config = RunConfig().model_copy(update={"start": RunConfig().start})
    resumed: Any = SimpleNamespace(
        content=SimpleNamespace(config=config, pace=None), opened=None, time=datetime.now(UTC)
    )
    launch = resuming(Launch(RunConfig(), lesson=lesson_of((Prose("a", 1),))), resumed)
    assert launch.lesson is None and launch.pace is None and launch.config is config
