from __future__ import annotations

import io
import re
from contextlib import chdir, redirect_stdout
from pathlib import Path

import pytest

import sheetreview
from sheetreview.inputs.layout_file import parse_layout, starter_yaml
from sheetreview.inputs.people_files import METRICS_COLUMNS, parse_metrics, parse_roster
from sheetreview.inputs.people_table import ROSTER
from sheetreview.model.layout import Layout
from sheetreview.reading.open import parse_book
from tests.docs.documents import DOCS, ROOT, Example, code_words, examples, read, sections, table_rows
from tests.docs.managers import fill
from tests.docs.sessions import OWN_LAYOUT, with_keys

SHIPPED = read(ROOT / "layouts" / "customer-service.yaml")
HR = {example.name: example.text for example in examples(read(DOCS / "hr.md")) if example.name}
STEPS = [
    example.text
    for example in examples(read(DOCS / "layout-guide.md"))
    if example.language == "yaml" and not example.name
]
LIBRARY = [example for example in examples(read(DOCS / "library.md")) if example.language in {"python", "text"}]


def shipped() -> dict[str, Layout]:
    return {"customer-service": parse_layout(SHIPPED, "customer-service.yaml")}


def test_the_roster_and_metrics_examples_can_be_used() -> None:
    roster = parse_roster(parse_book(HR["roster.csv"].encode(), "roster.csv"), "roster.csv", shipped()).assignments
    metrics = parse_metrics(parse_book(HR["metrics.csv"].encode(), "metrics.csv"), "metrics.csv", roster, shipped())
    assert [assignment.reviewee.name for assignment in roster] == ["Priya Raman", "Tom O'Brien", "Sam Lee"]
    assert {metric.employee_id for metric in metrics} <= {assignment.reviewee.employee_id for assignment in roster}


def test_every_column_of_a_roster_and_of_metrics_is_explained() -> None:
    explained = {word for row in table_rows(read(DOCS / "hr.md")) for word in code_words(row[0])}
    assert {*ROSTER.known, *METRICS_COLUMNS} - explained == set()


@pytest.mark.parametrize("steps", range(1, len(STEPS) + 1))
def test_every_step_of_the_layout_guide_is_a_layout_without_problems(steps: int) -> None:
    text = starter_yaml("support")
    for step in STEPS[:steps]:
        text = with_keys(text, step)
    assert parse_layout(text, OWN_LAYOUT).title


def test_the_library_examples_run_and_print_what_is_shown(tmp_path: Path) -> None:
    names: dict[str, object] = {}
    (tmp_path / "roster.csv").write_text(HR["roster.csv"], encoding="utf-8")
    with chdir(tmp_path):
        for block in [block for block in LIBRARY if block.language == "python"]:
            with redirect_stdout(io.StringIO()) as printed:
                exec(block.text, names)  # noqa: S102 -- the document's own code
            assert printed.getvalue() == shown_after(block)
            if Path("half-year").exists() and not Path("returned").exists():
                fill_two(Path("returned"))
    assert "summary" in names


def test_every_public_name_and_every_method_of_a_cycle_is_documented_and_nothing_else() -> None:
    tables = re.split(
        r"^The methods of `Cycle`", sections(read(DOCS / "library.md"))["Everything there is"], flags=re.MULTILINE
    )
    names, methods = (sorted(word for row in table_rows(one) for word in code_words(row[0])) for one in tables)
    assert names == sorted(sheetreview.__all__)
    assert methods == sorted(name for name in dir(sheetreview.Cycle) if name[0] != "_")


def fill_two(folder: Path) -> None:
    folder.mkdir()
    fill("dana-cole/priya-raman.xlsx", folder / "priya.xlsx", {}, age=1)
    fill("dana-cole/tom-obrien.xlsx", folder / "tom.xlsx", {"sales.retention": 6}, age=2)


def test_the_line_shown_to_managers_is_one_that_check_prints() -> None:
    lines = [line.strip() for line in read(DOCS / "manager.md").splitlines() if line.startswith("    error")]
    assert len(lines) == 1
    assert f"\n  {lines[0]}\n" in read(DOCS / "hr.md")


def shown_after(block: Example) -> str:
    """The text block that stands right behind a Python block."""
    follower = next((other for other in LIBRARY if other.start > block.end), None)
    between = read(DOCS / "library.md")[block.end : follower.start] if follower else "no follower"
    return follower.text if follower and re.fullmatch(r"```\s+```text\n", between) else ""
