"""How numbers, dates and ids are put for people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from sheetreview.model.summary import ItemResult, PersonResult, SectionMean, SectionResult, TeamSummary
from sheetreview.report.text_out import plain_number

_TITLE_LIMIT = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_DIGITS = 6
_EPOCH = date(1899, 12, 30)
HR_EDITION = "HR edition – restricted"
"""What a report says of itself that holds what only HR may see."""
COUNTED_FOR_HR = (
    "A review counts when it is complete outside what is for HR alone, which enters its own means only where it is "
    "complete too."
)
"""What HR's edition means by a counted review."""


def counting(summary: TeamSummary) -> str:
    """The word for reviews that enter the means: in HR's edition, some of them are not complete."""
    return "counted" if summary.for_hr else "complete"


def fraction(percent: float | None, digits: int = 1) -> float | None:
    """A percentage as the number that a percent format shows with some digits after the point (74.5 is 0.745)."""
    return None if percent is None else round(percent / 100, max(_DIGITS, digits + 2))


def total_text(result: SectionResult) -> str:
    """``41 / 55``, or how many ratings there are where the scale has no numbers."""
    if result.total is None or result.maximum is None:
        return rated_text(result)
    return f"{plain_number(round(result.total, 2))} / {plain_number(round(result.maximum, 2))}"


def rated_text(result: SectionResult) -> str:
    """``8 of 11 rated``."""
    return f"{result.rated} of {result.of} rated"


def from_id(identifier: str) -> str:
    """``account-manager`` as ``Account manager``."""
    return identifier.replace("-", " ").capitalize()


def long_date(iso: str) -> str:
    """``2025-06-30`` as ``30 June 2025``; anything else unchanged."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {day:%B} {day.year}"


def day_serial(iso: str) -> int | str:
    """A day as the number that a date format shows; anything else as a dash."""
    try:
        return (date.fromisoformat(iso) - _EPOCH).days
    except ValueError:
        return "–"


def month_title(month: str) -> str:
    """``2025-06`` as ``June 2025``; anything else unchanged."""
    try:
        return f"{date.fromisoformat(f'{month}-01'):%B %Y}"
    except ValueError:
        return month


def cycle_line(summary: TeamSummary) -> str:
    """Name, period and due date of the cycle in one line, behind a word about HR's edition."""
    due = f"due {long_date(summary.due)}" if summary.due else ""
    edition = HR_EDITION if summary.for_hr else ""
    return "  ·  ".join(part for part in (edition, summary.cycle, summary.period, due) if part)


def groups_of(summary: TeamSummary) -> list[tuple[str, str]]:
    """The (layout, role) pairs of the summary, sorted."""
    single = {(person.layout, person.role) for person in summary.people}
    return sorted(single | {(group.layout, group.role) for group in summary.pooled})


def group_title(group: tuple[str, str]) -> str:
    """Layout and role for people."""
    layout, role = group
    return f"{from_id(layout)}, {role.replace('-', ' ')}"


def kind_title(group: tuple[str, str], summary: TeamSummary) -> str:
    """The layout for people, with the role where the summary has several of that layout."""
    layout, _ = group
    several = sum(other == layout for other, _ in groups_of(summary)) > 1
    return group_title(group) if several else from_id(layout)


def section_title(section: SectionMean, groups: Sequence[tuple[str, str]]) -> str:
    """A section's title, with its layout and role where a summary has several."""
    return titled(section.title, (section.layout, section.role), groups)


def titled(title: str, group: tuple[str, str], groups: Sequence[tuple[str, str]]) -> str:
    """A title with as much of its layout and role as it takes to tell it from those of the other groups."""
    if len(groups) == 1:
        return title
    layout, role = group
    one_layout = len({other for other, _ in groups}) == 1
    return f"{title} ({role.replace('-', ' ') if one_layout else group_title((layout, role))})"


def form_name(person: PersonResult) -> str:
    """Layout and role of a person's form."""
    return group_title((person.layout, person.role))


def item_titles(items: Sequence[ItemResult]) -> dict[tuple[str, str, str, str], str]:
    """Items' labels by layout, role, section and item id; equal labels of a section get their detail behind them."""
    seen = Counter((item.layout, item.role, item.section, item.label) for item in items)
    titles = {}
    for item in items:
        twice = seen[item.layout, item.role, item.section, item.label] > 1
        title = f"{item.label} ({item.detail})" if twice and item.detail else item.label
        titles[item.layout, item.role, item.section, item.item] = title
    return titles


def sheet_titles(wanted: Sequence[str]) -> list[str]:
    """Sheet names that every program takes, and no two alike: legal characters, at most 31 of them."""
    titles: list[str] = []
    taken: set[str] = set()
    for want in wanted:
        base = _NOT_IN_TITLES.sub(" ", want).strip(" '") or "Sheet"
        title, number = base[:_TITLE_LIMIT].rstrip(" '"), 1
        while title.casefold() in taken:
            number += 1
            ending = f" {number}"
            title = base[: _TITLE_LIMIT - len(ending)].rstrip(" '") + ending
        taken.add(title.casefold())
        titles.append(title)
    return titles
