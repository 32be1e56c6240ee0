"""The ratings of a cycle as CSV, one row a rating, for whoever calculates on."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.model.summary import PersonResult, RatingRow, TeamSummary
from sheetreview.report.text_out import csv_line, csv_safe, plain_number

COLUMNS = (
    "cycle",
    "layout",
    "role",
    "reviewee_id",
    "reviewee",
    "team",
    "reviewer",
    "section",
    "item",
    "label",
    "value",
    "level",
    "number",
    "maximum",
    "counted",
)


def ratings_csv(summary: TeamSummary, *, raw: bool = False) -> Iterator[str]:
    """Lines of the CSV file with their line ends (CR LF), the heading first; every field is quoted.

    A text that a spreadsheet program would take for a formula gets a leading apostrophe, unless ``raw``.
    """
    yield csv_line(COLUMNS)
    for person in summary.people:
        for rating in person.ratings:
            texts = _texts(summary.cycle, person, rating)
            numbers = (_number(rating.number), _number(rating.maximum))
            yield csv_line((*(texts if raw else map(csv_safe, texts)), *numbers, "yes" if person.counted else "no"))


def _texts(cycle: str, person: PersonResult, rating: RatingRow) -> tuple[str, ...]:
    return (
        cycle,
        rating.layout,
        rating.role,
        person.reviewee_id,
        person.name,
        person.team,
        person.reviewer,
        rating.section,
        rating.item,
        rating.label,
        rating.value,
        rating.level,
    )


def _number(number: float | None) -> str:
    return "" if number is None else str(plain_number(number))
