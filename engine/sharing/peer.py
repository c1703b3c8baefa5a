"""The user at the other end of a socket, as the kernel knows it."""

from __future__ import annotations

import ctypes
import os
import socket
import struct

_CREDENTIALS = struct.Struct("3i")
"""Process, user and group, as Linux has them."""


def user_of(end: socket.socket) -> int:
    """The number of the user whose process is at the other end.

    Raises:
        OSError: the system does not say.
    """
    if hasattr(socket, "SO_PEERCRED"):
        found = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        _, user, _ = _CREDENTIALS.unpack(found)
        return int(user)
    return _by_getpeereid(end)


def _by_getpeereid(end: socket.socket) -> int:
    """As macOS and the BSDs say it."""
    get = getattr(ctypes.CDLL(None, use_errno=True), "getpeereid", None)
    if get is None:
        raise OSError("the system does not say whose process is at the other end")
    user, group = ctypes.c_uint32(), ctypes.c_uint32()
    if get(end.fileno(), ctypes.byref(user), ctypes.byref(group)):
        raise OSError(ctypes.get_errno(), "getpeereid")
    return user.value


def is_same_user(end: socket.socket) -> bool:
    """Whether the process at the other end belongs to the user of this one."""
    try:
        return user_of(end) == os.geteuid()
    except OSError:
        return False
