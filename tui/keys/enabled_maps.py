"""Whether the commands of phase maps apply."""

from __future__ import annotations

from tui.keys.enabled import LOST, can_train, worker_lives
from tui.model.situation import Situation


def has_phase(here: Situation) -> str:
    """There is a phase map."""
    return "" if here.experiments.phase is not None else "no phase map yet; Q: new map"


def can_open_phase(here: Situation) -> str:
    """There is a map, and a worker that can train."""
    return has_phase(here) or can_train(here)


def can_zoom_phase(here: Situation) -> str:
    """There is a map, and a worker that can compute another one."""
    return has_phase(here) or worker_lives(here)


def can_continue_phase(here: Situation) -> str:
    """The map was stopped or interrupted, and there is a worker."""
    if here.lost:
        return LOST
    stage = here.experiments.phase
    early = stage is not None and stage.over and not here.experiments.complete
    return "" if early else has_phase(here) or "nothing of it is left"


def phase_runs(here: Situation) -> str:
    """A map is being computed."""
    return "" if here.experiments.running and here.experiments.maps else "no map is being computed"
