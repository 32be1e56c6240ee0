"""What a form is drawn from: the plan of its kind, and the texts and figures of its person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sheetreview.form.bundle import INDEX_TAB, NAME, REVIEWER, bundle_plan, part_prefix
from sheetreview.form.compose import FORM_TAB, form_plan
from sheetreview.form.how_to import Medium
from sheetreview.form.keys import identity_for
from sheetreview.form.slots import TAB, slot_values
from sheetreview.model.edition import Edition
from sheetreview.model.people import Assignment
from sheetreview.sheet.plan import BookPlan
from sheetreview.sheet.titles import safe_sheet_title
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.prefill import PrefillSource, shown_roles

Forms: TypeAlias = Sequence[tuple[str, Assignment]]
"""The forms of one workbook: ids and assignments, in order."""

PlanKey: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A form's sheet in a workbook: the form's id, what it contains, and the sheet's title."""

    form: str
    edition: Edition
    title: str


class FormPlans:
    """Plans, each made once, and the values of every form.

    ``waiting`` are the forms asked for so far that show nothing of another role yet, though they have a place for it.
    """

    def __init__(self, cycle: OpenCycle, medium: Medium) -> None:
        self._cycle = cycle
        self._medium = medium
        self._facts = PrefillSource(cycle)
        self._plans: dict[PlanKey, BookPlan] = {}
        self.waiting: set[str] = set()

    def plan(self, forms: Forms, *, bundled: bool) -> tuple[PlanKey, BookPlan]:
        """The plan of a workbook with some forms, and what tells it from other plans."""
        editions = self._editions(forms)
        key = (bundled, *((edition.layout.id, edition.role, edition.variant) for edition in editions))
        if key not in self._plans:
            paper, medium = self._cycle.settings.paper, self._medium
            self._plans[key] = (
                bundle_plan(editions, paper, medium) if bundled else form_plan(editions[0], paper, medium)
            )
        return key, self._plans[key]

    def values(self, forms: Forms, *, bundled: bool) -> dict[str, str | float]:
        """A value for every slot of the plan of these forms."""
        editions = self._editions(forms)
        if not bundled:
            return self._form_values(*forms[0], editions[0])
        values: dict[str, str | float] = {REVIEWER: f"For {forms[0][1].reviewer.name}"}
        tabs = [INDEX_TAB]
        for number, ((form, assignment), edition) in enumerate(zip(forms, editions, strict=True), start=1):
            tabs.append(safe_sheet_title(assignment.reviewee.name, tabs))
            own = {
                **self._form_values(form, assignment, edition),
                TAB: tabs[-1],
                NAME: assignment.reviewee.name,
            }
            values |= {part_prefix(number) + name: text for name, text in own.items()}
        return values

    def tabs(self, forms: Forms, values: Mapping[str, str | float], *, bundled: bool) -> Iterator[Tab]:
        """The sheets of some forms in a workbook that was stamped with these values."""
        for number, ((form, _), edition) in enumerate(zip(forms, self._editions(forms), strict=True), start=1):
            title = str(values[part_prefix(number) + TAB]) if bundled else FORM_TAB
            yield Tab(form=form, edition=edition, title=title)

    def drawn_by(self, forms: Forms) -> Iterator[tuple[str, tuple[str, int, str]]]:
        """Each form's id with the layout, version and role it is drawn by."""
        for (form, assignment), edition in zip(forms, self._editions(forms), strict=True):
            yield form, (assignment.layout, edition.layout.version, assignment.role)

    def _editions(self, forms: Forms) -> list[Edition]:
        return [self._cycle.edition_of(assignment) for _, assignment in forms]

    def _form_values(self, form: str, assignment: Assignment, edition: Edition) -> dict[str, str | float]:
        identity = identity_for(form, edition, assignment)
        given = self._facts.of(assignment, edition)
        if given.shown is None and shown_roles(edition):
            self.waiting.add(form)
        return slot_values(edition, assignment, self._cycle.settings, identity, given)
