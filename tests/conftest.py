"""What all tests share."""

from __future__ import annotations

import atexit
import gc
import os
import re
import signal
import tempfile
from typing import Any
from zlib import crc32

import pytest
from hypothesis import settings

from tests.first_run import compile_by_turns
from tests.late_tensorflow import import_late, is_imported

import_late()

# The machines that run these tests are slow and shared, and a test must not fail by the clock.
_CI = "CI" in os.environ
settings.register_profile("descent", deadline=None, max_examples=12, derandomize=_CI)
settings.register_profile("thorough", deadline=None, max_examples=100, derandomize=_CI)
settings.load_profile("descent")

# What is imported stays: looking through it again and again for garbage takes a tenth of the time.
gc.set_threshold(50_000, 20, 50)

# The programs under test are started as from a terminal, whatever started the tests: what is
# ignored here (nohup does so, and a script for what it starts with &) would be ignored there.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)

# Programs under test remember nothing of each other, and nothing of the user's.
_STATE = tempfile.TemporaryDirectory(prefix="descent-state-")
atexit.register(_STATE.cleanup)
os.environ["XDG_STATE_HOME"] = _STATE.name

# What imports TensorFlow and compiles programs, each process its own: two processes take it all,
# and the third one never imports it. Any other file goes to whichever is free.
_COMPILED = (
    (
        "tests/engine/worker/session/",
        "tests/engine/worker/test_",
        "tests/engine/worker/training/",
        "tests/engine/client/test_fake_engine.py",
        "tests/engine/expressions/test_evaluate.py",
        "tests/engine/optimizers/",
        "tests/engine/recorder/",
        "tests/engine/theory/test_momentum.py",
    ),
    (
        "tests/engine/storage/keras_script/",
        "tests/engine/storage/sessions/",
        "tests/engine/storage/test_run_",
        "tests/engine/storage/test_saved_run.py",
        "tests/engine/storage/test_tampered_runs.py",
        "tests/engine/worker/",
        "tests/test_documented.py",
        "tests/tui/app/controllers/test_saving.py",
        "tests/tui/cli/test_keras.py",
        "tests/tui/cli/test_runs.py",
        "tests/tui/lessons/test_check.py",
        "tests/tui/text/test_command_line.py",
    ),
)

# Files that take long come early, so that no process is left alone with one at the end.
_LONG = (
    "tests/e2e/",
    "tests/engine/client/",
    "tests/tui/test_every_key.py",
    "tests/tui/app/controllers/lesson/",
    "tests/tui/views/test_every_layer.py",
)

_SAMPLED = {
    "tests/bench/test_stock.py": 1,
    "tests/e2e/test_train.py": 1,
    "tests/engine/client/test_faults.py": 2,
    "tests/engine/data/reading/test_dialects.py": 4,
    "tests/engine/storage/keras_script/test_files.py": 1,
    "tests/engine/storage/keras_script/test_problems.py": 1,
    "tests/engine/storage/keras_script/test_runs.py": 1,
    "tests/engine/theory/test_advice.py": 4,
    "tests/engine/theory/test_limits.py": 4,
    "tests/engine/theory/test_prediction.py": 12,
    "tests/engine/theory/test_stationary.py": 3,
    "tests/engine/worker/session/test_fork.py": 1,
    "tests/engine/worker/session/test_race.py": 1,
    "tests/engine/worker/session/test_replay.py": 1,
    "tests/engine/worker/sweeps/test_batched_runs.py": 1,
    "tests/engine/worker/training/replicas/test_loop.py": 2,
    "tests/engine/worker/training/test_advice.py": 3,
    "tests/engine/worker/training/test_batch_sums.py": 1,
    "tests/engine/worker/training/test_keras_optimizers.py": 2,
    "tests/engine/worker/training/test_models.py::test_a_run_is_that_of": 1,
    "tests/engine/worker/training/test_recent_steps.py": 1,
    "tests/engine/worker/training/test_trainer.py": 2,
    "tests/tui/app/controllers/test_run.py": 3,
    "tests/tui/canvas/test_raster.py": 1,
    "tests/tui/cli/test_options.py": 12,
    "tests/tui/text/test_advice.py": 6,
    "tests/tui/text/test_command_line.py": 2,
    "tests/tui/text/test_verdicts.py": 3,
    "tests/tui/views/loss/test_true_places.py": 2,
    "tests/tui/views/loss/test_zoom.py": 2,
    "tests/tui/views/runs/test_widget.py": 1,
    "tests/tui/views/surface/test_state_marks.py": 3,
    "tests/tui/views/surface_3d/test_box.py": 6,
    "tests/tui/views/surface_3d/test_horizon.py": 1,
    "tests/tui/views/sweeps/test_sweep_page.py": 4,
    "tests/tui/views/sweeps/test_widget.py": 1,
    "tests/tui/views/test_every_layer.py": 2,
    "tests/tui/widgets/panel/test_typing.py": 1,
}
"""Where each parameter of a test costs much: of each test so many run, spread over them; all do
with --thorough. Of screens of several sizes a test sees one, another one in the next test.
"""


def _group(nodeid: str) -> str:
    """The name of the tests that one process takes together; a digit for compiled ones."""
    places = (number for number, files in enumerate(_COMPILED) if nodeid.startswith(files))
    return next(map(str, places), nodeid.split("::", maxsplit=1)[0])


def _turn(nodeid: str) -> int:
    """Whether a test comes early, 0, or late."""
    return 0 if _group(nodeid).isdigit() else 1 if nodeid.startswith(_LONG) else 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests of a group to one process."""
    from xdist.scheduler import LoadFileScheduling

    class ByGroup(LoadFileScheduling):  # type: ignore[misc]  # untyped
        def _split_scope(self, nodeid: str) -> str:
            return _group(nodeid)

    return ByGroup(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="every parameter of every test")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--thorough"):
        settings.load_profile("thorough")


def pytest_sessionstart(session: pytest.Session) -> None:
    compile_by_turns(session.config)


def spread(count: int, most: int, turn: int) -> set[int]:
    """At most so many of the numbers below `count`, evenly spread: with the first and the last.

    A single one is that whose turn it is.
    """
    if count <= most:
        return set(range(count))
    if most == 1:
        return {turn % count}
    return {round(k * (count - 1) / (most - 1)) for k in range(most)}


def _left_out(items: list[pytest.Item]) -> set[str]:
    """The ids of the tests that only `--thorough` runs."""
    left = {item.nodeid for item in items if item.get_closest_marker("thorough")}
    for family_of, most in ((_test, _most), (_test_at_any_size, lambda _name: 1)):
        families: dict[str, list[pytest.Item]] = {}
        for item in items:
            if name := family_of(item):
                families.setdefault(name, []).append(item)
        for name, family in families.items():
            kept = spread(len(family), most(name) or len(family), turn=crc32(name.encode()))
            left |= {item.nodeid for k, item in enumerate(family) if k not in kept}
    return left


def _most(test: str) -> int | None:
    return next((most for place, most in _SAMPLED.items() if test.startswith(place)), None)


def _test(item: pytest.Item) -> str:
    """The test of which this is one for some parameters; empty for one without."""
    name, bracket, _ = item.nodeid.partition("[")
    return name if bracket else ""


def _test_at_any_size(item: pytest.Item) -> str:
    """The same of a test whose instances differ in the size of the screen alone."""
    sized = "size" in getattr(getattr(item, "callspec", None), "params", {})
    return re.sub(r"\bsize\d+", "size", item.nodeid) if sized else ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not asked for; what takes longest comes first."""
    named = any("::" in argument for argument in config.args)
    if not config.getoption("--thorough") and not named:
        left = _left_out(items)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in left])
        items[:] = [item for item in items if item.nodeid not in left]
    items.sort(key=lambda item: _turn(item.nodeid))


def pytest_collection_finish() -> None:
    """What was imported stays: no collection of garbage looks through it again."""
    if is_imported():
        reason = (
            "a test module uses TensorFlow or Keras when it is imported: seconds of each process"
        )
        raise pytest.UsageError(reason)
    gc.collect()
    gc.freeze()
