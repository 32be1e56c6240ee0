"""References in formulas: what changes them, and which sheets they name. Formulas are not calculated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from google_standin.sheets.area import column_of, letters, quoted
from google_standin.sheets.shifts import Axis, Shift

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_REFERENCE = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?P<sheet>'(?:[^']|'')+'!|(?<![\w.$])[A-Za-z_][\w.]*!)?"
    rf"(?P<ref>(?<![\w.$]){_CELL}(?::{_CELL})?(?![\w(.!])"
    r"|(?<![\w.$])\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(.!])"
    r"|(?<![\w.$])\$?\d+:\$?\d+(?![\w(.!]))"
)
_END = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)(\d*)")

_Point: TypeAlias = tuple[str, int | None, str, int | None]
"""The $ before the column, the column, the $ before the row, the row; counted from 0, None where there is none."""


def sheets_named(formula: str) -> Iterator[str]:
    """The titles of the sheets that a formula's references name."""
    for found in _REFERENCE.finditer(formula):
        if found["sheet"]:
            yield _title(found["sheet"])


def shifted_formula(formula: str, *, own: str, title: str, axis: Axis, shift: Shift) -> str:
    """A formula on the sheet ``own`` after lines of the sheet ``title`` were shifted; a lost reference is ``#REF!``."""

    def change(sheet: str, ref: str) -> str:
        if (_title(sheet) if sheet else own) != title:
            return sheet + ref
        first, last = _ends(ref)
        number = 3 if axis == "ROWS" else 1
        start, end = first[number], last[number]
        if not isinstance(start, int) or not isinstance(end, int):
            return sheet + ref
        new = shift.span(start, end + 1)
        if new is None:
            return f"{sheet}#REF!"
        ends = (_with(first, number, new[0]), _with(last, number, new[1] - 1))
        return sheet + ":".join(_written(point) for point in (ends if ":" in ref else ends[:1]))

    return _changed(formula, change)


def copied_formula(formula: str, rows: int) -> str:
    """A formula that stands ``rows`` lower than before: references without a $ go along."""

    def change(sheet: str, ref: str) -> str:
        points = []
        for point in _ends(ref):
            row = point[3]
            moved = row is not None and not point[2]
            if moved and row is not None and row + rows < 0:
                return f"{sheet}#REF!"
            points.append(_with(point, 3, row + rows) if moved and row is not None else point)
        return sheet + ":".join(_written(point) for point in (points if ":" in ref else points[:1]))

    return _changed(formula, change)


def renamed_formula(formula: str, old: str, new: str) -> str:
    """A formula after a sheet got another title."""
    return _changed(formula, lambda sheet, ref: (f"{quoted(new)}!" if sheet and _title(sheet) == old else sheet) + ref)


def _changed(formula: str, change: Callable[[str, str], str]) -> str:
    def replaced(found: re.Match[str]) -> str:
        return change(found["sheet"] or "", found["ref"]) if found["ref"] else found[0]

    return _REFERENCE.sub(replaced, formula)


def _title(prefix: str) -> str:
    name = prefix.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _ends(ref: str) -> tuple[_Point, _Point]:
    first, _, last = ref.partition(":")
    return _point(first), _point(last or first)


def _point(text: str) -> _Point:
    found = _END.fullmatch(text)
    if found is None:
        raise ValueError(text)
    before, column, between, row = found.groups()
    if not column:
        before, between = "", before
    return before, column_of(column) if column else None, between, int(row) - 1 if row else None


def _with(point: _Point, number: int, value: int) -> _Point:
    return (point[0], value, point[2], point[3]) if number == 1 else (point[0], point[1], point[2], value)


def _written(point: _Point) -> str:
    before, column, between, row = point
    return (
        before + (letters(column) if column is not None else "") + between + (str(row + 1) if row is not None else "")
    )
