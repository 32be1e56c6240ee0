"""Where two roles rate the same person differently: by item, then person by person."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sheetreview.model.insights import ItemGap, PersonGap
from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.tables import MOST_ROWS, band, heads, more, number
from sheetreview.report.wording import count_of, from_id
from sheetreview.sheet.plan import Block, ColorScale, SheetPlan

NOTEWORTHY = 1.0
"""A person's gap from here on, either way, is listed."""

_WIDTHS = (42.0, 30.0, 30.0, 14.0, 14.0, 12.0, 12.0)
_GAP = 6
_HIGHER, _LOWER = "F6C59B", "9DC3E6"


def gaps_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """Means of both roles and their gap by item, largest gaps of persons below."""
    canvas = Canvas(widths=_WIDTHS, freeze=(4, 1))
    canvas.title("Gaps", summary)
    several = len({gap.layout for gap in summary.gaps}) > 1
    for (layout, _, first, second), found in groupby(summary.gaps, key=_place):
        gaps = list(found)
        name = gaps[0].section_title
        band(canvas, f"{name} ({from_id(layout)})" if several else name, len(_WIDTHS))
        _items(canvas, gaps, first, second)
        canvas.space(14)
    _people(canvas, summary)
    return canvas.plan(title, summary, paper)


def _place(gap: ItemGap) -> tuple[str, str, str, str]:
    return (gap.layout, gap.section, gap.first_role, gap.second_role)


def _items(canvas: Canvas, gaps: Sequence[ItemGap], first: str, second: str) -> None:
    one, other = from_id(first), from_id(second)
    most = max(gap.pairs for gap in gaps)
    if not most:
        canvas.empty(f"No gap yet: it takes complete reviews of the same person by both, {one} and {other}.")
        return
    canvas.put(canvas.row, 1, "Item", styles.HEADER, across=3)
    canvas.line([(head, styles.HEADER_CENTER) for head in (one, other, "Gap", "Pairs")], left=4, height=24)
    top = canvas.row
    for gap in gaps:
        canvas.put(canvas.row, 1, gap.label, styles.TEXT, across=3)
        means: list[Written] = [(number(mean), styles.MEAN) for mean in (gap.first_mean, gap.second_mean)]
        canvas.line([*means, (number(gap.gap), styles.GAP), (gap.pairs, styles.CENTER)], left=4, height=20)
    _color(canvas, top)
    canvas.note(
        f"Gap is {one} less {other}, over the people both have rated in complete reviews: plus where {one} rates "
        f"higher, minus where {other} does."
    )


def _color(canvas: Canvas, top: int) -> None:
    block = Block(top=top, left=_GAP, bottom=canvas.row - 1, right=_GAP)
    canvas.color_scales.append(
        ColorScale(block=block, low=-2, high=2, low_color=_LOWER, mid_color="FFFFFF", high_color=_HIGHER)
    )


def noteworthy(gaps: Sequence[PersonGap]) -> list[PersonGap]:
    """Gaps of at least 1 either way: whoever has the largest one first, each person's in order of size."""
    found = [gap for gap in gaps if abs(gap.gap) >= NOTEWORTHY]
    largest: dict[tuple[str, str], float] = {}
    for gap in found:
        who = (gap.reviewee_id, gap.account)
        largest[who] = max(abs(gap.gap), largest.get(who, 0))

    def order(gap: PersonGap) -> tuple[float, str, str, str, float]:
        who = (gap.reviewee_id, gap.account)
        return (-largest[who], gap.name.casefold(), *who, -abs(gap.gap))

    return sorted(found, key=order)


def _people(canvas: Canvas, summary: TeamSummary) -> None:
    found = noteworthy(summary.person_gaps)
    canvas.heading("Person by person: gaps of one level or more")
    canvas.row += 1
    if not found:
        canvas.empty("None: nobody's gap reaches one level." if summary.person_gaps else "No gap can be told yet.")
        return
    accounts = any(gap.account for gap in found)
    titles = {(gap.layout, gap.section): gap.section_title for gap in summary.gaps}
    people = len({(gap.reviewee_id, gap.account) for gap in found})
    canvas.space(5)
    canvas.note(
        f"{count_of(len(found), 'gap')} of {count_of(people, 'person', 'people')}. Whoever has the largest one comes "
        "first, with all of their own."
    )
    canvas.space(5)
    roles = {(gap.first_role, gap.second_role) for gap in found}
    several = len(roles) > 1
    first, second = ("First", "Second") if several else (from_id(role) for role in next(iter(roles)))
    names = ("Item", "Reviewee", "Account" if accounts else "Section")
    header = heads(canvas, names, (first, second, "Gap", *["Rated by"] * several))
    canvas.title_rows = (header, header)
    top = canvas.row
    for gap in found[:MOST_ROWS]:
        where = gap.account if accounts else titles.get((gap.layout, gap.section), "")
        canvas.line(
            [
                (gap.label, styles.TEXT),
                (gap.name, styles.TEXT),
                (where, styles.TEXT),
                (number(gap.first), styles.CENTER),
                (number(gap.second), styles.CENTER),
                (number(gap.gap), styles.GAP),
                *[(f"{from_id(gap.first_role)}, {from_id(gap.second_role)}", styles.CENTER_WRAP)] * several,
            ],
            height=20,
        )
    _color(canvas, top)
    more(canvas, len(found), "team-summary.json")
