"""``generate``: write the forms of a cycle, each once, and never over anyone's work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from sheetreview.steps.open_cycle import OpenCycle

BATCH = 200
"""Files that reach the disk together: what a killed run may have to write again."""

Progress = Callable[[int], None]
"""Told how many forms have just been dealt with."""

_NOTHING_MOVED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """The outcome for each file, by path relative to the cycle's folder.

    ``written`` are new, ``refreshed`` untouched ones whose roster or metrics changed, ``kept`` were there already,
    ``touched`` were filled in or edited by somebody and left alone, ``replaced`` the same with ``force``, each with its
    backup. ``gone`` are files on the disk whose forms are all of people who left the roster, left alone too. In
    ``waiting`` forms of all these another role's answers have their place and none has come back.
    """

    forms: int
    written: tuple[str, ...]
    refreshed: tuple[str, ...]
    kept: tuple[str, ...]
    touched: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    kind: Literal["written", "refreshed", "kept", "touched", "replaced"]
    file: FormFile
    data: bytes
    backup: str = ""


_CHANGED = frozenset({"written", "refreshed", "replaced"})


def generate(
    cycle: OpenCycle,
    *,
    bundle: Literal["none", "reviewer"] = "none",
    roles: Collection[str] = (),
    months: Collection[str] = (),
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Generated:
    """Write every form of the cycle that is not there yet, or only those for some roles and months (``2026-11``).

    With ``bundle="reviewer"`` one workbook for each reviewer, with a tab for each of their forms; forms that leave the
    house stay single. ``force`` replaces forms that somebody has touched, keeping a backup. Raises CycleError for a
    role or month that no form has, FileError when the disk refuses.
    """
    assignments = cycle.store.assignments()
    files = form_files(cycle, assignments, tuple(cycle.store.issues()), bundled=bundle == "reviewer")
    wanted = matching_forms(assignments, FormFilter(roles=roles, months=months))
    files = [only for file in files if (only := file.only(wanted)).forms]
    return issue_files(cycle, files, force=force, progress=progress)


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
    return Generated(
        forms=sum(len(outcome.file.forms) for outcome in outcomes),
        written=_paths(outcomes, "written"),
        refreshed=_paths(outcomes, "refreshed"),
        kept=_paths(outcomes, "kept"),
        touched=_paths(outcomes, "touched"),
        replaced=tuple((o.file.path, o.backup) for o in outcomes if o.kind == "replaced"),
        gone=_gone(cycle, cycle.store.assignments(), issues),
        waiting=workbooks.waiting,
    )


def form_files(
    cycle: OpenCycle, assignments: Mapping[str, Assignment], issues: Sequence[IssuedForm], *, bundled: bool
) -> list[FormFile]:
    """The files of all forms, single or bundled; a form keeps its place whichever forms are written.

    Raises CycleError when the items picked are not those of the layouts.
    """
    layouts = {form: cycle.edition_of(assignment).layout for form, assignment in assignments.items()}
    check_picked(cycle.settings.picked, {layout.id: layout for layout in layouts.values()}, str(cycle.folder.settings))
    kinds = {form: FormKind.of(layouts[form], assignment.role) for form, assignment in assignments.items()}
    if not bundled:
        return list(single_files(assignments, issues, kinds))
    inside = {form: a for form, a in assignments.items() if not kinds[form].external}
    outside = {form: a for form, a in assignments.items() if kinds[form].external}
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
