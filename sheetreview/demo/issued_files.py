"""The files a cycle has issued, looked at before they are sent: which are there, and as they were issued."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from sheetreview.cycle.sheets import SheetRecords
from sheetreview.cycle.store import IssuedForm
from sheetreview.demo.troubles import Kind, Trouble, of_form
from sheetreview.errors import FileError
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.model.people import Assignment
from sheetreview.reading.files import find_files, read_bytes
from sheetreview.reading.open import parse_book
from sheetreview.steps.form_files import FormFile
from sheetreview.steps.form_workbooks import FormWorkbooks
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.prefill import PrefillSource, shown_roles


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
        self._workbooks = FormWorkbooks(cycle)
        self._assignments = cycle.store.assignments()
        issues = list(cycle.store.issues())
        self._digests = {issue.path: issue.digest for issue in issues}
        places: dict[str, list[str]] = {}
        for issue in issues:
            places.setdefault(issue.form_id, []).append(issue.path)
        self.troubles = [*self._not_issued(cycle, places), *self._of_nobody(issues), *self._strays(cycle.folder.forms)]
        self.files = self._chosen(places)

    def _not_issued(self, cycle: OpenCycle, places: Mapping[str, Sequence[str]]) -> Iterator[Trouble]:
        online = {form.form_id for sheet in SheetRecords(cycle.store).all().values() for form in sheet.forms}
        facts = PrefillSource(cycle)
        for form_id, assignment in self._assignments.items():
            if form_id in places:
                continue
            edition = cycle.edition_of(assignment)
            waits = bool(shown_roles(edition)) and facts.of(assignment, edition).shown is None
            kind = Kind.ONLINE if form_id in online else Kind.LATER if waits else Kind.NOT_ISSUED
            yield of_form(kind, form_id, assignment)

    def _of_nobody(self, issues: Sequence[IssuedForm]) -> Iterator[Trouble]:
        current = {issue.path for issue in issues if issue.form_id in self._assignments}
        for path in sorted({issue.path for issue in issues} - current):
            if os.path.lexists(self._root / path):
                yield Trouble(kind=Kind.FORMER, file=path)

    def _strays(self, folder: Path) -> Iterator[Trouble]:
        """Files among the forms that the cycle did not put there, and that would be sent with them."""
        for file in find_files([folder]) if folder.is_dir() else ():
            path = file.relative_to(self._root).as_posix()
            if path not in self._digests:
                yield Trouble(kind=Kind.STRAY, file=path)

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
                doubled = of_form(Kind.DOUBLED, form_id, assignment)
                self.troubles.append(replace(doubled, detail=", ".join(present)))
            chosen.setdefault(present[-1], []).append((form_id, assignment))
        self.troubles += [Trouble(kind=Kind.MISSING, file=path) for path in missing]
        return [FormFile(path=path, forms=tuple(forms)) for path, forms in chosen.items()]

    def read(self, file: FormFile) -> FoundFile | None:
        """A file with the forms that are found in it; None when it is not as it was issued, which is then noted."""
        path = self._root / file.path
        if _is_open(path):
            self.troubles.append(Trouble(kind=Kind.OPEN, file=file.path))
        try:
            data = read_bytes(path)
            found = {form.identity.form_id: form for form in find_forms(parse_book(data, path.name))}
        except FileError as error:
            self.troubles.append(Trouble(kind=Kind.UNREADABLE, file=file.path, detail=_first_sentence(error.reason)))
            return None
        lost = [form for form in file.forms if form[0] not in found]
        self.troubles += [replace(of_form(Kind.NOT_THE_FORM, *form), file=file.path) for form in lost]
        if data != self._workbooks.stamp(file):
            untouched = sha256(data).hexdigest() == self._digests[file.path]
            kind = Kind.OUTDATED if untouched else Kind.TOUCHED
            if untouched or not lost:
                self.troubles.append(Trouble(kind=kind, file=file.path))
            if not untouched:
                return None
        return FoundFile(file=file, data=data, found=found)


def _is_open(path: Path) -> bool:
    """Whether a spreadsheet program has laid its lock file beside a file."""
    locks = (f"~${path.name}", f".~lock.{path.name}#")
    return any(os.path.lexists(path.with_name(lock)) for lock in locks)


def _first_sentence(reason: str) -> str:
    """What is wrong with a file, without the advice behind it, which is for files that somebody sent."""
    return reason.partition(". ")[0].removesuffix(".")
