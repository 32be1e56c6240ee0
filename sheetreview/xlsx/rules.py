"""What a sheet's cells accept and how they change with their values: dropdowns, checks, highlights, scales, bars."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from openpyxl.formatting.rule import ColorScale, DataBar, FormatObject, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.sheet.address import a1_range
from sheetreview.sheet.plan import Block, Check, Highlight, SheetPlan, Validation
from sheetreview.sheet.text import utf16_length
from sheetreview.sheet.titles import LISTS_TITLE, safe_sheet_title
from sheetreview.xlsx.escapes import cell_text, short_text
from sheetreview.xlsx.markers import Markers
from sheetreview.xlsx.styles import opaque

_Operator: TypeAlias = Literal["between", "lessThanOrEqual", "greaterThanOrEqual"]

TEXT_LIMIT = 255
"""UTF-16 units of an inline list, a prompt or an error text; a longer one makes Excel repair the file."""

TITLE_LIMIT = 32

_LOWEST = {Check.DATE: 1.0, Check.DECIMAL: -9.99e307, Check.LENGTH: 0.0}
_TYPES: dict[Check, Literal["list", "date", "decimal", "textLength"]] = {
    Check.LIST: "list",
    Check.DATE: "date",
    Check.DECIMAL: "decimal",
    Check.LENGTH: "textLength",
}
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,14}|-?(0|[1-9][0-9]{0,9})\.[0-9]{0,4}[1-9]")


def _fits_inline(value: str) -> bool:
    """Whether a list may name a value inline; 1.5 becomes a date there in a country that writes 1,5."""
    if not value or value != value.strip() or set(value) & set(',"\n\r\t'):
        return False
    return not ("." in value and _NUMBER.fullmatch(value))


class Lists:
    """The dropdown lists of a workbook that do not fit into their cells, on a helper sheet nobody sees."""

    def __init__(self, titles: list[str]) -> None:
        used = {title.casefold() for title in titles}
        self.title = LISTS_TITLE if LISTS_TITLE.casefold() not in used else safe_sheet_title(LISTS_TITLE, titles)
        self._lists: list[tuple[str, ...]] = []

    def source(self, values: tuple[str, ...]) -> str:
        """The formula that names a list's values: the values themselves where the format takes them."""
        joined = ",".join(values)
        plain = all(map(_fits_inline, values))
        if plain and utf16_length(joined) <= TEXT_LIMIT:
            return f'"{cell_text(joined)}"'
        if values not in self._lists:
            self._lists.append(values)
        column = self._lists.index(values) + 1
        return f"{quote_sheetname(self.title)}!{a1_range(1, column, len(values), column, absolute=True)}"

    def write(self, book: Workbook) -> None:
        """Add the helper sheet, when any list needs it."""
        if not self._lists:
            return
        sheet = book.create_sheet(self.title)
        sheet.sheet_state = "veryHidden"
        for column, values in enumerate(self._lists, start=1):
            for row, value in enumerate(values, start=1):
                cell = sheet.cell(row, column)
                # An inline list enters 1 as a number, so a list on a sheet must hold it as one.
                if _NUMBER.fullmatch(value):
                    cell.value = float(value) if "." in value else int(value)
                elif value:
                    cell.value = cell_text(value)
                    cell.data_type = "s"


def block_range(block: Block) -> str:
    """A block as ``A1:B2``."""
    return a1_range(block.top, block.left, block.bottom, block.right)


def add_validations(sheet: Worksheet, plan: SheetPlan, lists: Lists) -> None:
    """Put a plan's dropdowns and entry checks on a sheet."""
    for validation in plan.validations:
        made = _validation(validation, lists)
        made.add(block_range(validation.block))
        sheet.add_data_validation(made)


def _validation(plan: Validation, lists: Lists) -> DataValidation:
    operator, first, second = _limits(plan, lists)
    return DataValidation(
        type=_TYPES[plan.check],
        operator=operator,
        formula1=first,
        formula2=second,
        allow_blank=True,
        errorStyle=None if plan.refuse else "warning",
        showErrorMessage=True,
        showInputMessage=bool(plan.prompt or plan.prompt_title),
        promptTitle=short_text(plan.prompt_title, TITLE_LIMIT) or None,
        prompt=short_text(plan.prompt, TEXT_LIMIT) or None,
        errorTitle=short_text(plan.error_title, TITLE_LIMIT) or None,
        error=short_text(plan.error, TEXT_LIMIT) or None,
    )


def _limits(plan: Validation, lists: Lists) -> tuple[_Operator | None, str, str | None]:
    if plan.check is Check.LIST:
        return None, lists.source(plan.values), None
    if plan.low is not None and plan.high is not None:
        return "between", _number(plan.low), _number(plan.high)
    if plan.high is not None:
        return "lessThanOrEqual", _number(plan.high), None
    return "greaterThanOrEqual", _number(_LOWEST[plan.check] if plan.low is None else plan.low), None


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))  # noqa: PLR2004


def add_formats(sheet: Worksheet, plan: SheetPlan, markers: Markers) -> None:
    """Put a plan's highlights, colour scales and data bars on a sheet; an earlier highlight wins."""
    for highlight in plan.highlights:
        bare = highlight.color is None and highlight.bold is None and highlight.italic is None
        color = None if highlight.color is None else opaque(highlight.color)
        font = None if bare else Font(color=color, b=highlight.bold, i=highlight.italic)
        formula = [markers.formula(highlight.formula)]
        style = DifferentialStyle(font=font, fill=_fill(highlight))
        rule = Rule(type="expression", dxf=style, stopIfTrue=True, formula=formula)
        sheet.conditional_formatting.add(block_range(highlight.block), rule)
    for scale in plan.color_scales:
        middle = (scale.low + scale.high) / 2
        stops = [_stop(scale.low), _stop(middle), _stop(scale.high)]
        colors = [opaque(color) for color in (scale.low_color, scale.mid_color, scale.high_color)]
        rule = Rule(type="colorScale", colorScale=ColorScale(cfvo=stops, color=colors))
        sheet.conditional_formatting.add(block_range(scale.block), rule)
    for bar in plan.data_bars:
        shape = DataBar(
            cfvo=[_stop(bar.low), _stop(bar.high)], color=opaque(bar.color), showValue=True, minLength=0, maxLength=100
        )
        sheet.conditional_formatting.add(block_range(bar.block), Rule(type="dataBar", dataBar=shape))


def _fill(highlight: Highlight) -> PatternFill | None:
    if highlight.fill is None:
        return None
    # A conditional fill takes its colour from bgColor; with fgColor alone Excel shows nothing.
    if highlight.dotted and highlight.color is not None:
        return PatternFill("gray125", fgColor=opaque(highlight.color), bgColor=opaque(highlight.fill))
    return PatternFill(bgColor=opaque(highlight.fill))


def _stop(value: float) -> FormatObject:
    return FormatObject(type="num", val=value)
