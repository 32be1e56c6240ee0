"""The command line as a process against the stand-in: pushed until nothing is left to do, and what must hold then."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google_standin.people import SIGN_IN_FILES, config_folder
from google_standin.running import Standin
from sheetreview.cycle.sheets import OnlineSheet, Step
from sheetreview.google.refusals import MAX_TRIES
from sheetreview.google.render import MARK_KEY
from sheetreview.steps.open_cycle import OpenCycle

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
NO_MAIL = "Google's mail about it may not have gone out"
"""How the detail begins of a form that is shared though nobody was written to."""
_HEADERS = ("Sheet", "For", "What became of it", "Detail")
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
    def told(self) -> list[tuple[str, str, str]]:
        """The sheets that it has something to say about: title, what became of it, and why."""
        if self.output.startswith("{"):
            sent = json.loads(self.output)["sent"]
            return [(one["title"], one["fate"], one["detail"]) for one in sent if one["detail"]]
        return [(title, fate, detail) for title, _, fate, detail in _rows(self.output.splitlines())]

    def about(self, people: Collection[str], reason: str = "") -> set[str]:
        """Those of these people about whose sheets it gives a reason, which begins like this."""
        titles = [title for title, _, detail in self.told if detail and detail.startswith(reason)]
        return {name for name in people if any(re.search(rf"\b{re.escape(name)}\b", title) for title in titles)}

    @property
    def ended(self) -> str:
        """Why it ended before its end, or sharing did; empty when it did not."""
        if self.output.startswith("{"):
            return str(json.loads(self.output)["stopped"])
        said = [line for line in self.errors.splitlines() if line.startswith("sheetreview: ")]
        return said[-1].removeprefix("sheetreview: ").removeprefix("stopped: ") if said else ""


def _rows(lines: Sequence[str]) -> Iterator[list[str]]:
    """The rows of the table of sheets; a long cell goes on below itself, with nothing beside it for whom it is.

    A table without a detail in any row has no column for it.
    """
    start = next((number for number, line in enumerate(lines) if line.startswith(_HEADERS[0] + "  ")), len(lines))
    row: list[str] = []
    for line in lines[start + 2 :]:
        if not line.strip():
            break
        places = [lines[start].index(name) if name in lines[start] else None for name in _HEADERS]
        ends = [*places[1:], None]
        cells = ["" if a is None else line[a:b].strip() for a, b in zip(places, ends, strict=True)]
        if cells[1] and row:
            yield row
            row = []
        row = [f"{above} {cell}".strip() for above, cell in zip(row, cells, strict=True)] if row else cells
    if row:
        yield row


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


def pushed(standin: Standin, root: Path, form: str = "json") -> Ended:
    """One push, from its start to its end, which prints JSON or a table."""
    standin.new_run()
    return finished(started(standin, root, "push", "--format", form))


def pushes(standin: Standin, root: Path, most: int, form: str = "json") -> Iterator[Ended]:
    """Push again and again until nothing is left to do, so often at most."""
    for _ in range(most):
        run = pushed(standin, root, form)
        yield run
        if run.code not in (LOOK, STOPPED):
            return


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
        records = cycle.store.sheets.all()
        reviewers = {form: assignment.reviewer.email for form, assignment in cycle.store.assignments().items()}
    made = Counter(file["appProperties"]["sr_review"] for file in sheets)
    mails = Counter[str]()
    for mail in report["mails"]:
        mails[mail["file"]] += mail["times"]
    kept_back = {mail["file"] for mail in report["failed_mails"]}
    silent = [file["appProperties"]["sr_review"] for file in sheets if file["id"] not in kept_back | mails.keys()]
    problems = [f"{made[form]} spreadsheets for {form}" for form in reviewers if made[form] != 1]
    problems += [f"a spreadsheet for {key}, which is no form" for key in made if key not in reviewers]
    problems += [f"{len(folders)} folders"] if len(folders) != 1 else []
    problems += [f"{times} mails about {file}" for file, times in mails.items() if times > 1]
    problems += [f"no mail about {form}, and Google did not fail to send one" for form in silent]
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


def people_of(root: Path, forms: Collection[str]) -> set[str]:
    """The names of those whom these forms of a cycle are about."""
    with OpenCycle.open(root, reading=True) as cycle:
        return {one.reviewee.name for form, one in cycle.store.assignments().items() if form in forms}


def left_unsaid(run: Ended, root: Path) -> Iterator[str]:
    """What a push that printed a table has left undone without saying so, a sentence each.

    It names each sheet with which something is wrong, and why. Of those that it did not come to share because Google
    ended the run, or all sharing, it says how many there are, and why.
    """
    with OpenCycle.open(root, reading=True) as cycle:
        records = cycle.store.sheets.all()
        forms = [form for form in cycle.store.assignments() if form not in records or records[form].step != Step.SHARED]
    people = people_of(root, forms)
    unnamed = sorted(people - run.about(people))
    counts = [int(one or other) for one, other in re.findall(r"(\d+) made, not shared|Not reached: (\d+)", run.output)]
    if run.code != STOPPED:
        yield from (f"the sheet about {name} is not done, and not named in the table" for name in unnamed)
    elif not run.ended:
        yield "a run was ended by Google and does not say why"
    elif run.output and sum(counts) < len(unnamed):
        # What it did not reach may have been done before.
        yield f"{len(unnamed)} sheets are neither done nor named, and the run says {sum(counts)}"
