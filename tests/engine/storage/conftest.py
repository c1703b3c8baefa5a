"""A run to save, one that is saved, and a copy of it to be damaged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.config.parameters import with_values
from engine.protocol.commands import Configure, SaveRun, Step
from engine.protocol.events import Saved
from engine.storage.saved_run import FILES
from tests.engine.conftest import config_of
from tests.engine.sessions import session_of

ADAM = {"optimizer": "adam", "learning_rate": 0.1, "batch_size": 16, "shuffle": True}


@pytest.fixture(scope="module")
def adam():
    """57 updates of Adam, a live change, 40 more: in the middle of an epoch."""
    config = config_of(**ADAM)
    changed = with_values(config, {"learning_rate": 0.2, "stop": "never"})
    return session_of(config, Step(57), Configure(changed), Step(40))


@pytest.fixture(scope="module")
def saved(adam, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "adam run"
    adam.obey(SaveRun(folder))
    assert adam.outbox[-1] == replace(Saved(folder, 97, 1, of=97), what=adam.outbox[-1].what)
    return folder


@pytest.fixture
def copy(saved, tmp_path):
    """The saved run, to be damaged."""
    folder = tmp_path / "copy"
    folder.mkdir()
    for name in FILES:
        (folder / name).write_bytes((saved / name).read_bytes())
    return folder
