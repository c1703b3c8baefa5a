"""The commands and frames that the client stores for the next worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import (
    CARRIED_ON,
    ClientCommand,
    Command,
    Configure,
    Fork,
    Race,
    Resume,
    Save,
    SaveRun,
    SetPace,
    Watch,
    WriteEvents,
)
from engine.protocol.events import Event, RaceFrame, Refused, Saved, StateChanged


@dataclass(frozen=True, eq=False)
class Memory:
    """Enough to start a worker that continues where the last one stopped.

    Attributes:
        config: the last configuration sent.
        watch: what to report.
        resume: a run to open, until it has been shown; None starts a new one.
        pace: updates per second; None is unlimited.
        frame: the newest frame of the present of the run; None before the first.
        race: the last race, until the run is shown alone again; None without one.
        lanes: the newest frames of its runs; none before the first.
        end: why the run ended; empty before its end.
        unwritten: the files and folders to write that were not reported yet.
    """

    config: RunConfig
    watch: Watch
    resume: Resume | None = None
    pace: float | None = None
    frame: Frame | None = None
    race: Race | None = None
    lanes: tuple[Frame, ...] = ()
    end: str = ""
    unwritten: tuple[Path, ...] = ()

    def after(self, command: ClientCommand) -> Memory:
        """The memory after this command was sent."""
        match command:
            case Configure(config=config) | Fork(config=config) | Resume(config=config):
                return replace(self, config=config)
            case Race(configs=configs):
                return replace(self, config=configs[0], race=command, lanes=())
            case SetPace(updates_per_second=pace):
                return replace(self, pace=pace)
            case Watch():
                return replace(self, watch=command)
            case Save(path=path) | SaveRun(folder=path) | WriteEvents(folder=path):
                return replace(self, unwritten=(*self.unwritten, path))
            case _:
                return self

    def seen(self, event: Event) -> Memory:
        """The memory after this event arrived."""
        match event:
            case RaceFrame(frames=lanes):
                return replace(self, frame=lanes[0], lanes=lanes, resume=None)
            case Frame():
                # A frame of the run before the race may still have been on its way.
                alone = replace(self, race=None, lanes=()) if self.lanes else self
                return alone if event.of is not None else replace(alone, frame=event, resume=None)
            case StateChanged(state=state, reason=reason):
                return replace(self, end=reason if state.ended else "")
            case Saved() | Refused():
                # Reported in the order of the commands.
                return replace(self, unwritten=self.unwritten[1:])
            case _:
                return self

    def lost(self) -> Memory:
        """The memory after the worker was lost."""
        return replace(self, unwritten=())

    def before_changes(self) -> Memory:
        """Without the changes since the newest frame: no worker has survived them."""
        return self if self.frame is None else replace(self, config=self.frame.config)

    def opening(self) -> tuple[Command, ...]:
        """The first commands for a new worker."""
        configure, pace = Configure(self.config), SetPace(self.pace)
        # No frame of the start is sent while histories are being transferred.
        quiet = replace(self.watch, frames=False)
        if self.resume is not None:
            return configure, quiet, pace, self.resume, self.watch
        if self.race is not None and self.lanes and self.config == self.race.configs[0]:
            return configure, quiet, pace, _continued(self.race, self.lanes), self.watch
        if self.frame is None or not _is_of(self.frame, self.config):
            return configure, self.watch, pace
        # The device is not part of the run, and this worker has the current one.
        config = self.frame.config.model_copy(update={"device": self.config.device})
        # A change made without a worker is a change like any other.
        return configure, self.watch, pace, self._continued(self.frame, config), configure

    def _continued(self, frame: Frame, config: RunConfig) -> Resume:
        """The run of the newest frame: after its end it stays ended, for the same reason."""
        if frame.state.ended:
            return Resume.of(frame, config, state=frame.state, reason=self.end)
        return Resume.of(frame, config, state=RunState.PAUSED, reason=CARRIED_ON)


def _continued(race: Race, lanes: tuple[Frame, ...]) -> Race:
    """The race from these frames on."""
    return replace(
        race, resumes=tuple(Resume.of(lane, config, state=lane.state)
                            for lane, config in zip(lanes, race.configs, strict=True))
    )  # fmt: skip


def _is_of(frame: Frame, config: RunConfig) -> bool:
    """Whether the frame's run has the samples, the start and the replicas of this configuration."""
    of, replicas = frame.config, frame.config.batch.replicas
    return of.data == config.data and of.start == config.start and replicas == config.batch.replicas
