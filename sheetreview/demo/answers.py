"""Filling a whole form in as people would: plausibly, and without a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from random import Random

from sheetreview.demo.fill import FilledForm, InputCell
from sheetreview.demo.texts import SUMMARIES, free_texts, pool_for, reasons
from sheetreview.demo.values import (
    DONE,
    due_day,
    later_day,
    level_in,
    near_day,
    option_in,
    past_day,
    progress_in,
)
from sheetreview.form.cells import descriptor, form_cells
from sheetreview.form.kinds import Family, Kind
from sheetreview.model.layout import Column, HeaderField
from sheetreview.model.rules import Requires, Together
from sheetreview.model.scales import NOT_APPLICABLE, Scale

NEW_ROWS = 3
"""Blank rows that people fill at most, behind what was carried over."""

OPTIONAL_TEXTS = 0.5
"""Share of the texts nobody asks for that are written all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who fills a form in and how: the day of the review, the people in it, and how good the person reviewed is.

    ``skill`` moves ratings and figures up or down by about a level; optional items are filled with ``uses_optional``.
    """

    day: date
    people: Sequence[str]
    skill: float
    activity: tuple[str, str]
    uses_optional: bool


def fill(form: FilledForm, random: Random, by: Writer) -> None:
    """Fill a whole form in, whole rows at a time, so that every rule of the layout holds."""
    for _, cells in groupby(_wanted(form, random, by), key=lambda cell: (cell.section.id, cell.row)):
        _Row(form, random, by, list(cells)).fill()
    _fill_header(form, random, by)
    _fill_fields(form, random, by)


def _wanted(form: FilledForm, random: Random, by: Writer) -> Iterator[InputCell]:
    """The cells of the rows that are filled: items, what was carried over, a few blank rows; nobody signs."""
    left: dict[str, int] = {}
    rows: dict[tuple[str, str], bool] = {}
    for cell in form.inputs():
        if cell.item is not None:
            if cell.section.sign_off is None and (not cell.item.optional or by.uses_optional):
                yield cell
            continue
        section, place = cell.section.id, (cell.section.id, cell.row)
        if section not in left:
            left[section] = _new_rows(form, cell, random)
        if place not in rows:
            rows[place] = cell.carried or left[section] > 0
            left[section] -= not cell.carried
        if rows[place]:
            yield cell


def _new_rows(form: FilledForm, first: InputCell, random: Random) -> int:
    """How many blank rows of a section get something new; none where a list of the last cycle is only gone through."""
    section = first.section
    only_looks_back = first.carried and section.id not in section.carries[:1]
    blank = form_cells(form.edition).sections[section.id].blank
    only_given = not all(cell.open for cell in blank if cell.carried)
    if only_looks_back or only_given:
        return 0
    return random.randint(1, min([NEW_ROWS, *(rule.count for rule in section.rules if rule.kind == "at-most")]))


def _is_said(cell: InputCell) -> bool:
    """Whether a cell of an item says already what belongs into it, and is no template's bracketed hint."""
    said = cell.item.texts.get(cell.column.id, "") if cell.item is not None else ""
    return bool(said) and said == descriptor(said)


class _Row:
    """One row being filled."""

    def __init__(self, form: FilledForm, random: Random, by: Writer, cells: Sequence[InputCell]) -> None:
        self._form = form
        self._random = random
        self._by = by
        self._cells = cells
        self._section = cells[0].section
        self._place: int | None = None

    def fill(self) -> None:
        """Fill the row, what is compared with a target behind the target."""
        computed = [column.compute for column in self._section.columns if column.compute is not None]
        targets = {compute.of[0]: compute.of[1] for compute in computed}
        for cell in sorted(self._cells, key=lambda cell: cell.column.id in targets):
            given = cell.carried and cell.form.carried
            if not given and not _is_said(cell) and not self._is_left(cell.column):
                answer = cell.form.kind.sample(_CellSampler(self, cell, targets.get(cell.column.id)))
                if answer is not None:
                    self._form.answer(cell, answer)

    def _is_left(self, column: Column) -> bool:
        """Whether a cell stays empty: it may not be filled, or something that would have to be filled with it not."""
        left = {one.id for one in self._section.columns if self._is_full(one)}
        if column.required or not left:
            return column.id in left
        for _ in self._section.rules:
            for rule in self._section.rules:
                if isinstance(rule, Together) and not left.isdisjoint(rule.columns):
                    left.update(rule.columns)
                elif isinstance(rule, Requires) and rule.values is None and not left.isdisjoint(rule.needs):
                    left.add(rule.column)
        return column.id in left

    def _is_full(self, column: Column) -> bool:
        """Whether as many other rows have an answer in a column as the layout allows."""
        limits = [rule.count for rule in self._section.rules if rule.kind == "at-most" and rule.column == column.id]
        others = [place for place in self._form.answered(self._section, column) if place[1] != self._cells[0].row]
        return bool(limits) and len(others) >= min(limits)

    def level(self, cell: InputCell, scale: Scale) -> str | int:
        """A level, as it is typed: a number where its value is one."""
        if cell.column.flag:
            value = option_in(cell.column, list(scale.by_value), self._random)
        else:
            level = level_in(scale, self._by.skill, self._random)
            value = NOT_APPLICABLE if level is None else level.value
        return int(value) if value.isdecimal() and str(int(value)) == value else value

    def option(self, cell: InputCell, options: Sequence[str]) -> str:
        """An option: for how far a thing to do is, one that fits where it stands."""
        follow_up = self._section.follow_up
        if follow_up is not None and follow_up.progress == cell.column.id:
            return progress_in(follow_up, options, self._random, done=DONE if cell.carried or self._is_log() else 0)
        return option_in(cell.column, options, self._random)

    def figure(self, cell: InputCell, kind: Kind, target: str | None) -> float:
        """A figure: near that in the column it is compared with, where there is one."""
        aim = self._number(cell, target) if target else None
        if aim is not None:
            return kind.sample_near(aim, self._by.skill, self._random)
        written = [text for place, text in self._form.answers.cells.items() if place[:2] == cell.place[:2]]
        label = [cell.item.label, *cell.item.texts.values()] if cell.item else []
        return kind.sample_target(" ".join([*label, *written]), self._random)

    def person(self) -> str:
        """One of the people whom the form is about or by."""
        return self._random.choice(self._by.people)

    def _number(self, cell: InputCell, column: str) -> float | None:
        """The figure in another column of the row: typed just now, or there already."""
        text = self._form.answers.cells.get((cell.section.id, cell.row, column)) or self._form.text_in(cell, column)
        try:
            return float(text)
        except ValueError:
            return None

    def day(self, column: Column) -> date:
        """A day: before the review in a log, or after it where something is due."""
        follow_up = self._section.follow_up
        if follow_up is None:
            return later_day(self._by.day, self._random)
        if column.id != follow_up.due:
            return past_day(self._by.day, self._random)
        return (near_day if self._is_log() else due_day)(self._by.day, self._random)

    def _is_log(self) -> bool:
        """Whether rows are entered through the year: beside the day something is due they have that of the entry."""
        blank = form_cells(self._form.edition).sections[self._section.id].blank
        dates = [cell for cell in blank if cell.kind.family is Family.DAYS]
        return self._section.follow_up is not None and len(dates) > 1

    def text(self, cell: InputCell) -> str | None:
        """A text for a cell; None where it is left as it is."""
        column, item, section = cell.column, cell.item, self._section
        words = f"{column.title} {column.id}"
        if item is None:
            return self._new_text(cell, words) if self._is_asked(cell) else None
        if column.id in item.open:
            return self._by.activity[not column.is_label]
        from_hr = cell.form.prefilled and not cell.form.kind.several_lines
        if (from_hr and not column.required) or not self._is_asked(cell):
            return None
        rating = self._form.edition.rating_column(section)
        pool = reasons(words, self._share(cell, rating)) if rating else pool_for(words, item.label, section.title)
        return self._random.choice(pool)

    def _is_asked(self, cell: InputCell) -> bool:
        """Whether a text is needed, or written all the same."""
        follow_up = self._section.follow_up
        named = {name for rule in self._section.rules for name in rule.named_columns}
        named |= {follow_up.what} if follow_up else set()
        first = cell.item is None and cell is self._cells[0]
        needed = cell.column.required or cell.column.id in named or first
        return needed or self._random.random() < OPTIONAL_TEXTS

    def _new_text(self, cell: InputCell, words: str) -> str:
        """A text for a blank row that no row of the section has yet; those of one row belong together."""
        pool = pool_for(words, self._section.title)
        if self._place is None:
            there = self._form.texts_of(cell)
            places = [place for place, text in enumerate(pool) if text not in there]
            self._place = self._random.choice(places or range(len(pool)))
        return pool[self._place % len(pool)]

    def _share(self, cell: InputCell, column: Column) -> str:
        """Whether the row's rating is low, middle or high on its scale."""
        scale = self._form.edition.layout.scale_of(column)
        values = [level.value for level in scale.from_best[::-1] or scale.levels]
        value = self._form.answers.cells.get((cell.section.id, cell.row, column.id))
        if value not in values:
            return "middle"
        share = values.index(value) / (len(values) - 1)
        return "low" if share < 0.4 else "high" if share > 0.6 else "middle"  # noqa: PLR2004 -- thirds of a scale


@dataclass(frozen=True, slots=True)
class _CellSampler:
    """Makes the answer up for one cell of a row; ``target`` is the column that a figure in it is compared with."""

    row: _Row
    cell: InputCell
    target: str | None

    def level(self, scale: Scale) -> str | int:
        return self.row.level(self.cell, scale)

    def option(self, options: Sequence[str]) -> str:
        return self.row.option(self.cell, options)

    def figure(self, kind: Kind) -> float:
        return self.row.figure(self.cell, kind, self.target)

    def day(self) -> date:
        return self.row.day(self.cell.column)

    def person(self) -> str:
        return self.row.person()

    def text(self) -> str | None:
        return self.row.text(self.cell)


@dataclass(frozen=True, slots=True)
class _HeadSampler:
    """Makes the answer up for a field at the head."""

    field: HeaderField
    random: Random
    by: Writer

    def level(self, scale: Scale) -> str | int:
        level = level_in(scale, self.by.skill, self.random)
        return level.value if level else NOT_APPLICABLE

    def option(self, options: Sequence[str]) -> str:
        return self.random.choice(options)

    def figure(self, kind: Kind) -> float:
        return kind.sample_target(self.field.label, self.random)

    def day(self) -> date:
        return self.by.day

    def person(self) -> str:
        return self.random.choice(self.by.people)

    def text(self) -> str:
        return self.random.choice(pool_for(f"{self.field.label} {self.field.id}"))


def _fill_header(form: FilledForm, random: Random, by: Writer) -> None:
    """The fields at the head that nothing filled beforehand."""
    for cell in form_cells(form.edition).head.values():
        field = cell.field
        if cell.open and (not field.source or (field.required and not form.given(field))):
            answer = cell.kind.sample(_HeadSampler(field, random, by))
            if answer is not None:
                form.fill_header(field, answer)


def _fill_fields(form: FilledForm, random: Random, by: Writer) -> None:
    """What is typed into TOTAL rows and wide fields."""
    for cells in form_cells(form.edition).sections.values():
        section = cells.section
        if cells.is_table:
            for column in form.summaries(section):
                form.sum_up(section, column, random.choice(SUMMARIES))
            continue
        for cell in form.fields(section):
            if cell.item is None and cell.row != section.row_ids[0]:
                continue
            if cell.form.kind.takes_metric:
                form.answer(cell, random.choice(free_texts(section.title)))
            else:
                _Row(form, random, by, [cell]).fill()
