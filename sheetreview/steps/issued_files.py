"""In which file each form is issued by now: a workbook of its own, or its reviewer's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sheetreview.cycle.store import IssuedForm
from sheetreview.errors import FileError
from sheetreview.model.people import Assignment
from sheetreview.reading.files import read_bytes
from sheetreview.steps.form_files import is_bundle
from sheetreview.steps.open_cycle import OpenCycle


@dataclass(frozen=True, slots=True)
class IssuedFiles:
    """The files that forms were issued in, and ``current``: the one of each form that counts, by form id.

    That is the one it was issued in last, unless somebody has deleted it and kept another.
    """

    cycle: OpenCycle
    issues: Sequence[IssuedForm]
    current: Mapping[str, str]

    @classmethod
    def of(cls, cycle: OpenCycle, issues: Sequence[IssuedForm]) -> IssuedFiles:
        """The files of a cycle, as they are recorded and lie on the disk."""
        places: dict[str, list[str]] = {}
        for issue in issues:
            places.setdefault(issue.form_id, []).append(issue.path)
        current = {form: paths[-1] for form, paths in places.items()} | cycle.store.current_files()
        for form, paths in places.items():
            if len(paths) > 1:
                there = [path for path in paths if (cycle.folder.root / path).exists()]
                if there and current[form] not in there:
                    current[form] = there[-1]
        return cls(cycle, issues, current)

    def bundled(self, assignments: Mapping[str, Assignment]) -> set[str]:
        """The forms that stand in their reviewer's workbook, or are to: those that are new, unless it is begun."""
        stand = {form for form in assignments if is_bundle(self.current.get(form, ""))}
        reviewers = {assignments[form].reviewer.key for form in stand}
        new = {form for form, one in assignments.items() if form not in self.current and one.reviewer.key in reviewers}
        return stand | (new - self.beside_begun(assignments))

    def beside_begun(self, assignments: Mapping[str, Assignment]) -> set[str]:
        """The forms that do not stand in their reviewer's workbook, and come too late for it: it is begun."""
        inside: dict[str, set[str]] = {}
        for issue in self.issues:
            if is_bundle(issue.path) and issue.form_id in assignments:
                inside.setdefault(assignments[issue.form_id].reviewer.key, set()).add(issue.form_id)
        beside = {f for f, one in assignments.items() if f not in inside.get(one.reviewer.key, {f})}
        begun = set(self._begun(assignments, {assignments[form].reviewer.key for form in beside}))
        return {form for form in beside if assignments[form].reviewer.key in begun}

    def _begun(self, assignments: Mapping[str, Assignment], reviewers: set[str]) -> Iterator[str]:
        """Those of some reviewers who have filled anything in in their workbook, or sent it back."""
        returned = self.cycle.store.return_counts() if reviewers else {}
        digests: dict[str, str] = {}
        for issue in self.issues:
            one = assignments.get(issue.form_id)
            if one is not None and one.reviewer.key in reviewers and is_bundle(issue.path):
                digests[issue.path] = issue.digest
                if issue.form_id in returned:
                    yield one.reviewer.key
        touched = {path for path, digest in digests.items() if self._is_touched(path, digest)}
        yield from (
            assignments[i.form_id].reviewer.key for i in self.issues if i.path in touched and i.form_id in assignments
        )

    def _is_touched(self, path: str, digest: str) -> bool:
        place = self.cycle.folder.root / path
        try:
            return place.exists() and sha256(read_bytes(place)).hexdigest() != digest
        except FileError:
            return True
