"""The team summary as JSON, for programs. It holds no free text of any review."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeAlias

from sheetreview.model.finding import Finding, Severity
from sheetreview.model.summary import (
    ItemResult,
    PersonResult,
    ReviewerResult,
    SectionMean,
    SectionResult,
    Status,
    TeamSummary,
)
from sheetreview.report.text_out import plain_number

Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | bool | None"

_DIGITS = 6
_LEFT_OUT = {"for_hr", "own", "beside"}
"""Fields of a summary that only the workbook needs."""

# What is written of rows that have more fields than a program is told; of all other rows, every field is.
_FIELDS: dict[type, Sequence[str]] = {
    PersonResult: (
        *("reviewee_id", "name", "team", "reviewer", "layout", "role", "account", "month", "status"),
        *("due", "days_late", "counted", "sections", "overall_percent", "band", "findings"),
    ),
    SectionResult: ("id", "total", "maximum", "percent", "rated", "of"),
    ItemResult: ("layout", "role", "section", "item", "label", "detail", "rated", "mean", "percent", "levels"),
}
_MISSING = (
    *("reviewee_id", "name", "reviewer", "reviewer_email", "layout", "role", "account", "month"),
    *("due", "days_late", "status"),
)
_OF_REVIEWER = ("layout", "role", "id", "mean_percent")


def summary_json(summary: TeamSummary) -> str:
    """The summary as JSON text ending with a line end; unknown numbers are null."""
    names = [field.name for field in fields(TeamSummary) if field.name not in _LEFT_OUT]
    missing = [person for person in summary.people if person.status is Status.NOT_STARTED]
    content = {**_object(summary, names), "missing": [_object(person, _MISSING) for person in missing]}
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _object(row: object, names: Iterable[str]) -> dict[str, Json]:
    """Fields of a row by name."""
    written: dict[str, Json] = {}
    for name in names:
        value = getattr(row, name)
        special = _SPECIAL.get((type(row), name))
        written[name] = special(value) if special else _value(value)
    return written


def _value(value: object) -> Json:
    """Texts, numbers, truth values, rows, and tuples of these; unknown numbers are null."""
    match value:
        case Enum():
            return str(value.value)
        case float():
            return round(value, _DIGITS)
        case None | str() | int():
            return value
        case tuple():
            return [_value(each) for each in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            kind = type(value)
            return _object(value, _FIELDS.get(kind) or [field.name for field in fields(kind)])
        case _:
            raise TypeError(type(value))


def _severities(findings: Iterable[Finding]) -> Json:
    """How many findings there are of each severity: their texts may quote a review."""
    counts = Counter(finding.severity for finding in findings)
    return {severity.value: counts[severity] for severity in Severity}


def _shortened(sections: Iterable[SectionMean]) -> Json:
    return [_object(section, _OF_REVIEWER) for section in sections]


_SPECIAL: dict[tuple[type, str], Callable[[Any], Json]] = {
    (PersonResult, "findings"): _severities,
    (SectionResult, "total"): plain_number,
    (SectionResult, "maximum"): plain_number,
    (ReviewerResult, "sections"): _shortened,
}
