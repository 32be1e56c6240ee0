"""The ratings of a cycle as CSV, one row a rating, for whoever calculates on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sheetreview.model.summary import PersonResult, RatingRow, TeamSummary
from sheetreview.report.text_out import csv_line, csv_safe, plain_number

_OF_PERSON: dict[str, Callable[[PersonResult], str]] = {
    "reviewee_id": lambda person: person.reviewee_id,
    "reviewee": lambda person: person.name,
    "team": lambda person: person.team,
    "reviewer": lambda person: person.reviewer,
}
_OF_RATING: dict[str, Callable[[RatingRow], str]] = {
    "section": lambda rating: rating.section,
    "item": lambda rating: rating.item,
    "label": lambda rating: rating.label,
    "value": lambda rating: rating.value,
    "level": lambda rating: rating.level,
}
_HEADS = ("cycle", "layout", "role", *_OF_PERSON, *_OF_RATING, "number", "maximum", "counted")


def ratings_csv(summary: TeamSummary, *, raw: bool = False) -> Iterator[str]:
    """Lines of the CSV file with their line ends (CR LF), the heading first; every field is quoted.

    ``counted`` is yes where the rating enters the overall result of a review that counts. A text that a spreadsheet
    program would take for a formula gets a leading apostrophe, unless ``raw``.
    """
    yield csv_line(_HEADS)
    for person in summary.people:
        own = [value(person) for value in _OF_PERSON.values()]
        for rating in person.ratings:
            texts = [summary.cycle, rating.layout, rating.role, *own, *(value(rating) for value in _OF_RATING.values())]
            numbers = (_number(rating.number), _number(rating.maximum))
            counted = "yes" if person.counted and rating.counts else "no"
            yield csv_line([*(texts if raw else map(csv_safe, texts)), *numbers, counted])


def _number(number: float | None) -> str:
    return "" if number is None else str(plain_number(number))
