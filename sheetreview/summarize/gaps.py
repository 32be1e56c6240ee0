"""Where two roles see the same person differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
class GapColumn:
    """A computed difference of two rating columns that two roles fill."""

    section: Section
    column: Column
    first: Column
    second: Column
    first_role: str
    second_role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    assignment: Assignment
    numbers: Mapping[_Place, Points]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapResults:
    """Gaps over everybody and of each person."""

    items: tuple[ItemGap, ...]
    people: tuple[PersonGap, ...]


def gap_columns(layout: Layout) -> Iterator[GapColumn]:
    """The gaps a layout declares, in its order."""
    for section in layout.sections:
        for column in section.columns:
            if column.compute is None or column.compute.kind != "difference":
                continue
            first, second = (section.column_by_id[name] for name in column.compute.of)
            first_role, second_role = _only_rater(layout, first), _only_rater(layout, second)
            if first_role and second_role and first_role != second_role:
                yield GapColumn(
                    section=section,
                    column=column,
                    first=first,
                    second=second,
                    first_role=first_role,
                    second_role=second_role,
                )


def _only_rater(layout: Layout, column: Column) -> str:
    """The one role that rates in a column on a scale of numbers; empty when there is none."""
    if not column.is_rating or not layout.scale_of(column).numbers:
        return ""
    roles = column.filled_by or ()
    return roles[0] if len(roles) == 1 else ""


class Gaps:
    """Collects what counted reviews say in columns that a gap compares."""

    def __init__(self) -> None:
        self._subjects: dict[Subject, dict[str, list[_Side]]] = {}

    def add(self, given: ReviewInput, cells: Cells) -> None:
        """Note one counted review."""
        role = given.edition.role
        numbers: dict[_Place, Points] = {}
        for gap in gap_columns(given.edition.layout):
            for of_role, column in ((gap.first_role, gap.first), (gap.second_role, gap.second)):
                if of_role == role:
                    numbers |= _numbers(gap.section, column, cells)
        if numbers:
            sides = self._subjects.setdefault(subject_of(given.edition.layout, given.assignment), {})
            sides.setdefault(role, []).append(_Side(assignment=given.assignment, numbers=numbers))

    def results(self, groups: Mapping[GroupKey, Edition]) -> GapResults:
        """Gaps of the layouts of which forms were issued to both roles, in the layouts' order."""
        items: list[ItemGap] = []
        people: list[PersonGap] = []
        layouts = {edition.layout.id: edition.layout for edition in groups.values()}
        for layout in layouts.values():
            for gap in gap_columns(layout):
                sides = [groups.get((layout.id, role)) for role in (gap.first_role, gap.second_role)]
                editions = [edition for edition in sides if edition is not None]
                if len(editions) == len(sides):
                    pairs = self._pairs(layout.id, gap)
                    for item in _items(gap.section, editions):
                        found = list(_person_gaps(layout.id, gap, item, pairs))
                        people += found
                        items.append(_item_gap(layout.id, gap, item, found))
        people.sort(key=lambda p: (p.name.casefold(), p.reviewee_id.casefold(), p.account.casefold()))
        return GapResults(items=tuple(items), people=tuple(people))

    def _pairs(self, layout: str, gap: GapColumn) -> list[tuple[_Side, _Side]]:
        return [
            (first, second)
            for subject, sides in self._subjects.items()
            if subject[0] == layout
            for first in sides.get(gap.first_role, [])
            for second in sides.get(gap.second_role, [])
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


def _person_gaps(layout: str, gap: GapColumn, item: Item, pairs: Sequence[tuple[_Side, _Side]]) -> Iterator[PersonGap]:
    for one, other in pairs:
        first = one.numbers.get((gap.section.id, item.id, gap.first.id))
        second = other.numbers.get((gap.section.id, item.id, gap.second.id))
        if first is not None and second is not None:
            reviewee = other.assignment.reviewee
            yield PersonGap(
                layout=layout,
                section=gap.section.id,
                item=item.id,
                label=item.label,
                reviewee_id=reviewee.employee_id,
                name=reviewee.name,
                account=other.assignment.account,
                first_role=gap.first_role,
                second_role=gap.second_role,
                first=float(first),
                second=float(second),
                gap=float(first - second),
            )


def _item_gap(layout: str, gap: GapColumn, item: Item, found: Sequence[PersonGap]) -> ItemGap:
    firsts, seconds = [exact(person.first) for person in found], [exact(person.second) for person in found]
    gaps = [first - second for first, second in zip(firsts, seconds, strict=True)]
    return ItemGap(
        layout=layout,
        section=gap.section.id,
        section_title=gap.section.title,
        item=item.id,
        label=item.label,
        first_role=gap.first_role,
        second_role=gap.second_role,
        pairs=len(found),
        first_mean=shown(mean(firsts)),
        second_mean=shown(mean(seconds)),
        gap=shown(mean(gaps)),
    )
