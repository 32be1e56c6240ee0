"""Checks of the lines on which people sign that they have read a review."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.form.kinds import kind_class, kinds_that_serve_as
from sheetreview.inputs.fault import Fault
from sheetreview.inputs.layout_parts import find_column, section_name
from sheetreview.inputs.wording import any_of, quoted
from sheetreview.model.layout import HR, Column, Layout, Section
from sheetreview.model.rules import SignOff

_NOT_BESIDE = ("blank_rows", "totals", "carries", "follow_up", "pick")


def _signed(layout: Layout) -> Iterator[tuple[Section, SignOff]]:
    for section in layout.sections:
        sign_off = section.sign_off
        if sign_off and (sign_off.name or sign_off.date):
            yield section, sign_off


def one_sign_off(layout: Layout) -> Iterator[Fault]:
    """Further sections to sign: a signature is for the whole review."""
    signed = [section for section, _ in _signed(layout)]
    for section in signed[1:]:
        message = f"{section_name(signed[0])} has 'sign_off' already, and a review is signed in one place"
        yield Fault(section, ("sign_off",), message, "remove it here, or there", at_key=True)


def sign_off_columns(layout: Layout) -> Iterator[Fault]:
    """Columns in which nobody can sign, and what must not stand where it may change after signing."""
    for section, sign_off in _signed(layout):
        name, date = find_column(section, sign_off.name), find_column(section, sign_off.date)
        yield from _signing_column(sign_off, "name", name)
        yield from _signing_column(sign_off, "date", date)
        for column in section.columns:
            if kind_class(column).counted:
                message = (
                    f"{column.kind} column {quoted(column.id)} cannot stand in {section_name(section)}: "
                    "what is entered beside signatures may change after signing"
                )
                yield Fault(column, (), message, "move it to another section")
        if name and date and set(name.filled_by or ()) != set(date.filled_by or ()):
            message = "name and date are filled by different roles, so they would not stand in the same forms"
            yield Fault(section, ("sign_off",), message, "give both columns the same 'filled_by'", at_key=True)


def _signing_column(sign_off: SignOff, key: str, column: Column | None) -> Iterator[Fault]:
    if column is None:
        return
    if column.kind and key not in kind_class(column).serves_as:
        message = f"column {quoted(column.id)} is of kind {column.kind}, which cannot be {quoted(key)}"
        yield Fault(sign_off, (key,), message, f"name a column of kind {any_of(kinds_that_serve_as(key))}")
    elif column.filled_by == () or HR in (column.filled_by or ()):
        message = f"column {quoted(column.id)} is not for the people who sign to fill"
        fix = "name only the roles whose forms are signed, or remove 'filled_by'"
        yield Fault(column, ("filled_by",), message, fix)


def sign_off_rows(layout: Layout) -> Iterator[Fault]:
    """Sections to sign without a line, or with rows of another sort."""
    for section, _ in _signed(layout):
        if not section.items:
            message = f"{section_name(section)} has no lines to sign"
            yield Fault(section, ("sign_off",), message, "give it 'items', one for each who signs", at_key=True)
        for key in _NOT_BESIDE:
            if getattr(section, key):
                message = f"{section_name(section)} is for signing, so {quoted(key)} has no meaning in it"
                yield Fault(section, (key,), message, "remove it, or 'sign_off'", at_key=True)
