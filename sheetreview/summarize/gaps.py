"""Where two roles see the same person differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeAlias

from sheetreview.model.edition import Edition
from sheetreview.model.insights import ItemGap, PersonGap
from sheetreview.model.layout import Column, Item, Layout, Section
from sheetreview.model.people import Assignment, Subject, subject_of
from sheetreview.model.points import Points, exact, mean, shown
from sheetreview.summarize.groups import GroupKey
from sheetreview.summarize.review_input import Cells, ReviewInput

_Place: TypeAlias = tuple[str, str, str]
"""Section, item and column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleColumn:
    """A column of ratings as one role fills it."""

    column: Column
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePair:
    """Two roles that rate the items of a section on one scale; ``named`` tells a pair from others of the same roles."""

    section: Section
    first: RoleColumn
    second: RoleColumn
    named: str = ""

    @property
    def roles(self) -> tuple[str, str, str]:
        """Section and roles, under which its gaps are shown."""
        return (self.section.id, self.first.role, self.second.role)

    @property
    def compared(self) -> frozenset[tuple[str, str]]:
        """Whose columns are compared, whichever comes first."""
        return frozenset((side.role, side.column.id) for side in (self.first, self.second))

    def label(self, item: Item) -> str:
        """What an item is called in it."""
        return f"{item.label} ({self.named})" if self.named else item.label


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    assignment: Assignment
    numbers: Mapping[_Place, Points]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapResults:
    """Gaps over everybody and of each person."""

    items: tuple[ItemGap, ...]
    people: tuple[PersonGap, ...]


def difference_columns(layout: Layout) -> Iterator[tuple[Section, Column, RolePair]]:
    """The computed columns of a layout that show what two roles differ by, each with its pair."""
    for section in layout.sections:
        rated = list(_rated_by(layout, section))
        for column in section.columns:
            if column.compute is None or column.compute.kind != "difference":
                continue
            sides = [[one for one in rated if one.column.id == name] for name in column.compute.of]
            if all(len(side) == 1 for side in sides) and sides[0][0].role != sides[1][0].role:
                yield section, column, RolePair(section=section, first=sides[0][0], second=sides[1][0])


def role_pairs(layout: Layout) -> tuple[RolePair, ...]:
    """Every two roles that rate the same items on one scale of numbers, by section.

    Roles are compared in the columns that a difference names; else in a column that both fill, or in the only one that
    each has on the scale. Raters who are shown only together are compared with nobody.
    """
    declared = [pair for _, _, pair in difference_columns(layout)]
    found: list[RolePair] = []
    for section in layout.sections:
        named = [pair for pair in declared if pair.section is section]
        known = [pair.compared for pair in named]
        rated = list(_rated_by(layout, section))
        pairs = (RolePair(section=section, first=a, second=b) for a, b in combinations(rated, 2) if a.role != b.role)
        others = [pair for pair in pairs if _are_alike(pair, rated)]
        found += named
        found += (pair for pair in others if pair.compared not in known)
    several = Counter(pair.roles for pair in found)
    shown = list(several)
    found.sort(key=lambda pair: shown.index(pair.roles))
    return tuple(replace(pair, named=pair.first.column.title) if several[pair.roles] > 1 else pair for pair in found)


def _rated_by(layout: Layout, section: Section) -> Iterator[RoleColumn]:
    """Who rates in a section's columns on scales of numbers: people about themselves, then others in their order."""
    roles = sorted((role for role in layout.roles if role.min_raters is None), key=lambda role: not role.own)
    for role in roles:
        for column in section.columns if role.id in (section.roles or layout.role_by_id) else ():
            filled = column.filled_by is None or role.id in column.filled_by
            if filled and column.is_rating and layout.scale_of(column).numbers:
                yield RoleColumn(column=column, role=role.id)


def _are_alike(pair: RolePair, rated: Sequence[RoleColumn]) -> bool:
    """Whether two roles' columns ask the same: one column, or the only ones that they have on the scale."""
    first, second = pair.first, pair.second
    if first.column is second.column:
        return True
    on_scale = [one for one in rated if one.column.scale == first.column.scale]
    alone = all(sum(one.role == role for one in on_scale) == 1 for role in (first.role, second.role))
    return first.column.scale == second.column.scale and alone


class Gaps:
    """Collects what counted reviews say in columns in which roles are compared."""

    def __init__(self) -> None:
        self._subjects: dict[Subject, dict[str, list[_Side]]] = {}
        self._pairs: dict[Layout, tuple[RolePair, ...]] = {}

    def _pairs_of(self, layout: Layout) -> tuple[RolePair, ...]:
        if layout not in self._pairs:
            self._pairs[layout] = role_pairs(layout)
        return self._pairs[layout]

    def add(self, given: ReviewInput, cells: Cells) -> None:
        """Note one counted review."""
        role = given.edition.role
        numbers: dict[_Place, Points] = {}
        for pair in self._pairs_of(given.edition.layout):
            for side in (pair.first, pair.second):
                if side.role == role:
                    numbers |= _numbers(pair.section, side.column, cells)
        if numbers:
            sides = self._subjects.setdefault(subject_of(given.edition.layout, given.assignment), {})
            sides.setdefault(role, []).append(_Side(assignment=given.assignment, numbers=numbers))

    def results(self, groups: Mapping[GroupKey, Edition]) -> GapResults:
        """Gaps of the layouts of which forms were issued to both roles, in the layouts' order."""
        items: list[ItemGap] = []
        people: list[PersonGap] = []
        layouts = {edition.layout.id: edition.layout for edition in groups.values()}
        for layout in layouts.values():
            for pair in self._pairs_of(layout):
                sides = [groups.get((layout.id, side.role)) for side in (pair.first, pair.second)]
                editions = [edition for edition in sides if edition is not None]
                if len(editions) == len(sides):
                    reviews = self._reviews(layout.id, pair)
                    for item in _items(pair.section, editions):
                        found = list(_person_gaps(layout.id, pair, item, reviews))
                        people += found
                        items.append(_item_gap(layout.id, pair, item, found))
        people.sort(key=lambda p: (p.name.casefold(), p.reviewee_id.casefold(), p.account.casefold()))
        return GapResults(items=tuple(items), people=tuple(people))

    def _reviews(self, layout: str, pair: RolePair) -> list[tuple[_Side, _Side]]:
        """The reviews of the same subjects by both roles."""
        return [
            (first, second)
            for subject, sides in self._subjects.items()
            if subject[0] == layout
            for first in sides.get(pair.first.role, [])
            for second in sides.get(pair.second.role, [])
            if _same_month(first.assignment.month, second.assignment.month)
        ]


def _same_month(first: str, second: str) -> bool:
    return not first or not second or first == second


def _numbers(section: Section, column: Column, cells: Cells) -> dict[_Place, Points]:
    found = {(section.id, item.id, column.id): cells.exact(section.id, item.id, column.id) for item in section.items}
    return {place: number for place, number in found.items() if number is not None}


def _items(section: Section, editions: Sequence[Edition]) -> Iterator[Item]:
    """The items that any of the editions has, but for rows that each role names itself."""
    has = {item.id for edition in editions for own in edition.sections if own.id == section.id for item in own.items}
    labels = {column.id for column in section.columns if column.is_label}
    return (item for item in section.items if item.id in has and not labels.intersection(item.open))


def _person_gaps(
    layout: str, pair: RolePair, item: Item, reviews: Sequence[tuple[_Side, _Side]]
) -> Iterator[PersonGap]:
    for one, other in reviews:
        first = one.numbers.get((pair.section.id, item.id, pair.first.column.id))
        second = other.numbers.get((pair.section.id, item.id, pair.second.column.id))
        if first is not None and second is not None:
            reviewee = other.assignment.reviewee
            yield PersonGap(
                layout=layout,
                section=pair.section.id,
                item=item.id,
                label=pair.label(item),
                reviewee_id=reviewee.employee_id,
                name=reviewee.name,
                account=other.assignment.account,
                first_role=pair.first.role,
                second_role=pair.second.role,
                first=float(first),
                second=float(second),
                gap=float(first - second),
            )


def _item_gap(layout: str, pair: RolePair, item: Item, found: Sequence[PersonGap]) -> ItemGap:
    firsts, seconds = [exact(person.first) for person in found], [exact(person.second) for person in found]
    gaps = [first - second for first, second in zip(firsts, seconds, strict=True)]
    return ItemGap(
        layout=layout,
        section=pair.section.id,
        section_title=pair.section.title,
        item=item.id,
        label=pair.label(item),
        first_role=pair.first.role,
        second_role=pair.second.role,
        pairs=len(found),
        first_mean=shown(mean(firsts)),
        second_mean=shown(mean(seconds)),
        gap=shown(mean(gaps)),
    )
