"""What the cells of a built form accept and how they change: dropdowns, checks, highlights, colour scales."""

from __future__ import annotations

from collections import defaultdict

import pytest
from openpyxl.formula.translate import Translator

from sheetreview.form.cells import is_table
from sheetreview.form.tracks import KEY_COLUMN, lay_tracks
from sheetreview.model.layout import ColumnKind
from sheetreview.sheet.address import a1
from sheetreview.sheet.plan import Block, Check, ColorScale, Formula, Highlight, SheetPlan, Validation

from .outline import cells, places
from .plans import FORMS, book, built, form, form_edition, kind, problems

A1 = Block(top=1, left=1, bottom=1, right=1)


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_every_rating_cell_offers_its_scale(name: str, role: str) -> None:
    edition = form_edition(name, role)
    requests = built(form(name, role))
    key = a1(1, KEY_COLUMN)[:-1]
    rows = {
        cell["userEnteredValue"].get("stringValue", "").split(" ~")[0]: int(place.removeprefix(key))
        for place, cell in cells(kind(requests, "updateCells")[0])
        if place.startswith(key)
    }
    offered = {
        place: [value["userEnteredValue"] for value in check["rule"]["condition"]["values"]]
        for check in kind(requests, "setDataValidation")
        if check["rule"]["condition"]["type"] == "ONE_OF_LIST" and check["rule"]["strict"]
        for place in places(check["range"])
    }
    tracks = lay_tracks(edition)
    ratings, rated = 0, 0
    for section in filter(is_table, edition.sections):
        for column in section.columns:
            ratings += column.kind is ColumnKind.RATING
            if column.kind is ColumnKind.RATING and edition.fills(column):
                scale = edition.layout.scale_of(column)
                wanted = [level.value for level in scale.levels] + (["N/A"] if scale.not_applicable else [])
                for row in section.row_ids:
                    assert offered[rows[f"{section.id}.{row}"], tracks.placed[section.id][column.id]] == wanted
                    rated += 1
    assert bool(rated) is bool(ratings)
    assert offered


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_each_cell_keeps_its_colour_rules_in_their_order(name: str, role: str) -> None:
    """Rules for cells below each other are joined; a workbook library says what each formula is for each cell."""
    plan = form(name, role)
    wanted: dict[tuple[int, int], list[str]] = defaultdict(list)
    for mark in plan.sheets[0].highlights:
        (text,) = mark.formula.parts
        for row in range(mark.block.top, mark.block.bottom + 1):
            for column in range(mark.block.left, mark.block.right + 1):
                wanted[row, column].append(_moved(f"={text}", (mark.block.top, mark.block.left), (row, column)))
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for index, request in enumerate(kind(built(plan), "addConditionalFormatRule")):
        assert request["index"] == index
        condition = request["rule"]["booleanRule"]["condition"]
        assert condition["type"] == "CUSTOM_FORMULA"
        (area,) = request["rule"]["ranges"]
        inside = places(area)
        for place in inside:
            found[place].append(_moved(condition["values"][0]["userEnteredValue"], inside[0], place))

    assert found == wanted


def _moved(formula: str, origin: tuple[int, int], place: tuple[int, int]) -> str:
    return str(Translator(formula, origin=a1(*origin)).translate_formula(a1(*place)))


def test_the_first_highlight_wins_even_when_later_ones_could_be_joined() -> None:
    def mark(row: int, name: str) -> Highlight:
        return Highlight(block=Block(top=row, left=1, bottom=row, right=1), formula=Formula((f'A{row}="{name}"',)))

    plan = SheetPlan(title="S", cells=(), highlights=(mark(1, "b"), mark(2, "a"), mark(2, "b"), mark(3, "b")))
    rules = [
        (len(places(request["rule"]["ranges"][0])), request["rule"]["booleanRule"]["condition"]["values"])
        for request in kind(built(book(plan)), "addConditionalFormatRule")
    ]

    # "b" of row 2 comes after "a" there, so it cannot be one with "b" of row 1, which comes before.
    assert rules == [
        (1, [{"userEnteredValue": '=A1="b"'}]),
        (1, [{"userEnteredValue": '=A2="a"'}]),
        (2, [{"userEnteredValue": '=A2="b"'}]),
    ]


def test_absolute_rows_and_words_that_look_like_cells_tell_rules_apart() -> None:
    def mark(row: int, formula: str) -> Highlight:
        return Highlight(block=Block(top=row, left=1, bottom=row, right=1), formula=Formula((formula,)), fill="FFE8A3")

    marks = (mark(1, 'A1="Q1"'), mark(2, 'A2="Q2"'), mark(3, "A3>$A$9"), mark(4, "A4>$A$9"), mark(5, "A5>$A$10"))
    plan = SheetPlan(title="S", cells=(), highlights=marks)
    sizes = [
        len(places(request["rule"]["ranges"][0])) for request in kind(built(book(plan)), "addConditionalFormatRule")
    ]

    assert sizes == [1, 1, 2, 1]


def test_a_highlight_colours_only_what_it_says() -> None:
    highlight = Highlight(block=A1, formula=Formula(("A1>0",)), fill="FF0000", color="00FF00", italic=True)
    requests = built(book(SheetPlan(title="S", cells=(), highlights=(highlight,))))

    (rule,) = kind(requests, "addConditionalFormatRule")
    assert rule["rule"]["booleanRule"]["format"] == {
        "textFormat": {"italic": True, "foregroundColorStyle": {"rgbColor": {"green": 1}}},
        "backgroundColorStyle": {"rgbColor": {"red": 1}},
    }
    assert problems(requests) == []


def test_a_colour_scale_has_its_middle_colour_in_the_middle() -> None:
    scale = ColorScale(block=A1, low=1, high=4, low_color="FF0000", mid_color="FFFFFF", high_color="0000FF")
    requests = built(book(SheetPlan(title="S", cells=(), color_scales=(scale,))))

    (rule,) = kind(requests, "addConditionalFormatRule")
    points = rule["rule"]["gradientRule"]
    assert [points[name]["value"] for name in ("minpoint", "midpoint", "maxpoint")] == ["1", "2.5", "4"]
    assert points["midpoint"]["colorStyle"] == {"rgbColor": {"red": 1, "green": 1, "blue": 1}}
    assert problems(requests) == []


@pytest.mark.parametrize(
    ("check", "kind_of", "wanted"),
    [
        (Validation(block=A1, check=Check.LIST, values=("1", "N/A")), "ONE_OF_LIST", ["1", "N/A"]),
        (
            Validation(block=A1, check=Check.DATE, low=36_526, high=73_050),
            "DATE_BETWEEN",
            ["=DATE(2000,1,1)", "=DATE(2099,12,31)"],
        ),
        (Validation(block=A1, check=Check.DECIMAL, low=-1e12, high=2.5), "NUMBER_BETWEEN", ["-1000000000000", "2.5"]),
        (Validation(block=A1, check=Check.LENGTH, low=0, high=90), "CUSTOM_FORMULA", ["=AND(LEN(A1)<=90)"]),
        (Validation(block=A1, check=Check.LENGTH, low=3), "CUSTOM_FORMULA", ["=AND(LEN(A1)>=3)"]),
    ],
)
def test_an_entry_check_becomes_googles_own(check: Validation, kind_of: str, wanted: list[str]) -> None:
    requests = built(book(SheetPlan(title="S", cells=(), validations=(check,))))

    (made,) = kind(requests, "setDataValidation")
    condition = made["rule"]["condition"]
    assert condition["type"] == kind_of
    assert [value["userEnteredValue"] for value in condition["values"]] == wanted
    assert made["rule"]["strict"] is True
    assert problems(requests) == []


def test_a_hint_is_shown_and_refuses_nothing() -> None:
    hint = Validation(block=A1, check=Check.LENGTH, high=9, prompt="Say why.", error="Too long", refuse=False)
    rating = Validation(block=A1, check=Check.LIST, values=("1",), prompt_title="Rating", prompt="1 = Low", error="No")
    number = Validation(block=A1, check=Check.DECIMAL, error="Please type a number.")
    sheets = [
        SheetPlan(title=str(n), cells=(), validations=(one,)) for n, one in enumerate((hint, rating, number), start=1)
    ]
    rules = [request["rule"] for request in kind(built(book(*sheets)), "setDataValidation")]

    assert [(rule["inputMessage"], rule["strict"]) for rule in rules] == [
        ("Say why.", False),
        ("Rating\n1 = Low", True),
        ("Please type a number.", True),
    ]
    assert ["showCustomUi" in rule for rule in rules] == [False, True, False]
