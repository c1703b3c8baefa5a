"""What the client remembers of commands and frames, for the next worker to begin with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.protocol.commands import (
    ClientCommand,
    Command,
    Configure,
    Fork,
    Race,
    Resume,
    SetPace,
    Watch,
)
from engine.protocol.events import Event, RaceFrame


@dataclass(frozen=True, eq=False)
class Memory:
    """Enough to start a worker that carries on where the last one stopped.

    Attributes:
        config: the configuration last sent.
        watch: what to report.
        resume: a run to open, until it has been shown; None starts one.
        pace: updates a second; None is unlimited.
        frame: the newest frame that shows the present of the run; None before the first.
    """

    config: RunConfig
    watch: Watch
    resume: Resume | None = None
    pace: float | None = None
    frame: Frame | None = None

    def after(self, command: ClientCommand) -> Memory:
        """What is remembered once this command was sent."""
        match command:
            case Configure(config=config) | Fork(config=config) | Resume(config=config):
                return replace(self, config=config)
            case Race(configs=configs):
                return replace(self, config=configs[0])
            case SetPace(updates_per_second=pace):
                return replace(self, pace=pace)
            case Watch():
                return replace(self, watch=command)
            case _:
                return self

    def seen(self, event: Event) -> Memory:
        """What is remembered once this event came."""
        match event:
            case RaceFrame(frames=(first, *_)):
                return replace(self, frame=first, resume=None)
            case Frame(of=None):
                return replace(self, frame=event, resume=None)
            case _:
                return self

    def opening(self) -> tuple[Command, ...]:
        """The commands that a new worker begins with."""
        configure, pace = Configure(self.config), SetPace(self.pace)
        if self.resume is not None:
            # No frame of the start is sent while the history is on its way.
            quiet = replace(self.watch, frames=False)
            return configure, quiet, pace, self.resume, self.watch
        if self.frame is None or not _is_of(self.frame, self.config):
            return configure, self.watch, pace
        # The device is no part of the run, and this worker has the one wanted now.
        config = self.frame.config.model_copy(update={"device": self.config.device})
        # What was changed while there was no worker is a change like any other.
        return configure, self.watch, pace, Resume.of(self.frame, config), configure


def _is_of(frame: Frame, config: RunConfig) -> bool:
    """Whether the frame's run is one of this configuration: the same samples, the same start."""
    return frame.config.data == config.data and frame.config.start == config.start
