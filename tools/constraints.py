"""Write constraints.txt: the newest version of everything that descent needs, directly or not.

Run by `make constraints`. pip resolves without installing; the names and versions of its report
are kept, and nothing of where they came from.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = (f"{ROOT}[dev,gpu]", "hatchling", "editables")
HEAD = """\
# Every version that descent is developed and tested with. Made by: make constraints
# (pip install --dry-run --report, with {python} on {system}); do not edit.
"""


def resolve() -> dict[str, str]:
    """Versions by package name, as pip chooses them in an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        report = Path(folder) / "report.json"
        command = [f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "--dry-run"]
        command += ["--ignore-installed", "--report", str(report), *WANTED]
        subprocess.run(command, check=True)
        installed = json.loads(report.read_text(encoding="utf-8"))["install"]
    found = {item["metadata"]["name"]: item["metadata"]["version"] for item in installed}
    return {name: found[name] for name in sorted(found, key=str.lower) if name != "descent-tui"}


def main() -> int:
    """Write the file; gives the exit status."""
    versions = resolve()
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    head = HEAD.format(python=python, system=f"{platform.system()} {platform.machine()}")
    pins = "".join(f"{name}=={version}\n" for name, version in versions.items())
    (ROOT / "constraints.txt").write_text(head + pins, encoding="utf-8")
    sys.stdout.write(f"constraints.txt: {len(versions)} versions pinned\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
