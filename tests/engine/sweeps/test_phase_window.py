"""Parts of phase maps: their ranges, and which of their runs are known from other maps."""

import dataclasses
import itertools

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.history.values import RunState
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_reuse import reused
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from engine.sweeps.phase_window import between, panned, zoomed

RATES = Axis("learning_rate", 1e-4, 1e-1, log=True, cells=30)
STARTS = Axis("w0", -3, 5, log=False, cells=41)
MOMENTA = Axis("momentum", 0, 1, log=False, cells=24)
BATCHES = Axis("batch_size", 0.7, 140, log=True, cells=40)
AXES = [RATES, STARTS, MOMENTA, BATCHES]


def shared(one: Axis, other: Axis) -> int:
    """How many cells of an axis have a value of the other one."""
    return sum(value in set(other.values.tolist()) for value in one.values.tolist())


def middle(axis: Axis) -> float:
    return axis.edge(axis.cells / 2)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_zooming_in_halves_the_range_and_keeps_every_second_value_and_the_place(axis, share):
    about = axis.edge(share * axis.cells)
    near = zoomed(axis, about, 0.5)
    assert (near.cells, near.log) == (axis.cells, axis.log)
    assert axis.place(near.high) - axis.place(near.low) == pytest.approx(axis.cells / 2)
    assert near.place(about) == pytest.approx(share * axis.cells, abs=2)
    assert shared(near, axis) >= axis.cells // 2
    steps = np.diff(near.values)
    assert (steps >= 0 if axis is BATCHES else steps > 0).all()


@pytest.mark.parametrize("axis", AXES)
def test_any_way_of_zooming_and_panning_keeps_each_value_near_the_middle_of_its_cell(axis):
    seen = axis
    for move in (0.5, 0.5, 12, 0.5, -9, 2, 2, 5, 0.5):
        before = seen
        seen = zoomed(seen, middle(seen), move) if move in (0.5, 2) else panned(seen, int(move))
        assert shared(seen, before) >= seen.cells // 2 - 12
        if axis is not BATCHES:
            for cell, value in enumerate(seen.values.tolist()):
                assert seen.place(value) == pytest.approx(cell + 0.5, abs=0.3)


def test_zooming_out_has_all_values_of_the_map_that_fit_its_cells():
    far = zoomed(RATES, middle(RATES), 2)
    assert far.high / far.low == pytest.approx((RATES.high / RATES.low) ** 2)
    assert shared(far, RATES) == RATES.cells // 2
    near = zoomed(far, middle(far), 0.5)
    assert shared(near, far) == far.cells // 2


@pytest.mark.parametrize("cells", [12, -7])
def test_panning_moves_by_whole_cells_and_keeps_the_values_of_both(cells):
    beside = panned(STARTS, cells)
    assert beside.low == pytest.approx(STARTS.edge(cells))
    assert shared(beside, STARTS) == STARTS.cells - abs(cells)


def test_no_part_leaves_the_values_that_are_valid():
    for cells, about in itertools.product((-24, -5, 5, 24), (0.0, 0.5, 1.0)):
        for axis in (panned(MOMENTA, cells), zoomed(MOMENTA, about, 2)):
            assert axis.low == pytest.approx(0, abs=1e-12)
            assert axis.high == pytest.approx(1)
            assert 0 <= axis.values[0] < axis.values[-1] < 1
        part = panned(between(MOMENTA, 0.3, 0.6), cells)
        assert -1e-12 <= part.low < part.high <= 1 + 1e-12
        assert part.high - part.low == pytest.approx(8 / 24)
    assert zoomed(BATCHES, 1.0, 2).values[0] == 1


def test_a_box_is_the_part_between_its_corners_within_half_a_cell():
    for one, other in ((0.001, 0.02), (0.02, 0.001)):
        box = between(RATES, one, other)
        assert RATES.place(box.low) == pytest.approx(RATES.cell(0.001), abs=0.5)
        assert RATES.place(box.high) == pytest.approx(RATES.cell(0.02) + 1, abs=0.5)
    point = between(STARTS, 5.0, 5.0)
    assert STARTS.place(point.high) - STARTS.place(point.low) == pytest.approx(2)


def test_what_is_too_near_says_so():
    axis = Axis("w0", 1, 1 + 1e-7, log=False, cells=3)
    with pytest.raises(ConfigError, match="too narrow for its numbers to differ"):
        zoomed(axis, axis.low, 0.5)


def rows_of(spec: PhaseSpec) -> tuple[PhaseRow, ...]:
    """A row that names the values of its cell."""
    found = (spec.settings(cell) for cell in range(spec.runs))
    return tuple(
        PhaseRow(cell, RunState.CONVERGED, 1, 1, *map(float, values.values()))
        for cell, values in enumerate(found)
    )


@pytest.mark.parametrize("x", [MOMENTA, BATCHES])
def test_the_runs_of_a_part_are_those_of_its_values(x):
    base = with_values(RunConfig(), {"optimizer": "momentum"})
    spec = PhaseSpec(base, x, RATES)
    part = PhaseSpec(base, zoomed(x, middle(x), 0.5), panned(RATES, 10))
    found = reused(part, [(spec, rows_of(spec))])
    assert len({row.cell for row in found}) == len(found) >= x.cells // 2 * 20
    for row in found:
        assert (row.w, row.b) == tuple(map(float, part.settings(row.cell).values()))


def test_runs_of_other_parameters_are_not_reused():
    base = with_values(RunConfig(), {"optimizer": "momentum"})
    spec = PhaseSpec(base, MOMENTA, RATES)
    other = dataclasses.replace(spec, base=with_values(base, {"seed": 1}))
    turned = dataclasses.replace(spec, x=RATES, y=MOMENTA)
    assert reused(spec, [(other, rows_of(other)), (turned, rows_of(turned)), (spec, ())]) == ()
    assert reused(spec, [(other, rows_of(other)), (spec, rows_of(spec)[7:9])]) == rows_of(spec)[7:9]
