"""What the title and the lower border of a phase map say, in words."""

from __future__ import annotations

import math

from engine.sweeps.phase_outcome import Status
from tui.model.experiment import PhaseExperiment
from tui.model.experiment_base import Stage
from tui.text.numbers import number, significant, whole
from tui.text.width import text_width
from tui.views.phase.chart import Chart
from tui.views.phase.layers import axis_name

_MOST_OVER = 1e6
_SHORT = {"learning_rate": "lr", "batch_size": "M", "l2": "L2"}


def title(experiment: PhaseExperiment) -> str:
    """The title: axes and progress."""
    spec = experiment.spec
    axes = f"phase map: {axis_name(spec.x)} × {axis_name(spec.y)}"
    stage = experiment.stage
    if stage.over and experiment.reason:
        return f"{axes} · {experiment.reason}"
    if stage is Stage.ENDED:
        return f"{axes} · {whole(experiment.total)} runs"
    step = f" · {experiment.step}" if experiment.step and not stage.over else ""
    words = {Stage.WAITING: "waiting", Stage.RUNNING: ""}.get(stage, stage.value)
    return f"{axes} · {experiment.progress}{step}{f' · {words}' if words else ''}"


def settings_text(experiment: PhaseExperiment, index: int) -> str:
    """The values of a cell: lr 0.01, M 16."""
    return ", ".join(
        f"{_SHORT.get(name, name)} {number(value) if isinstance(value, float) else whole(value)}"
        for name, value in experiment.spec.settings(index).items()
    )


def read_out(experiment: PhaseExperiment, chart: Chart, index: int, room: int) -> str:
    """What became of the run of a cell; with the loss over the least one, if there is room."""
    settings = settings_text(experiment, index)
    found = chart.outcomes
    status = Status(int(found.status.ravel()[index]))
    if status is Status.UNKNOWN:
        return f"{settings}: {status.words}"
    epochs, loss = int(found.epochs.ravel()[index]), float(found.loss.ravel()[index])
    updates = int(found.updates.ravel()[index])
    unit = "epoch" if epochs == 1 else "epochs"
    if status is Status.DIVERGED:
        return f"{settings}: diverged at update {whole(updates)}, in epoch {whole(epochs + 1)}"
    minimum = int(found.minimum.ravel()[index])
    where = ""
    if minimum >= 0 and chart.has_basins:
        w, b = chart.minima[minimum]
        where = f" at ({w:.3g}, {b:.3g})"
    words = {
        Status.CONVERGED: f"converged after {whole(epochs)} {unit}{where}",
        Status.EARLY: f"stopped early after {whole(epochs)} {unit}",
        Status.MAX_EPOCHS: f"not converged after {whole(epochs)} {unit}",
    }[status]
    text = f"{settings}: {words}, loss {significant(loss, 4)}"
    over = _over_least(experiment, index, loss)
    more = f"{text}, {over}" if over else text
    return more if text_width(more) <= room else text


def _over_least(experiment: PhaseExperiment, index: int, loss: float) -> str:
    """The loss as a multiple of the least loss, as of a run; empty if that is not known, or 0."""
    problem, spec = experiment.problem, experiment.spec
    l2 = spec.config(index).problem.l2
    exact = problem is not None and problem.theory is not None
    least = problem.preview.moments.with_l2(l2).least_loss if exact and problem else 0.0
    ratio = loss / least if least > 0 else math.inf
    return f"{significant(ratio, 4)} × least" if ratio < _MOST_OVER else ""
