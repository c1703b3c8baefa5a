"""A viewport as plain values, from which another plot shows the same part of the plane."""

from __future__ import annotations

from collections.abc import Callable

from engine.problems.view import View
from tui.model.plot_settings import Settings, numbers, whole
from tui.views.surface.viewport import FARTHEST, NEAREST, Point, Viewport


def port_settings(port: Viewport) -> Settings:
    """The values of a viewport that was moved; none of one that was not."""
    if not port.moved:
        return {}
    home = port.home
    ends = (home.w_low, home.w_high, home.b_low, home.b_high)
    return {"home": ends, "zoom": port.level, "centre": port.centre}


def port_in(settings: Settings, at_home: Callable[[View], View]) -> Viewport | None:
    """The viewport of these values; None if it was not moved, or float32 does not resolve it.

    Args:
        settings: the values.
        at_home: the view to show instead of that from which the viewport was moved.
    """
    home = numbers(settings, "home", 4)
    if home is None or not (home[0] < home[1] and home[2] < home[3]):
        return None
    level = whole(settings, "zoom", FARTHEST, NEAREST)
    port = Viewport(at_home(View(*home)), level, point_in(settings, "centre"))
    return port if port.sound else None


def point_in(settings: Settings, name: str) -> Point | None:
    """The point of this name; None if there is none."""
    place = numbers(settings, name, 2)
    return None if place is None else (place[0], place[1])
