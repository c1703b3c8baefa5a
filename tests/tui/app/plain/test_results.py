"""Results in sentences: what a phase map shows."""

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.sweep_messages import PhaseRows
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from tui.app.plain.results import results_text
from tui.model.experiment import PhaseExperiment
from tui.model.known_problem import problem_of


def test_a_complete_phase_map_says_what_all_of_its_cells_agree_with():
    starts = (Axis(name, -5, 5, log=False, cells=3) for name in ("w0", "b0"))
    spec = PhaseSpec(RunConfig(), *starts)
    problem = problem_of(spec.base)
    assert problem.theory is not None
    best = problem.theory.w_best, problem.theory.b_best
    rows = tuple(PhaseRow(cell, RunState.CONVERGED, 5, 5, *best) for cell in range(9))
    made = PhaseExperiment(spec=spec, problem=problem)
    found = results_text(made.after(PhaseRows(rows, 9, 9), "CPU")).splitlines()
    assert found[1:] == ["9 runs: 9 converged", "one basin: every start reaches the least loss"]
    some = results_text(made.after(PhaseRows(rows[:4], 4, 9), "CPU")).splitlines()
    assert some[1:] == ["4 of 9 runs: 4 converged"]
