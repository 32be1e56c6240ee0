"""Where two roles rate the same person differently: by item, then person by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from sheetreview.model.insights import ItemGap, PersonGap
from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import MOST_ROWS, Page, column, number, start
from sheetreview.report.wording import counting, from_id
from sheetreview.sheet.canvas import Column
from sheetreview.sheet.plan import Block, ColorScale
from sheetreview.sheet.text import plural

NOTEWORTHY = 1.0
"""A person's gap from here on, either way, is listed."""

_WIDTHS = (42.0, 14.0, 14.0, 12.0, 34.0, 30.0, 24.0)
_GAP = 4
_HIGHER, _LOWER = "F6C59B", "9DC3E6"


def gaps_sheet(summary: TeamSummary) -> Page:
    """Means of both roles and their gap by item, largest gaps of persons below."""
    pairs = {(from_id(gap.first_role), from_id(gap.second_role)) for gap in noteworthy(summary.person_gaps)}
    page = start("Gaps", summary, _WIDTHS if len(pairs) > 1 else _WIDTHS[:-1], freeze=(4, 1))
    several = len({gap.layout for gap in summary.gaps}) > 1
    for (layout, _, first, second), found in groupby(
        summary.gaps, key=lambda gap: (gap.layout, gap.section, gap.first_role, gap.second_role)
    ):
        gaps = list(found)
        name = gaps[0].section_title
        page.band(f"{name} ({from_id(layout)})" if several else name)
        _items(page, gaps, from_id(first), from_id(second), counting(summary))
        page.space(14)
    _people(page, summary)
    return page


def _items(page: Page, gaps: Sequence[ItemGap], one: str, other: str, which: str) -> None:
    """Write the gaps of two roles by item; ``which`` reviews they are of."""
    if not any(gap.pairs for gap in gaps):
        page.empty(f"No gap yet: it takes {which} reviews of the same person by both, {one} and {other}.")
        return
    columns: list[Column[ItemGap]] = [
        column("Item", lambda gap: gap.label),
        column(one, lambda gap: number(gap.first_mean), styles.MEAN),
        column(other, lambda gap: number(gap.second_mean), styles.MEAN),
        column("Gap", lambda gap: number(gap.gap), styles.GAP),
        column("Pairs", lambda gap: gap.pairs, styles.CENTER),
    ]
    _color(page, page.table(columns, gaps, height=20))
    page.note(
        f"Gap is {one} less {other}, over the people both have rated in {which} reviews: plus where {one} rates "
        f"higher, minus where {other} does."
    )


def _color(page: Page, rows: Block) -> None:
    block = replace(rows, left=_GAP, right=_GAP)
    page.color_scales.append(
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


def _people(page: Page, summary: TeamSummary) -> None:
    found = noteworthy(summary.person_gaps)
    page.heading("Person by person: gaps of one level or more")
    if not found:
        page.empty("None: nobody's gap reaches one level." if summary.person_gaps else "No gap can be told yet.")
        return
    people = len({(gap.reviewee_id, gap.account) for gap in found})
    page.space(5)
    page.note(
        f"{plural(len(found), 'gap')} of {plural(people, 'person', 'people')}. Whoever has the largest one comes "
        "first, with all of their own."
    )
    page.space(5)
    rows = page.table(_person_columns(summary, found), found[:MOST_ROWS], height=20)
    page.title_rows = (rows.top - 1, rows.top - 1)
    _color(page, rows)
    page.more(len(found))


def _person_columns(summary: TeamSummary, found: Sequence[PersonGap]) -> list[Column[PersonGap]]:
    """Account or section say which of a person's items it is; pairs of roles are named where there are several."""
    titles = {(gap.layout, gap.section): gap.section_title for gap in summary.gaps}
    account: Column[PersonGap] = column("Account", lambda gap: gap.account)
    section: Column[PersonGap] = column("Section", lambda gap: titles.get((gap.layout, gap.section), ""))
    rated_by: Column[PersonGap] = column(
        "Rated by", lambda gap: f"{from_id(gap.first_role)}, {from_id(gap.second_role)}", styles.CENTER_WRAP
    )
    pairs = {(from_id(gap.first_role), from_id(gap.second_role)) for gap in found}
    several = len(pairs) > 1
    first, second = ("First", "Second") if several else next(iter(pairs))
    return [
        column("Reviewee", lambda gap: gap.name),
        column(first, lambda gap: number(gap.first), styles.CENTER),
        column(second, lambda gap: number(gap.second), styles.CENTER),
        column("Gap", lambda gap: number(gap.gap), styles.GAP),
        column("Item", lambda gap: gap.label),
        account if any(gap.account for gap in found) else section,
        *[rated_by] * several,
    ]
