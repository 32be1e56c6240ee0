"""Checks of how the columns, items, totals and rules of a section fit together."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.inputs.layout_names import find_column, row_ids, section_name
from sheetreview.inputs.layout_scales import has_numbers
from sheetreview.inputs.raw import Fault, Raw
from sheetreview.inputs.wording import count_of, did_you_mean, quoted
from sheetreview.model.layout import ColumnKind
from sheetreview.sheet.text import squeeze

_NUMERIC = {ColumnKind.NUMBER, ColumnKind.PERCENT, ColumnKind.MONEY, ColumnKind.RATING}
_KINDS = {kind.value for kind in ColumnKind}
# The key that a kind needs, and that no other kind may have.
_NEEDED = (
    (ColumnKind.RATING, "scale", "name one of the layout's scales"),
    (ColumnKind.CHOICE, "options", "list what can be chosen"),
    (ColumnKind.COMPUTED, "compute", "say what it computes, such as {kind: ratio, of: [actual, target]}"),
)


def kind_of(entry: Raw) -> str:
    """The kind of a column or header field; empty when it is none that exists."""
    kind = entry["kind"].text if entry["kind"].given else ColumnKind.TEXT.value
    return kind if kind in _KINDS else ""


def kind_keys(layout: Raw) -> Iterator[Fault]:
    """Keys that a column's or field's kind needs, or cannot have."""
    for field in layout["header"]:
        if kind_of(field) in (ColumnKind.LABEL, ColumnKind.COMPUTED):
            yield field["kind"].fault(f"a header field cannot be of kind {kind_of(field)}", "use another kind")
        yield from _kind_keys(field, "field")
    for section in layout["sections"]:
        for column in section["columns"]:
            yield from _kind_keys(column, "column")


def _kind_keys(entry: Raw, noun: str) -> Iterator[Fault]:
    kind, name = kind_of(entry), quoted(entry["id"].text)
    if not kind:
        return
    for needing, key, fix in _NEEDED:
        if noun == "field" and key == "compute":
            continue
        if kind == needing and not entry[key].given:
            yield entry.fault(f"{kind} {noun} {name} has no '{key}'", fix)
        if kind != needing and entry[key].given:
            message = f"'{key}' has no meaning for a {kind} {noun}"
            yield entry.key_fault(key, message, f"remove it, or make the {noun} 'kind: {needing.value}'")


def options_alike(layout: Raw) -> Iterator[Fault]:
    """Options of one choice that cannot be told apart."""
    entries = [*layout["header"], *(column for section in layout["sections"] for column in section["columns"])]
    for entry in entries:
        seen: set[str] = set()
        for option in entry["options"]:
            if option.text and squeeze(option.text) in seen:
                yield option.fault(f"the option {quoted(option.text)} is listed twice", "keep one")
            seen.add(squeeze(option.text))


def computed_operands(layout: Raw) -> Iterator[Fault]:
    """Columns that a computed column uses but that hold no numbers, or ratings that cannot be compared."""
    for section in layout["sections"]:
        for column in section["columns"]:
            for operand in column["compute"]["of"]:
                used = find_column(section, operand.text)
                kind = kind_of(used) if used else ""
                if used and kind and kind not in _NUMERIC:
                    message = f"column {quoted(operand.text)} is of kind {kind}, which cannot be computed with"
                    yield operand.fault(message, "use columns of kind number, percent, money or rating")
                elif used and kind == ColumnKind.RATING and _scale_without_numbers(layout, used):
                    message = f"column {quoted(operand.text)} has a scale without numbers"
                    yield operand.fault(message, "give every level of the scale a 'number'")
            yield from _scales_apart(section, column["compute"])


def _scales_apart(section: Raw, compute: Raw) -> Iterator[Fault]:
    used = [find_column(section, operand.text) for operand in compute["of"]]
    ratings = [column for column in used if column and kind_of(column) == ColumnKind.RATING]
    scales = list(dict.fromkeys(column["scale"].text for column in ratings))
    if compute["kind"].text == "difference" and len(scales) > 1:
        message = f"ratings on different scales ({', '.join(scales)}) have no difference"
        yield compute["of"].fault(message, "use two columns on the same scale")


def _scale_without_numbers(layout: Raw, column: Raw) -> bool:
    named = column["scale"].text
    scale = next((scale for scale in layout["scales"] if named and scale["id"].text == named), None)
    return scale is not None and scale["levels"].given and not has_numbers(scale)


def label_columns(layout: Raw) -> Iterator[Fault]:
    """Label columns that are missing, too many, or not the first."""
    for section in layout["sections"]:
        columns = list(section["columns"])
        labels = [column for column in columns if kind_of(column) == ColumnKind.LABEL]
        if section["items"].given and columns and not labels and all(kind_of(column) for column in columns):
            message = f"{section_name(section)} has items but no column for their labels"
            yield section["columns"].fault(message, "begin its columns with one of 'kind: label'")
        for column in labels[1:]:
            yield column["kind"].fault(f"{section_name(section)} has a second label column", "use 'kind: text'")
        if labels and labels[0] != columns[0]:
            message = f"label column {quoted(labels[0]['id'].text)} is not the first column"
            yield labels[0].fault(message, "put it first")


def rowless_sections(layout: Raw) -> Iterator[Fault]:
    """Sections that nobody could fill because they have no rows."""
    for section in layout["sections"]:
        if isinstance(section.value, dict) and not section["items"].given and section["blank_rows"].value in (None, 0):
            yield section.fault(f"{section_name(section)} has no rows", "give it 'items', 'blank_rows' or both")


def item_cells(layout: Raw) -> Iterator[Fault]:
    """Texts and open cells of items in columns that cannot have them."""
    for section in layout["sections"]:
        for item in section["items"]:
            for key in item["texts"].keys:
                column = find_column(section, key)
                kind = kind_of(column) if column else ""
                if kind in (ColumnKind.RATING, ColumnKind.COMPUTED):
                    message = f"an item cannot have a text in {kind} column {quoted(key)}"
                    yield item["texts"].key_fault(key, message, "remove it")
                elif kind == ColumnKind.LABEL:
                    message = f"the text in label column {quoted(key)} is the item's label"
                    yield item["texts"].key_fault(key, message, "write it as 'label'")
            for entry in item["open"]:
                column = find_column(section, entry.text)
                if column and kind_of(column) == ColumnKind.COMPUTED:
                    yield entry.fault(f"computed column {quoted(entry.text)} is never typed", "remove it")


def total_columns(layout: Raw) -> Iterator[Fault]:
    """Totals over what cannot be added, and totals of which two parts share a cell."""
    for section in layout["sections"]:
        for total in section["totals"]:
            column = find_column(section, total["column"].text)
            if column and kind_of(column) not in ("", ColumnKind.RATING):
                message = f"column {quoted(column['id'].text)} is no rating column, so it has no total"
                yield total["column"].fault(message, "name a rating column")
            elif column and _scale_without_numbers(layout, column):
                message = f"column {quoted(column['id'].text)} has a scale without numbers, so it has no total"
                yield total["column"].fault(message, "give every level of the scale a 'number', or remove the total")
            taken = {total["column"].text: "result"}
            for key, part in (("label_in", "label"), ("summary_in", "summary")):
                place = total[key]
                if place.text and place.text in taken:
                    message = f"the total's {part} cannot stand in the column of its {taken[place.text]}"
                    yield place.fault(message, "name another column")
                taken.setdefault(place.text, part)


def rule_values(layout: Raw) -> Iterator[Fault]:
    """Values in rules that the rule's column can never hold."""
    for section in layout["sections"]:
        for rule in section["rules"]:
            column = find_column(section, rule["column"].text)
            known = values_of(layout, column) if column else None
            if column and known is None and rule["values"].given and kind_of(column):
                message = f"column {quoted(column['id'].text)} holds free entries, so a rule cannot name their values"
                yield rule["values"].fault(message, "remove 'values', or name a rating, choice or yes-no column")
            for value in rule["values"] if known else ():
                if value.value_text and known and value.value_text not in known:
                    message = f"{quoted(value.value_text)} is no value of column {quoted(rule['column'].text)}"
                    yield value.fault(message, did_you_mean(value.value_text, known))


def flag_values(layout: Raw) -> Iterator[Fault]:
    """Flagged values that the column can never hold."""
    for section in layout["sections"]:
        for column in section["columns"]:
            flag, known = column["flag"], values_of(layout, column)
            if flag.given and known is None and kind_of(column):
                message = f"a {kind_of(column)} column holds free entries, so none of them can be flagged"
                yield column.key_fault("flag", message, "remove 'flag', or make it a rating, choice or yes-no column")
            for value in flag if known else ():
                if value.value_text and known and value.value_text not in known:
                    message = f"{quoted(value.value_text)} is no value of column {quoted(column['id'].text)}"
                    yield value.fault(message, did_you_mean(value.value_text, known))


def values_of(layout: Raw, column: Raw) -> tuple[str, ...] | None:
    """The values a column can hold: empty when they are not known, None when anything can be entered."""
    match kind_of(column):
        case ColumnKind.RATING:
            scales = (scale for scale in layout["scales"] if scale["id"].text == column["scale"].text)
            return tuple(level["value"].value_text for scale in scales for level in scale["levels"])
        case ColumnKind.CHOICE:
            return tuple(option.text for option in column["options"])
        case ColumnKind.YES_NO:
            return ("yes", "no")
        case _:
            return None


def at_most_counts(layout: Raw) -> Iterator[Fault]:
    """Limits higher than the number of rows, which can never be reached."""
    for section in layout["sections"]:
        rows = len(row_ids(section))
        for rule in section["rules"]:
            count = rule["count"]
            if rule["kind"].text == "at-most" and count.whole is not None and count.whole > rows > 0:
                message = (
                    f"{section_name(section)} has only {count_of(rows, 'row')}, so at most {count.whole} always holds"
                )
                yield count.fault(message, "write a lower number, or remove the rule")
