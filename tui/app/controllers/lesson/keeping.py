"""The open lesson as a session keeps it, and how it goes on in one that is resumed."""

from __future__ import annotations

import hashlib

from engine.config.run import RunConfig
from engine.storage.sessions.content import LessonContent
from tui.app.controllers.lesson.conductor import Conductor
from tui.app.controllers.lesson.trail import Trail
from tui.app.controllers.lesson.travel import moment_of
from tui.lessons import player
from tui.lessons.bookmark import bookmark_of
from tui.lessons.goal import goal_in
from tui.lessons.play import Phase, Play, Turn
from tui.model.app_model import AppModel


def content_of(play: Play, trail: Trail, conductor: Conductor) -> LessonContent:
    """What a session keeps of the lesson."""
    goal = conductor.goal if conductor.waits_for_learner else None
    config = conductor.config if goal is not None else trail.config
    return LessonContent(
        play.lesson.name,
        play.step,
        bookmark_of(play),
        off=trail.left,
        goal="" if goal is None else goal.written,
        updates=trail.updates,
        config="" if config is None else digest_of(config),
        pins=conductor.pins,
        pinned=conductor.pinned,
    )


def digest_of(config: RunConfig) -> str:
    """A digest of a configuration, whatever the device."""
    text = config.model_dump_json(exclude={"device"})
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def taken_up(
    play: Play, content: LessonContent, trail: Trail, conductor: Conductor, model: AppModel
) -> Turn:
    """The turn with which a resumed lesson goes on; its run is reproduced if it is not there."""
    conductor.know_pins(content.pins, content.pinned)
    unchanged = content.config == digest_of(model.config)
    if content.off:
        trail.leave()
    elif unchanged and content.updates == moment_of(model).updates:
        trail.stand()
    elif unchanged and content.goal and play.phase is Phase.RUNNING:
        conductor.take_up(goal_in(content.goal))
    else:
        return player.rejoin(play)
    return Turn(play)
