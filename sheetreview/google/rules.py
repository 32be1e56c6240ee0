"""What a sheet's cells accept and how they change with their values: dropdowns, checks, highlights, scales.

Google has no bars in cells, so a plan's data bars are left out; the figures they stand behind are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sheetreview.google.areas import Request, grid_range
from sheetreview.google.formulas import condition
from sheetreview.google.joining import joined_checks, joined_highlights
from sheetreview.google.styles import color
from sheetreview.sheet.address import a1
from sheetreview.sheet.plan import Check, ColorScale, Highlight, SheetPlan, Validation
from sheetreview.sheet.text import clean_cell_text

_EPOCH = date(1899, 12, 30)
_FIRST, _LAST = 2.0, 73_050.0
"""Serial numbers of the first and the last day that a check without an end of its own takes."""

_LOWEST, _HIGHEST = -1e15, 1e15


def add_rules(sheet: int, plan: SheetPlan) -> Iterator[Request]:
    """Dropdowns and checks, then the rules that colour cells; an earlier highlight wins."""
    for check in joined_checks(plan.validations):
        yield {"setDataValidation": {"range": grid_range(sheet, check.block), "rule": _validation(check)}}
    marks = joined_highlights(plan.highlights)
    formats = [*map(_highlight, marks), *map(_gradient, plan.color_scales)]
    areas = [*(mark.block for mark in marks), *(scale.block for scale in plan.color_scales)]
    for index, (block, rule) in enumerate(zip(areas, formats, strict=True)):
        yield {"addConditionalFormatRule": {"rule": {"ranges": [grid_range(sheet, block)], **rule}, "index": index}}


def _validation(check: Validation) -> Request:
    rule: Request = {"condition": _condition(check), "strict": check.refuse}
    if check.check is Check.LIST:
        rule["showCustomUi"] = True
    # Google shows the same text while a cell is typed into and when an entry is refused.
    lines = [check.prompt_title, check.prompt] if check.prompt else [check.error or check.prompt_title]
    if message := clean_cell_text("\n".join(line for line in lines if line)):
        rule["inputMessage"] = message
    return rule


def _condition(check: Validation) -> Request:
    low, high = check.low, check.high
    match check.check:
        case Check.LIST:
            return _when("ONE_OF_LIST", *(clean_cell_text(value) for value in check.values if value))
        case Check.DATE:
            return _when("DATE_BETWEEN", _day(_FIRST if low is None else low), _day(_LAST if high is None else high))
        case Check.DECIMAL:
            bounds = (_LOWEST if low is None else low, _HIGHEST if high is None else high)
            return _when("NUMBER_BETWEEN", *map(_number, bounds))
        case Check.LENGTH:
            length = f"LEN({a1(check.block.top, check.block.left)})"
            ends = [f"{length}>={_number(low)}"] if low else []
            ends += [f"{length}<={_number(high)}"] if high is not None else []
            return _when("CUSTOM_FORMULA", f"=AND({','.join(ends) or 'TRUE'})")


def _when(kind: str, *values: str) -> Request:
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def _day(serial: float) -> str:
    """A day as every country reads it."""
    day = _EPOCH + timedelta(days=int(serial))
    return f"=DATE({day.year},{day.month},{day.day})"


def _number(value: float) -> str:
    return f"{value:.15g}" if abs(value) >= _HIGHEST or value != int(value) else str(int(value))


def _highlight(mark: Highlight) -> Request:
    text: Request = {name: value for name in ("bold", "italic") if (value := getattr(mark, name)) is not None}
    if mark.color is not None:
        text["foregroundColorStyle"] = color(mark.color)
    look: Request = {"textFormat": text} if text else {}
    if mark.fill is not None:
        look["backgroundColorStyle"] = color(mark.fill)
    return {"booleanRule": {"condition": _when("CUSTOM_FORMULA", condition(mark.formula)), "format": look}}


def _gradient(scale: ColorScale) -> Request:
    middle = (scale.low + scale.high) / 2
    stops = {
        "minpoint": (scale.low, scale.low_color),
        "midpoint": (middle, scale.mid_color),
        "maxpoint": (scale.high, scale.high_color),
    }
    return {
        "gradientRule": {
            name: {"type": "NUMBER", "value": _number(value), "colorStyle": color(rgb)}
            for name, (value, rgb) in stops.items()
        }
    }
