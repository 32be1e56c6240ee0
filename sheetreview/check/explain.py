"""Findings about single cells, in plain words: what stands there, and what to type instead."""

from __future__ import annotations

from sheetreview.model.finding import Finding
from sheetreview.model.layout import NOT_APPLICABLE, Column, ColumnKind, Scale, Severity
from sheetreview.model.review import Answer, AnswerState
from sheetreview.sheet.text import quoted

DATE_SERIALS = (36_526, 73_050)
"""Serial numbers of the years 2000 to 2099: a rating in that range is a date a program made of ``4/5``."""

_EXPECTED = {
    ColumnKind.DATE: "type a date such as 2026-11-30",
    ColumnKind.NUMBER: "type a plain number",
    ColumnKind.MONEY: "type a plain number",
    ColumnKind.PERCENT: "type a percentage such as 85%",
    ColumnKind.YES_NO: "type Yes or No",
}


def expected(column: Column, scale: Scale | None) -> str:
    """What belongs into a cell, as an instruction."""
    if scale is not None:
        values = [level.value for level in scale.levels]
        plain = all(value.isdecimal() for value in values) and len(values) > 2  # noqa: PLR2004 -- "1 to 2" is odd
        numbers = sorted(int(value) for value in values) if plain else []
        if numbers and numbers == list(range(numbers[0], numbers[-1] + 1)):
            text = f"type a whole number from {numbers[0]} to {numbers[-1]}"
        else:
            text = f"type one of {', '.join(values)}"
        return f"{text}, or {NOT_APPLICABLE}" if scale.not_applicable else text
    if column.kind is ColumnKind.CHOICE:
        return f"choose one of {', '.join(column.options)}"
    return _EXPECTED.get(column.kind, f"fill in {column.title}")


def empty_cell(answer: Answer, column: Column, scale: Scale | None, label: str) -> Finding:
    """A required cell that is empty."""
    rating = column.kind is ColumnKind.RATING
    what = "it" if column.title == label else column.title
    return Finding(
        code="missing-rating" if rating else "missing-answer",
        severity=Severity.ERROR,
        cell=answer.cell,
        item=label,
        message="there is no rating" if rating else f"{what} is empty",
        fix=expected(column, scale),
    )


def off_scale(answer: Answer, column: Column, scale: Scale | None, label: str) -> Finding:
    """A readable value that is none of those allowed."""
    if column.kind is not ColumnKind.RATING or scale is None:
        where = "" if column.title == label else f" for {column.title}"
        return Finding(
            code="not-an-option",
            severity=Severity.ERROR,
            cell=answer.cell,
            item=label,
            message=f"{quoted(answer.typed)} is not one of the choices{where}",
            fix=expected(column, scale),
        )
    levels = ", ".join(level.value for level in scale.levels)
    message = f"{quoted(answer.typed)} is not on the scale ({levels})"
    if _looks_like_date(answer.typed):
        message = (
            f"the cell holds a date ({answer.typed} inside the file), as when 4/5 is typed: it is not on the scale"
        )
    return Finding(
        code="off-scale",
        severity=Severity.ERROR,
        cell=answer.cell,
        item=label,
        message=message,
        fix=expected(column, scale),
    )


def unreadable(answer: Answer, column: Column, scale: Scale | None, label: str) -> Finding:
    """A value that cannot be told."""
    rating = column.kind is ColumnKind.RATING
    if answer.state is AnswerState.UNCALCULATED:
        code, message = "uncalculated", "the cell holds a formula that no program has calculated yet"
    else:
        code = "unreadable-rating" if rating else "unreadable-answer"
        message = f"{quoted(answer.typed)} cannot be read as {'one rating' if rating else _kind_words(column)}"
    return Finding(
        code=code, severity=Severity.ERROR, cell=answer.cell, item=label, message=message, fix=expected(column, scale)
    )


def read_as(answer: Answer, column: Column, label: str) -> Finding:
    """A value that was understood although it was typed in another way."""
    what = "rating " if column.kind is ColumnKind.RATING else ""
    return Finding(
        code="read-as",
        severity=Severity.NOTICE,
        cell=answer.cell,
        item=label,
        message=f"{quoted(answer.typed)} was read as {what}{answer.value}",
        fix="nothing to do if that is what was meant",
    )


def _kind_words(column: Column) -> str:
    return {"yes-no": "yes or no"}.get(column.kind.value, f"a {column.kind.value.replace('-', ' ')}")


def _looks_like_date(typed: str) -> bool:
    low, high = DATE_SERIALS
    return typed.isdecimal() and len(typed) == len(str(high)) and low <= int(typed) <= high
