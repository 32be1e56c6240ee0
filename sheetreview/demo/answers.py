"""Filling a whole form in as people would: plausibly, and without a mistake."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from random import Random

from sheetreview.demo.fill import FilledForm, InputCell
from sheetreview.demo.texts import SUMMARIES, free_texts, pool_for, reasons
from sheetreview.form.cells import descriptor, form_cells
from sheetreview.form.kinds import Family, Kind
from sheetreview.model.layout import Column, HeaderField
from sheetreview.model.rules import FollowUp, Requires, Rule, Together
from sheetreview.model.scales import NOT_APPLICABLE, Level, Scale

NEW_ROWS = 3
"""Blank rows that people fill at most, behind what was carried over."""

OPTIONAL_ITEMS = 0.3
"""Share of forms in which items are filled that nobody has to fill."""

SPREAD = 0.6
"""How far people differ in skill, in levels of a scale."""

OPTIONAL_TEXTS = 0.5
"""Share of the texts nobody asks for that are written all the same."""

DONE = 0.45
"""Share of things to do that are reported done, of those carried over from the last cycle or entered in a log."""

SOON = 0.3
"""Share of new things to do that are due within days of the review."""

_HARMLESS = 5
"""How much more often an option is chosen that the layout does not flag."""

_NOT_APPLICABLE = 0.04
"""Share of ratings that are N/A, where the scale allows it."""


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
    for _, cells in groupby(_chosen(form, random, by), key=lambda cell: (cell.section.id, cell.row)):
        _Row(form, random, by, list(cells)).fill()
    _fill_header(form, random, by)
    _fill_fields(form, random, by)


def _chosen(form: FilledForm, random: Random, by: Writer) -> Iterator[InputCell]:
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
            rows[place] = cell.continues or left[section] > 0
            left[section] -= not cell.continues
        if rows[place]:
            yield cell


def _new_rows(form: FilledForm, first: InputCell, random: Random) -> int:
    """How many blank rows of a section get something new; none where a list of the last cycle is only gone through."""
    section = first.section
    only_looks_back = first.continues and section.id not in section.carries[:1]
    blank = form_cells(form.edition).sections[section.id].blank
    only_given = not all(cell.open for cell in blank if cell.carried)
    if only_looks_back or only_given:
        return 0
    return random.randint(1, min([NEW_ROWS, *(rule.count for rule in section.rules if rule.kind == "at-most")]))


def _is_answered(cell: InputCell) -> bool:
    """Whether a cell says already what belongs into it: carried over, or an item's text and no bracketed hint."""
    if cell.continues and cell.carried:
        return True
    said = cell.item.texts.get(cell.column.id, "") if cell.item is not None else ""
    return bool(said) and said == descriptor(said)


def _left_with(rule: Rule, left: set[str]) -> Collection[str]:
    """The columns that a rule leaves no choice but to leave empty, when some others are."""
    match rule:
        case Together() if not left.isdisjoint(rule.columns):
            return rule.columns
        case Requires(values=None) if not left.isdisjoint(rule.needs):
            return (rule.column,)
    return ()


class _Row:
    """One row being filled; ``pool_place`` says which texts of the pools are its own, once the first is chosen."""

    def __init__(self, form: FilledForm, random: Random, by: Writer, cells: Sequence[InputCell]) -> None:
        self.form = form
        self.random = random
        self.by = by
        self.cells = cells
        self.section = cells[0].section
        self.pool_place: int | None = None

    def fill(self) -> None:
        """Fill the row, what is compared with a target behind the target."""
        computed = [column.compute for column in self.section.columns if column.compute is not None]
        targets = {compute.of[0]: compute.of[1] for compute in computed}
        left = self._empty_columns()
        for cell in sorted(self.cells, key=lambda cell: cell.column.id in targets):
            if cell.column.id not in left and not _is_answered(cell):
                answer = cell.kind.sample(_CellSampler(self, cell, targets.get(cell.column.id)))
                if answer is not None:
                    self.form.answer(cell, answer)

    def _is_full(self, column: Column) -> bool:
        """Whether as many other rows have an answer in a column as the layout allows."""
        limits = [rule.count for rule in self.section.rules if rule.kind == "at-most" and rule.column == column.id]
        others = [place for place in self.form.answered(self.section, column) if place[1] != self.cells[0].row]
        return bool(limits) and len(others) >= min(limits)

    def _empty_columns(self) -> set[str]:
        """Columns that stay empty in the row: those that are full, and what would have to be filled with them."""
        full = {column.id for column in self.section.columns if self._is_full(column)}
        left = set(full)
        for _ in self.section.rules if full else ():
            for rule in self.section.rules:
                left.update(_left_with(rule, left))
        return {name for name in left if name in full or not self.section.column_by_id[name].required}

    @property
    def is_log(self) -> bool:
        """Whether rows are entered through the year: beside the day something is due they have that of the entry."""
        blank = form_cells(self.form.edition).sections[self.section.id].blank
        dates = [cell for cell in blank if cell.kind.family is Family.DAYS]
        return self.section.follow_up is not None and len(dates) > 1

    def text_in(self, column: str) -> str:
        """What stands in another column of the row: typed just now, or there already."""
        first = self.cells[0]
        return self.form.answers.cells.get((self.section.id, first.row, column)) or self.form.text_in(first, column)


@dataclass(frozen=True, slots=True)
class _CellSampler:
    """Makes the answer up for one cell of a row; ``target`` is the column that a figure in it is compared with."""

    row: _Row
    cell: InputCell
    target: str | None

    def level(self, scale: Scale) -> str | int:
        """A level, as it is typed: a number where its value is one."""
        if self.cell.column.flag:
            value = _option(self.cell.column, list(scale.by_value), self.row.random)
        else:
            level = _level(scale, self.row.by.skill, self.row.random)
            value = NOT_APPLICABLE if level is None else level.value
        return int(value) if value.isdecimal() and str(int(value)) == value else value

    def option(self, options: Sequence[str]) -> str:
        """An option: for how far a thing to do is, one that fits where it stands."""
        follow_up = self.row.section.follow_up
        if follow_up is not None and follow_up.progress == self.cell.column.id:
            done = DONE if self.cell.continues or self.row.is_log else 0
            return _progress(follow_up, options, self.row.random, done=done)
        return _option(self.cell.column, options, self.row.random)

    def figure(self, kind: Kind) -> float:
        """A figure: near that in the column it is compared with, where there is one."""
        aim = _number(self.row.text_in(self.target)) if self.target else None
        if aim is not None:
            return kind.sample_near(aim, self.row.by.skill, self.row.random)
        item, place = self.cell.item, self.cell.place
        written = [text for other, text in self.row.form.answers.cells.items() if other[:2] == place[:2]]
        label = [item.label, *item.texts.values()] if item else []
        return kind.sample_target(" ".join([*label, *written]), self.row.random)

    def day(self) -> date:
        """A day: before the review in a log, or after it where something is due."""
        follow_up, day, random = self.row.section.follow_up, self.row.by.day, self.row.random
        if follow_up is None:
            return _later_day(day, random)
        if self.cell.column.id != follow_up.due:
            return day - timedelta(days=random.randint(65, 160))
        if self.row.is_log:
            return day + timedelta(days=random.randint(-60, 60))
        if random.random() < SOON:
            return day + timedelta(days=random.randint(2, 12))
        return _later_day(day, random)

    def person(self) -> str:
        """One of the people whom the form is about or by."""
        return self.row.random.choice(self.row.by.people)

    def text(self) -> str | None:
        """A text; None where the cell is left as it is."""
        cell, column, item, section = self.cell, self.cell.column, self.cell.item, self.row.section
        words = f"{column.title} {column.id}"
        if item is None:
            return self._new_text(pool_for(words, section.title)) if self._is_asked() else None
        if column.id in item.open:
            return self.row.by.activity[not column.is_label]
        from_hr = cell.prefilled and not cell.kind.several_lines
        if (from_hr and not column.required) or not self._is_asked():
            return None
        rating = self.row.form.edition.rating_column(section)
        pool = reasons(words, self._share(rating)) if rating else pool_for(words, item.label, section.title)
        return self.row.random.choice(pool)

    def _is_asked(self) -> bool:
        """Whether a text is needed, or written all the same."""
        column, section = self.cell.column, self.row.section
        named = {name for rule in section.rules for name in rule.named_columns}
        named |= {section.follow_up.what} if section.follow_up else set()
        first = self.cell.item is None and self.cell is self.row.cells[0]
        return column.required or column.id in named or first or self.row.random.random() < OPTIONAL_TEXTS

    def _new_text(self, pool: Sequence[str]) -> str:
        """A text for a blank row that no row of the section has yet; those of one row belong together."""
        row = self.row
        if row.pool_place is None:
            there = row.form.texts_of(self.cell)
            places = [place for place, text in enumerate(pool) if text not in there]
            row.pool_place = row.random.choice(places or range(len(pool)))
        return pool[row.pool_place % len(pool)]

    def _share(self, column: Column) -> str:
        """Whether the row's rating is low, middle or high on its scale."""
        scale = self.row.form.edition.layout.scale_of(column)
        values = [level.value for level in scale.from_best[::-1] or scale.levels]
        value = self.row.form.answers.cells.get((self.cell.section.id, self.cell.row, column.id))
        if value not in values:
            return "middle"
        share = values.index(value) / (len(values) - 1)
        return "low" if share < 0.4 else "high" if share > 0.6 else "middle"  # noqa: PLR2004 -- thirds of a scale


@dataclass(frozen=True, slots=True)
class _HeadSampler:
    """Makes the answer up for a field at the head."""

    field: HeaderField
    random: Random
    by: Writer

    def level(self, scale: Scale) -> str | int:
        level = _level(scale, self.by.skill, self.random)
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


def _level(scale: Scale, skill: float, random: Random) -> Level | None:
    """A level around a bit above the middle, moved by ``skill``; None for N/A, where the scale allows it."""
    levels = scale.from_best[::-1] or scale.levels
    lean = 0.58 if scale.numbers else 0.75
    place = round((len(levels) - 1) * lean + skill + random.gauss(0, 0.7))
    if scale.not_applicable and random.random() < _NOT_APPLICABLE:
        return None
    return levels[min(max(place, 0), len(levels) - 1)]


def _option(column: Column, options: Sequence[str], random: Random) -> str:
    """One of the options: seldom one that the layout flags, most often the first of the others."""
    flagged = {value.casefold() for value in column.flag}
    harmless = [_HARMLESS if option.casefold() not in flagged else 1 for option in options]
    weights = [weight if place else 2 * weight for place, weight in enumerate(harmless)]
    return random.choices(options, weights)[0]


def _progress(follow_up: FollowUp, options: Sequence[str], random: Random, *, done: float) -> str:
    """How far a thing to do is; ``done`` is the share that is reported done."""
    closing = {value.casefold() for value in follow_up.closed}
    closed = [option for option in options if option.casefold() in closing]
    still = [option for option in options if option.casefold() not in closing]
    chosen = (closed if random.random() < done else still) or list(options)
    return random.choices(chosen, [_HARMLESS, *[1] * (len(chosen) - 1)])[0]


def _later_day(day: date, random: Random) -> date:
    """A day in the months after a review."""
    return day + timedelta(days=random.randint(20, 150))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


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
            if cell.kind.takes_metric:
                form.answer(cell, random.choice(free_texts(section.title)))
            else:
                _Row(form, random, by, [cell]).fill()
