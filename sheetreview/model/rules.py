"""What a section says beside its table: rules for its rows, when it is issued, what its rows are for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sheetreview.model.base import Authored, FileColumn, Id, ValueText
from sheetreview.model.finding import Severity

RuleSeverity = Annotated[
    Severity, Field(description="error keeps the review out of the means; warning and notice only tell.")
]
RuleRows = Annotated[
    tuple[Id, ...] | None,
    Field(description="Ids of the rows the rule holds for; left out, it holds for every row."),
]


class Together(Authored):
    """When one of ``columns`` is filled in a row, all of them must be. ``rows`` left out means every row."""

    kind: Literal["together"] = Field(description="When one of the columns is filled in a row, all of them must be.")
    columns: tuple[Id, ...] = Field(min_length=2, description="Ids of the columns.")
    rows: RuleRows = None
    severity: RuleSeverity = Severity.ERROR

    @property
    def named_columns(self) -> frozenset[str]:
        """Ids of the columns the rule names."""
        return frozenset(self.columns)

    def holds_in(self, row: str) -> bool:
        """Whether the rule holds for a row."""
        return self.rows is None or row in self.rows


class Requires(Authored):
    """When ``column`` is filled (with one of ``values``, if given), every one of ``needs`` must be filled too."""

    kind: Literal["requires"] = Field(description="When the column is filled, the needed ones must be too.")
    column: Id = Field(description="Id of the column that asks for others.")
    values: tuple[ValueText, ...] | None = Field(
        default=None, description="The values that ask for others; left out, any does."
    )
    needs: tuple[Id, ...] = Field(min_length=1, description="Ids of the columns that must then be filled.")
    rows: RuleRows = None
    severity: RuleSeverity = Severity.ERROR

    @property
    def named_columns(self) -> frozenset[str]:
        """Ids of the columns the rule names."""
        return frozenset({self.column, *self.needs})

    def holds_in(self, row: str) -> bool:
        """Whether the rule holds for a row."""
        return self.rows is None or row in self.rows


class AtMost(Authored):
    """At most ``count`` rows may have ``column`` filled."""

    kind: Literal["at-most"] = Field(description="At most so many rows may have the column filled.")
    column: Id = Field(description="Id of the column.")
    count: int = Field(ge=1, description="The number of rows.")
    severity: RuleSeverity = Severity.ERROR

    @property
    def named_columns(self) -> frozenset[str]:
        """Ids of the columns the rule names."""
        return frozenset({self.column})


Rule = Annotated[Together | Requires | AtMost, Field(discriminator="kind")]


class Pick(Authored):
    """The items are a library: each cycle chooses at most ``at_most`` of them, or takes the ``default``."""

    at_most: int = Field(ge=1, le=200, description="The most items that a cycle can choose.")
    default: tuple[Id, ...] = Field(min_length=1, description="Ids of the items a cycle has that chooses none.")


class IssuedWhen(Authored):
    """A section that only some forms have: where a roster column says yes, or the last result was below a band."""

    roster: FileColumn | None = Field(
        default=None, description="Name of a roster column; a row that says yes there has the section."
    )
    below: Id | None = Field(
        default=None, description="Id of a band; who was below it in the previous cycle has the section."
    )


class FollowUp(Authored):
    """The rows are things to do: ``what``, by whom (``owner``) and by when (``due``), each a column.

    A row is open until its ``progress`` is one of the values in ``closed``.
    """

    what: Id = Field(description="Id of the column that says what is to be done.")
    due: Id = Field(description="Id of the date column that says by when.")
    owner: Id | None = Field(
        default=None, description="Id of the column that says who does it; left out, the person reviewed."
    )
    progress: Id | None = Field(default=None, description="Id of the column that says how far it is.")
    closed: tuple[ValueText, ...] = Field(
        default=(),
        description="Values of the progress column with which a row counts as done; left out, rows stay open.",
    )


class SignOff(Authored):
    """The items are lines to sign, with columns for ``name`` and ``date``: to have talked about it, not to agree."""

    name: Id = Field(description="Id of the column, of kind text or person, for the name of whoever signs.")
    date: Id = Field(description="Id of the date column that says when.")
