"""One line a review: where it stands and its results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheetreview.model.summary import PersonResult, SectionMean, SectionResult, Status, TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.wording import (
    form_name,
    fraction,
    groups_of,
    month_title,
    rated_text,
    section_title,
    total_text,
)
from sheetreview.sheet.plan import Block, ColorScale, SheetPlan

_HEADER_ROW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """Which columns the sheet has, as far as any form uses them."""

    forms: bool
    accounts: bool
    months: bool
    results: bool
    bands: bool

    @property
    def names(self) -> int:
        """Columns before the status."""
        return 3 + self.forms + self.accounts + self.months


def people_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """Everybody with section totals, % of maximum and overall result; what does not count is grey."""
    people = summary.people
    shape = _Shape(
        forms=len(groups_of(summary)) > 1,
        accounts=any(person.account for person in people),
        months=any(person.month for person in people),
        results=bool(summary.sections) or not people,
        bands=any(person.band for person in people),
    )
    names = [30, 22, 30, *[30] * shape.forms, *[28] * shape.accounts, *[18] * shape.months]
    widths = [*names, 16, *[18, 12] * len(summary.sections), *[11] * shape.results, *[20] * shape.bands]
    canvas = Canvas(widths=widths, freeze=(_HEADER_ROW + 1, 2), title_rows=(_HEADER_ROW, _HEADER_ROW))
    canvas.title("People", summary)
    if not people:
        canvas.empty("No form has been issued yet.")
        return canvas.plan(title, summary, paper)
    canvas.note(_note(summary))
    header = canvas.line(_header(summary, shape), height=34)
    for person in people:
        canvas.line(_person(person, summary.sections, shape))
    last = canvas.row - 1
    canvas.filter = Block(top=header, left=1, bottom=last, right=len(widths))
    if shape.results:
        canvas.space(4)
        _team_line(canvas, summary, shape)
        _color(canvas, summary, header + 1, last, before=shape.names + 1)
    return canvas.plan(title, summary, paper)


def _note(summary: TeamSummary) -> str:
    """How to read the lines."""
    pooled = any(person.pooled for person in summary.people)
    together = " What groups of raters say is shown only together, on the sheet Raters."
    results = "% is of the maximum the rated items could reach. " if summary.sections else ""
    where = "in the means" if summary.sections else "counted"
    return (
        f"{results}Reviews in grey are not complete or have errors; they are not {where}.{together if pooled else ''}"
    )


def _header(summary: TeamSummary, shape: _Shape) -> list[Written]:
    groups = groups_of(summary)
    optional = ["Form"] * shape.forms + ["Account"] * shape.accounts + ["Month"] * shape.months
    results: list[str] = []
    for section in summary.sections:
        results += [section_title(section, groups), "%"]
    left: list[Written] = [(name, styles.HEADER) for name in ("Reviewee", "Team", "Reviewer", *optional)]
    center = ("Status", *results, *["Overall"] * shape.results, *["Band"] * shape.bands)
    return [*left, *((name, styles.HEADER_CENTER) for name in center)]


def _person(person: PersonResult, sections: Sequence[SectionMean], shape: _Shape) -> list[Written]:
    names = [person.name, person.team, person.reviewer, *[form_name(person)] * shape.forms]
    names += [person.account] * shape.accounts + [month_title(person.month)] * shape.months
    written: list[Written] = [(name, styles.TEXT) for name in names]
    found = {result.id: result for result in person.sections}
    for section in sections:
        own = (section.layout, section.role) == (person.layout, person.role)
        written += _section(person, found.get(section.id) if own else None)
    if shape.results:
        written.append((fraction(person.overall_percent) if person.counted else None, styles.PERCENT))
    if shape.bands:
        written.append((person.band, styles.CENTER_WRAP))
    if not person.counted:
        written = [(content, styles.left_out(style)) for content, style in written]
    status = (person.status.capitalize(), styles.emphasis(styles.CENTER, styles.STATUS_COLORS[person.status]))
    return [*written[: len(names)], status, *written[len(names) :]]


def _section(person: PersonResult, result: SectionResult | None) -> list[Written]:
    if result is None:
        return [("–" if person.status is Status.NOT_STARTED else None, styles.CENTER), (None, styles.PERCENT)]
    if not person.counted:
        return [(rated_text(result), styles.CENTER), (None, styles.PERCENT)]
    return [(total_text(result), styles.CENTER), (fraction(result.percent), styles.PERCENT)]


def _team_line(canvas: Canvas, summary: TeamSummary, shape: _Shape) -> None:
    written: list[Written] = [("Team mean", styles.TOTAL_TEXT), *[(None, styles.TOTAL_TEXT)] * shape.names]
    for section in summary.sections:
        written += [(None, styles.TOTAL_CENTER), (fraction(section.mean_percent), styles.TOTAL_PERCENT)]
    written.append((fraction(summary.overall_percent), styles.TOTAL_PERCENT))
    canvas.line([*written, *[(None, styles.TOTAL_CENTER)] * shape.bands], height=21)


def _color(canvas: Canvas, summary: TeamSummary, first: int, last: int, *, before: int) -> None:
    """Colour each % from the lowest that its scale allows to the maximum."""
    lows = []
    for place, section in enumerate(summary.sections):
        low = _lowest_fraction(summary, section)
        if low is not None:
            lows.append(low)
            column = before + 2 + 2 * place
            canvas.color_scales.append(
                ColorScale(block=Block(top=first, left=column, bottom=last, right=column), low=low, high=1)
            )
    if lows:
        column = before + 1 + 2 * len(summary.sections)
        block = Block(top=first, left=column, bottom=last, right=column)
        canvas.color_scales.append(ColorScale(block=block, low=min(lows), high=1))


def _lowest_fraction(summary: TeamSummary, section: SectionMean) -> float | None:
    place = (section.layout, section.role, section.id)
    lows = [
        item.minimum / item.maximum
        for item in summary.items
        if (item.layout, item.role, item.section) == place and item.minimum is not None and item.maximum
    ]
    return min(lows, default=None)
