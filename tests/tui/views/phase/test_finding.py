"""What a complete phase map shows, in sentences: each is true of every cell, or left out."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.sweep_messages import PhaseRows
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from tests.engine.reference import line
from tui.model.experiment import PhaseExperiment
from tui.model.known_problem import problem_of
from tui.views.phase.chart import chart_of
from tui.views.phase.finding import findings

DONE, NOT_YET, BROKEN = RunState.CONVERGED, RunState.MAX_EPOCHS, RunState.DIVERGED
RATES = Axis("learning_rate", 1e-3, 1e-1, log=True, cells=20)
MOMENTA = Axis("momentum", 0.0, 0.9, log=False, cells=6)
BATCHES = Axis("batch_size", 0.7, 140, log=True, cells=12)
STARTS = Axis("w0", -5, 5, log=False, cells=4), Axis("b0", -5, 5, log=False, cells=4)
BEST = np.polyfit(*line(100), 1)


def said(x, y, ends, known=None, **values):
    """The sentences on a map; `ends` gives the state, w and b at the end from the settings."""
    base = with_values(RunConfig(), values)
    spec = PhaseSpec(base, x, y)
    rows = tuple(
        PhaseRow(cell, state, 5, 5, *theta)
        for cell in range(spec.runs if known is None else known)
        for state, theta in [ends(spec.settings(cell))]
    )
    made = PhaseExperiment(spec=spec, problem=problem_of(base))
    return findings(chart_of(made.after(PhaseRows(rows, len(rows), spec.runs), "CPU")))


def below(limit, exception=lambda _: False):
    """Runs that converge below a limit of the learning rate, with exceptions."""
    return lambda cell: (
        DONE if (cell["learning_rate"] < limit(cell)) != exception(cell) else BROKEN,
        BEST,
    )


def limit(cell):
    """2(1+β)/λmax, from the samples."""
    x = line(100)[0]
    hessian = 2 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1]])
    return 2 * (1 + cell["momentum"]) / np.linalg.eigvalsh(hessian)[-1]


def test_the_edge_is_named_where_every_run_agrees_with_it():
    (text,) = said(MOMENTA, RATES, below(limit), optimizer="momentum")
    assert text == "the edge is 2(1+β)/λmax: no run above it converges, none below it diverges"
    assert said(RATES, MOMENTA, below(limit), optimizer="momentum") == (text,)


@pytest.mark.parametrize("factor", [0.7, 1.4])
def test_one_run_on_the_wrong_side_silences_it(factor):
    def odd(cell):
        near = abs(np.log(cell["learning_rate"] / (factor * limit(cell)))) < 0.12
        return near and cell["momentum"] < 0.1

    assert said(MOMENTA, RATES, below(limit, odd), optimizer="momentum") == ()


def test_the_batch_size_from_which_all_runs_agree():
    small = below(lambda cell: 0.005 if cell["batch_size"] < 20 else 0.025)
    first = min(int(size) for size in BATCHES.values if size >= 20)
    texts = said(BATCHES, RATES, small, shuffle="on")
    assert texts[-1] == f"M does not change which runs converge from M = {first} on"
    assert said(RATES, BATCHES, small, shuffle="on")[-1] == texts[-1]
    full = below(lambda cell: 0.005 if cell["batch_size"] < 100 else 0.025)
    assert not any("M does not" in text for text in said(BATCHES, RATES, full, shuffle="on"))


def test_basins_are_counted_by_the_minima_that_were_reached():
    assert said(*STARTS, lambda _: (DONE, BEST)) == (
        "one basin: every start reaches the least loss",
    )
    himmelblau = {"problem": "himmelblau"}

    def two(cell):
        return DONE, (3.0, 2.0) if cell["w0"] > 0 else (-2.805118, 3.131313)

    assert said(*STARTS, two, **himmelblau) == ("2 basins: every start reaches one of 2 minima",)
    one = said(*STARTS, lambda cell: (DONE if cell["b0"] > 0 else BROKEN, (3.0, 2.0)), **himmelblau)
    assert one == ("one basin: 8 of 16 starts reach the same minimum",)


def test_all_alike_and_a_map_that_is_not_complete():
    assert said(MOMENTA, RATES, lambda _: (BROKEN, BEST), optimizer="momentum") == (
        "every run diverges",
    )
    assert said(MOMENTA, RATES, lambda _: (NOT_YET, BEST), optimizer="momentum") == (
        "no run ends before the last epoch",
    )
    assert said(MOMENTA, RATES, below(limit), known=60, optimizer="momentum") == ()
