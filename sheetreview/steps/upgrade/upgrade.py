"""``generate --upgrade``: newer versions of a cycle's layouts, and its forms issued anew with what was filled in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sheetreview.cycle.moved_answers import MovedAnswers
from sheetreview.form.cells import form_cells
from sheetreview.form.transfer import MovedAnswer
from sheetreview.model.edition import edition, every_section
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.steps.form_files import FormFile
from sheetreview.steps.form_filter import FormFilter, matching_forms
from sheetreview.steps.generate import Generated, Progress, issue_files
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.upgrade.files_on_disk import FileOnDisk
from sheetreview.steps.upgrade.newer_layouts import KnownLayout, NewerLayout, newer_layouts
from sheetreview.steps.upgrade.outdated_files import outdated


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A layout that was taken in, and the version before."""

    layout: str
    before: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reissued:
    """One form in a file that was written anew; for the other fields see MovedAnswers.

    ``origin`` and ``others`` are backups where the files that were filled in have just been replaced.
    """

    form_id: str
    path: str
    reviewee: str
    reviewer: str
    role: str
    version: int
    since: int = 0
    origin: str = ""
    written: str = ""
    others: tuple[str, ...] = ()
    kept: int = 0
    mapped: tuple[MovedAnswer, ...] = ()
    unplaced: tuple[MovedAnswer, ...] = ()
    problem: str = ""

    @property
    def filled(self) -> bool:
        """Whether anything stands in it that was filled in before."""
        return bool(self.kept or self.mapped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """What an upgrade did.

    ``known`` are the files given whose version the cycle had already. ``left`` are files that nothing was taken from,
    with why, and that were left alone. ``sheets`` counts forms in Google Sheets that stay in an older version;
    ``figures`` are items with figures of HR's (``section.item``) that have no cell for them any more.
    """

    layouts: tuple[NewVersion, ...]
    forms: tuple[Reissued, ...]
    files: Generated
    known: tuple[KnownLayout, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    sheets: int = 0
    figures: tuple[str, ...] = ()

    @property
    def needs_a_look(self) -> bool:
        """Whether something is left for a person to see to."""
        lost = any(form.unplaced or form.problem or form.others for form in self.forms)
        return bool(lost or self.left or self.files.touched or self.figures)


def upgrade(
    cycle: OpenCycle,
    layouts: Sequence[str] = (),
    *,
    roles: Collection[str] = (),
    months: Collection[str] = (),
    open_only: bool = False,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Upgraded:
    """Take newer versions of a cycle's layouts in, and issue its forms anew, with the answers there are by now.

    ``layouts`` are YAML files, or names of layouts that come with sheetreview; without any, all of these count. A form
    stays in the file it was issued in; only files with a form for some of the roles and months are written, with
    ``open_only`` only those with a form that has not come back, and other files of these files' forms. With ``force``
    files that cannot be read are replaced, too. What was returned in an older version still counts until the
    new form comes back.

    Layouts and answers are kept at once, then files are written: a run that was cut off is finished by the next one.
    ``cycle`` itself goes on seeing the versions it had before; open it again to go on with the new ones.
    Raises LayoutError with every problem of the layouts (nothing is changed then), CycleError for a role or month that
    no form has, FileError when the disk refuses.
    """
    newer, known = newer_layouts(cycle, layouts)
    ahead = cycle.with_layouts(one.layout for one in newer)
    assignments = cycle.store.assignments()
    wanted = matching_forms(assignments, FormFilter(roles=roles, months=months))
    wanted -= cycle.store.return_counts().keys() if open_only else set()
    figures = tuple(_figures_left(cycle, assignments, newer))
    found = outdated(cycle, ahead, [one.layout.id for one in newer], force=force, progress=progress)
    with cycle.store.changing():
        for one in newer:
            cycle.store.put_layout(one.layout.id, one.layout.version, one.source)
        for form_id, answers in found.moved.items():
            cycle.store.moved.put(form_id, answers)
    # A form is issued in one version wherever it stands.
    wanted |= {form for one in found.files if _is_wanted(one, wanted) for form, _ in one.file.forms}
    stale = [one for one in found.files if _is_wanted(one, wanted)]
    moved = {one.file.path: one.digest for one in stale if one.touched and not one.problem}
    files = issue_files(ahead, [one.file for one in stale], moved=moved, force=force)
    _name_backups(cycle, found.moved, files)
    return Upgraded(
        layouts=tuple(NewVersion(layout=one.layout.id, before=one.before, version=one.layout.version) for one in newer),
        forms=tuple(_reissued(ahead, [one.file for one in stale], files)),
        files=files,
        known=known,
        left=tuple((one.file.path, one.problem) for one in found.unusable if _is_wanted(one, wanted)),
        sheets=_old_sheets(ahead, assignments, wanted),
        figures=figures,
    )


def _name_backups(cycle: OpenCycle, moved: Mapping[str, MovedAnswers], files: Generated) -> None:
    """Remember where the files stand by now that were filled in and have been replaced."""
    backups = dict(files.replaced)
    with cycle.store.changing():
        for form_id, found in moved.items():
            if backups.keys() & {found.origin, *found.others}:
                origin, *others = (backups.get(place, place) for place in (found.origin, *found.others))
                cycle.store.moved.put(form_id, replace(found, origin=origin, others=tuple(others)))


def _reissued(cycle: OpenCycle, files: Iterable[FormFile], done: Generated) -> Iterator[Reissued]:
    """The forms of the files that were written."""
    written = {*done.written, *done.refreshed, *(path for path, _ in done.replaced)}
    moved = cycle.store.moved.all()
    for file in files:
        for form_id, assignment in file.forms if file.path in written else ():
            version = cycle.edition_of(assignment).layout.version
            found = moved.get(form_id, MovedAnswers(version=version))
            if found.version != version:
                found = MovedAnswers(version=version)
            yield Reissued(
                form_id=form_id,
                path=file.path,
                reviewee=assignment.reviewee.name,
                reviewer=assignment.reviewer.name,
                role=assignment.role,
                version=version,
                since=found.since,
                origin=found.origin,
                written=found.written,
                others=found.others,
                kept=found.kept,
                mapped=found.mapped,
                unplaced=found.unplaced,
                problem=found.problem,
            )


def _is_wanted(one: FileOnDisk, wanted: Collection[str]) -> bool:
    return any(form in wanted for form, _ in one.file.forms)


def _old_sheets(cycle: OpenCycle, assignments: Mapping[str, Assignment], wanted: Collection[str]) -> int:
    """How many of the wanted forms are in Google Sheets, in an older version than the newest."""
    forms = (form for sheet in cycle.store.sheets.all().values() for form in sheet.forms)
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
    return {f"{cell.section.id}.{cell.row}" for one in cut for cell in form_cells(one).metrics}
