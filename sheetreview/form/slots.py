"""The personal texts of a form: values for the slots of its plan, for one assignment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sheetreview.form.cells import FormCell, Place, SectionCells, form_cells, row_key_slot, with_metric
from sheetreview.form.keys import cell_digest, form_key, header_key, reference, row_key, text_digest
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Layout, Section
from sheetreview.model.people import Assignment, Previous
from sheetreview.model.points import shown
from sheetreview.model.review import Answer, FormIdentity
from sheetreview.model.schedule import LAST_REVIEW, iso_day
from sheetreview.sheet.text import squeeze

FORM_KEY = "form.key"
REFERENCE = "form.reference"
TAB = "tab"
DUE = "form.due"

NOTHING = "–"
"""Stands in every shown cell as long as the other role's form has not come back."""

_DUE_LINE = re.compile(r"return by \d{4}-\d\d-\d\d")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a form is issued with beside what the roster and the cycle say.

    ``metrics`` are HR's figures by ``section.item``, ``previous`` what the last review left behind, ``next_review`` an
    ISO date. ``shown`` are the other roles' answers that this role may see, None when none has come back, and
    ``shown_header`` the texts of their header fields by id.
    """

    metrics: Mapping[str, str] = field(default_factory=dict)
    previous: Previous | None = None
    next_review: str = ""
    shown: Mapping[Place, Answer] | None = None
    shown_header: Mapping[str, str] = field(default_factory=dict)


def slot_values(
    edition: Edition,
    assignment: Assignment,
    settings: CycleSettings,
    identity: FormIdentity,
    given: Given,
) -> dict[str, str | float]:
    """Every slot of an edition's sheet for one assignment. An external role's form gets nothing of what is given."""
    if edition.asked.external:
        given = Given()
    cells = form_cells(edition)
    values: dict[str, str | float] = {FORM_KEY: form_key(identity), REFERENCE: reference(identity)}
    due = assignment.due_by(settings.due)
    values[DUE] = due and f"Return by {due}"
    values |= _header_values(edition, assignment, settings, identity, given)
    for cell in cells.metrics:
        metric = given.metrics.get(f"{cell.section.id}.{cell.row}", "")
        values[cell.slot or ""] = with_metric(cell.issued, metric) if metric else cell.issued
    for cell in cells.shown:
        values[cell.slot or ""] = _shown_content(cell, given)
    for section in cells.sections.values():
        if section.section.carries:
            values |= _carried_values(section, identity, given.previous)
    return values


def _header_values(
    edition: Edition, assignment: Assignment, settings: CycleSettings, identity: FormIdentity, given: Given
) -> Iterator[tuple[str, str | float]]:
    for cell in form_cells(edition).head.values():
        one = cell.field
        if one.source:
            text = source_value(one.source, edition.layout, assignment, settings, given)
            yield f"header.{one.id}", text or one.placeholder
            if cell.key_slot:
                yield cell.key_slot, header_key(one.id, text_digest(identity.form_id, text))
        elif cell.slot:
            text = given.shown_header.get(one.id, "")
            yield cell.slot, NOTHING if given.shown is None else cell.kind.content(text)


def _shown_content(cell: FormCell, given: Given) -> str | float:
    """What another role has answered, or typed where it cannot be read; a dash when nothing has come back."""
    if given.shown is None:
        return NOTHING
    answer = given.shown.get(cell.place)
    if answer is None or not answer.filled:
        return ""
    return cell.kind.content(answer.value) if answer.value else answer.typed


def _carried_values(
    section: SectionCells, identity: FormIdentity, previous: Previous | None
) -> Iterator[tuple[str, str | float]]:
    blank = [row for row in section.rows if row not in section.section.item_by_id]
    left = dict(zip(blank, carried_rows(section.section, previous), strict=False))
    for row in blank:
        texts = left.get(row)
        cells = [cell for cell in section.rows[row] if cell.carried]
        digests = []
        for cell in cells:
            content = cell.kind.content(texts.get(cell.column.id, "")) if texts else ""
            digests.append(cell_digest(identity.form_id, cell.column.id, cell.kind.read_back(content)))
            free = cell.column.placeholder if cell.open else ""
            yield cell.slot or "", free if content == "" else content
        if cells:
            yield row_key_slot(section.section, row), row_key(section.section.id, row, digests if texts else ())


def carried_rows(section: Section, previous: Previous | None) -> tuple[Mapping[str, str], ...]:
    """The previous cycle's open rows that stand in a section's blank rows, by column id; what is due first, first."""
    rows = [row for row in _open_rows(section, previous) if row.get(_main_column(section))]
    due = section.follow_up.due if section.follow_up else ""
    rows.sort(key=lambda row: (not iso_day(row.get(due, "")), row.get(due, "")))
    return tuple(rows[: section.blank_rows])


def left_over(edition: Edition, previous: Previous | None) -> int:
    """How many open rows of the previous cycle find no place in a form.

    A row that does not say what is to be done needs none, unless no row says it: then its column has another id now.
    """
    return sum(_left_over(section, previous) for section in edition.sections if section.carries)


def _left_over(section: Section, previous: Previous | None) -> int:
    rows = _open_rows(section, previous)
    saying = [row for row in rows if row.get(_main_column(section))]
    return len(saying) - len(carried_rows(section, previous)) if saying else len(rows)


def _open_rows(section: Section, previous: Previous | None) -> list[Mapping[str, str]]:
    if previous is None:
        return []
    columns = [column.id for column in section.columns if column.given_by_hr]
    rows = (row for name in section.carries for row in previous.rows.get(name, ()))
    return [row for row in rows if any(row.get(name) for name in columns)]


def _main_column(section: Section) -> str:
    """The column without which a carried row says nothing: what is to be done, else the first that HR fills."""
    columns = [column.id for column in section.columns if column.given_by_hr]
    what = section.follow_up.what if section.follow_up else ""
    return what if what in columns else columns[0] if columns else ""


def source_value(source: str, layout: Layout, assignment: Assignment, settings: CycleSettings, given: Given) -> str:
    """The value of a header field's source; empty when there is none."""
    kind, _, name = source.partition(".")
    match kind, name:
        case "roster", _:
            return assignment.extra.get(name, "")
        case "cycle", "due":
            return assignment.due_by(settings.due)
        case "form", "month":
            return month_text(assignment.month)
        case "account", "last_review":
            return assignment.extra.get(LAST_REVIEW, "")
        case "account", "next_review":
            return given.next_review
        case "account", _:
            return assignment.account
        case "previous", _:
            return _previous_text(layout, given.previous, name)
    owner = {"reviewee": assignment.reviewee, "reviewer": assignment.reviewer, "cycle": settings}[kind]
    value = getattr(owner, name)
    return "" if value is None else str(value)


def is_due_line(text: str) -> bool:
    """Whether a text is the line of a form that says when it is to be returned."""
    return bool(_DUE_LINE.fullmatch(squeeze(text)))


def month_text(month: str) -> str:
    """A month such as ``2026-11`` as people write it, November 2026; any other text as it is."""
    year, _, number = month.partition("-")
    if number not in {f"{n:02}" for n in range(1, 13)}:
        return month
    return f"{_MONTHS[int(number) - 1]} {year}"


def _previous_text(layout: Layout, previous: Previous | None, name: str) -> str:
    if previous is None:
        return ""
    if name == "cycle":
        return previous.cycle
    result = previous.percent
    percent = "" if result is None else f"{shown(result):.{layout.digits_of(result, 0)}f} %"
    return " – ".join(filter(None, (percent, previous.band)))
