"""Requests on what lies over the cells: conditional formats, charts, protection, filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from google_standin.masks import overwritten
from google_standin.sheets.book import Book, Json
from google_standin.sheets.conditions import check_conditional_format
from google_standin.sheets.refusals import BadRequest, NotImplementedYet, checked_fields, only

_CHARTS = {"BAR", "COLUMN"}


def add_conditional_format_rule(book: Book, request: Json) -> Json:
    """Insert a conditional format at an index of its sheet's rules."""
    rule = request.get("rule", {})
    ranges = rule.get("ranges", [])
    if not ranges:
        raise BadRequest("rule.ranges must be specified.")
    tabs = [book.range(one)[0] for one in ranges]
    if any(tab is not tabs[0] for tab in tabs):
        raise BadRequest("All ranges of a conditional format rule must be on the same sheet.")
    check_conditional_format(rule, tabs[0].title)
    index = request.get("index", 0)
    if not 0 <= index <= len(tabs[0].conditional):
        raise BadRequest(f"index[{index}] is greater than the number of rules[{len(tabs[0].conditional)}].")
    tabs[0].conditional.insert(index, rule)
    return {}


def delete_conditional_format_rule(book: Book, request: Json) -> Json:
    """Delete a sheet's rule at an index; the reply has it."""
    tab, index = book.tab(request.get("sheetId", 0)), request.get("index", 0)
    if not 0 <= index < len(tab.conditional):
        raise BadRequest(f"No conditional format on sheet: {tab.id} at index: {index}")
    return {"deleteConditionalFormatRule": {"rule": tab.conditional.pop(index)}}


def add_chart(book: Book, request: Json) -> Json:
    """Add a bar or column chart over a sheet; nothing is drawn."""
    chart = request.get("chart", {})
    only("chart", chart, ("chartId", "spec", "position", "border"))
    position, spec = chart.get("position", {}), chart.get("spec", {})
    if position.get("newSheet"):
        raise NotImplementedYet("a chart on a sheet of its own")
    anchor = position.get("overlayPosition", {}).get("anchorCell")
    if anchor is None:
        raise BadRequest("chart.position must be specified.")
    tab = book.tab(anchor.get("sheetId", 0))
    if not tab.whole.holds(anchor.get("rowIndex", 0), anchor.get("columnIndex", 0)):
        raise BadRequest("chart.position.overlayPosition.anchorCell is outside the grid.")
    if "basicChart" not in spec:
        raise NotImplementedYet("a chart other than a basicChart")
    _check_basic_chart(book, spec["basicChart"])
    chart_id = chart.get("chartId", book.new_id())
    if any(one["chartId"] == chart_id for each in book.tabs for one in each.charts):
        raise BadRequest(f"An embedded object with the ID {chart_id} already exists.")
    one = {**chart, "chartId": chart_id}
    tab.charts.append(one)
    return {"addChart": {"chart": one}}


def _check_basic_chart(book: Book, chart: Mapping[str, Any]) -> None:
    kind = chart.get("chartType", "BASIC_CHART_TYPE_UNSPECIFIED")
    if kind not in _CHARTS:
        raise NotImplementedYet(f"a basicChart of type {kind}")
    axes = {"BOTTOM_AXIS"} if kind == "BAR" else {"LEFT_AXIS", "RIGHT_AXIS"}
    if len(chart.get("domains", ())) > 1 or not chart.get("series"):
        raise BadRequest("A basicChart must have at most one domain and at least one series.")
    for series in chart["series"]:
        if series.get("targetAxis", next(iter(axes))) not in axes:
            raise BadRequest(f"Invalid targetAxis {series['targetAxis']} for a chart of type {kind}.")
    for source in _sources(chart):
        _, area = book.range(source)
        if 1 not in (area.bottom - area.top, area.right - area.left):
            raise BadRequest("Exactly one dimension of a ChartSourceRange must have the length 1.")


def _sources(chart: Mapping[str, Any]) -> Iterator[Json]:
    data = [one.get("domain", {}) for one in chart.get("domains", ())] + [
        one.get("series", {}) for one in chart["series"]
    ]
    for one in data:
        sources = one.get("sourceRange", {}).get("sources", [])
        if not sources:
            raise BadRequest("ChartData must have a sourceRange.")
        yield from sources


def delete_embedded_object(book: Book, request: Json) -> Json:
    """Delete a chart."""
    for tab in book.tabs:
        for chart in tab.charts:
            if chart["chartId"] == request.get("objectId"):
                tab.charts.remove(chart)
                return {}
    raise BadRequest(f"No embedded object with id: {request.get('objectId')}")


def add_protected_range(book: Book, request: Json) -> Json:
    """Protect a range, or a whole sheet but for some ranges."""
    given = request.get("protectedRange", {})
    one = {**given, "protectedRangeId": given.get("protectedRangeId", book.new_id())}
    _check_protection(book, one)
    if any(other["protectedRangeId"] == one["protectedRangeId"] for tab in book.tabs for other in tab.protected):
        raise BadRequest(f"A protected range with the ID {one['protectedRangeId']} already exists.")
    book.range(one["range"])[0].protected.append(one)
    return {"addProtectedRange": {"protectedRange": {**one, "requestingUserCanEdit": True}}}


def _check_protection(book: Book, one: Json) -> None:
    only(
        "protectedRange",
        one,
        (
            "protectedRangeId",
            "range",
            "description",
            "warningOnly",
            "unprotectedRanges",
            "editors",
            "requestingUserCanEdit",
        ),
    )
    tab, _ = book.range(one.get("range"))
    holes = one.get("unprotectedRanges", [])
    if holes and one["range"].keys() - {"sheetId"}:
        raise BadRequest("Unprotected ranges are only supported on protected sheets.")
    if any(book.range(hole)[0] is not tab for hole in holes):
        raise BadRequest("Unprotected ranges must be on the protected sheet.")


def update_protected_range(book: Book, request: Json) -> Json:
    """Change a protection."""
    fields = checked_fields("ProtectedRange", request)
    given = request.get("protectedRange", {})
    tab, number = _protected(book, given.get("protectedRangeId"))
    new = {**overwritten(tab.protected[number], given, fields), "protectedRangeId": given["protectedRangeId"]}
    _check_protection(book, new)
    del tab.protected[number]
    book.range(new["range"])[0].protected.append(new)
    return {}


def delete_protected_range(book: Book, request: Json) -> Json:
    """Take a protection away."""
    tab, number = _protected(book, request.get("protectedRangeId"))
    del tab.protected[number]
    return {}


def _protected(book: Book, wanted: object) -> tuple[Any, int]:
    for tab in book.tabs:
        for number, one in enumerate(tab.protected):
            if one["protectedRangeId"] == wanted:
                return tab, number
    raise BadRequest(f"No protected range with id: {wanted}")


def set_basic_filter(book: Book, request: Json) -> Json:
    """Give a sheet its filter; no rows are hidden."""
    given = request.get("filter", {})
    only("filter", given, ("range",))
    tab, _ = book.range(given.get("range"))
    tab.basic_filter = given
    return {}


def clear_basic_filter(book: Book, request: Json) -> Json:
    """Take a sheet's filter away."""
    book.tab(request.get("sheetId", 0)).basic_filter = None
    return {}
