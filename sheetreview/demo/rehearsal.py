"""A dress rehearsal: every issued form filled in, collected, checked and summarized in a scratch folder."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from sheetreview.amend.book import AmendedBook
from sheetreview.cycle.files import create_private, make_folder, plain_errors
from sheetreview.cycle.folder import CycleFolder
from sheetreview.demo.answers import OPTIONAL_ITEMS, SPREAD, Writer, fill
from sheetreview.demo.fill import Answers, FilledForm
from sheetreview.demo.preflight import FoundFile, IssuedFiles, Trouble, TroubleKind
from sheetreview.demo.texts import OTHER_ACTIVITIES
from sheetreview.demo.workbooks import AmendedPaper
from sheetreview.errors import CycleError, FileError
from sheetreview.form.cells import Place, form_cells
from sheetreview.form.keys import MADE_UP as MADE_UP_KEY
from sheetreview.form.locate import FoundForm
from sheetreview.form.slots import NOTHING
from sheetreview.form.tracks import KEY_COLUMN
from sheetreview.model.finding import Severity
from sheetreview.model.people import Assignment
from sheetreview.model.review import Review
from sheetreview.model.schedule import today
from sheetreview.model.summary import Status
from sheetreview.sheet.address import a1
from sheetreview.sheet.text import quoted
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import Outcome
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.summarize import summarize_cycle
from sheetreview.summarize.results import review_status
from sheetreview.summarize.review_input import ReviewInput

MADE_UP = "made-up-answers"
"""Folder of the filled forms in the scratch cycle, whose name says that they are no returns."""

PASSES = 3
"""How often each form is dealt with: filled in, collected, and checked and summarized."""

_DAY = date(2026, 6, 30)
"""When reviews are held in a cycle that is due on no day: the same seed gives the same answers whenever it is used."""

_PREFIX = "sheetreview-rehearsal-"
_FOLDER_NAME = re.compile(rf"{_PREFIX}(\d+)-\w+")

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What came of a rehearsal: how many forms were filled in and taken through, and what was found."""

    forms: int
    troubles: tuple[Trouble, ...]

    @property
    def fit(self) -> bool:
        """Whether the cycle is fit to send."""
        return self.forms > 0 and not any(trouble.kind.stops for trouble in self.troubles)


def rehearse(
    cycle: OpenCycle, *, seed: int = 1, keep: Path | None = None, progress: Progress = lambda _: None
) -> Rehearsal:
    """Fill the forms on the disk in with answers drawn by a seed, and take them through the cycle in a scratch folder.

    Nothing in the cycle changes, which may be open for reading only. The scratch folder is gone afterwards, or it is
    ``keep``, a new or empty folder outside the cycle's. ``progress`` is told of each form at most :data:`PASSES` times.
    Raises CycleError when the cycle cannot be read or ``keep`` not be used, FileError when the scratch folder cannot
    be written to.
    """
    issued, filler = IssuedFiles(cycle), _Filler(cycle, seed)
    troubles: list[Trouble] = []
    filled: dict[str, RehearsedForm] = {}
    with _folder(cycle, keep) as root:
        # The copy has the same settings and forms, and nothing has come back in it; it alone takes made-up answers.
        folder = CycleFolder(root)
        _write(folder.settings, cycle.folder.settings.read_bytes())
        cycle.store.copy_issued(folder.store)
        for file in issued.files:
            if found := issued.read(file):
                try:
                    data, forms = filler.fill(found)
                except FileError as error:
                    troubles.append(Trouble(kind=TroubleKind.UNREADABLE, file=file.path, detail=error.reason))
                else:
                    _write(_place(root / MADE_UP, file.path), data)
                    filled |= forms
            progress(len(file.forms))
        troubles += [one.trouble(TroubleKind.WAITING) for one in filled.values() if one.waits]
        if filled:
            with OpenCycle.open(root) as scratch:
                troubles += _take_through(scratch, filled, progress)
    return Rehearsal(forms=len(filled), troubles=(*issued.troubles, *troubles))


@contextmanager
def _folder(cycle: OpenCycle, keep: Path | None) -> Iterator[Path]:
    """A private folder that goes away, or a new one that stays when all goes well."""
    if keep is None:
        with scratch_folder() as folder:
            yield folder
        return
    if keep.resolve().is_relative_to(cycle.folder.root.resolve()):
        raise CycleError(f"{keep} is, or is in, the cycle's folder, where nothing is to change; name one elsewhere")
    if os.path.lexists(keep) and (not keep.is_dir() or any(keep.iterdir())):
        raise CycleError(f"{keep} {'is not empty' if keep.is_dir() else 'is a file'}; name a new or empty folder")
    make_folder(keep)
    try:
        yield keep
    except BaseException:
        shutil.rmtree(keep, ignore_errors=True)
        raise


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder that only the user can read, whose name says which process it is of.

    Folders of this user's processes that were killed are removed before.
    """
    # Windows cannot be asked whether a process lives without ending it.
    left = Path(tempfile.gettempdir()).glob(f"{_PREFIX}*") if hasattr(os, "getuid") else ()
    for path in left:
        process = _FOLDER_NAME.fullmatch(path.name)
        if process and _is_mine(path) and not _lives(int(process[1])):
            shutil.rmtree(path, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def _is_mine(path: Path) -> bool:
    try:
        return not path.is_symlink() and path.is_dir() and path.stat().st_uid == os.getuid()
    except OSError:
        return False


def _lives(process: int) -> bool:
    """Whether a process still runs; one that cannot be asked for does."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _write(path: Path, data: bytes) -> None:
    """Write a new file, which need not outlive a crash."""
    make_folder(path.parent)
    with plain_errors(path), os.fdopen(create_private(path), "wb") as file:
        file.write(data)


def _place(folder: Path, file: str) -> Path:
    """Where the filled copy of an issued file goes."""
    return folder / Path(file).relative_to("forms")


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedForm:
    """A form that was filled in: from which file, what was typed, and into which cells.

    ``waits`` says that it shows a dash in the place of another role's answers.
    """

    form_id: str
    assignment: Assignment
    file: str
    typed: Answers
    addresses: Mapping[Place, str]
    waits: bool

    def trouble(self, kind: TroubleKind, detail: str = "") -> Trouble:
        """Something that is wrong with it."""
        return Trouble.of_form(kind, self.form_id, self.assignment, file=self.file, detail=detail)


class _Filler:
    """Fills the forms of a cycle in with answers drawn by a seed."""

    def __init__(self, cycle: OpenCycle, seed: int) -> None:
        self._cycle = cycle
        self._seed = seed
        self._moved = cycle.store.moved.all()

    def fill(self, issued: FoundFile) -> tuple[bytes, dict[str, RehearsedForm]]:
        """A file with its forms filled in, and the forms by id. Raises FileError when it cannot be changed."""
        book = AmendedBook.open(issued.data)
        filled = {
            form_id: self._fill_form(issued.found[form_id], assignment, book, issued.file.path)
            for form_id, assignment in issued.file.forms
            if form_id in issued.found
        }
        return book.save(), filled

    def _fill_form(self, found: FoundForm, assignment: Assignment, book: AmendedBook, file: str) -> RehearsedForm:
        """Fill a form in; what was moved into it from an older version gives way.

        Below its last row, a hidden mark says that the answers are made up: no real cycle takes them in.
        """
        form_id = found.identity.form_id
        paper = AmendedPaper(found.grid)
        form = FilledForm(paper, self._cycle.edition_read(assignment, found.identity))
        if moved := self._moved.get(form_id):
            form.empty(moved.contents)
        random = Random(f"{self._seed} {assignment.key}")  # noqa: S311 -- the same answers for the same seed
        fill(form, random, self._writer(assignment, random))
        paper.type(a1(max(found.grid.rows) + 1, KEY_COLUMN), MADE_UP_KEY)
        paper.enter_into(book)
        shown = [form.text_at(cell.place) for cell in form_cells(form.edition).shown]
        return RehearsedForm(
            form_id=form_id,
            assignment=assignment,
            file=file,
            typed=form.answers,
            addresses=form.addresses,
            waits=bool(shown) and all(text == NOTHING for text in shown),
        )

    def _writer(self, assignment: Assignment, random: Random) -> Writer:
        """Who fills a form in; all who write about one person or account see much the same."""
        subject = f"{self._seed} {assignment.reviewee.employee_id} {assignment.account}"
        return Writer(
            day=self._cycle.settings.due or _DAY,
            people=(assignment.reviewee.name, assignment.reviewer.name),
            skill=Random(subject).gauss(0, SPREAD),  # noqa: S311 -- as above
            activity=random.choice(OTHER_ACTIVITIES),
            uses_optional=random.random() < OPTIONAL_ITEMS,
        )


def _take_through(scratch: OpenCycle, filled: Mapping[str, RehearsedForm], progress: Progress) -> list[Trouble]:
    """Collect, check and summarize what was filled in; what is wrong with it."""
    troubles = list(_not_taken(scratch, filled, progress))
    uncounted = []

    def inspect(given: ReviewInput) -> None:
        if given.form_id in filled:
            troubles.extend(_compared(filled[given.form_id], given))
            if review_status(given.review, given.findings) is not Status.COMPLETE:
                uncounted.append(given.form_id)

    summarize_cycle(scratch, as_of=today(), progress=progress, inspect=inspect)
    said = {trouble.form_id for trouble in troubles}
    return [*troubles, *(filled[one].trouble(TroubleKind.NOT_COUNTED) for one in uncounted if one not in said)]


def _not_taken(scratch: OpenCycle, filled: Mapping[str, RehearsedForm], progress: Progress) -> Iterator[Trouble]:
    folder = scratch.folder.root / MADE_UP
    outcomes = collect(scratch, [folder], progress=progress)
    taken = {one.form_id for one in outcomes if one.outcome is Outcome.COLLECTED}
    said = {key: f"{one.outcome.value}: {one.detail}" for one in outcomes for key in (one.file, one.form_id)}
    for form_id, one in filled.items():
        if form_id not in taken:
            reason = said.get(form_id) or said.get(str(_place(folder, one.file)), "")
            yield one.trouble(TroubleKind.NOT_TAKEN, reason.removesuffix(": "))


def _compared(filled: RehearsedForm, given: ReviewInput) -> Iterator[Trouble]:
    """Where a review differs from what was typed, and the errors that are left in it."""
    review = given.review
    if review is None:
        return
    here = replace(filled.trouble(TroubleKind.MISREAD), sheet=review.sheet)
    for place, cell, typed, read in (*_wrong_answers(filled, review), *_wrong_head(filled, review)):
        yield replace(here, cell=cell, detail=f"{place}: {quoted(typed)} was typed, {quoted(read)} was read")
    for finding in given.findings:
        if finding.severity is Severity.ERROR:
            detail = f"{finding.item}: {finding.message}" if finding.item else finding.message
            yield replace(here, kind=TroubleKind.FINDING, cell=finding.cell, detail=detail)


def _wrong_answers(filled: RehearsedForm, review: Review) -> Iterator[tuple[str, str, str, str]]:
    """What is not as typed: its place in the layout, its cell, what was typed and what was read."""
    typed = {**filled.typed.cells, **filled.typed.summaries}
    read = {(a.section, a.row, a.column): a for a in review.answers}
    entered = (place for place, answer in read.items() if answer.given and place not in typed)
    for place in (*typed, *entered):
        answer = read.get(place)
        value = (answer.value or answer.typed) if answer else ""
        if value != typed.get(place, ""):
            cell = answer.cell if answer else filled.addresses[place]
            yield ".".join(place), cell, typed.get(place, ""), value


def _wrong_head(filled: RehearsedForm, review: Review) -> Iterator[tuple[str, str, str, str]]:
    """The same of the fields at the head."""
    for name, text in filled.typed.header.items():
        if review.header.get(name, "") != text:
            yield name, "", text, review.header.get(name, "")
