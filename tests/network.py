"""The fence around every test: nothing is reached but this machine, and with ``--live`` Google."""

from __future__ import annotations

import socket
from collections.abc import Collection
from typing import Any

import pytest

GOOGLE = frozenset({"sheets.googleapis.com", "www.googleapis.com", "oauth2.googleapis.com"})
"""The three hosts that sheetreview calls."""

_LOOPBACK = ("127.", "::1", "localhost")
_HTTPS = 443


def fence(patch: pytest.MonkeyPatch, hosts: Collection[str] = ()) -> None:
    """Keep this process from connecting to anything but this machine and what these hosts' names lead to."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo
    allowed: set[str] = set()

    def looked_up(host: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- as the standard library has it
        found = look_up(host, *args, **options)
        if host in hosts:
            allowed.update(str(address[0]) for *_, address in found)
        return found

    def guarded(self: socket.socket, address: Any) -> None:  # noqa: ANN401 -- each family has addresses of its own
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOOPBACK):
            place, port = str(address[0]), address[1]
            if place not in allowed or port != _HTTPS:
                raise AssertionError(f"a test wants to connect to {place}, port {port}")
        connect(self, address)

    patch.setattr(socket, "getaddrinfo", looked_up)
    patch.setattr(socket.socket, "connect", guarded)
