"""What a sheet's cells accept and how they change with their values: dropdowns, checks, highlights, scales.

Rules that say the same of cells below each other become one: a sheet with few rules is quicker to edit. Google has no
bars in cells, so a plan's data bars are left out; the figures they stand behind are there.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar

from sheetreview.google.notation import Place, Request, color, condition, grid_range
from sheetreview.sheet.address import MAX_ROWS, a1
from sheetreview.sheet.plan import Block, Check, ColorScale, Highlight, SheetPlan, Validation
from sheetreview.sheet.text import clean_cell_text

_EPOCH = date(1899, 12, 30)
_FIRST, _LAST = 2.0, 73_050.0
"""Serial numbers of the first and the last day that a check without an end of its own takes."""

_LOWEST, _HIGHEST = -1e15, 1e15

_Rule = TypeVar("_Rule", Highlight, Validation)

_TEXT_OR_CELL = re.compile(r'"[^"]*"|(?<![A-Za-z0-9_$.])(\$?[A-Z]{1,3})([1-9][0-9]*)(?![A-Za-z0-9_(.])')
_check_kind = attrgetter("check", "values", "low", "high", "prompt_title", "prompt", "error_title", "error", "refuse")
_look = attrgetter("fill", "color", "bold", "italic")


def add_rules(sheet: int, plan: SheetPlan) -> Iterator[Request]:
    """Dropdowns and checks, then the rules that colour cells; an earlier highlight wins."""
    for check in _joined((check, _check_kind(check)) for check in plan.validations):
        yield {"setDataValidation": {"range": grid_range(sheet, check.block), "rule": _validation(check)}}
    # For every single cell the order of highlights stays as it was, since the first that holds wins.
    marks = _joined((mark, (_formula_for_first_row(mark), _look(mark))) for mark in plan.highlights)
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
    match check.check:
        case Check.LIST:
            return _when("ONE_OF_LIST", *(clean_cell_text(value) for value in check.values if value))
        case Check.DATE:
            return _when("DATE_BETWEEN", *map(_day, _bounds(check, _FIRST, _LAST)))
        case Check.DECIMAL:
            return _when("NUMBER_BETWEEN", *map(_number, _bounds(check, _LOWEST, _HIGHEST)))
        case Check.LENGTH:
            return _when("CUSTOM_FORMULA", _length_formula(check))


def _bounds(check: Validation, lowest: float, highest: float) -> tuple[float, float]:
    """The lowest and highest allowed value; the given ones where the check has none."""
    return lowest if check.low is None else check.low, highest if check.high is None else check.high


def _length_formula(check: Validation) -> str:
    length = f"LEN({a1(check.block.top, check.block.left)})"
    ends = [f"{length}>={_number(check.low)}"] if check.low else []
    ends += [f"{length}<={_number(check.high)}"] if check.high is not None else []
    return f"=AND({','.join(ends) or 'TRUE'})"


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


def _joined(rules: Iterable[tuple[_Rule, Hashable]]) -> list[_Rule]:
    """Rules, each with what it says wherever it stands: as one where they say the same right below each other."""
    done: list[_Rule] = []
    bottoms: list[int] = []
    above: dict[tuple[int, int, int, Hashable], int] = {}
    latest: dict[Place, int] = {}
    for rule, kind in rules:
        block = rule.block
        cells = _cells(block)
        number = above.pop((block.top, block.left, block.right, kind), -1)
        if number <= max(latest.get(cell, -1) for cell in cells):
            number = len(done)
            done.append(rule)
            bottoms.append(block.bottom)
        bottoms[number] = block.bottom
        above[block.bottom + 1, block.left, block.right, kind] = number
        latest.update(dict.fromkeys(cells, number))
    return [
        rule if rule.block.bottom == bottom else replace(rule, block=replace(rule.block, bottom=bottom))
        for rule, bottom in zip(done, bottoms, strict=True)
    ]


def _cells(block: Block) -> list[Place]:
    columns = range(block.left, block.right + 1)
    return [(row, column) for row in range(block.top, block.bottom + 1) for column in columns]


def _formula_for_first_row(mark: Highlight) -> str:
    """The formula as it would be for the first row, so that alike ones are equal."""
    return _moved("".join(map(str, mark.formula.parts)), mark.block.top - 1)


@lru_cache(maxsize=8192)
def _moved(text: str, rows: int) -> str:
    """A formula's text for a cell ``rows`` above; a row above the first comes out as one that no sheet has."""

    def reference(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        row = int(match[2]) - rows
        return f"{match[1]}{row if row > 0 else row + 2 * MAX_ROWS}"

    return _TEXT_OR_CELL.sub(reference, text)
