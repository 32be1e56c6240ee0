"""In which file each form is issued by now: a workbook of its own, or its reviewer's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sheetreview.cycle.store import IssuedForm
from sheetreview.errors import FileError
from sheetreview.model.people import Assignment
from sheetreview.reading.files import read_bytes
from sheetreview.steps.form_files import FormFile, is_bundle
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
        return _is_touched(self.cycle, path, digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTwice:
    """A reviewer with forms that lie in several ``files`` at once: whom they are about, and which files are ``begun``.

    A file is begun when somebody has typed into it, or its form has come back and was issued nowhere else then.
    """

    reviewer: str
    email: str
    people: tuple[str, ...]
    files: tuple[str, ...]
    begun: tuple[str, ...]


def issued_twice(
    cycle: OpenCycle, issues: Iterable[IssuedForm], files: Sequence[FormFile], edited: Collection[str]
) -> tuple[IssuedTwice, ...]:
    """Who has forms in some files, as they are now, that lie in another file, too.

    ``issues`` are as they were before, ``edited`` the files that somebody had typed into by then.
    """
    former: dict[str, dict[str, str]] = {}
    for issue in issues:
        former.setdefault(issue.form_id, {})[issue.path] = issue.digest
    again: dict[str, list[_IssuedAgain]] = {}
    for file in files:
        for form, assignment in file.forms:
            others = {path: digest for path, digest in former.get(form, {}).items() if path != file.path}
            there = {path: digest for path, digest in others.items() if (cycle.folder.root / path).exists()}
            if there:
                one = _IssuedAgain(form, assignment, file.path, there, sole=len(former[form]) == 1)
                again.setdefault(assignment.reviewer.key, []).append(one)
    forms = [one for found in again.values() for one in found]
    returned = cycle.store.return_counts() if forms else {}
    digests = {path: digest for one in forms for path, digest in one.others.items()}
    for file in files:
        digests.pop(file.path, None)
    begun = {*edited, *(path for path, digest in digests.items() if _is_touched(cycle, path, digest))}
    begun |= {path for one in forms if one.sole and one.form_id in returned for path in one.others}
    return tuple(_twice(found, begun) for found in again.values())


@dataclass(frozen=True, slots=True)
class _IssuedAgain:
    """A form in ``path`` that lies in ``others``, too (SHA-256 by path).

    ``sole`` says that it was in one file only until now.
    """

    form_id: str
    assignment: Assignment
    path: str
    others: Mapping[str, str]
    sole: bool


def _twice(forms: Sequence[_IssuedAgain], begun: Collection[str]) -> IssuedTwice:
    reviewer = forms[0].assignment.reviewer
    files = tuple(dict.fromkeys(path for one in forms for path in (one.path, *one.others)))
    return IssuedTwice(
        reviewer=reviewer.name,
        email=reviewer.email,
        people=tuple(dict.fromkeys(one.assignment.reviewee.name for one in forms)),
        files=files,
        begun=tuple(path for path in files if path in begun),
    )


def _is_touched(cycle: OpenCycle, path: str, digest: str) -> bool:
    """Whether a file on the disk is not as it was issued."""
    place = cycle.folder.root / path
    try:
        return place.exists() and sha256(read_bytes(place)).hexdigest() != digest
    except FileError:
        return True
