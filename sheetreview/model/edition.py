"""What one role sees of a layout: everything another role fills is physically absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sheetreview.model.layout import Column, Entry, HeaderField, Item, Layout, Role, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The parts of a form that not every form of its role has.

    ``sections`` are ids of the conditional sections it has, ``picked`` the chosen items of sections that are libraries.
    """

    sections: frozenset[str] = frozenset()
    picked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


PLAIN = Variant()
"""No conditional section, and the default items of every library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A layout as one role gets it: the header fields and sections with only that role's columns."""

    layout: Layout
    role: str
    variant: str
    header: tuple[HeaderField, ...]
    sections: tuple[Section, ...]

    def __hash__(self) -> int:
        return hash((self.layout, self.role, self.variant))

    @property
    def asked(self) -> Role:
        """The role whose form this is."""
        return self.layout.role_by_id[self.role]

    @property
    def restricted(self) -> tuple[str, ...]:
        """Ids of the sections that are for HR alone."""
        return tuple(section.id for section in self.sections if section.restricted)

    def fills(self, entry: Entry) -> bool:
        """Whether this role types into a column or header field."""
        if entry.is_computed:
            return False
        if entry.filled_by is None:
            return not entry.is_label
        return self.role in entry.filled_by

    def shows(self, entry: Entry) -> bool:
        """Whether this role only sees what other roles have answered."""
        return self.role in entry.shown_to and not self.fills(entry)

    def opens(self, column: Column, item: Item | None) -> bool:
        """Whether this role types into the cell of a column in an item's row (None: a blank row)."""
        if column.is_computed:
            return False
        if item is None:
            return column.is_label or self.fills(column)
        return column.id in item.open or self.fills(column)

    def rating_column(self, section: Section) -> Column | None:
        """The column whose ratings are a section's result: the one with a total, else the first the role fills.

        One that does not count is taken only where none does.
        """
        filled = [column for column in section.columns if column.is_rating and self.fills(column)]
        totalled = {total.column for total in section.totals}
        filled.sort(key=lambda column: (not column.counts, column.id not in totalled))
        return next(iter(filled), None)


def edition(layout: Layout, role: str, variant: Variant = PLAIN) -> Edition:
    """Cut a layout down to what a role's form contains. Raises KeyError for a role the layout does not have."""
    if role not in layout.role_by_id:
        raise KeyError(role)
    sections = tuple(_sections(layout, role, variant))
    header = tuple(entry for entry in layout.header if _seen(entry, role))
    text = variant_text(layout, variant, {section.id for section in sections})
    return Edition(layout=layout, role=role, variant=text, header=header, sections=sections)


def every_section(layout: Layout) -> Variant:
    """A variant with all conditional sections of a layout."""
    return Variant(sections=frozenset(section.id for section in layout.sections if section.issued_when is not None))


def _seen(entry: Entry, role: str) -> bool:
    return not entry.filled_by or role in entry.filled_by or entry.given_by_hr or role in entry.shown_to


def _sections(layout: Layout, role: str, variant: Variant) -> Iterator[Section]:
    for section in layout.sections:
        columns = _columns(section, role)
        if _is_in(section, role, variant) and _concerns(section, columns):
            yield _cut_down(section, role, variant, columns)


def _cut_down(section: Section, role: str, variant: Variant, columns: tuple[Column, ...]) -> Section:
    """A section with some of its columns, and of its items, totals and rules those that go with them."""
    kept = {column.id for column in columns}
    answered = {column.id for column in columns if not _only_sees(column, role)}
    fields = {name: getattr(section, name) for name in Section.model_fields}
    changed = {
        "columns": columns,
        "items": tuple(section.item_by_id[item] for item in _picked(section, variant)),
        "totals": tuple(total for total in section.totals if total.column in answered),
        "rules": tuple(rule for rule in section.rules if rule.named_columns <= kept),
    }
    return Section.model_construct(**{**fields, **changed})


def _only_sees(entry: Entry, role: str) -> bool:
    return role in entry.shown_to and role not in (entry.filled_by or ())


def _is_in(section: Section, role: str, variant: Variant) -> bool:
    """Whether a form of a role and variant may have a section."""
    for_role = section.roles is None or role in section.roles
    return for_role and (section.issued_when is None or section.id in variant.sections)


def _concerns(section: Section, columns: tuple[Column, ...]) -> bool:
    """Whether a role that sees these columns has more of a section than its labels and fixed texts."""
    only_text = all(column.is_label or column.filled_by == () for column in columns)
    kept = {column.id for column in columns}
    opened = any(kept.intersection(item.open) for item in section.items)
    return bool(columns) and (not only_text or opened or len(columns) == len(section.columns) > 1)


def _columns(section: Section, role: str) -> tuple[Column, ...]:
    """The columns a role sees; a computed one only with both columns it is made of."""
    seen = [column for column in section.columns if _seen(column, role)]
    ids = {column.id for column in seen}
    return tuple(column for column in seen if column.compute is None or ids.issuperset(column.compute.of))


def _picked(section: Section, variant: Variant) -> tuple[str, ...]:
    """Ids of the items a form has, in the layout's order."""
    if section.pick is None:
        return tuple(section.item_by_id)
    chosen = variant.picked.get(section.id, section.pick.default)
    return tuple(item for item in section.item_by_id if item in chosen)


def variant_text(layout: Layout, variant: Variant, sections: set[str]) -> str:
    """A variant as a form carries it: ``pip+behaviours:1.4``, with the numbers of the items; only of its sections."""
    parts = []
    for section in layout.sections:
        if section.id not in sections:
            continue
        if section.pick is not None:
            order = list(section.item_by_id)
            parts.append(f"{section.id}:" + ".".join(str(order.index(i) + 1) for i in _picked(section, variant)))
        elif section.issued_when is not None:
            parts.append(section.id)
    return "+".join(parts)


def parse_variant(layout: Layout, text: str) -> Variant:
    """The variant a form carries, without parts that the layout does not have; no item chosen is no choice."""
    sections: set[str] = set()
    picked: dict[str, tuple[str, ...]] = {}
    for part in filter(None, text.split("+")):
        name, _, numbers = part.partition(":")
        section = layout.section_by_id.get(name)
        if section is None:
            continue
        sections.add(name)
        if section.pick is not None:
            order = list(section.item_by_id)
            places = [int(number) for number in numbers.split(".") if number.isascii() and number.isdecimal()]
            if found := tuple(order[place - 1] for place in places if 1 <= place <= len(order)):
                picked[name] = found
    return Variant(sections=frozenset(sections), picked=picked)
