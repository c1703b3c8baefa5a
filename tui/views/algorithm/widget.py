"""An update line by line with its numbers, as a widget."""

from __future__ import annotations

import time
from functools import partial

from textual.geometry import Size
from textual.timer import Timer

from engine.protocol.commands import Watch
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.plot_settings import Settings, whole
from tui.views.algorithm.numbers import Numbers, numbers_of
from tui.views.algorithm.page import Page, page_of, stage_count
from tui.views.algorithm.paint import arranged, cells_of, digits_of, more_text, sheet_of, window
from tui.views.base import PlotView

SLOW = 0.25
"""The least time between two updates, in seconds, at which the eye can follow the lines."""
_LONGEST_WALK, _SHARE = 1.2, 0.8


def walk_seconds(made: int, gap: float) -> float | None:
    """Seconds for the highlight to run through the lines of a new update; None for no highlight.

    Args:
        made: updates since the last one shown.
        gap: seconds since then.
    """
    if made != 1 or gap < SLOW:
        return None
    return min(_LONGEST_WALK, _SHARE * gap)


class AlgorithmView(PlotView):
    """Batch, forward pass, loss, gradients, and the lines of the optimizer.

    After a single update, a highlight runs through the lines and stays on the last, which sets the
    parameters. Keys move it manually.
    """

    TITLE = "algorithm"
    CONTEXT = Context.ALGORITHM
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("page",)
    WATCH = Watch(steps=1, optimizer_state=True, optimizer_before=True)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._page: Page | None = None
        self._numbers: Numbers | None = None
        self._update: int | None = None
        self._since = 0.0
        self._stages = 0
        self._lit: int | None = None
        self._walk: Timer | None = None

    @property
    def lit(self) -> int | None:
        """The highlighted stage, from 0; None for none."""
        return self._lit

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {"line-up": partial(self.advance, -1), "line-down": partial(self.advance, 1)}

    @property
    def settings(self) -> Settings:
        """The highlighted stage, but not while it runs through them by itself."""
        return {"lit": self._lit if self._walk is None else None}

    def adopt(self, settings: Settings) -> None:
        """Highlight the same stage."""
        if self._walk is None:
            stage = whole(settings, "lit", 0, max(self._stages - 1, 0), -1)
            self._lit = None if stage < 0 else stage

    def advance(self, direction: int) -> str:
        """Light the next line, or the one before; returns why the light did not move."""
        self._stop()
        before, last = self._lit, max(self._stages - 1, 0)
        if before is None:
            self._lit = 0 if direction > 0 else last
        else:
            self._lit = min(max(before + direction, 0), last)
        if self._lit == before:
            return f"this is the {'last' if direction > 0 else 'first'} line"
        self.redraw()
        return ""

    def draw(self, size: Size) -> None:
        """Draw the page."""
        scene = self.scene
        if scene is None:
            return
        look, frame = scene.look, scene.frame
        run = (scene if frame is None else frame).config
        config, replicas = run.optimizer, run.batch.replicas
        self._stages = stage_count(config, replicas)
        if self.outdated(
            "numbers", (run.batch, config, size.width, size.height), scene.preview, frame
        ):
            self._numbers = numbers_of(scene, size.height)
            samples = scene.preview.samples
            self._page = page_of(
                config,
                self._numbers,
                samples,
                digits_of(size.width),
                scene.preview.scaling,
                scene.problem.kind,
                replicas,
            )
            self._notice(None if self._numbers is None else self._numbers.step.update)
        if self._page is None:
            return
        sheet = sheet_of(size.width, self._page)
        rows = window(arranged(self._page, sheet, size.height), size.height, self._lit)
        self.set_layer("page", cells_of(size.width, size.height, sheet, rows, self._lit, look))
        said = ""
        if self._numbers is not None:
            shown = sum(bool(row.table) and not row.head for row in rows)
            text = more_text(self._numbers.step.count, shown)
            said = text if shown and len(text) + 4 <= size.width else ""
        self.say(said)

    # ------------------------------------------------------------------------------ the light

    def _notice(self, update: int | None) -> None:
        """Start the highlight for a new update, or stop it if updates are too fast."""
        if update == self._update:
            return
        now = time.monotonic()
        made = 0 if update is None else update - (self._update or 0)
        seconds = walk_seconds(made, now - self._since)
        self._update, self._since = update, now
        self._stop()
        self._lit = None
        if seconds is not None:
            self._lit = 0
            self._walk = self.set_interval(seconds / max(self._stages - 1, 1), self._go_on)

    def _go_on(self) -> None:
        if self._lit is None or self._lit >= self._stages - 1:
            self._stop()
            return
        self._lit += 1
        self.redraw()

    def _stop(self) -> None:
        if self._walk is not None:
            self._walk.stop()
            self._walk = None
