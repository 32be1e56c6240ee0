"""What a team summary says beyond ratings: gaps between roles, figures, things to do, accounts.

Every row names the ``layout`` and ``section`` it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCount:
    """How often a level or an option was given."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """What every row says of the section it comes from."""

    layout: str
    role: str
    section: str
    section_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow(SectionRow):
    """A row that comes from one form, and whose form it is."""

    form_id: str
    reviewee_id: str
    name: str
    team: str
    account: str
    reviewer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemGap:
    """One item as two roles rated it, over the ``pairs`` of counted reviews of the same person that both rated it.

    ``gap`` is the mean of first minus second, in the numbers of the scale; all three are None without pairs.
    """

    layout: str
    section: str
    section_title: str
    item: str
    label: str
    first_role: str
    second_role: str
    pairs: int
    first_mean: float | None
    second_mean: float | None
    gap: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonGap:
    """One item of one person as two roles rated it; ``gap`` is first minus second."""

    layout: str
    section: str
    item: str
    label: str
    reviewee_id: str
    name: str
    account: str
    first_role: str
    second_role: str
    first: float
    second: float
    gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedAnswers(SectionRow):
    """How often each option of a choice or yes-no column was given in counted reviews.

    One for each fixed item, and one for all blank rows of a section together (``item`` and ``label`` empty).
    ``answered`` is the sum of the counts.
    """

    item: str
    label: str
    column: str
    column_title: str
    answered: int
    counts: tuple[LevelCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureResult(SectionRow):
    """A computed column over counted reviews, recomputed from the answers.

    One for each fixed item, and one for all blank rows of a section together (``item`` and ``label`` empty). ``kind``
    is ratio (1 is 100 %) or difference. ``rows`` have both figures; ``reached`` of them are a ratio of at least 1, or a
    difference of at least 0.
    """

    item: str
    label: str
    column: str
    column_title: str
    kind: str
    rows: int
    mean: float | None
    lowest: float | None
    highest: float | None
    reached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFigure(FormRow):
    """A computed column of one section of one counted review: mean over its ``rows``, ``reached`` as above."""

    column: str
    column_title: str
    kind: str
    rows: int
    mean: float
    reached: int


class FollowUpState(StrEnum):
    """Where a thing to do stands on the day of the summary."""

    OVERDUE = "overdue"
    OPEN = "open"
    UNDATED = "no date"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRow(FormRow):
    """A thing to do from any returned review, complete or not. ``due`` is ISO, or empty where none could be read.

    ``carried`` rows come from the previous cycle; their ``progress`` is what this cycle's review says about them.
    """

    what: str
    owner: str
    due: str
    progress: str
    state: FollowUpState
    carried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedRow(FormRow):
    """A row of a returned review that holds a value its layout flags, such as a red risk."""

    label: str
    column_title: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountResult:
    """When an account was and is to be reviewed (ISO days; empty when not known).

    ``last_review`` is the later of what the accounts file says and the date of a counted review of this cycle, then
    ``reviewed``. ``months`` is what the layout's rule gives; None when no rule fits.
    """

    layout: str
    account: str
    manager: str
    line_manager: str
    months: int | None
    last_review: str
    next_review: str
    overdue: bool
    reviewed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPart(FormRow):
    """A conditional section that a form has: in whose form, and how many of its things to do are open."""

    returned: bool
    open: int
    overdue: int
