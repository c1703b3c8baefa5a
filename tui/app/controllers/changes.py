"""Changes of the configuration: apply, refuse, prepare, undo."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol

from engine.config.auto import asks_auto, without_auto
from engine.config.effective import effective_value, is_live
from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError, DataError
from engine.problems.base import STARTS
from engine.protocol.commands import Configure, Restart, Revive
from tui.app.controllers.desk import Desk
from tui.app.controllers.problem_choice import problem_handlers
from tui.keys.command import Handlers
from tui.model.known_problem import Problem, problem_of, takes_time
from tui.model.presets import companions
from tui.model.status import Phase, Tone
from tui.model.stepping import (
    NUDGES,
    next_standardize,
    samples_of_each,
    stepped,
    stepped_column,
)
from tui.model.undo import Edit, Undo, Way
from tui.text.numbers import number, whole

if TYPE_CHECKING:
    # Imported late: most people have no loss of their own.
    from tui.app.controllers.named_file import NamedFile

_OTHER_AXIS = {"x_column": "y_column", "y_column": "x_column"}
_LEADS = {Way.NEW: "", Way.UNDO: "undone: ", Way.REDO: "redone: "}


class Fields(Protocol):
    """The fields in which values are typed."""

    def accept(self) -> None:
        """The requested value was accepted."""

    def refuse(self, name: str, reason: str) -> None:
        """Show why the value of a field is invalid."""


class ChangesController:
    """Changes parameters, in the app and in the worker.

    Args:
        desk: its tools.
        fields: the fields in which values are typed.
        in_background: runs a coroutine function in the background, instead of the previous one,
            which may not have begun.
    """

    def __init__(
        self,
        desk: Desk,
        fields: Fields,
        in_background: Callable[[Callable[[], Coroutine[None, None, None]]], None],
    ) -> None:
        self._desk = desk
        self._fields = fields
        self._in_background = in_background
        self._undo = Undo()
        self._awaited: dict[str, object] = {}
        self._way = Way.NEW
        self._named: NamedFile | None = None

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {
            **{command: partial(self.nudge, *step) for command, step in NUDGES.items()},
            "new-seed": self.next_seed,
            "standardize": self.standardize,
            "undo": self.undo,
            "redo": self.redo,
            **problem_handlers(self.apply, self.nudge, self._desk.say),
        }

    def take_typed(self, values: Mapping[str, object]) -> None:
        """Change parameters to values that a person typed here; a file may be named with them."""
        if self._named is None:
            from tui.app.controllers.named_file import NamedFile

            self._named = NamedFile(self._desk, self.apply, self.refuse)
        self._named.take(values)

    @property
    def wanted_config(self) -> RunConfig:
        """The current configuration, including a change whose data is still being loaded."""
        return with_values(self._desk.model.config, self._awaited)

    @property
    def is_preparing(self) -> bool:
        """Whether a change is waiting for samples that are being loaded."""
        return bool(self._awaited)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return self._undo.former is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to redo."""
        return self._undo.later is not None

    # ------------------------------------------------------------------------------ in force

    def apply(
        self, values: Mapping[str, object], way: Way = Way.NEW, known: Problem | None = None
    ) -> None:
        """Change parameters; all changes come here. Errors are shown beside the field.

        Args:
            values: the new ones.
            way: their origin.
            known: the problem that they make, if the caller knows it.
        """
        if asks_auto(values):
            self._apply_auto(values)
            return
        self._way = way
        try:
            config = with_values(self._desk.model.config, values)
        except ConfigError as error:
            self.refuse(error.parameter, error.reason)
            return
        problem = self._desk.model.problem
        if problem is not None and problem.fits(config):
            self._awaited = {k: v for k, v in self._awaited.items() if k not in values}
            self._take(config, problem)
        else:
            self.prepare(values, known)

    def _apply_auto(self, values: Mapping[str, object]) -> None:
        """Change parameters, of which the theory says the learning rate."""
        from engine.theory.auto_rate import auto_rate
        from engine.theory.samples import Samples

        problem, others = self._desk.model.problem, without_auto(values)
        if problem is None or self.is_preparing:
            self.refuse("learning_rate", "the samples are not known yet")
            return
        config = with_values(self._desk.model.config, others)
        try:
            found = auto_rate(config, Samples.of(problem.preview, problem.theory))
        except ConfigError as error:
            self.refuse(error.parameter, error.reason)
            return
        self.apply({**others, "learning_rate": found.rate})
        self._desk.say(f"lr {number(found.rate)}: {found.text}")

    def prepare(self, values: Mapping[str, object], known: Problem | None = None) -> None:
        """Make the problem for these values, at once or in the background."""
        self._awaited.update(values)
        config, known = self.wanted_config, known or self._desk.model.problem
        if takes_time(config, known):
            self._in_background(partial(self._prepare_slowly, config))
        else:
            self._settle(partial(problem_of, config, known))

    async def _prepare_slowly(self, config: RunConfig) -> None:
        source = config.data.data
        samples = whole(config.data.samples)
        doing = f"reading {source}…" if source else f"generating {samples} samples…"
        if not config.problem.is_quadratic:
            doing = f"{doing.removesuffix('…')} and looking for minima…"
        self._desk.say(doing)
        work = asyncio.create_task(asyncio.to_thread(problem_of, config, self._desk.model.problem))
        # Another change may come first; then nobody asks for the result, nor for an error.
        work.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.wait([work])
        self._settle(work.result)

    def _settle(self, made: Callable[[], Problem]) -> None:
        """Use the new problem, unless it failed or another one was requested meanwhile."""
        awaited, self._awaited = self._awaited, {}
        config = with_values(self._desk.model.config, awaited)
        try:
            problem = made()
        except (DataError, MemoryError) as error:
            name = next((n for n in awaited if PARAMETERS[n].section == "data"), None)
            self.refuse(name, str(error) or "not enough memory")
            return
        if problem.fits(config):
            self._take(config, problem)
        else:
            self.prepare(awaited)

    def _take(self, config: RunConfig, problem: Problem) -> None:
        model = self._desk.model
        lost = model.state is Phase.LOST
        other = model.problem not in (None, problem)
        waits = model.looking_back and is_live(model.config, config)
        if config != model.config and not waits:
            self._desk.send(Configure(config))
            if lost:
                self._desk.send(Revive())
            if lost and other:
                self._desk.send(Restart())
        way, self._way = self._way, Way.NEW
        self._undo.took(model.config, config, way)
        model.take(config, problem, _LEADS[way])
        self._fields.accept()
        self._desk.redraw()

    def return_to(self, config: RunConfig, reason: str) -> None:
        """Return to the configuration that the worker has, which refused a change."""
        old = Edit.between(self._desk.model.config, config).new
        if not old or self.is_preparing:
            return
        self.apply(old, Way.UNDO if self._undo.former == old else Way.NEW)
        self.refuse(next(iter(old)), reason)

    def refuse(self, name: str | None, reason: str) -> None:
        """Show why a value is invalid: beside its field if in use, and in the status line."""
        if name is not None:
            self._fields.refuse(name, reason)
        label = f"{PARAMETERS[name].notes.label}: " if name is not None else ""
        self._desk.say(label + reason, Tone.WARNING)

    # ------------------------------------------------------------------------------ commands

    def nudge(self, name: str, direction: int) -> None:
        """Move a parameter one step down (-1) or up (1)."""
        config, problem = self.wanted_config, self._desk.model.problem
        samples = problem.preview.samples if problem is not None else config.data.samples
        if PARAMETERS[name].notes.step == "column":
            self._nudge_column(name, direction)
            return
        if PARAMETERS[name].notes.step == "none":
            self._desk.say(f"{PARAMETERS[name].notes.label} has no steps; enter: type a value")
            return
        value, each = effective_value(config, name), samples_of_each(config, samples)
        new = stepped(PARAMETERS[name], value, direction, samples=each)
        if new == value:
            end = "high" if direction > 0 else "low"
            self._desk.say(f"{PARAMETERS[name].notes.label} is at its {end} limit")
        else:
            self.apply(companions(config, {name: new}))

    def _nudge_column(self, name: str, direction: int) -> None:
        """Take the next or previous column of the file."""
        problem = self._desk.model.problem
        read = None if problem is None else problem.preview.rows
        if read is None or self.is_preparing:
            self._desk.say("the file is being read")
            return
        axis = 0 if name == "x_column" else 1
        new = stepped_column(read.columns, read.taken[axis], read.taken[1 - axis], direction)
        if new == read.taken[axis]:
            self._desk.say("the file has no other column of numbers")
        else:
            # Both, because the other may have been taken as the next one after this.
            self.apply({name: new, _OTHER_AXIS[name]: read.taken[1 - axis]})

    def next_seed(self) -> None:
        """Restart with the next seed."""
        self.apply({"seed": self.wanted_config.data.seed + 1})

    def standardize(self) -> None:
        """Standardize the samples, only centre them, or leave them as they are, in this order."""
        self.apply({"standardize": next_standardize(self.wanted_config.data.standardize)})

    def start_at(self, w: float, b: float) -> None:
        """Set the starting point, unless the run has started."""
        frame = self._desk.model.frame
        if frame is None or frame.update == 0:
            self.apply(dict(zip(STARTS, (w, b), strict=True)))
        else:
            self._desk.say("the start can be set before a run only; r: restart")

    def undo(self) -> None:
        """Undo the last change of parameters."""
        if self._undo.former is not None:
            self.apply(self._undo.former, Way.UNDO)

    def redo(self) -> None:
        """Redo the last undone change."""
        if self._undo.later is not None:
            self.apply(self._undo.later, Way.REDO)
