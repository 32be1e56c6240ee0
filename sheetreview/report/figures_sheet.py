"""Computed figures such as the part of a target that was attained: by item, then who is ahead."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sheetreview.model.insights import FigureResult, PersonFigure
from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.page import MOST_ROWS, Page, column, number, ranks, share, start
from sheetreview.report.wording import counting, groups_of, titled
from sheetreview.sheet.canvas import Column
from sheetreview.sheet.plan import Block, Style

_WIDTHS = (46.0, 13.0, 13.0, 13.0, 13.0, 26.0, 26.0)
_MEAN = 3


def figures_sheet(summary: TeamSummary) -> Page:
    """One table a computed column, each with its ranking."""
    accounts = any(person.account for person in summary.person_figures)
    page = start("Figures", summary, _WIDTHS if accounts else _WIDTHS[:-1], freeze=(4, 1))
    page.note(
        f"Recomputed from the figures in {counting(summary)} reviews; a row counts when both figures are there. A "
        "ratio has reached its target at 100%, a difference at zero."
    )
    page.space()
    groups = groups_of(summary)
    for place, found in groupby(summary.figures, key=_place):
        figures = list(found)
        name = f"{figures[0].section_title}: {figures[0].column_title}"
        page.band(titled(name, (figures[0].layout, figures[0].role), groups))
        if any(figure.rows for figure in figures):
            _bars(page, page.table(_items(figures), figures, height=20), figures)
        else:
            page.empty(f"No {counting(summary)} review has both figures yet.")
        _ranking(page, [person for person in summary.person_figures if _place(person) == place])
        page.space(14)
    return page


def _place(figure: FigureResult | PersonFigure) -> tuple[str, str, str, str]:
    return (figure.layout, figure.role, figure.section, figure.column)


def look_of(kind: str) -> Style:
    """How a figure of a kind looks: a ratio in percent, a difference with its sign."""
    return styles.RATIO if kind == "ratio" else styles.GAP


def _items(figures: Sequence[FigureResult]) -> list[Column[FigureResult]]:
    look = look_of(figures[0].kind)
    unnamed = "Rows that reviewers named" if len(figures) > 1 else "All rows"
    return [
        column("Item", lambda f: f.label or unnamed),
        column("Rows", lambda f: f.rows, styles.CENTER),
        column("Mean", lambda f: number(f.mean), look),
        column("Reached", lambda f: share(f.reached, f.rows), styles.SHARE),
        column("Lowest", lambda f: number(f.lowest), look),
        column("Highest", lambda f: number(f.highest), look),
    ]


def _ranking(page: Page, people: list[PersonFigure]) -> None:
    if not people:
        return
    people.sort(key=lambda person: -person.mean)
    page.space(8)
    page.keep_together(80)
    accounts = any(person.account for person in people)
    account: Column[tuple[int, PersonFigure]] = column("Account", lambda ranked: ranked[1].account)
    columns: list[Column[tuple[int, PersonFigure]]] = [
        column("Reviewee", lambda ranked: ranked[1].name),
        column("Rows", lambda ranked: ranked[1].rows, styles.CENTER),
        column("Mean", lambda ranked: number(ranked[1].mean), look_of(people[0].kind)),
        column("Reached", lambda ranked: share(ranked[1].reached, ranked[1].rows), styles.SHARE),
        column("Rank", lambda ranked: ranked[0], styles.CENTER),
        column("Team", lambda ranked: ranked[1].team),
        *[account] * accounts,
    ]
    ranked = list(zip(ranks(person.mean for person in people), people, strict=True))
    _bars(page, page.table(columns, ranked[:MOST_ROWS], height=20), people)
    page.more(len(people))


def _bars(page: Page, rows: Block, figures: Sequence[FigureResult] | Sequence[PersonFigure]) -> None:
    if figures[0].kind == "ratio":
        page.bars(rows, _MEAN, max(1.0, *(figure.mean or 0 for figure in figures), 0))
