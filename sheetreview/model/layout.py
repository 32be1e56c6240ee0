"""The layout language: what a review form asks, by whom it is filled, and which rules guard it.

A section is a table of typed columns; its rows are fixed items, blank rows, or both. Everything has a
stable id apart from its label, so renaming a label never orphans an old review.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sheetreview.model.base import Authored, Counts, Id, OwnId, Text, ValueText, Weight
from sheetreview.model.points import Points, digits_apart, exact
from sheetreview.model.rules import FollowUp, IssuedWhen, Pick, Rule, SignOff
from sheetreview.model.scales import Band, Scale
from sheetreview.model.schedule import Frequency

LANGUAGE_VERSION = 1
HR = "hr"
SOURCES = (
    "reviewee.name",
    "reviewee.employee_id",
    "reviewee.title",
    "reviewee.team",
    "reviewee.email",
    "reviewer.name",
    "reviewer.title",
    "reviewer.email",
    "cycle.name",
    "cycle.period",
    "cycle.due",
    "form.month",
    "account.name",
    "account.last_review",
    "account.next_review",
    "previous.cycle",
    "previous.result",
)
"""What can fill a header field, besides ``roster.<column>`` for any other column of the roster."""

EXTERNAL_SOURCES = frozenset(
    {"reviewee.name", "reviewer.name", "cycle.name", "cycle.period", "cycle.due", "form.month"}
)
"""What a form that leaves the house may say."""


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
    counts: Counts = True

    @property
    def caption(self) -> str:
        """What people see it called."""
        return self.title


class HeaderField(Entry):
    """One field of the form's head. ``source`` says what fills it, such as ``reviewee.name``."""

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
    weight: Weight = 1
    counts: Counts = True

    @property
    def is_counted(self) -> bool:
        """Whether its rating enters any total; it is asked and shown all the same."""
        return self.counts and self.weight != 0

    @cached_property
    def counted_weight(self) -> Points:
        """How much its rating counts against those of other rows, exactly; 0 for one that never does."""
        return exact(self.weight) if self.is_counted else 0


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


class Section(Authored):
    """A table: typed columns, fixed items and/or blank rows, totals and the rules that guard it.

    ``carries`` names sections of the previous cycle's review whose open rows are filled into the blank rows here: the
    columns that HR fills, by column id. Only HR's edition of the team summary speaks of a ``restricted`` section, and
    the overall result is without it.
    """

    id: OwnId
    title: Text = Field(description="The section's heading.")
    intro: str = Field(default="", description="A text under the heading.")
    columns: tuple[Column, ...] = Field(min_length=1, max_length=20, description="The columns, from left to right.")
    items: tuple[Item, ...] = Field(default=(), description="The fixed rows, in order.")
    blank_rows: int = Field(default=0, ge=0, le=200, description="How many empty rows follow the items.")
    totals: tuple[Total, ...] = Field(default=(), description="TOTAL rows under the table.")
    rules: tuple[Rule, ...] = Field(default=(), description="What must hold in the section's rows.")
    weight: Weight = 1
    counts: Counts = True
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
        default=False,
        description="Whether only HR's edition of the team summary speaks of the section; no overall result counts it.",
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

    @property
    def is_counted(self) -> bool:
        """Whether its ratings enter any total; they are asked and shown all the same."""
        return self.counts and self.weight != 0

    @cached_property
    def weight_in_result(self) -> Points:
        """How much it counts in the overall result, exactly; 0 where it never does, or is for HR alone."""
        return exact(self.weight) if self.is_counted and not self.restricted else 0

    def weight_of(self, column: Column, row: str) -> Points:
        """How much a row's rating in a column counts in the section's totals, exactly; 0 where it is only asked."""
        if not (self.is_counted and column.counts):
            return 0
        item = self.item_by_id.get(row)
        return 1 if item is None else item.counted_weight

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

    def band_of(self, percent: Points) -> Band | None:
        """The highest band reached by an overall result in percent; None when there is none."""
        reached = [band for band in self.bands if band.least <= percent]
        return max(reached, key=lambda band: band.least, default=None)

    def digits_of(self, percent: Points, least: int) -> int:
        """Digits after the point with which an overall result in percent is shown on its side of every band's limit."""
        return digits_apart(percent, (band.least for band in self.bands), least)
