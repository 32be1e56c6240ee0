"""What is proposed: the parts of a layout, each with the cell it came from, and the YAML of a layout file for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields

from sheetreview.inputs.extract.vocabulary import is_whole, one_line
from sheetreview.inputs.layout_file import MODELINE
from sheetreview.inputs.yaml_source import scalar
from sheetreview.model.layout import LANGUAGE_VERSION, ColumnKind
from sheetreview.sheet.text import plural

ROLE = "manager"

LOOK = "# LOOK: "
"""Begins a comment about something a person has to decide."""

WIDTH = 110
"""Characters of a line from which on an entry is written on several."""

_LEFT_OUT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLevel:
    """One step of a scale; ``number`` is what it counts, None in scales without numbers."""

    value: str
    label: str
    description: str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedScale:
    """A scale, and where it stands in the workbook; ``check`` says what to look at."""

    id: str
    levels: tuple[ProposedLevel, ...]
    not_applicable: bool = False
    where: str = ""
    check: str = ""

    @property
    def numbered(self) -> bool:
        """Whether its ratings can be added up."""
        return all(level.number is not None for level in self.levels)


@dataclass(slots=True, kw_only=True)
class ProposedEntry:
    """A column, or a field of the form's head with its ``source``."""

    id: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    scale: str = ""
    options: tuple[str, ...] = ()
    compute: Mapping[str, object] = field(default_factory=dict)
    source: str = ""
    filled_by: tuple[str, ...] | None = None
    required: bool = False
    placeholder: str = ""
    where: str = ""
    check: str = ""


@dataclass(slots=True, kw_only=True)
class ProposedItem:
    """A fixed row; ``texts`` and ``open`` by column id."""

    id: str
    label: str
    texts: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False
    open: tuple[str, ...] = ()
    weight: float | None = None
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedTotal:
    """A row that adds up the ratings of ``column``, or takes their mean."""

    id: str = "total"
    label: str = "TOTAL"
    kind: str = "sum"
    column: str
    label_in: str
    summary_in: str = ""
    placeholder: str = ""
    where: str = ""


@dataclass(slots=True, kw_only=True)
class ProposedSection:
    """A table; ``checks`` say what to look at."""

    id: str = ""
    title: str
    intro: str = ""
    columns: list[ProposedEntry] = field(default_factory=list)
    items: list[ProposedItem] = field(default_factory=list)
    blank_rows: int = 0
    totals: list[ProposedTotal] = field(default_factory=list)
    where: str = ""
    checks: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Proposal:
    """A whole layout. ``left_out`` are texts of the workbook that no part of it holds, with their cells.

    ``checks`` say what to look at in all of it, ``title_checks`` and ``how_to_checks`` in these texts.
    """

    id: str
    title: str
    how_to: str = ""
    scales: list[ProposedScale] = field(default_factory=list)
    header: list[ProposedEntry] = field(default_factory=list)
    sections: list[ProposedSection] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    title_checks: list[str] = field(default_factory=list)
    how_to_checks: list[str] = field(default_factory=list)


def proposal_yaml(proposal: Proposal, source: str) -> str:
    """The layout file of a proposal, with comments that say where each part came from and what to look at.

    ``source`` is the workbook's name.
    """
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
        *_block("scales", [_scale(scale) for scale in proposal.scales]),
        *_block("header", [_entry(entry, "label", 2) for entry in proposal.header]),
        *_block("sections", [_section(section) for section in proposal.sections], spaced=True),
    ]
    return "".join(f"{line}\n" for line in [*lines, *_left_out(proposal.left_out)])


def _left_out(texts: list[str]) -> list[str]:
    if not texts:
        return []
    lines = ["", f"{LOOK}left out of this layout: {plural(len(texts), 'text')} of the workbook"]
    for text in texts[:_LEFT_OUT]:
        lines += _comment(f"- {text}")
    if len(texts) > _LEFT_OUT:
        lines += _comment(f"- … and {len(texts) - _LEFT_OUT} more")
    return lines


def _to_look_at(checks: Iterable[str]) -> list[str]:
    return [f"{LOOK}{_printable(check)}" for check in checks if check]


def _comment(text: str) -> list[str]:
    return [f"# {printable}"] if (printable := _printable(text)) else []


def _printable(text: str) -> str:
    """Text of the workbook that cannot end a comment or do anything else but appear."""
    return "".join(character if character.isprintable() else "?" for character in one_line(text))


def _block(key: str, entries: Iterable[Iterable[str]], *, spaced: bool = False) -> Iterator[str]:
    for number, entry in enumerate(entries):
        if not number:
            yield from ("", f"{key}:")
        elif spaced:
            yield ""
        yield from (f"  {line}" for line in entry)


def _from(where: str) -> str:
    return f"  # {_printable(where)}" if where else ""


def _value(value: object) -> str:
    """A value of a part as YAML on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}"
        case tuple():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return "{" + ", ".join(f"{key}: {_value(inner)}" for key, inner in value.items()) + "}"
        case _:
            return scalar(str(value))


def _pairs(part: ProposedEntry | ProposedItem | ProposedTotal | ProposedLevel) -> dict[str, str]:
    """The keys of a part with their values as YAML, without those that have their default."""
    pairs: dict[str, str] = {}
    for key in fields(part):
        value = getattr(part, key.name)
        default = {} if key.default_factory is dict else key.default
        if key.name not in ("where", "check") and (default is MISSING or value != default):
            pairs[key.name] = _value(value)
    return pairs


def _listed(pairs: Mapping[str, str], where: str, indent: int) -> list[str]:
    """An entry of a list, on one line where it fits."""
    lines = [f"{key}: {value}" for key, value in pairs.items()]
    line = "- {" + ", ".join(lines) + "}"
    if indent + len(line) <= WIDTH:
        return [line + _from(where)]
    return [f"- {lines[0]}{_from(where)}", *(f"  {one}" for one in lines[1:])]


def _entry(entry: ProposedEntry, title_key: str, indent: int) -> list[str]:
    pairs = {title_key if key == "title" else key: value for key, value in _pairs(entry).items()}
    return [*_to_look_at([entry.check]), *_listed(pairs, entry.where, indent)]


def _scale(scale: ProposedScale) -> Iterator[str]:
    yield from _to_look_at([scale.check])
    yield f"- id: {scale.id}{_from(scale.where)}"
    if scale.not_applicable:
        yield "  not_applicable: true"
    yield "  levels:"
    by_value = all(level.value == f"{level.number:.0f}" for level in scale.levels if level.number is not None)
    for level in scale.levels:
        pairs = _pairs(level)
        if scale.numbered and is_whole(level.value):
            pairs["value"] = level.value  # where not every level counts something, a whole number is a word
        if by_value or not scale.numbered:
            pairs.pop("number", None)
        yield from (f"    {line}" for line in _listed(pairs, "", 6))


def _section(section: ProposedSection) -> Iterator[str]:
    yield from _to_look_at(section.checks)
    yield f"- id: {section.id}{_from(section.where)}"
    yield f"  title: {scalar(section.title)}"
    if section.intro:
        yield f"  intro: {scalar(section.intro)}"
    yield "  columns:"
    for column in section.columns:
        yield from (f"    {line}" for line in _entry(column, "title", 6))
    yield from _rows("items", section.items)
    if section.blank_rows:
        yield f"  blank_rows: {section.blank_rows}"
    yield from _rows("totals", section.totals)


def _rows(key: str, rows: Iterable[ProposedItem | ProposedTotal]) -> Iterator[str]:
    for number, row in enumerate(rows):
        if not number:
            yield f"  {key}:"
        yield from (f"    {line}" for line in _listed(_pairs(row), row.where, 6))
