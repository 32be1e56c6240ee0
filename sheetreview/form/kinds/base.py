"""What all kinds of columns and head fields have in common."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from random import Random
from typing import ClassVar, Protocol, TypeAlias

from sheetreview.form import look
from sheetreview.form.values import EMPTY, UNREADABLE, WORKBOOK, FileFormat, Reading, read_text
from sheetreview.model.layout import Column, ColumnKind, HeaderField
from sheetreview.model.review import AnswerState
from sheetreview.model.scales import Scale
from sheetreview.sheet.grid import CellError, Uncalculated, Value, display
from sheetreview.sheet.palette import INK
from sheetreview.sheet.plan import Align, Block, Check, Style, Validation
from sheetreview.sheet.text import CELL_LIMIT, quoted, squeeze

_PLAIN = re.compile(r"[+-]?[0-9]{1,15}([.][0-9]{1,15})?")

Content: TypeAlias = str | float
"""What a cell holds."""

KINDS: dict[ColumnKind, type[Kind]] = {}
"""The class of each kind; a subclass that names its word is entered by itself."""


class Family(Enum):
    """Kinds that look alike: their columns stand under each other, and words at the left of their cells."""

    WORDS = "words"
    CHOICES = "choices"
    FIGURES = "figures"
    DAYS = "days"


class Sampler(Protocol):
    """Whoever makes answers up for a demo or a rehearsal; each method gives one for the cell in question."""

    def level(self, scale: Scale) -> str | int:
        """A level of a scale."""

    def option(self, options: Sequence[str]) -> str:
        """One of some options."""

    def figure(self, kind: Kind) -> float:
        """A number of a kind."""

    def day(self) -> date:
        """A day."""

    def person(self) -> str:
        """Somebody's name."""

    def text(self) -> str | None:
        """A text; None where the cell is left as it is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind as one column or head field has it: plain text, unless a subclass says otherwise.

    ``scale`` is that of a rating. ``needs`` is the key of the layout language that the kind cannot do without, and
    that no other kind has.
    """

    entry: Column | HeaderField
    scale: Scale | None = None

    width: ClassVar[int] = 28
    """Default width of a column, in characters."""
    family: ClassVar[Family] = Family.WORDS
    needs: ClassVar[str] = ""
    holds_answers: ClassVar[bool] = True
    """Whether people's answers stand in it, so that it may be a field at the head, too."""
    typed: ClassVar[bool] = True
    """Whether anybody types it."""
    serves_as: ClassVar[Mapping[str, int]] = {}
    """The parts of a follow-up or sign-off that it can be; for each, the kind with the lowest number fits best."""
    free_text: ClassVar[bool] = True
    """Whether it holds people's own words, which a summary leaves out unless its layout says so."""
    names_rows: ClassVar[bool] = True
    """Whether its text is what a row without a label is called."""
    takes_metric: ClassVar[bool] = True
    """Whether HR's metrics file can fill it."""
    several_lines: ClassVar[bool] = False
    """Whether a wide field gets room for a long answer."""
    computable: ClassVar[bool] = False
    """Whether a computed column can use it."""
    counted: ClassVar[bool] = False
    """Whether it holds numbers that a summary adds up."""
    amount: ClassVar[bool] = False
    """Whether its numbers may stand in a cell of another such kind and mean the same."""
    style: ClassVar[Style] = look.TEXT_INPUT
    number_format: ClassVar[str] = "@"
    """As text, unless a kind says otherwise: programs take 95%, 10:30 or 1/2 for a number, and show another later."""
    noun: ClassVar[str] = "a text"

    def __init_subclass__(cls, *, word: ColumnKind | None = None) -> None:
        if word is not None:
            KINDS[word] = cls

    def read(self, value: Value | None, empty: Collection[str] = (), file: FileFormat = WORKBOOK) -> Reading:
        """Read a cell; the texts in ``empty`` stand for an empty one."""
        if value is None or (not display(value) and not isinstance(value, Uncalculated)):
            return EMPTY
        if isinstance(value, str) and squeeze(value) in map(squeeze, empty):
            return EMPTY
        if isinstance(value, Uncalculated):
            return Reading(state=AnswerState.UNCALCULATED)
        if isinstance(value, CellError) or (isinstance(value, float) and not math.isfinite(value)):
            return UNREADABLE
        return self._read(value, file)

    def _read(self, value: Value, file: FileFormat) -> Reading:  # noqa: ARG002 -- for kinds that ask for the format
        return read_text(value)

    def readings(self, text: str) -> tuple[str, ...]:  # noqa: ARG002 -- for kinds that know several ways of writing
        """What a text that cannot be read may mean, where it may mean one of several things."""
        return ()

    def content(self, text: str) -> Content:
        """The content of a cell for a normalised text; a text that is none of the kind stays as it is."""
        return text

    def read_back(self, content: Content) -> str:
        """The text by which a cell's content is known again when it is read back."""
        return self.read(content).value or display(content)

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """What can be chosen, each as its normalised text and as people see it; nothing for a free entry."""
        return ()

    @property
    def is_chosen(self) -> bool:
        """Whether an entry is one of some options that no scale gives a meaning."""
        return bool(self.options)

    @property
    def wanted(self) -> str:
        """What belongs into a cell, as an instruction."""
        return f"fill in {self.entry.caption}"

    def entry_check(self, block: Block) -> Validation | None:
        """The dropdown or check of a cell; None where anything may be typed."""
        if not self.entry.hint:
            return None
        return Validation(block=block, check=Check.LENGTH, low=0, high=CELL_LIMIT, prompt=self.entry.hint, refuse=False)

    @property
    def cell_format(self) -> str:
        """Number format of the cells people type into."""
        return self.number_format

    def input_style(self, *, field: bool = False) -> Style:
        """Style of a cell people type into; field values and signatures stand at the left whatever their kind."""
        style = replace(self.style, number_format=self.cell_format)
        return replace(style, align=Align.LEFT, indent=1) if field else style

    def shown_style(self, *, field: bool = False) -> Style:
        """Style of a cell that shows another role's answer."""
        return replace(self.input_style(field=field), fill=look.SHOWN, color=INK, bold=False, locked=True)

    def long_style(self) -> Style:
        """Style of a wide field that people type into."""
        return replace(look.LONG_INPUT, number_format=self.cell_format)

    def prefilled_style(self) -> Style:
        """Style of a cell with a figure of HR's that people may change."""
        return replace(look.PREFILLED, number_format=self.cell_format)

    def carried_style(self) -> Style:
        """Style of a cell with what the previous cycle left open, and which nobody may change."""
        return replace(self.input_style(), fill=None, locked=True)

    def fixed_style(self) -> Style:
        """Style of a cell the form fills itself."""
        return look.FIXED_TEXT

    def head_style(self, *, shown: bool = False, field: bool = False) -> Style:
        """Style of the column's title; ``shown`` where another role's answers stand below it.

        ``field``: what is typed below it stands at the left whatever its kind.
        """
        style = look.HEAD if field or self.family is Family.WORDS else look.HEAD_CENTER
        return replace(style, fill=look.SHOWN_HEAD) if shown else style

    def counted_in(self, cell: str) -> str:
        """A cell as a number that a formula counts with."""
        return cell

    @classmethod
    def carries(cls, other: type[Kind]) -> bool:
        """Whether such a column can be filled beforehand with what one of another kind held in the cycle before."""
        if cls is other:
            return True
        return other.typed and (cls.family is Family.WORDS or (cls.amount and other.amount))

    def takes(self, other: Kind) -> bool:
        """Whether an answer of another kind may stand in a cell of this one, as long as it reads the same there."""
        both_words = self.family is other.family is Family.WORDS
        return type(self) is type(other) or both_words or (self.amount and other.amount)

    def converted(self, value: str, before: Kind) -> tuple[str, str]:  # noqa: ARG002 -- for kinds with a list
        """The normalised text that an answer of a kind it takes has here, and how that came about.

        An empty text, and why, when there is none: a value is never given a new meaning.
        """
        return value, ""

    def newly_read(self, text: str) -> str:
        """What to say of a text that could not be read when it was typed, and could be now."""
        return f"{quoted(text)} could not be read when it was typed, and would be now: ask what was meant"

    def sample(self, by: Sampler) -> str | float | date | None:
        """A made-up answer; None where the cell is left as it is."""
        return by.text()

    def sample_target(self, described: str, random: Random) -> float:
        """A made-up figure such as a target, of the size that the words beside it announce."""
        words = described.casefold()
        if "revenue" in words or "$" in words:
            return random.randint(20, 90) * 100
        if "%" in words or "rate" in words:
            return random.randint(20, 95)
        return random.randint(8, 60)

    def sample_near(self, target: float, skill: float, random: Random) -> float:
        """A made-up figure near its target: some above it, more of them below."""
        reached = target * max(0.2, random.gauss(0.95 + skill / 10, 0.15))
        return float(round(reached, 1 if target < 10 else None))  # noqa: PLR2004 -- small figures keep a decimal


def number_or_text(text: str) -> Content:
    """A number for a text that is one in plain digits, the text itself otherwise."""
    return float(text) if _PLAIN.fullmatch(text) else text
