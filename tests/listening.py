"""The sockets of a process at which others could knock."""

from __future__ import annotations

from pathlib import Path

_LISTENS = "0A"
_ACCEPTS = 0x10000
_OF_THE_DRIVER = "unix @cuda-"
"""NVIDIA's driver opens one in each process that uses a GPU."""


def listening(pid: int) -> set[str]:
    """Its listening sockets and its UDP ports, as the kernel's lists name them."""
    own = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            own.add(target[8:-1])
    return {
        name for inode, name in _reachable() if inode in own and not name.startswith(_OF_THE_DRIVER)
    }


def _reachable() -> list[tuple[str, str]]:
    """Inode and name of every socket that others can reach."""
    found = []
    for kind in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6"):
        for line in _lines(Path("/proc/net") / kind):
            words = line.split()
            if kind.startswith("tcp") and words[3] != _LISTENS:
                continue
            found.append((words[9], f"{kind} {words[1]}"))
    for line in _lines(Path("/proc/net/unix")):
        words = line.split()
        if int(words[3], 16) & _ACCEPTS or len(words) > 7:
            found.append((words[6], f"unix {' '.join(words[7:])}"))
    return found


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines()[1:] if path.exists() else []
