"""What the games share: a value that moves change, on a problem; a plane with text beside it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from textual.geometry import Size

from engine.problems.base import Theta
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.model.known_problem import Problem
from tui.model.scene import Scene
from tui.views.base import PlotView
from tui.views.play import plane, side
from tui.widgets.game_messages import Moved

UNKNOWN = "the samples are not known yet"


class _OnProblem(Protocol):
    @property
    def problem(self) -> Problem: ...


_Game = TypeVar("_Game", bound=_OnProblem)


class GameView(PlotView, Generic[_Game]):
    """A game on the samples from the start of the run."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._game: _Game | None = None

    @abstractmethod
    def begun(self, scene: Scene) -> _Game:
        """A new game."""

    def game_of(self, scene: Scene) -> _Game:
        """The game on these samples from this start; another problem begins another one."""
        game = self._game
        if game is None or not game.problem.is_like(scene.problem):
            game = self._game = self.begun(scene)
        return game

    def change(self, change: Callable[[_Game], _Game]) -> str:
        """Make a move; returns why nothing changed."""
        if self.scene is None:
            return UNKNOWN
        self._game = change(self.game_of(self.scene))
        self.redraw()
        self.post_message(Moved())
        return ""

    def in_data(self, theta: Theta) -> Theta | None:
        """Parameters in the data's units, if the samples are standardized."""
        scaling = None if self.scene is None else self.scene.preview.scaling
        return None if scaling is None or scaling.identity else scaling.to_data(theta)

    def place(self, name: str, cells: Cells, size: Size) -> None:
        """Set a layer of the plane, which is at the left."""
        self.set_layer(name, plane.placed(cells, 0, size.width, size.height))

    def write_beside(self, rows: Sequence[side.Row], size: Size, look: Look) -> None:
        """Set the text at the right."""
        beside = side.side_width(size.width)
        cells = side.side_cells(rows, beside, size.height, look)
        self.set_layer("side", plane.placed(cells, size.width - beside, size.width, size.height))
