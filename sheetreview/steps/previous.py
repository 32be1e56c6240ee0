"""What the cycle before left behind: its results, and the open rows that the next cycle takes over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from sheetreview.model.layout import Layout, Section
from sheetreview.model.people import Previous, Subject, subject_of
from sheetreview.model.review import Answer, Review
from sheetreview.model.summary import Status
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import checked_reviews, is_unreadable
from sheetreview.summarize.given import ReviewInput
from sheetreview.summarize.results import overall_percent, review_status, section_results


def previous_reviews(former: OpenCycle, layouts: Mapping[str, Layout]) -> dict[Subject, dict[str, Previous]]:
    """What each review of a former cycle left behind, by subject and reviewer, for the layouts of the next one.

    Where a form did not come back, what it was issued with is still open and goes on. Nothing is taken from raters who
    are shown only together.
    """
    by_subject: dict[Subject, list[ReviewInput]] = {}
    for given in checked_reviews(former):
        layout = layouts.get(given.assignment.layout)
        if layout is not None and not given.edition.asked.pooled:
            by_subject.setdefault(subject_of(layout, given.assignment), []).append(given)
    found = {subject: _by_reviewer(former, layouts[subject[0]], forms) for subject, forms in by_subject.items()}
    return {subject: left for subject, left in found.items() if left}


def _by_reviewer(former: OpenCycle, layout: Layout, forms: Sequence[ReviewInput]) -> dict[str, Previous]:
    """One subject's reviews by reviewer; what only the reviewee filled in belongs to every reviewer."""
    own = [given for given in forms if given.edition.asked.own]
    others = [given for given in forms if not given.edition.asked.own] or own
    overall = _overall(former, layout, others)
    wanted = dict.fromkeys(name for section in layout.sections for name in section.carries)
    left = {}
    for given in others:
        before = former.previous(given.assignment)
        rows = {name: _rows(given, own, name, before) for name in wanted}
        kept = {name: found for name, found in rows.items() if found}
        if kept or overall.percent is not None or overall.reviewed:
            left[given.assignment.reviewer.key] = replace(overall, rows=kept)
    return left


def _rows(
    given: ReviewInput, own: Sequence[ReviewInput], name: str, before: Previous | None
) -> tuple[Mapping[str, str], ...]:
    """A section's open rows in a reviewer's form, else in the reviewee's, else what was open before."""
    asked = [one for one in (given, *own) if _came_back(one) and any(s.id == name for s in one.edition.sections)]
    if not asked:
        return before.rows.get(name, ()) if before else ()
    return next(filter(None, (open_rows(one, name) for one in asked)), ())


def _overall(former: OpenCycle, layout: Layout, forms: Sequence[ReviewInput]) -> Previous:
    """What the reviews come to together; where none is complete, what was known before."""
    assignment = forms[0].assignment
    before = former.previous(assignment) or Previous(cycle=former.settings.name)
    percents = [percent for given in forms if (percent := _percent(given)) is not None]
    held = max(_reviewed(layout, given) for given in forms)
    known = replace(
        before, name=assignment.account or assignment.reviewee.name, rows={}, reviewed=max(held, before.reviewed)
    )
    if not percents:
        return known
    percent = fmean(percents)
    band = layout.band_of(percent)
    return replace(known, cycle=former.settings.name, percent=percent, band=band.label if band else "")


def _came_back(given: ReviewInput) -> bool:
    return given.review is not None and not is_unreadable(given.findings)


def _percent(given: ReviewInput) -> float | None:
    """The overall result of a form that counts."""
    if given.review is None or review_status(given.review, given.findings) is not Status.COMPLETE:
        return None
    return overall_percent(given.edition, section_results(given.edition, given.review))


def _reviewed(layout: Layout, given: ReviewInput) -> str:
    if given.review is None or layout.frequency is None:
        return ""
    complete = review_status(given.review, given.findings) is Status.COMPLETE
    return given.review.header.get(layout.frequency.reviewed, "") if complete else ""


def open_rows(given: ReviewInput, name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a section that are not closed, each with its answers by column id, in the form's order.

    What cannot be read goes on as it was typed.
    """
    section = next((section for section in given.edition.sections if section.id == name), None)
    if section is None or given.review is None:
        return ()
    rows: dict[str, dict[str, str]] = {}
    for answer in _answers(given.review, section):
        rows.setdefault(answer.row, {})[answer.column] = answer.value or answer.typed
    order = _order(section, rows)
    return tuple(rows[row] for row in order if not _is_closed(section, rows[row]))


def _answers(review: Review, section: Section) -> Iterable[Answer]:
    for answer in review.answers:
        in_a_row = answer.section == section.id and ":" not in answer.row
        if in_a_row and answer.column in section.column_by_id and answer.filled:
            yield answer


def _order(section: Section, rows: Iterable[str]) -> list[str]:
    known = {row: number for number, row in enumerate(section.row_ids)}
    return sorted(rows, key=lambda row: (known.get(row, len(known)), len(row), row))


def _is_closed(section: Section, row: Mapping[str, str]) -> bool:
    follow_up = section.follow_up
    if follow_up is None or follow_up.progress is None:
        return False
    return row.get(follow_up.progress, "") in follow_up.closed
