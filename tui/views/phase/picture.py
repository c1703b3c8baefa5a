"""A phase map as plain text, and as a file: rows, arrays or a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.errors import PathError, shown
from engine.storage.atomic import atomic_file
from engine.storage.targets import check_file_target
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.canvas.picture.file import write_picture
from tui.model.experiment import PhaseExperiment
from tui.text.paths import PICTURE_SUFFIXES, RESULTS_SUFFIXES
from tui.text.phase_records import write_phase
from tui.views.phase import layers
from tui.views.phase.chart import chart_of
from tui.views.phase.read_out import title
from tui.views.phase.shades import shades_of

ARRAYS_SUFFIX = ".npz"
_TEXT = 80, 28
_TITLE_ROWS = 1
_ASCII = str.maketrans("×·", "x-")
_ACROSS, _UP = 2, 4
"""Cells of a map in a cell of a picture: columns and, at most, rows."""
_LEAST = 48, 20


def check_phase_path(path: Path) -> None:
    """Refuse a file that could not be written, before anything is computed.

    Raises:
        PathError: its suffix is unknown, its folder is missing, or it is write-protected.
    """
    check_file_target(path, (*RESULTS_SUFFIXES, ARRAYS_SUFFIX, *PICTURE_SUFFIXES))


def phase_text(experiment: PhaseExperiment, *, ascii_only: bool = False) -> str:
    """The map as lines of plain text."""
    markers = Markers.ASCII if ascii_only else Markers.BRAILLE
    look = Look(palette_for(dark=True, colours=None), markers)
    lines = phase_cells(experiment, *_TEXT, look).lines()
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def phase_cells(experiment: PhaseExperiment, columns: int, rows: int, look: Look) -> Cells:
    """The map with its title, edge and legend."""
    chart = chart_of(experiment)
    shades = shades_of(chart, look)
    plan = layers.phase_layout(columns, rows - _TITLE_ROWS, chart)
    drawn = layers.ground(plan, chart, shades, look)
    for layer in (
        layers.side(plan, chart, shades, look, now=False),
        layers.edge(plan, chart, look),
    ):
        drawn = drawn if layer is None else drawn.overlay(layer)
    cells = Cells.blank(columns, rows)
    text = title(experiment)
    if look.markers is Markers.ASCII:
        text = text.translate(_ASCII)
    cells.put(0, 0, text, look.palette.text, bold=True)
    cells.paste(drawn, 0, _TITLE_ROWS)
    return cells


def write_phase_file(path: Path, experiment: PhaseExperiment) -> None:
    """Write the map in the format that the file's name ends in.

    Raises:
        PathError: the file cannot be written; one that was there is as it was.
    """
    suffix = path.suffix.lower()
    if suffix in RESULTS_SUFFIXES:
        write_phase(path, experiment.spec, experiment.rows, chart_of(experiment).outcomes)
    elif suffix == ARRAYS_SUFFIX:
        _write_arrays(path, experiment)
    else:
        write_picture(path, _whole(experiment), title(experiment))


def _write_arrays(path: Path, experiment: PhaseExperiment) -> None:
    """Arrays over the map, (rows, columns), the lowest row first; values of the axes."""
    check_phase_path(path)
    spec, found = experiment.spec, chart_of(experiment).outcomes
    try:
        with atomic_file(path) as file:
            np.savez(
                file,
                allow_pickle=False,
                x=spec.x.values,
                y=spec.y.values,
                x_name=np.array(spec.x.parameter),
                y_name=np.array(spec.y.parameter),
                status=found.status,
                epochs=found.epochs,
                updates=found.updates,
                minimum=found.minimum,
                w=found.w,
                b=found.b,
                loss=found.loss,
            )
    except OSError as error:
        reason = error.strerror or error
        raise PathError(f"{shown(str(path))}: cannot be written: {reason}") from None


def _whole(experiment: PhaseExperiment) -> Cells:
    """The map in a size in which a quadrant is a cell, all of whose cells have colours."""
    look = Look(palette_for(dark=True), Markers.BRAILLE)
    spec = experiment.spec
    columns = max(spec.x.cells // _ACROSS, _LEAST[0]) + layers.SIDE + 8
    rows = max(spec.y.cells // _UP, _LEAST[1]) + 4 + _TITLE_ROWS
    cells = phase_cells(experiment, columns, rows, look)
    cells.fore[cells.fore == NO_COLOUR] = look.palette.text
    cells.back[cells.back == NO_COLOUR] = look.palette.ground
    return cells
