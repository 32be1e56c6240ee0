"""Which files a cycle's forms stand in: one a form, or one for each reviewer, each under a name that stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import PurePosixPath

from sheetreview.cycle.names import compared, first_free, slug
from sheetreview.cycle.store import IssuedForm
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment

NAME_BYTES = 80
ACCOUNT_BYTES = 60
NUMBER_BYTES = 40
"""A file's name may hold all three and a role, and file systems allow 255 bytes."""

ENDING = ".xlsx"


@dataclass(frozen=True, slots=True)
class FormKind:
    """What a form's file name must say, or must not: one of several ``roles``, and whether it leaves the house."""

    several_roles: bool
    external: bool

    @classmethod
    def of(cls, layout: Layout, role: str) -> FormKind:
        """The kind of a layout's forms for a role."""
        return cls(len(layout.roles) > 1, layout.role_by_id[role].external)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """One file to write: its path relative to the cycle's folder, with forward slashes, and the forms in it."""

    path: str
    forms: tuple[tuple[str, Assignment], ...]

    @property
    def bundled(self) -> bool:
        """Whether it is a workbook for a reviewer, even if with one form only."""
        return is_bundle(self.path)

    def only(self, wanted: Collection[str]) -> FormFile:
        """The same file with some of its forms."""
        return replace(self, forms=tuple((form, assignment) for form, assignment in self.forms if form in wanted))


def is_bundle(path: str) -> bool:
    """Whether a path is that of a reviewer's workbook."""
    return PurePosixPath(path).parent == PurePosixPath("forms")


def single_files(
    assignments: Mapping[str, Assignment], issues: Iterable[IssuedForm], kinds: Mapping[str, FormKind]
) -> Iterator[FormFile]:
    """One file a form, of the kind given for it. A form keeps the path it was first issued under."""
    known: dict[str, str] = {}
    issued = list(issues)
    for record in issued:
        if not is_bundle(record.path):
            known.setdefault(record.form_id, record.path)
    taken: dict[str, set[str]] = {}
    for path in known.values():
        folder, _, name = path.rpartition("/")
        taken.setdefault(compared(folder), set()).add(compared(name.removesuffix(ENDING)))
    folders = reviewer_folders(assignments, issued)
    for form, assignment in assignments.items():
        path = known.get(form, "")
        if not path:
            folder = f"forms/{folders[assignment.reviewer.key]}"
            used = taken.setdefault(compared(folder), set())
            name = first_free(_file_names(assignment, kinds[form]), used)
            used.add(compared(name))
            path = f"{folder}/{name}{ENDING}"
        yield FormFile(path=path, forms=((form, assignment),))


def bundle_files(assignments: Mapping[str, Assignment], issues: Iterable[IssuedForm]) -> Iterator[FormFile]:
    """One file for each reviewer, with all of their forms."""
    folders = reviewer_folders(assignments, issues)
    by_reviewer: dict[str, list[tuple[str, Assignment]]] = {}
    for form, assignment in assignments.items():
        by_reviewer.setdefault(assignment.reviewer.key, []).append((form, assignment))
    for key, forms in by_reviewer.items():
        yield FormFile(path=f"forms/{folders[key]}{ENDING}", forms=tuple(forms))


def _file_names(assignment: Assignment, kind: FormKind) -> list[str]:
    """Names for a form's file from the plainest to the most telling."""
    name = slug(assignment.reviewee.name, limit=NAME_BYTES)
    about = [slug(assignment.account, limit=ACCOUNT_BYTES)] if assignment.account else []
    about += [assignment.month] if assignment.month else []
    about += [assignment.role] if kind.several_roles else []
    plain = "-".join([name, *about])
    number = slug(assignment.reviewee.employee_id, "id", limit=NUMBER_BYTES)
    told_apart = [] if kind.external else ["-".join([name, number, *about]), f"{name}-{number}-{assignment.role}"]
    return [plain, *told_apart]


def reviewer_folders(assignments: Mapping[str, Assignment], issues: Iterable[IssuedForm]) -> dict[str, str]:
    """Folder name by reviewer key. Reviewers keep theirs; who shares a name is told apart by the address."""
    folders: dict[str, str] = {}
    for record in issues:
        assignment = assignments.get(record.form_id)
        if assignment is not None:
            folders.setdefault(assignment.reviewer.key, PurePosixPath(record.path).parts[1].removesuffix(ENDING))
    taken = {compared(name) for name in folders.values()}
    keys: dict[str, dict[str, None]] = {}
    for assignment in assignments.values():
        if assignment.reviewer.key not in folders:
            keys.setdefault(slug(assignment.reviewer.name, limit=NAME_BYTES), {})[assignment.reviewer.key] = None
    for name, found in keys.items():
        plain = len(found) == 1 and name not in taken
        folders |= {key: name if plain else _told_apart(name, key) for key in found}
    return folders


def _told_apart(name: str, key: str) -> str:
    mailbox = slug(key.partition("@")[0], limit=ACCOUNT_BYTES)
    return f"{name}-{mailbox}-{sha256(key.encode()).hexdigest()[:4]}"
