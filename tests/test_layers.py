"""The layers hold: statically by import-linter's contracts, and in a process that really starts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TENSORFLOW = {"tensorflow", "keras"}
MOST_LINES = 300
SCREEN = {"textual", "plotext", "textual_plotext"}


def packages_after(*statements: str) -> set[str]:
    """The top-level packages that a fresh interpreter holds after these statements."""
    program = "\n".join([*statements, "import json, sys", "print(json.dumps(list(sys.modules)))"])
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


def test_the_contracts_of_import_linter_are_kept() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def modules(*packages: str) -> dict[str, Path]:
    """All modules of these packages by their dotted names."""
    paths = (path for package in packages for path in (ROOT / package).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in paths}


def test_no_module_outside_the_worker_imports_tensorflow() -> None:
    outside = [
        name.removesuffix(".__init__")
        for name in modules("engine", "tui")
        if not name.startswith(("engine.worker", "engine.recorder"))
    ]
    packages = packages_after(*(f"import {name}" for name in outside))
    assert {"engine", "tui", "textual", "plotext"} <= packages
    assert not packages & TENSORFLOW


def test_the_recorder_needs_keras_and_numpy_alone() -> None:
    program = [
        "import sys, types",
        "keras = types.ModuleType('keras')",
        "keras.callbacks = types.SimpleNamespace(Callback=object)",
        "sys.modules['keras'] = keras",
        "from engine.recorder import Recorder",
    ]
    packages = packages_after(*program) - set(sys.stdlib_module_names)
    allowed = {"keras", "numpy", "engine", "__main__", "_distutils_hack", "site", "sitecustomize"}
    assert packages - allowed == set()


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        name: len(path.read_text(encoding="utf-8").splitlines())
        for name, path in modules("engine", "tui", "bench", "tools", "tests").items()
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_what_tests_share_is_in_no_test_module() -> None:
    borrowed = re.compile(r"^from tests(\.\w+)*\.test_\w+ import", re.MULTILINE)
    files = (ROOT / "tests").rglob("*.py")
    assert [str(file) for file in files if borrowed.search(file.read_text())] == []


def test_opening_the_app_without_options_needs_no_reader_of_options() -> None:
    packages = packages_after("from tui.cli.main import main", "main([])")
    assert "engine" in packages
    assert not packages & {"cyclopts", "asyncio", *TENSORFLOW}


def test_training_and_sweeping_without_a_screen_import_no_screen() -> None:
    packages = packages_after(
        "import tui.cli.train, tui.cli.sweep",
        "from tui.cli.main import main",
        "main(['train', '--batch-size', '0'])",
        "main(['sweep', '--batch-sizes', '0'])",
    )
    assert "cyclopts" in packages
    assert not packages & (SCREEN | TENSORFLOW)


def test_the_engine_imports_no_screen() -> None:
    packages = packages_after(
        "import engine.client.engine, engine.problems.linear_neuron.landscape, engine.data.preview"
    )
    assert not packages & (SCREEN | TENSORFLOW | {"rich", "cyclopts", "tui"})
