"""What one role sees of a layout: everything another role fills is physically absent."""

from __future__ import annotations

from dataclasses import dataclass

from sheetreview.model.layout import HR, Column, ColumnKind, Entry, HeaderField, Item, Layout, Section

NEVER_TYPED = (ColumnKind.COMPUTED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A layout as one role gets it: the header fields and sections with only that role's columns."""

    layout: Layout
    role: str
    header: tuple[HeaderField, ...]
    sections: tuple[Section, ...]

    def fills(self, entry: Entry) -> bool:
        """Whether this role types into a column or header field."""
        if entry.kind in NEVER_TYPED:
            return False
        if entry.filled_by is None:
            return entry.kind is not ColumnKind.LABEL
        return self.role in entry.filled_by

    def opens(self, column: Column, item: Item | None) -> bool:
        """Whether this role types into the cell of a column in an item's row (None: a blank row)."""
        if column.kind in NEVER_TYPED:
            return False
        if item is None:
            return column.kind is ColumnKind.LABEL or self.fills(column)
        return column.id in item.open or self.fills(column)

    def rating_column(self, section: Section) -> Column | None:
        """The column whose ratings are a section's result: the one with a total, else the first the role fills."""
        filled = [column for column in section.columns if column.kind is ColumnKind.RATING and self.fills(column)]
        totalled = {total.column for total in section.totals}
        return next((column for column in filled if column.id in totalled), filled[0] if filled else None)


def edition(layout: Layout, role: str) -> Edition:
    """Cut a layout down to what a role's form contains. Raises KeyError for a role the layout does not have."""
    if role not in layout.role_by_id:
        raise KeyError(role)

    def seen(entry: Entry) -> bool:
        return not entry.filled_by or role in entry.filled_by or HR in entry.filled_by

    sections = []
    for section in layout.sections:
        if section.roles is not None and role not in section.roles:
            continue
        columns = tuple(column for column in section.columns if seen(column))
        if all(column.kind is ColumnKind.LABEL for column in columns):
            continue
        kept = {column.id for column in columns}
        totals = tuple(total for total in section.totals if total.column in kept)
        rules = tuple(rule for rule in section.rules if rule_columns(rule) <= kept)
        fields = {name: getattr(section, name) for name in Section.model_fields}
        sections.append(Section.model_construct(**{**fields, "columns": columns, "totals": totals, "rules": rules}))
    header = tuple(field for field in layout.header if seen(field))
    return Edition(layout=layout, role=role, header=header, sections=tuple(sections))


def rule_columns(rule: object) -> set[str]:
    """Ids of the columns a rule speaks of."""
    column: str | None = getattr(rule, "column", None)
    named = {*getattr(rule, "columns", ()), *getattr(rule, "needs", ())}
    return named | ({column} if column else set())
