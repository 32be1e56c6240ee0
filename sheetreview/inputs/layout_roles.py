"""Checks of who sees what: shown columns, roles outside the house, and groups whose answers are shown only together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sheetreview.form.kinds import kind_class
from sheetreview.inputs.faults import Fault
from sheetreview.inputs.layout_names import entry_name, operands_of, section_name
from sheetreview.inputs.wording import quoted
from sheetreview.model.layout import EXTERNAL_SOURCES, HR, Column, Entry, HeaderField, Layout, Role, Section


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


def check_roles(layout: Layout) -> Iterator[Fault]:
    """Roles whose keys contradict each other, and roles that are issued twice."""
    for role in layout.roles:
        yield from _check_role(role)
    for place, name in enumerate(layout.issued_to):
        if name and name in layout.issued_to[:place]:
            yield Fault(layout, ("issued_to", place), f"role {quoted(name)} is named twice", "remove one")


def _check_role(role: Role) -> Iterator[Fault]:
    name = f"role {quoted(role.id)}"
    if role.own and role.external:
        message = f"{name} is filled by the person reviewed, who is not outside the house"
        yield Fault(role, ("external",), message, "remove 'external', or 'who: reviewee'")
    if role.own and role.pooled:
        message = f"{name} is filled by one person, so its answers would never be shown"
        yield Fault(role, ("min_raters",), message, "remove 'min_raters', or 'who: reviewee'")
    if role.external and not role.own and not role.pooled:
        message = f"{name} is outside the house, but does not say from how many raters on its answers are shown"
        yield Fault(role, ("external",), message, "write how many raters there must be, at least 3: 'min_raters: 3'")


def check_shown(layout: Layout, entry: Entry) -> Iterator[Fault]:
    """A column or field that is shown to roles that fill it, or that have it anyway."""
    name, filling, external = entry_name(entry), entry.filled_by or (), _external(layout)
    if not entry.shown_to:
        return
    if words := _needlessly_shown(entry, name):
        yield Fault(entry, ("shown_to",), *words)
        return
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


def _shown_elsewhere(layout: Layout, section: Section) -> Iterator[Fault]:
    """Columns that are shown to roles inside the house whose forms do not have the section."""
    inside = [role.id for role in layout.roles if not role.external and role.id]
    for column in section.columns:
        for place, role in enumerate(column.shown_to):
            if role in inside and not _has(section, role):
                message = f"forms of role {quoted(role)} do not have {section_name(section)}"
                fix = "add the role to the section's 'roles', or remove it here"
                yield Fault(column, ("shown_to", place), message, fix)


def _pooled_gaps(layout: Layout, section: Section) -> Iterator[Fault]:
    """Differences between what one of a group of raters and what another role answered."""
    for column in section.columns:
        filling = {operand.filled_by or () for operand in operands_of(section, column) if operand}
        compared = set().union(*filling) if len(filling) > 1 else set()
        if role := next((role for role in _pooled(layout) if role in compared), None):
            message = f"column {quoted(column.id)} would show what single raters of role {quoted(role)} answered"
            yield Fault(column, ("compute",), message, "remove it, or the role's 'min_raters'")


def _pooled_and_restricted(layout: Layout, section: Section) -> Iterator[Fault]:
    """A restricted section that a group of raters fills."""
    for role in _pooled(layout) if section.restricted else ():
        if _has(section, role) and any(_fills(column, role) for column in section.columns):
            message = (
                f"{section_name(section)} is restricted, but role {quoted(role)} fills it, whose answers are shown "
                "only together"
            )
            fix = "remove it, or name other roles in the section's 'roles'"
            yield Fault(section, ("restricted",), message, fix)


def check_external_field(layout: Layout, field: HeaderField) -> Iterator[Fault]:
    """A field that would tell people outside the house what is internal."""
    filling = field.filled_by
    roles = _external(layout)
    role = next((role for role in roles if not filling or role in filling or HR in filling), None)
    if role and field.source and field.source not in EXTERNAL_SOURCES:
        message = f"{quoted(field.source)} is internal, but forms of the external role {quoted(role)} would show it"
        allowed = ", ".join(sorted(EXTERNAL_SOURCES))
        fix = f"name only roles inside the house in 'filled_by', or use one of: {allowed}"
        yield Fault(field, ("source",), message, fix)


def _internal_columns(layout: Layout, section: Section) -> Iterator[Fault]:
    """Columns of what is internal, which would stand in a form that leaves the house."""
    role = next((role for role in _external(layout) if _has(section, role)), None)
    for column in section.columns if role else ():
        if column.given_by_hr:
            message = (
                f"column {quoted(column.id)} holds what hr gives, but forms of the external role "
                f"{quoted(role)} would show it"
            )
            fix = "name the roles inside the house in the section's 'roles', or remove 'hr'"
            yield Fault(column, ("filled_by",), message, fix)


def _telling_condition(layout: Layout, section: Section) -> Iterator[Fault]:
    """A condition that would tell people outside the house of what is internal."""
    having = (role for role in _external(layout) if _has(section, role))
    role = next((role for role in having if any(_fills(column, role) for column in section.columns)), None)
    if role and section.issued_when is not None:
        message = f"forms of the external role {quoted(role)} would tell by {section_name(section)} what is internal"
        fix = "name the roles inside the house in the section's 'roles'"
        yield Fault(section, ("issued_when",), message, fix, at_key=True)


SECTION_CHECKS: tuple[Callable[[Layout, Section], Iterator[Fault]], ...] = (
    _shown_elsewhere,
    _pooled_gaps,
    _pooled_and_restricted,
    _internal_columns,
    _telling_condition,
)
