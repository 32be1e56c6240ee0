"""Computed columns such as what part of a target was attained, recomputed from the figures of the reviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from sheetreview.model.edition import Edition
from sheetreview.model.insights import FigureResult, PersonFigure
from sheetreview.model.layout import Column, Computation, Item, Section
from sheetreview.model.points import Points, mean, shown
from sheetreview.summarize.gaps import difference_columns
from sheetreview.summarize.groups import GroupKey
from sheetreview.summarize.results import item_name
from sheetreview.summarize.review_input import Cells, ReviewInput, form_fields, section_fields

_Place: TypeAlias = tuple[str, str, str, str, str]
"""Layout, role, section, item (empty for blank rows) and column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureResults:
    """Figures over everybody and of each review."""

    items: tuple[FigureResult, ...]
    people: tuple[PersonFigure, ...]


class Figures:
    """Collects the computed columns of counted reviews."""

    def __init__(self) -> None:
        self._given: dict[_Place, list[Points]] = {}
        self._people: list[PersonFigure] = []

    def add(self, given: ReviewInput, cells: Cells) -> None:
        """Note one counted review."""
        edition = given.edition
        for section, column, compute in _columns(edition):
            found: list[Points] = []
            for row in cells.rows(section):
                figure = _figure(compute, cells, section.id, row)
                if figure is not None:
                    item = row if row in section.item_by_id else ""
                    place = (edition.layout.id, edition.role, section.id, item, column.id)
                    self._given.setdefault(place, []).append(figure)
                    if section.weight_of(column, row):
                        found.append(figure)
            if found:
                self._people.append(_person(given, section, column, compute.kind, found))

    def results(self, groups: Mapping[GroupKey, Edition]) -> FigureResults:
        """Figures by item in the layouts' order; those of each review by name."""
        people = sorted(self._people, key=lambda p: (p.name.casefold(), p.reviewee_id.casefold(), p.account.casefold()))
        items = tuple(
            self._result(edition, section, column, compute.kind, item)
            for edition in groups.values()
            for section, column, compute in _columns(edition)
            for item in (*section.items, *[None] * bool(section.blank_rows))
        )
        return FigureResults(items=items, people=tuple(people))

    def _result(self, edition: Edition, section: Section, column: Column, kind: str, item: Item | None) -> FigureResult:
        layout, role = edition.layout.id, edition.role
        name = item.id if item else ""
        found = self._given.get((layout, role, section.id, name, column.id), [])
        return FigureResult(
            **section_fields(edition, section),
            item=name,
            label=item_name(item) if item else "",
            column=column.id,
            column_title=column.title,
            kind=kind,
            rows=len(found),
            mean=shown(mean(found)),
            lowest=shown(min(found, default=None)),
            highest=shown(max(found, default=None)),
            reached=_reached(kind, found),
        )


def _columns(edition: Edition) -> Iterator[tuple[Section, Column, Computation]]:
    """The computed columns of an edition that are not gaps between roles."""
    gaps = {(section.id, column.id) for section, column, _ in difference_columns(edition.layout)}
    for section in edition.sections:
        for column in section.columns:
            if column.compute is not None and (section.id, column.id) not in gaps:
                yield section, column, column.compute


def _figure(compute: Computation, cells: Cells, section: str, row: str) -> Points | None:
    first, second = (cells.exact(section, row, column) for column in compute.of)
    if first is None or second is None:
        return None
    if compute.kind == "difference":
        return first - second
    return Fraction(first, second) if second else None


def _reached(kind: str, figures: Sequence[Points]) -> int:
    target = 1 if kind == "ratio" else 0
    return sum(figure >= target for figure in figures)


def _person(given: ReviewInput, section: Section, column: Column, kind: str, figures: Sequence[Points]) -> PersonFigure:
    return PersonFigure(
        **form_fields(given, section),
        column=column.id,
        column_title=column.title,
        kind=kind,
        rows=len(figures),
        mean=float(mean(figures) or 0),
        reached=_reached(kind, figures),
    )
