"""Checks of a layout's ids and of every place that names one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sheetreview.inputs.raw import Fault, Raw
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.model.layout import HR
from sheetreview.model.sources import SOURCES

_ROW_ID = re.compile(r"row-[0-9]+")
_ROSTER_SOURCE = re.compile(r"roster\.[a-z0-9_]+")
_SECTION_RESERVED = ("header", "form", "total")
_ITEM_RESERVED = ("header", "total")
_TOTAL_RESERVED = ("header",)
_MAX_BLANK_ROWS = 200


def section_name(section: Raw) -> str:
    """A section as a message names it."""
    return f"section {quoted(section['id'].text or section['title'].text)}"


def row_ids(section: Raw) -> tuple[str, ...]:
    """Ids of a section's rows: its items', then those of its blank rows."""
    blank = min(section["blank_rows"].whole or 0, _MAX_BLANK_ROWS)
    return (*section["items"].ids, *(f"row-{number}" for number in range(1, blank + 1)))


def find_column(section: Raw, name: str) -> Raw | None:
    """A section's column by id; None when there is none."""
    return next((column for column in section["columns"] if name and column["id"].text == name), None)


def duplicate_ids(layout: Raw) -> Iterator[Fault]:
    """Ids that stand twice in one list."""
    for key, noun in (("roles", "role"), ("scales", "scale"), ("header", "header field"), ("bands", "band")):
        yield from _duplicates((entry["id"] for entry in layout[key]), f"{noun} id")
    yield from _duplicates((section["id"] for section in layout["sections"]), "section id")
    for section in layout["sections"]:
        yield from _duplicates((column["id"] for column in section["columns"]), "column id")
        rows = [entry["id"] for entry in section["items"]]
        totals = [entry["id"] for entry in section["totals"] if entry["id"].text]
        yield from _duplicates([*rows, *totals], "row id")
        unnamed = [entry for entry in section["totals"] if not entry["id"].given]
        for entry in unnamed if "total" in section["totals"].ids else unnamed[1:]:
            yield entry.fault("another total has the id 'total' already", "give this one an 'id' of its own")


def _duplicates(ids: Iterable[Raw], noun: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for entry in ids:
        if entry.text and entry.text in seen:
            yield entry.fault(f"{noun} {quoted(entry.text)} is used twice", "give each an id of its own")
        seen.add(entry.text)


def reserved_ids(layout: Raw) -> Iterator[Fault]:
    """Ids that sheetreview itself gives to parts of a form."""
    for role in layout["roles"]:
        yield from _reserved(role["id"], (HR,))
    for section in layout["sections"]:
        yield from _reserved(section["id"], _SECTION_RESERVED)
        for item in section["items"]:
            yield from _reserved(item["id"], _ITEM_RESERVED, rows=True)
        for total in section["totals"]:
            yield from _reserved(total["id"], _TOTAL_RESERVED, rows=True)


def _reserved(entry: Raw, words: tuple[str, ...], *, rows: bool = False) -> Iterator[Fault]:
    if entry.text in words or (rows and _ROW_ID.fullmatch(entry.text)):
        yield entry.fault(f"the id {quoted(entry.text)} is reserved", "choose another id")


def unknown_names(layout: Raw) -> Iterator[Fault]:
    """Names of scales, roles, columns and rows that the layout does not have.

    Where two entries have the same id, a name that is not there is most likely that of one of them: it is left alone.
    """
    for reference, known, noun in _references(layout):
        if reference.text and reference.text not in known and len(set(known)) == len(known):
            fix = did_you_mean(reference.text, known) or f"there is no {noun} yet: add it"
            yield reference.fault(f"unknown {noun} {quoted(reference.text)}", fix)
    for section in layout["sections"]:
        columns = section["columns"].ids
        for item in section["items"]:
            for key in item["texts"].keys:
                if key not in columns:
                    yield item["texts"].key_fault(key, f"unknown column {quoted(key)}", did_you_mean(key, columns))


_Reference = tuple[Raw, tuple[str, ...], str]


def _references(layout: Raw) -> Iterator[_Reference]:
    scales, roles = layout["scales"].ids, layout["roles"].ids
    sections = list(layout["sections"])
    for entry in [*layout["header"], *(column for section in sections for column in section["columns"])]:
        yield entry["scale"], scales, "scale"
        yield from ((role, (*roles, HR), "role") for role in entry["filled_by"])
        yield from ((role, roles, "role") for role in entry["shown_to"])
    for section in sections:
        yield from ((role, roles, "role") for role in section["roles"])
        yield from ((source, layout["sections"].ids, "section") for source in section["carries"])
        yield section["issued_when"]["below"], layout["bands"].ids, "band"
        yield from _section_references(section)
    yield from ((role, roles, "role") for role in layout["issued_to"])
    yield layout["frequency"]["reviewed"], layout["header"].ids, "header field"


def _section_references(section: Raw) -> Iterator[_Reference]:
    columns, rows = section["columns"].ids, row_ids(section)
    for column in section["columns"]:
        yield from ((operand, columns, "column") for operand in column["compute"]["of"])
    for item in section["items"]:
        yield from ((column, columns, "column") for column in item["open"])
    for total in section["totals"]:
        yield from ((total[key], columns, "column") for key in ("column", "label_in", "summary_in"))
    for rule in section["rules"]:
        named = [rule["column"], *rule["columns"], *rule["needs"]]
        yield from ((column, columns, "column") for column in named)
        yield from ((row, rows, "row") for row in rule["rows"])
    yield from ((section["follow_up"][key], columns, "column") for key in ("what", "due", "owner", "progress"))
    yield from ((section["sign_off"][key], columns, "column") for key in ("name", "date"))
    if section["items"].given:
        yield from ((item, section["items"].ids, "item") for item in section["pick"]["default"])


def unknown_sources(layout: Raw) -> Iterator[Fault]:
    """Sources of header fields that nothing gives."""
    for field in layout["header"]:
        source = field["source"]
        if source.text and source.text not in SOURCES and not _ROSTER_SOURCE.fullmatch(source.text):
            fix = did_you_mean(source.text, SOURCES)
            if not fix.startswith("did you mean"):
                fix = f"use roster.<column> for a column of the roster, or one of: {', '.join(SOURCES)}"
            yield source.fault(f"unknown source {quoted(source.text)}", fix)
