"""The tables of the Overview: how often each level was given, and what stands first and last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sheetreview.model.insights import CountedAnswers, FigureResult, LevelCount
from sheetreview.model.pooled import PooledGroup, PooledSlice
from sheetreview.model.summary import ItemResult, PersonResult, TeamSummary
from sheetreview.report import styles
from sheetreview.report.figures_sheet import look_of
from sheetreview.report.page import Page, by_case, column, number, percentage, ranks, share
from sheetreview.report.raters_sheet import level_sums, response, too_few, waiting
from sheetreview.report.wording import (
    fraction,
    group_title,
    groups_of,
    item_titles,
    month_title,
    section_title,
    titled,
)
from sheetreview.sheet.canvas import Column
from sheetreview.sheet.text import plural

LEVELS_FROM = 3
"""The column from which on shares of levels stand."""
_MOST_LEVELS = 8
"""A scale of more levels does not fit the sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """One line: how often each level was given, and how many ratings are not told."""

    name: str
    levels: Sequence[LevelCount]
    untold: int = 0
    lowest: bool = False

    @property
    def total(self) -> int:
        return sum(level.count for level in self.levels) + self.untold


def level_shares(page: Page, summary: TeamSummary) -> None:
    """Write shares of levels of scales without numbers: by section, and by item for groups of raters."""
    groups = groups_of(summary)
    titles = {(s.layout, s.role, s.id): section_title(s, groups) for s in summary.sections}
    lines = []
    for place, found in groupby(summary.items, key=lambda item: (item.layout, item.role, item.section)):
        items = list(found)
        if items[0].maximum is None and any(item.rated for item in items):
            lines.append(_Shares(name=titles.get(place, items[0].section_title), levels=_sums(items)))
    if lines:
        page.heading("How often each level was given")
        _tables(page, "Section", lines)
    for group in summary.pooled:
        _pooled(page, group)


def most_levels(summary: TeamSummary) -> int:
    """Levels of the longest scale whose shares stand on the sheet."""
    scales = [item.levels for item in summary.items if item.maximum is None]
    scales += [item.levels for group in summary.pooled for item in group.everyone.items]
    return max((len(scale) for scale in scales if len(scale) <= _MOST_LEVELS), default=0)


def _sums(items: Sequence[ItemResult]) -> list[LevelCount]:
    return [
        LevelCount(value=level.value, label=level.label, count=sum(item.levels[place].count for item in items))
        for place, level in enumerate(items[0].levels)
    ]


def _pooled(page: Page, group: PooledGroup) -> None:
    page.keep_together(110)
    page.heading(f"{group_title((group.layout, group.role))}: {response(group.everyone)}")
    if not group.everyone.shown:
        page.empty(f"Ratings are {too_few(group)}.")
        return
    if said := waiting(group, group.everyone):
        page.line([(f"{said[0].upper()}{said[1:]}.", styles.NOTE_LINE)])
    items = group.everyone.items
    lines = [_Shares(name=i.label, levels=i.levels, untold=i.untold, lowest=i.lowest) for i in items]
    _tables(page, "Item", lines)
    if group.everyone.untold:
        untold = f"{group.everyone.untold} of {group.everyone.rated} ratings are not told: see the sheet Raters."
        page.line([(untold, styles.NOTE_LINE)])
        page.space()
    _months(page, group)


def _tables(page: Page, what: str, lines: Sequence[_Shares]) -> None:
    """One table for each scale that fits the sheet."""
    worst = styles.emphasis(styles.TEXT, styles.RED)
    for scale, found in groupby(lines, key=lambda line: [(level.value, level.label) for level in line.levels]):
        if len(scale) > _MOST_LEVELS:
            continue
        columns: list[Column[_Shares]] = [
            column(
                what,
                lambda line: f"{line.name}  –  lowest" if line.lowest else line.name,
                look=by_case(lambda line: line.lowest, worst, styles.TEXT),
            ),
            column("Ratings", lambda line: line.total, styles.CENTER),
            *(_level(place, f"{value}\n{label}") for place, (value, label) in enumerate(scale)),
        ]
        page.shade(replace(page.table(columns, found, head_height=30), left=LEVELS_FROM), 1)
    page.space()


def _level(place: int, title: str) -> Column[_Shares]:
    return column(
        title,
        lambda line: share(line.levels[place].count, line.total),
        styles.SHARE,
        head=styles.HEADER_SMALL,
    )


def _months(page: Page, group: PooledGroup) -> None:
    """The share of the scale's first level month by month, and a chart of it."""
    shown = [month for month in group.months if month.shown]
    if not shown:
        return
    first = level_sums(group.everyone)[0]

    def best(month: PooledSlice) -> int:
        return sum(level.count for level in level_sums(month) if level.value == first.value)

    columns: list[Column[PooledSlice]] = [
        column("Month", lambda month: month_title(month.key)),
        column("Ratings", lambda month: month.rated, styles.CENTER),
        column(f"{first.value} %", lambda month: share(best(month), month.rated), styles.SHARE),
    ]
    head = page.row
    rows = page.table(columns, shown)
    hidden = len(group.months) - len(shown)
    if hidden:
        page.line([(f"{plural(hidden, 'month')} {too_few(group)}", styles.NOTE_LINE)])
    if len(shown) > 1:
        title = f"{first.label} ({first.value}) by month"
        page.chart_beside(rows, title, values=3, at=4, maximum=1, number_format="0%")
    page.keep_rows(head)
    page.space()


_MOST_ITEMS = 3
_MOST_FIGURES = 8
_MOST_PERFORMERS = 5
_MOST_CHOICES = 3
_ALIKE = 6
"""Digits after the point to which two shares are the same."""
_FEW_OPTIONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Performer:
    """One review of the ranking: overall result and share attained, both in the numbers of a percent format."""

    person: PersonResult
    overall: float | None
    attained: float | None


def ranked_items(page: Page, summary: TeamSummary) -> None:
    """Write the strongest items and the weakest ones, the weakest of all first."""
    ranked = ranking_of_items([item for item in summary.items if (item.layout, item.role) not in summary.own])
    most = min(_MOST_ITEMS, len(ranked) // 2)
    titles = item_titles(summary.items)
    columns: list[Column[ItemResult]] = [
        column("Item", lambda i: titles[i.layout, i.role, i.section, i.item]),
        column("% of max.", lambda i: percentage(i.percent), styles.PERCENT),
        column("Section", lambda i: i.section_title, across=5),
    ]
    for which, items in (("strongest", ranked[:most]), ("weakest", ranked[: -most - 1 : -1])):
        if most:
            page.block(f"{most} {which} items" if most > 1 else f"{which.capitalize()} item", columns, items)


def ranking_of_items(items: Sequence[ItemResult]) -> list[ItemResult]:
    """Items from the highest % of maximum down.

    What enters no overall result is not ranked. An item rated less than half as often as the most rated one of its
    section says too little to be.
    """
    most: dict[tuple[str, str, str], int] = {}
    ranked = [item for item in items if item.counts]
    for item in ranked:
        place = (item.layout, item.role, item.section)
        most[place] = max(item.rated, most.get(place, 0))
    fit = [i for i in ranked if i.percent is not None and 2 * i.rated >= most[i.layout, i.role, i.section]]
    return sorted(fit, key=lambda item: -(item.percent or 0))


def against_target(page: Page, summary: TeamSummary) -> None:
    """Write the first figures: ratios with bars, differences with their sign."""
    figures = [figure for figure in summary.figures if figure.rows]
    if not figures:
        return
    name = _figure_names(summary)

    def columns(kind: str) -> list[Column[FigureResult]]:
        return [
            column("Figure", name),
            column("Rows", lambda f: f.rows, styles.CENTER),
            column("Mean", lambda f: number(f.mean), look_of(kind)),
            column("Reached", lambda f: share(f.reached, f.rows), styles.SHARE),
        ]

    first = page.row
    page.heading("Against target")
    high = max((figure.mean or 0 for figure in figures if figure.kind == "ratio"), default=0)
    head = page.heads(columns(figures[0].kind))
    for kind, found in groupby(figures[:_MOST_FIGURES], key=lambda figure: figure.kind):
        rows = page.lines(columns(kind), found)
        if kind == "ratio":
            page.bars(rows, 3, max(1.0, high))
    page.note_table(columns(figures[0].kind), replace(rows, top=head + 1))
    page.more_on("Figures", len(figures) - _MOST_FIGURES)
    page.keep_rows(first)
    page.space()


def _figure_names(summary: TeamSummary) -> Callable[[FigureResult], str]:
    """What a figure is called: its item, or its section for rows that reviewers named."""
    groups = groups_of(summary)
    with_items = {_place(figure) for figure in summary.figures if figure.item}

    def name(figure: FigureResult) -> str:
        rest = ": other rows" if _place(figure) in with_items else ""
        return titled(figure.label or f"{figure.section_title}{rest}", (figure.layout, figure.role), groups)

    return name


def _place(figure: FigureResult) -> tuple[str, str, str, str]:
    return (figure.layout, figure.role, figure.section, figure.column)


def top_performers(page: Page, summary: TeamSummary) -> None:
    """Write the first of the ranking, in a cycle that has figures to attain."""
    performers = ranking(summary) if any(figure.rows for figure in summary.figures) else []
    if not performers:
        return
    rated = performers[0].overall is not None
    places = ranks((performer.overall, performer.attained) for performer in performers)
    overall: Column[tuple[int, Performer]] = column("Overall", lambda ranked: number(ranked[1].overall), styles.PERCENT)
    columns: list[Column[tuple[int, Performer]]] = [
        column("Reviewee", lambda ranked: _name(ranked[1].person)),
        column("Rank", lambda ranked: ranked[0], styles.CENTER),
        *[overall] * rated,
        column("Attained", lambda ranked: number(ranked[1].attained), styles.RATIO),
    ]
    page.block("Top performers", columns, list(zip(places, performers, strict=True))[:_MOST_PERFORMERS])


def _name(person: PersonResult) -> str:
    return ", ".join(filter(None, (person.name, person.account)))


def ranking(summary: TeamSummary) -> list[Performer]:
    """Counted reviews by overall result, and those with the same one by the share attained.

    Where nothing is rated, by the share attained alone: over all ratios of a review, each row counting once.
    """
    attained = _attained(summary)
    found = [
        Performer(person=person, overall=fraction(person.overall_percent), attained=attained.get(person.form_id))
        for person in summary.people
        if person.counted and (person.layout, person.role) not in summary.own
    ]
    rated = bool(summary.overall_results)
    ranked = [one for one in found if (one.overall if rated else one.attained) is not None]
    return sorted(ranked, key=lambda one: (-(one.overall or 0), -(one.attained or 0)))


def _attained(summary: TeamSummary) -> dict[str, float]:
    """By form the share attained, of the sections that count."""
    sums: dict[str, tuple[float, int]] = {}
    for figure in summary.person_figures:
        if figure.kind == "ratio" and (figure.layout, figure.role, figure.section) not in summary.beside:
            total, rows = sums.get(figure.form_id, (0.0, 0))
            sums[figure.form_id] = (total + figure.mean * figure.rows, rows + figure.rows)
    return {form: round(total / rows, _ALIKE) for form, (total, rows) in sums.items()}


def chosen_most_often(page: Page, summary: TeamSummary) -> None:
    """Write the choices made in blank rows, those with most options first.

    Of few options, the sheet Choices tells enough.
    """
    asked = [a for a in summary.choices if not a.item and len(a.counts) > _FEW_OPTIONS and a.answered]
    asked.sort(key=lambda answers: -len(answers.counts))
    groups = groups_of(summary)

    def question(answers: CountedAnswers) -> str:
        return titled(f"{answers.section_title}: {answers.column_title}", (answers.layout, answers.role), groups)

    columns: list[Column[CountedAnswers]] = [
        column("Question", question),
        column("First three, and how often", _first_three, across=6),
    ]
    if asked:
        page.block("Chosen most often", columns, asked[:_MOST_CHOICES])


def _first_three(answers: CountedAnswers) -> str:
    """``Prospecting 11  ·  Teamwork 8  ·  Negotiating 5``."""
    chosen = sorted((count for count in answers.counts if count.count), key=lambda count: -count.count)
    return "  ·  ".join(f"{count.label} {count.count}" for count in chosen[:3])
