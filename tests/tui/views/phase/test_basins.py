"""Basins of attraction on a map, with colours, few colours and none."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from rich.color import Color, ColorSystem

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.sweep_messages import PhaseRows
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from tui.canvas.contrast import contrast
from tui.canvas.markers import Markers
from tui.canvas.palette import Kind, Look, palette_for
from tui.model.experiment import PhaseExperiment
from tui.model.known_problem import problem_of
from tui.views.phase import layers
from tui.views.phase.chart import chart_of
from tui.views.phase.shades import shades_of

MINIMA = ((3.0, 2.0), (-2.805118, 3.131313), (-3.77931, -3.283186), (3.584428, -1.848127))


def basins() -> PhaseExperiment:
    """A start in each quadrant: 2 × 2 cells, each of which reaches the minimum there."""
    config = with_values(RunConfig(), {"problem": "himmelblau"})
    x, y = (Axis(name, -4, 4, log=False, cells=2) for name in ("w0", "b0"))
    rows = tuple(
        PhaseRow(cell, RunState.CONVERGED, 9, 9, *MINIMA[minimum])
        for cell, minimum in enumerate((2, 3, 1, 0))
    )
    made = PhaseExperiment(spec=PhaseSpec(config, x, y), problem=problem_of(config))
    return made.after(PhaseRows(rows, 4, 4), "CPU")


@pytest.mark.parametrize("colours", ["truecolor", "256", "standard", None])
def test_each_basin_has_a_letter_and_a_colour_if_there_are_any(colours):
    chart = chart_of(basins())
    look = Look(palette_for(dark=True, colours=colours), Markers.DOT)
    shades, plan = shades_of(chart, look), layers.phase_layout(80, 24, chart)
    cells, area = layers.ground(plan, chart, shades, look), plan.area
    quarters = [
        np.s_[area.row + rows : area.row + rows + area.rows // 2 - 1,
              area.column + columns : area.column + columns + area.columns // 2 - 1]
        for rows in (area.rows // 2 + 1, 0) for columns in (0, area.columns // 2 + 1)
    ]  # fmt: skip
    assert [set(cells.chars[here].ravel()) - {" "} for here in quarters] == [
        {"c"}, {"d"}, {"b"}, {"a"},
    ]  # fmt: skip
    signs = [set(cells.fore[here][cells.chars[here] != " "].tolist()) for here in quarters]
    grounds = [set(cells.back[here].ravel().tolist()) for here in quarters]
    told_apart = grounds if shades.coloured else signs
    assert all(len(found) == 1 for found in told_apart)
    if colours is not None:
        assert len(set.union(*told_apart)) == len(MINIMA)
    legend = "\n".join(layers.side(plan, chart, shades, look, now=False).lines())
    for letter, (w, b) in zip("abcd", MINIMA, strict=True):
        assert f"{letter}  ({w:.3g}, {b:.3g})" in legend


@pytest.mark.parametrize("colours", ["truecolor", "256"])
@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("kind", Kind)
def test_the_terminal_shows_each_part_in_a_colour_of_its_own_with_a_readable_sign(
    colours: str, dark: bool, kind: Kind
) -> None:
    palette = palette_for(dark=dark, colours=colours, kind=kind)
    shades = shades_of(chart_of(basins()), Look(palette))
    system = ColorSystem.TRUECOLOR if colours == "truecolor" else ColorSystem.EIGHT_BIT

    def shown(colour: int) -> int:
        rgb = colour >> 16, colour >> 8 & 0xFF, colour & 0xFF
        seen = Color.from_rgb(*rgb).downgrade(system).get_truecolor()
        return seen.red << 16 | seen.green << 8 | seen.blue

    fills = {shown(each) for each in (*shades.minima, *shades.others.values()) if each >= 0}
    assert len(fills) == len(MINIMA) + len(shades.signs)
    assert fills.isdisjoint(shown(each) for each in shades.bands)
    for one, other in itertools.combinations(map(shown, shades.minima), 2):
        # The squared distance of colours that are told apart side by side.
        apart = [(one >> part & 0xFF) - (other >> part & 0xFF) for part in (16, 8, 0)]
        assert sum(part * part for part in apart) > 40**2, (hex(one), hex(other))
    for fill in fills:
        assert contrast(shown(palette.text), fill) >= 3, (hex(palette.text), hex(fill))
