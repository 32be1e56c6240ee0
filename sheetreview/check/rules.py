"""What is wrong or noteworthy in a review: one small function a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from fractions import Fraction

from sheetreview.check.alike import ratings_alike
from sheetreview.form.cells import FormCell, FormCells, SectionCells, form_cells
from sheetreview.form.kinds import Kind
from sheetreview.form.numbers import digits, meanings
from sheetreview.form.values import plain_digits
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding, FindingContext, Severity
from sheetreview.model.finding_types import (
    MISSING_ANSWER,
    MISSING_RATING,
    NOT_AN_OPTION,
    NOTE_REQUIRED,
    OFF_SCALE,
    READ_AS,
    REQUIRED_TOGETHER,
    REQUIRED_WITH,
    TOO_MANY_ROWS,
    TOTAL_DIFFERS,
    UNCALCULATED,
    UNREADABLE_ANSWER,
    UNREADABLE_RATING,
    FindingType,
)
from sheetreview.model.layout import Section, Total
from sheetreview.model.points import exact, weighed
from sheetreview.model.review import Answer, AnswerIndex, AnswerState, Review, ShownTotal
from sheetreview.model.rules import AtMost, Requires, Rule, Together
from sheetreview.model.scales import PLAIN_NUMBER
from sheetreview.model.schedule import FIRST_DAY, LAST_DAY
from sheetreview.sheet.address import from_a1
from sheetreview.sheet.grid import EPOCH
from sheetreview.sheet.lookalikes import as_latin, lookalike_named
from sheetreview.sheet.text import quoted, shortened

DATE_SERIALS = ((FIRST_DAY - EPOCH).days, (LAST_DAY - EPOCH).days)
"""Serial numbers of the days that a cycle knows: a rating in that range is a date a program made of ``4/5``."""


def answer_findings(answer: Answer, kind: Kind, label: str) -> Iterator[Finding]:
    """What is wrong or noteworthy in what stands in one cell, of a table or at the head."""
    match answer.state:
        case AnswerState.OFF_SCALE:
            yield _not_allowed(answer, kind, label)
        case AnswerState.UNREADABLE:
            wrong = UNREADABLE_RATING if kind.scale else UNREADABLE_ANSWER
            message = f"{quoted(answer.typed)} cannot be read as {kind.noun}{_why(answer, kind)}"
            yield wrong.at(cell=answer.cell, item=label, message=message, fix=kind.wanted)
        case AnswerState.UNCALCULATED:
            yield UNCALCULATED.at(cell=answer.cell, item=label, fix=kind.wanted)
        case AnswerState.READ_AS:
            value = f"rating {answer.value}" if kind.scale else answer.value
            if typed := _unlike(answer):
                yield READ_AS.at(cell=answer.cell, item=label, words={"typed": typed, "value": value})


def _unlike(answer: Answer) -> str:
    """What was typed, with how it differs where it looks like what it was read as; '' where it does not."""
    if answer.typed != answer.value:
        return quoted(answer.typed)
    # Else it is a number that the cell shows in the words of the level.
    return f"{quoted(answer.typed)}, which is stored as text," if PLAIN_NUMBER.fullmatch(answer.typed) else ""


def empty_cell(answer: Answer, kind: Kind, label: str) -> Finding:
    """A required cell that is empty."""
    what = "it" if kind.entry.caption == label else kind.entry.caption
    missing = MISSING_RATING if kind.scale else MISSING_ANSWER
    return missing.at(cell=answer.cell, item=label, words={"caption": what}, fix=kind.wanted)


def _not_allowed(answer: Answer, kind: Kind, label: str) -> Finding:
    """A readable value that is none of those allowed."""
    if kind.scale is None:
        where = "" if kind.entry.caption == label else f" for {kind.entry.caption}"
        message = f"{quoted(answer.typed)} is not one of the choices{where}"
    elif _looks_like_date(answer.typed):
        message = (
            f"the cell holds a date ({answer.typed} inside the file), as when 4/5 is typed: it is not on the scale"
        )
    else:
        message = f"{quoted(answer.typed)} is not on the scale ({', '.join(kind.scale.by_value)})"
    wrong = OFF_SCALE if kind.scale else NOT_AN_OPTION
    return wrong.at(cell=answer.cell, item=label, message=message + _letters(answer, kind), fix=kind.wanted)


def _why(answer: Answer, kind: Kind) -> str:
    """What to add to the message of an entry that cannot be read: the letters it holds, or what it may mean."""
    readings = kind.readings(answer.typed)
    return f": it may be {' or '.join(readings)}" if readings else _letters(answer, kind)


def _letters(answer: Answer, kind: Kind) -> str:
    """What to add where an entry would be allowed if a letter were the Latin one that it looks like; else ''."""
    latin = as_latin(answer.typed)
    allowed = latin != answer.typed and kind.read(latin).value
    return f": {lookalike_named(answer.typed)}" if allowed else ""


def _looks_like_date(typed: str) -> bool:
    low, high = DATE_SERIALS
    return typed.isdecimal() and len(typed) == len(str(high)) and low <= int(typed) <= high


TOLERANCE = 0.005
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


def check_review(edition: Edition, review: Review) -> tuple[Finding, ...]:
    """All findings of a review, errors first, then down the sheet. Names of people and files are not in them yet."""
    answers = AnswerIndex(review)
    cells = form_cells(edition)
    whole = (*review.structure, *_head_findings(cells, review), *ratings_alike(edition, review))
    found = [one if one.sheet else replace(one, sheet=review.sheet) for one in whole]
    for section in cells.sections.values():
        findings = _section_findings(section, review, answers)
        found += (replace(one, section=section.section.id, sheet=one.sheet or review.sheet) for one in findings)
    return in_order(found)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of a review, errors first, then down the sheet."""
    return tuple(sorted(findings, key=_place))


def _head_findings(cells: FormCells, review: Review) -> Iterator[Finding]:
    answers = {answer.row: answer for answer in review.head}
    for cell in cells.head.values():
        if not cell.open:
            continue
        answer = answers.get(cell.field.id)
        if answer is not None:
            yield from answer_findings(answer, cell.kind, cell.field.label)
        if cell.field.required and answer is not None and not answer.filled:
            yield empty_cell(answer, cell.kind, cell.field.label)


def _section_findings(cells: SectionCells, review: Review, answers: AnswerIndex) -> Iterator[Finding]:
    section = cells.section
    own = [answer for answer in review.answers if answer.section == section.id]
    labels = _Labels(review, cells)
    kinds = {cell.column.id: cell.kind for cell in cells.blank}
    for answer in own:
        yield from answer_findings(answer, kinds[answer.column], labels[answer.row])
    rows = section.rows_with(answer.row for answer in own if not answer.in_total_row)
    missing = tuple(_missing(cells, rows, answers, labels))
    yield from missing
    reported = {finding.cell for finding in missing}
    for rule in section.rules:
        yield from (f for f in _rule_findings(section, rule, rows, answers, labels) if f.cell not in reported)
    yield from _total_findings(section, review, own)


def with_context(findings: Sequence[Finding], context: FindingContext) -> tuple[Finding, ...]:
    """The same findings with the people, role and file of ``context``."""
    known = {field.name: getattr(context, field.name) for field in fields(context)} if findings else {}
    return tuple(replace(finding, **known) for finding in findings)


def _place(finding: Finding) -> tuple[int, int, int, str]:
    row, column = from_a1(finding.cell) if finding.cell else (0, 0)
    return (_ORDER[finding.severity], row, column, finding.code)


class _Labels:
    """Row labels of one section, for messages."""

    def __init__(self, review: Review, cells: SectionCells) -> None:
        self._labels = review.labels
        self._cells = cells

    def __getitem__(self, row: str) -> str:
        section = self._cells.section
        item = section.item_by_id.get(row)
        typed = self._labels.get((section.id, row), "")
        if item is not None and typed in {"", item.label}:
            return self._cells.labels[row]
        return shortened(typed) or section.title


def _missing(cells: SectionCells, rows: Iterable[str], answers: AnswerIndex, labels: _Labels) -> Iterator[Finding]:
    for row in rows:
        required = [cell for cell in cells.row(row) if cell.open and cell.column.required]
        if required and _must_be_complete(cells.row(row), answers):
            for cell in required:
                answer = answers.get(*cell.place)
                if answer is not None and not answer.filled:
                    yield empty_cell(answer, cell.kind, labels[row])


def _must_be_complete(row: Sequence[FormCell], answers: AnswerIndex) -> bool:
    """Whether a row must be complete: fixed items always, blank rows once anything else is written in them."""
    item = row[0].item
    if item is not None:
        return not item.optional
    found = (answers.get(*cell.place) for cell in row)
    return any(answer is not None and answer.given for answer in found)


def _rule_findings(
    section: Section, rule: Rule, rows: Sequence[str], answers: AnswerIndex, labels: _Labels
) -> Iterator[Finding]:
    if isinstance(rule, AtMost):
        yield from _at_most(section, rule, rows, answers, labels)
        return
    for row in rows if rule.rows is None else rule.rows:
        cells = {column.id: answers.get(section.id, row, column.id) for column in section.columns}
        if isinstance(rule, Together):
            wanted = rule.columns if any(_given(cells.get(name)) for name in rule.columns) else ()
            kind, why = REQUIRED_TOGETHER, ""
        else:
            wanted = rule.needs if _triggers(rule, cells.get(rule.column)) else ()
            kind, why = _needed(section, rule, cells.get(rule.column))
        for name in wanted:
            answer = cells.get(name)
            if answer is not None and not answer.filled:
                words = {"title": section.column_by_id[name].title, "why": why}
                yield kind.at(severity=rule.severity, cell=answer.cell, item=labels[row], words=words)


def _needed(section: Section, rule: Requires, trigger: Answer | None) -> tuple[FindingType, str]:
    """What is missing beside a filled cell, and why it is asked for."""
    column = section.column_by_id[rule.column]
    if column.is_rating:
        return NOTE_REQUIRED, f"the rating is {trigger.value}" if trigger and trigger.value else "there is a rating"
    return REQUIRED_WITH, f"{column.title} is {quoted(trigger.typed)}" if trigger else "its neighbour is filled"


def _triggers(rule: Requires, answer: Answer | None) -> bool:
    if answer is None or not answer.filled:
        return False
    return rule.values is None or answer.value in rule.values


def _given(answer: Answer | None) -> bool:
    return answer is not None and answer.given


def _at_most(
    section: Section, rule: AtMost, rows: Iterable[str], answers: AnswerIndex, labels: _Labels
) -> Iterator[Finding]:
    cells = [answers.get(section.id, row, rule.column) for row in rows]
    used = [answer for answer in cells if answer is not None and answer.given]
    for answer in used[rule.count :]:
        words = {"filled": len(used), "allowed": rule.count}
        yield TOO_MANY_ROWS.at(severity=rule.severity, cell=answer.cell, item=labels[answer.row], words=words)


def _total_findings(section: Section, review: Review, own: Sequence[Answer]) -> Iterator[Finding]:
    for shown in review.totals:
        if shown.section != section.id or (shown.number is None and not shown.text):
            continue
        total = next(t for t in section.totals if t.id == shown.total)
        rated = [a for a in own if a.column == total.column and a.number is not None]
        as_typed = [a for a in rated if a.state is AnswerState.VALID]
        expected = _total(section, total, rated)
        if any(_is_shown(value, shown) for value in (expected, _total(section, total, as_typed))):
            continue
        words = {"shown": quoted(shown.text) if shown.number is None else f"{shown.number:g}", "expected": expected}
        yield TOTAL_DIFFERS.at(cell=shown.cell, item=f"{section.title}: {total.label}", words=words)


def _is_shown(value: float, shown: ShownTotal) -> bool:
    """Whether a workbook shows a value as its total; in a text, it may be rounded to the digits that stand there."""
    if shown.number is not None:
        return abs(shown.number - value) <= TOLERANCE
    numbers = meanings(digits(plain_digits(shown.text)))
    return any(abs(float(one) - value) <= TOLERANCE + 10.0 ** int(one.as_tuple().exponent) / 2 for one in numbers)


def _total(section: Section, total: Total, rated: list[Answer]) -> float:
    column = section.column_by_id[total.column]
    points, weights = weighed((section.weight_of(column, one.row), exact(one.number or 0)) for one in rated)
    return float(points if total.kind == "sum" or not weights else Fraction(points, weights))
