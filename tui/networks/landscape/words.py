"""What the screen and the lines say of a landscape."""

from __future__ import annotations

import math
from pathlib import Path

from engine.networks.landscape.result import Landscape
from engine.protocol.landscape_messages import Directions
from tui.canvas.progress import bar_text
from tui.model.status import Tone
from tui.networks.bars import Part
from tui.networks.watch.path import axis_names
from tui.text.numbers import significant, some, whole

_BAR = 16


def names_of(landscape: Landscape) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of both axes, each longest first."""
    if landscape.directions is Directions.PRINCIPAL:
        explained = landscape.plane.explained
        return axis_names(explained, 0), axis_names(explained, 1)
    return (
        ("random direction 1, filter-normalized", "random direction 1", "1"),
        ("random direction 2, filter-normalized", "random direction 2", "2"),
    )


def facts(landscape: Landscape) -> list[str]:
    """What is shown, in a few clauses, the most important first."""
    plane = landscape.plane
    used = f"{whole(plane.samples)} of {some(plane.of, 'sample')}"
    used = some(plane.of, "sample") if plane.samples == plane.of else used
    said = [f"{plane.loss} over {used}", f"{plane.model}, {some(plane.weights, 'weight')}"]
    if landscape.not_finite:
        said.append(f"{some(landscape.not_finite, 'point')} not finite")
    if plane.moved != plane.weights:
        said.append(f"{whole(plane.moved)} moved")
    if math.isfinite(plane.cosine) and abs(plane.cosine) > 0.05:
        said.append(f"angle {math.degrees(math.acos(max(min(plane.cosine, 1.0), -1.0))):.0f}°")
    said.append(plane.device)
    return said


def progress_line(
    landscape: Landscape | None, doing: str, model: Path, *, stopped: bool = False
) -> tuple[Part, ...]:
    """The first line: how far it is, and the loss of the model and the least one."""
    if landscape is None:
        return (Part(f"… {doing or model}", Tone.PLAIN),)
    parts = []
    if landscape.complete:
        parts.append(Part("✓ evaluated", Tone.GOOD))
    elif stopped:
        parts.append(Part("‖ stopped; space: go on", Tone.WARNING))
    else:
        parts.append(Part(f"▶ {doing or 'evaluating the loss'}", Tone.GOOD))
    if not landscape.complete:
        bar = bar_text(landscape.done, landscape.total, _BAR)
        parts.append(Part(bar, importance=6))
    count = f"{whole(landscape.done)} of " if not landscape.complete else ""
    parts.append(Part(f"{count}{some(landscape.total, 'point')}", importance=2))
    centre = significant(landscape.plane.centre, 6)
    parts.append(Part(centre, label="loss of the model", importance=1))
    least = landscape.least
    if least is not None:
        text = significant(least[2], 6)
        parts.append(Part(text, label="least of the grid", importance=3))
    return tuple(parts)


def facts_line(landscape: Landscape | None, note: str) -> tuple[Part, ...]:
    """The second line: what is evaluated, and on what."""
    if landscape is None:
        return ()
    parts = [Part(text, importance=place) for place, text in enumerate(facts(landscape), 2)]
    noted = landscape.plane.note or note
    return (Part(noted, Tone.WARNING), *parts) if noted else tuple(parts)
