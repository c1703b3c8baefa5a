"""What all tests share."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import tempfile
from typing import Any

import pytest
from hypothesis import settings

# The machines that run these tests are slow and shared, and a test must not fail by the clock.
settings.register_profile("descent", deadline=None, max_examples=50, derandomize="CI" in os.environ)
settings.load_profile("descent")

# What is imported stays: looking through it again and again for garbage takes a tenth of the time.
gc.set_threshold(50_000, 20, 50)

# The programs under test are started as from a terminal, whatever started the tests: what is
# ignored here (nohup does so) would be ignored there.
signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Programs under test remember nothing of each other, and nothing of the user's.
_STATE = tempfile.TemporaryDirectory(prefix="descent-state-")
atexit.register(_STATE.cleanup)
os.environ["XDG_STATE_HOME"] = _STATE.name

# Packages whose tests run compiled programs, of which each process compiles its own: one process
# takes them all. Any other file goes to whichever is free.
_COMPILED = ("tests/engine/worker/", "tests/engine/storage/", "tests/engine/optimizers/")


def _group(nodeid: str) -> str:
    return "compiled" if nodeid.startswith(_COMPILED) else nodeid.split("::", maxsplit=1)[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests of a group to one process."""
    from xdist.scheduler import LoadFileScheduling

    class ByGroup(LoadFileScheduling):  # type: ignore[misc]  # untyped
        def _split_scope(self, nodeid: str) -> str:
            return _group(nodeid)

    return ByGroup(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those of compiled programs come first: they take longest."""
    items.sort(key=lambda item: _group(item.nodeid) != "compiled")
