"""The run that the app shows: configuration, frames and requests. No screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.config.effective import is_live
from engine.config.run import FULL_BATCH, RunConfig
from engine.history.frame import Frame
from engine.history.values import Change, RunState
from engine.problems.own.version import UNKNOWN, Version
from tui.model.judgement import Judgement, diverges
from tui.model.known_problem import Problem
from tui.text.numbers import pace_text


@dataclass(frozen=True, eq=False)
class Session:
    """The run as the app sees it.

    Attributes:
        config: the current configuration, even if the worker has not applied it yet.
        pace: requested updates per second; None is unlimited.
        problem: its data and theory; None while they are being prepared.
        opened: a saved run, until its problem is ready.
        frame: the newest frame of this problem; it may show an earlier moment.
        present: the newest frame of the present of the run.
        looking_back: whether an earlier moment was requested.
        state: of the run, as last reported by the worker.
        reason: why it is in this state, in one line; empty for no reason.
        reached: updates made when it came into this state.
        wants_run: the last request of the run key, until the worker has answered.
        paces: the changes of the pace during the run.
        judgement: on a run that has ended; None before its end.
        diverging: whether the run is diverging or has diverged; it stays so until a restart.
        divergences: how often a run began to diverge.
    """

    config: RunConfig
    pace: float | None = None
    problem: Problem | None = None
    opened: Frame | None = None
    frame: Frame | None = None
    present: Frame | None = None
    looking_back: bool = False
    state: RunState = RunState.READY
    reason: str = ""
    reached: int = 0
    wants_run: bool | None = None
    paces: tuple[Change, ...] = ()
    judgement: Judgement | None = None
    diverging: bool = False
    divergences: int = 0

    @property
    def running(self) -> bool:
        """Whether it is running, or will be as soon as the worker processes the command."""
        return self.state is RunState.RUNNING if self.wants_run is None else self.wants_run

    @property
    def unmoved(self) -> bool:
        """Whether no update has been made."""
        return self.present is None or self.present.update == 0

    @property
    def version(self) -> Version:
        """The version of the file with the loss, if it comes from one and is known."""
        return UNKNOWN if self.present is None else self.present.version

    @property
    def too_large_batch(self) -> int | None:
        """The samples that a batch should have if there are not so many; otherwise None."""
        batch = self.config.batch
        if batch.batch_size == FULL_BATCH or self.problem is None:
            return None
        size = batch.batch_size * batch.replicas
        return size if size > self.problem.preview.samples else None

    # ------------------------------------------------------------------------------ asked for

    def asked(self, *, run: bool) -> Session:
        """With a request to run or to pause."""
        return replace(self, wants_run=run)

    def with_pace(self, pace: float | None) -> Session:
        """With another pace requested; a started run records the change."""
        paces = self.paces
        if self.present is not None and not self.unmoved and pace != self.pace:
            place = self.present.update, self.present.epoch
            paces = (*paces, Change(*place, "pace", pace_text(self.pace), pace_text(pace)))
        return replace(self, pace=pace, paces=paces)

    def with_config(self, config: RunConfig, problem: Problem) -> Session:
        """With this configuration requested, and its problem."""
        there = self if is_live(self.config, config) else self.come_back()
        if problem is self.problem:
            return replace(there, config=config)
        # An opened run is shown as soon as its samples are loaded.
        fits = self.opened is not None and problem.fits(self.opened.config)
        shown = self.opened if fits else None
        return replace(
            there, config=config, problem=problem, frame=shown, present=shown, opened=None
        )

    def before_start(self, problem: Problem) -> Session:
        """The run as it would be on other data: before its start."""
        return replace(
            self, problem=problem, frame=None, present=None, judgement=None, diverging=False,
            state=RunState.READY, paces=(), looking_back=False,
        )  # fmt: skip

    # ------------------------------------------------------------------------------ reported

    def with_frame(self, frame: Frame) -> Session:
        """With a new frame, unless it is a late one of the previous problem."""
        if self.problem is not None and not self.problem.fits(frame.config):
            return self
        if frame.of is not None:
            return replace(self, frame=frame)
        paces = tuple(pace for pace in self.paces if pace.update <= frame.update)
        back = self.looking_back and not (self.frame is not None and self.frame.of is not None)
        goes_on = self.present is not None and frame.update >= self.present.update > 0
        diverging = self.diverging and goes_on
        if not diverging and self.problem is not None:
            diverging = diverges(frame, self.problem)
        here = replace(self, frame=frame, present=frame, paces=paces, looking_back=back)
        return here.with_divergence(diverging=diverging)

    def with_divergence(self, *, diverging: bool) -> Session:
        """With the run diverging, or not."""
        begun = diverging and not self.diverging
        return replace(self, diverging=diverging, divergences=self.divergences + begun)

    def with_state(
        self,
        state: RunState,
        judgement: Judgement | None = None,
        reason: str = "",
        reached: int = 0,
    ) -> Session:
        """With the run in this state, for a reason, after so many updates; judged if it ended."""
        here = replace(
            self, state=state, wants_run=None, judgement=judgement, reason=reason, reached=reached
        )
        if state is RunState.DIVERGED:
            return here.with_divergence(diverging=True)
        return here.with_divergence(diverging=False) if state is RunState.READY else here

    def refused(self) -> Session:
        """After the worker refused the last request."""
        return replace(self, wants_run=None)

    def stopped(self) -> Session:
        """After the loss of the worker; the run stays in its last reported state."""
        here = self.come_back().with_state(RunState.PAUSED)
        return replace(here, frame=self.present or self.frame)

    # ------------------------------------------------------------------------------ moments

    def look_back(self) -> Session:
        """With an earlier moment requested; the run pauses."""
        return replace(self, looking_back=True, wants_run=False if self.running else self.wants_run)

    def come_back(self) -> Session:
        """With the present requested, or shown again."""
        return replace(self, looking_back=False)

    def forked(self) -> Session:
        """With the moment shown as the present of a new run."""
        here = self.come_back()
        if self.frame is None:
            return here
        frame = replace(self.frame, of=None)
        return replace(here, frame=frame, present=frame)
