"""What the tables of several sheets have in common."""

from __future__ import annotations

from collections.abc import Sequence

from sheetreview.report import styles
from sheetreview.report.canvas import Canvas, Written
from sheetreview.report.wording import fraction
from sheetreview.sheet.plan import Content, Style

MOST_ROWS = 2_000
"""Rows a list of a report has; what is most urgent stands first."""

_FIRST_ROWS = 110


def band(canvas: Canvas, text: str, across: int) -> None:
    """The name of a table in a line of its own, on one printed page with the table's first rows."""
    canvas.keep_together(_FIRST_ROWS)
    canvas.put(canvas.row, 1, text, styles.SECTION, across=across)
    canvas.grow(canvas.row, 24)
    canvas.row += 1


def heads(canvas: Canvas, texts: Sequence[str], numbers: Sequence[str]) -> int:
    """A table's heading: columns of text, then columns of numbers. Returns its row."""
    written: list[Written] = [(text, styles.HEADER) for text in texts]
    return canvas.line([*written, *((number, styles.HEADER_CENTER) for number in numbers)], height=24)


def more(canvas: Canvas, rows: int, where: str) -> None:
    """A line that says how many rows are left out of a list."""
    if rows > MOST_ROWS:
        canvas.note(f"… and {rows - MOST_ROWS:,} more: see {where}.")


def more_on(canvas: Canvas, rows: int, sheet: str, left: int = 1) -> None:
    """A line under a shortened table that says how many rows more another sheet has; nothing for none."""
    if rows > 0:
        canvas.line([(f"and {rows:,} more on the sheet {sheet}", styles.NOTE_LINE)], left=left)


def ranks(results: Sequence[object]) -> list[int]:
    """Places of results that stand in order, from 1; equal ones share theirs, and the next comes after all of them."""
    places: list[int] = []
    for place, result in enumerate(results, 1):
        same = place > 1 and result == results[place - 2]
        places.append(places[-1] if same else place)
    return places


def number(value: float | None) -> Content:
    """A number for a cell, and a dash for none."""
    return "–" if value is None else round(value, 4)


def share(part: int, whole: int) -> Content:
    """A part as the number a percent format shows, and a dash when there is no whole."""
    return fraction(100 * part / whole) if whole else "–"


def count(value: int, color: str, style: Style = styles.CENTER) -> Written:
    """A count that stands out in a colour unless it is 0."""
    return (value, styles.emphasis(style, color) if value else style)
