"""The command line as a process against the stand-in: pushed until nothing is left to do, and what must hold then."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sheetreview.cycle.sheets import OnlineSheet, SheetRecords, Step
from sheetreview.google.render import MARK_KEY
from sheetreview.google.retry import MAX_TRIES
from sheetreview.steps.opened import OpenCycle
from tests.google_standin.people import SIGN_IN_FILES, config_folder
from tests.google_standin.running import Standin

SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
PASSING = (
    *("429", "429-retry-after", "rateLimitExceeded", "userRateLimitExceeded", "401"),
    *("500", "502-html", "503", "503-after", "cut-off", "timeout", "reset-before", "reset-after", "mail-failed"),
)
"""Faults that pass when the call is made again, or is found to have been done."""
LASTING = (
    *("dailyLimitExceeded", "storageQuotaExceeded", "accessNotConfigured", "insufficientPermissions"),
    *("sharingRateLimitExceeded", "insufficientFilePermissions", "notFound", "invalidSharingRequest"),
)
"""Faults that end the run, or are the end of one sheet in this run."""
TOKEN_FAULTS = ("500", "502-html", "503", "cut-off", "timeout", "reset-before", "reset-after")
LASTING_SHARE = 0.1
"""Of all faults that strike. As many as of the others would end every run after a few calls."""
IN_ORDER, LOOK, STOPPED = 0, 1, 4
"""Exit codes: nothing is left to do, something is to be looked at, Google ended the run."""
_SECONDS = 120
_SECRET = 12
_READS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One run of the command: its exit code and what it printed."""

    code: int
    output: str
    errors: str

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON that it printed; empty when it printed none."""
        found: dict[str, Any] = json.loads(self.output or "{}")
        return found


def started(standin: Standin, root: Path, *words: str) -> subprocess.Popen[str]:
    """A command on a cycle, as a process that takes the stand-in for Google."""
    return subprocess.Popen(
        [sys.executable, "-m", "sheetreview", "-C", str(root), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **standin.env(), "SHEETREVIEW_DEBUG": "1"},
    )


def finished(process: subprocess.Popen[str]) -> Ended:
    """A command that has come to its end."""
    output, errors = process.communicate(timeout=_SECONDS)
    return Ended(code=process.returncode, output=output, errors=errors)


def pushed(standin: Standin, root: Path) -> Ended:
    """One push, from its start to its end."""
    standin.new_run()
    return finished(started(standin, root, "push", "--format", "json"))


def pushed_to_the_end(standin: Standin, root: Path, most: int) -> list[Ended]:
    """Push again and again until nothing is left to do, so often at most."""
    runs = [pushed(standin, root)]
    while runs[-1].code in (LOOK, STOPPED) and len(runs) < most:
        runs.append(pushed(standin, root))
    return runs


def strike(standin: Standin, seed: int, rate: float) -> None:
    """From now on something goes wrong in this share of all calls."""
    lasting = rate * LASTING_SHARE
    standin.faults(
        {"kinds": LASTING, "rate": lasting, "seed": 3 * seed},
        {"kinds": PASSING, "rate": (rate - lasting) / (1 - lasting), "seed": 3 * seed + 1},
        {"kinds": TOKEN_FAULTS, "rate": rate, "seed": 3 * seed + 2, "calls": ["token"]},
    )


def secrets_in(text: str, home: Path) -> list[str]:
    """What of people's addresses and of the sign-ins stands in a text that may hold none of it."""
    held = [(config_folder(home) / name).read_text(encoding="utf-8") for name in SIGN_IN_FILES]
    known = {*re.findall(r'"(?:refresh_token|client_secret|private_key|private_key_id)": "([^"]+)"', "".join(held))}
    lines = {line for value in known for line in value.split(r"\n") if len(line) >= _SECRET}
    found = {secret for secret in lines if secret in text}
    return sorted(found | set(re.findall(r"[\w.+-]+@[\w-]+\.\w+|ya29\.\S+|Bearer \S+|PRIVATE KEY", text)))


def broken_promises(standin: Standin, root: Path) -> list[str]:
    """What is not as it must be when every form of a cycle was pushed, a sentence each."""
    report = standin.report()
    sheets = [file for file in report["files"] if file["mimeType"] == SHEET]
    folders = [file for file in report["files"] if file["mimeType"] == FOLDER and file["appProperties"]]
    with OpenCycle.open(root, reading=True) as cycle:
        records = SheetRecords(cycle.store).all()
        reviewers = {form: assignment.reviewer.email for form, assignment in cycle.store.assignments().items()}
    made = Counter(file["appProperties"]["sr_review"] for file in sheets)
    mails = Counter[str]()
    for mail in report["mails"]:
        mails[mail["file"]] += mail["times"]
    problems = [f"{made[form]} spreadsheets for {form}" for form in reviewers if made[form] != 1]
    problems += [f"a spreadsheet for {key}, which is no form" for key in made if key not in reviewers]
    problems += [f"{len(folders)} folders"] if len(folders) != 1 else []
    problems += [f"{times} mails about {file}" for file, times in mails.items() if times > 1]
    problems += [problem for file in sheets for problem in _access_problems(file, reviewers)]
    problems += _record_problems(records, reviewers, sheets)
    problems += _content_problems(standin, records)
    problems += report["violations"] + [f"not implemented: {one}" for one in report["unimplemented"]]
    if (most := report["most_tries"])["times"] > MAX_TRIES:
        problems.append(f"{most['times']} tries of one {most['call']}")
    return problems


def _access_problems(file: Mapping[str, Any], reviewers: Mapping[str, str]) -> Iterator[str]:
    """Whoever has access but the owner and the reviewer, who may write."""
    wanted = [("owner", file["owner"]), ("writer", reviewers.get(file["appProperties"]["sr_review"], ""))]
    given = sorted((one["role"], one.get("emailAddress", one["type"])) for one in file["permissions"])
    if given != wanted:
        yield f"access to {file['id']} is {given}, not {wanted}"


def _record_problems(
    records: Mapping[str, OnlineSheet], reviewers: Mapping[str, str], sheets: list[dict[str, Any]]
) -> Iterator[str]:
    """Where the cycle remembers something else than there is."""
    there = {file["appProperties"]["sr_review"]: file["id"] for file in sheets}
    for form, email in reviewers.items():
        record = records.get(form)
        if record is None or (record.step, record.file_id) != (Step.SHARED, there.get(form)):
            yield f"the cycle does not know the spreadsheet of {form} as shared"
        elif (record.recipient, bool(record.permission)) != (email, True):
            yield f"the cycle does not know with whom that of {form} is shared"


def _content_problems(standin: Standin, records: Mapping[str, OnlineSheet]) -> Iterator[str]:
    """Spreadsheets that are not built, or not as the cycle remembers."""
    standin.faults()
    somebody = standin.client_as()
    for number, record in enumerate(record for record in records.values() if record.digest):
        if number % _READS == 0:
            standin.sleep_until(standin.now() + 61)
        found = somebody.get(record.file_id, fields="developerMetadata(metadataKey,metadataValue),sheets.properties")
        marks = [one["metadataValue"] for one in found.get("developerMetadata", ()) if one["metadataKey"] == MARK_KEY]
        titles = [sheet["properties"]["title"] for sheet in found["sheets"]]
        if marks != [record.digest]:
            yield f"{record.file_id} has the marks {marks}, not {record.digest!r}"
        if any(title.startswith("~") or title == "Tabellenblatt1" for title in titles):
            yield f"{record.file_id} still has a sheet of before: {titles}"
