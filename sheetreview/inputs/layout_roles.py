"""Checks of who sees what: shown columns, roles outside the house, and groups whose answers are shown only together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheetreview.form.kinds import kind_class
from sheetreview.inputs.fault import Fault
from sheetreview.inputs.layout_parts import entries_of, find_column, section_name
from sheetreview.inputs.wording import quoted
from sheetreview.model.layout import EXTERNAL_SOURCES, HR, Column, Entry, Layout, Role, Section


def _external(layout: Layout) -> list[str]:
    """Ids of the roles outside the house."""
    return [role.id for role in layout.roles if role.external and role.id]


def _pooled(layout: Layout) -> list[str]:
    """Ids of the roles whose answers are shown only together."""
    return [role.id for role in layout.roles if role.pooled and not role.own and role.id]


def _has(section: Section, role: str) -> bool:
    """Whether a role's form can have a section."""
    return section.roles is None or role in section.roles


def _fills(column: Column, role: str) -> bool:
    """Whether a role types into a column of a form that has it."""
    return kind_class(column).holds_answers and (column.filled_by is None or role in column.filled_by)


def roles_alike(layout: Layout) -> Iterator[Fault]:
    """Roles whose keys contradict each other, and roles that are issued twice."""
    for role in layout.roles:
        yield from _own_role(role) if role.own else _outside(role)
    for place, name in enumerate(layout.issued_to):
        if name and name in layout.issued_to[:place]:
            yield Fault(layout, ("issued_to", place), f"role {quoted(name)} is named twice", "remove one")


def _own_role(role: Role) -> Iterator[Fault]:
    if role.external:
        message = f"role {quoted(role.id)} is filled by the person reviewed, who is not outside the house"
        yield Fault(role, ("external",), message, "remove 'external', or 'who: reviewee'")
    if role.pooled:
        message = f"role {quoted(role.id)} is filled by one person, so its answers would never be shown"
        yield Fault(role, ("min_raters",), message, "remove 'min_raters', or 'who: reviewee'")


def _outside(role: Role) -> Iterator[Fault]:
    if role.external and not role.pooled:
        message = (
            f"role {quoted(role.id)} is outside the house, but does not say from how many raters on its answers are "
            "shown"
        )
        yield Fault(role, ("external",), message, "write how many raters there must be, at least 3: 'min_raters: 3'")


def shown_columns(layout: Layout) -> Iterator[Fault]:
    """Columns and fields that are shown to roles that fill them, or that have them anyway."""
    for entry in entries_of(layout):
        if entry.shown_to:
            yield from _shown(layout, entry, f"{'column' if isinstance(entry, Column) else 'field'} {quoted(entry.id)}")
    inside = [role.id for role in layout.roles if not role.external and role.id]
    for section in layout.sections:
        lacking = [role for role in inside if not _has(section, role)]
        yield from _shown_to_lacking(section, lacking)


def _shown_to_lacking(section: Section, lacking: list[str]) -> Iterator[Fault]:
    for column in section.columns:
        for place, role in enumerate(column.shown_to):
            if role in lacking:
                message = f"forms of role {quoted(role)} do not have {section_name(section)}"
                fix = "add the role to the section's 'roles', or remove it here"
                yield Fault(column, ("shown_to", place), message, fix)


def _shown(layout: Layout, entry: Entry, name: str) -> Iterator[Fault]:
    if words := _needlessly_shown(entry, name):
        yield Fault(entry, ("shown_to",), *words)
        return
    filling, external = entry.filled_by or (), _external(layout)
    for place, role in enumerate(entry.shown_to):
        if role and role in filling:
            message = f"role {quoted(role)} fills {name} itself"
            yield Fault(entry, ("shown_to", place), message, "remove it from 'shown_to', or from 'filled_by'")
        elif role in external:
            message = f"role {quoted(role)} is external, so it sees nobody else's answers"
            yield Fault(entry, ("shown_to", place), message, "remove it")
    for pooled in _pooled(layout):
        if pooled in filling:
            message = f"{name} would show what single raters of role {quoted(pooled)} answered"
            yield Fault(entry, ("shown_to",), message, "remove 'shown_to', or the role's 'min_raters'")


def _needlessly_shown(entry: Entry, name: str) -> tuple[str, str] | None:
    if entry.is_computed:
        return f"computed {name} is in every form that has both its columns", "remove 'shown_to'"
    if entry.filled_by is None:
        message = f"every role fills {name}, so nobody only sees it"
        return message, "name who fills it in 'filled_by', or remove 'shown_to'"
    if not entry.filled_by:
        return f"{name} is fixed text, which every form has", "remove 'shown_to'"
    if set(entry.filled_by) == {HR}:
        return f"{name} is filled by hr, which every form shows", "remove 'shown_to'"
    return None


def pooled_gaps(layout: Layout) -> Iterator[Fault]:
    """Differences between what one of a group of raters and what another role answered."""
    pooled = _pooled(layout)
    for section in layout.sections:
        for column in section.columns:
            if column.compute and (role := _compared_rater(section, column.compute.of, pooled)):
                message = f"column {quoted(column.id)} would show what single raters of role {quoted(role)} answered"
                yield Fault(column, ("compute",), message, "remove it, or the role's 'min_raters'")


def _compared_rater(section: Section, operands: Sequence[str], pooled: list[str]) -> str:
    """The first of some roles whose answers are compared with another's; empty when there is none."""
    columns = filter(None, (find_column(section, name) for name in operands))
    filling = [column.filled_by or () for column in columns]
    if all(roles == filling[0] for roles in filling):
        return ""
    return next((role for role in pooled if any(role in roles for roles in filling)), "")


def pooled_restricted(layout: Layout) -> Iterator[Fault]:
    """Restricted sections that a group of raters fills."""
    for section in layout.sections:
        for role in _pooled(layout) if section.restricted else ():
            if _has(section, role) and any(_fills(column, role) for column in section.columns):
                message = (
                    f"{section_name(section)} is restricted, but role {quoted(role)} fills it, whose answers are shown "
                    "only together"
                )
                fix = "remove it, or name other roles in the section's 'roles'"
                yield Fault(section, ("restricted",), message, fix)


def external_forms(layout: Layout) -> Iterator[Fault]:
    """What is internal and would stand in a form that leaves the house."""
    roles = _external(layout)
    for field in layout.header:
        role = _seen_by(field, roles)
        if role and field.source and field.source not in EXTERNAL_SOURCES:
            message = f"{quoted(field.source)} is internal, but forms of the external role {quoted(role)} would show it"
            allowed = ", ".join(sorted(EXTERNAL_SOURCES))
            fix = f"name only roles inside the house in 'filled_by', or use one of: {allowed}"
            yield Fault(field, ("source",), message, fix)
    for section in layout.sections:
        having = [role for role in roles if _has(section, role)]
        if having:
            yield from _external_section(section, having)


def _external_section(section: Section, roles: list[str]) -> Iterator[Fault]:
    for column in section.columns:
        if HR in (column.filled_by or ()):
            message = (
                f"column {quoted(column.id)} holds what hr gives, but forms of the external role "
                f"{quoted(roles[0])} would show it"
            )
            fix = "name the roles inside the house in the section's 'roles', or remove 'hr'"
            yield Fault(column, ("filled_by",), message, fix)
    asked = [role for role in roles if any(_fills(column, role) for column in section.columns)]
    if asked and section.issued_when is not None:
        message = (
            f"forms of the external role {quoted(asked[0])} would tell by {section_name(section)} what is internal"
        )
        fix = "name the roles inside the house in the section's 'roles'"
        yield Fault(section, ("issued_when",), message, fix, at_key=True)


def _seen_by(entry: Entry, roles: list[str]) -> str:
    """The first of some roles whose forms have a column or field; empty when none has it."""
    filling = entry.filled_by
    return next((role for role in roles if not filling or role in filling or HR in filling), "")
