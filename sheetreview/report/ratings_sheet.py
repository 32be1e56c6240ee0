"""The ratings themselves: people down, items across, one sheet a layout and role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from sheetreview.model.summary import PersonResult, RatingRow, SectionMean, TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import Page, column, start
from sheetreview.report.text_out import plain_number
from sheetreview.report.wording import from_id, group_title, groups_of, item_titles
from sheetreview.sheet.canvas import Column
from sheetreview.sheet.measure import text_width
from sheetreview.sheet.plan import Block, ColorScale, Content, Style

_Line: TypeAlias = tuple[PersonResult, Mapping[tuple[str, str], RatingRow]]
"""A review, and its ratings by section and item."""

_WIDTHS = (7.0, 16.0)
_WIDEST = 40.0
_TITLE_ROWS = (4, 5)
_NAMES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rated:
    """One item of a section; rows that reviewers name have no mean, and no scale to be coloured by."""

    section: str
    item: str
    label: str
    mean: float | None = None
    low: float | None = None
    high: float | None = None


def ratings_sheets(summary: TeamSummary) -> list[tuple[str, tuple[str, str]]]:
    """The sheets' wanted names, each with its layout and role: those that have anything to rate."""
    rated = {(section.layout, section.role) for section in summary.sections}
    groups = [group for group in groups_of(summary) if group in rated]
    return [("Ratings" if len(groups) == 1 else f"Ratings {group_title(group)}", group) for group in groups]


def ratings_sheet(summary: TeamSummary, group: tuple[str, str]) -> Page:
    """Ratings as they were given, coloured within their own scale; reviews that do not count stand below, in grey."""
    people = [person for person in summary.people if (person.layout, person.role) == group]
    by_section = [
        (section, _rated(summary, section, people))
        for section in summary.sections
        if (section.layout, section.role) == group
    ]
    columns = _columns(by_section)
    page = start(
        f"Ratings: {group_title(group)}",
        summary,
        [c.width for c in columns],
        freeze=(_TITLE_ROWS[1] + 1, _NAMES + 1),
    )
    page.title_rows = _TITLE_ROWS
    _section_titles(page, by_section)
    page.heads(columns, height=34)
    counted, left_out = _lines(people)
    rows = page.lines(columns, counted)
    page.note_table(columns, rows)
    if rows.bottom >= rows.top:
        _color(page, by_section, rows)
        page.totals(columns, height=21)
    _left_out(page, columns, left_out)
    if not any(person.ratings for person in people):
        page.empty("No rating has come back yet.")
        return page
    page.space()
    hidden = ", or is for HR alone in a review that is not complete" if summary.for_hr else ""
    page.line([(f"An empty cell was not rated, or answered with N/A{hidden}.", styles.NOTE_LINE)])
    return page


def _columns(by_section: Sequence[tuple[SectionMean, list[_Rated]]]) -> list[Column[_Line]]:
    return [
        column("Reviewee", lambda line: line[0].name, width=24, total=("Mean", styles.total(styles.TEXT))),
        column("Reviewer", lambda line: line[0].reviewer, width=20),
        *(_column(rated, _room(section, found)) for section, found in by_section for rated in found),
    ]


def _lines(people: Sequence[PersonResult]) -> tuple[list[_Line], list[_Line]]:
    """The reviews that count, and those that do not but have ratings."""
    lines: list[_Line] = [(person, {(r.section, r.item): r for r in person.ratings}) for person in people]
    counted = [line for line in lines if line[0].counted]
    return counted, [line for line in lines if line[1] and not line[0].counted]


def _left_out(page: Page, columns: Sequence[Column[_Line]], lines: Sequence[_Line]) -> None:
    """Reviews that do not count, in grey."""
    if lines:
        title = "Not in the means: not complete, or with errors"
        page.flow(1, title, styles.SECTION, across=len(columns))
        page.end_row(22)
        page.lines([_grey(each) for each in columns], lines)


def _rated(summary: TeamSummary, section: SectionMean, people: Sequence[PersonResult]) -> list[_Rated]:
    """What stands across for a section: its items, then the rows that reviewers name."""
    place = (section.layout, section.role, section.id)
    titles = item_titles(summary.items)
    items = [item for item in summary.items if (item.layout, item.role, item.section) == place]
    fixed = {item.item for item in items}
    own = {r.item for p in people for r in p.ratings if r.section == section.id and r.item not in fixed}
    return [
        _Rated(
            section=section.id,
            item=item.item,
            label=titles[*place, item.item],
            mean=item.mean,
            low=item.minimum,
            high=item.maximum,
        )
        for item in items
    ] + [
        _Rated(section=section.id, item=row, label=from_id(row)) for row in sorted(own, key=lambda row: (len(row), row))
    ]


def _room(section: SectionMean, found: Sequence[_Rated]) -> float:
    """Characters that a column of a section is wide at least, so that the section's title fits over its items."""
    return min(_WIDEST, round((text_width(section.title) + 3) / len(found), 1))


def _column(rated: _Rated, least: float) -> Column[_Line]:
    longest = max((text_width(word) for word in rated.label.split()), default=1)
    width = max(least, min(_WIDTHS[1], max(_WIDTHS[0], round(longest * 0.78 + 1.6, 1))))
    place = (rated.section, rated.item)
    mean = None if rated.mean is None else round(rated.mean, 4)
    return column(
        rated.label,
        lambda line: _value(line[1].get(place)),
        styles.CENTER,
        width,
        head=styles.HEADER_SMALL,
        total=(mean, styles.total(styles.MEAN)),
    )


def _grey(column: Column[_Line]) -> Column[_Line]:
    return replace(column, style=styles.left_out(column.style)) if isinstance(column.style, Style) else column


def _value(rating: RatingRow | None) -> Content:
    if rating is None:
        return None
    number = plain_number(rating.number)
    return number if number is not None and str(number) == rating.value else rating.value


def _section_titles(page: Page, by_section: Sequence[tuple[SectionMean, list[_Rated]]]) -> None:
    """The sections' titles, each over its items."""
    column = _NAMES + 1
    for place in range(1, column):
        page.put(place, None, styles.SECTION)
    for section, rated in by_section:
        if rated:
            page.flow(column, section.title, styles.SECTION, across=len(rated))
            column += len(rated)
    page.end_row(22)


def _color(page: Page, by_section: Sequence[tuple[SectionMean, list[_Rated]]], rows: Block) -> None:
    left = _NAMES + 1
    for _, rated in by_section:
        right = left + len(rated) - 1
        scale = next(((r.low, r.high) for r in rated if r.low is not None and r.high is not None), None)
        if scale is not None:
            block = replace(rows, left=left, right=right)
            page.color_scales.append(ColorScale(block=block, low=scale[0], high=scale[1]))
        left = right + 1
