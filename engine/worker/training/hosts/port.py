"""Whether a process that trains with others can listen at its own address."""

from __future__ import annotations

import socket

from engine.config.hosts import Hosts
from engine.errors import ConfigError, shown


def check_port(hosts: Hosts) -> None:
    """Refuse a port at which this process cannot listen: TensorFlow does not say which it is.

    Raises:
        ConfigError: another program listens there, or this user may not.
    """
    own = hosts.addresses[hosts.index]
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        # A port that was in use a moment ago is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("", int(own.rpartition(":")[2])))
        except OSError as error:
            reason = f"{error.strerror}; each process needs a free port of its own"
            raise ConfigError("hosts", f"{shown(own)}: {reason}") from None
