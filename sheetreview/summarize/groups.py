"""Forms of one layout and role are summed up together, though not every one of them has the same parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from sheetreview.model.edition import Edition
from sheetreview.model.layout import Item, Section

GroupKey: TypeAlias = tuple[str, str]
"""Layout id and role: what is summed up together, because it was asked and rated alike."""


class Groups:
    """Collects the editions of a cycle's forms."""

    def __init__(self) -> None:
        self._found: dict[GroupKey, dict[tuple[int, str], Edition]] = {}

    def add(self, edition: Edition) -> None:
        """Note the edition of one form."""
        variants = self._found.setdefault((edition.layout.id, edition.role), {})
        variants.setdefault((edition.layout.version, edition.variant), edition)

    def editions(self) -> dict[GroupKey, Edition]:
        """By layout and role, sorted: an edition with every section and item that any form of the group has."""
        return {key: _union(list(variants.values())) for key, variants in sorted(self._found.items())}


def _union(editions: Sequence[Edition]) -> Edition:
    """All sections and items in the order of the newest layout; what only an older version has stands last."""
    newest = max(editions, key=lambda edition: edition.layout.version)
    if len(editions) == 1:
        return newest
    found: dict[str, list[Section]] = {}
    for edition in (newest, *editions):
        for section in edition.sections:
            found.setdefault(section.id, []).append(section)
    order = [section.id for section in newest.layout.sections if section.id in found]
    names = [*order, *(name for name in found if name not in order)]
    return replace(newest, variant="", sections=tuple(_merged(newest, found[name]) for name in names))


def _merged(newest: Edition, sections: Sequence[Section]) -> Section:
    """One section with the items of all."""
    items: dict[str, Item] = {}
    for section in sections:
        for item in section.items:
            items.setdefault(item.id, item)
    first = sections[0]
    declared = newest.layout.section_by_id.get(first.id)
    order = [name for name in declared.item_by_id if name in items] if declared else []
    names = [*order, *(name for name in items if name not in order)]
    fields = {name: getattr(first, name) for name in Section.model_fields}
    return Section.model_construct(**{**fields, "items": tuple(items[name] for name in names)})
