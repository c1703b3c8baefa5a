"""A process that trains with others and is not the first: it follows that one, without a screen."""

from __future__ import annotations

import os

from engine.config.hosts import Hosts, hosts_of
from engine.config.run import RunConfig
from engine.protocol.commands import Pause, Run, Watch
from engine.protocol.events import Event, StateChanged
from tui.cli.headless import follow
from tui.cli.output import complain
from tui.cli.ports import OpenEngine, open_engine
from tui.cli.work import Work


def followed(config: RunConfig) -> Hosts | None:
    """The processes that train together, if this one is not the first of them.

    Raises:
        ConfigError: the environment does not say which they are.
    """
    hosts = hosts_of(config.device.hosts, os.environ)
    return None if hosts is None or hosts.leads else hosts


def run_following(config: RunConfig, hosts: Hosts, open_engine: OpenEngine = open_engine) -> int:
    """Follow the first process to its end; returns the exit status."""
    return follow(Following(config, hosts), open_engine)


class Following(Work):
    """Training that another process decides on.

    Args:
        config: the configuration.
        hosts: the processes.
    """

    def __init__(self, config: RunConfig, hosts: Hosts) -> None:
        super().__init__(config, Run(), Pause(), Watch(frames=False))
        self._hosts, self._complete = hosts, False

    @property
    def complete(self) -> bool:
        return self._complete

    def take(self, event: Event, *, stopping: bool) -> bool:
        if not isinstance(event, StateChanged):
            return False
        self._complete = event.state.ended
        return event.state.ended or stopping

    def report(self) -> None:
        hosts = self._hosts
        own, whole, first = hosts.index + 1, len(hosts.addresses), hosts.addresses[0]
        how = f"followed {first} to the end of the run"
        if not self._complete:
            how = f"stopped before the end of the run of {first}"
        complain(f"process {own} of {whole}: {how}")

    def rescue(self) -> str:
        return ""

    def close(self) -> None:
        """It has written nothing."""
