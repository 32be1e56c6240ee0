"""``generate --upgrade``: newer versions of a cycle's layouts, and its forms issued anew with what was filled in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sheetreview.cycle.carried import CarriedAnswers, CarriedRecords, Note
from sheetreview.cycle.sheets import SheetRecords
from sheetreview.cycle.store import IssuedForm
from sheetreview.form.slots import metric_cells
from sheetreview.model.edition import edition, every_section
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.steps.form_files import FormFile
from sheetreview.steps.generate import Generated, Progress, form_files, issue_files
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.upgrading.carrying import Carrier
from sheetreview.steps.upgrading.filled import FilledForm, IssuedFile, issued_file
from sheetreview.steps.upgrading.newer_layouts import NewerLayout, newer_layouts
from sheetreview.steps.wanted import Wanted, wanted_forms


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A layout that was taken in, and the version before."""

    layout: str
    before: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reissued:
    """One form in a file that was written anew; for the other fields see CarriedAnswers."""

    form_id: str
    path: str
    reviewee: str
    reviewer: str
    role: str
    version: int
    since: int = 0
    origin: str = ""
    kept: int = 0
    mapped: tuple[Note, ...] = ()
    unplaced: tuple[Note, ...] = ()
    problem: str = ""

    @property
    def filled(self) -> bool:
        """Whether anything stands in it that was filled in before."""
        return bool(self.kept or self.mapped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """What an upgrade did.

    ``left`` are files that nothing was taken from, with why, and that were left alone. ``sheets`` counts forms in
    Google Sheets that stay in an older version; ``figures`` are items with figures of HR's (``section.item``) that have
    no cell for them any more.
    """

    layouts: tuple[NewVersion, ...]
    forms: tuple[Reissued, ...]
    files: Generated
    left: tuple[tuple[str, str], ...] = ()
    sheets: int = 0
    figures: tuple[str, ...] = ()

    @property
    def needs_a_look(self) -> bool:
        """Whether something is left for a person to see to."""
        lost = any(form.unplaced or form.problem for form in self.forms)
        return bool(lost or self.left or self.files.touched or self.figures)


def upgrade(
    cycle: OpenCycle,
    layouts: Sequence[Path] = (),
    *,
    roles: Collection[str] = (),
    months: Collection[str] = (),
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Upgraded:
    """Take newer versions of a cycle's layouts in, and issue its forms anew, with the answers there are by now.

    ``layouts`` are files; without any, the layouts that come with sheetreview count. A form stays in the file it was
    issued in; only files with a form for some of the roles and months are written. With ``force`` files that cannot be
    read are replaced, too. What was returned in an older version still counts until the new form comes back.

    Layouts and answers are kept at once, then files are written: a run that was cut off is finished by the next one.
    ``cycle`` itself goes on seeing the versions it had before; open it again to go on with the new ones.
    Raises LayoutError with every problem of the layouts (nothing is changed then), CycleError for a role or month that
    no form has, FileError when the disk refuses.
    """
    newer = newer_layouts(cycle, layouts)
    ahead = cycle.with_layouts(one.layout for one in newer)
    assignments = cycle.store.assignments()
    wanted = wanted_forms(assignments, Wanted(roles=roles, months=months))
    figures = tuple(_figures_left(cycle, assignments, newer))
    looked = _Look(cycle, ahead, assignments, newer, force=force)
    carried = looked.carried(progress)
    with cycle.store.changing():
        for one in newer:
            cycle.store.put_layout(one.layout.id, one.layout.version, one.source)
        for form_id, found in carried.items():
            CarriedRecords(cycle.store).put(form_id, found)
    stale = [one for one in looked.stale if any(form in wanted for form, _ in one.file.forms)]
    moved = {one.file.path: one.digest for one in stale if one.touched and not one.problem}
    files = issue_files(ahead, [one.file for one in stale], moved=moved, force=force)
    return Upgraded(
        layouts=tuple(NewVersion(layout=one.layout.id, before=one.before, version=one.layout.version) for one in newer),
        forms=tuple(_reissued(ahead, [one.file for one in stale], files)),
        files=files,
        left=tuple((one.file.path, one.problem) for one in looked.unusable if _is_wanted(one, wanted)),
        sheets=_old_sheets(ahead, assignments, wanted),
        figures=figures,
    )


class _Look:
    """The issued files as they are found: which are to be written anew, and what goes into their forms."""

    def __init__(
        self,
        cycle: OpenCycle,
        ahead: OpenCycle,
        assignments: Mapping[str, Assignment],
        newer: Iterable[NewerLayout],
        *,
        force: bool,
    ) -> None:
        self._cycle = cycle
        self._ahead = ahead
        self._assignments = assignments
        issues = [issue for issue in cycle.store.issues() if issue.form_id in assignments]
        self._versions = {(issue.path, issue.form_id): issue.version for issue in issues}
        digests = {issue.path: issue.digest for issue in issues}
        several = {name for name, versions in cycle.store.layout_versions().items() if versions > 1}
        concerned = several | {one.layout.id for one in newer}
        files = [
            file
            for file in _issued_files(ahead, assignments, issues)
            if any(assignment.layout in concerned for _, assignment in file.forms)
        ]
        self._files = [issued_file(cycle, file, digests[file.path]) for file in files]
        self._force = force
        self.stale: list[IssuedFile] = []
        self.unusable: list[IssuedFile] = []

    def carried(self, progress: Progress) -> dict[str, CarriedAnswers]:
        """What is to be carried into the forms of the files that are stale, by form id."""
        carrier = Carrier(self._cycle, self._ahead)
        on_disk = self._on_disk()
        found: dict[str, CarriedAnswers] = {}
        for one in self._files:
            progress(len(one.file.forms))
            if one.problem and not self._force:
                self.unusable.append(one)
                continue
            mine: dict[str, CarriedAnswers] = {}
            as_a_whole = any(form.version < self._newest(name) for name, form in one.filled.items())
            for form_id, assignment in one.file.forms if as_a_whole or not one.filled else ():
                source = carrier.source(form_id, assignment, on_disk.get(form_id, ()))
                if source is None:
                    continue
                if as_a_whole or source.problem or source.version < self._newest(form_id):
                    mine[form_id] = carrier.carried(form_id, assignment, source)
            if mine or as_a_whole or self._is_recorded_older(one.file):
                self.stale.append(one)
                found |= mine
        return found

    def _on_disk(self) -> dict[str, list[FilledForm]]:
        """What people have filled in in the files and not sent back, by form, the newest first."""
        records = CarriedRecords(self._cycle.store)
        found: dict[str, list[FilledForm]] = {}
        for one in sorted(self._files, key=lambda file: -file.modified):
            if one.filled and not records.collected(one.digest):
                for form_id, form in one.filled.items():
                    found.setdefault(form_id, []).append(form)
        return found

    def _newest(self, form_id: str) -> int:
        return self._ahead.edition_of(self._assignments[form_id]).layout.version

    def _is_recorded_older(self, file: FormFile) -> bool:
        return any(self._versions[file.path, form] < self._newest(form) for form, _ in file.forms)


def _issued_files(
    cycle: OpenCycle, assignments: Mapping[str, Assignment], issues: Sequence[IssuedForm]
) -> Iterator[FormFile]:
    """Every file that forms were issued in, with these forms."""
    inside: dict[str, set[str]] = {}
    for issue in issues:
        inside.setdefault(issue.path, set()).add(issue.form_id)
    single, bundles = (form_files(cycle, assignments, issues, bundled=bundled) for bundled in (False, True))
    for path, file in {file.path: file for file in (*single, *bundles)}.items():
        if path in inside:
            yield file.only(inside[path])


def _reissued(cycle: OpenCycle, files: Iterable[FormFile], done: Generated) -> Iterator[Reissued]:
    """The forms of the files that were written."""
    written = {*done.written, *done.refreshed, *(path for path, _ in done.replaced)}
    carried = CarriedRecords(cycle.store).all()
    for file in files:
        for form_id, assignment in file.forms if file.path in written else ():
            version = cycle.edition_of(assignment).layout.version
            found = carried.get(form_id, CarriedAnswers(version=version))
            if found.version != version:
                found = CarriedAnswers(version=version)
            yield Reissued(
                form_id=form_id,
                path=file.path,
                reviewee=assignment.reviewee.name,
                reviewer=assignment.reviewer.name,
                role=assignment.role,
                version=version,
                since=found.since,
                origin=found.origin,
                kept=found.kept,
                mapped=found.mapped,
                unplaced=found.unplaced,
                problem=found.problem,
            )


def _is_wanted(one: IssuedFile, wanted: Collection[str]) -> bool:
    return any(form in wanted for form, _ in one.file.forms)


def _old_sheets(cycle: OpenCycle, assignments: Mapping[str, Assignment], wanted: Collection[str]) -> int:
    """How many of the wanted forms are in Google Sheets, in an older version than the newest."""
    forms = (form for sheet in SheetRecords(cycle.store).all().values() for form in sheet.forms)
    return sum(
        form.form_id in wanted and form.version < cycle.edition_of(assignments[form.form_id]).layout.version
        for form in forms
    )


def _figures_left(
    cycle: OpenCycle, assignments: Mapping[str, Assignment], newer: Iterable[NewerLayout]
) -> Iterator[str]:
    """Items that have a figure of somebody's, and a cell for it in the version before only."""
    metrics = cycle.store.metrics()
    for one in newer:
        before = cycle.layout(one.layout.id)
        people = {a.reviewee.employee_id for a in assignments.values() if a.layout == one.layout.id}
        given = {item for person in people for item in metrics.get(person, {})}
        lost = _figure_cells(before) - _figure_cells(one.layout) if before is not None else set()
        yield from sorted(given & lost)


def _figure_cells(layout: Layout) -> set[str]:
    cut = (edition(layout, role.id, every_section(layout)) for role in layout.roles)
    return {f"{section.id}.{item.id}" for one in cut for section, item, _ in metric_cells(one)}
