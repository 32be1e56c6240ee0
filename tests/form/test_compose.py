"""What a form looks like when it is issued."""

from __future__ import annotations

from collections import Counter

import pytest

from sheetreview.form.compose import form_plan
from sheetreview.form.slots import Given, slot_values
from sheetreview.form.tracks import KEY_COLUMN
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.edition import edition
from sheetreview.sheet.plan import Cell, Check, Formula, SheetPlan, Slot, slot_names
from tests.customer_service import JOB_ROWS, SALES_ROWS
from tests.golden_files import Golden

from .issuing import ASSIGNMENT, CUSTOMER, JOB, LABEL, METRIC, NOTES, RATING, SALES, SETTINGS, identity
from .outline import content_text, outline

PLAN = form_plan(edition(CUSTOMER, "manager"))
(SHEET,) = PLAN.sheets

HEADER = [
    "Account Manager/Customer Service Rep Name",
    "Rep Title",
    "Date of Performance Review",
    "Person Conducting Review",
    "Reviewer Job Title",
    "Sales Performance Review Scope",
]
QUOTA = [
    "1 = Far Below Quota or Goal Expectation",
    "2 = Slightly Below Quota or Goal Expectation",
    "3 = Hit Quota or Goal Expectation",
    "4 = Exceeded Quota or Goal Expectation",
    "5 = Far Exceeded Quota or Goal Expectation",
]
EXPECTATIONS = ["1 = Below Expectations", "2 = Meets Expectations", "3 = Exceeded Expectations"]
NOTE = "[Feedback, notes, reason for rating]"


def cells(sheet: SheetPlan = SHEET) -> dict[tuple[int, int], Cell]:
    found = {(cell.row, cell.column): cell for cell in sheet.cells}
    assert len(found) == len(sheet.cells), "a cell is written twice"
    return found


def rows() -> dict[str, int]:
    """Sheet rows by key."""
    return {content_text(c.content): c.row for c in SHEET.cells if c.column == KEY_COLUMN and c.content is not None}


def text(row: int, column: int) -> str:
    cell = cells().get((row, column))
    return "" if cell is None or cell.content is None else content_text(cell.content)


def rated_rows() -> list[int]:
    return [rows()[f"sales.{row}"] for row in SALES] + [rows()[f"job.{row}"] for row in JOB]


def test_the_form_is_drawn_as_it_was_before(golden: Golden) -> None:
    golden.check("customer-service.txt", outline(PLAN))


def test_the_labels_metrics_and_titles_stand_in_the_order_of_the_source() -> None:
    numbers = [rows()[f"sales.{row}"] for row in SALES]
    assert numbers == list(range(numbers[0], numbers[0] + 11))
    assert [text(row, LABEL) for row in numbers] == [label for label, _ in SALES_ROWS]
    assert [text(numbers[0] - 1, column) for column in (LABEL, METRIC, RATING, NOTES)] == [
        "Factor/Sales Activity",
        "Metric",
        "Rating",
        "Notes",
    ]
    values = slot_values(edition(CUSTOMER, "manager"), ASSIGNMENT, SETTINGS, identity(CUSTOMER), Given())
    slots = [cells()[row, METRIC].content for row in numbers]
    assert [values[slot.name] for slot in slots if isinstance(slot, Slot)] == [metric for _, metric in SALES_ROWS[:-1]]
    assert slots[-1] == SALES_ROWS[-1][1]
    numbers = [rows()[f"job.{row}"] for row in JOB]
    assert [text(row, LABEL) for row in numbers] == JOB_ROWS
    assert [text(numbers[0] - 1, column) for column in (LABEL, RATING, NOTES)] == ["Factor", "Rating", "Notes"]


def test_the_head_of_the_form_asks_what_the_source_asks() -> None:
    end = rows()["sales:columns"]
    numbers = [cell.row for cell in SHEET.cells if cell.column == LABEL and cell.content in HEADER and cell.row < end]
    assert [text(row, LABEL) for row in sorted(numbers)] == HEADER
    assert text(1, LABEL) == "Customer Service/Account Management Performance Review"


@pytest.mark.parametrize(("section", "legend"), [("sales", QUOTA), ("job", EXPECTATIONS)])
def test_a_scale_is_explained_right_above_its_table(section: str, legend: list[str]) -> None:
    head = rows()[f"{section}:columns"]
    assert [text(row, LABEL) for row in range(head - len(legend) - 1, head)] == ["Scale:", *legend]


def test_totals_and_summaries_stand_below_their_tables() -> None:
    for section, last in (("sales", "other"), ("job", "attention-to-detail")):
        total = rows()[f"{section}:total.total"]
        assert total == rows()[f"{section}.{last}"] + 1
        assert text(total, METRIC) == "TOTAL"
        assert text(total, RATING).startswith("=IF(")
    assert text(rows()["sales:total.total"], NOTES) == "[Sales Performance Summary]"
    assert text(rows()["job:total.total"], NOTES) == "[Miscellaneous Job Performance Summary]"


def test_only_the_cells_a_manager_fills_can_be_typed_into() -> None:
    expected = {(row, column) for row in rated_rows() for column in (RATING, NOTES)}
    expected |= {(rows()[f"sales.{row}"], METRIC) for row in SALES}
    expected |= {(rows()["sales.other"], LABEL)}
    expected |= {(rows()[f"{section}:total.total"], NOTES) for section in ("sales", "job")}
    beside = [rows()[f"header.{name}"] for name in ("rep-title", "review-date", "reviewer-title", "scope")]
    expected |= {(row, NOTES) for row in (*beside, rows()["plan.row-1"])}
    wide = [rows()[f"sign-off.{line}"] for line in ("reviewer", "reviewee")]
    expected |= {(row, column) for row in wide for column in (METRIC, RATING, NOTES)}
    assert {place for place, cell in cells().items() if not cell.style.locked} == expected
    assert SHEET.protected


def test_every_rating_cell_has_the_dropdown_of_its_scale() -> None:
    lists = {(v.block.top, v.block.left): v for v in SHEET.validations if v.check is Check.LIST}
    for section, count in (("sales", 5), ("job", 3)):
        for row in SALES if section == "sales" else JOB:
            check = lists.pop((rows()[f"{section}.{row}"], RATING))
            assert check.values == tuple(str(n) for n in range(1, count + 1))
            assert check.refuse
            assert all(value in check.prompt for value in check.values)
    assert lists == {}


def test_no_prompt_list_or_message_is_too_long_for_excel() -> None:
    for check in SHEET.validations:
        assert len(check.prompt) <= 255
        assert len(check.error) <= 225
        assert len(check.prompt_title) <= 32
        assert len(check.error_title) <= 32
        assert len(",".join(check.values)) <= 255


def test_rated_rows_can_be_sorted() -> None:
    merged = {row for block in SHEET.merges for row in range(block.top, block.bottom + 1)}
    tables = {*rated_rows(), *(rows()[f"{s}{k}"] for s in ("sales", "job") for k in (":columns", ":total.total"))}
    assert not merged & tables


def test_the_key_column_is_hidden_between_visible_ones() -> None:
    hidden = [column.column for column in SHEET.columns if column.hidden]
    shown = [column.column for column in SHEET.columns if not column.hidden]
    assert hidden == [KEY_COLUMN]
    assert min(shown) < KEY_COLUMN < max(shown)


def test_every_key_stands_once_and_begins_with_a_letter() -> None:
    keys = [content_text(c.content) for c in SHEET.cells if c.column == KEY_COLUMN and c.content is not None]
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert all(key.lstrip("{")[0].isalpha() for key in keys)


def test_the_slots_are_exactly_what_is_filled_in_per_person() -> None:
    cut = edition(CUSTOMER, "manager")
    assert set(slot_names(PLAN)) == set(slot_values(cut, ASSIGNMENT, SETTINGS, identity(CUSTOMER), Given()))


def test_nothing_of_one_person_stands_in_the_plan_of_all() -> None:
    texts = [cell.content for cell in SHEET.cells if isinstance(cell.content, str)]
    values = slot_values(edition(CUSTOMER, "manager"), ASSIGNMENT, SETTINGS, identity(CUSTOMER), Given())
    assert values["header.rep-name"] == "Zoë Ångström"
    assert values["header.scope"] == "Half-year review"
    assert values["form.key"] == "sheetreview-form 1 ABCDEFGHIJ23 customer-service@1 manager E 7"
    assert not [text for text in texts if "Zoë" in text or "Ruth" in text]


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_form_prints_on_the_wanted_paper_with_sections_kept_together(paper: str) -> None:
    (sheet,) = form_plan(edition(CUSTOMER, "manager"), paper).sheets
    assert sheet.print.paper == paper
    starts = {c.row for c in sheet.cells if c.content in {section.title for section in CUSTOMER.sections}}
    titles = {c.row for c in sheet.cells if c.content == "Factor/Sales Activity"}
    assert set(sheet.print.breaks_before) <= starts | titles


LONG = """
sheetreview: 1
id: long
version: 1
title: Long
roles: [{id: manager, title: Manager}, {id: peer, title: Colleague}]
scales:
  - id: long
    not_applicable: true
    levels:
      - {value: Exceeds expectations, label: "%(words)s"}
      - {value: Meets expectations, label: "%(words)s too"}
      - {value: Below, label: "%(words)s as well"}
sections:
  - id: work
    title: Work
    columns:
      - {id: what, title: Factor, kind: label}
      - {id: rating, title: Rating, kind: rating, scale: long}
      - {id: done, title: Done, kind: yes-no}
      - {id: state, title: State, kind: choice, options: [Open, Closed]}
      - {id: day, title: Day, kind: date, hint: When it was done}
      - {id: cost, title: Cost, kind: money, filled_by: [manager]}
    items: [{id: a, label: A}]
    blank_rows: 1
""" % {"words": "many words " * 12}  # noqa: UP031 -- braces are YAML's


@pytest.mark.parametrize("role", ["manager", "peer"])
def test_a_scale_of_many_words_keeps_its_prompt_short_and_its_list_whole(role: str) -> None:
    (sheet,) = form_plan(edition(parse_layout(LONG, "long.yaml"), role)).sheets
    ratings = [v for v in sheet.validations if v.values[:1] == ("Exceeds expectations",)]
    assert len(ratings) == 2
    assert all(v.values[-1] == "N/A" and len(v.prompt) <= 255 for v in ratings)
    assert {v.values for v in sheet.validations if v.prompt_title == "Choose"} == {("Yes", "No"), ("Open", "Closed")}
    assert ("Cost" in {cell.content for cell in sheet.cells}) == (role == "manager")
    assert len([v for v in sheet.validations if v.check is Check.DECIMAL]) == (2 if role == "manager" else 0)


def test_a_section_of_another_role_is_not_in_the_form() -> None:
    source = LONG.replace("    title: Work\n", "    title: Work\n    roles: [peer]\n")
    layout = parse_layout(source, "long.yaml")
    (sheet,) = form_plan(edition(layout, "manager")).sheets
    assert "Work" not in {cell.content for cell in sheet.cells}
    assert not [cell for cell in sheet.cells if cell.column == KEY_COLUMN and "work" in content_text(cell.content)]


def test_no_formula_of_a_large_form_is_too_long_for_excel() -> None:
    levels = ", ".join(f"{{value: {n}, label: Level {n}}}" for n in range(1, 11))
    items = ", ".join(f"{{id: i{n}, label: Item {n}, weight: {1 + n % 7 / 4}}}" for n in range(40))
    section = """
  - id: s{n}
    title: Section {n}
    columns:
      - {{id: what, title: Factor, kind: label}}
      - {{id: goal, title: Goal, placeholder: "{long}"}}
      - {{id: rating, title: Rating, kind: rating, scale: s}}
      - {{id: notes, title: Notes, kind: long-text, placeholder: "{long}"}}
    items: [{items}]
    blank_rows: 200
    totals: [{{column: rating, label_in: what}}, {{id: mean, column: rating, label_in: what, kind: mean}}]"""
    sections = "".join(section.format(n=n, long="words " * 80, items=items) for n in range(4))
    source = f"""
sheetreview: 1
id: large
version: 1
title: Large
roles: [{{id: manager, title: Manager}}]
scales: [{{id: s, levels: [{levels}]}}]
sections:{sections}
"""
    (sheet,) = form_plan(edition(parse_layout(source, "large.yaml"), "manager")).sheets
    lengths = [len(content_text(c.content)) for c in sheet.cells if isinstance(c.content, Formula)]
    assert len(lengths) == 13
    assert max(lengths) <= 8192
    assert max(len(content_text(mark.formula)) for mark in sheet.highlights) <= 8192
