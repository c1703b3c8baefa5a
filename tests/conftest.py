"""What all tests share."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import tempfile
from pathlib import Path

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
_COMPILED = ("engine/worker", "engine/storage", "engine/optimizers")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests belong together (`--dist loadgroup`), those of compiled programs first."""
    here = Path(__file__).parent
    places = [item.path.relative_to(here).as_posix() for item in items]
    groups = ["compiled" if place.startswith(_COMPILED) else place for place in places]
    for item, group in zip(items, groups, strict=True):
        item.add_marker(pytest.mark.xdist_group(group))
    first = [group != "compiled" for group in groups]
    items[:] = [items[at] for at in sorted(range(len(items)), key=first.__getitem__)]
