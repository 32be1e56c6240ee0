"""What goes into a form of a newer version: where its answers stand by now, moved to their new places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheetreview.cycle.carried import CarriedAnswers, CarriedRecords, Note
from sheetreview.cycle.store import StoredReturn
from sheetreview.errors import FileError, LayoutError
from sheetreview.form.move import HEADER, Move, MovedAnswer, move
from sheetreview.form.places import EntryCells, entry_cells
from sheetreview.form.slots import Place
from sheetreview.model.people import Assignment
from sheetreview.reading.open import parse_book
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Grid
from sheetreview.steps.form_files import FormFile
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.press import Press
from sheetreview.steps.reading import Shelf
from sheetreview.steps.upgrading.filled import FilledForm, filled_form, reason

_NOWHERE = "the form that came back is no longer found in its file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a form's answers stand by now; ``form`` is None where nothing can be read, ``problem`` says why not.

    ``returned`` is the number of the form's newest return, 0 for none, and ``is_return`` says that the answers are
    those of that return.
    """

    form: FilledForm | None
    problem: str = ""
    returned: int = 0
    is_return: bool = False

    @property
    def version(self) -> int:
        """The version the answers are in; 0 when there are none."""
        return self.form.version if self.form is not None else 0


class Carrier:
    """Finds and moves the answers of forms; ``ahead`` is the cycle as it is to be."""

    def __init__(self, cycle: OpenCycle, ahead: OpenCycle) -> None:
        self._cycle = cycle
        self._ahead = ahead
        self._known = CarriedRecords(cycle.store).all()
        self._now, self._then = Press(cycle), Press(ahead)
        self._shelf = Shelf()

    def source(self, form_id: str, assignment: Assignment, on_disk: Sequence[FilledForm]) -> Source | None:
        """Where the newest answers of a form stand; None when nobody has answered, or they stand in it already.

        A file that somebody has filled in and not sent back counts first (``on_disk``, the newest first), then the
        newest return, unless that was carried over before, then what was carried over.
        """
        known = self._current(form_id, assignment)
        stored = self._cycle.store.newest_return(form_id)
        returned = stored.file if stored is not None else 0
        for form in on_disk:
            emptied = known is not None and form.version == known.version
            if emptied or self._holds(form_id, assignment, form):
                return Source(form=form, returned=returned)
        problem = ""
        if stored is not None and (known is None or stored.file != known.returned):
            came_back, problem = self._in_return(form_id, assignment, stored)
            if came_back is not None:
                return Source(form=came_back, returned=returned, is_return=True)
        if known is None:
            return Source(form=None, problem=problem, returned=returned) if problem else None
        as_it_is = known.empty or known.version == self._ahead.edition_of(assignment).layout.version
        if as_it_is and not problem:
            return None
        return Source(
            form=None if known.empty else self._now_carried(form_id, assignment, known),
            problem=problem or known.problem,
            returned=returned,
            is_return=known.was_returned and known.returned == returned,
        )

    def carried(self, form_id: str, assignment: Assignment, source: Source) -> CarriedAnswers:
        """The answers of a form, moved into its newest version."""
        new = self._ahead.edition_of(assignment)
        version, found = new.layout.version, source.form
        if found is None:
            return CarriedAnswers(version=version, returned=source.returned, problem=source.problem)
        clean = parse_book(self._then.blank(_single(form_id, assignment)), "form.xlsx").sheets[0]
        moved = move(found.review, found.grid, found.edition, new, clean=clean)
        cells = entry_cells(clean, new)
        contents, header = _typed(moved, cells, clean)
        return CarriedAnswers(
            version=version,
            since=found.version,
            origin=found.origin,
            returned=source.returned,
            was_returned=source.is_return,
            contents=contents,
            header=header,
            kept=len(moved.kept),
            mapped=tuple(_note(one, cells) for one in moved.mapped),
            unplaced=tuple(
                Note(label=one.label, cell=one.cell, typed=one.typed, why=one.why) for one in moved.unplaced
            ),
            problem=source.problem,
        )

    def _in_return(self, form_id: str, assignment: Assignment, stored: StoredReturn) -> tuple[FilledForm | None, str]:
        """The form in its newest return; None and why when it cannot be read."""
        try:
            found = filled_form(self._cycle, self._shelf.book(stored), form_id, assignment, stored.name)
        except (FileError, LayoutError) as error:
            return None, reason(error)
        return found, "" if found is not None else _NOWHERE

    def _current(self, form_id: str, assignment: Assignment) -> CarriedAnswers | None:
        """What was carried into a form as it is now; what was for an older version was left behind by the roster."""
        known = self._known.get(form_id)
        version = self._cycle.edition_of(assignment).layout.version
        return known if known is not None and known.version == version else None

    def _holds(self, form_id: str, assignment: Assignment, found: FilledForm) -> bool:
        """Whether anything was typed into a form, be it at its head alone."""
        if not found.review.blank:
            return True
        moved = self.carried(form_id, assignment, Source(form=found))
        return not moved.empty or bool(moved.unplaced)

    def _now_carried(self, form_id: str, assignment: Assignment, known: CarriedAnswers) -> FilledForm | None:
        """The form as it is issued now, with what was carried into it."""
        book = parse_book(self._now.stamp(_single(form_id, assignment)), "form.xlsx")
        return filled_form(self._cycle, book, form_id, assignment, known.origin)


def _single(form_id: str, assignment: Assignment) -> FormFile:
    return FormFile(path="forms/alone/form.xlsx", forms=((form_id, assignment),))


def _typed(moved: Move, cells: EntryCells, clean: Grid) -> tuple[dict[Place, str | float], dict[str, str | float]]:
    """What is to be typed into a form, without what it is issued with anyway: that may change with the roster."""

    def stands(cell: tuple[int, int] | None, content: str | float) -> bool:
        return cell is not None and clean.value(*cell) == content

    contents = {p: content for p, content in moved.contents.items() if not stands(cells.cells.get(p), content)}
    header = {n: content for n, content in moved.header.items() if not stands(cells.header.get(n), content)}
    return contents, header


def _note(one: MovedAnswer, cells: EntryCells) -> Note:
    cell = cells.header.get(one.place[1]) if one.place[0] == HEADER else cells.cells.get(one.place)
    return Note(label=one.label, cell=one.old_cell, typed=one.typed, why=one.why, new_cell=a1(*cell) if cell else "")
