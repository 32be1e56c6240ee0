"""What is built as Google Sheets can be used by people who see badly or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from sheetreview.report.workbook import summary_plan
from sheetreview.sheet.address import a1
from sheetreview.sheet.plan import BookPlan
from tests.accessibility.contrast import BLACK, WHITE, contrast, needed
from tests.report.test_insight_sheets import directors, everything
from tests.report.test_workbook import team

from .outline import Part, places, plain
from .plans import FORMS, Requests, built, bundle, form, kind

SUMMARIES = [summary_plan(summary) for summary in (everything(), directors(), team())]

_Place = tuple[int, int, int]


def faint(requests: Requests) -> set[str]:
    """The texts that are hard to read: where, and in which colours."""
    looks = dict(_looks(requests))
    found = {_problem(place, looks[place]) for place in _texts(requests) if place in looks}
    for request in kind(requests, "addConditionalFormatRule"):
        rule = request["rule"]
        for place in _cells_of(rule["ranges"]):
            look = looks[place]
            if "booleanRule" in rule:
                changed = rule["booleanRule"]["format"]
                text = {**look.get("textFormat", {}), **changed.get("textFormat", {})}
                found.add(_problem(place, {**look, **changed, "textFormat": text}))
            else:
                stops = [rule["gradientRule"][name]["colorStyle"] for name in ("minpoint", "midpoint", "maxpoint")]
                found |= {_problem(place, {**look, "backgroundColorStyle": stop}) for stop in stops}
    return found - {""}


def _problem(place: _Place, look: Part) -> str:
    text = look.get("textFormat", {})
    ink = plain(text["foregroundColorStyle"])[1:] if "foregroundColorStyle" in text else BLACK
    fill = plain(look["backgroundColorStyle"])[1:] if "backgroundColorStyle" in look else WHITE
    least = needed(text.get("fontSize", 10), bold=text.get("bold", False))
    found = contrast(ink, fill)
    return f"{place[0]}!{a1(*place[1:])}: {ink} on {fill}, {found:.2f} of {least}" if found < least else ""


def _looks(requests: Requests) -> Iterator[tuple[_Place, Part]]:
    looks: dict[_Place, dict[str, object]] = defaultdict(dict)
    for request in kind(requests, "repeatCell"):
        part = request["fields"].removeprefix("userEnteredFormat").removeprefix(".")
        look = request["cell"]["userEnteredFormat"]
        for place in _cells_of([request["range"]]):
            looks[place] = {**looks[place], **look} if part else {**look}
    yield from looks.items()


def _cells_of(ranges: list[Part]) -> Iterator[_Place]:
    for found in ranges:
        yield from ((found["sheetId"], *place) for place in places(found))


def _texts(requests: Requests) -> Iterator[_Place]:
    for request in kind(requests, "updateCells"):
        start = request["start"]
        for row, line in enumerate(request["rows"], start=start["rowIndex"] + 1):
            for column, cell in enumerate(line.get("values", ()), start=start["columnIndex"] + 1):
                if "userEnteredValue" in cell:
                    yield (start["sheetId"], row, column)


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_every_text_of_a_form_stands_out_from_what_is_behind_it(name: str, role: str) -> None:
    assert faint(built(form(name, role))) == set()


@pytest.mark.parametrize("plan", [bundle("Ann", "Bo"), *SUMMARIES], ids=lambda plan: plan.title)
def test_every_text_of_a_bundle_and_of_a_summary_stands_out_from_what_is_behind_it(plan: BookPlan) -> None:
    assert faint(built(plan)) == set()


@pytest.mark.parametrize("plan", SUMMARIES, ids=lambda plan: plan.title)
def test_no_cells_of_a_summary_are_merged(plan: BookPlan) -> None:
    assert kind(built(plan), "mergeCells") == []


def test_every_chart_of_a_summary_says_its_numbers_in_words() -> None:
    charts = [chart for plan in SUMMARIES for chart in kind(built(plan), "addChart")]
    texts = [chart["chart"]["spec"]["altText"] for chart in charts]
    assert "Bar chart. Reviews by overall result. under 40%: 0, 40–49%: 0, 50–59%: 0, 60–69%: 0, 70–79%: 1" in texts[-1]
    assert all(text.startswith("Bar chart. ") for text in texts)


@pytest.mark.parametrize("plan", SUMMARIES, ids=lambda plan: plan.title)
def test_what_a_sheet_of_a_summary_is_about_stays_in_sight(plan: BookPlan) -> None:
    sheets = kind(built(plan), "addSheet")
    frozen = {s["properties"]["title"]: s["properties"]["gridProperties"]["frozenRowCount"] for s in sheets}
    filtered = {str(sheet.title): sheet.filter.top for sheet in plan.sheets if sheet.filter and len(sheet.tables) == 1}
    assert {title: frozen[title] for title in filtered} == filtered
    assert [
        title for title, rows in frozen.items() if not rows and title not in {"Overview", "Missing", "Findings"}
    ] == []
