"""Every program and command that the documentation shows works as shown."""

from __future__ import annotations

import contextlib
import re
import runpy
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import TypeVar

import pytest

import engine.client.engine
import tui.cli.main
from engine.client.probe import TensorFlow
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.protocol.commands import ClientCommand
from engine.protocol.sweep_messages import MapPhases, MeasureTradeoff, Sweep
from engine.sweeps.phase_axis import LEAST_CELLS
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tests.engine.worker.landscape.mapped import WorkerHere
from tests.in_process import InProcessEngine
from tools.docs import ROOT
from tui.cli.doctor.command import examine
from tui.cli.main import main
from tui.cli.ports import open_engine

Spec = TypeVar("Spec", SweepSpec, TradeoffSpec)


class BriefEngine(InProcessEngine):
    """Of sweeps, trade-offs and phase maps it does runs of a few epochs."""

    async def send(self, *commands: ClientCommand) -> None:
        await super().send(*(_brief(command) for command in commands))


def _brief(command: ClientCommand) -> ClientCommand:
    match command:
        case Sweep(spec=spec):
            return replace(command, spec=_shortened(spec))
        case MeasureTradeoff(spec=measured):
            return replace(command, spec=_shortened(measured))
        case MapPhases(spec=mapped):
            axes = {name: replace(getattr(mapped, name), cells=LEAST_CELLS) for name in "xy"}
            return replace(command, spec=replace(mapped, base=_of_few_epochs(mapped.base), **axes))
        case _:
            return command


def _shortened(spec: Spec) -> Spec:
    lists = {
        field.name: getattr(spec, field.name)[:1]
        for field in fields(spec)
        if isinstance(getattr(spec, field.name), tuple) and field.name != "auto_rates"
    }
    return replace(spec, base=_of_few_epochs(spec.base), **lists)


def _of_few_epochs(base: RunConfig) -> RunConfig:
    return with_values(base, {"epochs": 3})


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FOUND = TensorFlow(tensorflow="2.20.0", keras="3.11.0", seconds=2.0)
"""What another process would find, in seconds."""
PROGRAM = re.compile(r"(descent|make|pip|python|uv)\b")


def blocks(page: Path, language: str) -> list[str]:
    """The blocks of code of this language on a page; of none for commands."""
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [text for marked, text in found if marked == language]


def with_blocks(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, language)]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the pages speak of; no worker, no screen."""
    rows = "".join(f"{k % 3},{10 + k},{30.5 - k / 4}\n" for k in range(40))
    (tmp_path / "YOUR.csv").write_text("kind,length,mass\n" + rows, encoding="utf-8")
    (tmp_path / "cars.csv").write_text("kind,weight,mpg\n" + rows, encoding="utf-8")
    # The first example of docs/problems.md, under the name that it is given there.
    (tmp_path / "robust.py").write_text(blocks(ROOT / "docs" / "problems.md", "python")[0])
    (tmp_path / "my.toml").write_text("learning_rate = 0.01\nepochs = 5\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DESCENT_RUNS_DIR", str(tmp_path / "runs"))
    monkeypatch.setattr(engine.client.engine, "Engine", BriefEngine)
    return tmp_path


SCRIPTS = {"networks.md": "train.py"}
"""The program of a page that its commands begin with, under this name."""


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "page",
    [page for page in with_blocks("python") if page.name not in SCRIPTS],
    ids=lambda page: page.name,
)
def test_programs(page: Path) -> None:
    for text in blocks(page, "python"):
        exec(compile(text, page.name, "exec"), {"__name__": "__main__"})


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each command in the page's blocks, in order."""
    for text in blocks(page, ""):
        for line in text.splitlines():
            if PROGRAM.match(line):
                words = shlex.split(line, comments=True)
                while "&&" in words:
                    yield words[: words.index("&&")]
                    words = words[words.index("&&") + 1 :]
                yield words


@pytest.mark.usefixtures("desk")
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("page", with_blocks(""), ids=lambda page: page.name)
def test_commands(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.cli.main, "open_app", lambda *_given, **_more: 0)
    monkeypatch.setattr(tui.cli.main, "check_terminal", lambda: None)
    monkeypatch.setattr("tui.cli.serve.command.serve_until_ended", lambda *_given: None)
    monkeypatch.setattr("tui.cli.audience.show_to_audience", lambda *_given: 0)
    monkeypatch.setattr("tui.cli.attach.attach", lambda *_given, **_more: 0)
    monkeypatch.setattr(examine, "__kwdefaults__", {"find_tensorflow": lambda: FOUND})
    monkeypatch.setattr("tui.cli.sweep.engine_of", lambda _address: open_engine)
    monkeypatch.setattr("tui.cli.networks.watch", lambda *_given: 0)
    monkeypatch.setattr("tui.cli.networks.open_screen", lambda *_given: 0)
    monkeypatch.setattr("tui.cli.networks.unsuitable", lambda _environment: "")
    monkeypatch.setattr("tui.cli.networks.LandscapeWorker", WorkerHere)
    monkeypatch.setattr("tui.cli.networks.check_file", lambda _path: None)
    if script := SCRIPTS.get(page.name):
        Path(script).write_text("\n".join(blocks(page, "python")), encoding="utf-8")
    for words in commands(page):
        output = words[words.index(">") + 1] if ">" in words else None
        asked = words[: words.index(">")] if output else words
        with contextlib.ExitStack() as stack:
            if output is not None:
                file = stack.enter_context(Path(output).open("w", encoding="utf-8"))
                stack.enter_context(contextlib.redirect_stdout(file))
            assert carried_out(asked), " ".join(words)


def carried_out(words: list[str]) -> bool:
    """Whether the command succeeds, or would, where it changes the machine."""
    program, *rest = words
    if program == "descent":
        return main(rest) in (0, 1) if rest[:1] == ["doctor"] else main(rest) == 0
    if program == "python":
        runpy.run_path(rest[0], run_name="__main__")
        return True
    if program == "make":
        made = subprocess.run(["make", "-n", *rest], cwd=ROOT, capture_output=True, check=False)
        return made.returncode == 0
    extras = re.findall(r"\[(.*?)\]", " ".join(rest))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return set(",".join(extras).split(",")) - {""} <= set(project["optional-dependencies"])
