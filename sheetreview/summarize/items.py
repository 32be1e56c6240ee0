"""How each item was rated over all counted reviews of one layout and role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from sheetreview.form.cells import descriptor
from sheetreview.form.kinds import kind_class
from sheetreview.model.edition import Edition
from sheetreview.model.insights import LevelCount
from sheetreview.model.layout import HR, Column, Item, Section
from sheetreview.model.points import exact, shown, weighed
from sheetreview.model.scales import Scale
from sheetreview.model.summary import ItemResult, PersonResult
from sheetreview.summarize.results import counts_in_result, item_name, rated_sections

_Rating = tuple[str, str, str, str, str]
"""Layout, role, section, item and level."""


def item_results(groups: Mapping[tuple[str, str], Edition], counted: Iterable[PersonResult]) -> tuple[ItemResult, ...]:
    """Results of all fixed items of the groups' layouts (layout id and role: edition), in the forms' order.

    Rows that reviewers name from blank are left out: the same row means something else to each of them.
    """
    given = Counter((r.layout, r.role, r.section, r.item, r.value) for person in counted for r in person.ratings)
    return tuple(
        _item_result(edition, section, column, item, given)
        for edition in groups.values()
        for section, column in rated_sections(edition)
        for item in section.items
    )


def _item_result(edition: Edition, section: Section, column: Column, item: Item, given: Counter[_Rating]) -> ItemResult:
    scale = edition.layout.scale_of(column)
    place = (edition.layout.id, edition.role, section.id, item.id)
    levels = tuple(LevelCount(value=v.value, label=v.label, count=given[*place, v.value]) for v in scale.levels)
    mean = _mean(scale, [level.count for level in levels])
    maximum = scale.maximum
    return ItemResult(
        layout=edition.layout.id,
        role=edition.role,
        section=section.id,
        section_title=section.title,
        item=item.id,
        label=item_name(item),
        detail=_detail(section, item),
        rated=sum(level.count for level in levels),
        mean=shown(mean),
        percent=float(100 * mean / exact(maximum)) if mean is not None and maximum and maximum > 0 else None,
        minimum=scale.minimum,
        maximum=maximum,
        levels=levels,
        counts=counts_in_result(section, column, item.id),
    )


def _mean(scale: Scale, counts: Sequence[int]) -> Fraction | None:
    if not scale.numbers or not sum(counts):
        return None
    points, rated = weighed((count, level.points or 0) for count, level in zip(counts, scale.levels, strict=True))
    return Fraction(points, rated)


def _detail(section: Section, item: Item) -> str:
    if item.open:
        return ""
    for column in section.columns:
        fixed = column.filled_by is not None and (not column.filled_by or HR in column.filled_by)
        if fixed and not column.is_label and not kind_class(column).several_lines:
            return descriptor(item.texts.get(column.id, ""))
    return ""
