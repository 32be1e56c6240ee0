"""What was typed in a demo, worked out a second time from what the demo noted, the layout and the files it wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sheetreview.demo.fill import Answers
from sheetreview.demo.run import Demo
from sheetreview.form.cells import Place
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Column, ColumnKind, Section
from sheetreview.model.people import Assignment
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import checked_reviews
from sheetreview.summarize.review_input import ReviewInput

KEEP_OUT = {
    "missing-rating",
    "missing-answer",
    "off-scale",
    "not-an-option",
    "required-with",
    "unreadable-answer",
    "not-returned",
}
"""Mistakes that keep a review out of the means, but in sections for HR alone."""

Row = dict[str, str]
"""The readable answers of a row by column."""


@dataclass(frozen=True, slots=True)
class Form:
    """One issued form, and everything that is in it: what stood there already, and what was typed."""

    form_id: str
    assignment: Assignment
    edition: Edition
    rows: dict[str, dict[str, Row]]
    counted: bool
    complete: bool

    def column(self, section: Section, column: Column) -> dict[str, str]:
        """Answers in a column by row."""
        return {row: cells[column.id] for row, cells in self.rows.get(section.id, {}).items() if column.id in cells}


class Told:
    """A demo's forms by what was typed."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.layout = demo.layout
        with OpenCycle.open(demo.root, reading=True) as cycle:
            self.assignments = cycle.store.assignments()
            self.paths = {form: issued.path for form, issued in cycle.store.forms().items()}
            self.editions = {form: cycle.edition_of(a) for form, a in self.assignments.items()}
            self.read: tuple[ReviewInput, ...] = tuple(checked_reviews(cycle))
        self.former = self._former_forms()
        faulty = [one for one in demo.mistakes if one.code in KEEP_OUT]
        alone = self._for_hr_alone()
        kept_out = {one.form_id for one in faulty if (one.form_id, one.cell) not in alone}
        incomplete = {one.form_id for one in faulty}
        self.forms = {
            form: Form(
                form,
                self.assignments[form],
                self.editions[form],
                self._whole(form, answers),
                form not in kept_out,
                form not in incomplete,
            )
            for form, answers in demo.typed.items()
        }

    @property
    def complete(self) -> list[Form]:
        """The forms in which nothing is missing or wrong: what is for HR alone counts only of these."""
        return [form for form in self.forms.values() if form.complete]

    @property
    def counted(self) -> list[Form]:
        """The forms that enter the means."""
        return [form for form in self.forms.values() if form.counted]

    def carried(self, form: str) -> dict[Place, str]:
        """What stood in a form's blank rows already: the open rows of the cycle before, what is due first, first."""
        assignment, found = self.assignments[form], dict[Place, str]()
        former = next((f for f in self.former if f.assignment.key == assignment.key), None)
        carrying = [section for section in self.editions[form].sections if section.carries]
        for section in carrying if former else ():
            given = [column.id for column in section.columns if "hr" in (column.filled_by or ())]
            rows = [row for name in section.carries for row in self._open(former, name)]
            plan = section.follow_up
            main, due = (plan.what if plan and plan.what in given else given[0]), plan.due if plan else ""
            rows = sorted((row for row in rows if row.get(main)), key=lambda row: row.get(due) or "9999")
            for number, row in enumerate(rows[: section.blank_rows], start=1):
                found |= {(section.id, f"row-{number}", name): row[name] for name in given if row.get(name)}
        return found

    def _open(self, former: Form | None, name: str) -> Iterator[Row]:
        section = next((s for s in former.edition.sections if s.id == name), None) if former else None
        if former is None or section is None:
            return
        progress = section.follow_up.progress if section.follow_up else None
        closed = section.follow_up.closed if section.follow_up else ()
        for row in section.row_ids:
            cells = former.rows.get(name, {}).get(row, {})
            if cells and cells.get(progress or "") not in closed:
                yield cells

    def _for_hr_alone(self) -> set[tuple[str, str]]:
        """Forms and cells of sections for HR alone: what is wrong there keeps no review out of the means."""
        hidden = {section.id for section in self.layout.sections if section.restricted}
        reviews = ((given.form_id, given.review) for given in self.read if given.review is not None)
        return {
            (form, answer.cell) for form, review in reviews for answer in review.answers if answer.section in hidden
        }

    def _former_forms(self) -> list[Form]:
        if not self.demo.former:
            return []
        with OpenCycle.open(self.demo.root / "previous", reading=True) as cycle:
            assignments = cycle.store.assignments()
            editions = {form: cycle.edition_of(a) for form, a in assignments.items()}
        typed = self.demo.former.items()
        return [
            Form(f, assignments[f], editions[f], by_row(answers.cells), counted=True, complete=True)
            for f, answers in typed
        ]

    def _whole(self, form: str, answers: Answers) -> dict[str, dict[str, Row]]:
        return by_row({**self.carried(form), **answers.cells})


def by_row(cells: dict[Place, str]) -> dict[str, dict[str, Row]]:
    """Answers by section, row and column."""
    found: dict[str, dict[str, Row]] = {}
    for (section, row, column), text in cells.items():
        found.setdefault(section, {}).setdefault(row, {})[column] = text
    return found


def rated(form: Form) -> Iterator[tuple[Section, Column, list[int]]]:
    """The sections whose ratings a role gives and that count, each with the numbers on its scale."""
    for section in form.edition.sections:
        columns = [c for c in section.columns if c.kind is ColumnKind.RATING and form.edition.fills(c)]
        if columns and form.edition.layout.scale_of(columns[0]).numbers:
            typed = form.column(section, columns[0]).values()
            yield section, columns[0], [int(text) for text in typed if text.isdecimal()]


def percent(form: Form, column: Column, numbers: list[int]) -> float:
    """A section's share of what it could have been."""
    best = max(form.edition.layout.scale_of(column).numbers)
    return 100 * sum(numbers) / (best * len(numbers))


def counts(forms: list[Form]) -> dict[tuple[str, str, str, str], Counter[str]]:
    """How often each option was given, by role, section, item (empty for blank rows) and column."""
    found: dict[tuple[str, str, str, str], Counter[str]] = {}
    for form in forms:
        for section in (one for one in form.edition.sections if form.complete or not one.restricted):
            for column in section.columns:
                if column.kind in {ColumnKind.CHOICE, ColumnKind.YES_NO}:
                    for row, text in form.column(section, column).items():
                        item = row if row in section.item_by_id else ""
                        key = (form.edition.role, section.id, item, column.id)
                        found.setdefault(key, Counter())[text] += 1
    return found
