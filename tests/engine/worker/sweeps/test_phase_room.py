"""Phase maps without enough memory: refused before they begin, or ended; the run goes on."""

from __future__ import annotations

import re
import resource

import numpy as np

from engine.data import room
from engine.history.values import RunState
from engine.protocol.commands import Step
from engine.protocol.events import Refused
from engine.protocol.sweep_messages import MapPhases, PhaseRows, SweepEnded
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_spec import PhaseSpec
from engine.worker.session.session import Session
from tests.engine.limited import limited
from tests.engine.sessions import obey, session_of
from tests.engine.worker.sweeps.mapped import spec_of


def spec(cells: int) -> PhaseSpec:
    rates = Axis("learning_rate", 1e-3, 1e-1, log=True, cells=cells)
    return spec_of(Axis("w0", -20, 20, log=False, cells=cells), rates, epochs=20)


def told_of(session: Session, order: MapPhases) -> tuple[str, list[PhaseRows], SweepEnded]:
    """Why a map ended, its rows, and its end."""
    session.outbox.clear()
    session.obey(order)
    while not any(isinstance(event, SweepEnded) for event in session.outbox):
        session.work()
    events = list(session.outbox)
    (why,) = (event.message for event in events if isinstance(event, Refused))
    (end,) = (event for event in events if isinstance(event, SweepEnded))
    return why, [event for event in events if isinstance(event, PhaseRows)], end


def assert_the_run_goes_on(session: Session) -> None:
    update = session.run.trainer.update
    obey(session, Step(2))
    assert session.run.trainer.update == update + 2
    assert session.run.state is RunState.PAUSED


def test_a_map_too_large_for_memory_is_refused_before_any_is_taken():
    session = session_of(spec(2).base, Step(3))
    with limited(resource.RLIMIT_AS, room._used("VmSize") + (1 << 25)):
        why, rows, end = told_of(session, MapPhases(spec(200)))
    found = re.fullmatch(
        r"a phase map of 40,000 runs needs (\d\d)\.\d MB of memory;"
        r" ([\d.]+) MB available; take fewer cells", why,
    )  # fmt: skip
    assert found is not None, why
    # At least θ, loss and slots of each run, and what its stop rule looks back on.
    assert int(found[1]) * 1e6 > 40_000 * 100
    assert float(found[2]) * 1e6 <= (1 << 25) + 1e5
    assert sum(len(event.rows) for event in rows) == end.done == 0
    assert end.stopped
    assert_the_run_goes_on(session)


def test_a_map_that_runs_out_of_memory_ends_with_what_is_known(monkeypatch):
    from engine.worker.sweeps import lane_field, phase_run

    compute, calls = lane_field.advanced, []

    def until_there_is_none(*args, **kwargs):
        calls.append(1)
        if len(calls) > 2:
            np.empty(1 << 50)
        return compute(*args, **kwargs)

    monkeypatch.setattr(phase_run, "advanced", until_there_is_none)
    session = session_of(spec(2).base, Step(3))
    why, rows, end = told_of(session, MapPhases(spec(32)))
    assert why.startswith("out of memory while computing the phase map: Unable to allocate")
    assert "\n" not in why
    assert end.stopped
    assert 0 < end.done == sum(len(event.rows) for event in rows) < end.total
    assert_the_run_goes_on(session)
