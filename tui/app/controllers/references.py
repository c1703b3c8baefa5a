"""The classical methods to compare with: computed in the background, drawn, listed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from engine.config.problem import ProblemConfig
from engine.problems.base import Objective
from engine.problems.registry import problem_of
from engine.theory.references import Reference
from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.model.known_problem import Problem
from tui.model.status import Tone
from tui.text.references import ends_text, references_tables


class ReferencesController:
    """Computes the methods from the present start, and shows them until they are switched off.

    Args:
        desk: its tools.
        background: runs a coroutine in the background.
    """

    def __init__(
        self, desk: Desk, background: Callable[[Coroutine[None, None, None]], None]
    ) -> None:
        self._desk, self._background = desk, background
        self._of: tuple[Problem, ProblemConfig] | None = None
        self._found: tuple[Reference, ...] = ()

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {"references": self.toggle}

    @property
    def shown(self) -> tuple[Reference, ...]:
        """Those of the problem and the start on the screen."""
        model, of = self._desk.model, self._of
        problem = model.shown.problem
        if problem is None or of is None or of[1] != model.config.problem:
            return ()
        return self._found if problem.is_like(of[0]) else ()

    def toggle(self) -> str:
        """Compute and draw them, or remove them; returns why nothing happens."""
        model = self._desk.model
        problem = model.shown.problem
        if problem is None:
            return "the data are still being read"
        if self.shown:
            self._found = ()
            self._desk.say("references off")
            return ""
        kind = problem_of(model.config.problem)
        if kind.is_quadratic:
            objective: Objective = problem.moments
        elif kind.objective is None:
            return "only the worker can evaluate this loss"
        else:
            objective = kind.objective(problem.preview.x, problem.preview.y)
        self._desk.say("references: being computed")
        self._background(self._compute(problem, model.config.problem, objective))
        return ""

    async def _compute(self, problem: Problem, config: ProblemConfig, objective: Objective) -> None:
        from engine.theory.references import references
        from tui.screens.references import ReferencesScreen

        found = await asyncio.to_thread(references, objective, problem.start)
        self._of, self._found = (problem, config), found
        if not self.shown:
            return  # another start or other data by now
        self._desk.say(ends_text(found), Tone.GOOD)
        self._desk.redraw()
        self._desk.push_screen(ReferencesScreen(references_tables(found)))
