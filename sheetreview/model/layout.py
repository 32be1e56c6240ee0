"""The layout language: what a review form asks, by whom it is filled, and which rules guard it.

A section is a table of typed columns; its rows are fixed items, blank rows, or both. Everything has a
stable id apart from its label, so renaming a label never orphans an old review.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

LANGUAGE_VERSION = 1
HR = "hr"
NOT_APPLICABLE = "N/A"
"""What stands in a rating cell when a scale allows that an item does not apply."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
ValueText = Annotated[
    str,
    BeforeValidator(lambda given: str(given) if type(given) is int else given),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
]
"""A value that a column can hold; a whole number may be written without quotes."""


class Authored(BaseModel):
    """Base of everything people write in YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


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


class Level(Authored):
    """One step of a scale. ``number`` is what counts in totals; a whole-number value is its own number."""

    value: str
    label: Text
    description: str = ""
    number: float | None = Field(default=None, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _number_from_value(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(value := data.get("value"), int) and not isinstance(value, bool):
            return {"number": value, **data, "value": str(value)}
        return data


class Scale(Authored):
    """A rating scale; ``not_applicable`` allows N/A.

    ``best`` says which end is the best one; without it the numbers say so, and a scale without numbers has no order.
    """

    id: Id
    levels: tuple[Level, ...] = Field(min_length=2, max_length=20)
    not_applicable: bool = False
    best: Literal["first", "last"] | None = None

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

    id: Id
    kind: ColumnKind = ColumnKind.TEXT
    scale: Id | None = None
    options: tuple[Text, ...] = ()
    filled_by: tuple[Id, ...] | None = None
    shown_to: tuple[Id, ...] = ()
    required: bool = False
    placeholder: str = Field(default="", max_length=500)
    hint: str = Field(default="", max_length=255)

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

    kind: Literal["ratio", "difference"]
    of: tuple[Id, Id]


class Column(Entry):
    """One typed column of a section. ``width`` is in characters; ``compute`` only for computed columns.

    Rows that hold one of the values in ``flag`` are listed in the team summary.
    """

    title: Text
    width: int | None = Field(default=None, ge=4, le=120)
    compute: Computation | None = None
    flag: tuple[ValueText, ...] = ()

    @property
    def caption(self) -> str:
        """What people see it called."""
        return self.title


class HeaderField(Entry):
    """One field of the form's head. ``source`` says what fills it: see :mod:`sheetreview.model.sources`."""

    label: Text
    source: Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z0-9_]+$")] | None = None

    @property
    def caption(self) -> str:
        """What people see it called."""
        return self.label


class Item(Authored):
    """One fixed row. ``texts`` fills its cells by column id; the role types the columns named in ``open`` itself.

    An optional item counts only when it was used. ``weight`` multiplies its rating in totals.
    """

    id: Id
    label: Text
    texts: dict[Id, Text] = Field(default_factory=dict)
    optional: bool = False
    open: tuple[Id, ...] = ()
    weight: float = Field(default=1, gt=0, le=1000, allow_inf_nan=False)


class Total(Authored):
    """A TOTAL row over a rating column: the word in one column, the result under the ratings, a typed summary."""

    id: Id = "total"
    label: Text = "TOTAL"
    kind: Literal["sum", "mean"] = "sum"
    column: Id
    label_in: Id
    summary_in: Id | None = None
    placeholder: str = Field(default="", max_length=500)


class Together(Authored):
    """When one of ``columns`` is filled in a row, all of them must be. ``rows`` left out means every row."""

    kind: Literal["together"]
    columns: tuple[Id, ...] = Field(min_length=2)
    rows: tuple[Id, ...] | None = None
    severity: Severity = Severity.ERROR


class Requires(Authored):
    """When ``column`` is filled (with one of ``values``, if given), every one of ``needs`` must be filled too."""

    kind: Literal["requires"]
    column: Id
    values: tuple[ValueText, ...] | None = None
    needs: tuple[Id, ...] = Field(min_length=1)
    rows: tuple[Id, ...] | None = None
    severity: Severity = Severity.ERROR


class AtMost(Authored):
    """At most ``count`` rows may have ``column`` filled."""

    kind: Literal["at-most"]
    column: Id
    count: int = Field(ge=1)
    severity: Severity = Severity.ERROR


Rule = Annotated[Together | Requires | AtMost, Field(discriminator="kind")]


class Pick(Authored):
    """The items are a library: each cycle chooses at most ``at_most`` of them, or takes the ``default``."""

    at_most: int = Field(ge=1, le=200)
    default: tuple[Id, ...] = Field(min_length=1)


class IssuedWhen(Authored):
    """A section that only some forms have: where a roster column says yes, or the last result was below a band."""

    roster: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")] | None = None
    below: Id | None = None


class FollowUp(Authored):
    """The rows are things to do: ``what``, by whom (``owner``) and by when (``due``), each a column.

    A row is open until its ``progress`` is one of the values in ``closed``.
    """

    what: Id
    due: Id
    owner: Id | None = None
    progress: Id | None = None
    closed: tuple[ValueText, ...] = ()


class SignOff(Authored):
    """The items are lines to sign, with columns for ``name`` and ``date``: to have talked about it, not to agree."""

    name: Id
    date: Id


class Section(Authored):
    """A table: typed columns, fixed items and/or blank rows, totals and the rules that guard it.

    ``carries`` names sections of the previous cycle's review whose open rows are filled into the blank rows here: the
    columns that HR fills, by column id. Only HR's edition of the team summary speaks of a ``restricted`` section.
    """

    id: Id
    title: Text
    intro: str = ""
    columns: tuple[Column, ...] = Field(min_length=1, max_length=20)
    items: tuple[Item, ...] = ()
    blank_rows: int = Field(default=0, ge=0, le=200)
    totals: tuple[Total, ...] = ()
    rules: tuple[Rule, ...] = ()
    weight: float = Field(default=1, gt=0, le=1000, allow_inf_nan=False)
    roles: tuple[Id, ...] | None = None
    pick: Pick | None = None
    issued_when: IssuedWhen | None = None
    follow_up: FollowUp | None = None
    sign_off: SignOff | None = None
    carries: tuple[Id, ...] = ()
    restricted: bool = False

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

    id: Id
    title: Text
    who: Literal["reviewer", "reviewee"] = "reviewer"
    external: bool = False
    min_raters: int | None = Field(default=None, ge=3, le=50)

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

    id: Id
    label: Text
    from_percent: float = Field(ge=0, le=100, allow_inf_nan=False)


class FrequencyRule(Authored):
    """Every so many ``months``, for accounts whose columns have one of the named values; without ``when``, for all."""

    months: int = Field(ge=1, le=60)
    when: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")], tuple[Text, ...]] = Field(
        default_factory=dict
    )


class Frequency(Authored):
    """How often an account is reviewed: the first rule that fits. ``reviewed`` is the field with the review's date."""

    reviewed: Id
    rules: tuple[FrequencyRule, ...] = Field(min_length=1)


class Layout(Authored):
    """A whole layout file. ``sheetreview`` is the version of the language, ``version`` the author's own.

    ``issued_to`` are the roles of a roster row that names none; left out, the first role.
    """

    sheetreview: Literal[1]
    id: Id
    version: int = Field(ge=1, le=9999)
    title: Text
    description: str = ""
    how_to: str = Field(default="", max_length=1500)
    roles: tuple[Role, ...] = Field(min_length=1)
    scales: tuple[Scale, ...] = ()
    header: tuple[HeaderField, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    bands: tuple[Band, ...] = ()
    issued_to: tuple[Id, ...] = ()
    frequency: Frequency | None = None

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
