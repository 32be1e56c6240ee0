"""What the parts of one edition of a layout are called in another: by their ids, else by what people see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sheetreview.form.cells import Place, descriptor
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Item, Section
from sheetreview.sheet.text import squeeze

Seen = tuple[str, ...]
"""What people see of a part, as compared: its title or label, and for an item also the texts beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPair:
    """A section, its counterpart, and the ids of the counterpart's columns and items by its own."""

    old: Section
    new: Section
    columns: Mapping[str, str]
    items: Mapping[str, str]

    def former(self, row: str, column: str) -> Place | None:
        """The place of an item's cell in the section, by the counterpart's row and column ids; None without one."""
        rows = (old for old, new in self.items.items() if new == row)
        columns = (old for old, new in self.columns.items() if new == column)
        old_row, old_column = next(rows, ""), next(columns, "")
        return (self.old.id, old_row, old_column) if old_row and old_column else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparts:
    """For the sections (by id) and header fields of an edition, what they are in another; what has none is left out."""

    sections: Mapping[str, SectionPair] = field(default_factory=dict)
    header: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, old: Edition, new: Edition) -> Counterparts:
        """Pair the parts of two editions."""
        by_id = {section.id: section for section in new.sections}
        titles = [{section.id: (section.title,) for section in edition.sections} for edition in (old, new)]
        paired = _paired(*titles)
        fields = [{one.id: (one.label,) for one in edition.header} for edition in (old, new)]
        return cls(
            sections={s.id: _pair(s, by_id[paired[s.id]]) for s in old.sections if s.id in paired},
            header=_paired(*fields),
        )


def blank_rows(
    old: Sequence[str], new: Sequence[str], taken: Collection[str], carried: Mapping[str, str]
) -> dict[str, str]:
    """For the blank rows in use, the rows they come to stand in: their own where it is free, else the next free one.

    ``taken`` are the new rows that HR has filled; the old ones that belong there are ``carried``.
    """
    found = {row: carried.get(row, row) for row in old if row in carried or (row in new and row not in taken)}
    free = [row for row in new if row not in taken and row not in found.values()]
    return found | dict(zip((row for row in old if row not in found), free, strict=False))


def _pair(old: Section, new: Section) -> SectionPair:
    columns = [{column.id: (column.title,) for column in section.columns} for section in (old, new)]
    items = [{item.id: _seen(item) for item in section.items} for section in (old, new)]
    return SectionPair(old=old, new=new, columns=_paired(*columns), items=_paired(*items))


def _seen(item: Item) -> Seen:
    return (item.label, *(descriptor(text) for _, text in sorted(item.texts.items())))


def _paired(old: Mapping[str, Seen], new: Mapping[str, Seen]) -> dict[str, str]:
    """The id in ``new`` for each in ``old`` that is there, or whose words are there once; never one for two.

    An id whose words have gone over to another id is believed by neither.
    """
    before, after = ({name: tuple(map(squeeze, words)) for name, words in side.items()} for side in (old, new))
    found = {name: name for name in before if name in after and not _gone_over(name, before, after)}
    moved = {name for name in before if name in after and name not in found}
    parts: tuple[Callable[[Seen], Seen], ...] = (lambda words: words, lambda words: words[:1])
    for part in parts:
        rest = {name: part(words) for name, words in before.items() if name not in found}
        free = {name: part(words) for name, words in after.items() if name not in found.values()}
        found |= {old: new for old, new in _alike(rest, free) if old not in moved}
    return found


def _alike(old: Mapping[str, Seen], new: Mapping[str, Seen]) -> Iterator[tuple[str, str]]:
    """Ids whose words stand exactly once on either side."""
    times = Counter(old.values())
    by_words: dict[Seen, list[str]] = {}
    for name, words in new.items():
        by_words.setdefault(words, []).append(name)
    for name, words in old.items():
        fitting = by_words.get(words, [])
        if times[words] == 1 and len(fitting) == 1:
            yield name, fitting[0]


def _gone_over(name: str, before: Mapping[str, Seen], after: Mapping[str, Seen]) -> bool:
    label = before[name][:1]
    others = (other for other, words in after.items() if other != name and words[:1] == label)
    return after[name][:1] != label and any(before.get(other, ("",))[:1] != label for other in others)
