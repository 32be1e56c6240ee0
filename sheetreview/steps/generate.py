"""``generate``: write the forms of a cycle, each once, and never over somebody's work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from sheetreview.cycle.files import make_folder, plain_errors, write_file, write_files
from sheetreview.cycle.names import compared, first_free, slug
from sheetreview.cycle.store import IssuedForm
from sheetreview.form.bundle import NAME, REVIEWER, bundle_plan, part_prefix
from sheetreview.form.compose import form_plan
from sheetreview.form.keys import FORMAT
from sheetreview.form.slots import TAB, slot_values
from sheetreview.model.edition import Edition
from sheetreview.model.people import Assignment
from sheetreview.model.review import FormIdentity
from sheetreview.steps.batches import batches
from sheetreview.steps.opened import OpenCycle

if TYPE_CHECKING:
    from sheetreview.xlsx.stamp import CompiledPlan

BATCH = 200
"""Files that reach the disk together: what a killed run may have to write again."""

Progress = Callable[[int], None]
"""Told how many forms have just been dealt with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What became of each file, by path relative to the cycle's folder.

    ``written`` are new, ``refreshed`` untouched ones whose roster or metrics changed, ``kept`` were there already,
    ``touched`` were filled in or edited by somebody and left alone, ``replaced`` the same with ``force``, each with its
    backup.
    """

    forms: int
    written: tuple[str, ...]
    refreshed: tuple[str, ...]
    kept: tuple[str, ...]
    touched: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One file to write: its path and the forms in it."""

    path: str
    forms: tuple[tuple[str, Assignment], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    kind: Literal["written", "refreshed", "kept", "touched", "replaced"]
    job: _Job
    data: bytes
    backup: str = ""


def generate(
    cycle: OpenCycle,
    *,
    bundle: Literal["none", "reviewer"] = "none",
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Generated:
    """Write every form of the cycle that is not there yet.

    With ``bundle="reviewer"`` one workbook for each reviewer, with a tab for each of their forms. ``force`` replaces
    forms that somebody has touched, keeping a backup. Raises FileError when the disk refuses.
    """
    issued = cycle.store.forms()
    jobs = _bundle_jobs(cycle) if bundle == "reviewer" else _single_jobs(cycle, issued)
    digests = {form.path: form.digest for form in issued.values()}
    press = _Press(cycle)
    outcomes: list[_Outcome] = []
    for batch in batches(jobs, BATCH):
        done = [_outcome(cycle, job, press.stamp(job), digests.get(job.path), force=force) for job in batch]
        _write(cycle, done, press, digests)
        outcomes += [_Outcome(kind=one.kind, job=one.job, data=b"", backup=one.backup) for one in done]
        progress(sum(len(one.job.forms) for one in done))
    return Generated(
        forms=sum(len(outcome.job.forms) for outcome in outcomes),
        written=_paths(outcomes, "written"),
        refreshed=_paths(outcomes, "refreshed"),
        kept=_paths(outcomes, "kept"),
        touched=_paths(outcomes, "touched"),
        replaced=tuple((o.job.path, o.backup) for o in outcomes if o.kind == "replaced"),
    )


def _paths(outcomes: Iterable[_Outcome], kind: str) -> tuple[str, ...]:
    return tuple(outcome.job.path for outcome in outcomes if outcome.kind == kind)


def _outcome(cycle: OpenCycle, job: _Job, data: bytes, digest: str | None, *, force: bool) -> _Outcome:
    path = cycle.folder.root / job.path
    with plain_errors(path):
        there = path.read_bytes() if path.is_file() else None
    if there is None:
        return _Outcome(kind="written", job=job, data=data)
    if there == data:
        return _Outcome(kind="kept", job=job, data=data)
    if sha256(there).hexdigest() == digest:
        return _Outcome(kind="refreshed", job=job, data=data)
    if not force:
        return _Outcome(kind="touched", job=job, data=data)
    return _Outcome(kind="replaced", job=job, data=data, backup=_back_up(cycle, path, there))


def _back_up(cycle: OpenCycle, path: Path, content: bytes) -> str:
    inside = path.relative_to(cycle.folder.forms)
    folder = cycle.folder.backups / inside.parent
    make_folder(folder)
    taken = {compared(entry.stem) for entry in folder.iterdir()}
    target = folder / (first_free([f"{inside.stem}-1"], taken) + inside.suffix)
    write_file(target, content)
    return str(target.relative_to(cycle.folder.root))


def _write(cycle: OpenCycle, outcomes: Sequence[_Outcome], press: _Press, digests: Mapping[str, str]) -> None:
    """Bring a batch to the disk, then remember it: a run killed in between finds its own files and keeps them."""
    changed = [outcome for outcome in outcomes if outcome.kind in {"written", "refreshed", "replaced"}]
    for parent in {(cycle.folder.root / outcome.job.path).parent for outcome in changed}:
        make_folder(parent)
    write_files((cycle.folder.root / outcome.job.path, outcome.data) for outcome in changed)
    with cycle.store.changing():
        for outcome in outcomes:
            digest = sha256(outcome.data).hexdigest()
            if outcome in changed or (outcome.kind == "kept" and digests.get(outcome.job.path) != digest):
                cycle.store.record_forms(press.issued(outcome.job, digest))


def _single_jobs(cycle: OpenCycle, issued: Mapping[str, IssuedForm]) -> Iterator[_Job]:
    """One file a form. A form keeps the path it was first issued under."""
    assignments = cycle.store.assignments()
    known = {form: record.path for form, record in issued.items() if not _is_bundle(record.path)}
    taken: dict[str, set[str]] = {}
    for path in known.values():
        folder, _, name = path.rpartition("/")
        taken.setdefault(compared(folder), set()).add(compared(name.removesuffix(".xlsx")))
    folders = _reviewer_folders(assignments.values())
    for form, assignment in assignments.items():
        path = known.get(form, "")
        if not path:
            folder = f"forms/{folders[assignment.reviewer.key]}"
            used = taken.setdefault(compared(folder), set())
            name = first_free(_file_names(assignment), used)
            used.add(compared(name))
            path = f"{folder}/{name}.xlsx"
        yield _Job(path=path, forms=((form, assignment),))


def _is_bundle(path: str) -> bool:
    return PurePosixPath(path).parent == PurePosixPath("forms")


def _file_names(assignment: Assignment) -> list[str]:
    """Names for a form's file from the plainest to the most telling."""
    name = slug(assignment.reviewee.name)
    number = slug(assignment.reviewee.employee_id, "id")
    account = [f"{name}-{slug(assignment.account)}"] if assignment.account else []
    return [*account, name, f"{name}-{number}", f"{name}-{number}-{assignment.role}"]


def _reviewer_folders(assignments: Iterable[Assignment]) -> dict[str, str]:
    """Folder name by reviewer key; reviewers who share a name are told apart by their address."""
    keys: dict[str, dict[str, None]] = {}
    for assignment in assignments:
        reviewer = assignment.reviewer
        keys.setdefault(slug(reviewer.name), {})[reviewer.key] = None
    return {
        key: name if len(found) == 1 else f"{name}-{slug(key.partition('@')[0])}-{sha256(key.encode()).hexdigest()[:4]}"
        for name, found in keys.items()
        for key in found
    }


def _bundle_jobs(cycle: OpenCycle) -> Iterator[_Job]:
    assignments = cycle.store.assignments()
    folders = _reviewer_folders(assignments.values())
    by_reviewer: dict[str, list[tuple[str, Assignment]]] = {}
    for form, assignment in assignments.items():
        by_reviewer.setdefault(assignment.reviewer.key, []).append((form, assignment))
    for key, forms in by_reviewer.items():
        yield _Job(path=f"forms/{folders[key]}.xlsx", forms=tuple(forms))


class _Press:
    """Plans compiled once and stamped for each file."""

    def __init__(self, cycle: OpenCycle) -> None:
        self._cycle = cycle
        self._metrics = cycle.store.metrics()
        self._plans: dict[tuple[tuple[str, str], ...], CompiledPlan] = {}

    def stamp(self, job: _Job) -> bytes:
        """The bytes of a job's file."""
        editions = [self._cycle.edition_of(assignment) for _, assignment in job.forms]
        bundled = _is_bundle(job.path)
        plan = self._plan(editions, bundled=bundled)
        if not bundled:
            ((form, assignment),) = job.forms
            return plan.stamp(self._values(form, assignment, editions[0]))
        return plan.stamp(self._bundle_values(job, editions))

    def issued(self, job: _Job, digest: str) -> list[IssuedForm]:
        """What to remember of a job's forms."""
        return [
            IssuedForm(
                form_id=form,
                layout=assignment.layout,
                version=self._cycle.edition_of(assignment).layout.version,
                role=assignment.role,
                path=job.path,
                digest=digest,
            )
            for form, assignment in job.forms
        ]

    def _plan(self, editions: Sequence[Edition], *, bundled: bool) -> CompiledPlan:
        from sheetreview.xlsx.stamp import compile_plan  # noqa: PLC0415 -- openpyxl is slow to import

        key = tuple((edition.layout.id, edition.role) for edition in editions) + ((("bundle", ""),) if bundled else ())
        if key not in self._plans:
            paper = self._cycle.settings.paper
            plan = bundle_plan(editions, paper) if bundled else form_plan(editions[0], paper)
            self._plans[key] = compile_plan(plan)
        return self._plans[key]

    def _values(self, form: str, assignment: Assignment, edition: Edition) -> dict[str, str]:
        identity = FormIdentity(
            format=FORMAT,
            form_id=form,
            layout_id=edition.layout.id,
            layout_version=edition.layout.version,
            role=edition.role,
            reviewee_id=assignment.reviewee.employee_id,
        )
        metrics = self._metrics.get(assignment.reviewee.employee_id, {})
        return slot_values(edition, assignment, self._cycle.settings, identity, metrics)

    def _bundle_values(self, job: _Job, editions: Sequence[Edition]) -> dict[str, str]:
        from sheetreview.xlsx.titles import safe_sheet_title  # noqa: PLC0415 -- openpyxl is slow to import

        reviewer = job.forms[0][1].reviewer
        values = {REVIEWER: f"For {reviewer.name}"}
        tabs = ["Start here"]
        for number, ((form, assignment), edition) in enumerate(zip(job.forms, editions, strict=True), start=1):
            tabs.append(safe_sheet_title(assignment.reviewee.name, tabs))
            own = {
                **self._values(form, assignment, edition),
                TAB: tabs[-1],
                NAME: assignment.reviewee.name,
            }
            values |= {part_prefix(number) + name: text for name, text in own.items()}
        return values
