"""What keeps tests from reaching anything they should not: the network, and what is left behind when one fails."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from tests.live.world import World, opened_world
from tests.network import GOOGLE, fence

NOWHERE = "192.0.2.1"
GOOGLES = "192.0.2.2"


@pytest.fixture
def connecting(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], bool]:
    """Says whether the fence that ``--live`` puts up lets a connection pass; nothing is really connected to."""
    passed: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: passed.append(address))
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *_: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (GOOGLES if host in GOOGLE else NOWHERE, port))
        ],
    )
    fence(monkeypatch, GOOGLE)

    def connects(host: str, port: int) -> bool:
        passed.clear()
        address = socket.getaddrinfo(host, port)[0][4]
        with socket.socket() as one:
            try:
                one.connect(address)
            except AssertionError:
                return False
        return len(passed) == 1

    return connects


def test_no_test_reaches_another_machine() -> None:
    with socket.socket() as one, pytest.raises(AssertionError, match="wants to connect to 192"):
        one.connect((NOWHERE, 443))


def test_live_lets_googles_three_hosts_through_and_nothing_else(connecting: Callable[[str, int], bool]) -> None:
    assert not connecting("docs.google.com", 443)
    assert all(connecting(host, 443) for host in GOOGLE)
    assert len(GOOGLE) == 3
    assert not connecting("docs.google.com", 443)
    assert not connecting("sheets.googleapis.com", 80)


def test_what_a_failed_test_has_made_is_in_the_bin(world: World) -> None:
    def fail() -> None:
        with opened_world(world.gateway) as other:
            folders.append(other.folder)
            made.append(world.gateway.create_spreadsheet("Left behind", other.folder, "tests-bin", "r1").id)
            raise ZeroDivisionError

    folders: list[str] = []
    made: list[str] = []
    with pytest.raises(ZeroDivisionError):
        fail()
    for file_id in (*folders, *made):
        found = world.gateway.file(file_id)
        assert found is None or found.trashed
