"""What forms ask to do: follow-ups, the sections that only some forms have, and rows that hold a flagged value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from sheetreview.form.kinds import kind_class
from sheetreview.model.insights import FlaggedRow, FollowUpRow, FollowUpState, IssuedPart
from sheetreview.model.layout import Section
from sheetreview.model.rules import FollowUp
from sheetreview.model.schedule import iso_day
from sheetreview.sheet.text import squeeze
from sheetreview.summarize.review_input import Cells, ReviewInput, form_fields


def follow_ups(given: ReviewInput, cells: Cells, as_of: date | None) -> Iterator[FollowUpRow]:
    """The rows of a review's sections of things to do that say what, by when or by whom.

    Without a day, nothing is overdue.
    """
    for section in given.edition.sections:
        if section.follow_up is None:
            continue
        for row in cells.rows(section):
            said = (section.follow_up.what, section.follow_up.due, section.follow_up.owner)
            cell = cells.row(section.id, row)
            if any(answer.filled for name in said if (answer := cell.get(name or ""))):
                yield _row(given, cells, section, section.follow_up, row, as_of)


def _row(
    given: ReviewInput, cells: Cells, section: Section, follow_up: FollowUp, row: str, as_of: date | None
) -> FollowUpRow:
    due = iso_day(cells.text(section.id, row, follow_up.due))
    progress = cells.text(section.id, row, follow_up.progress)
    return FollowUpRow(
        **form_fields(given, section),
        what=cells.text(section.id, row, follow_up.what) or cells.label(section, row),
        owner=cells.text(section.id, row, follow_up.owner),
        due=due,
        progress=progress if _is_chosen(section, follow_up) else "",
        state=_state(progress, due, follow_up, as_of),
        carried=bool(section.carries),
    )


def _is_chosen(section: Section, follow_up: FollowUp) -> bool:
    """Whether progress is chosen: free text of a review stays out of a summary."""
    column = section.column_by_id.get(follow_up.progress or "")
    return column is not None and not kind_class(column).free_text


def _state(progress: str, due: str, follow_up: FollowUp, as_of: date | None) -> FollowUpState:
    if progress and squeeze(progress) in map(squeeze, follow_up.closed):
        return FollowUpState.CLOSED
    if not due:
        return FollowUpState.UNDATED
    return FollowUpState.OVERDUE if as_of is not None and due < as_of.isoformat() else FollowUpState.OPEN


def issued_parts(given: ReviewInput, to_do: Iterable[FollowUpRow]) -> Iterator[IssuedPart]:
    """The conditional sections of one form, with the things ``to_do`` in it.

    ``open`` counts all that is not closed, ``overdue`` some of it.
    """
    counts = Counter((row.section, row.state) for row in to_do)
    for section in given.edition.sections:
        if section.issued_when is None:
            continue
        stand = {state: counts[section.id, state] for state in FollowUpState}
        yield IssuedPart(
            **form_fields(given, section),
            returned=given.review is not None,
            open=sum(stand.values()) - stand[FollowUpState.CLOSED],
            overdue=stand[FollowUpState.OVERDUE],
        )


def flagged_rows(given: ReviewInput, cells: Cells) -> Iterator[FlaggedRow]:
    """The flagged rows of a review, down the form."""
    for section in given.edition.sections:
        flagging = [(column, set(map(squeeze, column.flag))) for column in section.columns if column.flag]
        if not flagging:
            continue
        for row in cells.rows(section):
            for column, flags in flagging:
                value = cells.text(section.id, row, column.id)
                if value and squeeze(value) in flags:
                    yield FlaggedRow(
                        **form_fields(given, section),
                        label=cells.label(section, row),
                        column_title=column.title,
                        value=value,
                    )
