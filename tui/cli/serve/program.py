"""The program that a visitor gets: descent in a folder and with an environment of its own."""

from __future__ import annotations

import os
import shlex
import site
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.config.file_access import files_off
from engine.config.paths import RUNS_VARIABLE
from engine.config.run import RunConfig
from engine.lifeline import SERVER_VARIABLE
from engine.storage.atomic import PRIVATE_FOLDER
from tui.text.command_line import command_line

_HOME = Path(__file__).resolve().parents[3]
"""The folder from which this package can be imported."""
_OF_THE_SERVERS_TERMINAL = (
    *("TMUX", "TMUX_PANE", "STY", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"),
    *("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "TERM_PROGRAM", "TERM_PROGRAM_VERSION"),
    *("WT_SESSION", "KITTY_WINDOW_ID", "VTE_VERSION"),
)
_FOLDERS = {
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_STATE_HOME": "state",
    RUNS_VARIABLE: "runs",
    "TMPDIR": "tmp",
}


@dataclass(frozen=True)
class Program:
    """What is started for each visitor.

    Attributes:
        words: the command line.
        files: those that are served: of data, with a loss, or the lesson.
    """

    words: tuple[str, ...]
    files: tuple[str, ...] = ()

    def environment(self, folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
        """The environment of a visitor whose files are in `folder`; makes the folders.

        The files of the account are neither read nor written, even where a path is not typed.
        """
        own = {name: str(folder / part) for name, part in _FOLDERS.items()}
        for path in own.values():
            Path(path).mkdir(PRIVATE_FOLDER)
        kept = {
            name: value
            for name, value in environment.items()
            if name not in _OF_THE_SERVERS_TERMINAL
        }
        paths = [str(_HOME), environment.get("PYTHONPATH", "")]
        return {
            # Compiled kernels belong to the machine, and packages may be in the home directory.
            "CUDA_CACHE_PATH": str(Path("~/.nv/ComputeCache").expanduser()),
            "PYTHONUSERBASE": site.getuserbase(),
            **kept,
            **own,
            **files_off(*self.files),
            SERVER_VARIABLE: str(os.getpid()),
            "HOME": str(folder),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        }


def program_of(files: Sequence[str], *words: str, module: str = "tui") -> Program:
    """The program with these arguments, which may read these files and no other."""
    return Program((sys.executable, "-P", "-m", module, *words), tuple(files))


def program_for(config: RunConfig, screen: Sequence[str], module: str = "tui") -> Program:
    """The program that opens the app with this configuration.

    Args:
        config: the configuration; paths of files are absolute.
        screen: the options of the screen.
        module: the program.
    """
    files = [] if config.data.data is None else [str(config.data.data)]
    if config.problem.is_own:
        files.append(config.problem.problem)
    options = shlex.split(command_line(config))[1:]
    return program_of(files, *options, *screen, module=module)
