"""Why a process has ended, in words."""

import resource
import signal

import pytest

from engine.client.child import reason_of
from engine.client.printed import last_error

INSTRUCTIONS = "this processor may lack instructions that TensorFlow needs"


@pytest.mark.parametrize(
    ("status", "ready", "output", "said"),
    [
        (1, True, ("oops",), "exit status 1"),
        (
            1,
            False,
            ("Traceback", "ImportError: no libcuda", "bye"),
            "exit status 1 before TensorFlow was ready: ImportError: no libcuda",
        ),
        (-signal.SIGKILL, True, (), "ended by SIGKILL (out of memory?)"),
        (-signal.SIGSEGV, True, (), "ended by SIGSEGV"),
        (-signal.SIGABRT, True, ("  what():  std::bad_alloc",), "ended by SIGABRT (out of memory)"),
        (
            -signal.SIGILL,
            False,
            (),
            f"ended by SIGILL before TensorFlow was ready ({INSTRUCTIONS})",
        ),
        (-99, True, (), "ended by signal 99"),
        (None, True, (), "it closed its connection and did not end"),
    ],
)
def test_a_reason(status, ready, output, said):
    assert reason_of(status, ready=ready, output=output) == said


def test_a_limit_of_memory_is_named(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (2_400_000_000, -1))
    told = reason_of(-signal.SIGSEGV, ready=True)
    assert told == "ended by SIGSEGV (out of memory? ulimit -v allows 2.4 GB)"


def test_the_last_error_among_lines():
    assert last_error(["ValueError: one", "KeyError: two", "INFO: three", "an Error: four"]) == (
        "KeyError: two"
    )
    assert last_error(["INFO: three", ""]) == ""
