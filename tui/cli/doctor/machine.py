"""What the doctor finds out about versions, memory, GPUs, folders and disks."""

from __future__ import annotations

import contextlib
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from engine.errors import DescentError, shown
from engine.storage.log_file import log_path
from engine.storage.run_store import runs_folder
from engine.storage.settings_file import settings_file
from tui.app.version import DISTRIBUTION, program_version
from tui.cli.doctor.finding import Finding, advised, wrong

LEAST_FREE = 200_000_000
"""Bytes free on a disk below which saving is at risk."""
_LEAST_MEMORY = 2_000_000_000
"""Bytes that TensorFlow needs, roughly."""
_BUILDS = {"tensorflow": ("tensorflow-cpu", "tf-nightly", "tf-nightly-cpu", "tensorflow-macos")}
_SECONDS = 10.0
_UNITS = ("B", "kB", "MB", "GB", "TB")


def version_findings() -> Iterator[Finding]:
    """Versions of the program, of Python and of the packages that it needs."""
    yield Finding("versions", "descent", program_version())
    yield Finding("versions", "Python", f"{platform.python_version()}, {shown(sys.executable)}")
    yield Finding("versions", "system", shown(platform.platform()))
    found: list[str] = []
    missing: list[str] = []
    for name in _needed():
        installed = _installed(name)
        (found if installed else missing).append(installed or name)
    yield Finding("versions", "packages", ", ".join(found), value=tuple(found))
    if missing:
        advice = f"pip install {' '.join(missing)}"
        yield wrong("versions", "missing", ", ".join(missing), advice, tuple(missing))


def _installed(name: str) -> str:
    """A package's name and version; "" if it is not there.

    Some builds of TensorFlow have another name, such as tensorflow-cpu.
    """
    for candidate in (name, *_BUILDS.get(name, ())):
        with contextlib.suppress(PackageNotFoundError):
            return f"{candidate} {version(candidate)}"
    return ""


def _needed() -> list[str]:
    """The names of the packages that this program needs, without extras."""
    try:
        lines = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        lines = ["numpy", "textual", "plotext", "pydantic", "keras", "tensorflow"]
    names = [line for line in lines if "extra ==" not in line]
    return [name.split(";")[0].split("[")[0].rstrip("<>=!~., 0123456789") for name in names]


def memory_findings() -> Iterator[Finding]:
    """Processors and memory that this process may use."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    yield Finding("machine", "processors", str(count), value=count)
    free = _memory_available()
    if free is not None:
        text = f"{in_bytes(free)} available"
        if free < _LEAST_MEMORY:
            advice = "TensorFlow needs about 2 GB: end other programs, or use another machine"
            yield wrong("machine", "memory", text, advice, free)
        else:
            yield Finding("machine", "memory", text, value=free)
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit != resource.RLIM_INFINITY and limit < 8 * _LEAST_MEMORY:
        advice = "TensorFlow reserves more address space than it uses: ulimit -v unlimited"
        yield advised("machine", "address space", in_bytes(limit), advice, limit)


def _memory_available() -> int | None:
    """Bytes of memory that programs may still take, as Linux says; None elsewhere."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        amounts = dict(line.split(":", 1) for line in lines)
        free = int(amounts["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            free = min(free, int(Path(path).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    return free


def gpu_findings() -> Iterator[Finding]:
    """NVIDIA's GPUs and their memory, as the driver says, whether TensorFlow finds them or not."""
    fields = "index,name,memory.free,memory.total,driver_version"
    words = ["nvidia-smi", f"--query-gpu={fields}", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(  # noqa: S603 - fixed words
            words, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    for line in answer.stdout.splitlines() if answer.returncode == 0 else ():
        parts = [part.strip() for part in line.split(",")]
        if len(parts) != len(fields.split(",")):
            continue
        index, name, free, total, driver = map(shown, parts)
        text = f"{name}, {free} of {total} MiB free, driver {driver}"
        if free.isdecimal() and int(free) < 1024:
            advice = "others use it: another one with --device, or --device cpu"
            yield advised("GPU", f"gpu:{index}", text, advice)
        else:
            yield Finding("GPU", f"gpu:{index}", text)


def folder_findings() -> Iterator[Finding]:
    """The folders that are written, whether that is possible, and the room on their disks."""
    places: tuple[tuple[str, Callable[[], Path | None], str], ...] = (
        ("saved runs", runs_folder, "DESCENT_RUNS_DIR"),
        ("state", lambda: settings_file().parent, "XDG_STATE_HOME"),
        ("log", lambda: log_path().parent, "XDG_STATE_HOME"),
        ("current", lambda: Path.cwd() if _has_current() else None, ""),
        ("temporary", _temporary, "TMPDIR"),
    )
    for name, find, variable in places:
        try:
            folder = find()
        except DescentError as error:
            yield wrong("folders", name, str(error), f"set {variable} to a folder")
        else:
            if folder is not None:
                yield _folder(name, folder, variable)


def _folder(name: str, folder: Path, variable: str) -> Finding:
    existing = folder
    while not os.access(existing, os.F_OK) and existing != existing.parent:
        existing = existing.parent
    place = shown(str(folder))
    reason = _not_writable(existing)
    if reason:
        text = f"{place}: not writable: {reason}"
        if not variable:
            advice = "files without a folder in their names cannot be written here"
            return advised("folders", name, text, advice)
        advice = f"chmod u+rwx {shown(str(existing))}, or {variable}=FOLDER for another one"
        return wrong("folders", name, text, advice)
    try:
        free = shutil.disk_usage(existing).free
    except OSError as error:
        return wrong("folders", name, f"{place}: {error.strerror or error}", "check the disk")
    new = "" if existing == folder else ", made when needed"
    text = f"{place}: writable{new}, {in_bytes(free)} free"
    if free < LEAST_FREE:
        return wrong("folders", name, text, "free some space on this disk", free)
    return Finding("folders", name, text, value=free)


def _not_writable(folder: Path) -> str:
    """Why no file can be made in a folder; empty if one can, which is removed again."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"1")
            file.flush()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _has_current() -> bool:
    """Whether the current folder exists; it may have been removed."""
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def _temporary() -> Path | None:
    try:
        return Path(tempfile.gettempdir())
    except OSError:
        return None


def in_bytes(count: float) -> str:
    """A number of bytes in the largest fitting unit."""
    for unit in _UNITS:
        if count < 1000 or unit == _UNITS[-1]:
            break
        count /= 1000
    return f"{count:.0f} {unit}" if count >= 10 or unit == _UNITS[0] else f"{count:.1f} {unit}"
