"""``check --return-copies``: for each returned file with errors, a copy for its reviewer that shows them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from sheetreview.check.rules import check_review
from sheetreview.cycle.files import make_folder, plain_errors, write_file
from sheetreview.cycle.names import compared, first_free, slug
from sheetreview.errors import FileError
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import find_forms
from sheetreview.model.finding import Finding
from sheetreview.model.layout import Severity
from sheetreview.model.review import FormIdentity
from sheetreview.reading.open import open_book, parse_book
from sheetreview.sheet.grid import Book
from sheetreview.sheet.kept import is_kept
from sheetreview.steps.marked import READ_AS, marked_copy, to_correct
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import read_review
from sheetreview.steps.repairing.clean_forms import CleanForms
from sheetreview.steps.repairing.repair import Renewed, renew

ENDING = ".xlsx"


_BROKEN = frozenset({"row-lost", "row-doubled", "rows-unclear", "section-lost", "column-lost", "column-doubled"})
"""Findings that cannot be corrected in a form whose rows and columns are locked."""

_MADE_UP = "made-up-answers"
"""Answers of a rehearsal must not come into a form that is sent."""

_UNMARKED = "this kind of file cannot be marked"
_LOST = "parts of the form that came back are lost or doubled"
_OUTDATED = "the form that came back is of an older version"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCopy:
    """A copy that was written: of which file, where, for whom, and how many findings are listed in it.

    ``clean`` says why its answers stand in a clean form; it is empty for a copy of the very file that came back.
    """

    source: str
    path: str
    reviewer: str
    findings: int
    clean: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCopies:
    """What became of the files of reviews that have errors.

    ``online`` are the names of Google Sheets among them, ``refused`` what no copy could be made of, each with why.
    """

    written: tuple[ReturnCopy, ...] = ()
    online: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Returned:
    """A file that came back, and what is to be corrected in those of its forms that have errors."""

    name: str
    content: bytes
    findings: list[Finding] = field(default_factory=list)

    def reviews(self) -> dict[str, str]:
        """Whose reviews these forms are, by form id; '' where the form does not say."""
        return {f.form_id: ", ".join(filter(None, (f.reviewee, f.about))) for f in self.findings}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """A copy to be written: its bytes, how many findings it lists, a name for its file, and why it is a clean form."""

    data: bytes
    findings: int
    name: str
    clean: str = ""


def cycle_copies(cycle: OpenCycle, forms: CleanForms, findings: Iterable[Finding], folder: Path) -> ReturnCopies:
    """Write a copy of every file that counts for a review with errors; ``findings`` are all of a check.

    Raises FileError when the folder is not empty or the disk refuses.
    """
    files: dict[int, _Returned] = {}
    for (_, form_id), found in to_correct(findings, [READ_AS]).items():
        stored = cycle.store.newest_return(form_id)
        if stored is not None:
            file = files.setdefault(stored.file, _Returned(name=stored.name, content=stored.content))
            file.findings.extend(found)
    return _copies(files.values(), _Copier(forms, cycle), folder)


def file_copies(
    forms: CleanForms,
    findings: Iterable[Finding],
    folder: Path,
    *,
    cycle: OpenCycle | None = None,
    passwords: Sequence[str] = (),
) -> ReturnCopies:
    """The same for files that were checked as they are; ``cycle`` may have issued them. Raises FileError as before."""
    files: dict[str, _Returned] = {}
    for (name, _), found in to_correct(findings, [READ_AS]).items():
        if name not in files:
            files[name] = _Returned(name=name, content=open_book(Path(name), passwords)[0])
        files[name].findings.extend(found)
    return _copies(files.values(), _Copier(forms, cycle), folder)


def _copies(files: Iterable[_Returned], copier: _Copier, root: Path) -> ReturnCopies:
    folder = _Folder(root)
    written: list[ReturnCopy] = []
    online: list[str] = []
    refused: list[tuple[str, str]] = []
    for file in files:
        if is_kept(file.content):
            online.append(file.name)
            continue
        try:
            copies = copier.copies(file)
        except FileError as error:
            refused.append((file.name, error.reason))
        else:
            written += [folder.keep(file, copy) for copy in copies]
    return ReturnCopies(written=tuple(written), online=tuple(online), refused=tuple(refused))


class _Copier:
    """Makes copies of returned files; ``cycle`` knows which version of a form is out by now."""

    def __init__(self, forms: CleanForms, cycle: OpenCycle | None) -> None:
        self._forms = forms
        self._cycle = cycle
        self._assignments = cycle.store.assignments() if cycle is not None else {}

    def copies(self, file: _Returned) -> list[_Copy]:
        """One copy of the file itself; where that would not do, a clean form for each of its forms with errors.

        Raises FileError when neither can be made.
        """
        book = parse_book(file.content, file.name)
        if any(finding.code == _MADE_UP for finding in file.findings):
            raise FileError("a rehearsal made its answers up")
        wrong = [found.identity for found in find_forms(book) if found.identity.form_id in file.reviews()]
        if any(map(self._is_outdated, wrong)):
            try:
                return self._clean(file, book, _OUTDATED)
            except FileError as error:
                raise FileError(f"a form of a newer version is out by now, and {error.reason}") from error
        if any(finding.code in _BROKEN for finding in file.findings):
            with suppress(FileError):
                return self._clean(file, book, _LOST)
        try:
            return [_marked(file, book)]
        except FileError:
            return self._clean(file, book, _UNMARKED)

    def _is_outdated(self, identity: FormIdentity) -> bool:
        assignment = self._assignments.get(identity.form_id)
        layout = self._cycle.layout(assignment.layout) if self._cycle is not None and assignment is not None else None
        return layout is not None and identity.layout_version < layout.version

    def _clean(self, file: _Returned, book: Book, why: str) -> list[_Copy]:
        renewed, reasons = renew(book, self._forms)
        reviews = file.reviews()
        wanted = [one for one in renewed if one.form_id in reviews]
        if len(wanted) < len(reviews):
            raise FileError("; ".join(reasons))
        copies = [self._marked_clean(one, reviews[one.form_id], why) for one in wanted]
        return copies if len(copies) > 1 else [replace(copy, name=_stem(file)) for copy in copies]

    def _marked_clean(self, one: Renewed, review: str, why: str) -> _Copy:
        book = parse_book(one.data, f"form{ENDING}")
        findings = [*self._checked(book), *_lost(one)]
        before = f"This is a clean form with the answers that were sent, because {why}. Please go on in this one."
        data = marked_copy(one.data, book, findings, [review], before=before)
        return _Copy(data=data, findings=len(findings), name=one.name, clean=why)

    def _checked(self, clean: Book) -> Iterator[Finding]:
        """What is to be corrected in a clean form with the answers in it."""
        for found in find_forms(clean):
            issued, layout = self._forms.issued(found)
            review = read_review(clean, issued, layout)
            for finding in check_review(edition_for(issued.identity, layout), review):
                if finding.severity is not Severity.NOTICE or finding.code == READ_AS:
                    yield replace(finding, sheet=issued.grid.name)


def _marked(file: _Returned, book: Book) -> _Copy:
    data = marked_copy(file.content, book, file.findings, list(file.reviews().values()))
    return _Copy(data=data, findings=len(file.findings), name=_stem(file))


def _stem(file: _Returned) -> str:
    return PurePath(file.name).stem


def _lost(renewed: Renewed) -> Iterator[Finding]:
    """What stood in the returned file and has no place in the clean form."""
    for one in renewed.moved.unplaced:
        yield Finding(
            code="",
            severity=Severity.WARNING,
            form_id=renewed.form_id,
            item=one.label,
            message=f"{one.typed!r} stood in {one.cell} of the file that was sent, and is not in this one: {one.why}",
            fix="type it where it belongs, if it is still needed",
        )


class _Folder:
    """The empty folder that copies are written to, with a folder for each reviewer; it is made for the first copy."""

    def __init__(self, root: Path) -> None:
        with plain_errors(root):
            if os.path.lexists(root) and any(root.iterdir()):
                raise FileError(f"{root} is not empty; name a new folder for each round, so that no old copy is sent")
        self._root = root
        self._taken: dict[str, set[str]] = {}

    def keep(self, file: _Returned, copy: _Copy) -> ReturnCopy:
        """Write a copy. Raises FileError when the disk refuses."""
        reviewer = file.findings[0].reviewer
        folder = slug(reviewer) if reviewer else ""
        taken = self._taken.setdefault(folder, set())
        name = first_free([slug(copy.name, "review")], taken)
        taken.add(compared(name))
        path = self._root / folder / f"{name}{ENDING}"
        make_folder(path.parent)
        write_file(path, copy.data)
        return ReturnCopy(source=file.name, path=str(path), reviewer=reviewer, findings=copy.findings, clean=copy.clean)
