"""Rows that hold a value their layout flags."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.model.insights import FlaggedRow
from sheetreview.summarize.given import Cells, ReviewInput, form_fields


def flagged_rows(given: ReviewInput, cells: Cells) -> Iterator[FlaggedRow]:
    """The flagged rows of a review, down the form."""
    for section in given.edition.sections:
        flagging = [(column, {flag.casefold() for flag in column.flag}) for column in section.columns if column.flag]
        if not flagging:
            continue
        for row in cells.rows(section):
            for column, flags in flagging:
                value = cells.text(section.id, row, column.id)
                if value and value.casefold() in flags:
                    yield FlaggedRow(
                        **form_fields(given, section),
                        label=cells.label(section, row),
                        column_title=column.title,
                        value=value,
                    )
