"""Results against a computation of their own, in fractions of the numbers as a layout's author writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.model.layout import Layout
from sheetreview.summarize.team import summarize

from .builders import cycle, layout, returned

FACTOR = {"id": "factor", "title": "Factor", "kind": "label"}
BELOW, ON = "Below target", "On target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One section of a review as it is written: its weight, the levels' numbers, and (weight, level) of each item."""

    weight: str
    numbers: tuple[str, ...]
    items: tuple[tuple[str, int], ...]

    def rated(self, levels: Sequence[int]) -> Rated:
        """The same section with other levels."""
        items = tuple((weight, level) for (weight, _), level in zip(self.items, levels, strict=True))
        return replace(self, items=items)

    @property
    def share(self) -> Fraction:
        """The section's result in percent."""
        most = max(Fraction(number) for number in self.numbers)
        points = sum((Fraction(weight) * Fraction(self.numbers[level]) for weight, level in self.items), Fraction(0))
        return 100 * points / sum((Fraction(weight) * most for weight, _ in self.items), Fraction(0))


def overall(sections: Sequence[Rated]) -> Fraction:
    whole = sum((Fraction(section.weight) for section in sections), Fraction(0))
    return sum((Fraction(section.weight) * section.share for section in sections), Fraction(0)) / whole


def asked(sections: Sequence[Rated], least: str) -> Layout:
    """A layout with these sections, and a band from a result on."""
    return layout(
        id="exact",
        scales=[
            {
                "id": f"scale-{n}",
                "levels": [
                    {"value": f"L{k}", "label": f"Level {k}", "number": float(number)}
                    for k, number in enumerate(section.numbers)
                ],
            }
            for n, section in enumerate(sections)
        ],
        bands=[
            {"id": "below", "label": BELOW, "from_percent": 0},
            {"id": "on", "label": ON, "from_percent": float(least)},
        ],
        sections=[
            {
                "id": f"s{n}",
                "title": f"Section {n}",
                "weight": float(section.weight),
                "columns": [FACTOR, {"id": "rating", "title": "Rating", "kind": "rating", "scale": f"scale-{n}"}],
                "items": [
                    {"id": f"i{k}", "label": f"Item {k}", "weight": float(weight)}
                    for k, (weight, _) in enumerate(section.items)
                ],
            }
            for n, section in enumerate(sections)
        ],
    )


def ratings(sections: Sequence[Rated]) -> dict[str, str | int]:
    return {
        f"s{n}.i{k}": f"L{level}" for n, section in enumerate(sections) for k, (_, level) in enumerate(section.items)
    }


def alike(weight: str, *levels: int) -> Rated:
    """A section rated 1 to 5 whose items weigh alike."""
    return Rated(weight=weight, numbers=("1", "2", "3", "4", "5"), items=tuple(("1", level - 1) for level in levels))


def tenths(least: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(lambda number: f"{number // 10}.{number % 10}")


@st.composite
def rated_sections(draw: st.DrawFn) -> Rated:
    numbers = draw(st.lists(tenths(0, 60), min_size=2, max_size=5, unique=True).map(lambda n: sorted(n, key=Fraction)))
    items = st.tuples(tenths(1, 30), st.integers(0, len(numbers) - 1))
    return Rated(
        weight=draw(tenths(1, 30)),
        numbers=tuple(numbers),
        items=tuple(draw(st.lists(items, min_size=1, max_size=6))),
    )


def test_exactly_the_bands_percent_is_in_the_band_whatever_the_sections_are() -> None:
    """Thirds and sixths of sections that come to 60 %, weighted as they may be."""
    reviews = [
        [alike("1", 1, 1, 3), alike("1", 4, 4, 3, 5), alike("0.7", 3), alike("1", 2, 5, 5, 5)],
        [alike("0.1", 2, 3, 3), alike("0.1", 3, 3, 4)],
        [alike("0.7", 2, 2, 3, 3, 3, 4), alike("1.4", 3, 3, 3, 3, 3, 3, 4), alike("2.1", 3, 3, 2)],
        *[[alike(weight, 3, 3, 2), alike(weight, 3, 3, 4), alike("1", 3)] for weight in ("0.1", "0.3", "0.7", "1.1")],
        [Rated(weight="1", numbers=("1", "2", "3", "4", "5"), items=(("0.7", 2), ("0.1", 2)))],
    ]
    at_sixty = [sections for sections in reviews if overall(sections) == 60]
    assert len(at_sixty) >= 5

    for sections in at_sixty:
        (person,) = summarize(cycle(), [returned("Ann", asked(sections, "60"), ratings(sections))]).people
        assert (person.overall_percent, person.band) == (60, ON)


@pytest.mark.no_cover
@settings(max_examples=300, deadline=None)
@given(
    reviews=st.lists(rated_sections(), min_size=1, max_size=4).flatmap(
        lambda sections: st.tuples(
            st.just(sections),
            st.lists(
                st.tuples(*(st.tuples(*(st.integers(0, len(s.numbers) - 1) for _ in s.items)) for s in sections)),
                min_size=1,
                max_size=4,
            ),
        )
    ),
    least=tenths(1, 1000),
)
def test_results_bands_and_means_are_those_of_an_exact_computation(
    reviews: tuple[list[Rated], list[tuple[tuple[int, ...], ...]]], least: str
) -> None:
    sections, chosen = reviews
    people = [[s.rated(levels) for s, levels in zip(sections, own, strict=True)] for own in chosen]
    source = asked(sections, least)

    found = summarize(cycle(), [returned(f"P{n}", source, ratings(own)) for n, own in enumerate(people)])

    for person, own in zip(found.people, people, strict=True):
        assert [result.percent for result in person.sections] == [float(section.share) for section in own]
        assert person.overall_percent == float(overall(own))
        assert person.band == (ON if overall(own) >= Fraction(least) else BELOW)
    assert found.overall_percent == float(sum(map(overall, people), Fraction(0)) / len(people))
    for n, section in enumerate(found.sections):
        shares = [own[n].share for own in people]
        assert section.mean_percent == float(sum(shares, Fraction(0)) / len(shares))
        assert (section.lowest_percent, section.highest_percent) == (float(min(shares)), float(max(shares)))
