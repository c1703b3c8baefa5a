"""`descent watch`: follows a recording on the screen."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical

from engine.networks.path import Path2, PathReader
from engine.networks.recording.reader import Reader
from engine.networks.recording.recording import Recording
from tui.model.status import Tone
from tui.networks.bars import Part, StatusBar
from tui.networks.keys import WATCH
from tui.networks.shell import NetworkApp
from tui.networks.watch.curves import (
    LOSS,
    Over,
    curves_of,
    fits_at,
    metrics_of,
    planned_at,
    rate_of,
)
from tui.networks.watch.plot import Frame
from tui.networks.watch.widgets import CurvePlot, PathPlot
from tui.networks.watch.words import facts_line, numbers_line, path_note
from tui.terminal.settings import ScreenSettings

LOOK_SECONDS = 1.0
_MESSAGE_LOOKS = 5
"""Looks for which a message is shown in place of the second line."""


class WatchApp(NetworkApp):
    """Shows a recording, and what comes, until it is left.

    Args:
        folder: the recording's.
        screen_settings, ended_by: as of `NetworkApp`.

    Attributes:
        recording: as it was read last.
        path: the path that is shown.
    """

    TITLE = "descent watch"
    KEYS = WATCH
    ABOUT = (
        "A training that engine.recorder.Recorder records, as it goes on. The loss is what Keras "
        "reports after each epoch; the thin line is its mean over the epoch so far. The path leads "
        "through the checkpoints of all trainable weights, in the plane of their two principal "
        "directions; the axes say how much of their variance is along each. A vertical line marks "
        "another call of fit."
    )

    def __init__(
        self, folder: Path, screen_settings: ScreenSettings, ended_by: tuple[int, ...] = ()
    ) -> None:
        self._folder, self._reader, self._paths = folder, Reader(folder), PathReader()
        self.recording = Recording()
        self.path: Path2 | None = None
        self._metric, self._over = LOSS, Over.EPOCHS
        self._log_loss, self._recent = True, False
        self._message_left = 0
        self._looking = asyncio.Lock()
        super().__init__(screen_settings, ended_by, "descent watch")

    def plots(self) -> ComposeResult:
        with Vertical(id="left"):
            yield CurvePlot("2 loss", id="loss")
            yield CurvePlot("3 learning rate", id="rate")
        yield PathPlot("4 path in its principal plane", id="path")

    def begin(self) -> None:
        self.set_interval(LOOK_SECONDS, self.look_at_folder)
        self.call_later(self.look_at_folder)

    async def look_at_folder(self) -> None:
        """Read what came, off the event loop, and show it."""
        if self._looking.locked():
            return
        async with self._looking:
            before = self.recording
            self.recording = await asyncio.to_thread(self._reader.look)
            self._message_left = max(self._message_left - 1, 0)
            header, checkpoints = self.recording.header, self.recording.checkpoints
            if header is None:
                self.path = None
            elif checkpoints != before.checkpoints or header is not before.header:
                self.path = await asyncio.to_thread(self._paths.path, header, checkpoints)
        self.redraw()

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        self._message_left = _MESSAGE_LOOKS
        super().say(text, tone)

    def redraw(self) -> None:
        if not self.is_running or not self.query("#path"):
            return
        recording, over, look = self.recording, self._over, self.look
        counts = over is not Over.SECONDS
        rules, planned = fits_at(recording, over), planned_at(recording, over)
        loss = Frame(over.names, self._metric, self._log_loss, self._metric == LOSS, self._recent,
                     counts, rules, planned)  # fmt: skip
        self.query_one("#loss", CurvePlot).show(
            curves_of(recording, self._metric, over, look), loss, look
        )
        rate = Frame(over.names, "learning rate", None, True, self._recent, counts, rules, planned)
        self.query_one("#rate", CurvePlot).show(rate_of(recording, over, look), rate, look)
        path = self.query_one("#path", PathPlot)
        path.show(self.path, self._no_path(), look)
        path.border_subtitle = path_note(recording, self.path)
        text, tone = self.message
        second = facts_line(recording, str(self._folder), self.path)
        if self._message_left and text:
            second = (Part(text, tone),)
        self.query_one("#status", StatusBar).show(numbers_line(recording), second)

    def _no_path(self) -> str:
        header = self.recording.header
        if header is not None and not header.keep:
            return "no checkpoints are kept"
        if self.path is not None and self.path.fault:
            return "no checkpoint can be drawn"
        return "no checkpoint yet"

    # ------------------------------------------------------------------------------ keys

    def action_view(self, name: str) -> None:
        for each in ("loss", "rate", "path"):
            self.screen.set_class(each == name, f"-view-{each}")
        self.call_after_refresh(self.redraw)

    def action_toggle_log(self) -> None:
        self._log_loss = not self._log_loss
        self.say(f"axis of {self._metric}: {'logarithmic' if self._log_loss else 'linear'}")

    def action_next_axis(self) -> None:
        self._over = self._over.next
        self.say(f"over {self._over}")

    def action_next_metric(self) -> None:
        metrics = metrics_of(self.recording)
        place = metrics.index(self._metric) + 1 if self._metric in metrics else 0
        self._metric = metrics[place % len(metrics)]
        self.query_one("#loss", CurvePlot).border_title = f"2 {self._metric}"
        said = f"metric: {self._metric}" if len(metrics) > 1 else "the training reports no metrics"
        self.say(said, Tone.PLAIN if len(metrics) > 1 else Tone.WARNING)

    def action_toggle_recent(self) -> None:
        self._recent = not self._recent
        self.say("the last tenth of the training" if self._recent else "the whole training")
