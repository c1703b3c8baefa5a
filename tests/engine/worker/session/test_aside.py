"""A sweep beside the run: while it compiles, the run is trained and commands are obeyed."""

from __future__ import annotations

import threading

import pytest

from engine.protocol.commands import Pause, Run
from engine.protocol.sweep_messages import StopSweep, Sweep
from engine.sweeps.spec import SweepSpec
from tests.engine.worker.session.stand import ENDLESS, Stand


def test_the_run_goes_on_while_a_sweep_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.worker.sweeps import side_job
    from engine.worker.sweeps.compiling import Compile

    gate, compiled = threading.Event(), []

    class Slow:
        """A sweep whose compilation lasts until the gate opens."""

        def __init__(self, *_: object, **__: object) -> None:
            pass

        def events(self):
            yield Compile(lambda: gate.wait(60))
            compiled.append(True)

    monkeypatch.setattr(side_job, "SweepRun", Slow)
    stand = Stand(**ENDLESS)
    session = stand.session
    for command in (Run(), Sweep(SweepSpec(stand.config, (1, 2)))):
        session.obey(command)
    before = session.run.trainer.update
    for _ in range(30):
        stand.work()
    assert session.run.trainer.update > before
    session.obey(Pause())
    assert session.run.state.value == "paused"
    assert not compiled
    gate.set()
    while not compiled:
        stand.work()
    session.obey(StopSweep())
    stand.settle()
