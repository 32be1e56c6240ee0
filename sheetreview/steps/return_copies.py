"""``check --return-copies``: for each returned file with errors, a copy for its reviewer that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from sheetreview.check.rules import check_review
from sheetreview.cycle.files import make_folder, plain_errors, write_file
from sheetreview.cycle.names import compared, first_free, slug
from sheetreview.errors import FileError
from sheetreview.form.locate import find_forms
from sheetreview.form.move import Unplaced
from sheetreview.model.finding import Finding
from sheetreview.model.layout import Severity
from sheetreview.reading.open import open_book, parse_book
from sheetreview.sheet.grid import Book
from sheetreview.sheet.kept import is_kept
from sheetreview.steps.marked import marked_copy, to_correct
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import read_review
from sheetreview.steps.repairing.clean_forms import CleanForms, issued_edition
from sheetreview.steps.repairing.repair import Renewed, renew

ENDING = ".xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCopy:
    """A copy that was written: of which file, where, for whom, and how many errors and warnings are listed in it.

    It is ``clean`` when its answers stand in a clean form, because the file that came back cannot be written in.
    """

    source: str
    path: str
    reviewer: str
    findings: int
    clean: bool


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
    """A file that came back, and the errors and warnings of those of its forms that have errors."""

    name: str
    content: bytes
    findings: list[Finding] = field(default_factory=list)


def cycle_copies(cycle: OpenCycle, forms: CleanForms, findings: Iterable[Finding], folder: Path) -> ReturnCopies:
    """Write a copy of every file that counts for a review with errors; ``findings`` are all of a check.

    Raises FileError when the folder is not empty or the disk refuses.
    """
    files: dict[int, _Returned] = {}
    for (_, form_id), found in to_correct(findings).items():
        stored = cycle.store.newest_return(form_id)
        if stored is not None:
            file = files.setdefault(stored.file, _Returned(name=stored.name, content=stored.content))
            file.findings.extend(found)
    return _copies(files.values(), forms, folder)


def file_copies(
    forms: CleanForms, findings: Iterable[Finding], folder: Path, *, passwords: Sequence[str] = ()
) -> ReturnCopies:
    """The same for files that were checked as they are. Raises FileError as before."""
    files: dict[str, _Returned] = {}
    for (name, _), found in to_correct(findings).items():
        if name not in files:
            files[name] = _Returned(name=name, content=open_book(Path(name), passwords)[0])
        files[name].findings.extend(found)
    return _copies(files.values(), forms, folder)


def _copies(files: Iterable[_Returned], forms: CleanForms, root: Path) -> ReturnCopies:
    folder = _Folder(root)
    written: list[ReturnCopy] = []
    online: list[str] = []
    refused: list[tuple[str, str]] = []
    for file in files:
        if is_kept(file.content):
            online.append(file.name)
            continue
        try:
            written += [folder.keep(file, *copy) for copy in _marked(file, forms)]
        except FileError as error:
            refused.append((file.name, error.reason))
    return ReturnCopies(written=tuple(written), online=tuple(online), refused=tuple(refused))


def _marked(file: _Returned, forms: CleanForms) -> list[tuple[bytes, int, bool]]:
    """Copies of a file, each with the number of things listed in it, and whether it is a clean form.

    One copy of the file itself; of a file that cannot be written in, a clean form for each of its forms with errors.
    """
    book = parse_book(file.content, file.name)
    try:
        return [(marked_copy(file.content, book, file.findings), len(file.findings), False)]
    except FileError:
        return list(_clean(file, book, forms))


def _clean(file: _Returned, book: Book, forms: CleanForms) -> Iterator[tuple[bytes, int, bool]]:
    renewed, reasons = renew(book, forms)
    if reasons:
        raise FileError("; ".join(reasons))
    wanted = {finding.form_id for finding in file.findings}
    for one in renewed:
        if one.form_id in wanted:
            clean = parse_book(one.data, f"form{ENDING}")
            findings = [*_checked(clean, forms), *(_lost(one, text) for text in one.moved.unplaced)]
            yield marked_copy(one.data, clean, findings), len(findings), True


def _checked(clean: Book, forms: CleanForms) -> Iterator[Finding]:
    """The errors and warnings of a clean form with the answers in it."""
    for found in find_forms(clean):
        issued, layout = forms.issued(found)
        review = read_review(clean, issued, layout)
        for finding in check_review(issued_edition(issued, layout), review):
            if finding.severity is not Severity.NOTICE:
                yield replace(finding, sheet=issued.grid.name)


def _lost(renewed: Renewed, text: Unplaced) -> Finding:
    """What stood in the returned file and has no place in the clean form."""
    return Finding(
        code="",
        severity=Severity.ERROR,
        form_id=renewed.form_id,
        item=text.label,
        message=f"{text.typed!r} stood in {text.cell} of the file that was sent, and is not in this one: {text.why}",
        fix="type it where it belongs",
    )


class _Folder:
    """The empty folder that copies are written to, with a folder for each reviewer."""

    def __init__(self, root: Path) -> None:
        make_folder(root)
        with plain_errors(root):
            if any(root.iterdir()):
                raise FileError(f"{root} is not empty; name a new folder for each round, so that no old copy is sent")
        self._root = root
        self._taken: dict[str, set[str]] = {}

    def keep(self, file: _Returned, data: bytes, findings: int, clean: bool) -> ReturnCopy:  # noqa: FBT001 -- a fact
        """Write a copy, named like the file. Raises FileError when the disk refuses."""
        reviewer = file.findings[0].reviewer
        folder = slug(reviewer) if reviewer else ""
        taken = self._taken.setdefault(folder, set())
        name = first_free([slug(PurePath(file.name).stem, "review")], taken)
        taken.add(compared(name))
        path = self._root / folder / f"{name}{ENDING}"
        make_folder(path.parent)
        write_file(path, data)
        return ReturnCopy(source=file.name, path=str(path), reviewer=reviewer, findings=findings, clean=clean)
