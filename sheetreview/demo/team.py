"""Everybody who fills forms in, one after the other, with a mistake here and there; and how forms get to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Protocol

from sheetreview.demo.answers import OPTIONAL_ITEMS, SPREAD, Writer, fill
from sheetreview.demo.fill import Answers, FilledForm
from sheetreview.demo.mistakes import MISTAKES, NOT_A_FORM, RENAMED, Mistake
from sheetreview.demo.sample import Sample
from sheetreview.demo.texts import OTHER_ACTIVITIES
from sheetreview.model.edition import Edition
from sheetreview.model.people import Assignment
from sheetreview.steps.intake import Collected
from sheetreview.steps.open_cycle import OpenCycle

WEAK, WEAK_SKILL, USUAL_LIFT = 3, -2.0, 0.4
"""Whose result was low in the cycle before, how low, and how much above the middle the others were."""


class Channel(Protocol):
    """How the forms of some roles get to the people who fill them in, and back; it is made by issuing them.

    ``issued`` says in a line what was issued, ``filled`` where the forms are filled in and how they come back, to be
    read behind who does so; ``shown`` is what to look at of what was issued.
    """

    take_back_by: str
    """The command that takes forms back."""
    issued: str
    filled: str
    shown: Path

    def open(self, form_id: str, edition: Edition) -> FilledForm:
        """A form as its reviewer opens it."""

    def hand_in(self, form_id: str, name: str = "") -> None:
        """Give an opened form back as it is filled in now, under another name if there is one."""

    def add_no_form(self, name: str) -> None:
        """Put a workbook that is no form among those that came back."""

    def take_back(self) -> tuple[Collected, ...]:
        """Take in what came back."""


class ChannelMaker(Protocol):
    """A way for forms to go out and come back."""

    def __call__(self, cycle: OpenCycle, roles: tuple[str, ...], *, several: bool) -> Channel:
        """Issue the forms of some roles of a cycle; ``several`` says that there are more channels for other roles."""


def for_whom(roles: tuple[str, ...], *, several: bool) -> str:
    """`` for self``, where there are several channels."""
    return f" for {' and '.join(roles)}" if several else ""


@dataclass(slots=True, kw_only=True)
class Team:
    """Fills the forms of a cycle in.

    ``answers`` are what was typed, by form id; ``pending`` the mistakes still to be made, see :func:`mistakes_for`;
    ``mistakes`` those that were made. A ``flawless`` team makes none, and differs more in skill.
    """

    random: Random
    sample: Sample
    flawless: bool = False
    pending: list[tuple[int, str]] = field(default_factory=list)
    answers: dict[str, Answers] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    _skills: dict[tuple[str, str], float] = field(default_factory=dict)
    _forms: int = 0

    def fill_forms(self, cycle: OpenCycle, forms: Mapping[str, Assignment], channel: Channel) -> None:
        """Fill issued forms in as their reviewers would, and hand them in."""
        for form_id, assignment in forms.items():
            number, self._forms = self._forms, self._forms + 1
            due = [name for place, name in self.pending if place <= number]
            if "not-returned" in due:
                self._keep("not-returned", Mistake(code="not-returned", what="never came back"), form_id, assignment)
                continue
            form = channel.open(form_id, cycle.edition_of(assignment))
            fill(form, self.random, self._writer(number, assignment))
            made = next(((name, mistake) for name in due if (mistake := MISTAKES[name](form))), None)
            if made:
                self._keep(*made, form_id, assignment)
            channel.hand_in(form_id, RENAMED if made and made[0] == "renamed" else "")
            self.answers[form_id] = form.answers

    def add_no_form(self, channel: Channel) -> None:
        """Put a workbook that is no form among those that came back."""
        channel.add_no_form(NOT_A_FORM)
        self.mistakes.append(Mistake(code="not-a-form", what=NOT_A_FORM))

    def _keep(self, name: str, made: Mistake, form_id: str, assignment: Assignment) -> None:
        """Note that a pending mistake was made in a form."""
        self.mistakes.append(replace(made, reviewee_id=assignment.reviewee.employee_id, form_id=form_id))
        self.pending.remove(next(one for one in self.pending if one[1] == name))

    def _writer(self, number: int, assignment: Assignment) -> Writer:
        """Who fills a form in; all who write about one person or account see much the same."""
        uses_optional = self.random.random() < OPTIONAL_ITEMS
        activity = self.random.choice(OTHER_ACTIVITIES)
        drawn = self.random.gauss(0, SPREAD)
        if self.flawless:
            drawn = WEAK_SKILL if number == WEAK else drawn + USUAL_LIFT
        return Writer(
            day=self.sample.days.get(assignment.account, self.sample.day),
            people=(assignment.reviewee.name, assignment.reviewer.name),
            skill=self._skills.setdefault((assignment.reviewee.employee_id, assignment.account), drawn),
            activity=activity,
            uses_optional=uses_optional,
        )
