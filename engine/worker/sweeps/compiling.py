"""Compilation alongside the current run: a step of a sweep that is carried out in a thread.

XLA compiles for a second and more, without Python's lock: meanwhile the worker trains the run, and
obeys commands. Everything that is timed happens in the main thread.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from threading import Thread
from typing import Generic, TypeVar

Event = TypeVar("Event")

_PATIENCE = 0.002
"""Seconds to wait for the thread at a time, so that the caller does not compete with it."""


@dataclass(frozen=True)
class Compile:
    """A step of a generator that compiles; it continues with the result, when there is one."""

    build: Callable[[], object]


Steps = Generator[Event | Compile | None, object, None]
"""Steps of about 10 ms, which yield an event, nothing, or what has to be compiled."""


class _Building(Thread):
    """Calls `build`."""

    def __init__(self, build: Callable[[], object]) -> None:
        super().__init__(name="compilation")
        self._build = build
        self.result: object = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self._build()
        except BaseException as error:  # noqa: BLE001 - raised again by the one who waits
            self.error = error


class SideSteps(Generic[Event]):
    """The steps of a generator, one at a time, of which those that compile have a thread.

    Args:
        steps: the generator.
    """

    def __init__(self, steps: Steps[Event]) -> None:
        self._steps = steps
        self._building: _Building | None = None

    def step(self) -> Event | None:
        """Do one step, or look whether the compilation has ended.

        Raises:
            StopIteration: there are no more steps.
            Exception: the error of the step, or of the compilation.
        """
        building = self._building
        if building is None:
            return self._taken(next(self._steps))
        building.join(_PATIENCE)
        if building.is_alive():
            return None
        self._building = None
        if building.error is not None:
            return self._taken(self._steps.throw(building.error))
        return self._taken(self._steps.send(building.result))

    def _taken(self, step: Event | Compile | None) -> Event | None:
        if not isinstance(step, Compile):
            return step
        self._building = _Building(step.build)
        self._building.start()
        return None
