"""Computed figures such as the part of a target that was attained: by item, then who is ahead."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sheetreview.model.insights import FigureResult, PersonFigure
from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.tables import MOST_ROWS, band, heads, more, number, ranks, share
from sheetreview.report.wording import groups_of, titled
from sheetreview.sheet.plan import Block, DataBar, SheetPlan, Style

_WIDTHS = (8.0, 36.0, 26.0, 26.0, 12.0, 13.0, 13.0, 13.0, 13.0)
_MEAN = 6


def figures_sheet(summary: TeamSummary, title: str, paper: str) -> SheetPlan:
    """One table a computed column, each with its ranking."""
    canvas = Canvas(widths=_WIDTHS, freeze=(4, 1))
    canvas.title("Figures", summary)
    canvas.note(
        "Recomputed from the figures in complete reviews; a row counts when both figures are there. A ratio has "
        "reached its target at 100%, a difference at zero."
    )
    canvas.space()
    groups = groups_of(summary)
    for (layout, role, _, _), found in groupby(summary.figures, key=_place):
        figures = list(found)
        name = f"{figures[0].section_title}: {figures[0].column_title}"
        band(canvas, titled(name, (layout, role), groups), len(_WIDTHS))
        _items(canvas, figures)
        people = [person for person in summary.person_figures if _place(person) == _place(figures[0])]
        _ranking(canvas, sorted(people, key=lambda person: -person.mean))
        canvas.space(14)
    return canvas.plan(title, summary, paper)


def _place(figure: FigureResult | PersonFigure) -> tuple[str, str, str, str]:
    return (figure.layout, figure.role, figure.section, figure.column)


def _items(canvas: Canvas, figures: Sequence[FigureResult]) -> None:
    if not any(figure.rows for figure in figures):
        canvas.empty("No complete review has both figures yet.")
        return
    canvas.put(canvas.row, 1, "Item", styles.HEADER, across=4)
    numbers = ("Rows", "Mean", "Reached", "Lowest", "Highest")
    canvas.line([(head, styles.HEADER_CENTER) for head in numbers], left=5, height=24)
    top = canvas.row
    for figure in figures:
        look = _look(figure.kind)
        name = figure.label or ("Rows that reviewers named" if len(figures) > 1 else "All rows")
        canvas.put(canvas.row, 1, name, styles.TEXT, across=4)
        mean, lowest, highest = ((number(n), look) for n in (figure.mean, figure.lowest, figure.highest))
        reached: Written = (share(figure.reached, figure.rows), styles.SHARE)
        canvas.line([(figure.rows, styles.CENTER), mean, reached, lowest, highest], left=5, height=20)
    _bars(canvas, top, figures)


def _bars(canvas: Canvas, top: int, figures: Sequence[FigureResult] | Sequence[PersonFigure]) -> None:
    if figures[0].kind == "ratio":
        block = Block(top=top, left=_MEAN, bottom=canvas.row - 1, right=_MEAN)
        high = max(1.0, *(figure.mean or 0 for figure in figures), 0)
        canvas.data_bars.append(DataBar(block=block, low=0, high=high))


def _look(kind: str) -> Style:
    return styles.RATIO if kind == "ratio" else styles.GAP


def _ranking(canvas: Canvas, people: Sequence[PersonFigure]) -> None:
    if not people:
        return
    canvas.space(8)
    accounts = any(person.account for person in people)
    canvas.keep_together(80)
    teams = 1 if accounts else 2
    header = heads(canvas, ("Rank", "Reviewee"), ())
    canvas.put(header, 3, "Team", styles.HEADER, across=teams)
    if accounts:
        canvas.put(header, 4, "Account", styles.HEADER)
    for column, head in enumerate(("Rows", "Mean", "Reached"), 5):
        canvas.put(header, column, head, styles.HEADER_CENTER)
    top = canvas.row
    places = ranks([person.mean for person in people])
    for rank, person in list(zip(places, people, strict=True))[:MOST_ROWS]:
        row = canvas.row
        canvas.put(row, 1, rank, styles.CENTER)
        canvas.put(row, 2, person.name, styles.TEXT)
        canvas.put(row, 3, person.team, styles.TEXT, across=teams)
        if accounts:
            canvas.put(row, 4, person.account, styles.TEXT)
        mean, reached = (number(person.mean), _look(person.kind)), share(person.reached, person.rows)
        canvas.line([(person.rows, styles.CENTER), mean, (reached, styles.SHARE)], left=5, height=20)
    _bars(canvas, top, people)
    more(canvas, len(people), "team-summary.json")
