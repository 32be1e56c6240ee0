"""Google or the stand-in: a way in, somebody's hands, and a folder that ends in the bin with all that is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from google_standin.people import Editor
from sheetreview.errors import Refusal
from sheetreview.google import drive
from sheetreview.google.backend import GoogleConnection
from sheetreview.google.calls import Call
from sheetreview.google.gateway import Gateway
from sheetreview.google.transport import DRIVE_HOST, SHEETS_HOST, send
from sheetreview.model.cycle import CycleSettings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SECONDS = 60.0
"""How long Drive may take to tell of a change."""

_EVERY = 1.0


class Owner(Editor):
    """Whoever is signed in, at a browser: what they do goes through the API, at the product's pace."""

    def __init__(self, gateway: Gateway, email: str) -> None:
        super().__init__("", email, "")
        self._session = gateway.session

    def call(
        self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: object = None
    ) -> dict[str, Any]:
        """Any call. Raises RemoteError, and Unsure for one that may have been done and must not be twice."""
        host = SHEETS_HOST if path.startswith("/v4/") else DRIVE_HOST
        harmless = path.endswith("/values:batchUpdate")
        given = dict(body) if isinstance(body, Mapping) else None
        answer = Call(self._session, harmless=harmless).request(
            method, f"https://{host}{path}", {**(query or {})}, json=given
        )
        found: dict[str, Any] = answer.json()
        return found

    def download(self, file_id: str) -> bytes:
        """A sheet as the .xlsx that Google makes of it."""
        headers = self._session._tokens.headers()
        url = f"{drive.API}/files/{file_id}/export"
        answer = send(self._session.requests_session(), "GET", url, headers=headers, params={"mimeType": XLSX})
        assert not isinstance(answer, Refusal), answer
        assert answer.status_code == 200, answer.status_code
        return answer.content


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where the tests take place.

    ``folder`` is the id of a folder for everything that is made, ``reviewer`` whom a sheet may be shared with ('' for
    nobody), ``live`` whether this is Google.
    """

    gateway: Gateway
    owner: Owner
    folder: str
    reviewer: str = ""
    live: bool = False

    def connection(self, settings: CycleSettings) -> GoogleConnection:
        """The way to a cycle's sheets; it stays open."""
        return GoogleConnection(self.gateway.session, settings)

    def now(self) -> float:
        """Seconds that only go forward."""
        return self.gateway.session.clock.now()

    def let_pass(self, seconds: float) -> None:
        """Let time pass: real time only where this is Google."""
        self.gateway.session.clock.sleep_until(self.now() + seconds)

    def wait_for_change(self, file_id: str, before: str) -> float:
        """Wait until Drive tells another time of change than ``before``; how many seconds that took."""
        start = self.now()
        while (found := self.gateway.file(file_id)) is None or found.modified == before:
            assert self.now() - start < MOST_SECONDS, "Drive does not tell that the sheet was changed"
            self.let_pass(_EVERY)
        return self.now() - start


@contextmanager
def opened_world(gateway: Gateway, *, reviewer: str = "", live: bool = False) -> Iterator[World]:
    """A world with a new folder, which is moved to the bin in the end, whatever happens."""
    owner = Owner(gateway, gateway.account().email)
    folder = gateway.new_folder_id()
    try:
        gateway.make_folder(folder, f"sheetreview tests, {datetime.now(UTC):%Y-%m-%d %H:%M}", "", "tests")
        yield World(gateway=gateway, owner=owner, folder=folder, reviewer=reviewer, live=live)
    finally:
        if gateway.file(folder) is not None:
            owner.trash(folder)
