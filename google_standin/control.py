"""The addresses under ``/standin/`` that are not Google's: how a test sets the scene and asks what happened.

| call | body | answer |
|---|---|---|
| GET now | | ``{"now": seconds}`` |
| POST sleep | ``{"until": seconds}`` | ``{"now": seconds}`` |
| POST faults | ``{"faults": [{"kinds": [...], "at" or "rate" …}]}`` (see ``faults.Script``) | |
| GET hanging?seconds=10 | | ``{"call": id}``, as soon as a call hangs; "" when none did |
| POST accounts | ``{"email", "name", "service", "scopes", "delegated", "limit", "used", "revoke"}`` | tokens, a key |
| POST settings | some of ``settings.Settings``, such as ``{"listing_lag": 20}`` | |
| POST drives | ``{"name", "members": {email: role}}`` | ``{"id"}`` |
| POST files | ``{"id"}`` of a file there is, or ``{"name", "owner", …}`` of a new one | ``{"id"}`` |
| POST run | | a program starts: its tries are counted from 0 |
| GET report | | calls, faults, violations, files, mails, … |
| POST reset | | a new world, and the clock as it is |
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from google_standin.accounts import EVERY_SCOPE, key_file
from google_standin.answers import Answer, json_answer
from google_standin.clock import VirtualClock, stamp
from google_standin.faults import Script
from google_standin.files import XLSX, File, SharedDrive, root_id
from google_standin.google import Google, Request
from google_standin.settings import Settings

BASE = "/standin/"


def control(google: Google, request: Request) -> Answer:
    """The answer to a call under ``/standin/``; 400 with a plain sentence for one that makes no sense."""
    name = request.path.removeprefix(BASE)
    action = _ACTIONS.get((request.method, name))
    if action is None:
        return json_answer({"error": f"no {request.method} {request.path}"}, status=404)
    query = {key: values[-1] for key, values in request.query.items()}
    try:
        given = json.loads(request.body) if request.body else query
        return json_answer(action(google, given))
    except (ValueError, KeyError, TypeError) as error:
        return json_answer({"error": f"{type(error).__name__}: {error}"}, status=400)


def _now(google: Google, _given: Mapping[str, Any]) -> dict[str, Any]:
    return {"now": google.clock.now()}


def _sleep(google: Google, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"now": google.clock.sleep_until(float(given["until"]))}


def _faults(google: Google, given: Mapping[str, Any]) -> dict[str, Any]:
    google.faults.play([Script.read(one) for one in given["faults"]])
    return {}


def _hanging(google: Google, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"call": google.faults.wait_for_hang(float(given.get("seconds", 10)))}


def _run(google: Google, _given: Mapping[str, Any]) -> dict[str, Any]:
    google.ledger.new_run()
    return {}


def _accounts(google: Google, given: Mapping[str, Any]) -> dict[str, Any]:
    with google.lock:
        accounts, email = google.accounts, given["email"]
        service = bool(given.get("service"))
        account = accounts.service_account(email) if service else accounts.person(email, given.get("name", ""))
        for name in ("name", "limit", "used"):
            if name in given:
                setattr(account, name, given[name])
        account.delegated |= set(given.get("delegated", ()))
        if given.get("revoke"):
            accounts.revoke(email)
            return {"email": account.email}
        answer: dict[str, Any] = {"email": account.email}
        answer["access_token"] = accounts.new_access_token(account.email, EVERY_SCOPE, app=False)
        if service:
            answer["key"] = key_file(account)
        elif given.get("scopes"):
            answer["refresh_token"] = accounts.new_refresh_token(account.email, given["scopes"])
        return answer


def _settings(google: Google, given: Mapping[str, Any]) -> dict[str, Any]:
    known = {one.name for one in fields(Settings)}
    if unknown := set(given) - known:
        raise ValueError(f"no such setting: {', '.join(sorted(unknown))}")
    if given.get("latency") and isinstance(google.clock, VirtualClock):
        raise ValueError("latency needs a clock that runs; start the stand-in with --speed")
    for name, value in given.items():
        setattr(google.settings, name, value)
    return {}


def _drives(google: Google, given: Mapping[str, Any]) -> dict[str, Any]:
    with google.lock:
        members = {email.lower(): role for email, role in given["members"].items()}
        made = SharedDrive(id="0A" + google.files.new_id()[:17], name=given["name"], members=members)
        google.files.drives[made.id] = made
        return {"id": made.id}


def _files(google: Google, given: Mapping[str, Any]) -> dict[str, Any]:
    """Plant a file, or put an uploaded workbook in the place of one that is there."""
    with google.lock:
        google.clock.tick()
        now, mime = google.clock.now(), given.get("mimeType", XLSX)
        if file := google.files.all.get(given.get("id", "")):
            file.mime, file.sheet = mime, None
            file.changes.append(now)
            return {"id": file.id}
        file = File(
            id=given.get("id") or google.files.new_id(),
            name=given["name"],
            mime=mime,
            owner=given["owner"],
            creator=given["owner"],
            created=now,
            parent=given.get("parent") or root_id(given["owner"]),
            app=bool(given.get("app", True)),
            app_properties=dict(given.get("appProperties", {})),
            planted=True,
        )
        google.drive.add(file)
        return {"id": file.id}


def _report(google: Google, _given: Mapping[str, Any]) -> dict[str, Any]:
    with google.lock:
        files = [_reported(google, file) for file in google.files.all.values()]
        return {
            **google.ledger.as_report(),
            "now": google.clock.now(),
            "files": files,
            "duplicates": _duplicates(google),
            "public": [one["id"] for one in files if any(p["type"] == "anyone" for p in one["permissions"])],
        }


def _reported(google: Google, file: File) -> dict[str, Any]:
    permissions = [permission.as_resource() for permission in google.files.access(file).values()]
    return {
        "id": file.id,
        "name": file.name,
        "mimeType": file.mime,
        "owner": file.owner,
        "parent": file.parent,
        "driveId": file.drive_id,
        "appProperties": dict(file.app_properties),
        "trashed": google.files.is_trashed(file),
        "modifiedTime": stamp(file.modified(google.clock.now())),
        "permissions": permissions,
        "planted": file.planted,
    }


def _duplicates(google: Google) -> list[dict[str, Any]]:
    """Files that stand for the same review of the same cycle (or folders for the same cycle)."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for file in google.files.all.values():
        cycle = file.app_properties.get("sr_cycle")
        if cycle is not None and not file.planted and not google.files.is_trashed(file):
            found[cycle, file.app_properties.get("sr_review", ""), file.mime].append(file.id)
    return [{"cycle": key[0], "review": key[1], "files": ids} for key, ids in found.items() if len(ids) > 1]


_ACTIONS = {
    ("GET", "now"): _now,
    ("POST", "sleep"): _sleep,
    ("POST", "faults"): _faults,
    ("GET", "hanging"): _hanging,
    ("POST", "run"): _run,
    ("POST", "accounts"): _accounts,
    ("POST", "settings"): _settings,
    ("POST", "drives"): _drives,
    ("POST", "files"): _files,
    ("GET", "report"): _report,
}
