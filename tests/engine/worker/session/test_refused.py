"""A configuration that is refused for want of memory: nothing has changed, and that is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.config.run import RunConfig
from engine.data import room
from engine.protocol.commands import Configure, Step
from engine.protocol.events import Refused
from engine.worker.session import live_run
from tests.device import DEVICE
from tests.engine.conftest import config_of
from tests.engine.sessions import obey, session_of

LARGE = config_of(samples=2_000_000)


def exhausted(*_: object) -> None:
    kind = type("ResourceExhaustedError", (Exception,), {"__module__": "tensorflow.errors"})
    raise kind("{{function_node __wrapped__}} OOM")


def out_of_memory(*_: object) -> None:
    raise MemoryError


@pytest.mark.parametrize(
    ("place", "name", "act", "said"),
    [
        (room, "available_bytes", lambda: 30_000_000,
         "2,000,000 samples need 32 MB of memory; 30 MB available, enough for 1,875,000 samples"),
        (live_run, "load", out_of_memory,
         "not enough memory for 2,000,000 samples, which need at least 32 MB"),
        (live_run, "Trainer", exhausted,
         f"not enough memory on {DEVICE[1:]} for 2,000,000 samples, which need at least 32 MB"),
    ],
)  # fmt: skip
def test_it_is_refused_and_the_run_goes_on(
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    act: Callable[..., object],
    said: str,
) -> None:
    session = session_of(RunConfig(), Step(3))
    monkeypatch.setattr(place, name, act)
    session.outbox.clear()
    session.obey(Configure(LARGE))
    assert session.outbox == [Refused(said, RunConfig())]
    obey(session, Step(2))
    assert session.run.trainer.update == 5
