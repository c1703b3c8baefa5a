"""Compilation in a thread: the caller goes on, errors reach the generator."""

from __future__ import annotations

import threading

import pytest

from engine.worker.sweeps.compiling import Compile, SideSteps


def exhaust(side: SideSteps[str]) -> None:
    while True:
        side.step()


def test_the_caller_goes_on_until_the_program_is_there():
    ready, told = threading.Event(), []

    def build() -> str:
        assert ready.wait(30)
        return "program"

    def steps():
        yield "first"
        told.append((yield Compile(build)))
        yield "last"

    side = SideSteps(steps())
    assert side.step() == "first"
    assert [side.step() for _ in range(20)] == [None] * 20
    assert told == []
    ready.set()
    while (step := side.step()) is None:
        pass
    assert (step, told) == ("last", ["program"])
    with pytest.raises(StopIteration):
        side.step()


def test_an_error_of_the_compilation_is_one_of_the_step_that_asked_for_it():
    seen = []

    def build() -> None:
        raise MemoryError("too large")

    def steps():
        try:
            yield Compile(build)
        except MemoryError as error:
            seen.append(str(error))
            raise

    side = SideSteps(steps())
    with pytest.raises(MemoryError):
        exhaust(side)
    assert seen == ["too large"]
