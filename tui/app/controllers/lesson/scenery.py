"""Brings back what the lesson shows, wherever the learner has looked since."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.controllers.lesson.stage import LessonStage
from tui.lessons.play import Play
from tui.lessons.scene import scene, view_after


def show_scene(
    play: Play, stage: LessonStage, press: Callable[[str], bool], *, even: bool = True
) -> None:
    """Show view, options and spotlight of the place in a lesson.

    Args:
        play: the state of the lesson.
        stage: shows it.
        press: carries out a command of the lesson.
        even: also if the view of the lesson is on the screen, perhaps with other options.
    """
    commands = scene(play.lesson, play.step, play.block)
    if not even and stage.view in ("", view_after(commands)):
        return
    stage.reset_view()
    for command in commands:
        press(command)
    stage.light(play.spotlight)
