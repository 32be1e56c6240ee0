"""Things to do that reviews name, and where each stands on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sheetreview.form.kinds import kind_class
from sheetreview.model.insights import FollowUpRow, FollowUpState
from sheetreview.model.layout import Section
from sheetreview.model.rules import FollowUp
from sheetreview.summarize.given import Cells, ReviewInput, form_fields


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


def iso_day(text: str) -> str:
    """An ISO day as it is, and nothing for any other text."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _is_chosen(section: Section, follow_up: FollowUp) -> bool:
    """Whether progress is chosen: free text of a review stays out of a summary."""
    column = section.column_by_id.get(follow_up.progress or "")
    return column is not None and not kind_class(column).free_text


def _state(progress: str, due: str, follow_up: FollowUp, as_of: date | None) -> FollowUpState:
    if progress and progress.casefold() in {value.casefold() for value in follow_up.closed}:
        return FollowUpState.CLOSED
    if not due:
        return FollowUpState.UNDATED
    return FollowUpState.OVERDUE if as_of is not None and due < as_of.isoformat() else FollowUpState.OPEN
