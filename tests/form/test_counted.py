"""What counts in a form's live totals and progress, as LibreOffice works them out, beside its definition."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.form.keys import edition_for
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.layout import Layout
from sheetreview.summarize.results import section_results
from tests.programs import edit_in_libreoffice

from .issuing import at, issue, opened, read, row_of

pytestmark = [pytest.mark.programs, pytest.mark.no_cover]

SECTIONS = 16
WEIGHTS = [0, 1, 1, 2.5, 0.5]
RATING = 3
"""Sheet column of the ratings: labels, keys, ratings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A section as its layout writes it, and the level that is typed for each item, None for none."""

    written: dict[str, Any]
    levels: tuple[int | None, ...]

    @property
    def counts(self) -> bool:
        """Whether anything in it does."""
        section = self.written
        return bool(section["counts"] and section["weight"] and section["columns"][1]["counts"])

    @property
    def points(self) -> tuple[float, float]:
        """Points and weight of what is rated and counts."""
        weights = [item["weight"] if item["counts"] else 0 for item in self.written["items"]]
        pairs = [(w, level) for w, level in zip(weights, self.levels, strict=True) if level is not None and self.counts]
        return sum(w * level for w, level in pairs), sum(w for w, _ in pairs)

    @property
    def progress(self) -> tuple[float, ...]:
        """The numbers of the line at its head."""
        rated = sum(level is not None for level in self.levels)
        points, weight = self.points
        line = (rated, len(self.levels))
        return (*line, round(points, 2), round(5 * weight, 2), round(100 * points / (5 * weight))) if weight else line


def sections() -> list[Rated]:
    """Sections with all that can keep a rating from counting, one or several at once."""
    chance = random.Random(20)

    def mostly() -> bool:
        return chance.random() < 0.7

    found = []
    for number in range(SECTIONS):
        items = [
            {"id": f"i{k}", "label": f"Item {number} {k}", "weight": chance.choice(WEIGHTS), "counts": mostly()}
            for k in range(chance.randint(1, 5))
        ]
        section: dict[str, Any] = {
            "id": f"s{number}",
            "title": f"Section {number}",
            "weight": chance.choice([0, 1, 1, 1, 2]),
            "counts": mostly(),
            "restricted": not mostly(),
            "columns": [
                {"id": "what", "title": "What", "kind": "label"},
                {"id": "rating", "title": "Rating", "kind": "rating", "scale": "five", "counts": mostly()},
            ],
            "items": items,
        }
        one = Rated(written=section, levels=tuple(chance.choice([None, 1, 2, 4, 5]) for _ in items))
        if one.counts and any(item["weight"] and item["counts"] for item in items):
            section["totals"] = [{"column": "rating", "label_in": "what", "kind": chance.choice(["sum", "mean"])}]
        found.append(one)
    return found


def source(rated: list[Rated]) -> str:
    return json.dumps(
        {
            "sheetreview": 1,
            "id": "counted",
            "version": 1,
            "title": "Counted",
            "roles": [{"id": "manager", "title": "Manager"}],
            "scales": [{"id": "five", "levels": [{"value": n, "label": f"Level {n}"} for n in range(1, 6)]}],
            "sections": [one.written for one in rated],
        }
    )


def progress_cells(sheet: Worksheet) -> list[str]:
    """Cells of the lines of progress: the form's, then each section's."""
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if "rated" in str(cell.value)[:400].casefold()]


def totals(sheet: Worksheet, rated: list[Rated]) -> Iterator[tuple[str, Rated]]:
    for one in rated:
        if "totals" in one.written:
            yield at(sheet, f"{one.written['id']}:total.total", RATING), one


def test_a_form_counts_what_its_layout_says_counts_and_asks_for_all(tmp_path: Path) -> None:
    rated = sections()
    written = source(rated)
    layout: Layout = parse_layout(written, "counted.yaml")
    data = issue(written)[0]
    sheet = opened(data)
    typed = {
        at(sheet, f"{one.written['id']}.i{k}", RATING): level
        for one in rated
        for k, level in enumerate(one.levels)
        if level is not None
    }
    (tmp_path / "form.xlsx").write_bytes(data)
    whole, *heads = [cell for cell in progress_cells(sheet) if sheet[cell].data_type == "f"]
    sums = dict(totals(sheet, rated))
    assert len(heads) == SECTIONS
    assert row_of(sheet, "s0.i0") > 0
    job = {"source": str(tmp_path / "form.xlsx"), "set": typed, "targets": [str(tmp_path / "full.xlsx")]}
    (shown,) = edit_in_libreoffice([{**job, "show": [whole, *heads, *sums]}], tmp_path)

    assert numbers(shown[whole]) == (len(typed), sum(len(one.levels) for one in rated))
    assert [numbers(shown[head]) for head in heads] == [one.progress for one in rated]
    for cell, one in sums.items():
        points, weight = one.points
        wanted = points / weight if weight and one.written["totals"][0]["kind"] == "mean" else points
        assert shown[cell] == "-" if not weight else float(shown[cell]) == pytest.approx(wanted, abs=0.01)

    back = read((tmp_path / "full.xlsx").read_bytes(), layout)
    assert back.codes() == []
    for one, result in zip(rated, section_results(edition_for(back.review.identity, layout), back.review), strict=True):
        points, weight = one.points
        assert (result.total, result.maximum) == ((points, 5 * weight) if weight else (None, None))


def numbers(text: str) -> tuple[float, ...]:
    return tuple(float(number) for number in re.findall(r"[0-9]+(?:[.][0-9]+)?", text))
