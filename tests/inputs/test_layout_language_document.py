from __future__ import annotations

import re
from pathlib import Path

import pytest

from sheetreview.inputs.layout_file import layout_schema, parse_layout
from sheetreview.model.finding import Severity
from sheetreview.model.layout import EXTERNAL_SOURCES, SOURCES, ColumnKind

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


SURROUNDINGS = {
    "roles": "roles: [{id: manager, title: Manager}, {id: self, title: Self, who: reviewee}]\n",
    "scales": "scales:\n  - {id: five, levels: [{value: 1, label: Low}, {value: 2, label: High}]}\n",
    "header": "header: [{id: date, label: Date, kind: date}]\n",
    "bands": "bands: [{id: solid, label: Solid, from_percent: 50}]\n",
    "sections": """\
sections:
  - id: s
    title: S
    columns:
      - {id: factor, title: F, kind: label}
      - {id: metric, title: M}
      - {id: rating, title: R, kind: rating, scale: five}
      - {id: notes, title: N}
      - {id: behaviour, title: B, kind: yes-no}
""",
}
INSIDE = {"items": "items: [{id: other, label: O}]\nblank_rows: 9\n", "totals": "", "rules": ""}


@pytest.mark.parametrize("example", EXAMPLES[1:], ids=lambda example: " ".join(example.split()[:4]))
def test_every_other_example_is_right_in_its_place(example: str) -> None:
    key = example.split(":", maxsplit=1)[0]
    inside = {**INSIDE, key: example} if key in INSIDE else INSIDE
    parts = dict(SURROUNDINGS) if key in INSIDE else {**SURROUNDINGS, key: example}
    rows = "".join(f"    {line}\n" for part in inside.values() for line in part.splitlines())
    section = (
        SURROUNDINGS["sections"].replace("scale: five", "scale: grade" if key == "scales" else "scale: five") + rows
    )
    parts["sections"] = example + section.removeprefix("sections:\n") if key == "sections" else section
    text = "sheetreview: 1\nid: example\nversion: 1\ntitle: Example\n" + "".join(parts.values())
    assert getattr(parse_layout(text, "example.yaml"), key if key not in INSIDE else "sections")


def test_an_example_stands_for_every_part_of_the_file_that_takes_more_than_a_word() -> None:
    shown = {example.split(":", maxsplit=1)[0] for example in EXAMPLES[1:]}
    assert shown == {*SURROUNDINGS, *INSIDE, "issued_to", "frequency"}


def test_the_sources_that_may_leave_the_house_are_those_documented() -> None:
    told = TEXT.split("use only the sources", maxsplit=1)[1].split(";", maxsplit=1)[0]
    assert set(re.findall(r"`([a-z]+\.[a-z]+)`", told)) == EXTERNAL_SOURCES
