"""In a first run, as on a machine for CI, processes share the compiling of the test modules.

pytest compiles them with its own assertions and keeps the result. Processes that begin at the same
moment and in the same order would each compile all of them; here each begins elsewhere.
"""

from __future__ import annotations

import contextlib
import importlib

import pytest


def import_by_turns(config: pytest.Config) -> None:
    """Import all test modules, if all are asked for, in an order of this process."""
    process = getattr(config, "workerinput", None)
    if process is None or config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    root = config.rootpath
    files = sorted((root / "tests").rglob("test_*.py"))
    names = [".".join(file.relative_to(root).with_suffix("").parts) for file in files]
    number, count = int(process["workerid"].removeprefix("gw")), process["workercount"]
    first = len(names) * number // count
    for name in names[first:] + names[:first]:
        # What cannot be imported says so when it is collected.
        with contextlib.suppress(Exception, pytest.skip.Exception):
            importlib.import_module(name)
