"""Where the server listens, who may reach it there, and the URL that is printed."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from dataclasses import dataclass

from engine.errors import DescentError, shown

_LOOPBACK_NAMES = ("localhost", "ip6-localhost", "ip6-loopback")
_TOKEN_BYTES = 24
_ANY = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


@dataclass(frozen=True)
class Address:
    """Where the server listens.

    Attributes:
        host: an address or name of this machine.
        port: 0 is any free one.
        token: the secret part of the URL; empty if there is none.
    """

    host: str
    port: int
    token: str = ""

    @property
    def root(self) -> str:
        """The path of the page."""
        return f"/{self.token}/" if self.token else "/"

    def url(self, port: int) -> str:
        """The URL to open, for the port that was bound."""
        host = socket.gethostname() if self.host in _ANY else self.host
        return f"http://{_in_url(host)}:{port}{self.root}"


def address_for(host: str, port: int, *, always_token: bool) -> Address:
    """The address for these options, with a new token if it is reached from other machines.

    Raises:
        DescentError: the host is no address of this machine.
    """
    needs_token = always_token or not is_loopback(host)
    return Address(host, port, secrets.token_urlsafe(_TOKEN_BYTES) if needs_token else "")


def is_loopback(host: str) -> bool:
    """Whether this machine alone reaches a server that listens here.

    Raises:
        DescentError: the name is unknown.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DescentError(
            f"--host: {shown(host)} is unknown; must be an address or name of this machine,"
            " such as 127.0.0.1, or 0.0.0.0 for all of them"
        ) from None
    addresses = {str(each[4][0]).partition("%")[0] for each in found}
    return all(ipaddress.ip_address(address).is_loopback for address in addresses)


def names_this_machine(host: str) -> bool:
    """Whether a browser that was given this host, with any port, means its own machine.

    A page of another site can point a name of its own here (DNS rebinding), but not these.
    """
    name = _without_port(host).lower().rstrip(".")
    if name in _LOOPBACK_NAMES or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
