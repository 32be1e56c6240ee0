"""Findings about single cells, in plain words: what stands there, and what to type instead."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.form.kinds import Kind
from sheetreview.model.finding import Finding
from sheetreview.model.finding_types import (
    MISSING_ANSWER,
    MISSING_RATING,
    NOT_AN_OPTION,
    OFF_SCALE,
    READ_AS,
    UNCALCULATED,
    UNREADABLE_ANSWER,
    UNREADABLE_RATING,
)
from sheetreview.model.review import Answer, AnswerState
from sheetreview.sheet.text import quoted

DATE_SERIALS = (36_526, 73_050)
"""Serial numbers of the years 2000 to 2099: a rating in that range is a date a program made of ``4/5``."""


def answer_findings(answer: Answer, kind: Kind, label: str) -> Iterator[Finding]:
    """What is wrong or noteworthy in what stands in one cell, of a table or at the head."""
    match answer.state:
        case AnswerState.OFF_SCALE:
            yield _not_allowed(answer, kind, label)
        case AnswerState.UNREADABLE:
            yield (UNREADABLE_RATING if kind.scale else UNREADABLE_ANSWER).at(
                cell=answer.cell,
                item=label,
                words={"typed": quoted(answer.typed), "noun": kind.noun},
                fix=kind.wanted,
            )
        case AnswerState.UNCALCULATED:
            yield UNCALCULATED.at(cell=answer.cell, item=label, fix=kind.wanted)
        case AnswerState.READ_AS:
            value = f"rating {answer.value}" if kind.scale else answer.value
            yield READ_AS.at(cell=answer.cell, item=label, words={"typed": quoted(answer.typed), "value": value})


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
    return wrong.at(cell=answer.cell, item=label, message=message, fix=kind.wanted)


def _looks_like_date(typed: str) -> bool:
    low, high = DATE_SERIALS
    return typed.isdecimal() and len(typed) == len(str(high)) and low <= int(typed) <= high
