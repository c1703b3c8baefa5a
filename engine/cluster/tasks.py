"""A sweep in parts, each of which a scheduler hands to one of its workers."""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.config.paths import typed_path
from engine.config.run import RunConfig
from engine.data.standard_input import is_kept
from engine.errors import DescentError
from engine.files import open_regular
from engine.problems.own import permission
from engine.problems.own.permission import source_of
from engine.sweeps.groups import groups_of, repeated_in
from engine.sweeps.rows import SweepRow
from engine.sweeps.spec import SweepSpec

_PARTS_PER_WORKER = 4
"""Parts for each worker. Each compiles a program; with fewer, all wait for the last one."""


@dataclass(frozen=True)
class Part:
    """Runs that one worker trains.

    Attributes:
        spec: the whole sweep.
        runs: their indices in it, and those of the runs that repeat one of them.
        digest: of the data file, which the worker's own must have; empty for generated data.
        code: of the file with the loss, which the worker may execute in this version; empty for
            none.
    """

    spec: SweepSpec
    runs: tuple[int, ...]
    digest: str = ""
    code: str = ""


@dataclass(frozen=True)
class Answer:
    """What a worker made of a part.

    Attributes:
        rows: of its runs.
        device: the name of the device.
        seconds, compile_seconds: training time without compilation, and compilation.
        refused: why it could not be trained, in one line; empty on success.
    """

    rows: tuple[SweepRow, ...] = ()
    device: str = ""
    seconds: float = 0.0
    compile_seconds: float = 0.0
    refused: str = ""


def portable(spec: SweepSpec) -> SweepSpec:
    """The sweep with an absolute path of its data, which workers look for in their file system.

    Raises:
        DescentError: the data come from standard input or a pipe.
    """
    data = spec.base.data
    if data.data is None:
        return spec
    if is_kept(data.data):
        raise DescentError(
            "--scheduler: workers cannot read standard input; write the data to a file that "
            "they can read"
        )
    path = Path(typed_path(str(data.data))).absolute()
    base = spec.base.model_copy(update={"data": data.model_copy(update={"data": path})})
    return replace(spec, base=base)


def digest_of(config: RunConfig) -> str:
    """The digest of the data file's content; empty for generated data.

    Raises:
        OSError: it cannot be read.
    """
    if config.data.data is None:
        return ""
    with open_regular(config.data.data) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def code_of(config: RunConfig) -> str:
    """The digest of the file with the loss, if this process may execute it; otherwise empty.

    Raises:
        ProblemError: it cannot be read.
    """
    if not config.problem.is_own:
        return ""
    source = source_of(Path(config.problem.problem))
    return permission.digest_of(source) if permission.is_permitted(source) else ""


def parts_of(
    spec: SweepSpec, samples: int, workers: int, digest: str, code: str = ""
) -> list[Part]:
    """The parts of a sweep.

    A run has the same numbers in every part: one that would be trained together with others is
    never alone, because one call for many sums in another order than one for a single run.

    Args:
        spec: the sweep.
        samples: the number of samples.
        workers: the number of workers, at least 1.
        digest: of the data file.
        code: of the file with the loss.
    """
    configs = spec.configs()
    copies: dict[int, list[int]] = {}
    repeated = repeated_in(configs, samples)
    for index, first in repeated.items():
        copies.setdefault(first, []).append(index)
    trained = [index for index in range(len(configs)) if index not in repeated]
    most = max(2, math.ceil(len(trained) / (_PARTS_PER_WORKER * workers)))
    groups = groups_of([configs[index] for index in trained], samples)
    return [
        Part(spec, tuple(n for k in part for n in (k, *copies.get(k, ()))), digest, code)
        for group in groups
        for part in _evenly([trained[place] for place in group], most)
    ]


def _evenly(group: Sequence[int], most: int) -> list[Sequence[int]]:
    """Consecutive parts of about `most`, none of which is a single one of several."""
    count = max(1, min(round(len(group) / most), len(group) // 2))
    ends = [len(group) * k // count for k in range(count + 1)]
    return [group[begin:end] for begin, end in itertools.pairwise(ends)]
