"""The intake of returns, from whatever place: each is recognised by what the cycle issued, then kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from sheetreview.amend.listing import MadeOf, made_of
from sheetreview.check.content import content_digest
from sheetreview.check.signed import Signed, changed_since_signed, signed
from sheetreview.cycle.reviews import ReadReturn
from sheetreview.errors import MADE_UP, NOT_A_FORM, NOT_ON_ROSTER, OTHER_CYCLE, UNKNOWN_LAYOUT, FileError, Refusal
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.model.people import Assignment
from sheetreview.model.review import Review
from sheetreview.sheet.grid import Book, Decoded
from sheetreview.steps.gone_forms import GoneReason, Successors
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.other_sheets import said_of_other_sheets
from sheetreview.steps.reading import READER, read_return, read_review
from sheetreview.steps.return_ranking import NewReturn, Ranking, Standing


class Outcome(StrEnum):
    """The outcome of a form in a returned file, or of the file."""

    COLLECTED = "collected"
    REPLACED = "replaces an earlier return"
    OLDER = "older than what counts"
    UNDECIDED = "may not be the latest"
    DUPLICATE = "already collected"
    REPEATED = "repeats an older return"
    DISCARDED = "discarded before"
    BLANK = "not filled in"
    NOT_A_FORM = "not a form"
    UNREADABLE = "unreadable"
    OTHER_CYCLE = "from another cycle"
    MISPLACED = "in another review's sheet"
    MADE_UP = "made up by a rehearsal"
    NOT_ON_ROSTER = "for nobody on the roster"

    @property
    def taken(self) -> bool:
        """Whether everything is in order with this file, so that there is nothing to do about it."""
        return self in _TAKEN


NEW = frozenset({Outcome.COLLECTED, Outcome.REPLACED})
"""Outcomes of a return that was not there before, and counts."""

KEPT = NEW | {Outcome.OLDER, Outcome.UNDECIDED, Outcome.DUPLICATE, Outcome.REPEATED, Outcome.DISCARDED}
"""Outcomes of a form that was read and is in the store."""

_TAKEN = (KEPT - {Outcome.UNDECIDED}) | {Outcome.BLANK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """One form of one file; ``form_id`` and the names are empty where the file is no form of this cycle.

    ``code`` is that of the :class:`sheetreview.errors.Refusal`, or the word by which an online service names why it
    refused a sheet; empty where nothing is refused. ``encoding`` is the character set of a text that is no UTF-8.
    """

    file: str
    outcome: Outcome
    code: str = ""
    detail: str = ""
    sheet: str = ""
    form_id: str = ""
    reviewee: str = ""
    reviewer: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A return that was read and what is in it; ``data`` is what is kept of it, nothing when no form is.

    ``read`` is what its filled forms were read as, and ``signed`` what people signed in them, by form id. ``repeats``
    is what it was made of, where it is a copy that was sent back, with those forms alone that are as they were sent.
    ``file_time`` is when its file was written, in seconds since 1970; None where it came in no file.
    """

    name: str
    data: bytes
    forms: tuple[Collected, ...]
    read: Mapping[str, ReadReturn] = field(default_factory=dict)
    signed: Mapping[str, Signed] = field(default_factory=dict)
    repeats: MadeOf | None = None
    file_time: float | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A form with its outcome and how it was read; if it is kept, what is signed and a digest of what was entered."""

    said: Collected
    review: Review | None = None
    signed: Signed | None = None
    entered: str = ""


class ReturnIntake:
    """Recognises returns by what the cycle issued, and keeps them."""

    def __init__(self, cycle: OpenCycle) -> None:
        self._cycle = cycle
        self._assignments = cycle.store.assignments()
        self._ever_issued = cycle.store.ever_issued()
        self._former = cycle.store.former_assignments()
        self._returns = cycle.store.return_counts()
        self._ranking = Ranking(cycle)
        self._signatures = cycle.store.signatures
        self._as_issued = {issue.digest for issue in cycle.store.issues()}
        moved = cycle.store.moved.all()
        self._repeated = {form_id for form_id, found in moved.items() if found.was_returned}

    def recognise(self, name: str, data: bytes, book: Book, *, blank_too: Collection[str] = ()) -> Arrival:
        """The forms in a book that came in as ``data``; what is wrong with one is its outcome, never an exception.

        A form that is not filled in is kept only when its id is in ``blank_too``.
        """
        seen = [self._identify(name, book, form, blank_too=blank_too) for form in find_forms(book)]
        found = [(one.said, one.signed) for one in seen]
        if self._repeated and sha256(data).hexdigest() in self._as_issued:
            found = [self._unchanged_since_issued(form, lines) for form, lines in found]
        forms = tuple(_decoded(form, book.decoded) for form, _ in found)
        forms = _with_other_sheets(forms, book)
        if not forms:
            return refused(
                name, Outcome.NOT_A_FORM, "No sheet of it carries the hidden key of a review form.", NOT_A_FORM
            )
        filled = any(form.outcome is Outcome.COLLECTED for form in forms)
        # Of a form that stands there twice, the first counts.
        signatures = {form.form_id: lines for form, lines in reversed(found) if lines is not None}
        repeats = _as_sent(made_of(book), seen)
        return Arrival(
            name=name,
            data=data if filled else b"",
            forms=forms,
            read=self._read(seen),
            signed=signatures,
            repeats=repeats,
        )

    def _read(self, seen: Sequence[_Seen]) -> dict[str, ReadReturn]:
        """What the filled forms were read as, by form id, but for those that may be read otherwise the next time."""
        read: dict[str, ReadReturn] = {}
        for form_id in {one.said.form_id for one in seen if one.said.outcome is Outcome.COLLECTED}:
            assignment = self._assignments[form_id]
            copies = [one.review for one in seen if one.said.form_id == form_id]
            reviews = [review for review in copies if review and review.identity.role == assignment.role]
            if len(reviews) == len(copies):
                read[form_id] = read_return(self._cycle, assignment, reviews)
        return read

    def keep(self, arrivals: Sequence[Arrival]) -> list[Collected]:
        """Remember files that have filled forms in them, each as the newest return of its forms."""
        with self._cycle.store.changing():
            return [form for arrival in arrivals for form in self._kept(arrival)]

    def _kept(self, arrival: Arrival) -> Iterator[Collected]:
        collected = {form.form_id for form in arrival.forms if form.outcome is Outcome.COLLECTED}
        digest = sha256(arrival.data).hexdigest()
        repeated = self._repeats(arrival, collected)
        discarded = {form_id: why for form_id in collected if (why := self._ranking.why_discarded(form_id, digest))}
        new = self._add(arrival, digest, collected - repeated - discarded.keys())
        changed = {form_id for form_id in new if self._is_changed(form_id, arrival.signed.get(form_id))}
        for form in arrival.forms:
            if form.outcome is not Outcome.COLLECTED:
                yield form
                continue
            form_id = form.form_id
            outcome: Outcome
            if form_id in repeated:
                outcome, detail = Outcome.DUPLICATE, _AS_SENT
            elif form_id in discarded:
                outcome, detail = Outcome.DISCARDED, f"this very file does not count: {discarded[form_id]}"
            elif form_id in new:
                outcome, detail = self._ranked(form_id, arrival, digest, changed=form_id in changed)
            else:
                outcome, detail = self._collected_before(form_id, digest)
            yield replace(form, outcome=outcome, detail=_joined(form.detail, detail))
        for form_id in new:
            self._returns[form_id] = self._returns.get(form_id, 0) + 1

    def _add(self, arrival: Arrival, digest: str, forms: Collection[str]) -> frozenset[str]:
        """Keep a file as the newest return of some forms, and what was read in it; the forms it is new for."""
        if not forms:
            return frozenset()
        store = self._cycle.store
        new = store.add_file(_storable(arrival.name), arrival.data, sorted(forms))
        self._ranking.came_in(digest, arrival.file_time)
        for form_id in new & arrival.read.keys():
            store.reviews.put(digest, form_id, READER, arrival.read[form_id])
        return new

    def _collected_before(self, form_id: str, digest: str) -> tuple[Outcome, str]:
        """The outcome of a return that is there already."""
        standing, detail = self._ranking.collected_before(form_id, digest)
        return _AGAIN[standing], detail

    def _ranked(self, form_id: str, arrival: Arrival, digest: str, *, changed: bool) -> tuple[Outcome, str]:
        """The outcome of a return that was just kept, beside earlier ones if there are any."""
        if not self._returns.get(form_id):
            return Outcome.COLLECTED, ""
        read = arrival.read.get(form_id)
        new = NewReturn(
            form_id=form_id,
            data=arrival.data,
            digest=digest,
            file_time=arrival.file_time,
            review=read.review if read is not None else None,
        )
        standing, detail = self._ranking.rank(new)
        return _OUTCOMES[standing], f"{detail}; changed after it was signed" if changed else detail

    def _repeats(self, arrival: Arrival, filled: Collection[str]) -> set[str]:
        """Forms of a copy that are unchanged: they are no new return, and take no place of a later one."""
        copy, store = arrival.repeats, self._cycle.store
        if copy is None or not store.has_file(copy.source):
            return set()
        same = {form_id for form_id in filled if form_id in copy.forms and self._returns.get(form_id)}
        if same == set(filled):
            return same
        # The forms of a workbook stay together as long as none came back alone since.
        return {form_id for form_id in same if self._newest(form_id) != copy.source}

    def _newest(self, form_id: str) -> str:
        """SHA-256 of the file that counts for a form; empty where there is none."""
        stored = self._cycle.store.newest_return(form_id)
        return stored.digest if stored is not None else ""

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

    def _identify(self, name: str, book: Book, form: FoundForm, *, blank_too: Collection[str]) -> _Seen:
        """Return the outcome of a form, and what is in it if it is kept."""
        identity = form.identity
        said = Collected(file=name, outcome=Outcome.UNREADABLE, sheet=form.grid.name, form_id=identity.form_id)
        assignment = self._assignments.get(identity.form_id)
        if assignment is not None:
            said = replace(said, reviewee=assignment.reviewee.name, reviewer=assignment.reviewer.name)
        if form.made_up and not self._cycle.store.is_rehearsal:
            return _Seen(replace(said, outcome=Outcome.MADE_UP, code=MADE_UP.code, detail=_MADE_UP))
        if assignment is None:
            ours = identity.form_id in self._ever_issued
            outcome = Outcome.NOT_ON_ROSTER if ours else Outcome.OTHER_CYCLE
            refusal, detail = _UNKNOWN[outcome]
            if former := self._former.get(identity.form_id):
                said = replace(said, reviewee=former.reviewee.name, reviewer=former.reviewer.name)
                detail = f"{self._why_gone(former)} {detail}"
            return _Seen(replace(said, outcome=outcome, code=refusal.code, detail=detail))
        layout = self._cycle.layout(assignment.layout, identity.layout_version)
        if layout is None:
            made_with = f"{identity.layout_id} v{identity.layout_version}"
            detail = f"Its layout, {made_with}, was never issued here. Ask for the form as it was issued."
            return _Seen(replace(said, code=UNKNOWN_LAYOUT.code, detail=detail))
        try:
            review = read_review(book, form, layout)
        except FileError as error:
            return _Seen(replace(said, code=error.refusal.code, detail=error.reason))
        if review.untouched and identity.form_id not in blank_too:
            return _Seen(replace(said, outcome=Outcome.BLANK, detail=said_of_other_sheets(book)), review)
        said = replace(said, outcome=Outcome.COLLECTED)
        return _Seen(said, review, signed(edition_for(identity, layout), review), content_digest(review))

    def _why_gone(self, former: Assignment) -> str:
        """Why a form is no longer part of the cycle, in one sentence."""
        person, by = former.reviewee, former.reviewer
        gone = Successors(self._assignments.values(), self._assignments.values()).of(former)
        match gone.reason:
            case GoneReason.PERSON:
                return f"{person.name} is no longer on the roster."
            case GoneReason.ROLE:
                return f"The roster asks for no {former.role} form of {person.name} any more."
            case GoneReason.MONTH:
                now = f"{former.month}, but in {', '.join(gone.months)}"
                return f"The roster asks {by.name} <{by.email}> about {person.name} no longer in {now}."
            case GoneReason.REVIEWER:
                now = ", ".join(f"{one.name} <{one.email}>" for one in gone.reviewers)
                return f"{by.name} <{by.email}> no longer fills this form of {person.name}: the roster has {now}."


_OUTCOMES = {
    Standing.LATEST: Outcome.REPLACED,
    Standing.OLDER: Outcome.OLDER,
    Standing.UNDECIDED: Outcome.UNDECIDED,
}
_AGAIN = {
    None: Outcome.DUPLICATE,
    Standing.OLDER: Outcome.REPEATED,
    Standing.UNDECIDED: Outcome.UNDECIDED,
}
_AS_SENT = "sent back as it was; what came back before counts"
_MADE_UP = "It is not taken in. Collect what the reviewer sent."

_UNKNOWN = {
    Outcome.NOT_ON_ROSTER: (NOT_ON_ROSTER, "Collect it again once the roster asks for it again."),
    Outcome.OTHER_CYCLE: (OTHER_CYCLE, "Collect it in the cycle that issued it."),
}


def _as_sent(copy: MadeOf | None, seen: Sequence[_Seen]) -> MadeOf | None:
    """A copy with those forms alone in which nothing has changed, on whatever sheets they stand."""
    if copy is None:
        return None
    changed = {one.said.form_id for one in seen if one.entered not in {"", copy.forms.get(one.said.form_id)}}
    return replace(copy, forms={form: digest for form, digest in copy.forms.items() if form not in changed})


def _decoded(form: Collected, decoded: Decoded | None) -> Collected:
    """A form that says as what the file was read."""
    if decoded is None:
        return form
    return replace(form, encoding=decoded.name, detail=_joined(decoded.said, form.detail))


def _with_other_sheets(forms: tuple[Collected, ...], book: Book) -> tuple[Collected, ...]:
    """The forms of a file, the first that is taken in with what is to be said of other sheets."""
    first = next((form for form in forms if form.outcome is Outcome.COLLECTED), None)
    said = said_of_other_sheets(book) if first else ""
    return tuple(replace(f, detail=_joined(f.detail, said)) if f is first else f for f in forms) if said else forms


def _joined(*details: str) -> str:
    return "; ".join(filter(None, details))


def _storable(name: str) -> str:
    """A file's name as text that can be stored: what is no character in it becomes a question mark."""
    return name.encode("utf-8", "replace").decode("utf-8")


def refused(name: str, outcome: Outcome, detail: str, refusal: Refusal) -> Arrival:
    """A return that cannot be used, and why."""
    said = Collected(file=name, outcome=outcome, code=refusal.code, detail=detail)
    return Arrival(name=name, data=b"", forms=(said,))
