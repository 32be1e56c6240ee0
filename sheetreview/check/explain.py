"""Findings about single cells, in plain words: what stands there, and what to type instead."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.form.kinds import Kind
from sheetreview.model.finding import Finding
from sheetreview.model.layout import Severity
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
            yield Finding(
                code="unreadable-rating" if kind.scale else "unreadable-answer",
                severity=Severity.ERROR,
                cell=answer.cell,
                item=label,
                message=f"{quoted(answer.typed)} cannot be read as {kind.noun}",
                fix=kind.wanted,
            )
        case AnswerState.UNCALCULATED:
            yield Finding(
                code="uncalculated",
                severity=Severity.ERROR,
                cell=answer.cell,
                item=label,
                message="the cell holds a formula that no program has calculated yet",
                fix=kind.wanted,
            )
        case AnswerState.READ_AS:
            yield Finding(
                code="read-as",
                severity=Severity.NOTICE,
                cell=answer.cell,
                item=label,
                message=f"{quoted(answer.typed)} was read as {'rating ' if kind.scale else ''}{answer.value}",
                fix="nothing to do if that is what was meant",
            )


def empty_cell(answer: Answer, kind: Kind, label: str) -> Finding:
    """A required cell that is empty."""
    what = "it" if kind.entry.caption == label else kind.entry.caption
    return Finding(
        code="missing-rating" if kind.scale else "missing-answer",
        severity=Severity.ERROR,
        cell=answer.cell,
        item=label,
        message="there is no rating" if kind.scale else f"{what} is empty",
        fix=kind.wanted,
    )


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
    return Finding(
        code="off-scale" if kind.scale else "not-an-option",
        severity=Severity.ERROR,
        cell=answer.cell,
        item=label,
        message=message,
        fix=kind.wanted,
    )


def _looks_like_date(typed: str) -> bool:
    low, high = DATE_SERIALS
    return typed.isdecimal() and len(typed) == len(str(high)) and low <= int(typed) <= high
