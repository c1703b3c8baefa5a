"""Trains the runs of a phase map, coarse cells first, a tile at a time.

Runs with the same batch size are advanced together (`lane_field`); of those that differ in L2
regularization, the ones without it apart. Every tile is computed in a
thread, while the worker trains the run and obeys commands; a map that is stopped leaves at most
one tile behind, whose results are dropped.

Memory: at most `phase_room.MOST_BYTES` for the runs that wait, and `lane_programs.TILE_BYTES` for
the results of a tile.

Imports TensorFlow (through `lane_field`): for the worker only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import NamedTuple, TypeAlias, TypeVar, cast

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from engine.data.batches import batch_length
from engine.data.dataset import Dataset, load
from engine.protocol.sweep_messages import PhaseRows, SweepEnded
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec, check_samples, stages
from engine.worker.sweeps.compiling import Compile, Steps
from engine.worker.sweeps.lane_field import Field, advanced, joined
from engine.worker.sweeps.lane_loop import LaneLoop
from engine.worker.sweeps.lane_programs import LanePrograms, Loops
from engine.worker.sweeps.phase_room import check_room, together
from engine.worker.training.full_loss import full_objective

_FIRST_EPOCHS = 8
_TOLD = 0.2

_Result = TypeVar("_Result")
_Part: TypeAlias = "Generator[PhaseRows | Compile | None, object, _Result]"


@dataclass
class _Times:
    """Seconds so far, of training and of compilation, and when the progress was last reported."""

    training: float = 0.0
    compiling: float = 0.0
    told: float = field(default_factory=time.perf_counter)


class _Kind(NamedTuple):
    """What runs that are advanced together share.

    Attributes:
        length: samples of a batch.
        penalized: whether each has a factor of L2 regularization of its own, above 0.
    """

    length: int
    penalized: bool


class PhaseRun:
    """A phase map.

    Args:
        spec: what it shows.
        device: TensorFlow's name of the device.
        done: the cells whose runs were trained before.
        lanes: of a narrow and a wide tile; those of the device if not given.
        loops: compiled for earlier maps; new ones are added.
    """

    def __init__(
        self,
        spec: PhaseSpec,
        device: str,
        done: frozenset[int] = frozenset(),
        lanes: tuple[int, int] | None = None,
        loops: Loops | None = None,
    ) -> None:
        self._spec, self._device, self._lanes, self._loops = spec, device, lanes, loops
        self._left_out, self._done = done, len(done)
        self._times = _Times()

    def events(self) -> Steps[PhaseRows | SweepEnded]:
        """Rows as runs end, stage by stage, and the end.

        Raises:
            DescentError: the samples cannot be used, or there is not enough memory.
        """
        spec = self._spec
        yield self._progress()
        check_room(spec.base.stop, spec.runs - len(self._left_out))
        data = load(spec.base.data)
        check_samples(len(data.x))
        programs = LanePrograms(spec, data, self._device, self._lanes, self._loops)
        lengths, penalties = self._lengths(len(data.x)), self._penalized
        most = together(spec.base.stop)
        for stage in stages(spec):
            wanted = np.array([cell for cell in stage if cell not in self._left_out], np.intp)
            for length, penalized in product(np.unique(lengths[wanted]), (False, True)):
                alike = (lengths[wanted] == length) & (penalties[wanted] == penalized)
                cells = wanted[alike]
                for start in range(0, len(cells), most):
                    some = cells[start : start + most]
                    kind = _Kind(int(length), penalized)
                    yield from self._trained(programs, data, some, kind)
        times = self._times
        yield SweepEnded(self._done, spec.runs, False, times.training, times.compiling)

    def _progress(self, rows: Sequence[PhaseRow] = (), *, compiling: bool = False) -> PhaseRows:
        told = tuple(rows)
        self._done += len(told)
        self._times.told = time.perf_counter()
        return PhaseRows(told, self._done, self._spec.runs, compiling)

    def _lengths(self, samples: int) -> NDArray[np.int64]:
        """The samples of a batch in each cell, (runs,)."""
        spec = self._spec
        if "batch_size" not in (spec.x.parameter, spec.y.parameter):
            return np.full(spec.runs, batch_length(spec.base.batch, samples))
        return np.minimum(spec.values("batch_size") * spec.base.batch.replicas, samples).astype(
            np.int64
        )

    @property
    def _penalized(self) -> NDArray[np.bool_]:
        """Whether each cell has a factor of L2 regularization, (runs,); none if all have the same.

        Those without have the program of a run that knows no such factor, and so its bits.
        """
        if "l2" not in (self._spec.x.parameter, self._spec.y.parameter):
            return np.zeros(self._spec.runs, np.bool_)
        return self._spec.values("l2") > 0

    def _trained(
        self, programs: LanePrograms, data: Dataset, cells: NDArray[np.intp], kind: _Kind
    ) -> _Part[None]:
        """Train runs of one kind to their ends."""
        stop, length = self._spec.base.stop, kind.length
        loop = yield from self._loop(programs, kind, len(cells))
        runs = programs.begun(cells, length, loop)
        gradient = full_objective(programs.problem, data).gradient
        while len(runs):
            loop = yield from self._loop(programs, kind, len(runs))
            lanes, at_most = loop.shape.lanes, loop.shape.epochs
            epochs = min(at_most, stop.epochs - runs.epoch, max(_FIRST_EPOCHS, runs.epoch))
            given = programs.given(loop.shape, length, runs.epoch, epochs)
            advance = partial(advanced, loop=loop, given=given, epochs=epochs, stop=stop)
            parts: list[Field] = []
            for start in range(0, len(runs), lanes):
                tile = runs.part(slice(start, start + lanes))
                compute = partial(advance, tile, gradient=gradient)
                left, rows = yield from self._timed(compute)
                parts.append(left)
                if rows or time.perf_counter() - self._times.told > _TOLD:
                    yield self._progress(rows)
            runs = joined(parts)

    def _timed(self, compute: Callable[[], _Result]) -> _Part[_Result]:
        """The result of `compute`, which is called in a thread."""
        seconds: list[float] = []

        def build() -> _Result:
            begun = time.perf_counter()
            with tf.device(self._device):
                result = compute()
            seconds.append(time.perf_counter() - begun)
            return result

        result = cast("_Result", (yield Compile(build)))
        self._times.training += seconds[0]
        return result

    def _loop(self, programs: LanePrograms, kind: _Kind, runs: int) -> _Part[LaneLoop]:
        """The compiled loop for this number of runs."""
        shape = programs.shape(kind.length, runs, penalized=kind.penalized)
        known = programs.compiled(shape)
        if known is not None:
            return known
        yield self._progress(compiling=True)
        begun = time.perf_counter()
        loop = cast("LaneLoop", (yield Compile(lambda: programs.compile(shape, kind.length))))
        self._times.compiling += time.perf_counter() - begun
        yield self._progress()
        return loop
