"""The mistakes people make, put into filled forms: each where the layout has a place for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from sheetreview.demo.fill import FilledForm
from sheetreview.form.cells import FormCell, form_cells
from sheetreview.form.kinds import Family, Kind
from sheetreview.model.finding import Severity
from sheetreview.model.layout import Column, Layout, Section
from sheetreview.model.rules import Requires, Together
from sheetreview.model.scales import Scale
from sheetreview.summarize.results import rated_sections

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A mistake that was made on purpose: the code of its finding, in which form about whom, in which cell, and what.

    What is wrong with no cell, or with no form, leaves these empty.
    """

    code: str
    reviewee_id: str = ""
    form_id: str = ""
    cell: str = ""
    what: str = ""


def _ratings(form: FilledForm, number: int) -> Iterator[FormCell]:
    """One answered rating of each rated section: of the item with a number, or of the last one."""
    for section, column in rated_sections(form.edition):
        for item in section.items[: number + 1][-1:]:
            cell = form_cells(form.edition).at((section.id, item.id, column.id))
            if cell.place in form.answers.cells:
                yield cell


def _label(cell: FormCell) -> str:
    return cell.item.label if cell.item else ""


def missing_rating(form: FilledForm) -> Mistake | None:
    """A rating is forgotten."""
    for rating in _ratings(form, 2):
        if rating.required:
            cell = form.clear(rating.place)
            return Mistake(code="missing-rating", cell=cell, what=f"no rating for {_label(rating)}")
    return None


def off_scale(form: FilledForm) -> Mistake | None:
    """A rating that is no level: a number above the best, or a letter that the scale leaves out."""
    for rating in list(_ratings(form, 3))[-1:]:
        wrong = _no_level(form.edition.layout.scale_of(rating.column))
        cell = form.spoil(rating.place, wrong)
        return Mistake(code="off-scale", cell=cell, what=f"{wrong} typed for {_label(rating)}")
    return None


def _no_level(scale: Scale) -> int | str:
    if all(value.isdecimal() for value in scale.by_value):
        return max(map(int, scale.by_value)) + 1
    return next(letter for letter in ascii_uppercase if letter not in scale.by_value)


def worded_rating(form: FilledForm) -> Mistake | None:
    """A level with its label behind it, which can be read all the same."""
    for rating in _ratings(form, 1):
        level = form.edition.layout.scale_of(rating.column).levels[-2]
        text = f"{level.value} - {level.label.split()[0]}"
        cell = form.retype(rating.place, text, level.value)
        return Mistake(code="read-as", cell=cell, what=f"{text!r} typed for {_label(rating)}")
    return None


def sorted_rows(form: FilledForm) -> Mistake | None:
    """A table's rows are sorted by rating, best first, as the menu's Sort does; the first row that moved."""
    for rating in _ratings(form, 0):
        if cell := _sort(form, rating):
            return Mistake(code="rows-reordered", cell=cell, what=f"{rating.section.title} sorted by rating")
    return None


def _sort(form: FilledForm, rating: FormCell) -> str:
    scale = form.edition.layout.scale_of(rating.column)
    best = {level.value: place for place, level in enumerate(scale.from_best or scale.levels)}
    rows, given = form.rows_of(rating.section.id), form.answers.cells

    def place(row: str) -> int:
        return best.get(given.get((rating.section.id, row, rating.column.id), ""), len(best))

    return form.arrange(rating.section.id, sorted(sorted(rows, key=lambda row: rows[row]), key=place))


def broken_rule(form: FilledForm) -> Mistake | None:
    """A thing to do, or another new row, lacks something its rules ask for."""
    return _break_rule(form, [section for section in form.edition.sections if section.issued_when is None])


def broken_rule_in_part(form: FilledForm) -> Mistake | None:
    """The same in a section that only some forms have."""
    return _break_rule(form, [section for section in form.edition.sections if section.issued_when is not None])


def _break_rule(form: FilledForm, sections: list[Section]) -> Mistake | None:
    for section in sorted(sections, key=lambda section: section.follow_up is None):
        for rule in _breakable(section):
            for place in form.answered(section, section.column_by_id[rule.column]) if rule.values is None else ():
                if made := _without(form, section, rule, place[1]):
                    return made
    return None


def flagged_without_action(form: FilledForm) -> Mistake | None:
    """A value that asks for more, such as a red risk, without what it asks for."""
    for section in form.edition.sections:
        for rule in _breakable(section):
            for place in form.answered(section, section.column_by_id[rule.column]) if rule.values else ():
                if rule.values and (made := _without(form, section, rule, place[1])):
                    form.retype(place, rule.values[0], rule.values[0])
                    return made
    return None


def _breakable(section: Section) -> Iterator[Requires]:
    """Rules of new rows whose breach is an error."""
    for rule in section.rules if section.blank_rows else ():
        if isinstance(rule, Requires) and rule.rows is None and rule.severity is Severity.ERROR:
            yield rule


def _without(form: FilledForm, section: Section, rule: Requires, row: str) -> Mistake | None:
    """Empty a cell of a blank row that this rule needs, and no other one speaks of."""
    if row in section.item_by_id:
        return None
    for name in rule.needs:
        place, column = (section.id, row, name), section.column_by_id[name]
        alone = not column.required and [r for r in section.rules if _speaks_of(r, name)] == [rule]
        if alone and place in form.answers.cells:
            rating = section.column_by_id[rule.column].is_rating
            code = "note-required" if rating else "required-with"
            return Mistake(code=code, cell=form.clear(place), what=f"{section.title}: no {column.title}")
    return None


def _speaks_of(rule: object, name: str) -> bool:
    if isinstance(rule, Requires):
        return name in rule.needs or name == rule.column
    return isinstance(rule, Together) and name in rule.columns


def missing_answer(form: FilledForm) -> Mistake | None:
    """Something that must be answered and is no rating is left empty."""
    cells = form_cells(form.edition)
    for cell in map(cells.at, form.answers.cells):
        if cell.item is not None and cell.required and not cell.column.is_rating:
            return Mistake(code="missing-answer", cell=form.clear(cell.place), what=f"{cell.item.label}: nothing said")
    for entry in form.edition.header:
        if entry.required and form.answers.header.get(entry.id):
            return Mistake(code="missing-answer", cell=form.clear_header(entry), what=f"no {entry.label}")
    return None


def not_an_option(form: FilledForm) -> Mistake | None:
    """Something is typed over a dropdown that is none of its options."""
    for section, column in _columns(form, lambda kind: bool(kind.entry.options)):
        progress = section.follow_up.progress if section.follow_up else None
        for place in form.answered(section, column) if column.id != progress else ():
            cell = form.spoil(place, "maybe")
            return Mistake(code="not-an-option", cell=cell, what=f"{section.title}: 'maybe' typed as {column.title}")
    return None


def unreadable_date(form: FilledForm) -> Mistake | None:
    """A date is typed in words that name no day."""
    for section, column in _columns(form, lambda kind: kind.family is Family.DAYS):
        for place in form.answered(section, column):
            cell = form.spoil(place, "before summer")
            return Mistake(
                code="unreadable-answer", cell=cell, what=f"{section.title}: 'before summer' as {column.title}"
            )
    return None


def _columns(form: FilledForm, fits: Callable[[Kind], bool]) -> Iterator[tuple[Section, Column]]:
    for cells in form_cells(form.edition).sections.values():
        yield from ((cells.section, cell.column) for cell in cells.blank if fits(cell.kind))


def renamed(form: FilledForm) -> Mistake:
    """The file comes back under a name that says nothing; it is saved so when the form is handed in."""
    del form
    return Mistake(code="renamed", what=f"called {RENAMED!r}")


MakeMistake = Callable[[FilledForm], Mistake | None]
"""Makes a mistake in a filled form; None where the form has no place for it, which then stays as it is."""

MISTAKES: dict[str, MakeMistake] = {
    "missing-rating": missing_rating,
    "off-scale": off_scale,
    "read-as": worded_rating,
    "rows-reordered": sorted_rows,
    "broken-rule": broken_rule,
    "broken-rule-in-part": broken_rule_in_part,
    "flagged-without-action": flagged_without_action,
    "missing-answer": missing_answer,
    "not-an-option": not_an_option,
    "unreadable-date": unreadable_date,
    "renamed": renamed,
}


def mistakes_for(layout: Layout, forms: int, *, phases: int) -> list[tuple[int, str]]:
    """The mistakes to make in the forms of a layout, each with the number of the first form it may be made in."""
    places = [(place, name) for name, place in PLACES.items()]
    if phases > 1 or layout.frequency is not None:
        places += [(place, "not-returned") for place in ALSO_NOT_RETURNED]
    return sorted((place * min(forms, FULL) // FULL, name) for place, name in places)
