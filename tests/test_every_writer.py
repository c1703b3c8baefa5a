"""Whatever is written: one line says why it cannot be, what was there stays, nothing is left."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.config.run import RunConfig
from engine.data.preview import preview
from engine.errors import DescentError
from engine.history.values import Series
from engine.storage.history_file import HistoryFile, write_history
from engine.storage.keras_script.export import exported
from engine.storage.keras_script.file import write_script
from engine.storage.run_store import RunStore
from engine.storage.settings_file import read_settings, write_setting
from tests.file_faults import folder_for_all, full_disk, not_entered, only_readable
from tui.canvas.cells import Cells
from tui.canvas.picture.file import write_picture
from tui.cli.doctor.machine import _folder
from tui.text.files import check_results_path, write_records
from tui.text.paths import (
    fault_of,
    folder_path,
    history_path,
    overwrite_doubt,
    picture_path,
    results_path,
    script_path,
)

RECORDS = [{"a": 1.5, "b": "two"}]
COLUMN = np.arange(1.0, 9.0)
SERIES = Series.of(np.arange(1, 9), *[COLUMN] * 5)
CELLS = Cells.blank(3, 2)
CELLS.fore[:], CELLS.back[:] = 0xFFFFFF, 0


def _history(path: Path) -> None:
    write_history(path, SERIES, 8)


def _script(path: Path) -> None:
    write_script(path, exported(RunConfig(), preview(RunConfig().data)))


WRITERS: dict[str, Callable[[Path], object]] = {
    "rows.csv": lambda path: write_records(path, RECORDS, ""),
    "rows.jsonl": lambda path: write_records(path, RECORDS, ""),
    "rows.md": lambda path: write_records(path, RECORDS, "| a |\n"),
    "history.npz": _history,
    "history.csv": _history,
    "run.py": _script,
    "run.ipynb": _script,
    "view.svg": lambda path: write_picture(path, CELLS, "t"),
    "view.png": lambda path: write_picture(path, CELLS, "t"),
    "view.ans": lambda path: write_picture(path, CELLS, "t"),
    "settings.json": lambda path: write_setting(path, "theme", "light"),
}
READERS = {
    ".csv": results_path,
    ".npz": history_path,
    ".py": script_path,
    ".png": picture_path,
    "": folder_path,
}


@pytest.fixture(scope="module", autouse=True)
def _imported_before_anybody_is_nobody() -> None:
    """What is imported late must be there: nobody may not read it."""
    for name, write in WRITERS.items():
        with folder_for_all() as folder:
            write(folder / name)
            assert [path.name for path in folder.iterdir()] == [name]


def refusal(write: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(DescentError) as caught:
        write(path)
    said = str(caught.value)
    assert "\n" not in said
    assert path.name in said
    return said


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("there", [False, True])
def test_on_a_full_disk(tmp_path: Path, name: str, there: bool) -> None:
    target = tmp_path / name
    if there:
        target.write_bytes(b"old")
    with full_disk():
        assert "File too large" in refusal(WRITERS[name], target)
    assert [path.name for path in tmp_path.iterdir()] == ([name] if there else [])
    assert not there or target.read_bytes() == b"old"


@pytest.mark.parametrize("name", WRITERS)
def test_in_a_folder_that_can_only_be_read(name: str) -> None:
    with folder_for_all() as folder:
        target = folder / name
        target.write_bytes(b"old")
        target.chmod(0o644)
        with only_readable(folder):
            said = refusal(WRITERS[name], target)
        assert "ermission denied" in said or "is write-protected" in said
        assert [path.name for path in folder.iterdir()] == [name]
        assert target.read_bytes() == b"old"


@pytest.mark.parametrize(("ending", "reader"), READERS.items())
def test_what_is_no_file_and_no_folder_is_refused_while_it_is_typed(
    tmp_path: Path, ending: str, reader: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(f"pipe{ending}")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(f"socket{ending}")
    Path(f"full{ending}").symlink_to("/dev/full")
    Path(f"loop{ending}").symlink_to(f"loop{ending}")
    Path(f"nowhere{ending}").symlink_to(f"none/a{ending}")
    before = sorted(tmp_path.iterdir())
    for name in ("pipe", "socket", "full", "loop", "nowhere"):
        fault = fault_of(reader, f"{name}{ending}")
        assert fault, name
        assert "\n" not in fault
        assert name in fault
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("ending", "reader"), READERS.items())
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a\0b", "contains a control character"),
        ("a\x1b[2Jb", "contains a control character"),
        ("a\x9bb", "contains a control character"),
        ("a\u2028b", "contains a control character"),
        ("~nobody-is-called-so/a", "no such user"),
        ("x" * 300, "File name too long"),
        ("x/" * 2500 + "a", "File name too long"),
        ("ü" * 200, "File name too long"),
    ],
)
def test_names_with_anything_in_them(
    ending: str, reader: Callable[[str], Path], name: str, why: str
) -> None:
    fault = fault_of(reader, f"{name}{ending}")
    assert why in fault
    assert fault.isprintable()


@pytest.mark.parametrize(
    "name", ["-a.csv", "--output.csv", "a b.csv", "ü日.csv", "\udcff.csv", "a'\".csv"]
)
def test_names_that_can_be_are_written(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = results_path(name)
    check_results_path(path)
    write_records(path, RECORDS, "")
    assert [found.name for found in tmp_path.iterdir()] == [name]


def test_two_programs_that_write_one_file_leave_one_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "history.csv"
    one, other = HistoryFile(target), HistoryFile(target)
    assert one.part != other.part
    for file, value in ((one, 1.0), (other, 2.0)):
        with file.part.open("ab") as part:
            part.write(f"1,1,{value},0,0\n".encode())
    one.finish()
    assert target.read_bytes().endswith(b"1,1,1.0,0,0\n")
    other.finish()
    assert target.read_bytes().endswith(b"1,1,2.0,0,0\n")
    assert [path.name for path in tmp_path.iterdir()] == ["history.csv"]


def test_a_link_to_a_file_that_is_gone_is_written_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "rows.csv"
    link.symlink_to("there/real.csv")
    write_records(link, RECORDS, "")
    assert link.is_symlink()
    assert (tmp_path / "there" / "real.csv").read_text() == "a,b\n1.5,two\n"


def test_folders_that_cannot_be_entered_are_one_line_or_silence() -> None:
    with folder_for_all() as folder:
        inside = folder / "closed" / "state"
        inside.mkdir(parents=True)
        with not_entered(folder / "closed"):
            assert "ermission denied" in fault_of(results_path, f"{inside}/a.csv")
            assert overwrite_doubt(f"{inside}/a.csv") == ""
            assert not RunStore(inside).has("a")
            with pytest.raises(DescentError, match="Permission denied"):
                RunStore(inside).entries()
            with pytest.raises(DescentError, match="Permission denied"):
                read_settings(inside / "settings.json")
            assert _folder("state", inside, "XDG_STATE_HOME").advice
