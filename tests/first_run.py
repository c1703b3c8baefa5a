"""In a first run, as on a machine for CI, processes share the compiling of the test modules.

pytest compiles them with its own assertions and keeps the result. Processes that begin at the same
moment and in the same order would each compile all of them; here each begins elsewhere. None is
imported: what a module finds when it is imported may depend on what was imported before.
"""

from __future__ import annotations

import sys

import pytest
from _pytest.assertion import rewrite


def compile_by_turns(config: pytest.Config) -> None:
    """Compile all test modules, if all are asked for, in an order of this process."""
    process = getattr(config, "workerinput", None)
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if process is None or not whole or sys.dont_write_bytecode:
        return
    files = sorted((config.rootpath / "tests").rglob("test_*.py"))
    number, count = int(process["workerid"].removeprefix("gw")), process["workercount"]
    first = len(files) * number // count
    for file in files[first:] + files[:first]:
        folder = rewrite.get_cache_dir(file)
        compiled = folder / f"{file.stem}{rewrite.PYC_TAIL}"
        # One that is out of date is compiled again when it is imported.
        if compiled.exists() or not rewrite.try_makedirs(folder):
            continue
        try:
            digest, code = rewrite._rewrite_test(file, config)
        except SyntaxError:
            continue  # it is told when it is imported
        state = config.stash[rewrite.assertstate_key]
        rewrite._write_pyc(state, code, digest, compiled)
