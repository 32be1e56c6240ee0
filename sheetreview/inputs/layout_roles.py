"""Checks of who sees what: shown columns, roles outside the house, and groups whose answers are shown only together."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.inputs.layout_names import find_column, section_name
from sheetreview.inputs.layout_sections import kind_of
from sheetreview.inputs.raw import Fault, Raw
from sheetreview.inputs.wording import quoted
from sheetreview.model.layout import HR, ColumnKind
from sheetreview.model.sources import EXTERNAL_SOURCES


def _filling(entry: Raw) -> list[str] | None:
    """Who fills a column or field: None for every role, nothing for fixed text."""
    given = entry["filled_by"]
    return [role.text for role in given] if isinstance(given.value, list) else None


def _roles_with(layout: Raw, key: str) -> list[str]:
    """Ids of the roles that have a key."""
    return [role["id"].text for role in layout["roles"] if role[key].value and role["id"].text]


def _pooled(layout: Raw) -> list[str]:
    """Ids of the roles whose answers are shown only together."""
    own = [role["id"].text for role in layout["roles"] if role["who"].text == "reviewee"]
    return [role for role in _roles_with(layout, "min_raters") if role not in own]


def _has(section: Raw, role: str) -> bool:
    """Whether a role's form can have a section."""
    named = section["roles"]
    return not isinstance(named.value, list) or role in [entry.text for entry in named]


def roles_alike(layout: Raw) -> Iterator[Fault]:
    """Roles whose keys contradict each other, and roles that are issued twice."""
    for role in layout["roles"]:
        name, own = quoted(role["id"].text), role["who"].text == "reviewee"
        if own and role["external"].value is True:
            message = f"role {name} is filled by the person reviewed, who is not outside the house"
            yield role["external"].fault(message, "remove 'external', or 'who: reviewee'")
        if not own and role["external"].value is True and not role["min_raters"].given:
            message = (
                f"role {name} is outside the house, but does not say from how many raters on its answers are shown"
            )
            yield role["external"].fault(message, "write how many raters there must be, at least 3: 'min_raters: 3'")
        if own and role["min_raters"].given:
            message = f"role {name} is filled by one person, so its answers would never be shown"
            yield role["min_raters"].fault(message, "remove 'min_raters', or 'who: reviewee'")
    seen: set[str] = set()
    for entry in layout["issued_to"]:
        if entry.text and entry.text in seen:
            yield entry.fault(f"role {quoted(entry.text)} is named twice", "remove one")
        seen.add(entry.text)


def shown_columns(layout: Raw) -> Iterator[Fault]:
    """Columns and fields that are shown to roles that fill them, or that have them anyway."""
    inside = [name for name in layout["roles"].ids if name not in _roles_with(layout, "external")]
    for field in layout["header"]:
        yield from _shown(layout, field, f"field {quoted(field['id'].text)}")
    for section in layout["sections"]:
        for column in section["columns"]:
            yield from _shown(layout, column, f"column {quoted(column['id'].text)}")
            for role in column["shown_to"]:
                if role.text in inside and not _has(section, role.text):
                    message = f"forms of role {quoted(role.text)} do not have {section_name(section)}"
                    yield role.fault(message, "add the role to the section's 'roles', or remove it here")


def _shown(layout: Raw, entry: Raw, name: str) -> Iterator[Fault]:
    shown, filling = entry["shown_to"], _filling(entry)
    if not shown.given:
        return
    if kind_of(entry) == ColumnKind.COMPUTED:
        yield shown.fault(f"computed {name} is in every form that has both its columns", "remove 'shown_to'")
    elif filling is None:
        message = f"every role fills {name}, so nobody only sees it"
        yield shown.fault(message, "name who fills it in 'filled_by', or remove 'shown_to'")
    elif not filling:
        yield shown.fault(f"{name} is fixed text, which every form has", "remove 'shown_to'")
    elif set(filling) == {HR}:
        yield shown.fault(f"{name} is filled by hr, which every form shows", "remove 'shown_to'")
    else:
        yield from _shown_roles(layout, entry, name, filling)


def _shown_roles(layout: Raw, entry: Raw, name: str, filling: list[str]) -> Iterator[Fault]:
    external = _roles_with(layout, "external")
    for role in entry["shown_to"]:
        if role.text and role.text in filling:
            message = f"role {quoted(role.text)} fills {name} itself"
            yield role.fault(message, "remove it from 'shown_to', or from 'filled_by'")
        elif role.text in external:
            message = f"role {quoted(role.text)} is external, so it sees nobody else's answers"
            yield role.fault(message, "remove it")
    for pooled in _pooled(layout):
        if pooled in filling:
            message = f"{name} would show what single raters of role {quoted(pooled)} answered"
            yield entry["shown_to"].fault(message, "remove 'shown_to', or the role's 'min_raters'")


def pooled_gaps(layout: Raw) -> Iterator[Fault]:
    """Differences between what one of a group of raters and what another role answered."""
    pooled = _pooled(layout)
    for section in layout["sections"]:
        for column in section["columns"]:
            operands = [find_column(section, operand.text) for operand in column["compute"]["of"]]
            filling = [_filling(operand) or [] for operand in operands if operand]
            named = [role for role in pooled if any(role in roles for roles in filling)]
            if named and any(roles != filling[0] for roles in filling):
                name = quoted(column["id"].text)
                message = f"column {name} would show what single raters of role {quoted(named[0])} answered"
                yield column["compute"].fault(message, "remove it, or the role's 'min_raters'")


def pooled_restricted(layout: Raw) -> Iterator[Fault]:
    """Restricted sections that a group of raters fills."""
    for section in layout["sections"]:
        if section["restricted"].value is not True:
            continue
        for role in _pooled(layout):
            if _has(section, role) and any(role in (_filling(column) or [role]) for column in _typed(section)):
                message = (
                    f"{section_name(section)} is restricted, but role {quoted(role)} fills it, whose answers are shown "
                    "only together"
                )
                yield section["restricted"].fault(message, "remove it, or name other roles in the section's 'roles'")


def external_forms(layout: Raw) -> Iterator[Fault]:
    """What is internal and would stand in a form that leaves the house."""
    roles = _roles_with(layout, "external")
    for field in layout["header"]:
        source, role = field["source"], _seen_by(field, roles)
        if role and source.text and source.text not in EXTERNAL_SOURCES:
            message = f"{quoted(source.text)} is internal, but forms of the external role {quoted(role)} would show it"
            allowed = ", ".join(sorted(EXTERNAL_SOURCES))
            fix = f"name only roles inside the house in 'filled_by', or use one of: {allowed}"
            yield source.fault(message, fix)
    for section in layout["sections"]:
        yield from _external_section(section, [role for role in roles if _has(section, role)])


def _external_section(section: Raw, roles: list[str]) -> Iterator[Fault]:
    for column in section["columns"]:
        if roles and HR in (_filling(column) or []):
            message = (
                f"column {quoted(column['id'].text)} holds what hr gives, but forms of the external role "
                f"{quoted(roles[0])} would show it"
            )
            fix = "name the roles inside the house in the section's 'roles', or remove 'hr'"
            yield column["filled_by"].fault(message, fix)
    asked = [role for role in roles if any(role in (_filling(column) or [role]) for column in _typed(section))]
    if asked and section["issued_when"].given:
        message = (
            f"forms of the external role {quoted(asked[0])} would tell by {section_name(section)} what is internal"
        )
        yield section.key_fault("issued_when", message, "name the roles inside the house in the section's 'roles'")


def _typed(section: Raw) -> Iterator[Raw]:
    for column in section["columns"]:
        if kind_of(column) not in (ColumnKind.LABEL, ColumnKind.COMPUTED) and _filling(column) != []:
            yield column


def _seen_by(entry: Raw, roles: list[str]) -> str:
    """The first of some roles whose forms have a column or field; empty when none has it."""
    filling = _filling(entry)
    return next((role for role in roles if not filling or role in filling or HR in filling), "")
