"""The sheets of those who rate: one line a reviewer, and what groups of raters say, from enough raters on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from sheetreview.model.insights import LevelCount
from sheetreview.model.pooled import PooledGroup, PooledItem, PooledSlice
from sheetreview.model.summary import ReviewerResult, SectionMean, TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import Page, Row, column, percentage, share, start
from sheetreview.report.wording import (
    COUNTED_FOR_HR,
    counting,
    group_title,
    groups_of,
    long_date,
    month_title,
    section_title,
)
from sheetreview.sheet.canvas import ROW, Column
from sheetreview.sheet.plan import Block, Content
from sheetreview.sheet.text import plural

_FIXED = (46.0, 12.0, 12.0)
_LEVEL = 11.0
_LOWEST = 46.0
_HEAD, _ROW = 64, 30


def raters_sheet(summary: TeamSummary) -> Page:
    """One part a group of raters."""
    groups = summary.pooled
    levels = max((len(item.levels) for group in groups for item in group.everyone.items), default=1)
    page = start("Raters", summary, (*_FIXED, *[_LEVEL] * (2 * levels + 1), _LOWEST), freeze=(4, 2))
    for group in groups:
        _group(page, group)
    return page


def response(part: PooledSlice) -> str:
    """``8 of 10 returned (80%), 6 raters``; ``…, 7 forms shown`` where these are not all that could be."""
    rate = f" ({part.returned / part.issued:.0%})" if part.issued else ""
    forms = f", {plural(part.shown_forms, 'form')} shown" if part.shown and part.shown_forms != part.complete else ""
    return f"{part.returned} of {part.issued} returned{rate}, {plural(part.raters, 'rater')}{forms}"


def too_few(group: PooledGroup) -> str:
    """What stands in place of ratings that are not shown."""
    return f"not shown: fewer than {group.min_raters} raters to be shown together"


def waiting(group: PooledGroup, part: PooledSlice) -> str:
    """``2 newer returns wait until 3 raters can be shown together``; '' when none does."""
    if not part.waiting_forms:
        return ""
    newer = "newer " if part.shown else ""
    wait = "waits" if part.waiting_forms == 1 else "wait"
    stands = f"as of {long_date(part.stands)}; " if part.shown and part.stands else ""
    returns = plural(part.waiting_forms, f"{newer}return")
    return f"{stands}{returns} {wait} until {group.min_raters} raters can be shown together"


def level_sums(part: PooledSlice) -> list[LevelCount]:
    """How often each level was given over all items of a slice, in the scales' order."""
    sums: dict[tuple[str, str], int] = {}
    for item in part.items:
        for level in item.levels:
            sums[level.value, level.label] = sums.get((level.value, level.label), 0) + level.count
    return [LevelCount(value=value, label=label, count=count) for (value, label), count in sums.items()]


def _group(page: Page, group: PooledGroup) -> None:
    page.band(f"{group_title((group.layout, group.role))}: {response(group.everyone)}")
    page.note(
        f"Ratings are shown only together and only from {group.min_raters} different raters on. What was shown once "
        "stays as it is, and later returns are added when enough of them are together: so no two summaries differ by "
        "what a single rater said. Where all raters, or all but one, said the same, one rating is not told; shares are "
        "of all ratings, told or not."
    )
    page.space()
    if group.everyone.shown:
        page.heading("All together")
        _items(page, group.everyone.items)
    else:
        page.empty(f"Fewer than {group.min_raters} raters so far: no rating is shown.")
    _waiting(page, group, group.everyone)
    page.space()
    if group.months:
        page.heading("Month by month")
        _months(page, group)
        page.space()
    first = group.people[0].items if group.people else ()
    page.keep_together(2 * _HEAD + _ROW * len(first))
    page.heading("By person")
    for person in group.people:
        _person(page, group, person)
    page.space(14)


def _waiting(page: Page, group: PooledGroup, part: PooledSlice) -> None:
    """Say which day's returns a part stands for, where some are still to be added."""
    if said := waiting(group, part):
        page.line([(f"{said[0].upper()}{said[1:]}.", styles.NOTE_LINE)])


def _items(page: Page, items: Sequence[PooledItem]) -> None:
    """Counts and shares by item, one table a scale."""
    mark = styles.emphasis(styles.CENTER, styles.RED)
    for _, found in groupby(items, key=lambda item: [(level.value, level.label) for level in item.levels]):
        own = list(found)
        columns: list[Column[PooledItem]] = [
            column("Item", lambda item: item.label),
            column("Rated", lambda item: item.rated, styles.CENTER),
            column("Lowest", lambda item: "lowest" if item.lowest else None, mark),
            *_levels(own[0].levels, lambda item: item.levels, lambda item: item.untold),
        ]
        _shade(page, page.table(columns, own, head_height=30, height=20), len(own[0].levels))


def _levels(
    scale: Sequence[LevelCount], levels_of: Callable[[Row], Sequence[LevelCount]], untold: Callable[[Row], int]
) -> list[Column[Row]]:
    """How often each level was given and how many are not told, then each level's share of all."""

    def count(place: int, level: LevelCount) -> Column[Row]:
        title = f"{level.value}\n{level.label}"
        return column(title, lambda row: levels_of(row)[place].count, styles.CENTER, head=styles.HEADER_SMALL)

    def part(place: int, level: LevelCount) -> Column[Row]:
        def value(row: Row) -> Content:
            counts = [level.count for level in levels_of(row)]
            return share(counts[place], sum(counts) + untold(row))

        return column(f"{level.value} %", value, styles.SHARE, head=styles.HEADER_SMALL)

    head = styles.HEADER_SMALL
    left_open: Column[Row] = column("Not told", lambda row: untold(row) or None, styles.CENTER, head=head)
    counts, parts = ([write(place, level) for place, level in enumerate(scale)] for write in (count, part))
    return [*counts, left_open, *parts]


def _shade(page: Page, rows: Block, levels: int) -> None:
    left = len(_FIXED) + levels + 2
    page.shade(replace(rows, left=left, right=left + levels - 1), 1)


def _months(page: Page, group: PooledGroup) -> None:
    """Months across the group's levels, where the sheet has columns for all of them."""
    across, before = len(page.widths), len(_FIXED)
    levels = level_sums(group.everyone)
    scale = levels if len(levels) <= (across - before - 2) // 2 else []

    def levels_of(month: PooledSlice) -> list[LevelCount]:
        counts = {(level.value, level.label): level.count for level in level_sums(month)}
        return [LevelCount(value=v.value, label=v.label, count=counts.get((v.value, v.label), 0)) for v in scale]

    fixed: list[Column[PooledSlice]] = [
        column("Month", lambda month: month_title(month.key)),
        column("Returned", lambda month: f"{month.returned} of {month.issued}", styles.CENTER),
        column("Forms shown", lambda month: month.shown_forms, styles.CENTER),
    ]
    counts = _levels(scale, levels_of, lambda month: month.untold) if scale else []
    left = across - before - len(counts)
    lowest: Column[PooledSlice] = column(
        "Lowest", lambda m: next((i.label for i in m.items if i.lowest), "–"), across=left
    )
    columns = [*fixed, *counts, lowest]
    head = page.heads(columns, height=30)
    for month in group.months:
        if month.shown:
            page.lines(columns, [month], height=20)
        else:
            page.flow(before + 1, too_few(group), styles.LIMIT, across=across - before)
            page.lines(fixed, [month], height=20)
    page.note_table(columns, Block(top=head + 1, left=1, bottom=page.row - 1, right=across))
    if scale:
        _shade(page, Block(top=head + 1, left=1, bottom=page.row - 1, right=across), len(scale))


def _person(page: Page, group: PooledGroup, person: PooledSlice) -> None:
    page.keep_together(_HEAD + _ROW * len(person.items))
    who = f"{person.name} ({person.team})" if person.team else person.name
    page.band(f"{who}: {response(person)}")
    _waiting(page, group, person)
    if person.shown:
        _items(page, person.items)
        if missing := group.asked - len(person.items):
            page.line([(f"{plural(missing, 'item')} {too_few(group)}", styles.NOTE_LINE)])
    else:
        page.flow(1, too_few(group).capitalize(), styles.LIMIT, across=len(page.widths))
        page.end_row(ROW)
    page.space(6)


_HEADER_ROW = 4
_COUNTS = {
    "Issued": "issued",
    "Returned": "returned",
    "Not started": "not_started",
    "In progress": "in_progress",
    "With errors": "with_errors",
    "Complete": "complete",
}


def reviewers_sheet(summary: TeamSummary) -> Page:
    """Participation and means by reviewer; the last column is the difference to the team in percentage points."""
    rated = [section for section in summary.sections if (section.layout, section.role) not in summary.own]
    columns = [*_participation(summary), *(_results(summary, rated) if rated else ())]
    page = start("Reviewers", summary, [c.width for c in columns], freeze=(_HEADER_ROW + 1, 2))
    page.title_rows = (_HEADER_ROW, _HEADER_ROW)
    if not summary.reviewers:
        page.empty("No form has been issued yet.")
        return page
    page.table(columns, summary.reviewers, head_height=34, height=21)
    page.totals(columns, height=21)
    if rated:
        page.space()
        page.note(
            f"Means are of each reviewer's {counting(summary)} reviews, in % of maximum. Points to team is the "
            "reviewer's overall mean less the team's, in percentage points: a large difference may be the reviewer, or "
            "the people reviewed."
        )
        if summary.for_hr:
            page.note(COUNTED_FOR_HR)
    return page


def _participation(summary: TeamSummary) -> list[Column[ReviewerResult]]:
    def count(title: str, name: str) -> Column[ReviewerResult]:
        total = sum(getattr(reviewer, name) for reviewer in summary.reviewers)
        return column(title, lambda r: getattr(r, name), styles.CENTER, 13, total=(total, styles.total(styles.CENTER)))

    return [
        column("Reviewer", lambda r: r.name, width=26, total=("Team", styles.total(styles.TEXT))),
        column("E-mail", lambda r: r.email, width=34),
        *(count(title, name) for title, name in _COUNTS.items()),
    ]


def _results(summary: TeamSummary, sections: list[SectionMean]) -> list[Column[ReviewerResult]]:
    groups, team = groups_of(summary), summary.overall_percent
    percent = styles.total(styles.PERCENT)

    def mean(place: int, section: SectionMean) -> Column[ReviewerResult]:
        return column(
            section_title(section, groups),
            lambda r: percentage(r.sections[place].mean_percent),
            styles.PERCENT,
            18,
            total=(percentage(section.mean_percent), percent),
        )

    def points(reviewer: ReviewerResult) -> Content:
        own = reviewer.overall_percent
        return "–" if own is None or team is None else round(own - team, 4)

    return [
        *(mean(place, section) for place, section in enumerate(sections)),
        column(
            "Overall", lambda r: percentage(r.overall_percent), styles.PERCENT, 16, total=(percentage(team), percent)
        ),
        column("Points to team", points, styles.POINTS, 16, total=(None, styles.total(styles.CENTER))),
    ]
