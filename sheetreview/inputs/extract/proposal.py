"""What is proposed: the parts of a layout, each with the cell it came from and what is to be looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

from sheetreview.model.layout import ColumnKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLevel:
    """One step of a scale; ``number`` only where the value is no whole number itself."""

    value: str
    label: str
    description: str = ""
    number: float | None = None

    @property
    def whole(self) -> bool:
        """Whether the value is a whole number that counts itself."""
        return self.number is not None and self.value == f"{self.number:.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedScale:
    """A scale, and where it stands in the workbook; ``check`` says what to look at."""

    id: str
    levels: tuple[ProposedLevel, ...]
    not_applicable: bool = False
    where: str = ""
    check: str = ""

    @property
    def numbered(self) -> bool:
        """Whether its ratings can be added up."""
        return all(level.number is not None for level in self.levels)


@dataclass(slots=True, kw_only=True)
class ProposedEntry:
    """A column, or a field of the form's head with its ``source``."""

    id: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    scale: str = ""
    options: tuple[str, ...] = ()
    filled_by: tuple[str, ...] | None = None
    required: bool = False
    placeholder: str = ""
    compute: tuple[str, str, str] | None = None
    source: str = ""
    where: str = ""
    check: str = ""


@dataclass(slots=True, kw_only=True)
class ProposedItem:
    """A fixed row; ``texts`` and ``open`` by column id."""

    id: str
    label: str
    texts: dict[str, str] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    optional: bool = False
    weight: float | None = None
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedTotal:
    """A row that adds up the ratings of ``column``, or takes their mean."""

    id: str
    label: str
    kind: str
    column: str
    label_in: str
    summary_in: str = ""
    placeholder: str = ""
    where: str = ""


@dataclass(slots=True, kw_only=True)
class ProposedSection:
    """A table; ``checks`` say what to look at."""

    id: str
    title: str
    intro: str = ""
    columns: list[ProposedEntry] = field(default_factory=list)
    items: list[ProposedItem] = field(default_factory=list)
    blank_rows: int = 0
    totals: list[ProposedTotal] = field(default_factory=list)
    where: str = ""
    checks: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Proposal:
    """A whole layout. ``left_out`` are texts of the workbook that no part of it holds, with their cells.

    ``checks`` say what to look at in all of it, ``title_checks`` and ``how_to_checks`` in these texts.
    """

    id: str
    title: str
    how_to: str = ""
    scales: list[ProposedScale] = field(default_factory=list)
    header: list[ProposedEntry] = field(default_factory=list)
    sections: list[ProposedSection] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    title_checks: list[str] = field(default_factory=list)
    how_to_checks: list[str] = field(default_factory=list)
