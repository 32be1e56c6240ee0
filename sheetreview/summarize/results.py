"""One review's results, recomputed from its ratings and never taken from the form's own totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.finding_types import MISSING_ANSWER, MISSING_RATING
from sheetreview.model.layout import Column, Item, Section
from sheetreview.model.points import Points, exact, shown, weighed
from sheetreview.model.review import Answer, AnswerState, Review
from sheetreview.model.scales import Level
from sheetreview.model.summary import RatingRow, SectionResult, Status
from sheetreview.summarize.review_input import READABLE, Cells, ReviewInput

UNFINISHED_CODES = frozenset({MISSING_RATING.code, MISSING_ANSWER.code})
"""Codes of the errors that only say that something is still to be filled in."""

_PROMPT = re.compile(r"\s*\[[^\[\]]*\]\s*$")


def rated_sections(edition: Edition) -> Iterator[tuple[Section, Column]]:
    """The sections that have a rating column, each with that column."""
    for section in edition.sections:
        column = edition.rating_column(section)
        if column is not None:
            yield section, column


def counts_in_result(section: Section, column: Column, row: str) -> bool:
    """Whether a row's rating in a column of a section is one of which the overall result is made."""
    return bool(section.weight_in_result and section.weight_of(column, row))


def item_name(item: Item) -> str:
    """An item's label; for a row the reviewer names, without the prompt in brackets at its end."""
    return (_PROMPT.sub("", item.label) or item.label) if item.open else item.label


def section_results(edition: Edition, review: Review) -> tuple[SectionResult, ...]:
    """Result of every section with a rating column, in the form's order."""
    return tuple(map(_section_result, _rated(edition, Cells(review))))


def overall_result(edition: Edition, results: Sequence[SectionResult]) -> Points | None:
    """Mean of the sections' percentages by the sections' weights, exactly; None when no section that counts has one.

    What is for HR alone is no part of it: whoever knows all else could work it out.
    """
    weights = {section.id: section.weight_in_result for section in edition.sections}
    points, weight = weighed((weights[result.id], result.share) for result in results if result.share is not None)
    return Fraction(points, weight) if weight else None


def results_and_ratings(edition: Edition, cells: Cells) -> tuple[tuple[SectionResult, ...], tuple[RatingRow, ...]]:
    """A review's results by section, and every rating that could be read: missing ones and N/A have no row."""
    rated = list(_rated(edition, cells))
    rows = tuple(
        RatingRow(
            layout=edition.layout.id,
            role=edition.role,
            section=found.section.id,
            item=row,
            label=_row_label(found.section, row, cells),
            column=found.column.id,
            value=level.value,
            level=level.label,
            number=None if found.maximum is None else level.number,
            maximum=found.maximum,
            counts=counts_in_result(found.section, found.column, row),
        )
        for found in rated
        for row, level in found.levels
    )
    return tuple(map(_section_result, rated)), rows


def review_status(review: Review | None, findings: Sequence[Finding]) -> Status:
    """Where a form stands. A form that came back without a single entry is in progress, never complete."""
    if review is None:
        return Status.NOT_STARTED
    errors = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    if errors - UNFINISHED_CODES:
        return Status.WITH_ERRORS
    return Status.IN_PROGRESS if errors or review.blank else Status.COMPLETE


def is_counted(given: ReviewInput, shared: ReviewInput) -> bool:
    """Whether a review counts; ``shared`` is the same without what is for HR alone.

    That decides, so that nobody learns of the rest by what is left out. But a form may ask for little else, and be
    blank without it: then it is enough that all of it is complete.
    """
    reviews = (shared,) if shared is given else (shared, given)
    return any(review_status(one.review, one.findings) is Status.COMPLETE for one in reviews)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rated:
    """A section's ratings in one review: levels by row in the form's order. ``of`` rows are to be rated.

    ``maximum`` is the scale's; None when it has no numbers.
    """

    section: Section
    column: Column
    maximum: float | None
    levels: list[tuple[str, Level]]
    of: int


def _rated(edition: Edition, cells: Cells) -> Iterator[_Rated]:
    for section, column in rated_sections(edition):
        scale = edition.layout.scale_of(column)
        levels, of = [], 0
        for row in section.row_ids:
            answers = cells.row(section.id, row)
            rating = answers.get(column.id)
            if rating is not None and rating.state in READABLE and rating.value in scale.by_value:
                levels.append((row, scale.by_value[rating.value]))
            of += _to_be_rated(edition, section, rating, answers, section.item_by_id.get(row))
        yield _Rated(section=section, column=column, maximum=scale.maximum, levels=levels, of=of)


def _to_be_rated(
    edition: Edition, section: Section, rating: Answer | None, answers: Mapping[str, Answer], item: Item | None
) -> bool:
    """Whether a row is to be rated: not an optional or blank one that was left untouched, nor one answered with N/A."""
    if rating is not None and rating.state is AnswerState.NOT_APPLICABLE:
        return False
    if item is not None and not item.optional:
        return True
    opened = (answers.get(entry.id) for entry in section.columns if edition.opens(entry, item))
    return any(answer is not None and answer.given for answer in opened)


def _section_result(rated: _Rated) -> SectionResult:
    total = maximum = share = None
    if rated.levels and rated.maximum is not None:
        weight_of, column = rated.section.weight_of, rated.column
        points, weights = weighed((weight_of(column, row), level.points or 0) for row, level in rated.levels)
        if weights:
            total, maximum = points, weights * exact(rated.maximum)
            share = Fraction(100 * total, maximum) if maximum > 0 else None
    return SectionResult(
        id=rated.section.id,
        title=rated.section.title,
        total=shown(total),
        maximum=shown(maximum),
        share=share,
        rated=len(rated.levels),
        of=rated.of,
    )


def _row_label(section: Section, row: str, cells: Cells) -> str:
    item = section.item_by_id.get(row)
    if item is not None and not item.open:
        return item.label
    typed = cells.typed_label(section, row)
    if item is not None:
        return typed if typed and typed != item.label else item_name(item)
    return typed or f"Row {row.removeprefix('row-')}"
