"""Those who talk to the stand-in beside the program: the test that sets the scene, and a person at a browser."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from google_standin.accounts import DRIVE_FILE, client_file, user_file

HR = "hr@example.com"
SERVICE_ACCOUNT = "sheetreview@standin.iam.gserviceaccount.com"
SIGN_IN_FILES = ("authorized_user.json", "service_account.json", "credentials.json")
_WAIT = 60


class CallError(Exception):
    """A call that got an error answer."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


def call(
    url: str,
    method: str,
    path: str,
    *,
    query: Mapping[str, Any] | None = None,
    body: object = None,
    token: str = "",
) -> dict[str, Any]:
    """One HTTP call with JSON in and out. Raises CallError for an error answer."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_WAIT)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    target = f"{path}?{urlencode(query, doseq=True)}" if query else path
    try:
        connection.request(method, target, body=data, headers=headers)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    if not http.HTTPStatus.OK <= response.status < http.HTTPStatus.MULTIPLE_CHOICES:
        raise CallError(response.status, text)
    answer: dict[str, Any] = json.loads(text) if text else {}
    return answer


class Control:
    """The addresses of the stand-in that are not Google's."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, name: str, **query: object) -> dict[str, Any]:
        """``GET /standin/{name}``."""
        return call(self.url, "GET", f"/standin/{name}", query=query)

    def post(self, name: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """``POST /standin/{name}``."""
        return call(self.url, "POST", f"/standin/{name}", body=body or {})


class Editor:
    """A person at a browser, or a script of theirs: what they do goes through Google's own API, with their token."""

    def __init__(self, url: str, email: str, token: str) -> None:
        self.url = url
        self.email = email
        self._token = token

    def call(
        self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: object = None
    ) -> dict[str, Any]:
        """Any call. Raises CallError for an error answer."""
        return call(self.url, method, path, query=query, body=body, token=self._token)

    def get(self, file_id: str, *, fields: str = "", ranges: Sequence[str] = ()) -> dict[str, Any]:
        """The spreadsheet with its cells."""
        query: dict[str, Any] = {"fields": fields} if fields else {"includeGridData": "true"}
        return self.call("GET", f"/v4/spreadsheets/{file_id}", query=query | ({"ranges": ranges} if ranges else {}))

    def batch_update(self, file_id: str, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The replies to a batchUpdate."""
        answer = self.call("POST", f"/v4/spreadsheets/{file_id}:batchUpdate", body={"requests": list(requests)})
        replies: list[dict[str, Any]] = answer["replies"]
        return replies

    def values_update(
        self, file_id: str, values: Mapping[str, Sequence[Sequence[object]]], typed: str = "USER_ENTERED"
    ) -> None:
        """Type values into ranges: ``{"'Tab'!B2:C2": [["4", "yes"]]}``."""
        data = [{"range": where, "values": [list(row) for row in rows]} for where, rows in values.items()]
        body = {"valueInputOption": typed, "data": data}
        self.call("POST", f"/v4/spreadsheets/{file_id}/values:batchUpdate", body=body)

    def values_get(self, file_id: str, where: str) -> list[list[object]]:
        """What is in a range; empty when nothing is."""
        answer = self.call("GET", f"/v4/spreadsheets/{file_id}/values/{quote(where, safe='')}")
        values: list[list[object]] = answer.get("values", [])
        return values

    def files(self, q: str = "trashed = false") -> list[dict[str, Any]]:
        """The files this person sees."""
        found: list[dict[str, Any]] = []
        query = {"q": q, "fields": "*", "pageSize": "1000", **_EVERYWHERE, "corpora": "allDrives"}
        while True:
            page = self.call("GET", "/drive/v3/files", query=query)
            found += page["files"]
            if "nextPageToken" not in page:
                return found
            query["pageToken"] = page["nextPageToken"]

    def file(self, file_id: str) -> dict[str, Any]:
        """One file as this person sees it."""
        return self.call("GET", f"/drive/v3/files/{file_id}", query={"fields": "*", **_ALL_DRIVES})

    def update(self, file_id: str, **changes: object) -> None:
        """Change a file's ``name``, ``trashed`` and so on."""
        self.call("PATCH", f"/drive/v3/files/{file_id}", query=_ALL_DRIVES, body=changes)

    def trash(self, file_id: str) -> None:
        """Throw a file into the bin."""
        self.update(file_id, trashed=True)

    def delete(self, file_id: str) -> None:
        """Delete a file for good."""
        self.call("DELETE", f"/drive/v3/files/{file_id}", query=_ALL_DRIVES)

    def permissions(self, file_id: str) -> list[dict[str, Any]]:
        """Who has access."""
        query = {"fields": "*", **_ALL_DRIVES}
        found: list[dict[str, Any]] = self.call("GET", f"/drive/v3/files/{file_id}/permissions", query=query)[
            "permissions"
        ]
        return found

    def share(self, file_id: str, email: str, role: str = "writer") -> str:
        """Give access without a mail; the permission's id."""
        body = {"type": "user", "role": role, "emailAddress": email}
        query = {"sendNotificationEmail": "false", **_ALL_DRIVES}
        made: str = self.call("POST", f"/drive/v3/files/{file_id}/permissions", query=query, body=body)["id"]
        return made

    def unshare(self, file_id: str, email: str) -> None:
        """Take somebody's access away."""
        own = next(
            one["id"] for one in self.permissions(file_id) if one.get("emailAddress", "").lower() == email.lower()
        )
        self.call("DELETE", f"/drive/v3/files/{file_id}/permissions/{own}", query=_ALL_DRIVES)


_ALL_DRIVES = {"supportsAllDrives": "true"}
_EVERYWHERE = {**_ALL_DRIVES, "includeItemsFromAllDrives": "true"}


def config_folder(home: Path) -> Path:
    """Where gspread looks for sign-ins in a home folder."""
    return home / ".config" / "gspread"


def write_sign_in(control: Control, home: Path, scopes: Iterable[str] = (DRIVE_FILE,)) -> None:
    """Put gspread's three files into a home folder: HR as a person, a service account, and the app's OAuth client."""
    folder = config_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    user = control.post("accounts", {"email": HR, "name": "Human Resources", "scopes": sorted(scopes)})
    service = control.post("accounts", {"email": SERVICE_ACCOUNT, "service": True})
    contents = {
        "authorized_user.json": user_file(user["refresh_token"], scopes),
        "service_account.json": service["key"],
        "credentials.json": client_file(),
    }
    for name in SIGN_IN_FILES:
        (folder / name).write_text(json.dumps(contents[name], indent=1), encoding="utf-8")
