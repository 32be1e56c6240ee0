"""``generate``: write the forms of a cycle, each once, and never over anyone's work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from sheetreview.cycle.files import make_folder, plain_errors, write_file, write_files
from sheetreview.cycle.names import compared
from sheetreview.cycle.store import IssuedForm
from sheetreview.inputs.cycle_file import check_picked
from sheetreview.model.people import Assignment
from sheetreview.steps.batches import batches
from sheetreview.steps.form_files import FormFile, FormKind, bundle_files, single_files
from sheetreview.steps.form_filter import FormFilter, matching_forms
from sheetreview.steps.form_workbooks import FormWorkbooks
from sheetreview.steps.issued_files import IssuedFiles, IssuedTwice, issued_twice
from sheetreview.steps.open_cycle import OpenCycle

BATCH = 200
"""Files that reach the disk together: what a killed run may have to write again."""

Progress = Callable[[int], None]
"""Told how many forms have just been dealt with."""

_NOTHING_MOVED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSend:
    """A reviewer with files to be sent: the people whose forms are ``new`` in them, and who were ``refreshed``."""

    reviewer: str
    email: str
    files: tuple[str, ...]
    new: tuple[str, ...] = ()
    refreshed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """The outcome for each file, by path relative to the cycle's folder.

    ``written`` are new, ``refreshed`` untouched ones whose roster or metrics changed, ``kept`` were there already,
    ``touched`` were filled in or edited by somebody and left alone, ``replaced`` the same with ``force``, each with its
    backup. ``gone`` are files on the disk whose forms are all of people who left the roster, left alone too. In
    ``waiting`` forms of all these another role's answers have their place and none has come back. ``counts`` are the
    forms by outcome, ``reviewers`` who is to be sent something. ``beside`` are files with forms that came too late for
    their reviewer's workbook, which is begun. ``twice`` are reviewers with forms in the files just written that lie in
    another file, too; such a form is counted once.
    """

    forms: int
    written: tuple[str, ...]
    refreshed: tuple[str, ...]
    kept: tuple[str, ...]
    touched: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]
    waiting: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    reviewers: tuple[ToSend, ...] = ()
    beside: tuple[str, ...] = ()
    twice: tuple[IssuedTwice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    kind: Literal["written", "refreshed", "kept", "touched", "replaced"]
    file: FormFile
    data: bytes
    backup: str = ""


_CHANGED = frozenset({"written", "refreshed", "replaced"})
_EDITED = frozenset({"touched", "replaced"})


def generate(
    cycle: OpenCycle,
    *,
    bundle: Literal["none", "reviewer"] | None = None,
    roles: Collection[str] = (),
    months: Collection[str] = (),
    open_only: bool = False,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Generated:
    """Write every form of the cycle that is not there yet, or only those for some roles and months (``2026-11``).

    With ``bundle="reviewer"`` one workbook for each reviewer, with a tab for each of their forms; forms that leave the
    house stay single, and so do those that come after a reviewer has begun the workbook. With ``bundle="none"`` all are
    single; without, each is as it was issued before, and a new one as its reviewer's others. ``open_only``: only forms
    that have not come back. ``force`` replaces forms that somebody has touched, keeping a backup. Raises CycleError for
    a role or month that no form has, FileError when the disk refuses.
    """
    assignments = cycle.store.assignments()
    issues = tuple(cycle.store.issues())
    issued = IssuedFiles.of(cycle, issues)
    beside = issued.beside_begun(assignments) if bundle == "reviewer" and not force else set()
    match bundle:
        case "none":
            bundled: Collection[str] = ()
        case "reviewer":
            bundled = assignments.keys() - beside
        case None:
            bundled = issued.bundled(assignments)
            beside = issued.beside_begun(assignments)
    files = form_files(cycle, assignments, issues, bundled=bundled)
    wanted = matching_forms(assignments, FormFilter(roles=roles, months=months))
    wanted -= cycle.store.return_counts().keys() if open_only else set()
    files = [only for file in files if (only := file.only(wanted)).forms]
    places = {form: file.path for file in files for form, _ in file.forms}
    done = issue_files(cycle, files, force=force, progress=progress)
    known = cycle.store.current_files()
    if changed := {form: path for form, path in places.items() if known.get(form) != path}:
        with cycle.store.changing():
            cycle.store.record_current_files(changed)
    fresh = {*done.written, *done.refreshed}
    return replace(done, beside=tuple(path for form, path in places.items() if form in beside and path in fresh))


def issue_files(
    cycle: OpenCycle,
    files: Iterable[FormFile],
    *,
    moved: Mapping[str, str] = _NOTHING_MOVED,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Generated:
    """Write files of forms, each as it is to be now.

    ``moved`` are touched files that may be replaced, because what they hold stands in the new ones: SHA-256 by path.
    With ``force`` every touched file may be. What is replaced is kept as a backup. Raises FileError when the disk
    refuses.
    """
    issues = tuple(cycle.store.issues())
    digests = {issue.path: issue.digest for issue in issues}
    workbooks = FormWorkbooks(cycle)
    outcomes: list[_Outcome] = []
    for batch in batches(files, BATCH):
        done = [_outcome(cycle, file, workbooks.stamp(file), digests, moved, force=force) for file in batch]
        _write(cycle, done, workbooks, digests)
        outcomes += [_Outcome(kind=one.kind, file=one.file, data=b"", backup=one.backup) for one in done]
        progress(sum(len(one.file.forms) for one in done))
    before = {issue.form_id for issue in issues}
    # Reversed, so that of a form in several files the first counts.
    kinds = {form: one.kind for one in reversed(outcomes) for form, _ in one.file.forms}
    edited = {one.file.path for one in outcomes if one.kind in _EDITED}
    return Generated(
        counts=dict(Counter(kinds.values())),
        reviewers=tuple(_to_send(outcomes, before)),
        forms=len(kinds),
        written=_paths(outcomes, "written"),
        refreshed=_paths(outcomes, "refreshed"),
        kept=_paths(outcomes, "kept"),
        touched=_paths(outcomes, "touched"),
        replaced=tuple((o.file.path, o.backup) for o in outcomes if o.kind == "replaced"),
        gone=_gone(cycle, cycle.store.assignments(), issues),
        waiting=workbooks.waiting,
        twice=issued_twice(cycle, issues, [one.file for one in outcomes], edited),
    )


def _to_send(outcomes: Iterable[_Outcome], before: Collection[str]) -> Iterator[ToSend]:
    """Who has files that were written; ``before`` are the forms that had been issued already."""
    by_reviewer: dict[str, list[tuple[_Outcome, str, Assignment]]] = {}
    for one in outcomes:
        for form, assignment in one.file.forms if one.kind in _CHANGED else ():
            by_reviewer.setdefault(assignment.reviewer.key, []).append((one, form, assignment))
    for found in by_reviewer.values():
        reviewer = found[0][2].reviewer
        new = [a.reviewee.name for one, form, a in found if one.kind == "written" or form not in before]
        old = [a.reviewee.name for one, form, a in found if one.kind != "written" and form in before]
        yield ToSend(
            reviewer=reviewer.name,
            email=reviewer.email,
            files=tuple(dict.fromkeys(one.file.path for one, _, _ in found)),
            new=tuple(dict.fromkeys(new)),
            refreshed=tuple(dict.fromkeys(old)),
        )


def form_files(
    cycle: OpenCycle, assignments: Mapping[str, Assignment], issues: Sequence[IssuedForm], *, bundled: Collection[str]
) -> list[FormFile]:
    """The files of all forms, of which some are ``bundled``; a form keeps its place whichever forms are written.

    Raises CycleError when the items picked are not those of the layouts.
    """
    layouts = {form: cycle.edition_of(assignment).layout for form, assignment in assignments.items()}
    check_picked(cycle.settings.picked, {layout.id: layout for layout in layouts.values()}, str(cycle.folder.settings))
    kinds = {form: FormKind.of(layouts[form], assignment.role) for form, assignment in assignments.items()}
    inside = {form: a for form, a in assignments.items() if form in bundled and not kinds[form].external}
    outside = {form: a for form, a in assignments.items() if form not in inside}
    return [*bundle_files(inside, issues), *single_files(outside, issues, kinds)]


def _gone(cycle: OpenCycle, assignments: Mapping[str, Assignment], issues: Sequence[IssuedForm]) -> tuple[str, ...]:
    """Files on the disk that hold no form of anybody on the roster."""
    current = {issue.path for issue in issues if issue.form_id in assignments}
    former = sorted({issue.path for issue in issues} - current)
    return tuple(path for path in former if (cycle.folder.root / path).exists())


def _paths(outcomes: Iterable[_Outcome], kind: str) -> tuple[str, ...]:
    return tuple(outcome.file.path for outcome in outcomes if outcome.kind == kind)


def _outcome(
    cycle: OpenCycle,
    file: FormFile,
    data: bytes,
    digests: Mapping[str, str],
    moved: Mapping[str, str],
    *,
    force: bool,
) -> _Outcome:
    path = cycle.folder.root / file.path
    with plain_errors(path):
        there = path.read_bytes() if path.is_file() else None
    if there is None:
        return _Outcome(kind="written", file=file, data=data)
    if there == data:
        return _Outcome(kind="kept", file=file, data=data)
    digest = sha256(there).hexdigest()
    if digest == digests.get(file.path):
        return _Outcome(kind="refreshed", file=file, data=data)
    if not force and digest != moved.get(file.path):
        return _Outcome(kind="touched", file=file, data=data)
    return _Outcome(kind="replaced", file=file, data=data, backup=_back_up(cycle, path, there))


def _back_up(cycle: OpenCycle, path: Path, content: bytes) -> str:
    """Keep what is to be replaced, unless a run that was cut off has done so; the backup's path in the cycle."""
    inside = path.relative_to(cycle.folder.forms)
    folder = cycle.folder.backups / inside.parent
    make_folder(folder, inside=cycle.folder.root)
    with plain_errors(folder):
        taken = {compared(entry.stem): entry for entry in folder.iterdir()}
    for number in count(1):
        name = f"{inside.stem}-{number}"
        there = taken.get(compared(name))
        if there is None:
            target = folder / (name + inside.suffix)
            write_file(target, content)
            break
        with plain_errors(there):
            if there.is_file() and there.read_bytes() == content:
                target = there
                break
    return target.relative_to(cycle.folder.root).as_posix()


def _write(
    cycle: OpenCycle, outcomes: Sequence[_Outcome], workbooks: FormWorkbooks, digests: Mapping[str, str]
) -> None:
    """Bring a batch to the disk, then remember it: a run killed in between finds its own files and keeps them."""
    changed = [outcome for outcome in outcomes if outcome.kind in _CHANGED]
    for parent in {(cycle.folder.root / outcome.file.path).parent for outcome in changed}:
        make_folder(parent, inside=cycle.folder.root)
    write_files((cycle.folder.root / outcome.file.path, outcome.data) for outcome in changed)
    with cycle.store.changing():
        for outcome in outcomes:
            digest = sha256(outcome.data).hexdigest()
            if outcome.kind in _CHANGED or (outcome.kind == "kept" and digests.get(outcome.file.path) != digest):
                cycle.store.record_forms(workbooks.issued(outcome.file, digest))
