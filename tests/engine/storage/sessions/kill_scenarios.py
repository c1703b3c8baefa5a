"""`python -m tests.engine.storage.sessions.kill_scenarios FOLDER N`: saves, killed at steps.

At each N-th step. In a process of its own, because it forks: one without threads and without
TensorFlow. After each kill it opens what was saved. It prints, as JSON, the states that it found
for each scenario, in the order of the steps; an exception ends it.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.storage.atomic import atomic_file
from engine.storage.history_file import write_history
from engine.storage.run_reader import read_run
from engine.storage.run_writer import write_run
from engine.storage.sessions.place import MOST_SESSIONS, new_place, newest_place, prune
from engine.storage.sessions.reader import read_record, read_session
from engine.storage.sessions.writer import SessionWriter
from tests.engine.storage.sessions.kills import killed_at
from tests.engine.storage.sessions.samples import content, frame, put_run, series, stored_run

State = list[object]
MOST_STEPS = 500
STRIDE = 1
NEW = tuple(enumerate("BCDEF"))


def session(folder: Path) -> list[State]:
    """A second save with another run, a kept run more and more rows of the sweep."""
    begun, home = folder / "begun", folder / "session"
    begun.mkdir()
    writer = SessionWriter(begun)
    put_run(writer, 50)
    first = content(kept=1, rows=2)
    writer.save(first)

    def back() -> None:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(begun, home)

    def save() -> None:
        writer = SessionWriter(home, read_record(home))
        put_run(writer, 60)
        others = (replace(first.kept[0], letter=name, frame=frame(15 + k)) for k, name in NEW)
        sweep = replace(first.sweeps[0], rows=content(rows=4).sweeps[0].rows)
        writer.save(replace(first, kept=(*first.kept, *others), sweeps=(sweep,), pace=None))

    def look() -> State:
        found = read_session(home)
        assert found.run is not None
        now = found.content
        return [found.run.checkpoint.update, len(now.kept), len(now.sweeps[0].rows), now.pace]

    back()
    found = _at_every_step(save, look, back)
    # All that killed processes left is removed with the next save that is not.
    for step in range(0, STRIDE * len(found) - STRIDE, 10):
        killed_at(step, save)
    again = SessionWriter(home, read_record(home))
    put_run(again, 70)
    record = again.save(content(3, 5))
    left = {path.name for path in home.iterdir()}
    assert left == record.names | {"session.json"}, left
    assert look() == [70, 3, 5, 300.0]
    return found


def first_save(folder: Path) -> list[State]:
    """The first save of a new session."""
    home = folder / "sessions"

    def save() -> None:
        place = new_place(home)
        writer = SessionWriter(place.folder)
        put_run(writer, 50)
        writer.save(content())

    def look() -> State:
        place = newest_place(home)
        if place is None:
            return [0]
        found = read_session(place.folder)
        place.release()
        assert found.run is not None
        return [found.run.checkpoint.update]

    return _at_every_step(save, look, lambda: shutil.rmtree(home, ignore_errors=True))


def pruned(folder: Path) -> list[State]:
    """The oldest sessions are removed."""
    begun, home = folder / "begun", folder / "sessions"
    for k in range(MOST_SESSIONS + 2):
        path = begun / f"20260302-14050{k}-{k}"
        path.mkdir(parents=True)
        SessionWriter(path).save(content(rows=0))

    def back() -> None:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(begun, home)

    def look() -> State:
        whole = [read_record(path.parent) for path in home.glob("*/session.json")]
        return [len(whole)]

    back()
    return _at_every_step(lambda: prune(home), look, back)


def history(folder: Path) -> list[State]:
    """The history of a run that replaces another one."""
    path = folder / "history.npz"

    def old() -> None:
        for one in folder.iterdir():
            one.unlink()
        write_history(path, series(9), 100)

    def look() -> State:
        with np.load(path) as found:
            return [len(found["loss"]), len(found["update"])]

    old()
    return _at_every_step(lambda: write_history(path, series(20), 100), look, old)


def saved_run(folder: Path) -> list[State]:
    """A saved run that replaces another one."""
    path = folder / "run"

    def old() -> None:
        write_run(path, stored_run(50), over=True)

    def look() -> State:
        return [read_run(path).checkpoint.update]

    old()
    return _at_every_step(lambda: write_run(path, stored_run(60), over=True), look, old)


def file(folder: Path) -> list[State]:
    """A file that replaces another one."""
    path = folder / "table.csv"

    def write(data: bytes) -> None:
        with atomic_file(path) as opened:
            opened.write(data)

    def old() -> None:
        # Killed processes leave their parts, which another one does not touch.
        for one in folder.iterdir():
            one.unlink()
        write(b"old" * 50_000)

    def look() -> State:
        data = path.read_bytes()
        assert len({data[k : k + 3] for k in range(0, len(data), 3)}) == 1
        return [data[:3].decode(), len(data)]

    old()
    return _at_every_step(lambda: write(b"new" * 100_000), look, old)


def _at_every_step(
    work: Callable[[], object],
    look: Callable[[], State],
    back: Callable[[], object],
) -> list[State]:
    """What is there after a kill at each step; `back` restores what was there first."""
    """The state after a kill at each step, or at each `STRIDE`-th, and after a whole save."""
    found: list[State] = []
    for step in range(0, MOST_STEPS, STRIDE):
        if not killed_at(step, work):
            found.append(look())
            return found
        found.append(look())
        back()
    raise AssertionError(f"more than {MOST_STEPS} steps")


if __name__ == "__main__":
    root, STRIDE = Path(sys.argv[1]), int(sys.argv[2])
    scenarios: dict[str, Callable[[Path], list[State]]] = {
        "session": session, "first_save": first_save, "pruned": pruned, "history": history,
        "saved_run": saved_run, "file": file,
    }  # fmt: skip
    results = {}
    for name, scenario in scenarios.items():
        (root / name).mkdir()
        results[name] = scenario(root / name)
    sys.stdout.write(json.dumps(results))
