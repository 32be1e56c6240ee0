"""What fills the fields at the head of a form."""

from __future__ import annotations

from sheetreview.model.cycle import CycleSettings
from sheetreview.model.people import Assignment, Previous
from sheetreview.model.schedule import LAST_REVIEW

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def source_value(
    source: str,
    assignment: Assignment,
    settings: CycleSettings,
    previous: Previous | None,
    next_review: str,
) -> str:
    """The value of a header field's source; empty when there is none."""
    kind, _, name = source.partition(".")
    match kind, name:
        case "roster", _:
            return assignment.extra.get(name, "")
        case "form", "month":
            return month_text(assignment.month)
        case "account", "last_review":
            return assignment.extra.get(LAST_REVIEW, "")
        case "account", "next_review":
            return next_review
        case "account", _:
            return assignment.account
        case "previous", _:
            return _previous_text(previous, name)
    owner = {"reviewee": assignment.reviewee, "reviewer": assignment.reviewer, "cycle": settings}[kind]
    value = getattr(owner, name)
    return "" if value is None else str(value)


def month_text(month: str) -> str:
    """A month such as ``2026-11`` as people write it, November 2026; any other text as it is."""
    year, _, number = month.partition("-")
    if number not in {f"{n:02}" for n in range(1, 13)}:
        return month
    return f"{_MONTHS[int(number) - 1]} {year}"


def _previous_text(previous: Previous | None, name: str) -> str:
    if previous is None:
        return ""
    if name == "cycle":
        return previous.cycle
    percent = "" if previous.percent is None else f"{previous.percent:.0f} %"
    return " – ".join(filter(None, (percent, previous.band)))
