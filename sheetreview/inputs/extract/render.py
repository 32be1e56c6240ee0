"""A proposal as the YAML of a layout file, with comments that say where each part came from and what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sheetreview.inputs.extract.proposal import (
    Proposal,
    ProposedEntry,
    ProposedItem,
    ProposedLevel,
    ProposedScale,
    ProposedSection,
    ProposedTotal,
)
from sheetreview.inputs.extract.sections import ROLE
from sheetreview.inputs.extract.vocabulary import one_line
from sheetreview.inputs.layout_file import MODELINE
from sheetreview.inputs.wording import count_of
from sheetreview.inputs.yaml_source import scalar
from sheetreview.model.layout import LANGUAGE_VERSION, ColumnKind

LOOK = "# LOOK: "
"""Begins a comment about something a person has to decide."""

WIDTH = 110
"""Characters of a line from which on an entry is written on several."""

_LEFT_OUT = 1_000


def proposal_yaml(proposal: Proposal, source: str) -> str:
    """The layout file of a proposal; ``source`` is the workbook's name."""
    how_to = [f"how_to: {scalar(proposal.how_to)}"] if proposal.how_to else []
    lines = [
        MODELINE,
        *_comment(f"Proposed from {source}. Behind each part stands the cell it came from."),
        *_comment("Look at the lines marked LOOK, change what you like, then check the file and preview the form."),
        *_to_look_at(proposal.checks),
        f"sheetreview: {LANGUAGE_VERSION}",
        f"id: {proposal.id}",
        "version: 1",
        *_to_look_at(proposal.title_checks),
        f"title: {scalar(proposal.title)}",
        *_to_look_at(proposal.how_to_checks),
        *how_to,
        "",
        "roles:",
        f"  - {{id: {ROLE}, title: Manager}}",
        *_block("scales", (_scale(scale) for scale in proposal.scales)),
        *_block("header", (_field(entry) for entry in proposal.header)),
        *_block("sections", (_section(section) for section in proposal.sections), spaced=True),
    ]
    return "".join(f"{line}\n" for line in [*lines, *_left_out(proposal.left_out)])


def _left_out(texts: list[str]) -> list[str]:
    if not texts:
        return []
    lines = ["", f"{LOOK}left out of this layout: {count_of(len(texts), 'text')} of the workbook"]
    for text in texts[:_LEFT_OUT]:
        lines += _comment(f"- {text}")
    if len(texts) > _LEFT_OUT:
        lines += _comment(f"- … and {len(texts) - _LEFT_OUT} more")
    return lines


def _to_look_at(checks: Iterable[str]) -> Iterator[str]:
    return (f"{LOOK}{_printable(check)}" for check in checks)


def _comment(text: str) -> list[str]:
    return [f"# {printable}"] if (printable := _printable(text)) else []


def _printable(text: str) -> str:
    """Text of the workbook that cannot end a comment or do anything else but appear."""
    return "".join(character if character.isprintable() else "?" for character in one_line(text))


def _block(key: str, entries: Iterable[Iterable[str]], *, spaced: bool = False) -> Iterator[str]:
    found = [list(entry) for entry in entries]
    if not found:
        return
    yield ""
    yield f"{key}:"
    for number, entry in enumerate(found):
        if spaced and number:
            yield ""
        yield from (f"  {line}" for line in entry)


def _from(where: str) -> str:
    return f"  # {_printable(where)}" if where else ""


def _flow(pairs: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"


def _entries(pairs: Mapping[str, str], where: str, indent: int) -> list[str]:
    """An entry of a list, on one line where it fits."""
    line = f"- {_flow(pairs)}"
    if indent + len(line) <= WIDTH:
        return [line + _from(where)]
    lines = [f"{key}: {value}" for key, value in pairs.items()]
    return [f"- {lines[0]}{_from(where)}", *(f"  {one}" for one in lines[1:])]


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(scalar(value) for value in values) + "]"


def _scale(scale: ProposedScale) -> Iterator[str]:
    if scale.check:
        yield f"{LOOK}{scale.check}"
    yield f"- id: {scale.id}{_from(scale.where)}"
    if scale.not_applicable:
        yield "  not_applicable: true"
    yield "  levels:"
    numbered = all(level.whole or level.number is not None for level in scale.levels)
    own = not all(level.whole for level in scale.levels)
    for level in scale.levels:
        yield from (f"    {line}" for line in _entries(_level(level, numbered=numbered, own=own), "", 6))


def _level(level: ProposedLevel, *, numbered: bool, own: bool) -> dict[str, str]:
    """A level; where not every level counts something, a whole number is a word like any other."""
    value = level.value if numbered and _is_whole(level.value) else scalar(level.value)
    found = {"value": value, "label": scalar(level.label)}
    if level.description:
        found["description"] = scalar(level.description)
    if level.number is not None and numbered and own:
        found["number"] = f"{level.number:g}"
    return found


def _is_whole(value: str) -> bool:
    return value.isascii() and value.isdecimal() and str(int(value)) == value


def _entry(entry: ProposedEntry, key: str) -> dict[str, str]:
    found = {"id": entry.id, key: scalar(entry.title)}
    if entry.kind is not ColumnKind.TEXT:
        found["kind"] = entry.kind.value
    if entry.scale:
        found["scale"] = entry.scale
    if entry.options:
        found["options"] = _list(entry.options)
    if entry.compute:
        kind, first, second = entry.compute
        found["compute"] = f"{{kind: {kind}, of: [{first}, {second}]}}"
    if entry.source:
        found["source"] = entry.source
    if entry.filled_by is not None:
        found["filled_by"] = _list(entry.filled_by)
    if entry.required:
        found["required"] = "true"
    if entry.placeholder:
        found["placeholder"] = scalar(entry.placeholder)
    return found


def _field(entry: ProposedEntry) -> Iterator[str]:
    if entry.check:
        yield f"{LOOK}{entry.check}"
    yield from _entries(_entry(entry, "label"), entry.where, 2)


def _section(section: ProposedSection) -> Iterator[str]:
    yield from _to_look_at(section.checks)
    yield f"- id: {section.id}{_from(section.where)}"
    yield f"  title: {scalar(section.title)}"
    if section.intro:
        yield f"  intro: {scalar(section.intro)}"
    yield "  columns:"
    for column in section.columns:
        if column.check:
            yield f"    {LOOK}{column.check}"
        yield from (f"    {line}" for line in _entries(_entry(column, "title"), column.where, 6))
    yield from _rows("items", [(_item(item), item.where) for item in section.items])
    if section.blank_rows:
        yield f"  blank_rows: {section.blank_rows}"
    yield from _rows("totals", [(_total(total), total.where) for total in section.totals])


def _rows(key: str, rows: list[tuple[dict[str, str], str]]) -> Iterator[str]:
    if rows:
        yield f"  {key}:"
    for pairs, where in rows:
        yield from (f"    {line}" for line in _entries(pairs, where, 6))


def _item(item: ProposedItem) -> dict[str, str]:
    found = {"id": item.id, "label": scalar(item.label)}
    if item.texts:
        found["texts"] = _flow({column: scalar(text) for column, text in item.texts.items()})
    if item.optional:
        found["optional"] = "true"
    if item.open:
        found["open"] = _list(item.open)
    if item.weight is not None:
        found["weight"] = f"{item.weight:g}"
    return found


def _total(total: ProposedTotal) -> dict[str, str]:
    found = {"id": total.id} if total.id != "total" else {}
    if total.label != "TOTAL":
        found["label"] = scalar(total.label)
    if total.kind != "sum":
        found["kind"] = total.kind
    found |= {"column": total.column, "label_in": total.label_in}
    if total.summary_in:
        found["summary_in"] = total.summary_in
    if total.placeholder:
        found["placeholder"] = scalar(total.placeholder)
    return found
