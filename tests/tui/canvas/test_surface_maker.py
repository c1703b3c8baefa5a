"""Surfaces that take long: coarse at once, fine later, and only the newest that is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.config.problem import Activation, Loss
from engine.problems.neurons.objective import NeuronObjective
from engine.problems.on_grid import on_grid
from engine.problems.view import View
from tui.canvas import surface_maker
from tui.canvas.loss_surface import COARSE, GRID, Surface, titled
from tui.canvas.surface_maker import SurfaceMaker

_X = np.random.default_rng(0).normal(size=1000)
LOSS = NeuronObjective(_X, np.tanh(1.5 * _X - 0.5), Activation.TANH, Loss.HUBER)
HOME = View(-4.0, 4.0, -3.0, 3.0)
VIEWS = [replace(HOME, w_low=HOME.w_low - shift) for shift in range(1, 6)]


class Thread:
    """What would be computed in a thread, which is done when a test says so."""

    def __init__(self) -> None:
        self.begun: list[tuple[Callable[[], Surface | None], Callable[..., None]]] = []
        self.told = 0
        self.maker = SurfaceMaker(self._begin, self._tell)

    def _begin(self, make: Callable[[], Surface | None], take: Callable[..., None]) -> None:
        self.begun.append((make, take))

    def _tell(self) -> None:
        self.told += 1

    def end(self) -> Surface | None:
        """Compute what was begun first."""
        make, take = self.begun.pop(0)
        made = make()
        take(made)
        return made


def test_a_long_computation_is_coarse_at_once_and_fine_from_a_thread() -> None:
    thread = Thread()
    coarse = thread.maker.of(LOSS, HOME)
    assert not coarse.whole and len(thread.begun) == 1
    assert titled(("tanh",), whole=coarse.whole)[0].startswith(COARSE)
    # A picture is drawn again for each frame of a run, with the same wish.
    assert thread.maker.of(LOSS, HOME) is coarse
    assert thread.end() is not None
    fine = thread.maker.of(LOSS, HOME)
    assert fine.whole and thread.told == 1 and not thread.begun
    assert titled(("tanh",), whole=fine.whole) == ("tanh",)
    w, b = np.linspace(-4, 4, GRID), np.linspace(-3, 3, GRID)
    np.testing.assert_allclose(fine.grid, LOSS.loss(w[None, :], b[:, None]), rtol=1e-12)
    # The coarse one has nearly the same heights everywhere.
    assert np.abs(coarse.grid - fine.grid).max() < 0.01 * np.ptp(fine.grid)


def test_of_many_wishes_only_the_newest_is_computed() -> None:
    thread = Thread()
    for view in (HOME, *VIEWS):
        assert thread.maker.of(LOSS, view).view == view
    assert len(thread.begun) == 1
    assert thread.end() is None and thread.told == 0
    made = thread.end()
    assert made is not None and made.view == VIEWS[-1] and thread.told == 1
    assert not thread.begun


def test_a_wish_that_is_outdated_is_given_up_between_two_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thread = Thread()
    thread.maker.of(LOSS, HOME)
    parts = []

    def part(loss: NeuronObjective, w: np.ndarray, b: np.ndarray) -> np.ndarray:
        parts.append(w.size)
        if len(parts) == 1:
            # A short one needs no thread; still the one under way is not wanted any more.
            thread.maker.of(NeuronObjective(_X[:9], _X[:9], Activation.SINE, Loss.MAE), HOME)
        return on_grid(loss, w, b)

    monkeypatch.setattr(surface_maker, "on_grid", part)
    assert thread.end() is None
    assert parts == [GRID // 4] and not thread.begun


def test_a_coarse_one_that_is_looked_at_again_is_refined() -> None:
    thread = Thread()
    coarse = thread.maker.of(LOSS, HOME)
    thread.maker.of(LOSS, VIEWS[0])
    assert thread.maker.of(LOSS, HOME) is coarse
    while thread.begun:
        thread.end()
    assert thread.maker.of(LOSS, HOME).whole
    assert not thread.maker.of(LOSS, VIEWS[0]).whole


def test_a_rough_one_asks_for_nothing_and_outdates_nothing() -> None:
    thread = Thread()
    thread.maker.of(LOSS, HOME)
    assert not thread.maker.rough(LOSS, VIEWS[0]).whole
    made = thread.end()
    assert made is not None and made.view == HOME and not thread.begun


def test_one_that_fails_leaves_the_coarse_one_and_the_next_is_computed() -> None:
    thread = Thread()
    thread.maker.of(LOSS, HOME)
    _, take = thread.begun.pop()
    take(None)
    assert not thread.begun
    thread.maker.of(LOSS, VIEWS[0])
    assert thread.end() is not None
