"""The port of a process that trains with others."""

from __future__ import annotations

import socket

import pytest

from engine.config.hosts import Hosts
from engine.errors import ConfigError
from engine.worker.training.hosts.port import check_port


def test_a_port_at_which_another_program_listens_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        own = f"node1:{other.getsockname()[1]}"
        hosts = Hosts(("node0:2222", own), 1)
        with pytest.raises(ConfigError, match=f"^hosts: {own}: Address already in use; each"):
            check_port(hosts)
    check_port(hosts)
