"""The results of sweeps, trade-offs and phase maps as sentences, one a row."""

from __future__ import annotations

from tui.model.experiment import AnyExperiment, PhaseExperiment, SweepExperiment
from tui.text.columns import Table
from tui.text.phase_records import summary
from tui.text.sweep_table import summary_table
from tui.text.tradeoff import tradeoff_goal, tradeoff_table, tradeoff_verdict


def results_text(made: AnyExperiment) -> str:
    """What was found so far."""
    head = f"{made.name}: {made.progress}"
    if not made.rows:
        return head
    if isinstance(made, SweepExperiment):
        return "\n".join([head, *_sentences(summary_table(made.spec, made.summaries))])
    if isinstance(made, PhaseExperiment):
        return _phase_text(head, made)
    goal, found = tradeoff_goal(made.spec, made.rows), tradeoff_verdict(made.rows, made.device)
    return "\n".join([head, goal, *_sentences(tradeoff_table(made.rows)), found])


def _phase_text(head: str, made: PhaseExperiment) -> str:
    # Imported late: the chart would slow down the start.
    from tui.views.phase.chart import chart_of
    from tui.views.phase.finding import findings

    chart = chart_of(made)
    counted = summary(made.spec, chart.outcomes)
    return "\n".join([head, counted, *findings(chart)])


def _sentences(table: Table) -> list[str]:
    """A line for each row: the value of each column after its name."""
    names, *rows = table
    return [
        ", ".join(f"{name} {cell}" for name, cell in zip(names, row, strict=True) if cell.strip())
        for row in rows
    ]
