"""The layout language: what a review form asks, by whom it is filled, and which rules guard it.

A section is a table of typed columns; its rows are fixed items, blank rows, or both. Everything has a
stable id apart from its label, so renaming a label never orphans an old review.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sheetreview.model.authored import Authored, FileColumn, Id, OwnId, Text, ValueText

LANGUAGE_VERSION = 1
HR = "hr"
NOT_APPLICABLE = "N/A"
"""What stands in a rating cell when a scale allows that an item does not apply."""


class ColumnKind(StrEnum):
    """What the cells of a column hold."""

    LABEL = "label"
    TEXT = "text"
    LONG_TEXT = "long-text"
    RATING = "rating"
    CHOICE = "choice"
    YES_NO = "yes-no"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    PERSON = "person"
    COMPUTED = "computed"


class Severity(StrEnum):
    """How much a finding weighs: an error keeps the review out of the means."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


def _not_empty(value: str) -> str:
    if not value:
        raise PydanticCustomError("level_value_empty", "the value of a level is empty")
    return value


class Level(Authored):
    """One step of a scale. ``number`` is what counts in totals; a whole-number value is its own number."""

    value: Annotated[ValueText, AfterValidator(_not_empty)] = Field(
        description="What people choose, such as 1 or A; at most 40 characters and no comma."
    )
    label: Text = Field(description="What the level means, shown in the legend.")
    description: str = Field(default="", description="More words on the level.")
    number: float | None = Field(
        default=None,
        allow_inf_nan=False,
        description="What the level counts in totals; left out, a whole-number value counts itself.",
    )

    @model_validator(mode="before")
    @classmethod
    def _number_from_value(cls, data: object) -> object:
        return with_number(data) if isinstance(data, dict) else data


def with_number(level: dict[str, object]) -> dict[str, object]:
    """What was written of a level, with a value that is a whole number as its number."""
    value = level.get("value")
    return {**level, "number": value} if type(value) is int and level.get("number") is None else level


class Scale(Authored):
    """A rating scale; ``not_applicable`` allows N/A.

    ``best`` says which end is the best one; without it the numbers say so, and a scale without numbers has no order.
    """

    id: OwnId
    levels: tuple[Level, ...] = Field(
        min_length=2, max_length=20, description="The levels, in the order they are shown."
    )
    not_applicable: bool = Field(default=False, description="Whether N/A can be chosen too; it is left out of totals.")
    best: Literal["first", "last"] | None = Field(
        default=None,
        description="Which end of the levels is the best, first or last; left out, the highest number is the best.",
    )

    @cached_property
    def by_value(self) -> dict[str, Level]:
        """Levels by their value."""
        return {level.value: level for level in self.levels}

    @cached_property
    def allowed(self) -> tuple[str, ...]:
        """What may stand in a cell: the levels' values, and N/A where the scale has it."""
        values = tuple(level.value for level in self.levels)
        return (*values, NOT_APPLICABLE) if self.not_applicable else values

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers of all levels in order, or nothing when any level has none."""
        found = tuple(level.number for level in self.levels if level.number is not None)
        return found if len(found) == len(self.levels) else ()

    @property
    def from_best(self) -> tuple[Level, ...]:
        """The levels from the best one down; nothing when the scale does not say which end is the best."""
        if self.best is None and not self.numbers:
            return ()
        if self.best is None:
            return tuple(sorted(self.levels, key=lambda level: -(level.number or 0)))
        return self.levels if self.best == "first" else self.levels[::-1]

    @property
    def maximum(self) -> float | None:
        """The highest number of the scale; None when the scale has no numbers."""
        return max(self.numbers, default=None)

    @property
    def minimum(self) -> float | None:
        """The lowest number of the scale; None when the scale has no numbers."""
        return min(self.numbers, default=None)


class Entry(Authored):
    """What a column and a header field share: the kind of value and who fills it.

    ``filled_by`` names roles, or ``hr`` for what the roster or the metrics file gives; left out, every role
    fills it; an empty list makes it fixed text. A form for a role that is not named does not contain it, but where
    ``shown_to`` names the role: its form shows what the others have answered, and cannot change it.
    """

    id: OwnId
    kind: ColumnKind = Field(default=ColumnKind.TEXT, description="What it holds; text when left out.")
    scale: Id | None = Field(default=None, description="Id of the scale; for kind rating only.")
    options: tuple[Text, ...] = Field(default=(), description="What can be chosen; for kind choice only.")
    filled_by: tuple[Id, ...] | None = Field(
        default=None,
        description=(
            "Ids of the roles that fill it, or hr for what the roster or the metrics file gives. Left out, every role "
            "fills it; an empty list makes it fixed text. Forms for roles not named do not contain it."
        ),
    )
    shown_to: tuple[Id, ...] = Field(
        default=(),
        description=(
            "Ids of the roles that only see it: their forms show, locked, what the role that fills it has "
            "answered. They are not among those in filled_by."
        ),
    )
    required: bool = Field(default=False, description="Whether an empty cell is an error.")
    placeholder: str = Field(default="", max_length=500, description="Text shown in the empty cell.")
    hint: str = Field(default="", max_length=255, description="Help shown beside the cell while typing.")

    @property
    def is_label(self) -> bool:
        """Whether it holds the labels of rows."""
        return self.kind is ColumnKind.LABEL

    @property
    def is_rating(self) -> bool:
        """Whether it holds levels of a scale."""
        return self.kind is ColumnKind.RATING

    @property
    def is_computed(self) -> bool:
        """Whether the form works it out, so that it is never typed."""
        return self.kind is ColumnKind.COMPUTED

    @property
    def given_by_hr(self) -> bool:
        """Whether HR fills it, alone or beside other roles."""
        return HR in (self.filled_by or ())


class Computation(Authored):
    """A computed column: ``ratio`` is first / second (blank when the second is 0), ``difference`` first - second."""

    kind: Literal["ratio", "difference"] = Field(description="ratio is first / second, difference is first - second.")
    of: tuple[Id, Id] = Field(description="Ids of the two columns.")


class Column(Entry):
    """One typed column of a section. ``width`` is in characters; ``compute`` only for computed columns.

    Rows that hold one of the values in ``flag`` are listed in the team summary.
    """

    title: Text = Field(description="The column's heading.")
    width: int | None = Field(
        default=None, ge=4, le=120, description="Width in characters; left out, the kind decides."
    )
    compute: Computation | None = Field(
        default=None, description="What a computed column computes; for kind computed only."
    )
    flag: tuple[ValueText, ...] = Field(
        default=(),
        description="Values with which a row is listed in the team summary; for rating, choice and yes-no columns.",
    )

    @property
    def caption(self) -> str:
        """What people see it called."""
        return self.title


class HeaderField(Entry):
    """One field of the form's head. ``source`` says what fills it: see :mod:`sheetreview.model.sources`."""

    label: Text = Field(description="The field's label.")
    source: Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z0-9_]+$")] | None = Field(
        default=None, description="What fills the field: such as reviewee.name, account.name, or roster.<column>."
    )

    @property
    def caption(self) -> str:
        """What people see it called."""
        return self.label


class Item(Authored):
    """One fixed row. ``texts`` fills its cells by column id; the role types the columns named in ``open`` itself.

    An optional item counts only when it was used. ``weight`` multiplies its rating in totals.
    """

    id: OwnId
    label: Text = Field(description="The row's label; two rows may have the same.")
    texts: dict[Id, Text] = Field(default_factory=dict, description="Texts of the row's other cells, by column id.")
    optional: bool = Field(default=False, description="Whether the row counts only when it was used.")
    open: tuple[Id, ...] = Field(default=(), description="Ids of columns whose cell in this row the role types itself.")
    weight: float = Field(
        default=1,
        gt=0,
        le=1000,
        allow_inf_nan=False,
        description="Weight of the row in totals. How much it counts against the others; 1 when left out.",
    )


class Total(Authored):
    """A TOTAL row over a rating column: the word in one column, the result under the ratings, a typed summary."""

    id: Id = Field(default="total", description="Id of the total; needed from a section's second total on.")
    label: Text = Field(default="TOTAL", description="The word in the row; TOTAL when left out.")
    kind: Literal["sum", "mean"] = Field(
        default="sum", description="sum adds the ratings, mean divides the sum by their number."
    )
    column: Id = Field(description="Id of the rating column.")
    label_in: Id = Field(description="Id of the column that holds the word.")
    summary_in: Id | None = Field(default=None, description="Id of the column for a typed summary.")
    placeholder: str = Field(default="", max_length=500, description="Text shown in the empty summary.")


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


class Section(Authored):
    """A table: typed columns, fixed items and/or blank rows, totals and the rules that guard it.

    ``carries`` names sections of the previous cycle's review whose open rows are filled into the blank rows here: the
    columns that HR fills, by column id. Only HR's edition of the team summary speaks of a ``restricted`` section.
    """

    id: OwnId
    title: Text = Field(description="The section's heading.")
    intro: str = Field(default="", description="A text under the heading.")
    columns: tuple[Column, ...] = Field(min_length=1, max_length=20, description="The columns, from left to right.")
    items: tuple[Item, ...] = Field(default=(), description="The fixed rows, in order.")
    blank_rows: int = Field(default=0, ge=0, le=200, description="How many empty rows follow the items.")
    totals: tuple[Total, ...] = Field(default=(), description="TOTAL rows under the table.")
    rules: tuple[Rule, ...] = Field(default=(), description="What must hold in the section's rows.")
    weight: float = Field(
        default=1,
        gt=0,
        le=1000,
        allow_inf_nan=False,
        description=(
            "Weight of the section in the overall result. How much it counts against the others; 1 when left out."
        ),
    )
    roles: tuple[Id, ...] | None = Field(
        default=None, description="Ids of the roles whose forms have the section; left out, all of them."
    )
    pick: Pick | None = Field(default=None, description="Makes the items a library of which each cycle chooses some.")
    issued_when: IssuedWhen | None = Field(default=None, description="Makes the section one that only some forms have.")
    follow_up: FollowUp | None = Field(
        default=None, description="Makes the rows things to do, listed in the team summary until they are done."
    )
    sign_off: SignOff | None = Field(
        default=None,
        description="Makes the items lines on which people sign that they have read the review and talked about it.",
    )
    carries: tuple[Id, ...] = Field(
        default=(),
        description=(
            "Ids of sections of the previous cycle whose open rows are filled into the blank rows here, "
            "column by column of the same id, where hr fills the column."
        ),
    )
    restricted: bool = Field(
        default=False, description="Whether only HR's edition of the team summary speaks of the section."
    )

    @cached_property
    def column_by_id(self) -> dict[str, Column]:
        """Columns by id."""
        return {column.id: column for column in self.columns}

    @cached_property
    def item_by_id(self) -> dict[str, Item]:
        """Fixed items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def row_ids(self) -> tuple[str, ...]:
        """Ids of all rows in the form's order: the items', then ``row-1`` … for the blank rows."""
        return (*(item.id for item in self.items), *(f"row-{n}" for n in range(1, self.blank_rows + 1)))

    def rows_with(self, added: Iterable[str]) -> tuple[str, ...]:
        """Ids of all rows, then those of blank rows that people added, in their order."""
        further = set(added).difference(self.row_ids)
        return (*self.row_ids, *sorted(further, key=lambda row: (len(row), row)))


class Role(Authored):
    """Who fills a form of this layout. ``title`` is shown to people.

    ``who`` is the reviewer a roster row names, or the reviewee. An ``external`` role's form leaves the house: nothing
    internal is in it. With ``min_raters``, what this role's raters say about one person is shown only together, and
    only from so many raters on.
    """

    id: OwnId
    title: Text = Field(description="The role as people read it.")
    who: Literal["reviewer", "reviewee"] = Field(
        default="reviewer",
        description=(
            "reviewer: the person the roster names as reviewer fills the form; reviewee: the person reviewed does."
        ),
    )
    external: bool = Field(
        default=False,
        description="Whether the form leaves the house: then nothing internal may be in it; it needs 'min_raters'.",
    )
    min_raters: int | None = Field(
        default=None,
        ge=3,
        le=50,
        description=(
            "What this role's raters say about one person is shown only together, and only from so many "
            "different raters on: 3 to 50."
        ),
    )

    @property
    def own(self) -> bool:
        """Whether people fill this role's form about themselves."""
        return self.who == "reviewee"

    @property
    def pooled(self) -> bool:
        """Whether what this role's raters say is shown only together."""
        return self.min_raters is not None


class Band(Authored):
    """A name for an overall result from ``from_percent`` of the maximum on."""

    id: OwnId
    label: Text = Field(description="The band's name.")
    from_percent: float = Field(
        ge=0,
        le=100,
        allow_inf_nan=False,
        description="The lowest overall result of the band, in percent of the maximum.",
    )


class FrequencyRule(Authored):
    """Every so many ``months``, for accounts whose columns have one of the named values; without ``when``, for all."""

    months: int = Field(ge=1, le=60, description="Months from one review to the next.")
    when: dict[FileColumn, tuple[Text, ...]] = Field(
        default_factory=dict,
        description="Columns of the accounts file, each with a list of values; all must fit. Left out, it fits all.",
    )


class Frequency(Authored):
    """How often an account is reviewed: the first rule that fits. ``reviewed`` is the field with the review's date."""

    reviewed: Id = Field(description="Id of the header field, of kind date, that holds the day of the review.")
    rules: tuple[FrequencyRule, ...] = Field(
        min_length=1, description="The rules, in order; the first that fits counts."
    )


class Layout(Authored):
    """A whole layout file. ``sheetreview`` is the version of the language, ``version`` the author's own.

    ``issued_to`` are the roles of a roster row that names none; left out, the first role.
    """

    sheetreview: Literal[1] = Field(description="Version of the layout language; write 1.")
    id: OwnId
    version: int = Field(
        ge=1,
        le=9999,
        description="The author's own version of this layout; raise it with every change to issued forms.",
    )
    title: Text = Field(description="Title at the top of every form.")
    description: str = Field(default="", description="One sentence for whoever chooses a layout.")
    how_to: str = Field(
        default="", max_length=1500, description="How to fill the form, shown on it; left out, a standard text is used."
    )
    roles: tuple[Role, ...] = Field(
        min_length=1, description="Who fills forms of this layout; the first is the default."
    )
    scales: tuple[Scale, ...] = Field(default=(), description="The rating scales that rating columns name.")
    header: tuple[HeaderField, ...] = Field(default=(), description="The fields at the head of the form.")
    sections: tuple[Section, ...] = Field(min_length=1, description="The tables of the form, in order.")
    bands: tuple[Band, ...] = Field(default=(), description="Names for overall results.")
    issued_to: tuple[Id, ...] = Field(
        default=(),
        description="Ids of the roles that a roster row naming no role issues forms to; left out, the first role.",
    )
    frequency: Frequency | None = Field(
        default=None, description="How often an account is reviewed, for layouts whose forms are about accounts."
    )

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    @cached_property
    def scale_by_id(self) -> dict[str, Scale]:
        """Scales by id."""
        return {scale.id: scale for scale in self.scales}

    @cached_property
    def section_by_id(self) -> dict[str, Section]:
        """Sections by id."""
        return {section.id: section for section in self.sections}

    @cached_property
    def default_roles(self) -> tuple[str, ...]:
        """Roles of a roster row that names none."""
        return self.issued_to or (self.roles[0].id,)

    @cached_property
    def role_by_id(self) -> dict[str, Role]:
        """Roles by id."""
        return {role.id: role for role in self.roles}

    def scale_for(self, entry: Entry) -> Scale | None:
        """The scale of a rating column or field; None for any other."""
        return self.scale_by_id.get(entry.scale or "")

    def scale_of(self, entry: Entry) -> Scale:
        """The scale a rating column or field uses. Raises KeyError for an entry without one."""
        return self.scale_by_id[entry.scale or ""]

    def band_of(self, percent: float) -> Band | None:
        """The highest band reached by an overall result in percent; None when there is none."""
        reached = [band for band in self.bands if band.from_percent <= percent]
        return max(reached, key=lambda band: band.from_percent, default=None)
