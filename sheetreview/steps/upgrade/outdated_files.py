"""The files of a cycle that are to be written anew, and the answers that go into their forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetreview.cycle.moved_answers import MovedAnswers
from sheetreview.cycle.store import IssuedForm
from sheetreview.model.people import Assignment
from sheetreview.steps.generate import Progress, form_files
from sheetreview.steps.issued_files import IssuedFiles
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.upgrade.answer_sources import Sources
from sheetreview.steps.upgrade.files_on_disk import AnsweredForm, FileOnDisk, file_on_disk
from sheetreview.steps.upgrade.new_forms import NewForms


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """Files with a form of an older version or newer answers, and what goes into their forms, by form id.

    ``unusable`` are files that nothing can be taken from, and that stay as they are.
    """

    files: tuple[FileOnDisk, ...]
    unusable: tuple[FileOnDisk, ...]
    moved: Mapping[str, MovedAnswers]


def outdated(
    cycle: OpenCycle, ahead: OpenCycle, changed: Iterable[str], *, force: bool, progress: Progress
) -> Outdated:
    """Look at every issued file of a layout with several versions; ``ahead`` is the cycle as it is to be.

    ``changed`` are the ids of layouts that have a newer version there. With ``force`` a file that nothing can be taken
    from is written anew, too. Raises CycleError when the store is damaged.
    """
    assignments = cycle.store.assignments()
    issues = [issue for issue in cycle.store.issues() if issue.form_id in assignments]
    files = list(_files(cycle, ahead, assignments, issues, {*changed, *_in_several_versions(cycle)}))
    answers = _Answers(cycle, ahead, files)
    versions = {(issue.path, issue.form_id): issue.version for issue in issues}
    stale: list[FileOnDisk] = []
    unusable: list[FileOnDisk] = []
    moved: dict[str, MovedAnswers] = {}
    for one in files:
        progress(len(one.file.forms))
        if one.problem and not force:
            unusable.append(one)
            continue
        found = answers.into(one)
        issued_older = any(versions[one.file.path, form] < answers.version(a) for form, a in one.file.forms)
        if found or issued_older or answers.filled_in_older(one):
            stale.append(one)
            moved |= found
    return Outdated(files=tuple(stale), unusable=tuple(unusable), moved=moved)


def _in_several_versions(cycle: OpenCycle) -> set[str]:
    return {name for name, versions in cycle.store.layout_versions().items() if versions > 1}


def _files(
    cycle: OpenCycle,
    ahead: OpenCycle,
    assignments: Mapping[str, Assignment],
    issues: Sequence[IssuedForm],
    layouts: set[str],
) -> Iterator[FileOnDisk]:
    """Every file that forms of some layouts were issued in, with all of its forms, as it is on the disk."""
    digests = {issue.path: issue.digest for issue in issues}
    inside: dict[str, set[str]] = {}
    for issue in issues:
        inside.setdefault(issue.path, set()).add(issue.form_id)
    single, bundles = (form_files(ahead, assignments, issues, bundled=bundled) for bundled in ((), assignments))
    current = IssuedFiles.of(cycle, issues).current
    for path, file in {file.path: file for file in (*single, *bundles)}.items():
        if path in inside:
            issued = file.only(inside[path])
            if not (cycle.folder.root / path).exists():
                # What somebody deleted stays deleted, as long as the form stands elsewhere.
                issued = issued.only({form for form, _ in issued.forms if current[form] == path})
            if any(assignment.layout in layouts for _, assignment in issued.forms):
                yield file_on_disk(cycle, issued, digests[path])


class _Answers:
    """What goes into the forms of files, one file after the other."""

    def __init__(self, cycle: OpenCycle, ahead: OpenCycle, files: Sequence[FileOnDisk]) -> None:
        self._new_forms = NewForms(ahead)
        self._sources = Sources(cycle, self._new_forms)
        self._on_disk = _not_sent_back(cycle, files)

    def version(self, assignment: Assignment) -> int:
        """The version that an assignment's form is to have."""
        return self._new_forms.version(assignment)

    def filled_in_older(self, one: FileOnDisk) -> bool:
        """Whether somebody has filled in an older version of a form in a file."""
        return any(
            one.filled[form].version < self.version(assignment)
            for form, assignment in one.file.forms
            if form in one.filled
        )

    def into(self, one: FileOnDisk) -> dict[str, MovedAnswers]:
        """What goes into the forms of a file that it does not hold yet, by form id.

        A file that somebody has filled in is written anew as a whole, or not at all.
        """
        anew = self.filled_in_older(one)
        if one.filled and not anew:
            return {}
        moved = {}
        for form, assignment in one.file.forms:
            source = self._sources.newest(form, assignment, self._on_disk.get(form, ()))
            if source and (anew or source.problem or source.version < self.version(assignment)):
                moved[form] = self._new_forms.moved(form, assignment, source)
        return moved


def _not_sent_back(cycle: OpenCycle, files: Iterable[FileOnDisk]) -> dict[str, list[AnsweredForm]]:
    """What people have filled in in the files and not sent back, by form id."""
    found: dict[str, list[AnsweredForm]] = {}
    for one in files:
        if one.filled and not cycle.store.has_file(one.digest):
            for form_id, form in one.filled.items():
                found.setdefault(form_id, []).append(form)
    return found
