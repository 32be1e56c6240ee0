"""The ratings themselves: people down, items across, one sheet a layout and role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheetreview.model.summary import PersonResult, RatingRow, SectionMean, TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.text_out import plain_number
from sheetreview.report.wording import from_id, group_title, groups_of, item_titles
from sheetreview.sheet.measure import text_width
from sheetreview.sheet.plan import Block, ColorScale, Content, SheetPlan

_NAMES = ("Reviewee", "Reviewer")
_NAME_WIDTHS = (24.0, 20.0)
_LABEL_SIZE = 8
_WIDTHS = (7.0, 16.0)
_TITLE_ROWS = (4, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    section: str
    item: str
    label: str
    mean: float | None
    low: float | None
    high: float | None


def ratings_sheets(summary: TeamSummary) -> list[tuple[str, tuple[str, str]]]:
    """The sheets' wanted names, each with its layout and role: those that have anything to rate."""
    rated = {(section.layout, section.role) for section in summary.sections}
    groups = [group for group in groups_of(summary) if group in rated]
    return [("Ratings" if len(groups) == 1 else f"Ratings {group_title(group)}", group) for group in groups]


def ratings_sheet(summary: TeamSummary, group: tuple[str, str], title: str, paper: str) -> SheetPlan:
    """Ratings as they were given, coloured within their own scale; reviews that do not count stand below, in grey."""
    people = [person for person in summary.people if (person.layout, person.role) == group]
    sections = [section for section in summary.sections if (section.layout, section.role) == group]
    by_section = [(section, _columns(summary, section, people)) for section in sections]
    columns = [column for _, found in by_section for column in found]
    canvas = Canvas(
        widths=(*_NAME_WIDTHS, *(_width(column.label) for column in columns)),
        freeze=(_TITLE_ROWS[1] + 1, len(_NAMES) + 1),
        title_rows=_TITLE_ROWS,
    )
    canvas.title(f"Ratings: {group_title(group)}", summary)
    _header(canvas, by_section)
    first = canvas.row
    for person in (person for person in people if person.counted):
        canvas.line(_person(person, columns))
    if canvas.row > first:
        _color(canvas, by_section, first, canvas.row - 1)
        means: list[Written] = [(_rounded(column.mean), styles.TOTAL_MEAN) for column in columns]
        canvas.line([("Mean", styles.TOTAL_TEXT), (None, styles.TOTAL_TEXT), *means], height=21)
    _left_out(canvas, people, columns)
    if not any(person.ratings for person in people):
        canvas.empty("No rating has come back yet.")
        return canvas.plan(title, summary, paper)
    canvas.space()
    canvas.line([("An empty cell was not rated, or answered with N/A.", styles.NOTE_LINE)])
    return canvas.plan(title, summary, paper)


def _columns(summary: TeamSummary, section: SectionMean, people: Sequence[PersonResult]) -> list[_Column]:
    place = (section.layout, section.role, section.id)
    titles = item_titles(summary.items)
    items = [item for item in summary.items if (item.layout, item.role, item.section) == place]
    columns = [
        _Column(
            section=section.id,
            item=item.item,
            label=titles[*place, item.item],
            mean=item.mean,
            low=item.minimum,
            high=item.maximum,
        )
        for item in items
    ]
    fixed = {item.item for item in items}
    own = {r.item for p in people for r in p.ratings if r.section == section.id and r.item not in fixed}
    return columns + [
        _Column(section=section.id, item=row, label=from_id(row), mean=None, low=None, high=None)
        for row in sorted(own, key=lambda row: (len(row), row))
    ]


def _width(label: str) -> float:
    longest = max((text_width(word) for word in label.split()), default=1)
    return min(_WIDTHS[1], max(_WIDTHS[0], round(longest * 0.78 + 1.6, 1)))


def _header(canvas: Canvas, by_section: Sequence[tuple[SectionMean, list[_Column]]]) -> None:
    row, column = canvas.row, len(_NAMES) + 1
    for place in range(1, column):
        canvas.put(row, place, None, styles.SECTION)
    for section, columns in by_section:
        if columns:
            canvas.put(row, column, section.title, styles.SECTION_CENTER, across=len(columns))
            column += len(columns)
    canvas.grow(row, 22)
    canvas.row += 1
    labels: list[Written] = [(c.label, styles.HEADER_SMALL) for _, columns in by_section for c in columns]
    canvas.line([*((name, styles.HEADER) for name in _NAMES), *labels], height=34)


def _person(person: PersonResult, columns: Sequence[_Column]) -> list[Written]:
    given = {(rating.section, rating.item): rating for rating in person.ratings}
    names: list[Written] = [(person.name, styles.TEXT), (person.reviewer, styles.TEXT)]
    return names + [(_value(given.get((column.section, column.item))), styles.CENTER) for column in columns]


def _value(rating: RatingRow | None) -> Content:
    if rating is None:
        return None
    number = plain_number(rating.number)
    return number if number is not None and str(number) == rating.value else rating.value


def _left_out(canvas: Canvas, people: Sequence[PersonResult], columns: Sequence[_Column]) -> None:
    rest = [person for person in people if not person.counted and person.ratings]
    if not rest:
        return
    across = len(_NAMES) + len(columns)
    head: list[Written] = [("Not in the means: not complete, or with errors", styles.SECTION)]
    canvas.line([*head, *[(None, styles.SECTION)] * (across - 1)], height=22)
    for person in rest:
        canvas.line([(content, styles.left_out(style)) for content, style in _person(person, columns)])


def _color(canvas: Canvas, by_section: Sequence[tuple[SectionMean, list[_Column]]], first: int, last: int) -> None:
    left = len(_NAMES) + 1
    for _, columns in by_section:
        right = left + len(columns) - 1
        scale = next((c for c in columns if c.low is not None and c.high is not None), None)
        if scale is not None and scale.low is not None and scale.high is not None:
            block = Block(top=first, left=left, bottom=last, right=right)
            canvas.color_scales.append(ColorScale(block=block, low=scale.low, high=scale.high))
        left = right + 1


def _rounded(mean: float | None) -> Content:
    return None if mean is None else round(mean, 4)
