"""The plane of learning rate and momentum: its axes and the bands of the spectral radius.

Momentum is on a linear axis or, if the fastest one is nearly 1, on an axis of -log10(1 - momentum)
with its ticks at momentums.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.arrays import Floats
from engine.config.optimizer import OptimizerConfig
from engine.problems.linear_neuron.least_squares import Theory
from engine.theory.directions import Fastest, fastest_of, radius_of
from engine.theory.momentum import Descent, descent_of
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, Ticks, layout
from tui.canvas.ladder import rungs
from tui.canvas.legend import LegendEntry
from tui.canvas.limits import log_limits, step_above

LEVELS = 10
BAR = 22
"""Columns of the colour bar with its numbers."""
_LEAST_COLUMNS = 56
_NEARLY_ONE = 0.95
_LEAST = 1e-12
"""The least distance from 1 of a momentum on the map."""
_WIDEST = 1e-5
"""The learning rate is in the picture if it is above this share of the limit."""
_ROOM = 0.05
"""Space below a momentum of 0, so that the mark of the present setting is whole."""
_BELOW, _ABOVE = 300.0, 3.0
"""Factors from the limit without momentum to the ends of the axis of the learning rate."""


@dataclass(frozen=True)
class Setting:
    """A learning rate and a momentum, and the method that they are for."""

    rate: float
    beta: float
    nesterov: bool = False


def setting_of(config: OptimizerConfig) -> Setting | None:
    """The setting of this optimizer; None for one that rescales the gradient."""
    descent = descent_of(config)
    if descent is None:
        return None
    return Setting(config.learning_rate, descent.beta, descent.nesterov)


@dataclass(frozen=True, eq=False)
class Plane:
    """What the map shows.

    Attributes:
        theory: of all samples.
        nesterov: whether the momentum is Nesterov's.
        fastest: the setting of the least radius.
        bent: whether the axis of momentum is logarithmic in its distance from 1.
        rates: the limits of the axis of the learning rate.
        top: the upper limit of the axis of momentum, in its own units.
        levels: half-lives at the edges of the bands, increasing.
    """

    theory: Theory
    nesterov: bool
    fastest: Fastest
    bent: bool
    rates: Scale
    top: float
    levels: tuple[float, ...]

    def up(self, beta: float | Floats) -> Floats:
        """The place of a momentum on its axis."""
        betas = np.asarray(beta, np.float64)
        return -np.log10(np.maximum(1 - betas, _LEAST)) if self.bent else betas

    def betas(self, places: Floats) -> Floats:
        """The momentums at places on their axis; those of the upper edge are below 1."""
        return 1 - 10.0**-places if self.bent else np.minimum(places, 1 - 1e-9)

    def half_lives(self, rates: Floats, places: Floats) -> Floats:
        """Updates in which the slower error halves, (places, rates); inf where it does not.

        Below a momentum of 0, where there is no setting, it is nan.
        """
        betas = self.betas(np.where(places >= 0, places, np.nan))
        radius = radius_of(rates[None, :], betas[:, None], self.theory, nesterov=self.nesterov)
        with np.errstate(divide="ignore", invalid="ignore"):
            lives = np.where(radius < 1, -1 / np.log2(np.minimum(radius, 1.0)), np.inf)
        return np.where(np.isnan(radius), np.nan, lives)

    def edge(self) -> tuple[Floats, Floats]:
        """The limit of the learning rate at each place on the axis of momentum."""
        places = np.linspace(0, self.top, 400)
        limits = [
            Descent(float(beta), self.nesterov).limit(self.theory.lambda_max)
            for beta in self.betas(places)
        ]
        return np.array(limits), places


def plane_of(theory: Theory, setting: Setting | None, *, nesterov: bool) -> Plane:
    """The map of this problem, with the setting in it unless that is far off."""
    fastest = fastest_of(theory, nesterov=nesterov)
    limit = 2 / theory.lambda_max
    low, high = min(limit / _BELOW, fastest.rate / 3), limit * _ABOVE
    beta = fastest.beta
    if setting is not None:
        beta = max(beta, setting.beta)
        if _WIDEST * limit < setting.rate < limit / _WIDEST:
            low, high = min(low, setting.rate / 2), max(high, setting.rate * 2)
    bent = beta > _NEARLY_ONE
    top = max(2.0, math.ceil(-math.log10(max(1 - beta, _LEAST)) + 0.3)) if bent else 1.0
    half_life = -1 / math.log2(fastest.radius) if 0 < fastest.radius < 1 else 0.5
    levels = [step_above(max(half_life, 0.5))]
    while len(levels) < LEVELS:
        levels.append(step_above(levels[-1] * 1.5))
    return Plane(theory, nesterov, fastest, bent, log_limits(low, high), top, tuple(levels))


def plane_layout(
    columns: int, rows: int, plane: Plane, entries: tuple[LegendEntry, ...] = ()
) -> Layout:
    """The layout of the map in a plot of this size, with space for the colour bar if it fits."""
    across = Axis(plane.rates, "learning rate")
    up = Axis(Scale(-_ROOM * plane.top, plane.top), "momentum", fixed=_bent_ticks(plane))
    if columns >= _LEAST_COLUMNS:
        plan = layout(columns - BAR, rows, across, up, entries)
        if plan.framed and rungs(plan.area.rows, LEVELS) is not None:
            return replace(plan, columns=columns)
    return layout(columns, rows, across, up, entries)


def _bent_ticks(plane: Plane) -> Ticks:
    if not plane.bent:
        return Ticks((), ())
    nines = range(int(plane.top) + 1)
    return Ticks(tuple(float(nine) for nine in nines), tuple(_momentum(nine) for nine in nines))


def _momentum(nines: int) -> str:
    return f"0.{'9' * nines}" if nines else "0"
