"""Sections with more than one rating column, and cells that only HR fills."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.edition import edition
from sheetreview.reading.open import open_book
from tests.programs import gnumeric

from .issuing import issue, opened, row_of, saved

TWO_RATINGS = """
sheetreview: 1
id: two
version: 1
title: Two ratings
roles: [{id: manager, title: Manager}, {id: peer, title: Peer}]
scales: [{id: s, levels: [{value: 1, label: Low}, {value: 2, label: Mid}, {value: 3, label: High}]}]
header: []
sections:
  - id: work
    title: Work
    columns:
      - {id: what, title: What, kind: label}
      - {id: figure, title: Figure, kind: text, filled_by: [hr]}
      - {id: quality, title: Quality, kind: rating, scale: s, required: true, filled_by: [manager]}
      - {id: speed, title: Speed, kind: rating, scale: s, required: true, filled_by: [manager]}
    items:
      - {id: a, label: First, texts: {figure: "[# of calls]"}}
      - {id: b, label: Second}
    totals:
      - {id: q, column: quality, label_in: what, label: Quality in all}
      - {id: s, column: speed, label_in: what, label: Speed in all}
  - id: free
    title: Anything else
    columns: [{id: text, title: Anything else, kind: long-text}]
    blank_rows: 1
"""


@pytest.mark.programs
def test_each_total_adds_up_its_own_rating_column(tmp_path: Path) -> None:
    sheet = opened(issue(TWO_RATINGS, metrics={})[0])
    for key, quality, speed in (("work.a", 3, 1), ("work.b", 2, 1)):
        row = row_of(sheet, key)
        sheet.cell(row, 4).value, sheet.cell(row, 5).value = quality, speed
    totals = {name: row_of(sheet, f"work:total.{name}") for name in "qs"}
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(saved(sheet))
    shown = open_book(gnumeric(filled, tmp_path / "shown.xlsx"))[1].sheets[0]
    assert (shown.value(totals["q"], 4), shown.value(totals["s"], 5)) == (5, 2)


def test_a_cell_that_only_hr_fills_is_locked() -> None:
    sheet = opened(issue(TWO_RATINGS, metrics={"work.a": "12"})[0])
    cell = sheet.cell(row_of(sheet, "work.a"), 3)
    assert cell.value == "# of calls: 12"
    assert cell.protection.locked


def test_a_role_that_would_see_only_labels_of_a_section_does_not_get_the_section() -> None:
    layout = parse_layout(TWO_RATINGS.replace("filled_by: [hr]", "filled_by: [manager]"), "two.yaml")
    assert [section.id for section in edition(layout, "peer").sections] == ["free"]
