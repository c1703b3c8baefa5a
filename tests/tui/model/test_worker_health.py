"""How the worker is, event by event."""

from __future__ import annotations

from engine.config.hosts import HostsFrom
from engine.config.run import RunConfig
from engine.protocol.events import (
    JOINING,
    Event,
    Failed,
    Lost,
    Ready,
    Silence,
    Standstill,
    Starting,
)
from tests.fakes import FakeEngine
from tui.model.worker_health import WorkerHealth

READY = Ready("GPU:0 NVIDIA A100", "2.21.0", "3.12.0", 6.5)
NO_GPU = Failed("device: no gpu:3 found", usage=True)


def after(*events: Event, wanted: str = "auto", health: WorkerHealth | None = None) -> WorkerHealth:
    health = health or WorkerHealth()
    for event in events:
        health = health.after(event, (wanted, HostsFrom.NONE, 1))
    return health


def test_a_worker_starts_is_ready_and_is_lost():
    starting = after(Starting())
    assert (starting.starting, starting.device) == (True, "")
    ready = after(READY, health=starting)
    assert (ready.starting, ready.lost, ready.device) == (False, False, "GPU:0 NVIDIA A100")
    assert after(Lost("killed"), health=ready).lost
    again = after(Lost("killed"), Starting(), health=ready)
    assert (again.starting, again.device) == (True, "")


def test_a_device_is_refused_only_where_another_one_has_worked():
    worked = after(Starting(), READY)
    failed = after(Starting(), NO_GPU, wanted="gpu:3", health=worked)
    assert not failed.devices_refused(("gpu:3", HostsFrom.NONE, 1))
    gone = after(Lost("it could not continue"), wanted="gpu:3", health=failed)
    assert gone.devices_refused(("gpu:3", HostsFrom.NONE, 1))
    assert not gone.devices_refused(("auto", HostsFrom.NONE, 1))
    assert gone.devices_refused(("auto", HostsFrom.NONE, 2))
    assert not gone.refused_at_first
    first = after(Starting(), NO_GPU, Lost("it could not continue"), wanted="gpu:3")
    assert first.refused_at_first
    assert not first.devices_refused(("gpu:3", HostsFrom.NONE, 1))


def test_a_failure_of_the_program_is_no_refusal():
    crashed = after(Starting(), Failed("no memory"), Lost("killed"))
    assert crashed.failure == Failed("no memory")
    assert not crashed.refused_at_first
    assert after(Starting(), health=crashed).failure is None


def test_any_event_ends_the_silence():
    frame = FakeEngine(RunConfig()).frame()
    for event in (frame, READY):
        assert not after(event, health=after(READY, Silence(7.0))).silent


def test_a_worker_hangs_that_uses_no_processor_or_takes_very_long():
    for silence, hangs in (
        (Silence(4.0, "training", Standstill.IDLE), True),
        (Silence(4.0, "", Standstill.STOPPED), True),
        (Silence(29.0, "preparing to train", Standstill.BUSY), False),
        (Silence(30.0, "preparing to train", Standstill.BUSY), True),
        (Silence(3000.0, JOINING, Standstill.IDLE), False),
        (Silence(3000.0, JOINING, Standstill.STOPPED), True),
    ):
        found = after(READY, silence)
        assert (found.silent, found.hangs) == (True, hangs)
    assert not after(READY, Silence(9.0), Silence(0.0)).silent
    assert not after(READY, Silence(9.0), Lost("killed")).silent
