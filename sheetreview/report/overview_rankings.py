"""What the first sheet says of who and what is ahead: items, figures against their target, people, and choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sheetreview.model.insights import CountedAnswers, FigureResult
from sheetreview.model.summary import ItemResult, PersonResult, TeamSummary
from sheetreview.report import styles
from sheetreview.report.figures_sheet import look_of
from sheetreview.report.page import Page, column, number, percentage, ranks, share
from sheetreview.report.wording import fraction, groups_of, item_titles, titled
from sheetreview.sheet.canvas import Column

_MOST_ITEMS = 3
_MOST_FIGURES = 8
_MOST_PERFORMERS = 5
_MOST_CHOICES = 3
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
        column("Item", lambda i: titles[i.layout, i.role, i.section, i.item], across=7),
        column("Section", lambda i: i.section_title, across=5),
        column("% of max.", lambda i: percentage(i.percent), styles.PERCENT, across=2),
    ]
    for which, items in (("strongest", ranked[:most]), ("weakest", ranked[: -most - 1 : -1])):
        if most:
            page.block(f"{most} {which} items" if most > 1 else f"{which.capitalize()} item", columns, items)


def ranking_of_items(items: Sequence[ItemResult]) -> list[ItemResult]:
    """Items from the highest % of maximum down.

    An item rated less than half as often as the most rated one of its section says too little to be ranked.
    """
    most: dict[tuple[str, str, str], int] = {}
    for item in items:
        place = (item.layout, item.role, item.section)
        most[place] = max(item.rated, most.get(place, 0))
    fit = [i for i in items if i.percent is not None and 2 * i.rated >= most[i.layout, i.role, i.section]]
    return sorted(fit, key=lambda item: -(item.percent or 0))


def against_target(page: Page, summary: TeamSummary) -> None:
    """Write the first figures: ratios with bars, differences with their sign."""
    figures = [figure for figure in summary.figures if figure.rows]
    if not figures:
        return
    name = _figure_names(summary)

    def columns(kind: str) -> list[Column[FigureResult]]:
        return [
            column("Figure", name, across=8),
            column("Rows", lambda f: f.rows, styles.CENTER, across=2),
            column("Mean", lambda f: number(f.mean), look_of(kind), across=2),
            column("Reached", lambda f: share(f.reached, f.rows), styles.SHARE, across=2),
        ]

    first = page.row
    page.heading("Against target")
    high = max((figure.mean or 0 for figure in figures if figure.kind == "ratio"), default=0)
    page.heads(columns(figures[0].kind))
    for kind, found in groupby(figures[:_MOST_FIGURES], key=lambda figure: figure.kind):
        rows = page.lines(columns(kind), found)
        if kind == "ratio":
            page.bars(rows, 11, max(1.0, high))
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
    overall: Column[tuple[int, Performer]] = column(
        "Overall", lambda ranked: number(ranked[1].overall), styles.PERCENT, across=2
    )
    columns: list[Column[tuple[int, Performer]]] = [
        column("Rank", lambda ranked: ranked[0], styles.CENTER, across=2),
        column("Reviewee", lambda ranked: _name(ranked[1].person), across=8 if rated else 10),
        *[overall] * rated,
        column("Attained", lambda ranked: number(ranked[1].attained), styles.RATIO, across=2),
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
        if person.counted and not person.pooled and (person.layout, person.role) not in summary.own
    ]
    rated = bool(summary.overall_results)
    ranked = [one for one in found if (one.overall if rated else one.attained) is not None]
    return sorted(ranked, key=lambda one: (-(one.overall or 0), -(one.attained or 0)))


def _attained(summary: TeamSummary) -> dict[str, float]:
    sums: dict[str, tuple[float, int]] = {}
    for figure in summary.person_figures:
        if figure.kind == "ratio":
            total, rows = sums.get(figure.form_id, (0.0, 0))
            sums[figure.form_id] = (total + figure.mean * figure.rows, rows + figure.rows)
    return {form: total / rows for form, (total, rows) in sums.items()}


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
        column("Question", question, across=6),
        column("First three, and how often", _first_three, across=8),
    ]
    if asked:
        page.block("Chosen most often", columns, asked[:_MOST_CHOICES])


def _first_three(answers: CountedAnswers) -> str:
    """``Prospecting 11  ·  Teamwork 8  ·  Negotiating 5``."""
    chosen = sorted((count for count in answers.counts if count.count), key=lambda count: -count.count)
    return "  ·  ".join(f"{count.label} {count.count}" for count in chosen[:3])
