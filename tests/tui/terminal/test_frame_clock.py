"""Frames are asked for as early as they take to come, and no oftener than they are painted."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tui.terminal.frame_clock import FrameClock


def _moments(clock: FrameClock, answer: float, drawing: float, frames: int) -> list[float]:
    """When each frame arrives, if answers and drawing take so many seconds."""
    now, moments = 0.0, []
    for _ in range(frames):
        clock.arrived(now)
        moments.append(now)
        now += drawing
        now += clock.wait(now)
        clock.asked(now)
        now += answer
    return moments


@pytest.mark.parametrize("answer", [0.0, 0.010, 0.020])
def test_pictures_come_at_the_rate_asked_for_though_frames_take_their_time(answer: float):
    moments = _moments(FrameClock(30), answer, drawing=0.005, frames=90)
    steps = [after - before for before, after in pairwise(moments[60:])]
    assert sum(steps) / len(steps) == pytest.approx(1 / 30, rel=0.01)


def test_where_frames_take_longer_than_that_they_are_asked_for_at_once():
    clock = FrameClock(30)
    moments = _moments(clock, answer=0.2, drawing=0.005, frames=50)
    assert moments[-1] - moments[-2] == pytest.approx(0.205)


def test_after_a_long_wait_no_pictures_are_made_up_for():
    clock = FrameClock(10)
    clock.wait(0.0)
    assert clock.wait(100.0) == pytest.approx(0.0)
    assert clock.wait(100.0) == pytest.approx(0.1)
