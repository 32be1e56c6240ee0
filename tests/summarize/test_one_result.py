"""One result a review: what is for HR alone, or never counts, enters none, in whichever edition of the summary."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.model.layout import Layout
from sheetreview.model.summary import PersonResult, Status, TeamSummary
from sheetreview.report.overview_sheet import reading_note
from sheetreview.report.overview_tables import ranking
from sheetreview.report.people_sheet import people_sheet
from sheetreview.summarize.team import summarize, summarize_apart

from .builders import cycle, finding, layout, number_scale, returned
from .forms import column, form

LABEL = column("factor", "label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One item as it is written: its weight, whether it counts, and the level given, None for no rating."""

    weight: str
    counts: bool
    level: int | None

    @property
    def share(self) -> Fraction:
        """What it weighs."""
        return Fraction(self.weight) if self.counts else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section as it is written, rated from 1 to ``most``."""

    weight: str
    counts: bool
    column_counts: bool
    restricted: bool
    most: int
    items: tuple[Asked, ...]

    @property
    def percent(self) -> Fraction | None:
        """The section's own result, by definition."""
        rated = [item for item in self.items if item.level is not None and item.share]
        if not rated or not (self.counts and self.column_counts and Fraction(self.weight)):
            return None
        most = sum((item.share * self.most for item in rated), Fraction(0))
        return 100 * sum((item.share * (item.level or 0) for item in rated), Fraction(0)) / most


def overall(parts: list[Part]) -> Fraction | None:
    """The one result of a review, by definition."""
    found = [(Fraction(part.weight), part.percent) for part in parts if not part.restricted]
    counted = [(weight, percent) for weight, percent in found if percent is not None]
    whole = sum((weight for weight, _ in counted), Fraction(0))
    return sum((weight * percent for weight, percent in counted), Fraction(0)) / whole if counted else None


def layout_of(parts: list[Part]) -> Layout:
    return layout(
        id="one",
        scales=[number_scale(f"to-{most}", most) for most in (3, 5)],
        bands=[{"id": "below", "label": "Below", "from_percent": 0}, {"id": "on", "label": "On", "from_percent": 60}],
        sections=[
            {
                "id": f"s{n}",
                "title": f"Section {n}",
                "weight": float(part.weight),
                "counts": part.counts,
                "restricted": part.restricted,
                "columns": [LABEL, column("rating", "rating", scale=f"to-{part.most}", counts=part.column_counts)],
                "items": [
                    {"id": f"i{k}", "label": f"Item {n} {k}", "weight": float(item.weight), "counts": item.counts}
                    for k, item in enumerate(part.items)
                ],
            }
            for n, part in enumerate(parts)
        ],
    )


def ratings(parts: list[Part]) -> dict[str, str | int]:
    return {
        f"s{n}.i{k}": item.level
        for n, part in enumerate(parts)
        for k, item in enumerate(part.items)
        if item.level is not None
    }


WEIGHTS = st.sampled_from(["0", "0.1", "0.7", "1", "1", "1", "2.5"])
MOSTLY = st.sampled_from([True, True, True, False])


@st.composite
def parts(draw: st.DrawFn) -> Part:
    most = draw(st.sampled_from([3, 5]))
    levels = st.integers(1, most) | st.none()
    item = st.builds(Asked, weight=WEIGHTS, counts=MOSTLY, level=levels)
    return Part(
        weight=draw(WEIGHTS),
        counts=draw(MOSTLY),
        column_counts=draw(MOSTLY),
        restricted=draw(st.booleans()),
        most=most,
        items=tuple(draw(st.lists(item, min_size=1, max_size=5))),
    )


def rated_again(chosen: list[Part], seed: int) -> list[Part]:
    """The same sections with other ratings."""
    chance = random.Random(seed)

    def again(part: Part) -> Part:
        levels = [*range(1, part.most + 1), None]
        return replace(part, items=tuple(replace(item, level=chance.choice(levels)) for item in part.items))

    return [again(part) for part in chosen]


@settings(max_examples=250, deadline=None)
@given(st.lists(parts(), min_size=1, max_size=5), st.lists(st.integers(0, 9999), min_size=1, max_size=4))
def test_hr_and_directors_see_the_one_result_that_its_definition_gives(chosen: list[Part], seeds: list[int]) -> None:
    reviews = [chosen, *(rated_again(chosen, seed) for seed in seeds)]
    source = layout_of(chosen)
    shared, whole = summarize_apart(cycle(), [returned(f"P{n}", source, ratings(own)) for n, own in enumerate(reviews)])

    for n, own in enumerate(reviews):
        known, told = (_person(summary, f"P{n}") for summary in (whole, shared))
        wanted = overall(own)
        assert known.overall == wanted
        assert known.band == ("" if wanted is None else "On" if wanted >= 60 else "Below")
        # Directors are told of nothing where only what is for HR alone was rated.
        assert (told.overall, told.band) == (known.overall, known.band)
        assert told.counted or not any(item.level for part in own if not part.restricted for item in part.items)
        for section in known.sections:
            assert section.share == own[int(section.id[1:])].percent
            assert section.total is None or own[int(section.id[1:])].percent is not None
        for section in told.sections:
            assert not own[int(section.id[1:])].restricted
    results = [result for own in reviews if (result := overall(own)) is not None]
    mean = float(sum(results, Fraction(0)) / len(results)) if results else None
    assert whole.overall_percent == shared.overall_percent == mean
    assert whole.overall_results == shared.overall_results
    ranked = [[(one.person.name, one.overall) for one in ranking(summary)] for summary in (whole, shared)]
    assert ranked[0] == ranked[1]


def _person(summary: TeamSummary, name: str) -> PersonResult:
    return next(person for person in summary.people if person.name == name)


def open_and_hidden(**hidden: object) -> Layout:
    """A section that everybody knows and one that is for HR alone, both rated from 1 to 5."""
    return layout(
        id="x",
        scales=[number_scale("five", 5)],
        bands=[{"id": "on", "label": "On", "from_percent": 60}],
        sections=[
            {
                "id": name,
                "title": name.capitalize(),
                "columns": [LABEL, column("rating", "rating", scale="five")],
                "items": [{"id": f"{name}-{n}", "label": f"{name.capitalize()} {n}"} for n in "ab"],
                **more,
            }
            for name, more in (("open", {}), ("hidden", {"restricted": True, **hidden}))
        ],
    )


RATED = {"open.open-a.rating": 4, "open.open-b.rating": 4, "hidden.hidden-a.rating": 1, "hidden.hidden-b.rating": 2}


def test_a_hidden_rating_cannot_be_solved_for_from_hrs_result() -> None:
    """80 % is known; with (80 + x) / 2 shown anywhere, so would x be."""
    shared, whole = summarize_apart(cycle(), [form(open_and_hidden(), RATED)])
    for summary in (shared, whole):
        (person,) = summary.people
        assert (person.overall_percent, person.band, summary.overall_percent) == (80, "On", 80)
    assert [(s.id, s.mean_percent) for s in whole.sections] == [("open", 80), ("hidden", 30)]


@pytest.mark.parametrize("code", ["missing-rating", "off-scale"])
def test_a_review_that_lacks_only_what_is_for_hr_counts_with_all_the_rest(code: str) -> None:
    answers = {place: level for place, level in RATED.items() if place != "hidden.hidden-b.rating"}
    wrong = replace(finding(code=code), section="hidden")
    shared, whole = summarize_apart(
        cycle(), [form(open_and_hidden(), answers, findings=[wrong]), form(open_and_hidden(), RATED, name="Ben")]
    )

    assert [person.status for person in shared.people] == [Status.COMPLETE, Status.COMPLETE]
    assert whole.people[0].status is not Status.COMPLETE
    for summary in (shared, whole):
        assert [person.overall_percent for person in summary.people] == [80, 80]
        assert (summary.participation.counted, summary.overall_percent) == (2, 80)
    # What is not complete enters no mean of HR's either.
    assert [(s.id, s.reviews, s.mean_percent) for s in whole.sections] == [("open", 2, 80), ("hidden", 1, 30)]
    assert {item.item: item.rated for item in whole.items} == {"open-a": 2, "open-b": 2, "hidden-a": 1, "hidden-b": 1}
    assert "none is left out" in reading_note(whole)


def test_an_error_in_what_everybody_knows_keeps_a_review_out_of_everything() -> None:
    wrong = replace(finding(), section="open")
    shared, whole = summarize_apart(cycle(), [form(open_and_hidden(), RATED, findings=[wrong])])
    for summary in (shared, whole):
        assert (summary.participation.counted, summary.overall_percent) == (0, None)


def test_a_form_with_nothing_but_what_is_for_hr_has_means_for_hr_and_no_result() -> None:
    source = open_and_hidden()
    alone = source.model_copy(update={"sections": source.sections[1:]})
    hidden = {place: level for place, level in RATED.items() if place.startswith("hidden")}
    shared, whole = summarize_apart(cycle(), [form(alone, hidden)])

    assert (whole.people[0].overall, whole.people[0].band, whole.overall_percent) == (None, "", None)
    assert [section.mean_percent for section in whole.sections] == [30]
    assert "No section counts in an overall result." in reading_note(whole)
    assert (shared.overall_percent, shared.sections, shared.items) == (None, (), ())


def test_what_never_counts_is_shown_item_by_item_and_in_no_total() -> None:
    for silent in ({"counts": False}, {"weight": 0}):
        source = open_and_hidden(restricted=False, **silent)
        summary = summarize(cycle(), [form(source, RATED)])
        (person,) = summary.people
        assert person.overall_percent == summary.overall_percent == 80
        seen = {section.id: (section.total, section.maximum, section.percent) for section in person.sections}
        assert seen == {"open": (8, 10, 80), "hidden": (None, None, None)}
        assert [item.mean for item in summary.items] == [4, 4, 1, 2]
        assert "In no overall result: Hidden." in reading_note(summary)
        texts = [str(cell.content) for cell in people_sheet(summary).plan("People").cells]
        assert "8 / 10" in texts
        assert "2 of 2 rated" in texts


def one_section(*columns: dict[str, object], b: dict[str, Any] | None = None, **more: Any) -> Layout:  # noqa: ANN401 -- parts of a layout file
    """A layout of one section of two items, of which ``b`` says more of the second, ``more`` of the section."""
    items = [{"id": "a", "label": "A"}, {"id": "b", "label": "B", **(b or {})}]
    section = {"id": "s", "title": "S", "columns": [LABEL, *columns], "items": items, **more}
    return layout(id="x", scales=[number_scale("five", 5)], sections=[section])


def test_an_item_that_never_counts_is_in_neither_points_nor_maximum() -> None:
    for silent in ({"counts": False}, {"weight": 0}):
        source = one_section(column("rating", "rating", scale="five"), b=silent)
        (person,) = summarize(cycle(), [form(source, {"s.a.rating": 4, "s.b.rating": 1})]).people
        (section,) = person.sections
        assert (section.total, section.maximum, section.percent, section.rated, section.of) == (4, 5, 80, 2, 2)
        (alone,) = summarize(cycle(), [form(source, {"s.b.rating": 1})]).people
        assert (alone.sections[0].total, alone.overall) == (None, None)
        assert "In no overall result: S: B." in reading_note(summarize(cycle(), [form(source, {"s.a.rating": 4})]))


def test_the_column_that_counts_is_the_sections_result_beside_one_that_does_not() -> None:
    hoped = column("hoped", "rating", scale="five", counts=False)
    source = one_section(hoped, column("rating", "rating", scale="five"))
    (person,) = summarize(cycle(), [form(source, {"s.a.hoped": 1, "s.a.rating": 4})]).people
    assert person.overall_percent == 80


@pytest.mark.parametrize("silent", [{"restricted": True}, {"counts": False}])
def test_what_was_attained_in_a_section_that_does_not_count_ranks_nobody(silent: dict[str, object]) -> None:
    source = layout(
        id="x",
        scales=[number_scale("five", 5)],
        sections=[
            {
                "id": name,
                "title": name,
                "columns": [
                    column("goal"),
                    column("target", "number"),
                    column("actual", "number"),
                    column("attained", "computed", compute={"kind": "ratio", "of": ["actual", "target"]}),
                ],
                "blank_rows": 1,
                **more,
            }
            for name, more in (("open", {}), ("apart", silent))
        ],
    )

    def goals(attained: int, apart: int) -> dict[str, str | float]:
        return {
            "open.row-1.goal": "Sell",
            "open.row-1.target": 10,
            "open.row-1.actual": attained,
            "apart.row-1.goal": "Learn",
            "apart.row-1.target": 10,
            "apart.row-1.actual": apart,
        }

    for summary in summarize_apart(cycle(), [form(source, goals(9, 1)), form(source, goals(8, 40), name="Ben")]):
        assert [(one.person.name, one.attained) for one in ranking(summary)] == [("Ann", 0.9), ("Ben", 0.8)]


@pytest.mark.parametrize("where", ["section", "item"])
def test_the_figures_of_what_never_counts_are_shown_and_put_nobody_ahead(where: str) -> None:
    silent: dict[str, Any] = {"counts": False}
    attained = column("attained", "computed", compute={"kind": "ratio", "of": ["actual", "target"]})
    figures = (column("target", "number"), column("actual", "number"), attained)
    source = one_section(*figures, b=silent) if where == "item" else one_section(*figures, **silent)
    ratings = {"s.a.target": 10, "s.a.actual": 5, "s.b.target": 10, "s.b.actual": 40}
    summary = summarize(cycle(), [form(source, ratings)])
    assert [(one.item, one.mean) for one in summary.figures] == [("a", 0.5), ("b", 4)]
    assert [(one.rows, one.mean) for one in summary.person_figures] == ([(1, 0.5)] if where == "item" else [])
