"""Random layouts of everything the language has, and random answers to them with what they mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from sheetreview.form.cells import form_cells, is_table
from sheetreview.form.slots import Given
from sheetreview.form.tracks import lay_tracks
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.edition import Edition, Variant, edition
from sheetreview.model.layout import Column, ColumnKind, Entry, Item, Layout, Section
from sheetreview.model.people import Previous
from sheetreview.model.review import Answer, AnswerState
from sheetreview.sheet.grid import Value

Draw = Callable[[st.SearchStrategy[Any]], Any]

UNSEEN = [
    *map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0)),
    *map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))),
]
"""Letters and marks that nobody sees (Unicode's Default_Ignorable_Code_Point): they are no part of what is read."""

SCALES = [
    {"id": "numbers", "levels": [{"value": n, "label": f"Level {n}"} for n in range(1, 6)]},
    {
        "id": "halves",
        "not_applicable": True,
        "levels": [{"value": f"{n / 2:g}", "label": f"Step {n}", "number": n / 2} for n in range(1, 5)],
    },
    {"id": "letters", "levels": [{"value": v, "label": w} for v, w in (("A", "Strong"), ("B", "Fair"), ("D", "Weak"))]},
]
KINDS = ["text", "long-text", "rating", "rating", "choice", "yes-no", "number", "percent", "money", "date", "person"]
LABELS = ["Quality", "Speed", "Speed", "Care & <talk>", "=1+1", "Work", "Total", "Scale:", "Rating", "10", "Ünïcode 山"]
TITLES = ["Work", "Goals", "Rating", "Notes", "Factor", "Quality"]


@st.composite
def layouts(draw: Draw) -> Layout:
    """A layout with up to three sections for three roles in the house and one outside it."""
    sections = [_section(draw, number) for number in range(draw(st.integers(1, 3)))]
    whole = {
        "sheetreview": 1,
        "id": "random",
        "version": 1,
        "title": "Random",
        "roles": [
            {"id": "manager", "title": "Manager"},
            {"id": "peer", "title": "Colleague"},
            {"id": "self", "title": "Self", "who": "reviewee"},
            {"id": "guest", "title": "Guest", "external": True, "min_raters": 3},
        ],
        "scales": SCALES,
        "header": [
            {"id": f"field-{n}", "label": label, **_kind(draw), **_filled_by(draw)}
            for n, label in enumerate(["Day", "Place"])
        ],
        "sections": sections,
    }
    return parse_layout(json.dumps(whole), "random.yaml")


def _kind(draw: Draw, *, column: bool = False) -> dict[str, object]:
    kind = draw(st.sampled_from(KINDS))
    more: dict[str, object] = {"kind": kind}
    if kind == "rating":
        more["scale"] = draw(st.sampled_from(["numbers", "halves", "letters"]))
        if column:
            more["counts"] = draw(st.sampled_from([True, True, False]))
    if kind == "choice":
        more["options"] = ["Open", "Closed", "12"]
    if draw(st.booleans()):
        more["placeholder"] = draw(st.sampled_from(["[Fill in]", "[1 - 5]", "…", "x" * 300]))
    return more


def _section(draw: Draw, number: int) -> dict[str, object]:
    items = draw(st.integers(0, 4))
    columns: list[dict[str, object]] = []
    if items or draw(st.booleans()):
        columns.append({"id": "label", "title": draw(st.sampled_from(TITLES)), "kind": "label"})
    for place in range(draw(st.integers(1, 5))):
        filling = _filled_by(draw, hr=True) if place or draw(st.integers(0, 2)) == 0 else {}
        columns.append(
            {"id": f"c{place}", "title": draw(st.sampled_from(TITLES)), **_kind(draw, column=True), **filling}
        )
    columns += _differences(draw, columns)
    section: dict[str, Any] = {
        "id": f"s{number}",
        "title": draw(st.sampled_from(TITLES)),
        "columns": columns,
        "items": [_item(draw, place, columns) for place in range(items)],
        "blank_rows": draw(st.integers(0 if items else 1, 3)),
    }
    section |= _parts(draw, section)
    section |= {"weight": draw(st.sampled_from([1, 0, 2])), "counts": draw(st.sampled_from([True, True, False]))}
    rated = [c["id"] for c in columns if c["kind"] == "rating" and c["scale"] != "letters" and c["counts"]]
    rows = section["blank_rows"] or any(item["weight"] and item["counts"] for item in section["items"])
    if rated and len(columns) > 1 and rows and section["weight"] and section["counts"]:
        other = next(c["id"] for c in columns if c["id"] != rated[0])
        section["totals"] = [{"column": rated[0], "label_in": other, "kind": draw(st.sampled_from(["sum", "mean"]))}]
    return section


def _filled_by(draw: Draw, *, hr: bool = False) -> dict[str, object]:
    """Who fills a column or field, and who else sees it."""
    choices = [["manager"], ["manager", "peer"], ["peer"], ["self"], ["guest", "manager"]]
    filling = draw(st.sampled_from([*choices, ["hr", "manager"], ["hr"], ["hr", "self"]] if hr else choices))
    others = [role for role in ("manager", "peer", "self") if role not in filling]
    seen = filling != ["hr"] and "guest" not in filling
    shown = draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if seen else []
    return {"filled_by": filling, **({"shown_to": shown} if shown else {})}


def _differences(draw: Draw, columns: list[dict[str, Any]]) -> list[dict[str, object]]:
    """Up to one computed column of two that can be subtracted."""
    figures = {"number", "money", "percent"}
    alone = [c for c in columns if "guest" not in c.get("filled_by", [])]
    operands = [c["id"] for c in alone if c["kind"] in figures or c.get("scale") == "halves"]
    if len(operands) < 2 or draw(st.booleans()):
        return []
    of = operands[:2]
    return [{"id": "gap", "title": "Gap", "kind": "computed", "compute": {"kind": "difference", "of": of}}]


def _parts(draw: Draw, section: dict[str, Any]) -> dict[str, object]:
    """What makes a section conditional, a library, or one that carries rows over from itself."""
    more: dict[str, object] = {}
    given = any("hr" in column.get("filled_by", []) for column in section["columns"])
    if given and section["blank_rows"] and draw(st.booleans()):
        more["carries"] = [section["id"]]
    if draw(st.booleans()):
        more["issued_when"] = {"roster": "extra"}
    if section["items"] and draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from([item["id"] for item in section["items"]]), min_size=1, unique=True))
        more["pick"] = {"at_most": len(section["items"]), "default": chosen}
    if given or "issued_when" in more:
        more["roles"] = ["manager", "peer", "self"]
        for column in section["columns"]:
            if filling := [role for role in column.get("filled_by", []) if role != "guest"]:
                column["filled_by"] = filling
    return more


def _item(draw: Draw, place: int, columns: list[dict[str, object]]) -> dict[str, object]:
    texts = {
        c["id"]: f"[Metric {place}]" for c in columns if c["kind"] in {"text", "long-text"} and draw(st.booleans())
    }
    return {
        "id": f"i{place}",
        "label": draw(st.sampled_from(LABELS)),
        "texts": texts,
        "optional": draw(st.booleans()),
        "open": ["label"] if draw(st.integers(0, 4)) == 0 else [],
        "weight": draw(st.sampled_from([1, 2.5, 0])),
        "counts": draw(st.sampled_from([True, True, False])),
    }


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in one cell and what it means."""

    row: int
    column: int
    value: Value
    state: AnswerState
    text: str


Places = dict[tuple[str, str, str], Typed]


def answers(draw: Draw, form: Edition, rows: dict[str, int]) -> Places:
    """Answers to some of the cells a role fills, by section, row and column; ``rows`` are sheet rows by key."""
    tracks = lay_tracks(form)
    typed: Places = {}
    for cell in form_cells(form):
        if cell.open and draw(st.booleans()):
            section, name, column = cell.place
            place = tracks.placed[section][column] if is_table(cell.section) else tracks.text
            label = _typed_label(cell.section, cell.item, cell.column)
            value, state, text = draw(cell_values(form.layout, cell.column, label=label))
            typed[cell.place] = Typed(rows[f"{section}.{name}"], place, value, state, text)
    return typed


def _typed_label(section: Section, item: Item | None, column: Column) -> bool:
    return bool(section.columns) and column.kind is ColumnKind.LABEL and (item is None or column.id in item.open)


def cell_values(
    layout: Layout, entry: Entry, *, label: bool = False
) -> st.SearchStrategy[tuple[Value, AnswerState, str]]:
    """Values of a cell, each with the state and the text that reading must give."""
    valid = AnswerState.VALID
    match entry.kind:
        case ColumnKind.RATING:
            return _ratings(layout, entry)
        case ColumnKind.CHOICE:
            return st.sampled_from([("Open", valid, "Open"), ("closed", valid, "Closed"), (12, valid, "12")])
        case ColumnKind.YES_NO:
            return st.sampled_from([("Yes", valid, "yes"), ("no", valid, "no"), (True, valid, "yes")])
        case ColumnKind.DATE:
            return st.sampled_from([(46_363, valid, "2026-12-07"), ("2026-12-07", valid, "2026-12-07")])
        case ColumnKind.NUMBER | ColumnKind.MONEY | ColumnKind.PERCENT:
            return st.integers(-9999, 9999).map(lambda n: (n / 4, valid, f"{n / 4:.2f}".rstrip("0").rstrip(".")))
        case _ if label:
            return st.sampled_from(["Brand new", "Something else", "7 lives"]).map(lambda t: (t, valid, t))
        case _:
            seen = st.characters(exclude_categories=("C", "Z"), exclude_characters=UNSEEN)
            words = st.text(seen, min_size=1, max_size=9)
            return words.map(lambda t: (f" {t}!", valid, f"{t}!"))


def _ratings(layout: Layout, entry: Entry) -> st.SearchStrategy[tuple[Value, AnswerState, str]]:
    scale = layout.scale_of(entry)
    found: list[tuple[Value, AnswerState, str]] = [(99, AnswerState.OFF_SCALE, ""), ("???", AnswerState.UNREADABLE, "")]
    for level in scale.levels:
        exact: Value = float(level.value) if scale.numbers else level.value
        found += [(exact, AnswerState.VALID, level.value), (level.label.upper(), AnswerState.READ_AS, level.value)]
    if scale.not_applicable:
        found.append(("n/a", AnswerState.NOT_APPLICABLE, "N/A"))
    return st.sampled_from(found)


@st.composite
def editions(draw: Draw) -> Edition:
    """What one of the roles gets of a random layout, if that is anything."""
    layout = draw(layouts())
    conditional = [section.id for section in layout.sections if section.issued_when]
    libraries = [section for section in layout.sections if section.pick]
    variant = Variant(
        sections=frozenset(draw(st.sets(st.sampled_from(conditional))) if conditional else ()),
        picked={s.id: tuple(draw(st.sets(st.sampled_from([i.id for i in s.items]), min_size=1))) for s in libraries},
    )
    form = edition(layout, draw(st.sampled_from(["manager", "peer", "self", "guest"])), variant)
    assume(form.sections)
    return form


def given_to(draw: Draw, form: Edition) -> Given:
    """What a form is issued with: another role's answers, or none, and rows of the previous cycle, or none."""
    shown = {}
    for cell in form_cells(form).shown:
        if draw(st.booleans()):
            section, row, column = cell.place
            typed, state, text = draw(cell_values(form.layout, cell.column, label=cell.column.is_label))
            shown[cell.place] = Answer(
                section=section, row=row, column=column, cell="A1", typed=str(typed), state=state, value=text
            )
    rows = {section.id: tuple(_carried(draw, form, section) for _ in range(2)) for section in form.sections}
    return Given(
        shown=draw(st.sampled_from([None, shown])),
        previous=draw(st.sampled_from([None, Previous(cycle="Spring", rows=rows)])),
    )


def _carried(draw: Draw, form: Edition, section: Section) -> dict[str, str]:
    columns = [column for column in section.columns if column.compute is None and draw(st.booleans())]
    return {
        column.id: draw(cell_values(form.layout, column, label=column.kind is ColumnKind.LABEL))[2]
        for column in columns
    }
