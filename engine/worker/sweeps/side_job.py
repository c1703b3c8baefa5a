"""Carries out sweeps, trade-offs and phase maps in the worker, a slice at a time.

Each is a generator: a step of it is a slice of work, and yields an event or None, or what has to be
compiled (`engine.worker.sweeps.compiling`). The caller can process commands between two steps, and
can stop at any time.

Imports TensorFlow (through `sweep_run` and `measurement`): for the worker only.
"""

from __future__ import annotations

from engine.data.dataset import load
from engine.errors import DescentError
from engine.protocol.events import Refused
from engine.protocol.sweep_messages import (
    MapPhases,
    MeasureTradeoff,
    PhaseRows,
    StopSweep,
    Sweep,
    SweepEnded,
    SweepRows,
    TradeoffRows,
)
from engine.worker.failures import is_out_of_memory, sentence
from engine.worker.sweeps.compiling import Compile, SideSteps, Steps
from engine.worker.sweeps.lane_programs import Loops
from engine.worker.sweeps.measurement import TradeoffMeasurement
from engine.worker.sweeps.phase_run import PhaseRun
from engine.worker.sweeps.sweep_run import SweepRun

_NAMES = {
    Sweep: "sweep",
    MeasureTradeoff: "measurement",
    MapPhases: "phase map",
    StopSweep: "",
}

Event = SweepRows | TradeoffRows | PhaseRows | SweepEnded


class Aside:
    """At most one sweep, trade-off or phase map, alongside the current run.

    Args:
        device: TensorFlow's name of the device.
    """

    def __init__(self, device: str) -> None:
        self._device = device
        self._steps: SideSteps[Event] | None = None
        self._name = ""
        self._loops: Loops = {}
        self._last = SweepEnded(0, 0, stopped=True)

    @property
    def busy(self) -> bool:
        """Whether there is work."""
        return self._steps is not None

    def obey(self, command: Sweep | MeasureTradeoff | MapPhases | StopSweep) -> list[Event]:
        """Start, or stop what is running; returns the events to send."""
        told = self._leave()
        self._name = _NAMES[type(command)]
        if isinstance(command, Sweep):
            configs, done = command.spec.configs(), command.done
            run = SweepRun(configs, self._device, recorded=command.recorded, done=done)
            self._steps = SideSteps(run.events())
        elif isinstance(command, MeasureTradeoff):
            self._steps = SideSteps(_measured(command, self._device))
        elif isinstance(command, MapPhases):
            phases = PhaseRun(command.spec, self._device, command.done, loops=self._loops)
            self._steps = SideSteps(phases.events())
        return told

    def work(self) -> list[Event | Refused]:
        """Do one slice of work, if any; returns the events to send."""
        if self._steps is None:
            return []
        try:
            event = self._steps.step()
        except StopIteration:
            self._steps = None
            return []
        except DescentError as error:
            return [Refused(str(error)), *self._leave()]
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            # The run goes on, and what has ended is kept.
            return [Refused(sentence(error, f"computing the {self._name}")), *self._leave()]
        if isinstance(event, SweepEnded):
            self._steps = None
        elif event is not None:
            self._last = SweepEnded(event.done, event.total, stopped=True)
        return [] if event is None else [event]

    def _leave(self) -> list[Event]:
        if self._steps is None:
            return []
        self._steps = None
        return [self._last]


def _measured(command: MeasureTradeoff, device: str) -> Steps[Event]:
    spec, done = command.spec, command.done
    total = len(spec.batch_sizes)
    yield TradeoffRows((), done, total)
    measurement = TradeoffMeasurement(spec, load(spec.base.data), device)
    for step in measurement.rows(spec.batch_sizes[done:]):
        if isinstance(step, Compile):
            yield TradeoffRows((), done, total, compiling=True)
            yield step
            yield TradeoffRows((), done, total)
        else:
            done += step is not None
            yield None if step is None else TradeoffRows((step,), done, total)
    yield SweepEnded(done, total, stopped=False)
