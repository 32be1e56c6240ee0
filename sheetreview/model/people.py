"""The people of a cycle, who reviews whom, and what a review is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from sheetreview.model.layout import Layout
from sheetreview.model.points import Points
from sheetreview.sheet.text import squeeze

Subject: TypeAlias = tuple[str, str, str]
"""Layout, employee id and normalised account; a layout that reviews accounts has no employee id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The person reviewed (the reviewee)."""

    employee_id: str
    name: str
    email: str = ""
    title: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """The person who fills the form; the e-mail address tells reviewers apart."""

    name: str
    email: str
    title: str = ""

    @property
    def key(self) -> str:
        """The e-mail address as compared: case does not matter."""
        return squeeze(self.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One form to issue: reviewer x reviewee x role on a layout. ``extra`` keeps the roster's unknown columns.

    Empty ``layout`` or ``role`` mean the cycle's default. ``account`` is the account a review is about, ``month`` the
    month (``2026-11``) of a form that is filled every month, ``due`` the day (ISO) by which this form is wanted where
    that is not the cycle's. ``formerly`` is the person as earlier rosters had it: forms that are out may still say so.
    """

    reviewee: Person
    reviewer: Reviewer
    layout: str = ""
    role: str = ""
    account: str = ""
    month: str = ""
    due: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    formerly: tuple[Person, ...] = ()

    def due_by(self, cycle: date | None) -> str:
        """The day (ISO) by which the form is wanted: its own, else the cycle's; empty when there is neither."""
        return self.due or (cycle.isoformat() if cycle else "")

    @property
    def key(self) -> tuple[str, ...]:
        """What makes the assignment one: the same key twice in a roster is a mistake."""
        month = (self.month,) if self.month else ()
        return (self.reviewee.employee_id, self.reviewer.key, self.layout, self.role, self.account, *month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure HR gives for one item of one person's form."""

    employee_id: str
    item: str
    metric: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """What the previous cycle's review of a person or account left behind, as one reviewer is to see it.

    ``name`` is whose or which it was, ``percent`` and ``band`` are its overall result, the percentage exactly,
    ``reviewed`` the day it was held (ISO; empty when not known), ``rows`` the open rows by section id, each with its
    answers' texts by column id.
    """

    cycle: str
    name: str = ""
    percent: Points | None = None
    band: str = ""
    reviewed: str = ""
    rows: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)


def subject_of(layout: Layout, assignment: Assignment) -> Subject:
    """The subject of an assignment on a layout. An account stays the same when another person takes it over."""
    account = squeeze(assignment.account)
    person = "" if layout.frequency is not None and account else assignment.reviewee.employee_id
    return (layout.id, person, account)
