"""One review's results, recomputed from its ratings and never taken from the form's own totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding
from sheetreview.model.layout import Column, Item, Level, Section, Severity
from sheetreview.model.review import AnswerIndex, AnswerState, Review
from sheetreview.model.summary import RatingRow, SectionResult, Status

UNFINISHED_CODES = frozenset({"missing-rating", "missing-answer"})
"""Codes of the errors that only say that something is still to be filled in."""

_READ = (AnswerState.VALID, AnswerState.READ_AS)
_PROMPT = re.compile(r"\s*\[[^\[\]]*\]\s*$")


def rated_sections(edition: Edition) -> Iterator[tuple[Section, Column]]:
    """The sections that have a rating column, each with that column."""
    for section in edition.sections:
        column = edition.rating_column(section)
        if column is not None:
            yield section, column


def item_name(item: Item) -> str:
    """An item's label; for a row the reviewer names, without the prompt in brackets at its end."""
    return (_PROMPT.sub("", item.label) or item.label) if item.open else item.label


def section_results(edition: Edition, review: Review) -> tuple[SectionResult, ...]:
    """Result of every section with a rating column, in the form's order."""
    index = AnswerIndex(review)
    return tuple(_section_result(edition, index, section, column) for section, column in rated_sections(edition))


def overall_percent(edition: Edition, results: Sequence[SectionResult]) -> float | None:
    """Mean of the sections' percentages by the sections' weights; None when no section has one."""
    weights = {section.id: section.weight for section in edition.sections}
    found = [(weights[result.id], result.percent) for result in results if result.percent is not None]
    if not found:
        return None
    return sum(weight * percent for weight, percent in found) / sum(weight for weight, _ in found)


def rating_rows(edition: Edition, review: Review) -> tuple[RatingRow, ...]:
    """Every rating that could be read, in the form's order; missing ones and N/A have no row."""
    index = AnswerIndex(review)
    rows = []
    for section, column in rated_sections(edition):
        maximum = edition.layout.scale_of(column).maximum
        for row, level in _levels(edition, index, section, column):
            rows.append(
                RatingRow(
                    layout=edition.layout.id,
                    role=edition.role,
                    section=section.id,
                    item=row,
                    label=_row_label(section, row, review),
                    column=column.id,
                    value=level.value,
                    level=level.label,
                    number=None if maximum is None else level.number,
                    maximum=maximum,
                )
            )
    return tuple(rows)


def review_status(review: Review | None, findings: Sequence[Finding]) -> Status:
    """Where a form stands. A form that came back without a single entry is in progress, never complete."""
    if review is None:
        return Status.NOT_STARTED
    errors = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    if errors - UNFINISHED_CODES:
        return Status.WITH_ERRORS
    return Status.IN_PROGRESS if errors or review.blank else Status.COMPLETE


def _section_result(edition: Edition, index: AnswerIndex, section: Section, column: Column) -> SectionResult:
    rated = list(_levels(edition, index, section, column))
    scale_maximum = edition.layout.scale_of(column).maximum
    total = maximum = percent = None
    if rated and scale_maximum is not None:
        weights = [_weight(section, row) for row, _ in rated]
        total = sum(weight * (level.number or 0) for weight, (_, level) in zip(weights, rated, strict=True))
        maximum = sum(weights) * scale_maximum
        percent = 100 * total / maximum if maximum > 0 else None
    return SectionResult(
        id=section.id,
        title=section.title,
        total=total,
        maximum=maximum,
        percent=percent,
        rated=len(rated),
        of=sum(_to_be_rated(edition, index, section, column, row) for row in section.row_ids),
    )


def _levels(edition: Edition, index: AnswerIndex, section: Section, column: Column) -> Iterator[tuple[str, Level]]:
    scale = edition.layout.scale_of(column)
    for row in section.row_ids:
        answer = index.get(section.id, row, column.id)
        if answer is not None and answer.state in _READ and answer.value in scale.by_value:
            yield row, scale.by_value[answer.value]


def _to_be_rated(edition: Edition, index: AnswerIndex, section: Section, column: Column, row: str) -> bool:
    rating = index.get(section.id, row, column.id)
    if rating is not None and rating.state is AnswerState.NOT_APPLICABLE:
        return False
    item = section.item_by_id.get(row)
    if item is not None and not item.optional:
        return True
    answers = (index.get(section.id, row, entry.id) for entry in section.columns if edition.opens(entry, item))
    return any(answer is not None and answer.given for answer in answers)


def _weight(section: Section, row: str) -> float:
    item = section.item_by_id.get(row)
    return item.weight if item is not None else 1


def _row_label(section: Section, row: str, review: Review) -> str:
    item = section.item_by_id.get(row)
    if item is not None and not item.open:
        return item.label
    typed = review.labels.get((section.id, row), "")
    if item is not None:
        return typed if typed and typed != item.label else item_name(item)
    return typed or f"Row {row.removeprefix('row-')}"
