"""Memory for a data set: asked for before any is taken."""

from __future__ import annotations

import re
import resource
from pathlib import Path

import pytest

from engine.config.run import DataConfig
from engine.data import room
from engine.data.dataset import load
from engine.data.preview import preview
from engine.errors import DataError
from tests.engine.limited import limited


@pytest.mark.parametrize(
    ("read", "kind", "name"),
    [(load, resource.RLIMIT_AS, "VmSize"), (preview, resource.RLIMIT_DATA, "VmData")],
)
def test_samples_beyond_a_limit_are_refused_with_the_bytes_and_no_memory_is_taken(read, kind, name):
    used = room._used(name)
    with limited(kind, used + (1 << 28)), pytest.raises(DataError) as refused:
        read(DataConfig(samples=100_000_000))
    found = re.fullmatch(
        r"100,000,000 samples need 1\.6 GB of memory; (\d+) MB available,"
        r" enough for ([\d,]+) samples",
        str(refused.value),
    )
    assert found is not None
    assert int(found[1]) <= 269
    assert int(found[2].replace(",", "")) <= (1 << 28) / room.SAMPLE_BYTES


def test_a_file_larger_than_memory_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "large\x1b.csv"
    with file.open("wb") as stream:
        stream.truncate(1 << 33)
    monkeypatch.setattr(room, "available_bytes", lambda: 1 << 30)
    with pytest.raises(DataError, match=r"large\\x1b\.csv: needs about 8\.59 GB of memory; 1\.07"):
        load(DataConfig(data=file))


def test_what_a_job_may_take_counts(tmp_path, monkeypatch):
    group = tmp_path / "cgroup" / "job"
    group.mkdir(parents=True)
    (group / "memory.max").write_text("3000000000\n")
    (group / "memory.current").write_text("2500000000\n")
    (group / "memory.stat").write_text("anon 1\ninactive_file 100000000\n")
    (group.parent / "memory.max").write_text("max\n")
    monkeypatch.setattr(room, "_GROUPS", tmp_path / "cgroup")
    assert list(room._left(group, "memory.max", "memory.current")) == [600_000_000]
    assert list(room._left(group.parent, "memory.max", "memory.current")) == []
    assert room.available_bytes() > 1 << 20


def test_without_limits_the_machine_says_what_it_has(monkeypatch):
    (total,) = room._system()
    assert total > 1 << 20
    monkeypatch.setattr(Path, "read_text", lambda _: "nothing")
    (pages,) = room._system()
    assert pages >= 1 << 20
