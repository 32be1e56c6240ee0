"""A review: the completed content of a form, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sheetreview.model.finding import Finding

HEAD = ":head"
"""Section id of the fields at the head of a form, whose row is the field's id; no section can be called so."""


class AnswerState(StrEnum):
    """How the text in a cell was read."""

    EMPTY = "empty"
    VALID = "valid"
    READ_AS = "read-as"
    OFF_SCALE = "off-scale"
    UNREADABLE = "unreadable"
    UNCALCULATED = "uncalculated"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One cell a person could fill.

    ``value`` is the normalised text: a rating's level value, an ISO date, a plain decimal, a choice, or the text
    itself; empty unless ``state`` is valid or read-as. ``number`` is a rating level's number or a numeric
    answer. ``typed`` is what stood in the cell, for messages; ``prefilled`` marks what HR gave and nobody changed.
    """

    section: str
    row: str
    column: str
    cell: str
    typed: str
    state: AnswerState
    value: str = ""
    number: float | None = None
    prefilled: bool = False

    @property
    def filled(self) -> bool:
        """Whether the cell holds anything, readable or not."""
        return self.state is not AnswerState.EMPTY

    @property
    def text(self) -> str:
        """What it says: the normalised text where it can be read, else as typed; '' when it is empty."""
        return (self.value or self.typed) if self.filled else ""

    @property
    def readable(self) -> bool:
        """Whether it has a value: empty, unreadable and inapplicable ones have none."""
        return self.state in {AnswerState.VALID, AnswerState.READ_AS}

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it is in the layout: ids of its section, row and column."""
        return (self.section, self.row, self.column)

    @property
    def in_total_row(self) -> bool:
        """Whether it sums up a table's ratings, and stands in none of the table's own rows."""
        return ":" in self.row

    @property
    def given(self) -> bool:
        """Whether a person entered something here: not what HR had filled in before."""
        return self.filled and not self.prefilled


@dataclass(frozen=True, slots=True, kw_only=True)
class FormIdentity:
    """What a form carries about itself, wherever it goes.

    ``variant`` says which of the parts that not every form of its role has are in it: see
    :func:`sheetreview.model.edition.parse_variant`.
    """

    format: int
    form_id: str
    layout_id: str
    layout_version: int
    role: str
    variant: str = ""
    reviewee_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTotal:
    """A total as the workbook shows it: a ``number``, or a ``text``; neither when it is not calculated."""

    section: str
    total: str
    cell: str
    number: float | None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One form read back.

    ``answers`` has an entry for every cell the role could fill and that was found, ``head`` one for every field at the
    head that was found and shows no other role's answer (its row is the field's id), ``labels`` the row labels by
    (section, row) as the reviewer sees them (a typed name for an open row), ``structure`` the findings that reading
    already made. ``unguarded`` are the ids of given fields at the head whose key is lost, so that the form itself
    cannot tell whether they were changed. ``untouched`` says that nothing stands on its sheet but what it was issued
    with.
    """

    identity: FormIdentity
    sheet: str
    answers: tuple[Answer, ...]
    labels: dict[tuple[str, str], str]
    head: tuple[Answer, ...] = ()
    totals: tuple[ShownTotal, ...] = ()
    structure: tuple[Finding, ...] = ()
    unguarded: frozenset[str] = frozenset()
    untouched: bool = False

    @property
    def header(self) -> dict[str, str]:
        """The texts of the fields at the head by id: normalised where they can be read, else as typed."""
        return {answer.row: answer.text for answer in self.head}

    @property
    def blank(self) -> bool:
        """Whether no section holds a rating, choice or text that a person entered."""
        return not any(answer.given for answer in self.answers)


class AnswerIndex:
    """Answers by section, row and column."""

    def __init__(self, review: Review) -> None:
        self._by_place = {(a.section, a.row, a.column): a for a in review.answers}

    def get(self, section: str, row: str, column: str) -> Answer | None:
        """The answer in a cell, or None when the cell was not found in the returned form."""
        return self._by_place.get((section, row, column))
