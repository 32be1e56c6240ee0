"""Checks of the lines on which people sign that they have read a review."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.inputs.layout_names import find_column, section_name
from sheetreview.inputs.layout_sections import kind_of
from sheetreview.inputs.raw import Fault, Raw
from sheetreview.inputs.wording import any_of, quoted
from sheetreview.model.layout import HR, ColumnKind

_KINDS_FOR = {"name": (ColumnKind.PERSON, ColumnKind.TEXT), "date": (ColumnKind.DATE,)}
_COUNTED = (ColumnKind.RATING, ColumnKind.NUMBER, ColumnKind.PERCENT, ColumnKind.MONEY, ColumnKind.COMPUTED)
_NOT_BESIDE = ("blank_rows", "totals", "carries", "follow_up", "pick")


def _signed(layout: Raw) -> Iterator[Raw]:
    return (section for section in layout["sections"] if isinstance(section["sign_off"].value, dict))


def one_sign_off(layout: Raw) -> Iterator[Fault]:
    """Further sections to sign: a signature is for the whole review."""
    signed = list(_signed(layout))
    for section in signed[1:]:
        message = f"{section_name(signed[0])} has 'sign_off' already, and a review is signed in one place"
        yield section.key_fault("sign_off", message, "remove it here, or there")


def sign_off_columns(layout: Raw) -> Iterator[Fault]:
    """Columns in which nobody can sign, and what must not stand where it may change after signing."""
    for section in _signed(layout):
        sign_off = section["sign_off"]
        for key, kinds in _KINDS_FOR.items():
            column = find_column(section, sign_off[key].text)
            if column is not None:
                yield from _column(column, sign_off[key], kinds)
        for column in section["columns"]:
            if kind_of(column) in _COUNTED:
                message = (
                    f"{kind_of(column)} column {quoted(column['id'].text)} cannot stand in {section_name(section)}: "
                    "what is entered beside signatures may change after signing"
                )
                yield column.fault(message, "move it to another section")
        yield from _apart(section)


def _column(column: Raw, named: Raw, kinds: tuple[ColumnKind, ...]) -> Iterator[Fault]:
    kind, filled_by = kind_of(column), column["filled_by"]
    if kind and kind not in kinds:
        message = f"column {quoted(named.text)} is of kind {kind}, which cannot be {quoted(named.path[-1])}"
        yield named.fault(message, f"name a column of kind {any_of(kinds)}")
    elif filled_by.value == [] or HR in _filling(column):
        message = f"column {quoted(named.text)} is not for the people who sign to fill"
        yield filled_by.fault(message, "name only the roles whose forms are signed, or remove 'filled_by'")


def _apart(section: Raw) -> Iterator[Fault]:
    name, date = (find_column(section, section["sign_off"][key].text) for key in _KINDS_FOR)
    if name is not None and date is not None and _filling(name) != _filling(date):
        message = "name and date are filled by different roles, so they would not stand in the same forms"
        yield section.key_fault("sign_off", message, "give both columns the same 'filled_by'")


def _filling(column: Raw) -> set[str]:
    return {role.text for role in column["filled_by"]}


def sign_off_rows(layout: Raw) -> Iterator[Fault]:
    """Sections to sign without a line, or with rows of another sort."""
    for section in _signed(layout):
        if not section["items"].given:
            message = f"{section_name(section)} has no lines to sign"
            yield section.key_fault("sign_off", message, "give it 'items', one for each who signs")
        for key in _NOT_BESIDE:
            if section[key].given and section[key].value != 0:
                message = f"{section_name(section)} is for signing, so {quoted(key)} has no meaning in it"
                yield section.key_fault(key, message, "remove it, or 'sign_off'")
