"""Rows that hold a value their layout flags."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.model.insights import FlaggedRow
from sheetreview.summarize.given import Cells, ReviewInput


def flagged_rows(given: ReviewInput, cells: Cells) -> Iterator[FlaggedRow]:
    """The flagged rows of a review, down the form."""
    assignment = given.assignment
    for section in given.edition.sections:
        for row in cells.rows(section):
            for column in section.columns:
                value = cells.text(section.id, row, column.id)
                if value and value.casefold() in {flag.casefold() for flag in column.flag}:
                    yield FlaggedRow(
                        layout=given.edition.layout.id,
                        role=given.edition.role,
                        section=section.id,
                        section_title=section.title,
                        form_id=given.form_id,
                        reviewee_id=assignment.reviewee.employee_id,
                        name=assignment.reviewee.name,
                        account=assignment.account,
                        reviewer=assignment.reviewer.name,
                        label=cells.label(section, row),
                        column_title=column.title,
                        value=value,
                        restricted=section.restricted,
                    )
