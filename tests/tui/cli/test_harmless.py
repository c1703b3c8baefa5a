"""Whatever a file says, nothing in it commands the terminal: runs, changes, headers, TOML."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.config.run import RunConfig
from engine.errors import StoreError, harmless
from engine.history.epochs import OpenEpoch
from engine.history.values import Checkpoint, RunState, Series
from engine.storage.run_changes import CHANGES
from engine.storage.run_store import RunStore
from engine.storage.run_summary import SUMMARY, Summary
from engine.storage.run_writer import write_run
from engine.storage.saved_run import CONFIG, StoredRun, samples_digest
from engine.storage.seal import sealed, unsealed
from tui.cli.main import main
from tui.cli.output import complain
from tui.cli.runs import list_runs
from tui.text.files import write_records

OWNED = "\x1b]0;owned\x07\x9b2J\u202e\r"


def write_a_run(folder: Path) -> None:
    """A run without an update, for which no TensorFlow is needed."""
    config = RunConfig()
    summary = Summary(
        saved="2026-01-02T03:04:05+00:00", method="SGD", batch_size=100, learning_rate=0.001,
        epochs=0, updates=0, status=RunState.PAUSED, theta=(0.0, 0.0), full_loss=1.5, seconds=0.0,
        device="CPU", live_changes=0, updates_kept_every=1, epochs_kept_every=1, epoch_limit=10,
        rule_armed=True, data_sha256=None, samples=100, samples_sha256=samples_digest(config),
    )  # fmt: skip
    none = Series.empty()
    point = Checkpoint(0, 0, 0, (0.0, 0.0), "sgd", {}, OpenEpoch(), np.empty((0, 3)))
    write_run(folder, StoredRun(config, summary, point, none, none, ()))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    write_a_run(folder / "mine")
    return folder


@contextlib.contextmanager
def edited(runs: Path) -> Iterator[Path]:
    """A copy of the runs, to be edited."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "runs"
        shutil.copytree(runs, copy)
        yield copy


def printed(*words: str) -> str:
    """What a command writes to the terminal; it must be of no harm."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        main(words)
    text = out.getvalue()
    assert text
    assert text == harmless(text)
    return text


def put(folder: Path, key: str, value: object) -> None:
    """Set a value in the summary, as somebody does who knows the format."""
    file = folder / "mine" / SUMMARY
    values, _ = unsealed(json.loads(file.read_text()))
    file.write_text(json.dumps(sealed({**values, key: value})))


def test_the_run_as_it_is_can_be_read(runs: Path) -> None:
    assert "mine" in printed("runs", "--runs-dir", str(runs))
    assert "needs a terminal" in printed("open", "mine", "--runs-dir", str(runs))


def listed(store: RunStore) -> str:
    """What `descent runs`, with and without --json, and `descent open` print of the run."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        list_runs(store, as_json=False)
        list_runs(store, as_json=True)
        try:
            store.open("mine")
        except StoreError as error:
            complain(str(error))
    return out.getvalue()


@pytest.mark.parametrize("value", [OWNED, [OWNED], {OWNED: OWNED}], ids=["text", "list", "names"])
def test_of_a_summary(runs: Path, value: object) -> None:
    for key in (*Summary.model_fields, "w", "program", "format"):
        with edited(runs) as folder:
            put(folder, key, value)
            text = listed(RunStore(folder))
            assert text == harmless(text), key


@pytest.mark.parametrize("name", [OWNED, "a\nb", "\x7f"])
def test_of_the_name_of_a_run(runs: Path, name: str) -> None:
    with edited(runs) as folder:
        (folder / "mine").rename(folder / name)
        assert "SGD" in printed("runs", "--runs-dir", str(folder))
        printed("open", name, "--runs-dir", str(folder))
        (folder / name / SUMMARY).unlink()
        assert "no saved run here" in printed("runs", "--runs-dir", str(folder))


def test_of_a_configuration(runs: Path) -> None:
    quoted = json.dumps(OWNED)
    with edited(runs) as folder:
        for content in (
            f"{quoted} = 3", f"optimizer = {quoted}", f"data = {quoted}", OWNED, f"# {OWNED}\n=",
            f"expression = {quoted}\nstop = 'expression'",
        ):  # fmt: skip
            (folder / "mine" / CONFIG).write_text(content, encoding="utf-8")
            text = listed(RunStore(folder))
            assert text == harmless(text)
            assert CONFIG in text
            printed("--config", str(folder / "mine" / CONFIG))


def test_of_changes(runs: Path) -> None:
    change = {"update": 0, "epoch": 0, "parameter": "learning_rate", "old": "1", "new": "2"}
    with edited(runs) as folder:
        for key in change:
            (folder / "mine" / CHANGES).write_text(json.dumps([change | {key: OWNED}]))
            text = listed(RunStore(folder))
            assert text == harmless(text)
            assert CHANGES in text


@pytest.mark.parametrize("content", [f"{OWNED},b\n1,2\n2,3\n3,5\n", f"a,b\n1,2\n2,{OWNED}\n3,4\n"])
def test_of_a_table(tmp_path: Path, content: str) -> None:
    file = tmp_path / f"{OWNED}.csv"
    file.write_text(content, encoding="utf-8", newline="")
    printed("data", str(file))
    printed("data", str(file), "--json")
    printed("data", str(file), "--x-column", OWNED)
    printed("export", "keras", str(file))


def test_what_is_written_as_json_lines_can_be_shown(tmp_path: Path) -> None:
    write_records(tmp_path / "a.jsonl", [{OWNED: OWNED}], "")
    text = (tmp_path / "a.jsonl").read_text()
    assert text == harmless(text)
    assert json.loads(text) == {OWNED: OWNED}
