"""The landscape of a network while it is evaluated: each frame has more points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.stock.drawings import LEVELS, lines_of
from engine.arrays import Floats
from engine.networks.landscape.order import order_of
from engine.networks.landscape.result import Landscape
from engine.protocol.landscape_messages import Directions, LossPart, PlaneKnown

GRID, POINTS, CHECKPOINTS = 51, 40, 50
"""The default grid; points between two frames; checkpoints on the path."""


def landscapes(count: int) -> list[Landscape]:
    """A landscape of two valleys of which ever more points are known; the last one is whole."""
    order = order_of(GRID)
    axis = np.linspace(-1, 1, GRID)
    share = np.linspace(1, 0, CHECKPOINTS)
    path = np.stack([-0.9 * share, 0.6 * share * np.cos(9 * share)], axis=1)
    plane = PlaneKnown(
        "net", 337, 337, "mse", 1000, 1000, axis, axis, float(_loss(0.0, 0.0)), path,
        np.arange(float(CHECKPOINTS)), np.array([0.9, 0.08]), 0.0, "CPU",
    )  # fmt: skip
    first = order.size - POINTS * (count - 1)
    known = Landscape.empty(Directions.PRINCIPAL, plane).with_part(_part(order[:first]))
    found = [known]
    for begin in range(first, order.size, POINTS):
        found.append(found[-1].with_part(_part(order[begin : begin + POINTS])))
    return found


def _part(points: NDArray[np.intp]) -> LossPart:
    rows, columns = np.divmod(points, GRID)
    return LossPart(points, _loss(2 * columns / (GRID - 1) - 1, 2 * rows / (GRID - 1) - 1), 1000)


def _loss(first: Any, second: Any) -> Any:
    return 0.1 + first**2 + 3 * second**2 + 0.5 * np.sin(5 * first) ** 2


def draw_landscape(plt: Any, shown: Landscape) -> None:
    """Contour lines, the path, its ends and the model, by plotext's own functions."""
    plt.clear_figure()
    plane: PlaneKnown = shown.plane
    for line in lines_of(plane.first, plane.second, shown.shown, LEVELS):
        plt.scatter(*line.T.tolist(), marker="braille", color="cyan")
    path: Floats = plane.path
    plt.plot(*path.T.tolist(), marker="braille", color="orange")
    for point, marker, color in (
        (path[0], "o", "white"),
        (path[-1], "●", "yellow"),
        ((0.0, 0.0), "x", "magenta"),
    ):
        plt.scatter([point[0]], [point[1]], marker=marker, color=color)
    plt.xlabel("direction 1")
    plt.ylabel("direction 2")
