"""Histories on disk: exact, written in pieces, never cut short under the name asked for."""

from __future__ import annotations

import os
import resource
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from engine.data.scaling import Scaling
from engine.errors import DescentError, HistoryError
from engine.history.values import Series
from engine.storage.history_file import HistoryFile, write_history
from engine.storage.history_rows import RowFile, records

NAMES = ("update", "epoch", "w", "b", "loss")


def rows(begin: int, end: int) -> np.ndarray:
    """Updates begin to end (inclusive) of a run with ten updates an epoch, told by formulae."""
    update = np.arange(begin, end + 1)
    theta = np.stack([np.sin(update), np.cos(update)], axis=1).astype(np.float32)
    return records(update, theta, (1 / update).astype(np.float32), update / 10)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def add(history: HistoryFile, *pieces: np.ndarray) -> None:
    file = RowFile(history.part)
    for piece in pieces:
        file.append(piece)
    file.close()


def read(path: Path) -> dict[str, np.ndarray]:
    if path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as kept:
            return dict(kept)
    table = np.genfromtxt(path, delimiter=",", names=True, dtype=None)
    return {name: table[name] for name in NAMES}


def assert_holds(path: Path, updates: int) -> None:
    columns = read(path)
    assert tuple(columns) == NAMES
    number = np.arange(1, updates + 1)
    assert np.array_equal(columns["update"], number)
    assert np.array_equal(columns["epoch"], (number + 9) // 10)
    for name, wanted in (("w", np.sin(number)), ("b", np.cos(number)), ("loss", 1 / number)):
        assert np.array_equal(np.float32(columns[name]), np.float32(wanted)), name


@pytest.fixture(params=["run.csv", "run.npz", "run.CSV", "a.csv.npz"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / request.param


def test_pieces_make_one_file_of_this_name_and_nothing_else(target):
    history = HistoryFile(target)
    assert not target.exists()
    add(history, rows(1, 3), rows(4, 70_000), rows(70_001, 70_010))
    assert history.finish() == 70_010
    if target.suffix in (".csv", ".npz"):
        assert_holds(target, 70_010)
    assert names_in(target.parent) == [target.name]


def test_of_no_updates_there_is_no_file(target):
    assert HistoryFile(target).finish() == 0
    assert names_in(target.parent) == []


@pytest.mark.parametrize("name", ["run.npz", pytest.param("run.csv", marks=pytest.mark.thorough)])
def test_memory_does_not_grow_with_the_run(tmp_path, name, monkeypatch):
    monkeypatch.setattr("engine.storage.history_file._ROWS", 2000)
    monkeypatch.setattr("engine.storage.history_rows._ROWS", 2000)
    updates, piece = 150_000, 10_000
    tracemalloc.start()
    history = HistoryFile(tmp_path / name)
    file = RowFile(history.part)
    for begin in range(0, updates, piece):
        file.append(rows(begin + 1, begin + piece))
    file.close()
    assert history.finish() == updates
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 28 * updates  # what the rows alone would take
    assert_holds(tmp_path / name, updates)


@pytest.mark.parametrize("lost", [1, 5, 27])
@pytest.mark.parametrize("name", ["run.csv", "run.npz"])
def test_a_row_that_was_cut_by_the_writers_death_is_dropped(tmp_path, name, lost):
    history = HistoryFile(tmp_path / name)
    add(history, rows(1, 100))
    os.truncate(history.part, history.part.stat().st_size - lost)
    kept = history.finish()
    assert 98 <= kept <= 99
    assert_holds(tmp_path / name, kept)


@pytest.fixture
def little_room():
    """No file may grow beyond so many bytes; then writing fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", ["run.csv", "run.npz"])
def test_what_was_written_before_the_disk_was_full_stays_beside_the_name(
    tmp_path, name, little_room
):
    (tmp_path / name).write_text("from before")
    history = HistoryFile(tmp_path / name)
    file = RowFile(history.part)
    file.append(rows(1, 50))
    little_room(5000)
    with pytest.raises(HistoryError, match="File too large"):
        file.append(rows(51, 1000))
    file.close()
    assert history.keep() == 50
    assert history.part.exists()
    assert (tmp_path / name).read_text() == "from before"
    kept = np.load(history.part) if name == "run.npz" else read(history.part)
    assert kept["update"].tolist() == list(range(1, 51))
    assert kept["w"].tolist() == pytest.approx(np.sin(np.arange(1, 51)), abs=1e-7)


def test_a_disk_that_is_full_at_the_end_leaves_the_rows(tmp_path, little_room):
    history = HistoryFile(tmp_path / "run.npz")
    add(history, rows(1, 1000))
    little_room(10_000)
    with pytest.raises(HistoryError, match=r"run\.npz: File too large"):
        history.finish()
    assert names_in(tmp_path) == ["run.npz.part.npy"]
    assert len(np.load(history.part)) == 1000


def test_what_another_run_left_is_not_written_over(tmp_path):
    first, second = HistoryFile(tmp_path / "run.csv"), HistoryFile(tmp_path / "run.csv")
    add(first, rows(1, 5))
    add(second, rows(1, 9))
    assert second.finish() == 9
    assert first.keep() == 5
    assert first.part == tmp_path / "run.csv.part"


def test_a_run_that_begins_anew_drops_the_rows_before(target):
    history = HistoryFile(target)
    file = RowFile(history.part)
    file.append(rows(1, 30))
    file.clear()
    file.append(rows(1, 12))
    file.close()
    assert history.finish() == 12


def test_a_link_stays_one_and_a_file_keeps_its_mode(tmp_path):
    (tmp_path / "far").mkdir()
    real, link = tmp_path / "far" / "real.csv", tmp_path / "run.csv"
    real.write_text("")
    real.chmod(0o640)
    link.symlink_to(real)
    history = HistoryFile(link)
    add(history, rows(1, 4))
    history.finish()
    assert link.is_symlink()
    assert_holds(real, 4)
    assert real.stat().st_mode & 0o777 == 0o640


def refusal(path: Path) -> str:
    with pytest.raises(DescentError) as caught:
        HistoryFile(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_cannot_be_written_is_refused_at_once(tmp_path, monkeypatch):
    assert refusal(tmp_path / "a.txt").endswith("the name must end in .npz or .csv")
    assert "does not exist; create it first" in refusal(tmp_path / "none" / "a.csv")
    (tmp_path / "folder.csv").mkdir()
    assert refusal(tmp_path / "folder.csv").endswith("is a folder; must be a file")
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(tmp_path / "pipe.csv").endswith("is a pipe; must be a file")
    # A folder of the kernel's, in which not even the superuser can make a file.
    assert refusal(Path("/proc/h.csv")).startswith("/proc/h.csv: ")
    (tmp_path / "mine.csv").write_text("")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert refusal(tmp_path / "mine.csv").endswith(
        "mine.csv: is write-protected; choose another name"
    )


def test_the_rows_kept_by_the_app_are_written_like_any_other(target):
    number = np.arange(1, 200.0)
    few = number.astype(np.int64) % 7 > 0
    updates = Series.of(number.astype(np.int64), number, -number, 1 / number, number * 4, number)
    write_history(target, updates.rows(few), samples=40)
    assert names_in(target.parent) == [target.name]
    if target.suffix in (".csv", ".npz"):
        columns = read(target)
        assert columns["update"].tolist() == number[few].tolist()
        assert columns["epoch"].tolist() == np.ceil(number[few] / 10).tolist()


def test_an_app_that_cannot_write_leaves_what_there_was(tmp_path, little_room):
    path = tmp_path / "run.npz"
    path.write_text("from before")
    number = np.arange(1.0, 5000.0)
    updates = Series.of(number.astype(np.int64), number, number, number, number, number)
    little_room(20_000)
    with pytest.raises(DescentError, match=r"^.*run\.npz: File too large$"):
        write_history(path, updates, samples=10)
    assert names_in(tmp_path) == ["run.npz"]
    assert path.read_text() == "from before"


@pytest.mark.parametrize("name", ["run.csv", "run.npz"])
def test_a_history_of_standardized_samples_has_the_parameters_in_the_datas_units(tmp_path, name):
    scaling = Scaling(x_offset=1.7e9, x_scale=8.25, y_offset=-3, y_scale=0.5)
    update = np.arange(1, 31)
    theta = np.stack([np.sin(update), np.cos(update)], axis=1).astype(np.float32)
    history = HistoryFile(tmp_path / name, scaling)
    add(history, records(update, theta, np.ones(30, np.float32), update / 10, scaling))
    assert history.finish() == 30
    if name.endswith("csv"):
        table = np.genfromtxt(tmp_path / name, delimiter=",", names=True)
        assert table.dtype.names == (*NAMES, "data_w", "data_b")
        found = {column: table[column] for column in table.dtype.names}
    else:
        found = read(tmp_path / name)
        stated = [float(found[f"{axis}_{what}"]) for axis in "xy" for what in ("offset", "scale")]
        assert stated == [1.7e9, 8.25, -3, 0.5]
    w, b = theta.astype(np.float64).T
    slope = w * 0.5 / 8.25
    assert found["data_w"] == pytest.approx(slope, rel=1e-14)
    assert found["data_b"] == pytest.approx(-3 + 0.5 * b - slope * 1.7e9, rel=1e-14)
    np.testing.assert_array_equal(np.float32(found["w"]), theta[:, 0])


@pytest.mark.parametrize("name", ["run.csv", "run.npz"])
def test_all_updates_of_a_standardized_run_are_written(tmp_path, name):
    update = np.arange(1.0, 6)
    rows = Series.of(np.arange(1, 6), update, -update, update, 10 * update, update)
    write_history(tmp_path / name, rows, 10, Scaling(x_scale=4.0))
    path = tmp_path / name
    found = (
        np.genfromtxt(path, delimiter=",", names=True) if path.suffix == ".csv" else np.load(path)
    )
    np.testing.assert_array_equal(found["data_w"], update / 4)
    np.testing.assert_array_equal(found["data_b"], -update)
