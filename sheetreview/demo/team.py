"""Everybody who fills forms in: one after the other, with a mistake planted here and there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random

from sheetreview.demo.answers import Writer, fill
from sheetreview.demo.fill import Answers, MovableForm
from sheetreview.demo.plant import MISTAKES
from sheetreview.demo.round import Round
from sheetreview.demo.sample import Sample
from sheetreview.demo.texts import OTHER_ACTIVITIES
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.steps.open_cycle import OpenCycle

OPTIONAL_SHARE = 0.3
NOT_A_FORM = "Team lunch budget.xlsx"
RENAMED = "review FINAL v2 (signed)"

PLACES = {
    "broken-rule-in-part": 0,
    "missing-answer": 1,
    "missing-rating": 2,
    "not-an-option": 5,
    "off-scale": 6,
    "flagged-without-action": 8,
    "read-as": 9,
    "broken-rule": 11,
    "rows-reordered": 13,
    "unreadable-date": 15,
    "renamed": 16,
    "not-returned": 20,
}
"""Which form of a full sample team has which mistake, counting from 0, or the next one that has a place for it."""

FULL = 24
"""Forms of a full sample team."""

ALSO_NOT_RETURNED = (3, 7)
"""Further forms that do not come back, where a form shows another one, or where a review can be overdue."""

WEAK, WEAK_SKILL, USUAL_LIFT = 3, -2.0, 0.4
"""Whose result was low in the cycle before, how low, and how much above the middle the others were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A mistake that was made on purpose: what, in which form about whom, and in which cell where there is one."""

    code: str
    reviewee_id: str = ""
    form_id: str = ""
    cell: str = ""
    what: str = ""


@dataclass(slots=True, kw_only=True)
class Team:
    """Fills the forms of a cycle in.

    ``answers`` are what was typed, by form id; ``pending`` the mistakes still to be made, see :func:`mistakes_for`; a
    ``quiet`` team makes none, and differs more in skill.
    """

    random: Random
    sample: Sample
    quiet: bool = False
    pending: list[tuple[int, str]] = field(default_factory=list)
    answers: dict[str, Answers] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    _skills: dict[tuple[str, str], float] = field(default_factory=dict)
    _forms: int = 0

    def fill_forms(self, cycle: OpenCycle, forms: Mapping[str, Assignment], post: Round) -> None:
        """Fill issued forms in as their reviewers would, and hand them in."""
        for form_id, assignment in forms.items():
            number, self._forms = self._forms, self._forms + 1
            due = [name for place, name in self.pending if place <= number]
            if "not-returned" in due:
                self._plant(Planted(code="not-returned", what="never came back"), form_id, assignment, "not-returned")
                continue
            form = post.open(form_id, cycle.edition_of(assignment))
            fill(form, self.random, self._writer(number, assignment))
            renamed = self._make_mistake(form, form_id, assignment, due) == "renamed"
            post.hand_in(form_id, RENAMED if renamed else "")
            self.answers[form_id] = form.answers

    def add_no_form(self, post: Round) -> None:
        """Put a workbook that is no form among those that came back."""
        post.add_no_form(NOT_A_FORM)
        self.planted.append(Planted(code="not-a-form", what=NOT_A_FORM))

    def _make_mistake(self, form: MovableForm, form_id: str, assignment: Assignment, due: Iterable[str]) -> str:
        """Make the first mistake that is due and that the form has a place for; its name, or nothing."""
        for name in due:
            if name == "renamed":
                self._plant(Planted(code=name, what=f"called {RENAMED!r}"), form_id, assignment, name)
                return name
            if made := MISTAKES[name](form):
                found = Planted(code=made.code, cell=made.cell, what=made.what)
                self._plant(found, form_id, assignment, name)
                return name
        return ""

    def _plant(self, made: Planted, form_id: str, assignment: Assignment, name: str) -> None:
        person = assignment.reviewee.employee_id
        self.planted.append(
            Planted(code=made.code, reviewee_id=person, form_id=form_id, cell=made.cell, what=made.what)
        )
        self.pending.remove(next(one for one in self.pending if one[1] == name))

    def _writer(self, number: int, assignment: Assignment) -> Writer:
        """Who fills a form in; all who write about one person or account see much the same."""
        uses_optional = self.random.random() < OPTIONAL_SHARE
        activity = self.random.choice(OTHER_ACTIVITIES)
        drawn = self.random.gauss(0, 0.6)
        if self.quiet:
            drawn = WEAK_SKILL if number == WEAK else drawn + USUAL_LIFT
        return Writer(
            day=self.sample.days.get(assignment.account, self.sample.day),
            people=(assignment.reviewee.name, assignment.reviewer.name),
            skill=self._skills.setdefault((assignment.reviewee.employee_id, assignment.account), drawn),
            activity=activity,
            uses_optional=uses_optional,
        )


def mistakes_for(layout: Layout, forms: int, *, phases: int) -> list[tuple[int, str]]:
    """The mistakes to make in the forms of a layout, each with the number of the first form it may be made in."""
    places = [(place, name) for name, place in PLACES.items()]
    if phases > 1 or layout.frequency is not None:
        places += [(place, "not-returned") for place in ALSO_NOT_RETURNED]
    return sorted((place * min(forms, FULL) // FULL, name) for place, name in places)
