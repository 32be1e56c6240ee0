"""What the cycle before left behind: its results, and the open rows that the next cycle takes over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from sheetreview.cycle.store import Subject
from sheetreview.model.layout import Layout, Section
from sheetreview.model.people import Previous
from sheetreview.model.review import Answer, AnswerState, Review
from sheetreview.model.summary import Status
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.reading import checked_reviews
from sheetreview.summarize.given import ReviewInput
from sheetreview.summarize.results import overall_percent, review_status, section_results

_READ = (AnswerState.VALID, AnswerState.READ_AS)


def previous_reviews(former: OpenCycle, layouts: Mapping[str, Layout]) -> dict[Subject, Previous]:
    """What each review of a former cycle left behind, for the layouts of the next one.

    Nothing is taken from raters who are shown only together.
    """
    by_subject: dict[Subject, list[ReviewInput]] = {}
    for given in checked_reviews(former):
        if given.review is not None and given.assignment.layout in layouts and not _is_pooled(given):
            by_subject.setdefault(given.assignment.subject, []).append(given)
    return {
        subject: _previous(former.settings.name, layouts[subject[0]], found) for subject, found in by_subject.items()
    }


def _previous(cycle: str, layout: Layout, forms: Sequence[ReviewInput]) -> Previous:
    """One subject's forms together: rows come from the reviewers' forms first, then from the reviewee's own."""
    ordered = sorted(forms, key=lambda given: (_is_own(given), not _is_complete(given)))
    wanted = dict.fromkeys(name for section in layout.sections for name in section.carries)
    rows = {name: next(filter(None, (open_rows(given, name) for given in ordered)), ()) for name in wanted}
    percents = [percent for given in ordered if not _is_own(given) and (percent := _percent(given)) is not None]
    percent = fmean(percents) if percents else None
    band = layout.band_of(percent) if percent is not None else None
    return Previous(
        cycle=cycle,
        percent=percent,
        band=band.label if band else "",
        reviewed=max((_reviewed(layout, given) for given in ordered), default=""),
        rows={name: found for name, found in rows.items() if found},
    )


def _is_pooled(given: ReviewInput) -> bool:
    return given.edition.layout.role_by_id[given.edition.role].min_raters is not None


def _is_own(given: ReviewInput) -> bool:
    return given.edition.layout.role_by_id[given.edition.role].who == "reviewee"


def _is_complete(given: ReviewInput) -> bool:
    return review_status(given.review, given.findings) is Status.COMPLETE


def _percent(given: ReviewInput) -> float | None:
    """The overall result of a form that counts."""
    if given.review is None or not _is_complete(given):
        return None
    return overall_percent(given.edition, section_results(given.edition, given.review))


def _reviewed(layout: Layout, given: ReviewInput) -> str:
    if given.review is None or layout.frequency is None or not _is_complete(given):
        return ""
    return given.review.header.get(layout.frequency.reviewed, "")


def open_rows(given: ReviewInput, name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a section that are not closed, each with its answers by column id, in the form's order."""
    section = next((section for section in given.edition.sections if section.id == name), None)
    if section is None or given.review is None:
        return ()
    rows: dict[str, dict[str, str]] = {}
    for answer in _answers(given.review, section):
        rows.setdefault(answer.row, {})[answer.column] = answer.value
    order = _order(section, rows)
    return tuple(rows[row] for row in order if not _is_closed(section, rows[row]))


def _answers(review: Review, section: Section) -> Iterable[Answer]:
    for answer in review.answers:
        in_a_row = answer.section == section.id and ":" not in answer.row
        if in_a_row and answer.column in section.column_by_id and answer.state in _READ:
            yield answer


def _order(section: Section, rows: Iterable[str]) -> list[str]:
    known = {row: number for number, row in enumerate(section.row_ids)}
    return sorted(rows, key=lambda row: (known.get(row, len(known)), len(row), row))


def _is_closed(section: Section, row: Mapping[str, str]) -> bool:
    follow_up = section.follow_up
    if follow_up is None or follow_up.progress is None:
        return False
    return row.get(follow_up.progress, "") in follow_up.closed
