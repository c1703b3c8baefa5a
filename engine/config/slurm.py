"""The tasks of a step of Slurm, from the environment that `srun` gives to each of them.

Slurm's manual page of `srun` names the variables, and that of `scontrol show hostnames` the form of
a list of nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product

from engine.errors import ConfigError, shown

_FIRST_PORT, _PORTS = 20_000, 10_000
_MOST_NODES = _MOST_TASKS = 4096
_PART = re.compile(r"[^,\[\]]+|\[[^\[\]]*\]|,")
_RANGE = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
_COUNT = re.compile(r"([0-9]{1,9})(?:\(x([0-9]{1,9})\))?")
_WHOLE = re.compile(r"[0-9]{1,18}")


def slurm_addresses(environment: Mapping[str, str]) -> tuple[list[str], int]:
    """HOST:PORT of the tasks of this step, and the number of this one.

    Tasks are numbered node by node, as Slurm does unless told otherwise. Their ports follow from
    the number of the job and the step, so that no two steps on a node meet.

    Raises:
        ConfigError: this is no step of Slurm, or its tasks are distributed otherwise.
    """
    nodes = list(node_names(_value(environment, "SLURM_STEP_NODELIST", "SLURM_JOB_NODELIST")))
    counts = list(_counts(_value(environment, "SLURM_STEP_TASKS_PER_NODE", "SLURM_TASKS_PER_NODE")))
    rank, job = _number(environment, "SLURM_PROCID"), _number(environment, "SLURM_JOB_ID")
    step = _number(environment, "SLURM_STEP_ID")
    if len(nodes) != len(counts):
        raise _wrong(f"Slurm names {len(nodes)} nodes, but tasks of {len(counts)}")
    places = [
        (node, place)
        for node, count in zip(range(len(nodes)), counts, strict=True)
        for place in range(count)
    ]
    own = environment.get("SLURM_NODEID", "").strip()
    elsewhere = _WHOLE.fullmatch(own) and rank < len(places) and int(own) != places[rank][0]
    if rank >= len(places) or elsewhere:
        raise _wrong("the tasks are not numbered node by node; add --distribution=block to srun")
    first = _FIRST_PORT + (job + 101 * step) % _PORTS
    return [f"{nodes[node]}:{first + place}" for node, place in places], rank


def node_names(text: str) -> Iterator[str]:
    """The names in a list such as `gpu[01-03,07],login1`.

    Raises:
        ConfigError: it has another form, or too many names.
    """
    found = 0
    for parts in _listed(text):
        # One name too many is enough to refuse them.
        choices = [list(islice(_choices(part, text), _MOST_NODES + 1)) for part in parts]
        for chosen in product(*choices):
            found += 1
            if found > _MOST_NODES:
                raise _wrong(f"more than {_MOST_NODES} nodes")
            yield "".join(chosen)


def _listed(text: str) -> Iterator[list[str]]:
    """The names' parts: text, and ranges in brackets."""
    parts: list[str] = []
    if "".join(_PART.findall(text)) != text:
        raise _no_list(text)
    for part in [*_PART.findall(text), ","]:
        if part != ",":
            parts.append(part)
        elif parts:
            yield parts
            parts = []
        else:
            raise _no_list(text)


def _choices(part: str, text: str) -> Iterator[str]:
    if not part.startswith("["):
        yield part
        return
    for one in part[1:-1].split(","):
        found = _RANGE.fullmatch(one)
        if found is None:
            raise _no_list(text)
        first, last = found[1], found[2] or found[1]
        if int(last) - int(first) not in range(_MOST_NODES):
            raise _no_list(text)
        yield from (str(number).zfill(len(first)) for number in range(int(first), int(last) + 1))


def _counts(text: str) -> Iterator[int]:
    """The numbers in a list such as `2(x3),1`."""
    tasks = 0
    for part in text.split(","):
        found = _COUNT.fullmatch(part)
        if found is None or int(found[2] or 1) > _MOST_NODES:
            raise _wrong(f"'{shown(text)}' is no list of tasks by node")
        count, nodes = int(found[1]), int(found[2] or 1)
        tasks += count * nodes
        if tasks > _MOST_TASKS:
            raise _wrong(f"more than {_MOST_TASKS} tasks")
        yield from [count] * nodes


def _value(environment: Mapping[str, str], *names: str) -> str:
    found = next((text for name in names if (text := environment.get(name, "").strip())), None)
    if found is None:
        raise _wrong(f"the environment has no {names[0]}; start it with srun")
    return found


def _number(environment: Mapping[str, str], name: str) -> int:
    text = _value(environment, name)
    if not _WHOLE.fullmatch(text):
        raise _wrong(f"{name} is '{shown(text)}'; must be a number")
    return int(text)


def _no_list(text: str) -> ConfigError:
    return _wrong(f"'{shown(text)}' is no list of nodes")


def _wrong(reason: str) -> ConfigError:
    return ConfigError("hosts", reason)
