"""Which processes train together: read from the environment in which each was started."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.config.slurm import slurm_addresses
from engine.errors import ConfigError, shown

TF_CONFIG = "TF_CONFIG"
_ADDRESS = re.compile(r"[^\s/]+:([1-9][0-9]{0,4})")
_FORM = '{"cluster": {"worker": ["HOST:PORT", …]}, "task": {"type": "worker", "index": 0}}'


class HostsFrom(StrEnum):
    """Where the addresses of the processes that train together are found."""

    NONE = "none"
    TF_CONFIG = "tf_config"
    SLURM = "slurm"


@dataclass(frozen=True)
class Hosts:
    """The processes that train one run together, mostly one on each host.

    Attributes:
        addresses: HOST:PORT of each.
        index: which of them this one is; the first one decides what is done.
    """

    addresses: tuple[str, ...]
    index: int

    @property
    def leads(self) -> bool:
        """Whether this is the first one."""
        return self.index == 0

    @property
    def others(self) -> tuple[str, ...]:
        """The addresses of the others."""
        return self.addresses[: self.index] + self.addresses[self.index + 1 :]

    def share_of(self, replicas: int) -> int:
        """The replicas of each process.

        Raises:
            ConfigError: they cannot be shared equally.
        """
        processes = len(self.addresses)
        if replicas % processes:
            raise ConfigError(
                "replicas",
                f"{replicas} cannot be shared equally by {processes} processes; must be a multiple "
                f"of {processes}",
            )
        return replicas // processes


def hosts_of(source: HostsFrom, environment: Mapping[str, str]) -> Hosts | None:
    """The processes that train together; None if this one trains alone.

    Raises:
        ConfigError: the environment does not say it.
    """
    match source:
        case HostsFrom.NONE:
            return None
        case HostsFrom.SLURM:
            return _checked(*slurm_addresses(environment))
        case HostsFrom.TF_CONFIG:
            text = environment.get(TF_CONFIG)
            if not text:
                raise _wrong(f"the environment has no {TF_CONFIG}; must be {_FORM}")
            return _checked(*_of_tf_config(text))


def _of_tf_config(text: str) -> tuple[list[str], int]:
    """The addresses and the own number of a `TF_CONFIG`."""
    try:
        said = json.loads(text)
        cluster, task = said["cluster"], said["task"]
        groups = {name: [str(each) for each in cluster[name]] for name in cluster}
        kind, index = str(task["type"]), int(str(task["index"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _wrong(f"{TF_CONFIG} is not of the form {_FORM}") from None
    known = ("chief", "worker")
    if other := next((name for name in (*groups, kind) if name not in known), None):
        raise _wrong(f"{TF_CONFIG} has a task '{shown(other)}'; only chief and worker train")
    addresses = [address for name in known for address in groups.get(name, [])]
    if not 0 <= index < len(groups.get(kind, [])):
        raise _wrong(f"{TF_CONFIG} has no {kind} {index}; it has {len(groups.get(kind, []))}")
    return addresses, index + (len(groups.get("chief", [])) if kind == "worker" else 0)


def _checked(addresses: list[str], index: int) -> Hosts:
    for address in addresses:
        found = _ADDRESS.fullmatch(address)
        if found is None or int(found[1]) >= 1 << 16:
            raise _wrong(f"'{shown(address)}' is no address; must be HOST:PORT")
    if len(set(addresses)) < len(addresses):
        twice = next(each for each in addresses if addresses.count(each) > 1)
        raise _wrong(f"{shown(twice)} is there twice; each process needs a port of its own")
    return Hosts(tuple(addresses), index)


def _wrong(reason: str) -> ConfigError:
    return ConfigError("hosts", reason)
