"""What the first sheet shows of figures and choices: who is ahead, what was attained, what was chosen most often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sheetreview.model.insights import CountedAnswers, FigureResult
from sheetreview.model.summary import PersonResult, TeamSummary
from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.tables import more_on, number, ranks, share
from sheetreview.report.wording import fraction, groups_of, titled
from sheetreview.sheet.plan import Block, DataBar, Style

_LEFT = 7
_SIDE, _SIDE_COLUMNS = 9, 6
_MOST_FIGURES = 8
_MOST_PERFORMERS = 5
_MOST_CHOICES = 3
_FEW_OPTIONS = 2
_QUESTION = 4
_HEADS, _LINE = 53, 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Performer:
    """One review of the ranking: overall result and share attained, both in the numbers of a percent format."""

    person: PersonResult
    overall: float | None
    attained: float | None


def figures_and_performers(canvas: Canvas, summary: TeamSummary) -> None:
    """Figures against their target on the left, the first of the ranking on the right."""
    figures = [figure for figure in summary.figures if figure.rows]
    if not figures:
        return
    top = canvas.row
    _against_target(canvas, summary, figures)
    bottom, canvas.row = canvas.row, top
    performers = ranking(summary)
    if performers:
        _performers(canvas, performers)
    canvas.row = max(bottom, canvas.row)
    canvas.space()


def _against_target(canvas: Canvas, summary: TeamSummary, figures: Sequence[FigureResult]) -> None:
    canvas.heading("Against target", across=_LEFT)
    canvas.row += 1
    canvas.put(canvas.row, 1, "Figure", styles.HEADER, across=4)
    canvas.line([(head, styles.HEADER_CENTER) for head in ("Rows", "Mean", "Reached")], left=5)
    groups = groups_of(summary)
    for kind, found in groupby(figures[:_MOST_FIGURES], key=lambda figure: figure.kind):
        top = canvas.row
        for figure in found:
            look = styles.RATIO if kind == "ratio" else styles.GAP
            canvas.put(canvas.row, 1, _name(summary, figure, groups), styles.TEXT, across=4)
            reached = share(figure.reached, figure.rows)
            canvas.line([(figure.rows, styles.CENTER), (number(figure.mean), look), (reached, styles.SHARE)], left=5)
        if kind == "ratio":
            high = max(1.0, *(figure.mean or 0 for figure in figures if figure.kind == kind), 0)
            canvas.data_bars.append(
                DataBar(block=Block(top=top, left=6, bottom=canvas.row - 1, right=6), low=0, high=high)
            )
    more_on(canvas, len(figures) - _MOST_FIGURES, "Figures")


def _name(summary: TeamSummary, figure: FigureResult, groups: Sequence[tuple[str, str]]) -> str:
    """The item; the section for rows that reviewers named."""
    own = (figure.layout, figure.role, figure.section, figure.column)
    beside = any(f.item and (f.layout, f.role, f.section, f.column) == own for f in summary.figures)
    name = figure.label or f"{figure.section_title}{': other rows' if beside else ''}"
    return titled(name, (figure.layout, figure.role), groups)


def ranking(summary: TeamSummary) -> list[Performer]:
    """Counted reviews by overall result, and those with the same one by the share attained.

    Where nothing is rated, by the share attained alone: over all ratios of a review, each row counting once.
    """
    attained = _attained(summary)
    judged = [p for p in summary.people if p.counted and not p.pooled and (p.layout, p.role) not in summary.own]
    found = [
        Performer(person=person, overall=fraction(person.overall_percent), attained=attained.get(person.form_id))
        for person in judged
    ]
    if summary.overall_results:
        found = [performer for performer in found if performer.overall is not None]
    else:
        found = [performer for performer in found if performer.attained is not None]
    return sorted(found, key=lambda p: (-(p.overall or 0), -(p.attained or 0)))


def _attained(summary: TeamSummary) -> dict[str, float]:
    sums: dict[str, tuple[float, int]] = {}
    for figure in summary.person_figures:
        if figure.kind == "ratio":
            total, rows = sums.get(figure.form_id, (0.0, 0))
            sums[figure.form_id] = (total + figure.mean * figure.rows, rows + figure.rows)
    return {form: total / rows for form, (total, rows) in sums.items()}


def _performers(canvas: Canvas, performers: Sequence[Performer]) -> None:
    canvas.heading("Top performers", left=_SIDE, across=_SIDE_COLUMNS)
    canvas.row += 1
    rated = performers[0].overall is not None
    numbers = ["Overall"] * rated + ["Attained"]
    across = _SIDE_COLUMNS - 1 - len(numbers)
    canvas.put(canvas.row, _SIDE, "Rank", styles.HEADER_CENTER)
    canvas.put(canvas.row, _SIDE + 1, "Reviewee", styles.HEADER, across=across)
    canvas.line([(head, styles.HEADER_CENTER) for head in numbers], left=_SIDE + 1 + across)
    places = ranks([(performer.overall, performer.attained) for performer in performers])
    for place, performer in list(zip(places, performers, strict=True))[:_MOST_PERFORMERS]:
        person = performer.person
        name = ", ".join(filter(None, (person.name, person.account)))
        canvas.put(canvas.row, _SIDE, place, styles.CENTER)
        canvas.put(canvas.row, _SIDE + 1, name, styles.TEXT, across=across)
        results: list[Written] = [_percent(performer.overall, styles.PERCENT)] * rated
        canvas.line([*results, _percent(performer.attained, styles.RATIO)], left=_SIDE + 1 + across)


def _percent(value: float | None, look: Style) -> Written:
    return (number(value), look)


def chosen(summary: TeamSummary) -> list[CountedAnswers]:
    """Choices made in blank rows, those with most options first; of few options, the sheet Choices tells enough."""
    asked = (answers for answers in summary.answers if not answers.item and len(answers.counts) > _FEW_OPTIONS)
    return sorted((answers for answers in asked if answers.answered), key=lambda answers: -len(answers.counts))


def common_choices(canvas: Canvas, summary: TeamSummary, room: float) -> None:
    """What was chosen most often in blank rows, as far as there is room."""
    asked = chosen(summary)
    fit = min(_MOST_CHOICES, int((room - _HEADS) // _LINE))
    if not asked or fit < 1:
        return
    canvas.heading("Chosen most often")
    canvas.row += 1
    rest = len(canvas.widths) - _QUESTION
    canvas.put(canvas.row, 1, "Question", styles.HEADER, across=_QUESTION)
    canvas.put(canvas.row, _QUESTION + 1, "First three, and how often", styles.HEADER, across=rest)
    canvas.grow(canvas.row, _LINE)
    canvas.row += 1
    groups = groups_of(summary)
    for answers in asked[:fit]:
        name = f"{answers.section_title}: {answers.column_title}"
        canvas.put(canvas.row, 1, titled(name, (answers.layout, answers.role), groups), styles.TEXT, across=_QUESTION)
        canvas.put(canvas.row, _QUESTION + 1, _first_three(answers), styles.TEXT, across=rest)
        canvas.grow(canvas.row, _LINE)
        canvas.row += 1
    canvas.space()


def _first_three(answers: CountedAnswers) -> str:
    """``Prospecting 11  ·  Teamwork 8  ·  Negotiating 5``."""
    chosen = sorted((count for count in answers.counts if count.count), key=lambda count: -count.count)
    return "  ·  ".join(f"{count.label} {count.count}" for count in chosen[:3])
