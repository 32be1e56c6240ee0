"""Where returns arrive, from whatever place: recognised by what the cycle issued, then kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from sheetreview.check.signed import Signed, changed_since_signed, signed
from sheetreview.cycle.moved import MovedRecords
from sheetreview.cycle.signatures import Signatures
from sheetreview.errors import FileError
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.sheet.grid import Book
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import read_review


class Outcome(StrEnum):
    """What became of a form in a returned file, or of the file."""

    COLLECTED = "collected"
    REPLACED = "replaces an earlier return"
    DUPLICATE = "already collected"
    BLANK = "not filled in"
    NOT_A_FORM = "not a form"
    UNREADABLE = "unreadable"
    OTHER_CYCLE = "from another cycle"
    MISPLACED = "in another review's sheet"
    MADE_UP = "made up by a rehearsal"
    NOT_ON_ROSTER = "for nobody on the roster"

    @property
    def taken(self) -> bool:
        """Whether everything is in order with this file: nobody needs to do anything about it."""
        return self in {Outcome.COLLECTED, Outcome.REPLACED, Outcome.DUPLICATE, Outcome.BLANK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """One form of one file; ``form_id`` and the names are empty where the file is no form of this cycle."""

    file: str
    outcome: Outcome
    detail: str = ""
    sheet: str = ""
    form_id: str = ""
    reviewee: str = ""
    reviewer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A return that was read and what is in it; ``data`` is what is kept of it, nothing when no form is.

    ``signed`` is what people signed in it, by form id.
    """

    name: str
    data: bytes
    forms: tuple[Collected, ...]
    signed: Mapping[str, Signed] = field(default_factory=dict)


NEW = frozenset({Outcome.COLLECTED, Outcome.REPLACED})
"""Outcomes of a return that was not there before."""


class Desk:
    """Where returns arrive: recognised by what the cycle issued, then kept."""

    def __init__(self, cycle: OpenCycle) -> None:
        self._cycle = cycle
        self._assignments = cycle.store.assignments()
        self._ever_issued = cycle.store.ever_issued()
        self._returns = cycle.store.return_counts()
        self._signatures = Signatures(cycle.store)
        self._as_issued = {issue.digest for issue in cycle.store.issues()}
        moved = MovedRecords(cycle.store).all()
        self._repeated = {form_id for form_id, found in moved.items() if found.was_returned}

    def recognise(self, name: str, data: bytes, book: Book, *, blank_too: Collection[str] = ()) -> Arrival:
        """The forms in a book that came in as ``data``; what is wrong with one is its outcome, never an exception.

        A form that nobody has filled in is kept only when its id is in ``blank_too``.
        """
        found = [self._identify(name, book, form, blank_too=blank_too) for form in find_forms(book)]
        if self._repeated and sha256(data).hexdigest() in self._as_issued:
            found = [self._unchanged_since_issued(form, lines) for form, lines in found]
        forms = tuple(form for form, _ in found)
        if not forms:
            return refused(name, Outcome.NOT_A_FORM, "no sheet of it carries the hidden key of a review form")
        filled = any(form.outcome is Outcome.COLLECTED for form in forms)
        # Of a form that stands there twice, the first counts.
        signatures = {form.form_id: lines for form, lines in reversed(found) if lines is not None}
        return Arrival(name=name, data=data if filled else b"", forms=forms, signed=signatures)

    def keep(self, arrivals: Sequence[Arrival]) -> list[Collected]:
        """Remember files that have filled forms in them, each as the newest return of its forms."""
        with self._cycle.store.changing():
            return [form for arrival in arrivals for form in self._kept(arrival)]

    def _kept(self, arrival: Arrival) -> Iterator[Collected]:
        filled = {form.form_id for form in arrival.forms if form.outcome is Outcome.COLLECTED}
        store = self._cycle.store
        new = store.add_file(_storable(arrival.name), arrival.data, sorted(filled)) if filled else frozenset()
        changed = {form_id for form_id in new if self._is_changed(form_id, arrival.signed.get(form_id))}
        for form in arrival.forms:
            if form.outcome is not Outcome.COLLECTED:
                yield form
            elif form.form_id not in new:
                yield replace(form, outcome=Outcome.DUPLICATE, detail="this very file was collected before")
            elif self._returns.get(form.form_id):
                since = "; changed after it was signed" if form.form_id in changed else ""
                yield replace(form, outcome=Outcome.REPLACED, detail=f"both are kept; this one counts{since}")
            else:
                yield form
        for form_id in new:
            self._returns[form_id] = self._returns.get(form_id, 0) + 1

    def _is_changed(self, form_id: str, now: Signed | None) -> bool:
        """Remember what is signed in a new return; whether its signatures were under another content before."""
        if now is None:
            return False
        changed = changed_since_signed(now, self._signatures.of(form_id))
        self._signatures.record(form_id, now.lines, now.digest)
        return changed

    def _unchanged_since_issued(self, form: Collected, lines: Signed | None) -> tuple[Collected, Signed | None]:
        """A form in a file that is as it was issued: what it repeats of an earlier return is no new one."""
        if form.outcome is not Outcome.COLLECTED or form.form_id not in self._repeated:
            return form, lines
        return replace(form, outcome=Outcome.BLANK, detail="it is as it was issued; what came back before counts"), None

    def _identify(
        self, name: str, book: Book, form: FoundForm, *, blank_too: Collection[str]
    ) -> tuple[Collected, Signed | None]:
        """What becomes of a form, and what is signed in it if it is kept."""
        identity = form.identity
        said = Collected(file=name, outcome=Outcome.UNREADABLE, sheet=form.grid.name, form_id=identity.form_id)
        assignment = self._assignments.get(identity.form_id)
        if assignment is not None:
            said = replace(said, reviewee=assignment.reviewee.name, reviewer=assignment.reviewer.name)
        if form.made_up and not self._cycle.store.is_rehearsal:
            return replace(said, outcome=Outcome.MADE_UP, detail=_MADE_UP), None
        if assignment is None:
            outcome = Outcome.NOT_ON_ROSTER if identity.form_id in self._ever_issued else Outcome.OTHER_CYCLE
            return replace(said, outcome=outcome, detail=_UNKNOWN[outcome]), None
        layout = self._cycle.layout(assignment.layout, identity.layout_version)
        if layout is None:
            made_with = f"{identity.layout_id} v{identity.layout_version}"
            return replace(said, detail=f"{made_with} was never issued here; ask for the form as it was issued"), None
        try:
            review = read_review(book, form, layout)
        except FileError as error:
            return replace(said, detail=error.reason), None
        if review.blank and identity.form_id not in blank_too:
            return replace(said, outcome=Outcome.BLANK), None
        return replace(said, outcome=Outcome.COLLECTED), signed(edition_for(identity, layout), review)


_MADE_UP = "not taken in; collect what the reviewer sent"

_UNKNOWN = {
    Outcome.NOT_ON_ROSTER: "collect it again once the person is back on the roster",
    Outcome.OTHER_CYCLE: "collect it in the cycle that issued it",
}


def _storable(name: str) -> str:
    """A file's name as text that can be stored: what is no character in it becomes a question mark."""
    return name.encode("utf-8", "replace").decode("utf-8")


def refused(name: str, outcome: Outcome, detail: str) -> Arrival:
    """A return that cannot be used, and why."""
    return Arrival(name=name, data=b"", forms=(Collected(file=name, outcome=outcome, detail=detail),))
