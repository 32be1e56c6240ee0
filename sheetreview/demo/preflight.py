"""The issued files looked at before they are sent: which are there, as they were issued, and what keeps them here."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Self

from sheetreview.cycle.store import IssuedForm
from sheetreview.errors import FileError
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.model.people import Assignment
from sheetreview.reading.files import find_files, read_bytes
from sheetreview.reading.open import parse_book
from sheetreview.steps.form_files import FormFile
from sheetreview.steps.form_workbooks import FormWorkbooks
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.prefill import PrefillSource, shown_roles

_FRESH = "'generate --force' puts a fresh form in its place and keeps a backup"
_OURS = "do not send it, and please report this: it is a mistake in sheetreview"


class TroubleKind(StrEnum):
    """What is in the way of sending a cycle's forms, or (the last two) only not part of the rehearsal.

    Each says what it is, of one and of ``several``, and how to mend it.
    """

    one: str
    several: str
    fix: str

    def __new__(cls, code: str, one: str, several: str, fix: str) -> Self:
        """A member that is its code."""
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.one, kind.several, kind.fix = one, several, fix
        return kind

    NOT_ISSUED = "not-issued", "form is not issued yet", "forms are not issued yet", "run 'generate'"
    MISSING = (
        "missing",
        "file is missing",
        "files are missing",
        "run 'generate' as you did before: it writes what is missing; if a file was only renamed, name it back",
    )
    UNREADABLE = (
        "unreadable",
        "file cannot be read",
        "files cannot be read",
        f"{_FRESH}; if you may not read it, give it back its permissions",
    )
    OPEN = "open", "file is open in a spreadsheet program", "files are open in a spreadsheet program", "close it there"
    TOUCHED = (
        "touched",
        "file was changed after it was issued, and was not rehearsed",
        "files were changed after they were issued, and were not rehearsed",
        f"take it in with 'collect' if it is filled in; {_FRESH}",
    )
    NOT_THE_FORM = (
        "not-the-form",
        "file does not hold the form that was issued in it",
        "files do not hold the forms that were issued in them",
        _FRESH,
    )
    DOUBLED = (
        "doubled",
        "form stands in several files",
        "forms stand in several files",
        "delete all but one: its reviewer would not know which one to fill in",
    )
    FORMER = (
        "former",
        "file is for nobody on the roster",
        "files are for nobody on the roster",
        "do not send it: delete it, or put the person back on the roster",
    )
    STRAY = (
        "stray",
        "file among the forms was not put there by 'generate'",
        "files among the forms were not put there by 'generate'",
        "move it out before you send the folder",
    )
    OUTDATED = (
        "outdated",
        "form is older than the roster, the figures or the layout",
        "forms are older than the roster, the figures or the layout",
        "run 'generate': it brings the form up to date",
    )
    WAITING = (
        "waiting",
        "form shows a dash in the place of another role's answers",
        "forms show a dash in the place of another role's answers",
        "collect these answers and run 'generate' before you send it",
    )
    NOT_TAKEN = (
        "not-taken",
        "filled form was not taken in",
        "filled forms were not taken in",
        "see with 'layouts show' what the form's role can fill in",
    )
    MISREAD = "misread", "answer was read as something else", "answers were read as something else", _OURS
    FINDING = (
        "finding",
        "error is left though the form is filled in",
        "errors are left though the forms are filled in",
        "mend the layout where a form cannot be filled in without an error",
    )
    NOT_COUNTED = (
        "not-counted",
        "filled review does not count in the summary",
        "filled reviews do not count in the summary",
        _OURS,
    )
    LATER = (
        "later",
        "form waits for another role's answers, and is not issued yet",
        "forms wait for another role's answers, and are not issued yet",
        "when these are collected, run 'generate' and rehearse again",
    )
    ONLINE = (
        "online",
        "form went out as a Google Sheet only",
        "forms went out as Google Sheets only",
        "nothing to do: only workbooks are rehearsed",
    )

    @property
    def stops(self) -> bool:
        """Whether the cycle is not fit to send because of it."""
        return self not in {TroubleKind.LATER, TroubleKind.ONLINE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that was found: with which file, relative to the cycle's folder, which form and which cell.

    ``about`` is the account or month that the form is about.
    """

    kind: TroubleKind
    file: str = ""
    sheet: str = ""
    cell: str = ""
    form_id: str = ""
    reviewee: str = ""
    reviewer: str = ""
    role: str = ""
    about: str = ""
    detail: str = ""

    @classmethod
    def of_form(
        cls, kind: TroubleKind, form_id: str, assignment: Assignment, *, file: str = "", detail: str = ""
    ) -> Self:
        """What is wrong with one form."""
        return cls(
            kind=kind,
            file=file,
            form_id=form_id,
            reviewee=assignment.reviewee.name,
            reviewer=assignment.reviewer.name,
            role=assignment.role,
            about=assignment.account or assignment.month,
            detail=detail,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file as it was issued: its bytes, and each of its forms as it was found in it."""

    file: FormFile
    data: bytes
    found: Mapping[str, FoundForm]


class IssuedFiles:
    """The issued files of a cycle, read one at a time; ``troubles`` collects what is wrong with them."""

    def __init__(self, cycle: OpenCycle) -> None:
        self._root = cycle.folder.root
        self._press = FormWorkbooks(cycle)
        self._assignments = cycle.store.assignments()
        issues = list(cycle.store.issues())
        self._digests = {issue.path: issue.digest for issue in issues}
        places: dict[str, list[str]] = {}
        for issue in issues:
            places.setdefault(issue.form_id, []).append(issue.path)
        self.troubles = [*self._not_issued(cycle, places), *self._of_nobody(issues), *self._strays(cycle.folder.forms)]
        self.files = self._chosen(places)

    def _not_issued(self, cycle: OpenCycle, places: Mapping[str, Sequence[str]]) -> Iterator[Trouble]:
        online = {form.form_id for sheet in cycle.store.sheets.all().values() for form in sheet.forms}
        facts = PrefillSource(cycle)
        for form_id, assignment in self._assignments.items():
            if form_id in places:
                continue
            edition = cycle.edition_of(assignment)
            waits = bool(shown_roles(edition)) and facts.of(assignment, edition).shown is None
            kind = TroubleKind.ONLINE if form_id in online else TroubleKind.LATER if waits else TroubleKind.NOT_ISSUED
            yield Trouble.of_form(kind, form_id, assignment)

    def _of_nobody(self, issues: Sequence[IssuedForm]) -> Iterator[Trouble]:
        current = {issue.path for issue in issues if issue.form_id in self._assignments}
        for path in sorted({issue.path for issue in issues} - current):
            if os.path.lexists(self._root / path):
                yield Trouble(kind=TroubleKind.FORMER, file=path)

    def _strays(self, folder: Path) -> Iterator[Trouble]:
        """Files among the forms that the cycle did not put there, and that would be sent with them."""
        for file in find_files([folder]) if folder.is_dir() else ():
            path = file.relative_to(self._root).as_posix()
            if path not in self._digests:
                yield Trouble(kind=TroubleKind.STRAY, file=path)

    def _chosen(self, places: Mapping[str, Sequence[str]]) -> list[FormFile]:
        """The files that hold the forms of the roster: of a form in several files, the one issued last."""
        chosen: dict[str, list[tuple[str, Assignment]]] = {}
        missing: Counter[str] = Counter()
        there = {path: os.path.lexists(self._root / path) for path in self._digests}
        for form_id, assignment in self._assignments.items():
            issued = places.get(form_id, ())
            present = [path for path in issued if there[path]]
            if not present:
                missing.update(issued[-1:])
                continue
            if len(present) > 1:
                doubled = Trouble.of_form(TroubleKind.DOUBLED, form_id, assignment, detail=", ".join(present))
                self.troubles.append(doubled)
            chosen.setdefault(present[-1], []).append((form_id, assignment))
        self.troubles += [Trouble(kind=TroubleKind.MISSING, file=path) for path in missing]
        return [FormFile(path=path, forms=tuple(forms)) for path, forms in chosen.items()]

    def read(self, file: FormFile) -> FoundFile | None:
        """A file with the forms that are found in it; None when it is not as it was issued, which is then noted."""
        path = self._root / file.path
        if _is_open(path):
            self._note(TroubleKind.OPEN, file)
        try:
            data = read_bytes(path)
            found = {form.identity.form_id: form for form in find_forms(parse_book(data, path.name))}
        except FileError as error:
            # The advice behind the first sentence is for files that somebody sent.
            self._note(TroubleKind.UNREADABLE, file, error.reason.partition(". ")[0].removesuffix("."))
            return None
        lost = [form for form in file.forms if form[0] not in found]
        self.troubles += [Trouble.of_form(TroubleKind.NOT_THE_FORM, *form, file=file.path) for form in lost]
        if data != self._press.stamp(file):
            if sha256(data).hexdigest() != self._digests[file.path]:
                if not lost:
                    self._note(TroubleKind.TOUCHED, file)
                return None
            self._note(TroubleKind.OUTDATED, file)
        return FoundFile(file=file, data=data, found=found)

    def _note(self, kind: TroubleKind, file: FormFile, detail: str = "") -> None:
        self.troubles.append(Trouble(kind=kind, file=file.path, detail=detail))


def _is_open(path: Path) -> bool:
    """Whether a spreadsheet program has laid its lock file beside a file."""
    locks = (f"~${path.name}", f".~lock.{path.name}#")
    return any(os.path.lexists(path.with_name(lock)) for lock in locks)
