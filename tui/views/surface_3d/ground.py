"""The part of the plane that is drawn in three dimensions, and the first place of the camera."""

from __future__ import annotations

from engine.problems.base import Objective, Theta
from engine.problems.view import View
from tui.canvas.growth import grown
from tui.canvas.loss_surface import Surface
from tui.canvas.surface_maker import SurfaceMaker
from tui.model.scene import Scene
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.first_camera import first_camera
from tui.views.surface_3d.relief import Height, Relief, relief_of

_Drawn = tuple[Surface, Height]
_Looked = tuple[Objective, View, Height, Theta]


class Ground:
    """Keeps the relief of a scene while its inputs stay the same.

    Args:
        maker: makes the surfaces.

    Attributes:
        first: the place of the camera from which the basin is seen.
        grown: whether the view has grown with a run that left that of the whole problem.
        small: whether the view of the whole problem was chosen for such a run.
    """

    def __init__(self, maker: SurfaceMaker) -> None:
        self._maker = maker
        self.first = Camera()
        self.grown = False
        self.small = False
        self._drawn: _Drawn | None = None
        self._looked: _Looked | None = None
        self._relief: Relief | None = None

    def relief_of(self, scene: Scene, height: Height) -> Relief:
        """The relief to draw; the same object until something changes."""
        home, objective = scene.problem.view, scene.objective
        self.small = self.small and not scene.before_run
        whole = scene.before_run or self.small
        view = home if whole else grown(home, scene.way)
        self.grown = view != home
        relief, surface = self._relief, self._maker.of(objective, view)
        drawn = surface, height
        if relief is None or not _same(drawn, self._drawn):
            relief = relief_of(surface, height)
            self._relief, self._drawn = relief, drawn
        looked = objective, home, height, scene.start
        if not _same(looked, self._looked):
            # A view that grows with a run that leaves it does not turn.
            whole_relief = relief
            if self.grown:
                whole_relief = relief_of(self._maker.rough(objective, home), height)
            self.first = first_camera(whole_relief, scene.start, scene.optima[:1])
            self._looked = looked
        return relief


def _same(inputs: _Drawn | _Looked, others: _Drawn | _Looked | None) -> bool:
    """Whether inputs are the same: the surface or the loss by identity."""
    return others is not None and inputs[0] is others[0] and inputs[1:] == others[1:]
