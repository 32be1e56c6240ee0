from __future__ import annotations

import re
from pathlib import Path

import pytest

from sheetreview.inputs.layout_file import layout_schema, parse_layout
from sheetreview.model.layout import SOURCES, ColumnKind, Severity

TEXT = (Path(__file__).parents[2] / "docs" / "layout-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)
SCHEMA = layout_schema()


@pytest.mark.parametrize("model", ["Layout", *(name for name, made in SCHEMA["$defs"].items() if "properties" in made)])
def test_every_key_of_the_language_is_documented(model: str) -> None:
    keys = (SCHEMA if model == "Layout" else SCHEMA["$defs"][model])["properties"]
    assert [key for key in keys if f"`{key}`" not in TEXT] == []


@pytest.mark.parametrize("word", [*ColumnKind, *Severity, *SOURCES, "together", "requires", "at-most", "hr"])
def test_every_word_of_the_language_is_documented(word: str) -> None:
    assert f"`{word}`" in TEXT


def test_the_first_example_is_a_whole_layout() -> None:
    assert parse_layout(EXAMPLES[0], "example.yaml").id == "support"


PARTS = {
    "roles": "manager",
    "scales": "grade",
    "header": "region",
    "sections": "goals",
    "items": "tickets",
    "totals": "summary_in",
    "rules": "at-most",
    "bands": "strong",
}
SURROUNDINGS = """\
sheetreview: 1
id: example
version: 1
title: Example
"""
SECTION = """\
sections:
  - id: s
    title: S
    columns:
      - {id: factor, title: F, kind: label}
      - {id: metric, title: M}
      - {id: rating, title: R, kind: rating, scale: five}
      - {id: notes, title: N}
      - {id: behaviour, title: B, kind: yes-no}
"""
ITEMS = "items: [{id: other, label: O}]\nblank_rows: 9\n"
FIVE = "scales:\n  - {id: five, levels: [{value: 1, label: Low}, {value: 2, label: High}]}\n"
ROLES = "roles: [{id: manager, title: Manager}]\n"


@pytest.mark.parametrize("example", EXAMPLES[1:], ids=lambda example: example.split(":")[0])
def test_every_other_example_is_right_in_its_place(example: str) -> None:
    key = example.split(":", maxsplit=1)[0]
    assert PARTS[key] in example
    parts = {"roles": ROLES, "scales": FIVE, "sections": SECTION}
    inside = {"items": ITEMS}
    (inside if key in ("items", "totals", "rules") else parts)[key] = example
    text = SURROUNDINGS + "".join(part for name, part in parts.items() if name != "sections") + parts["sections"]
    if key == "scales":
        text = text.replace("scale: five", "scale: grade")
    if key != "sections":
        text += "".join(f"    {line}\n" for part in inside.values() for line in part.splitlines())
    assert parse_layout(text, "example.yaml").id == "example"
