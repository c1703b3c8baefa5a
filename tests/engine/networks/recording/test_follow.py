"""A recording is followed while another process writes it, and when that process is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.networks.path import PathReader
from engine.networks.recording.now import IDLE_SECONDS, LATE_SECONDS, Life, Now, Pulse
from engine.networks.recording.reader import Reader
from engine.networks.recording.recording import Recording, State
from tests.engine.networks.recordings import vector

ROOT = Path(__file__).resolve().parents[4]
ENDLESS = """
import sys
from pathlib import Path
from tests.engine.networks.recordings import train, writer
to = writer(Path(sys.argv[1]), keep=20)
train(to, 3000, planned=3000)
"""


def test_while_it_is_written_and_after_it_is_killed(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ENDLESS, str(tmp_path)], cwd=ROOT)
    reader, paths, found, seen = Reader(tmp_path), PathReader(), Recording(), 0
    try:
        while len(found.epochs.get("loss", ())) < 60:
            assert process.poll() is None
            found = reader.look()
            assert not found.fault
            if found.header is not None and found.checkpoints:
                path = paths.path(found.header, found.checkpoints)
                assert not path.fault
                seen = max(seen, len(path.updates))
            rows = found.epochs.get("loss")
            if rows is not None:
                np.testing.assert_array_equal(rows.value, 1 / rows.epoch)
        assert found.state is State.RUNNING
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert seen > 3
    last = reader.look()
    assert last.state is State.KILLED
    for update, file in last.checkpoints.items():
        np.testing.assert_array_equal(np.load(file), vector(update).astype(np.float32))


ELSEWHERE = Now("a", 5, 1e9, True, 4711, "1", "another machine", update=7)


def test_a_training_on_another_machine_is_known_by_its_signs_of_life() -> None:
    pulse = Pulse()
    assert pulse.life(ELSEWHERE, 1e9 + 2, 100.0) is Life.RUNNING
    assert pulse.life(ELSEWHERE, 1e9 + 2, 100.0 + LATE_SECONDS) is Life.KILLED
    # Its clock may be wrong: a changed sign of life counts.
    again = replace(ELSEWHERE, beat=6, time=1e9 - 5000)
    assert pulse.life(again, 1e9 + 20, 120.0) is Life.RUNNING
    assert pulse.life(replace(again, beat=7, idle=IDLE_SECONDS + 1), 1e9, 121.0) is Life.IDLE
    assert pulse.life(replace(again, beat=8, training=False), 1e9, 122.0) is Life.ENDED


def test_an_old_sign_of_life_is_that_of_a_training_that_was_killed() -> None:
    assert Pulse().life(ELSEWHERE, 1e9 + 3600, 5.0) is Life.KILLED


def test_a_process_of_this_machine_is_looked_at(tmp_path: Path) -> None:
    from tests.engine.networks.recordings import train, writer

    to = writer(tmp_path)
    train(to, 1)
    now = to.now
    pulse = Pulse()
    assert pulse.life(replace(now, time=time.time()), time.time(), 0.0) is Life.RUNNING
    assert pulse.life(replace(now, time=time.time()), time.time(), 60.0) is Life.SILENT
    assert pulse.life(replace(now, begun="1"), time.time(), 60.0) is Life.KILLED
    to.end(complete=False)
    assert Reader(tmp_path).look().state is State.STOPPED
    to.close()
