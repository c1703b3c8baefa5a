"""`descent landscape` on the screen."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import aclosing
from pathlib import Path

from textual.app import ComposeResult

from tui.model.status import Tone
from tui.networks.bars import KeysBar, Part, StatusBar
from tui.networks.keys import LANDSCAPE
from tui.networks.landscape.mapper import Mapper, NotMappedError
from tui.networks.landscape.widgets import PlanePlot, SolidPlot
from tui.networks.landscape.words import facts_line, progress_line
from tui.networks.landscape.zoom import NOTHING, Zoom
from tui.networks.shell import NetworkApp
from tui.terminal.settings import ScreenSettings

USAGE_STATUS, FAILED_STATUS = 2, 1


class LandscapeApp(NetworkApp):
    """Shows a landscape while it is evaluated, from coarse to fine, and then.

    Args:
        mapper: evaluates it.
        model: the model's file.
        screen_settings, ended_by: as of `NetworkApp`.

    Attributes:
        farewell: why it ended before there was anything to show; empty if there was.
    """

    TITLE = "descent landscape"
    KEYS = LANDSCAPE
    ABOUT = (
        "The loss of a network at its weights plus multiples of two directions, with all other "
        "directions left out. × marks the model as it is in the file. Random directions are "
        "filter-normalized: each filter is as long as the model's, so that landscapes of "
        "different networks can be compared (Li et al., 2018); the numbers on the axes are "
        "multiples of them. Along principal directions of checkpoints, the numbers are distances; "
        "the path is projected onto the plane, so its loss differs from that of the plane below "
        "it where the checkpoints lie off the plane."
    )

    def __init__(
        self,
        mapper: Mapper,
        model: Path,
        screen_settings: ScreenSettings,
        ended_by: tuple[int, ...] = (),
    ) -> None:
        self._zoom, self._model = Zoom(mapper), model
        self._mapping: asyncio.Task[None] | None = None
        self._stopped = False
        self.farewell, self.details = "", ""
        super().__init__(screen_settings, ended_by, "descent landscape")

    @property
    def _mapper(self) -> Mapper:
        """Evaluates the part of the plane that is looked at."""
        return self._zoom.mapper

    def plots(self) -> ComposeResult:
        yield PlanePlot("1 plane", id="plane")
        yield SolidPlot("2 3-D", id="solid")

    def begin(self) -> None:
        self._go_on()
        self.action_view("plane")

    def _go_on(self) -> None:
        self._stopped = False
        if not self._mapper.complete:
            self._mapping = asyncio.create_task(self._map())

    async def _map(self) -> None:
        try:
            async with aclosing(self._mapper.changes()) as changes:
                async for _ in changes:
                    self.redraw()
        except NotMappedError as error:
            self._fail(error)
        self.redraw()

    def _fail(self, error: NotMappedError) -> None:
        """Say why there is no more; where there is nothing to show, on leaving."""
        if self._mapper.landscape is None:
            self.farewell, self.details = str(error), error.details
            self.exit(return_code=USAGE_STATUS if error.usage else FAILED_STATUS)
            return
        self._stopped = True
        self.say(str(error), Tone.ERROR)

    async def close(self) -> None:
        await self._stop()
        await self._mapper.end()

    async def _stop(self) -> None:
        if self._mapping is not None:
            self._mapping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._mapping
            self._mapping = None

    def redraw(self) -> None:
        if not self.is_running or not self.query("#status"):
            return
        mapper = self._mapper
        landscape = mapper.landscape
        if landscape is not None:
            self._plot.show(landscape, self.look)
        first = progress_line(landscape, mapper.doing, self._model, stopped=self._stopped)
        if self.message[0] == NOTHING and landscape is not None and landscape.done:
            self.message = ("", Tone.PLAIN)
        text, tone = self.message
        second = (Part(text, tone),) if text else facts_line(landscape, mapper.note)
        self.query_one("#status", StatusBar).show(first, second)
        self.query_one("#keys", KeysBar).show(self._labels())

    def _labels(self) -> dict[str, str]:
        """The labels of keys that mean something else now, or nothing."""
        landscape = self._mapper.landscape
        labels = {"cursor(0, -1)": "turn"} if self._is_solid else {"height": ""}
        if landscape is None or not len(landscape.plane.path):
            labels["toggle_path"] = ""
        if self._mapper.complete:
            labels["cancel"] = ""
        elif self._stopped:
            labels["cancel"] = "go on"
        return labels

    @property
    def _plane(self) -> PlanePlot:
        return self.query_one("#plane", PlanePlot)

    @property
    def _solid(self) -> SolidPlot:
        return self.query_one("#solid", SolidPlot)

    @property
    def _plot(self) -> PlanePlot | SolidPlot:
        """The plot on the screen."""
        return self._solid if self._is_solid else self._plane

    @property
    def _is_solid(self) -> bool:
        return self.screen_stack[0].has_class("-view-solid")

    # ------------------------------------------------------------------------------ keys

    def action_view(self, name: str) -> None:
        for each in ("plane", "solid"):
            self.screen.set_class(each == name, f"-view-{each}")
        self.message = ("", Tone.PLAIN)
        self.call_after_refresh(self.redraw)

    def action_cursor(self, across: int, up: int) -> None:
        self.message = ("", Tone.PLAIN)
        if self._is_solid:
            self._solid.turn(across, up)
        else:
            self._plane.move_cursor(across, up)

    def action_no_cursor(self) -> None:
        self.message = ("", Tone.PLAIN)
        self._plane.put_cursor(None)
        self.redraw()

    def action_least(self) -> None:
        landscape = self._mapper.landscape
        least = None if landscape is None else landscape.least
        if least is None:
            self.say(NOTHING, Tone.WARNING)
            return
        self._plane.put_cursor(least[:2])
        if self._is_solid:
            self.action_view("plane")

    async def action_closer(self, direction: int) -> None:
        self.message = ("", Tone.PLAIN)
        if self._is_solid:
            self._solid.zoom(direction)
            return
        before, go = self._mapper, self._zoom.closer if direction > 0 else self._zoom.farther
        said = go(self._plane.cursor)
        if self._mapper is before:
            self.say(said, Tone.WARNING)
            return
        await self._stop()
        self._go_on()
        self.say(said)

    def action_style(self) -> None:
        self.say(f"style: {self._plot.next_style()}")

    def action_height(self) -> None:
        if self._is_solid:
            self.say(f"height: {self._solid.next_height()}")
        else:
            self.say("height: in view 2", Tone.WARNING)

    def action_toggle_path(self) -> None:
        landscape = self._mapper.landscape
        if landscape is None or not len(landscape.plane.path):
            self.say("there is no path: it needs --checkpoints", Tone.WARNING)
            return
        for plot in (self._plane, self._solid):
            plot.path = not plot.path
            plot.redraw()

    async def action_cancel(self) -> None:
        self.message = ("", Tone.PLAIN)
        if self._mapper.complete:
            self.say("all points are evaluated")
        elif self._mapping is not None and not self._mapping.done():
            await self._stop()
            self._stopped = True
            self.redraw()
        else:
            self._go_on()
            self.redraw()
