"""How often each option of choices and yes-no questions was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from sheetreview.form.kinds import kind_of
from sheetreview.model.edition import Edition
from sheetreview.model.insights import CountedAnswers, LevelCount
from sheetreview.model.layout import Column, Item, Section
from sheetreview.summarize.groups import GroupKey
from sheetreview.summarize.results import item_name
from sheetreview.summarize.review_input import Cells, ReviewInput, section_fields

_Chosen: TypeAlias = tuple[str, str, str, str, str, str]
"""Layout, role, section, item (empty for blank rows), column and option."""


class Counts:
    """Collects the choices of counted reviews."""

    def __init__(self) -> None:
        self._given: Counter[_Chosen] = Counter()

    def add(self, given: ReviewInput, cells: Cells) -> None:
        """Note one counted review."""
        edition = given.edition
        for section in edition.sections:
            columns = list(_columns(edition, section))
            for row in cells.rows(section) if columns else ():
                item = row if row in section.item_by_id else ""
                for column in columns:
                    if value := cells.text(section.id, row, column.id):
                        self._given[edition.layout.id, edition.role, section.id, item, column.id, value] += 1

    def results(self, groups: Mapping[GroupKey, Edition]) -> tuple[CountedAnswers, ...]:
        """Counts by item in the layouts' order; blank rows of a section together, behind its items."""
        return tuple(
            self._result(edition, section, column, item)
            for edition in groups.values()
            for section in edition.sections
            for column in _columns(edition, section)
            for item in _rows(edition, section, column)
        )

    def _result(self, edition: Edition, section: Section, column: Column, item: Item | None) -> CountedAnswers:
        name = item.id if item else ""
        place = (edition.layout.id, edition.role, section.id, name, column.id)
        counts = tuple(
            LevelCount(value=v, label=label, count=self._given[*place, v]) for v, label in kind_of(column).options
        )
        return CountedAnswers(
            **section_fields(edition, section),
            item=name,
            label=item_name(item) if item else "",
            column=column.id,
            column_title=column.title,
            answered=sum(count.count for count in counts),
            counts=counts,
        )


def _columns(edition: Edition, section: Section) -> Iterator[Column]:
    """The choice and yes-no columns that the role fills anywhere in a section."""
    for column in section.columns:
        if kind_of(column).is_chosen and any(edition.opens(column, item) for item in (None, *section.items)):
            yield column


def _rows(edition: Edition, section: Section, column: Column) -> Iterator[Item | None]:
    yield from (item for item in section.items if edition.opens(column, item))
    if section.blank_rows and edition.opens(column, None):
        yield None
