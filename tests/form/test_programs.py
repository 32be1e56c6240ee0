"""Forms filled in, damaged and calculated by real spreadsheet programs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sheetreview.form.locate import find_forms
from sheetreview.model.layout import Layout
from sheetreview.reading.open import parse_book
from sheetreview.steps.reading import one_review, read_review
from tests.programs import edit_in_libreoffice, gnumeric, libreoffice

from .editions import CAME_BACK, LAYOUT, PREVIOUS, cut, issued, place
from .issuing import (
    CUSTOMER,
    JOB,
    LABEL,
    METRIC,
    NOTES,
    RATING,
    SALES,
    Outcome,
    at,
    bundle,
    issue,
    opened,
    read,
    saved,
    typed_ratings,
)

pytestmark = pytest.mark.programs

WEIGHTED = """
sheetreview: 1
id: weighted
version: 1
title: Weighted
roles: [{id: manager, title: Manager}]
scales:
  - id: halves
    levels:
      - {value: 1, label: Low}
      - {value: "1.5", label: Rising, number: 1.5}
      - {value: 2, label: High}
  - id: letters
    not_applicable: true
    levels:
      - {value: A, label: Excellent, number: 3}
      - {value: B, label: Good, number: 2}
      - {value: D, label: Poor, number: -1}
header: [{id: name, label: Name, source: reviewee.name, filled_by: [hr]}]
sections:
  - id: work
    title: Work
    columns:
      - {id: what, title: Factor, kind: label}
      - {id: rating, title: Rating, kind: rating, scale: halves}
    items:
      - {id: one, label: One, weight: 3}
      - {id: two, label: Two}
      - {id: three, label: Three, weight: 0.5}
      - {id: four, label: Four}
    totals:
      - {column: rating, label_in: what}
      - {id: mean, label: Mean, column: rating, label_in: what, kind: mean}
  - id: goals
    title: Goals
    columns:
      - {id: goal, title: Goal, placeholder: "%(long)s"}
      - {id: why, title: Why, placeholder: "[Why]"}
      - {id: grade, title: Grade, kind: rating, scale: letters}
    blank_rows: 5
    totals: [{column: grade, label_in: goal}]
""" % {"long": "Say what was agreed, with figures where there are any. " * 7}  # noqa: UP031 -- braces are YAML's

Typing = dict[str, str | float]


def typing(*, other: bool = True) -> Typing:
    """What is typed into which cell of a customer-service form."""
    sheet = opened(issue()[0])
    typed: Typing = {}
    for section, ratings in (("sales", SALES), ("job", JOB)):
        for row, rating in ratings.items():
            if row != "other" or other:
                typed[at(sheet, f"{section}.{row}", RATING)] = rating
                typed[at(sheet, f"{section}.{row}", NOTES)] = f"Why {section} {row} is {rating}"
    if other:
        typed[at(sheet, "sales.other", LABEL)] = "Onboarding of colleagues"
        typed[at(sheet, "sales.other", METRIC)] = "3 people"
    typed[at(sheet, "plan.row-1", NOTES)] = 'Two goals,\nfor spring; "soon"'
    return typed


WITHOUT_OTHER = {place: value for place, value in typed_ratings().items() if place != ("sales", "other")}


def weighted_typing() -> Typing:
    sheet = opened(issue(WEIGHTED)[0])
    rows = {"one": 1.5, "two": 2, "three": 1, "four": 7}
    typed: Typing = {at(sheet, f"work.{row}", RATING): value for row, value in rows.items()}
    for number, grade in ((1, "A"), (2, "N/A"), (4, "b"), (5, "Z")):
        typed[at(sheet, f"goals.row-{number}", RATING)] = grade
    typed[at(sheet, "goals.row-3", METRIC)] = "a goal without a grade"
    return typed


WEIGHTED_POINTS = 3 * 1.5 + 1 * 2 + 0.5 * 1
WEIGHTED_MEAN = WEIGHTED_POINTS / (3 + 1 + 0.5)
GOAL_POINTS = 3 + 2


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, str]]]:
    """The folder with everything LibreOffice saved, and what it showed for each job."""
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "form.xlsx").write_bytes(issue()[0])
    (folder / "weighted.xlsx").write_bytes(issue(WEIGHTED)[0])
    (folder / "bundle.xlsx").write_bytes(bundle(["Ann", "Zoë O'Brien & Söhne"]))
    form, weighted = str(folder / "form.xlsx"), str(folder / "weighted.xlsx")
    jobs: list[dict[str, object]] = [
        {
            "source": form,
            "set": typing(),
            "targets": [str(folder / f"full.{kind}") for kind in ("xlsx", "ods", "csv")],
            "show": ["E2", "E12", "D31", "E33", "D47"],
        },
        {
            "source": form,
            "set": {**typing(other=False), "D21": 7},
            "targets": [str(folder / "seven.xlsx")],
            "show": ["E2", "E12", "D31"],
        },
        {
            "source": form,
            "unprotect": True,
            "set": typing(),
            "sort": [["A20:E30", 3]],
            "insert_rows": [1, 27],
            "rename": "Zoë (final)",
            "targets": [str(folder / f"sorted.{kind}") for kind in ("xlsx", "ods")],
        },
        {"source": form, "targets": [str(folder / "blank.ods")], "show": ["E2", "E12", "D31"]},
        {
            "source": weighted,
            "set": weighted_typing(),
            "targets": [str(folder / "weighted-full.xlsx"), str(folder / "weighted-full.ods")],
            "show": weighted_places(),
        },
        {
            "source": str(folder / "bundle.xlsx"),
            "sheet": 2,
            "set": typing(other=False),
            "targets": [str(folder / "bundle-full.xlsx")],
            "show": [f"{column}{row}" for row in (5, 6) for column in "ACDE"],
        },
    ]
    return folder, edit_in_libreoffice(jobs, folder)


def weighted_places() -> list[str]:
    """Cells of the two totals of the first section and of the second's, and of the line of progress."""
    sheet = opened(issue(WEIGHTED)[0])
    return [
        at(sheet, "work:total.total", RATING),
        at(sheet, "work:total.mean", RATING),
        at(sheet, "goals:total.total", RATING),
        next(cell.coordinate for cell in sheet[2] if "Rated so far" in str(cell.value)),
    ]


def outcome(path: Path, layout: Layout = CUSTOMER) -> Outcome:
    return read(path.read_bytes(), layout, path.name)


def assert_as_typed(found: Outcome) -> None:
    assert found.ratings == typed_ratings()
    for section, ratings in (("sales", SALES), ("job", JOB)):
        for row, rating in ratings.items():
            assert found.answer(section, row, "notes").value == f"Why {section} {row} is {rating}"
    assert found.answer("sales", "other", "factor").value == "Onboarding of colleagues"
    assert found.answer("sales", "other", "metric").value == "3 people"
    assert found.answer("sales", "support-management", "metric").value == "143"
    assert found.answer("plan", "row-1", "text").value == 'Two goals,\nfor spring; "soon"'
    assert found.review.header["rep-name"] == "Zoë Ångström"
    assert found.serious() == []


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_a_form_filled_in_libreoffice_is_read_as_it_was_typed(
    edited: tuple[Path, list[dict[str, str]]], kind: str
) -> None:
    found = outcome(edited[0] / f"full.{kind}")
    assert_as_typed(found)
    assert found.codes() == []
    if kind != "csv":
        assert [(t.section, t.number) for t in found.review.totals] == [("sales", 36), ("job", 17)]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_form_sorted_and_shifted_in_libreoffice_is_read_as_it_was_typed(
    edited: tuple[Path, list[dict[str, str]]], kind: str
) -> None:
    found = outcome(edited[0] / f"sorted.{kind}")
    assert_as_typed(found)
    assert found.codes() == ["rows-reordered"]
    assert found.review.sheet == "Zoë (final)"
    assert [(t.section, t.number) for t in found.review.totals] == [("sales", 36), ("job", 17)]


def test_libreoffice_counts_as_the_summary_does(edited: tuple[Path, list[dict[str, str]]]) -> None:
    full, seven, _, blank, weighted, _ = edited[1]
    assert full == {
        "E2": "Rated so far: 19 of 19 – complete",
        "E12": "11 of 11 rated · 36 of 55 points (65 %)",
        "D31": str(sum(SALES.values())),
        "E33": "8 of 8 rated · 17 of 24 points (71 %)",
        "D47": str(sum(JOB.values())),
    }
    assert seven == {
        "E2": "Rated so far: 17 of 18",
        "E12": "9 of 10 rated · 26 of 45 points (58 %)",
        "D31": str(sum(SALES.values()) - SALES["other"] - SALES["satisfaction"]),
    }
    assert blank == {"E2": "Rated so far: 0 of 18", "E12": "0 of 10 rated", "D31": "-"}
    total, mean, goals, progress = weighted.values()
    assert float(total) == WEIGHTED_POINTS
    assert float(mean) == pytest.approx(WEIGHTED_MEAN, abs=0.01)
    assert float(goals) == GOAL_POINTS
    assert progress == "Rated so far: 5 of 8"


def test_a_rating_beside_the_scale_is_not_in_the_total_and_the_rest_is(
    edited: tuple[Path, list[dict[str, str]]],
) -> None:
    found = outcome(edited[0] / "seven.xlsx")
    assert found.serious() == ["off-scale D21"]
    assert found.ratings == {k: v for k, v in WITHOUT_OTHER.items() if k != ("sales", "satisfaction")}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_weights_halves_and_letters_are_totalled_alike_by_libreoffice_and_the_check(
    edited: tuple[Path, list[dict[str, str]]], kind: str
) -> None:
    found = outcome(edited[0] / f"weighted-full.{kind}", issue(WEIGHTED)[1].layout)
    assert [t.number for t in found.review.totals] == [
        WEIGHTED_POINTS,
        pytest.approx(WEIGHTED_MEAN),
        GOAL_POINTS,
    ]
    assert "total-differs" not in found.codes()


def test_the_index_of_a_bundle_says_how_far_each_form_is(edited: tuple[Path, list[dict[str, str]]]) -> None:
    assert list(edited[1][-1].values()) == [
        *("Ann", "0", "18", "not started"),
        *("Zoë O'Brien & Söhne", "18", "18", "complete"),
    ]
    book = parse_book((edited[0] / "bundle-full.xlsx").read_bytes(), "bundle-full.xlsx")
    reviews = [read_review(book, found, CUSTOMER) for found in find_forms(book)]
    assert [review.blank for review in reviews] == [True, False]
    assert [total.number for total in reviews[1].totals] == [31, 17]


def sets(typed: Typing) -> list[str]:
    return [option for address, value in typed.items() for option in ("--set", f"{address}={value}")]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_form_filled_in_gnumeric_is_read_as_it_was_typed(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "form.xlsx"
    source.write_bytes(issue()[0])
    found = outcome(gnumeric(source, tmp_path / f"full.{kind}", *sets(typing())))
    assert_as_typed(found)
    assert [(t.section, t.number) for t in found.review.totals] == [("sales", 36), ("job", 17)]


def test_gnumeric_counts_as_the_summary_does(tmp_path: Path) -> None:
    source = tmp_path / "form.xlsx"
    source.write_bytes(issue()[0])
    typed = {**typing(other=False), "D21": 7}
    found = outcome(gnumeric(source, tmp_path / "seven.xlsx", *sets(typed)))
    assert found.serious() == ["off-scale D21"]
    assert [t.number for t in found.review.totals] == [26, 17]
    weighted = tmp_path / "weighted.xlsx"
    weighted.write_bytes(issue(WEIGHTED)[0])
    found = outcome(gnumeric(weighted, tmp_path / "full.xlsx", *sets(weighted_typing())), issue(WEIGHTED)[1].layout)
    assert [t.number for t in found.review.totals] == [WEIGHTED_POINTS, pytest.approx(WEIGHTED_MEAN), GOAL_POINTS]


def test_a_form_saved_by_one_program_after_another_is_still_read(
    edited: tuple[Path, list[dict[str, str]]], tmp_path: Path
) -> None:
    twice = gnumeric(edited[0] / "sorted.ods", tmp_path / "twice.xlsx")
    found = outcome(twice)
    assert_as_typed(found)
    assert one_review([found.review]) == found.review


def test_libreoffice_counts_with_what_another_role_answered_and_keeps_what_was_carried(tmp_path: Path) -> None:
    form = cut()
    sheet = opened(issued(form, replace(CAME_BACK, previous=PREVIOUS)))
    sheet.cell(*place(form, "areas", "talk", "rating")).value = 1
    sheet.cell(*place(form, "areas", "plan", "rating")).value = 3
    sheet.cell(*place(form, "goals", "row-1", "mark")).value = "D"
    source = tmp_path / "manager.xlsx"
    source.write_bytes(saved(sheet))
    for kind in ("xlsx:Calc MS Excel 2007 XML", "ods"):
        back = libreoffice(source, tmp_path, kind)
        (grid,) = parse_book(back.read_bytes(), back.name).sheets
        # 4 against 1; "a lot" against 3; an A (3) against a D (0).
        assert grid.value(*place(form, "areas", "talk", "gap")) == 3
        assert grid.text(*place(form, "areas", "plan", "gap")) == ""
        assert grid.value(*place(form, "goals", "row-1", "gap")) == 3
        review = read(back.read_bytes(), LAYOUT, back.name).review
        carried = {(one.row, one.column) for one in review.answers if one.prefilled}
        assert carried == {("row-1", "what"), ("row-1", "due"), ("row-1", "cost"), ("row-2", "what"), ("row-2", "due")}
