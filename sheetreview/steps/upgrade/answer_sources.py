"""Where the newest answers of a form stand: in a file on the disk, in a return, or in what was moved before."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from sheetreview.cycle.moved_answers import MovedAnswers
from sheetreview.cycle.store import StoredReturn
from sheetreview.errors import FileError, LayoutError
from sheetreview.model.people import Assignment
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.form_workbooks import FormWorkbooks
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import stored_book
from sheetreview.steps.upgrade.files_on_disk import AnsweredForm, answered_form, reason
from sheetreview.steps.upgrade.new_forms import NewForms, Source

_NOWHERE = "The form that came back is no longer found in it."


class Sources:
    """Finds the answers of a cycle's forms."""

    def __init__(self, cycle: OpenCycle, new_forms: NewForms) -> None:
        self._cycle = cycle
        self._new_forms = new_forms
        self._known = cycle.store.moved.all()
        self._workbooks = FormWorkbooks(cycle)
        # The forms of a bundle mostly follow each other.
        self._book = lru_cache(maxsize=1)(self._stored_book)

    def newest(self, form_id: str, assignment: Assignment, on_disk: Sequence[AnsweredForm]) -> Source | None:
        """Where the newest answers of a form stand; None when nobody has answered, or they stand in it already.

        The newest counts of the files that somebody has filled in and not sent back (``on_disk``) and the newest
        return, unless that was moved before; when there is neither, what was moved before.
        """
        known, stored = self._moved_before(form_id, assignment), self._cycle.store.newest_return(form_id)
        returned = stored.file if stored is not None else 0
        came_back, problem = None, ""
        if stored is not None and (known is None or stored.file != known.returned):
            came_back, problem = self._in_return(form_id, assignment, stored)
        found = [form for form in on_disk if self._counts(form_id, assignment, form, known)]
        found += [came_back] if came_back is not None else []
        if found:
            taken, *older = sorted(found, key=lambda form: -int(form.written))
            return Source(
                form=taken,
                problem=problem if stored is not None and taken.written < _received(stored) else "",
                returned=returned,
                is_return=taken is came_back,
                others=tuple(one.origin for one in older if self._differ(form_id, assignment, taken, one)),
            )
        if known is not None:
            return self._again(form_id, assignment, known, Source(form=None, problem=problem, returned=returned))
        return Source(form=None, problem=problem, returned=returned) if problem else None

    def _moved_before(self, form_id: str, assignment: Assignment) -> MovedAnswers | None:
        """What was moved into a form as it is now; what was for an older version was left behind by the roster."""
        known = self._known.get(form_id)
        version = self._cycle.edition_of(assignment).layout.version
        return known if known is not None and known.version == version else None

    def _counts(self, form_id: str, assignment: Assignment, form: AnsweredForm, known: MovedAnswers | None) -> bool:
        """Whether anything was typed into a form, be it at its head alone, or taken out of what was moved into it."""
        if not form.form.review.blank or (known is not None and form.version == known.version):
            return True
        moved = self._new_forms.moved(form_id, assignment, Source(form=form))
        return not moved.empty or bool(moved.unplaced)

    def _differ(self, form_id: str, assignment: Assignment, one: AnsweredForm, other: AnsweredForm) -> bool:
        """Whether two forms hold other answers, be they such as have no place in the newest version."""
        first, second = (self._new_forms.moved(form_id, assignment, Source(form=form)) for form in (one, other))
        lost, also_lost = (sorted(answer.typed for answer in moved.unplaced) for moved in (first, second))
        return (first.contents, first.header, lost) != (second.contents, second.header, also_lost)

    def _in_return(self, form_id: str, assignment: Assignment, stored: StoredReturn) -> tuple[AnsweredForm | None, str]:
        """The form in its newest return; None and why when it cannot be read."""
        try:
            found = answered_form(self._cycle, self._book(stored.digest, stored.name), form_id, assignment, stored.name)
        except (FileError, LayoutError) as error:
            return None, f"{stored.name}: {reason(error)}"
        if found is None:
            return None, f"{stored.name}: {_NOWHERE}"
        return replace(found, written=_received(stored)), ""

    def _stored_book(self, digest: str, name: str) -> Book:
        return stored_book(self._cycle.store.content(digest), name)

    def _again(self, form_id: str, assignment: Assignment, known: MovedAnswers, unread: Source) -> Source | None:
        """What was moved before, to be moved on; None when it stands where it is to stand."""
        stands = known.empty or known.version == self._new_forms.version(assignment)
        if stands and not unread.problem:
            return None
        return Source(
            form=None if known.empty else self._as_issued(form_id, assignment, known),
            problem=unread.problem or known.problem,
            returned=unread.returned,
            is_return=known.was_returned and known.returned == unread.returned,
        )

    def _as_issued(self, form_id: str, assignment: Assignment, known: MovedAnswers) -> AnsweredForm | None:
        """The form as it is issued now, with what was moved into it."""
        data = self._workbooks.blank_form(form_id, assignment).filled(known.contents, known.header)
        return answered_form(self._cycle, parse_book(data, "form.xlsx"), form_id, assignment, known.origin)


def _received(stored: StoredReturn) -> float:
    """When a return came in, in seconds since 1970; 0 when that cannot be read."""
    with suppress(ValueError):
        return datetime.fromisoformat(stored.received_at).timestamp()
    return 0
