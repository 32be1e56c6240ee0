"""The mistakes people make, planted in filled forms: each where the layout has a place for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from sheetreview.demo.fill import FilledForm, MovableForm
from sheetreview.form.cells import Place, form_cells
from sheetreview.form.kinds import Family, Kind
from sheetreview.model.finding import Severity
from sheetreview.model.layout import Column, Item, Section
from sheetreview.model.rules import Requires, Together
from sheetreview.model.scales import Scale
from sheetreview.summarize.results import rated_sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A mistake as it was made: the code of its finding, the cell it points at, and what was done."""

    code: str
    cell: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rating:
    """A rating of a fixed item."""

    section: Section
    column: Column
    item: Item
    scale: Scale

    @property
    def place(self) -> Place:
        return (self.section.id, self.item.id, self.column.id)


def _ratings(form: FilledForm, item: int) -> list[_Rating]:
    """One answered rating of each rated section: of the item with a number, or of the last one."""
    found = []
    for section, column in rated_sections(form.edition):
        for chosen in section.items[: item + 1][-1:]:
            scale = form.edition.layout.scale_of(column)
            rating = _Rating(section=section, column=column, item=chosen, scale=scale)
            found += [rating] if rating.place in form.answers.cells else []
    return found


def no_rating(form: FilledForm) -> Made | None:
    """A rating is forgotten."""
    for rating in _ratings(form, 2):
        if rating.column.required and not rating.item.optional:
            cell = form.clear(rating.place)
            return Made(code="missing-rating", cell=cell, what=f"no rating for {rating.item.label}")
    return None


def off_scale(form: FilledForm) -> Made | None:
    """A rating that is no level: a number above the best, or a letter that the scale leaves out."""
    for rating in _ratings(form, 3)[-1:]:
        wrong = _no_level(rating.scale)
        cell = form.spoil(rating.place, wrong)
        return Made(code="off-scale", cell=cell, what=f"{wrong} typed for {rating.item.label}")
    return None


def _no_level(scale: Scale) -> int | str:
    if all(value.isdecimal() for value in scale.by_value):
        return max(map(int, scale.by_value)) + 1
    return next(letter for letter in ascii_uppercase if letter not in scale.by_value)


def worded_rating(form: FilledForm) -> Made | None:
    """A level with its label behind it, which can be read all the same."""
    for rating in _ratings(form, 1):
        level = rating.scale.levels[-2]
        text = f"{level.value} - {level.label.split()[0]}"
        cell = form.retype(rating.place, text, level.value)
        return Made(code="read-as", cell=cell, what=f"{text!r} typed for {rating.item.label}")
    return None


def sorted_rows(form: MovableForm) -> Made | None:
    """A table's rows are sorted by rating, best first, as the menu's Sort does; the first row that moved."""
    for rating in _ratings(form, 0):
        if cell := _sort(form, rating):
            return Made(code="rows-reordered", cell=cell, what=f"{rating.section.title} sorted by rating")
    return None


def _sort(form: MovableForm, rating: _Rating) -> str:
    best = {level.value: place for place, level in enumerate(rating.scale.from_best or rating.scale.levels)}
    rows, given = form.rows_of(rating.section.id), form.answers.cells

    def place(row: str) -> int:
        return best.get(given.get((rating.section.id, row, rating.column.id), ""), len(best))

    return form.arrange(rating.section.id, sorted(sorted(rows, key=lambda row: rows[row]), key=place))


def nobody_does_it(form: FilledForm) -> Made | None:
    """A thing to do, or another new row, lacks something its rules ask for."""
    return _break_rule(form, [section for section in form.edition.sections if section.issued_when is None])


def nobody_does_it_in_a_conditional_section(form: FilledForm) -> Made | None:
    """The same in a section that only some forms have."""
    return _break_rule(form, [section for section in form.edition.sections if section.issued_when is not None])


def _break_rule(form: FilledForm, sections: list[Section]) -> Made | None:
    for section in sorted(sections, key=lambda section: section.follow_up is None):
        for rule in _breakable(section):
            for place in form.answered(section, section.column_by_id[rule.column]) if rule.values is None else ():
                if made := _without(form, section, rule, place[1]):
                    return made
    return None


def flagged_without_action(form: FilledForm) -> Made | None:
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


def _without(form: FilledForm, section: Section, rule: Requires, row: str) -> Made | None:
    """Empty a cell of a blank row that this rule needs, and no other one speaks of."""
    if row in section.item_by_id:
        return None
    for name in rule.needs:
        place, column = (section.id, row, name), section.column_by_id[name]
        alone = not column.required and [r for r in section.rules if _speaks_of(r, name)] == [rule]
        if alone and place in form.answers.cells:
            rating = section.column_by_id[rule.column].is_rating
            code = "note-required" if rating else "required-with"
            return Made(code=code, cell=form.clear(place), what=f"{section.title}: no {column.title}")
    return None


def _speaks_of(rule: object, name: str) -> bool:
    if isinstance(rule, Requires):
        return name in rule.needs or name == rule.column
    return isinstance(rule, Together) and name in rule.columns


def no_answer(form: FilledForm) -> Made | None:
    """Something that must be answered and is no rating is left empty."""
    for place in form.answers.cells:
        section = next(section for section in form.edition.sections if section.id == place[0])
        column, item = section.column_by_id[place[2]], section.item_by_id.get(place[1])
        if column.required and not column.is_rating and item is not None and not item.optional:
            return Made(code="missing-answer", cell=form.clear(place), what=f"{item.label}: nothing said")
    for entry in form.edition.header:
        if entry.required and form.answers.header.get(entry.id):
            return Made(code="missing-answer", cell=form.clear_header(entry), what=f"no {entry.label}")
    return None


def no_option(form: FilledForm) -> Made | None:
    """Something is typed over a dropdown that is none of its options."""
    for section, column in _columns(form, lambda kind: bool(kind.entry.options)):
        progress = section.follow_up.progress if section.follow_up else None
        for place in form.answered(section, column) if column.id != progress else ():
            cell = form.spoil(place, "maybe")
            return Made(code="not-an-option", cell=cell, what=f"{section.title}: 'maybe' typed as {column.title}")
    return None


def no_date(form: FilledForm) -> Made | None:
    """A date is typed in words that name no day."""
    for section, column in _columns(form, lambda kind: kind.family is Family.DAYS):
        for place in form.answered(section, column):
            cell = form.spoil(place, "before summer")
            return Made(code="unreadable-answer", cell=cell, what=f"{section.title}: 'before summer' as {column.title}")
    return None


def _columns(form: FilledForm, fits: Callable[[Kind], bool]) -> Iterator[tuple[Section, Column]]:
    for cells in form_cells(form.edition).sections.values():
        yield from ((cells.section, cell.column) for cell in cells.blank if fits(cell.kind))


Mistake = Callable[[MovableForm], Made | None]
"""Makes a mistake in a filled form; None where the form has no place for it, which then stays as it is."""

MISTAKES: dict[str, Mistake] = {
    "missing-rating": no_rating,
    "off-scale": off_scale,
    "read-as": worded_rating,
    "rows-reordered": sorted_rows,
    "broken-rule": nobody_does_it,
    "broken-rule-in-part": nobody_does_it_in_a_conditional_section,
    "flagged-without-action": flagged_without_action,
    "missing-answer": no_answer,
    "not-an-option": no_option,
    "unreadable-date": no_date,
}
