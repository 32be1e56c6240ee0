"""What a new cycle takes over from the one before: its results and open rows, and which forms show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

from sheetreview.form.slots import carried_rows, left_over
from sheetreview.model.edition import Edition, edition
from sheetreview.model.layout import ColumnKind, Layout, Section
from sheetreview.model.people import Assignment, Previous, Subject, subject_of
from sheetreview.model.points import Points, mean
from sheetreview.model.review import Answer, Review
from sheetreview.model.schedule import LAST_REVIEW, iso_day
from sheetreview.steps.open_cycle import OpenCycle, for_reviewer, variant_for
from sheetreview.steps.reading import checked_reviews, is_unreadable
from sheetreview.summarize.audience import ForDirectors
from sheetreview.summarize.results import is_counted, overall_result, section_results
from sheetreview.summarize.review_input import ReviewInput

Left: TypeAlias = Mapping[Subject, Mapping[str, Previous]]
"""What a former cycle left behind, by subject, then by the reviewer's key."""


NEVER_BACK = "no form of theirs came back"
NOT_COMPLETE = "no form of theirs is complete"
SHOWN_TOGETHER = "their raters are shown only together"
NOT_REVIEWED = "they were not reviewed there with this layout"
NOTHING_LEFT = "nothing was left open that the new form has a place for"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerCycle:
    """What a former cycle ``left`` behind, and ``lacks``: by subject why it has no result, '' where it has one.

    ``withheld`` names the people and accounts with open rows that were for HR alone and would not be any more.
    """

    left: Left = field(default_factory=dict)
    lacks: Mapping[Subject, str] | None = None
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFrom:
    """What the forms about a person or account show of the former cycle.

    ``result`` says whether they show its result, ``rows`` how many open rows the fullest of them has. ``why`` says why
    nothing was taken over, or no result though the form has a place for it; empty where nothing is missing. Of a result
    that is older, ``earlier`` names the cycle, and ``why`` says why there is none of the former one.
    """

    name: str
    result: bool = False
    earlier: str = ""
    rows: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """``forms`` show something of the former cycle, and ``people`` are those it is about, or could have been.

    ``crowded`` names the people and accounts with more open rows than their form has, ``unmatched`` those with open
    rows that nobody in the new cycle is responsible for, ``withheld`` those of :class:`FormerCycle`.
    """

    forms: int = 0
    people: tuple[TakenFrom, ...] = ()
    crowded: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


def left_by(former: Path | None, layouts: Mapping[str, Layout]) -> FormerCycle:
    """What the cycle in a folder left behind; nothing without one. Raises CycleError when there is no cycle in it."""
    if former is None:
        return FormerCycle()
    with OpenCycle.open(former, reading=True) as cycle:
        return previous_reviews(cycle, layouts)


def since(
    assignments: Iterable[Assignment], layouts: Mapping[str, Layout], left: Left, today: date
) -> tuple[Assignment, ...]:
    """Assignments with the last review's day, where the former cycle held one after what the file says.

    A day that is still to come is a typing mistake and does not count.
    """
    return tuple(_since(assignment, layouts, left, today) for assignment in assignments)


def _since(assignment: Assignment, layouts: Mapping[str, Layout], left: Left, today: date) -> Assignment:
    found = left.get(subject_of(layouts[assignment.layout], assignment), {})
    days = [one.reviewed for one in found.values() if one.reviewed and one.reviewed <= today.isoformat()]
    if not days:
        return assignment
    last = max(*days, iso_day(assignment.extra.get(LAST_REVIEW, "")))
    return replace(assignment, extra={**assignment.extra, LAST_REVIEW: last})


def taken_over(assignments: Iterable[Assignment], layouts: Mapping[str, Layout], former: FormerCycle) -> TakenOver:
    """What becomes of what a former cycle left behind."""
    if former == FormerCycle():
        return TakenOver()
    forms, left = 0, former.left
    people: dict[Subject, _Taken] = {}
    crowded: dict[str, None] = {}
    met: set[Subject] = set()
    for assignment in assignments:
        layout = layouts[assignment.layout]
        subject = subject_of(layout, assignment)
        before = for_reviewer(left.get(subject, {}), assignment.reviewer.key)
        cut = edition(layout, assignment.role, variant_for(layout, assignment, before, {}))
        taken = people.setdefault(subject, _Taken(assignment.account or assignment.reviewee.name))
        forms += taken.add(cut, before)
        if before is None:
            continue
        met.add(subject)
        if left_over(cut, before):
            crowded[before.name or assignment.reviewee.name] = None
    unmatched = (found for subject, found in left.items() if subject not in met)
    names = {one.name: None for found in unmatched for one in found.values() if one.rows}
    lacks = former.lacks
    told = [] if lacks is None else [one.told(lacks.get(about, NOT_REVIEWED)) for about, one in people.items()]
    if lacks is None:
        told = [one.told("") for about, one in people.items() if about in met]
    found = tuple(filter(None, told))
    return TakenOver(
        forms=forms, people=found, crowded=tuple(crowded), unmatched=tuple(names), withheld=former.withheld
    )


@dataclass(slots=True)
class _Taken:
    """What the forms about a subject show of what was left behind, as far as they were looked at."""

    name: str
    has_place: bool = False
    shows_result: bool = False
    result: bool = False
    cycle: str = ""
    rows: int = 0

    def add(self, cut: Edition, before: Previous | None) -> bool:
        """Look at one form; whether it has anything of what was left behind in it."""
        place = any(one.source == "previous.result" for one in cut.header)
        self.shows_result |= place
        self.has_place |= place or any(section.carries for section in cut.sections)
        result = place and before is not None and before.percent is not None
        if result and before is not None:
            self.cycle = before.cycle
        rows = sum(len(carried_rows(section, before)) for section in cut.sections)
        self.result |= result
        self.rows = max(self.rows, rows)
        return result or rows > 0

    def told(self, lacks: str) -> TakenFrom | None:
        """What was taken over, and why not more; nothing for forms that have no place for any of it."""
        if not self.has_place:
            return None
        taken = self.result or self.rows > 0
        earlier = self.cycle if self.result and lacks else ""
        missing = self.shows_result and (not self.result or bool(earlier))
        why = "" if taken and not missing else lacks or ("" if taken else NOTHING_LEFT)
        return TakenFrom(name=self.name, result=self.result, earlier=earlier, rows=self.rows, why=why)


def previous_reviews(former: OpenCycle, layouts: Mapping[str, Layout]) -> FormerCycle:
    """What each review of a former cycle left behind, by subject and reviewer, for the layouts of the next one.

    Where a form did not come back, what it was issued with is still open and goes on. Nothing is taken from raters who
    are shown only together.
    """
    by_subject: dict[Subject, list[_Form]] = {}
    lacks: dict[Subject, str] = {}
    directors = ForDirectors()
    for given in checked_reviews(former):
        layout = layouts.get(given.assignment.layout)
        if layout is None:
            continue
        subject = subject_of(layout, given.assignment)
        if given.edition.asked.pooled:
            lacks.setdefault(subject, SHOWN_TOGETHER)
        else:
            by_subject.setdefault(subject, []).append(_Form.of(layout, given, directors.see(given)))
    lacks |= {subject: _lacks(forms) for subject, forms in by_subject.items()}
    found = {subject: _by_reviewer(former, layouts[subject[0]], forms) for subject, forms in by_subject.items()}
    withheld = (name for subject, forms in by_subject.items() for name in _withheld(layouts[subject[0]], forms))
    return FormerCycle(
        left={subject: left for subject, left in found.items() if left},
        lacks=lacks,
        withheld=tuple(dict.fromkeys(withheld)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """One form of the former cycle: ``percent`` is its exact overall result, None where it does not count.

    ``reviewed`` is the day the review was held (ISO; empty when not known). Neither tells of what is for HR alone.
    """

    given: ReviewInput
    percent: Points | None
    reviewed: str

    @classmethod
    def of(cls, layout: Layout, given: ReviewInput, shared: ReviewInput) -> _Form:
        """A form, for the next cycle's ``layout``; ``shared`` is the same without what is for HR alone."""
        review = shared.review if is_counted(given, shared) else None
        if review is None:
            return cls(given=given, percent=None, reviewed="")
        return cls(
            given=given,
            percent=overall_result(shared.edition, section_results(shared.edition, review)),
            reviewed=iso_day(review.header.get(layout.frequency.reviewed, "")) if layout.frequency else "",
        )

    @property
    def name(self) -> str:
        """Whose or which it is about."""
        return self.given.assignment.account or self.given.assignment.reviewee.name

    @property
    def came_back(self) -> bool:
        """Whether it came back so that it can be read."""
        return self.given.review is not None and not is_unreadable(self.given.findings)

    def tells_of(self, section: str) -> bool:
        """Whether it came back with a section."""
        return self.came_back and any(one.id == section for one in self.given.edition.sections)


def _lacks(forms: Sequence[_Form]) -> str:
    """Why a subject's forms come to no result; '' where they come to one."""
    back = [form for form in forms if form.came_back]
    if not back:
        return NEVER_BACK
    return "" if any(form.percent is not None for form in back) else NOT_COMPLETE


def _by_reviewer(former: OpenCycle, layout: Layout, forms: Sequence[_Form]) -> dict[str, Previous]:
    """One subject's reviews by reviewer; what only the reviewee filled in belongs to every reviewer."""
    own = [form for form in forms if form.given.edition.asked.own]
    others = [form for form in forms if not form.given.edition.asked.own] or own
    overall = _overall(former, layout, others)
    left = {}
    for form in others:
        assignment = form.given.assignment
        before = former.previous(assignment)
        rows = {name: _rows(form, own, name, before) for name in _carried(layout) if not _tells(form, layout, name)}
        kept = {name: found for name, found in rows.items() if found}
        if kept or overall.percent is not None or overall.reviewed:
            left[assignment.reviewer.key] = replace(overall, rows=kept)
    return left


def _carried(layout: Layout) -> tuple[str, ...]:
    """Ids of the sections whose open rows a layout carries on."""
    return tuple(dict.fromkeys(name for section in layout.sections for name in section.carries))


def _tells(form: _Form, layout: Layout, name: str) -> bool:
    """Whether a section that was for HR alone when it was filled in would be carried into one that is not."""
    source = form.given.edition.layout.section_by_id.get(name)
    into = (section for section in layout.sections if name in section.carries)
    return source is not None and source.restricted and not all(section.restricted for section in into)


def _withheld(layout: Layout, forms: Iterable[_Form]) -> Iterator[str]:
    """Names of the people and accounts with open rows in such sections."""
    for form in forms:
        if any(_tells(form, layout, name) and open_rows(form.given, name) for name in _carried(layout)):
            yield form.name


def _rows(form: _Form, own: Sequence[_Form], name: str, before: Previous | None) -> tuple[Mapping[str, str], ...]:
    """A section's open rows in a reviewer's form, else in the reviewee's, else what was open before."""
    asked = [one.given for one in (form, *own) if one.tells_of(name)]
    if not asked:
        return before.rows.get(name, ()) if before else ()
    return next(filter(None, (open_rows(one, name, before) for one in asked)), ())


def _overall(former: OpenCycle, layout: Layout, forms: Sequence[_Form]) -> Previous:
    """What the reviews come to together; where none is complete, what was known before."""
    before = former.previous(forms[0].given.assignment) or Previous(cycle=former.settings.name)
    percent = mean([form.percent for form in forms if form.percent is not None])
    held = max(form.reviewed for form in forms)
    known = replace(before, name=forms[0].name, rows={}, reviewed=max(held, before.reviewed))
    if percent is None:
        return known
    band = layout.band_of(percent)
    return replace(known, cycle=former.settings.name, percent=percent, band=band.label if band else "")


def open_rows(given: ReviewInput, name: str, before: Previous | None = None) -> tuple[Mapping[str, str], ...]:
    """The rows of a section that are not closed, each with its answers by column id, in the form's order.

    What cannot be read goes on as it was typed, but for a day: the one that was known ``before`` goes on.
    """
    section = next((section for section in given.edition.sections if section.id == name), None)
    if section is None or given.review is None:
        return ()
    rows: dict[str, dict[str, str]] = {}
    lost = _issued_days(section, before)
    for answer in _answers(given.review, section):
        day = lost.pop((answer.row, answer.column), "")
        if answer.filled:
            rows.setdefault(answer.row, {})[answer.column] = answer.value or day or answer.typed
    for (row, column), day in lost.items():
        if row in rows:
            rows[row][column] = day
    order = _order(section, rows)
    return tuple(rows[row] for row in order if not _is_closed(section, rows[row]))


def _issued_days(section: Section, before: Previous | None) -> dict[tuple[str, str], str]:
    """The days that a form was issued with in a section's open rows, by row and column."""
    blank = section.row_ids[len(section.items) :]
    rows = zip(blank, carried_rows(section, before), strict=False)
    days = {column.id for column in section.columns if column.kind is ColumnKind.DATE}
    return {(row, name): text for row, texts in rows for name, text in texts.items() if name in days and iso_day(text)}


def _answers(review: Review, section: Section) -> Iterable[Answer]:
    for answer in review.answers:
        in_a_row = answer.section == section.id and ":" not in answer.row
        if in_a_row and answer.column in section.column_by_id:
            yield answer


def _order(section: Section, rows: Iterable[str]) -> list[str]:
    known = {row: number for number, row in enumerate(section.row_ids)}
    return sorted(rows, key=lambda row: (known.get(row, len(known)), len(row), row))


def _is_closed(section: Section, row: Mapping[str, str]) -> bool:
    follow_up = section.follow_up
    if follow_up is None or follow_up.progress is None:
        return False
    return row.get(follow_up.progress, "") in follow_up.closed
