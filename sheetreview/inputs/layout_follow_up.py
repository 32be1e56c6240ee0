"""Checks of things to do: what follows them up, and how they reach the next cycle."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.inputs.layout_names import find_column, section_name
from sheetreview.inputs.layout_sections import kind_of, values_of
from sheetreview.inputs.raw import Fault, Raw
from sheetreview.inputs.wording import any_of, did_you_mean, quoted
from sheetreview.model.layout import HR, ColumnKind

_KINDS_FOR = {
    "what": (ColumnKind.LABEL, ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.CHOICE),
    "due": (ColumnKind.DATE,),
    "owner": (ColumnKind.PERSON, ColumnKind.TEXT),
    "progress": (ColumnKind.CHOICE, ColumnKind.YES_NO, ColumnKind.RATING),
}
_ANYTHING = (ColumnKind.LABEL, ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.PERSON)
_FIGURES = (ColumnKind.NUMBER, ColumnKind.MONEY)


def follow_up_columns(layout: Raw) -> Iterator[Fault]:
    """Columns that cannot say what is to be done, by whom, by when, or how far it is."""
    for section in layout["sections"]:
        follow_up = section["follow_up"]
        taken: dict[str, str] = {}
        for key, kinds in _KINDS_FOR.items():
            name = follow_up[key].text
            column = find_column(section, name)
            kind = kind_of(column) if column else ""
            if kind and kind not in kinds:
                message = f"column {quoted(name)} is of kind {kind}, which cannot be '{key}'"
                yield follow_up[key].fault(message, f"name a column of kind {any_of(kinds)}")
            elif name and taken.setdefault(name, key) != key:
                message = f"column {quoted(name)} is named as '{taken[name]}' already"
                yield follow_up[key].fault(message, "name another column")
        yield from _closed_values(layout, section)


def _closed_values(layout: Raw, section: Raw) -> Iterator[Fault]:
    follow_up = section["follow_up"]
    progress, closed = follow_up["progress"], follow_up["closed"]
    if closed.given and not progress.given:
        yield follow_up.key_fault(
            "closed", "'closed' has no meaning without 'progress'", "name the column in 'progress'"
        )
    column = find_column(section, progress.text)
    known = values_of(layout, column) if column else None
    for value in closed if known else ():
        if value.value_text and known and value.value_text not in known:
            message = f"{quoted(value.value_text)} is no value of column {quoted(progress.text)}"
            yield value.fault(message, did_you_mean(value.value_text, known))


def carried_rows(layout: Raw) -> Iterator[Fault]:
    """Sections that ask for rows of the previous cycle and have no place for them."""
    for section in layout["sections"]:
        if not section["carries"].given:
            continue
        if section["blank_rows"].value in (None, 0):
            message = f"{section_name(section)} carries rows, but has no blank rows for them"
            yield section.key_fault("carries", message, "give it 'blank_rows'")
        for name in section["carries"]:
            source = next((other for other in layout["sections"] if name.text and other["id"].text == name.text), None)
            if source is not None:
                yield from _carried(layout, section, source, name)


def _carried(layout: Raw, section: Raw, source: Raw, name: Raw) -> Iterator[Fault]:
    given = [column for column in section["columns"] if HR in [role.text for role in column["filled_by"]]]
    pairs = [(column, found) for column in given if (found := find_column(source, column["id"].text))]
    if not pairs:
        message = f"no column that hr fills here has an id that {section_name(source)} has too, so nothing is carried"
        yield name.fault(
            message, "add hr to 'filled_by' of the columns to carry, and give them the ids they have there"
        )
    elif source["restricted"].value is True and section["restricted"].value is not True:
        message = f"{section_name(source)} is restricted, but {section_name(section)} would show its rows to everybody"
        yield name.fault(message, "add 'restricted: true' to this section, or remove it here")
    for column, found in pairs:
        if words := _misfit(layout, column, found):
            message, fix = words
            yield column.fault(f"column {quoted(column['id'].text)} {message} in {section_name(source)}", fix)


def _misfit(layout: Raw, column: Raw, source: Raw) -> tuple[str, str] | None:
    """Why a column cannot take what another one of the same id held."""
    kind, other = kind_of(column), kind_of(source)
    if not kind or not other or column.path == source.path:
        return None
    if kind != other and not _takes(kind, other):
        return f"is of kind {kind}, but carries what is of kind {other}", "give both the same kind"
    if kind == ColumnKind.RATING and column["scale"].text != source["scale"].text:
        return (
            f"is on scale {column['scale'].text}, but carries ratings on scale {source['scale'].text}",
            "use one scale",
        )
    if kind == ColumnKind.CHOICE:
        known = values_of(layout, column) or ()
        lacking = [option for option in values_of(layout, source) or () if option not in known]
        if lacking:
            return f"lacks the option {quoted(lacking[0])}, which it has", "add it here"
    return None


def _takes(kind: str, other: str) -> bool:
    if other == ColumnKind.COMPUTED:
        return False
    return kind in _ANYTHING or (kind in _FIGURES and other in _FIGURES)
