"""A worker that hangs, is stopped, or works for long: told apart by its beats and its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from engine.client.process_sign import Sign, _from_ps, sign_of
from engine.client.pulse import Pulse
from engine.protocol.events import IMPORTING, JOINING, Beat, Silence, Standstill


class Process:
    """What the system would say."""

    def __init__(self) -> None:
        self.stopped = self.in_system = False
        self.seconds = 0.0

    def __call__(self) -> Sign:
        return Sign(self.stopped, self.in_system, self.seconds)


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.fixture
def pulse(process: Process) -> Pulse:
    return Pulse(process, IMPORTING)


def look(pulse: Pulse, seconds: int, beat: Beat | None = None) -> Silence:
    """Look every second; the beats, if any, count on."""
    for passed in range(1, seconds + 1):
        if beat is not None:
            pulse.take(Beat(beat.doing, beat.seconds + passed if beat.doing else 0.0))
        silence = pulse.look(1.0)
    return silence


def test_a_worker_that_waits_for_commands_is_never_silent(pulse: Pulse) -> None:
    assert look(pulse, 1000, Beat("", 0.0)).seconds == 0


def test_an_idle_one_that_stops_beating_is_noticed_though_nothing_was_asked_of_it(
    pulse: Pulse,
) -> None:
    look(pulse, 5, Beat("", 0.0))
    assert look(pulse, 1).seconds == 0
    assert look(pulse, 1).seconds == 3
    assert look(pulse, 3) == Silence(6.0, "", Standstill.IDLE)
    assert look(pulse, 1, Beat("", 0.0)).seconds == 0


def test_a_long_compilation_is_busy_and_a_deadlock_is_not(pulse: Pulse, process: Process) -> None:
    for second in range(1, 61):
        process.seconds += 0.9
        pulse.take(Beat("preparing to train", second))
        silence = pulse.look(1.0)
    assert silence == Silence(61.0, "preparing to train", Standstill.BUSY)
    # From here it uses no processor, though its heart beats on.
    for second in range(61, 64):
        pulse.take(Beat("preparing to train", second))
        silence = pulse.look(1.0)
    assert silence == Silence(64.0, "preparing to train", Standstill.IDLE)


def test_a_compilation_that_holds_the_lock_of_python_is_busy_too(
    pulse: Pulse, process: Process
) -> None:
    look(pulse, 2, Beat("", 0.0))
    for _ in range(20):
        process.seconds += 1.0
        silence = pulse.look(1.0)
    assert silence.how is Standstill.BUSY


def test_a_stopped_process_is_named(pulse: Pulse, process: Process) -> None:
    look(pulse, 2, Beat("training", 0.0))
    process.stopped = True
    assert look(pulse, 3).how is Standstill.STOPPED


def test_an_import_has_more_time_and_may_wait_for_a_disk(pulse: Pulse, process: Process) -> None:
    assert look(pulse, 9).seconds == 0
    process.in_system = True
    assert look(pulse, 60).how is Standstill.BUSY
    process.in_system = False
    assert look(pulse, 3) == Silence(72.0, IMPORTING, Standstill.IDLE)


def test_what_it_waits_for_is_known_while_it_joins_other_processes_without_a_beat(
    pulse: Pulse,
) -> None:
    look(pulse, 5, Beat("choosing the device", 0.0))
    pulse.take(Beat(JOINING, 0.0))
    assert look(pulse, 600) == Silence(600.0, JOINING, Standstill.IDLE)
    assert look(pulse, 1, Beat("", 0.0)).seconds == 0


def test_time_in_which_this_process_stood_still_does_not_count(pulse: Pulse) -> None:
    look(pulse, 3, Beat("", 0.0))
    assert pulse.look(3600.0).seconds == 0
    assert pulse.look(1.0).seconds == 3.5


def test_the_system_tells_of_a_process_whether_it_is_stopped_and_what_it_used() -> None:
    own = sign_of(os.getpid())
    assert own is not None
    assert not own.stopped
    assert 0 < own.seconds <= sum(os.times()[:2]) + 0.1
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        child.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, child.pid, os.WSTOPPED)
        for sign in (sign_of(child.pid), _from_ps(child.pid)):
            assert sign is not None
            assert sign.stopped
            assert sign.seconds < 10
        child.kill()
    assert sign_of(child.pid) is None
