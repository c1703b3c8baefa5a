"""Whether there is memory for a data set, before any is taken."""

from __future__ import annotations

import os
import resource
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from engine.config.run import DataConfig
from engine.errors import DataError, shown

SAMPLE_BYTES = 16
"""Memory of a sample: x and y in float32, here and as TensorFlow's copy."""
_FREE = 1 << 24
"""Bytes for which nobody is asked."""
_UNLIMITED = 1 << 60
"""Control groups without a limit name a number as large as this."""
_GROUPS = Path("/sys/fs/cgroup")


def check_room(config: DataConfig) -> None:
    """Check that the samples of this configuration fit into memory.

    The contents of a file take about as much memory as its text.

    Raises:
        DataError: they do not; the text has the bytes needed and available.
    """
    if config.data is None:
        needed, what = config.samples * SAMPLE_BYTES, f"{config.samples:,} samples need"
    else:
        needed, what = _file_bytes(config.data), f"{shown(str(config.data))}: needs about"
    if needed < _FREE or needed <= (there := available_bytes()):
        return
    fits = f", enough for {there // SAMPLE_BYTES:,} samples" if config.data is None else ""
    raise DataError(f"{what} {bytes_text(needed)} of memory; {bytes_text(there)} available{fits}")


def _file_bytes(path: Path) -> int:
    """The size of a regular file; 0 of anything else, which its reader refuses."""
    try:
        status = path.expanduser().stat()
    except (OSError, RuntimeError, ValueError):
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def available_bytes() -> int:
    """Memory that this process can still take, in bytes."""
    return max(0, min((*_system(), *_own_limits(), *_group_limits()), default=_UNLIMITED))


def _system() -> Iterator[int]:
    """What the machine has left; without /proc, all that it has."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        found = {name: int(rest.split()[0]) for name, _, rest in (s.partition(":") for s in lines)}
        yield 1024 * (found["MemAvailable"] + found.get("SwapFree", 0))
    except (OSError, KeyError, ValueError, IndexError):
        yield os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _own_limits() -> Iterator[int]:
    """What the limits of this process (`ulimit -v`, `ulimit -d`) leave."""
    for kind, name in ((resource.RLIMIT_AS, "VmSize"), (resource.RLIMIT_DATA, "VmData")):
        limit, _ = resource.getrlimit(kind)
        if limit != resource.RLIM_INFINITY:
            yield limit - _used(name)


def _used(name: str) -> int:
    """A size of this process, in bytes; 0 if the system does not tell."""
    if sys.platform != "linux":
        return 0
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return 1024 * int(line.split()[1])
    return 0


def _group_limits() -> Iterator[int]:
    """What the control groups of this process leave, as on a node shared by jobs."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, kinds, name = line.split(":", 2)
        path = Path(name.lstrip("/"))
        for folder in (path, *path.parents):
            if not kinds:
                yield from _left(_GROUPS / folder, "memory.max", "memory.current")
            elif "memory" in kinds.split(","):
                place = _GROUPS / "memory" / folder
                yield from _left(place, "memory.limit_in_bytes", "memory.usage_in_bytes")


def _left(folder: Path, limit: str, usage: str) -> Iterator[int]:
    """What a control group has left: its cache of files can be dropped."""
    try:
        most = int((folder / limit).read_text())
        used = int((folder / usage).read_text())
        lines = (folder / "memory.stat").read_text().splitlines()
        stats = dict(line.split() for line in lines)
    except (OSError, ValueError):
        return
    if most < _UNLIMITED:
        files = stats.get("total_inactive_file", stats.get("inactive_file", "0"))
        yield most - used + int(files)


def bytes_text(count: int) -> str:
    """A number of bytes, to three digits."""
    size, units = float(count), ["bytes", "kB", "MB", "GB", "TB"]
    while size >= 999.5 and len(units) > 1:
        size, units = size / 1000, units[1:]
    return f"{size:.3g} {units[0]}"
