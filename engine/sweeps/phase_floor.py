"""Which runs of a phase map are at the minimum: those on which a single run's verdict says so.

Either their loss is the least one, to a stated precision; or it is within what the noise of their
own batches explains at their own learning rate (`engine.theory.stationary`), which is computed only
for runs where it decides, and once.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.parameters import with_values
from engine.data.batches import batch_length
from engine.sweeps.phase_spec import PhaseSpec
from engine.theory.momentum import Descent, descent_of
from engine.theory.samples import Samples
from engine.theory.stationary import scatters
from engine.theory.verdict import near_excess, noise_bounds

_DECAY, _L2 = "weight_decay", "l2"
TOGETHER, _WORK = 1024, 1 << 18
"""The most runs, and batches of all of them, whose floors are computed at once, in some 50 ms."""
_LEAST_TOGETHER = 16


class PhaseFloor:
    """The losses up to which the runs of a map are at the minimum.

    Args:
        spec: the map.
        samples: of its runs.
    """

    def __init__(self, spec: PhaseSpec, samples: Samples) -> None:
        self._spec, self._samples = spec, samples
        self._descent = _descent_on(spec)
        self._l2 = spec.values(_L2) if _L2 in (spec.x.parameter, spec.y.parameter) else None
        self._penalized = {samples.l2: samples}
        self._bounds = np.full(spec.runs, np.nan)
        # A run with a weight decay has no floor that is known.
        self._open = np.full(spec.runs, self._descent is not None)
        if _DECAY in (spec.x.parameter, spec.y.parameter):
            self._open &= spec.values(_DECAY) == 0

    def arrived(
        self, cells: NDArray[np.intp], loss: Floats, patience: float = math.inf
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether runs that their stop rule ended are at the minimum, and whether it is known.

        Args:
            cells: their cells, (k,).
            loss: the full loss at their ends, (k,).
            patience: the seconds after which what is left is not known yet.
        """
        near = np.zeros(len(cells), np.bool_)
        for samples, own in self._by_samples(cells):
            near[own] = loss[own] - samples.moments.least_loss <= near_excess(samples)
        asked = ~near & np.isfinite(loss)
        self._look_at(cells[asked & self._open[cells]], patience)
        within: NDArray[np.bool_] = loss <= self._bounds[cells]
        return near | within, ~(asked & self._open[cells])

    def _look_at(self, cells: NDArray[np.intp], patience: float) -> None:
        """Compute bounds of these runs for the patience, in seconds; some in any case."""
        lengths, until = self._lengths(cells), time.perf_counter() + patience
        for samples, own in self._by_samples(cells):
            for length in np.unique(lengths[own]).tolist():
                chosen = cells[own[lengths[own] == length]]
                batches = -(-samples.count // length)
                together = min(max(_WORK // batches, _LEAST_TOGETHER), TOGETHER)
                for start in range(0, len(chosen), together):
                    some = chosen[start : start + together]
                    self._bounds[some] = self._bounds_of(some, length, samples)
                    self._open[some] = False
                    if time.perf_counter() >= until:
                        return

    def _by_samples(self, cells: NDArray[np.intp]) -> Iterator[tuple[Samples, NDArray[np.intp]]]:
        """The samples of runs, with the regularization of each, and which of these they are."""
        if self._l2 is None:
            yield self._samples, np.arange(len(cells))
            return
        of_runs = self._l2[cells]
        for l2 in np.unique(of_runs).tolist():
            if l2 not in self._penalized:
                self._penalized[l2] = self._samples.with_l2(l2)
            yield self._penalized[l2], np.flatnonzero(of_runs == l2)

    def _lengths(self, cells: NDArray[np.intp]) -> NDArray[np.int64]:
        """The samples of a batch of each run."""
        spec, count = self._spec, self._samples.count
        if "batch_size" not in (spec.x.parameter, spec.y.parameter):
            return np.full(len(cells), batch_length(spec.base.batch, count))
        sizes = spec.values("batch_size")[cells] * spec.base.batch.replicas
        return np.minimum(sizes, count).astype(np.int64)

    def _bounds_of(self, cells: NDArray[np.intp], length: int, samples: Samples) -> Floats:
        descent, values = self._descent, self._spec.values
        assert descent is not None, "only runs of such an optimizer have a floor"
        found = scatters(
            values("learning_rate")[cells],
            values("momentum")[cells],
            length,
            samples,
            nesterov=descent.nesterov,
            shuffle=self._spec.base.batch.shuffle,
        )
        return noise_bounds(found, samples.moments.least_loss)


def _descent_on(spec: PhaseSpec) -> Descent | None:
    """The method of the runs of a map that have no weight decay; None if it is no descent."""
    names = (spec.x.parameter, spec.y.parameter)
    base = with_values(spec.base, {_DECAY: 0.0}) if _DECAY in names else spec.base
    return descent_of(base.optimizer) if base.optimizer.is_plain else None


@lru_cache(maxsize=16)
def floor_of(spec: PhaseSpec, samples: Samples) -> PhaseFloor:
    """The floor of a map, the same one each time, so that bounds are computed once."""
    return PhaseFloor(spec, samples)
