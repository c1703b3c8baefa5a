"""Pacing by an injected clock."""

import itertools

import pytest

from engine.worker.training.pace import SLICE_SECONDS, Pace, RateMeter, SliceSize


def test_without_a_rate_as_many_as_may_be_are_due():
    pace = Pace()
    assert pace.due(5.0) is None
    assert pace.wait(5.0) == 0


def due(pace: Pace, now: float) -> int:
    """How many updates are due where there is a pace at all."""
    count = pace.due(now)
    assert count is not None
    return count


def test_the_first_update_is_due_at_once_and_the_rest_by_the_clock():
    pace = Pace()
    pace.set(10, now=100.0)
    made_at = []
    for tick in range(1001):
        now = 100 + tick / 1000
        for _ in range(due(pace, now)):
            made_at.append(tick)
            pace.made(1, now)
    assert len(made_at) == 11
    assert made_at[0] == 0
    assert all(99 <= later - sooner <= 101 for sooner, later in itertools.pairwise(made_at))


def test_waiting_ends_when_the_next_update_is_due():
    pace = Pace()
    pace.set(4, now=0.0)
    pace.made(1, 0.0)
    assert pace.wait(0.1) == pytest.approx(0.15)
    assert pace.due(0.1) == 0
    assert pace.due(0.1 + pace.wait(0.1) + 1e-9) == 1


def test_a_device_too_slow_for_the_pace_makes_no_burst_later():
    pace = Pace()
    pace.set(100, now=0.0)
    pace.made(1, 50.0)
    assert due(pace, 50.0) <= 1


def test_slices_settle_near_their_length():
    size = SliceSize()
    for _ in range(30):
        size.learn(size.updates, size.updates * 1e-6)
    assert size.updates * 1e-6 == pytest.approx(SLICE_SECONDS, rel=0.01)


def test_a_slow_update_is_still_one():
    size = SliceSize()
    size.learn(1, 3.0)
    assert size.updates == 1


def test_on_a_busy_machine_slices_grow_to_their_length_in_processor_time():
    processor = 0.0
    size = SliceSize(device="/CPU:0", processor=lambda: processor)
    for _ in range(30):
        size.begin()
        used = 2e-4 + size.updates * 1e-6
        processor += used
        size.learn(size.updates, 0.050 + used)
    assert size.updates * 1e-6 == pytest.approx(SLICE_SECONDS, rel=0.05)


def test_on_a_gpu_the_processor_time_does_not_count():
    size = SliceSize(device="/GPU:0", processor=lambda: 0.0)
    for _ in range(30):
        size.begin()
        size.learn(size.updates, size.updates * 1e-4)
    assert size.updates * 1e-4 == pytest.approx(SLICE_SECONDS, rel=0.01)


def test_the_rate_is_measured_over_about_a_second():
    meter = RateMeter()
    assert meter.rate == 0
    for tick in range(101):
        meter.mark(tick / 10, tick * (100 if tick > 50 else 1))
    assert meter.rate == pytest.approx(1000, rel=0.01)
