from __future__ import annotations

import os
from pathlib import Path

import pytest

from sheetreview.errors import LayoutError
from sheetreview.inputs import layout_file
from sheetreview.inputs.layout_file import builtin_layouts, find_layout, layout_schema, load_layout
from sheetreview.model.layout import Layout
from sheetreview.model.scales import Level
from tests.customer_service import JOB_ROWS, SALES_ROWS
from tests.inputs.test_layout_messages import BASE


def problems_of(path: Path) -> list[str]:
    with pytest.raises(LayoutError) as caught:
        load_layout(path)
    return [str(problem) for problem in caught.value.problems]


def legend(layout: Layout, scale: str) -> list[tuple[str, str, float | None]]:
    return [(level.value, level.label, level.number) for level in layout.scale_by_id[scale].levels]


def test_customer_service_has_the_scales_of_its_template() -> None:
    layout = load_layout(find_layout("customer-service"))
    assert legend(layout, "quota") == [
        ("1", "Far Below Quota or Goal Expectation", 1),
        ("2", "Slightly Below Quota or Goal Expectation", 2),
        ("3", "Hit Quota or Goal Expectation", 3),
        ("4", "Exceeded Quota or Goal Expectation", 4),
        ("5", "Far Exceeded Quota or Goal Expectation", 5),
    ]
    assert legend(layout, "expectations") == [
        ("1", "Below Expectations", 1),
        ("2", "Meets Expectations", 2),
        ("3", "Exceeded Expectations", 3),
    ]
    rated = [(s.id, c.scale) for s in layout.sections for c in s.columns if c.scale]
    assert rated == [("sales", "quota"), ("job", "expectations")]


def test_customer_service_has_the_header_of_its_template() -> None:
    layout = load_layout(find_layout("customer-service"))
    assert layout.title.casefold() == "customer service/account management performance review"
    assert [field.label for field in layout.header] == [
        "Account Manager/Customer Service Rep Name",
        "Rep Title",
        "Date of Performance Review",
        "Person Conducting Review",
        "Reviewer Job Title",
        "Sales Performance Review Scope",
    ]


def test_customer_service_has_the_sections_columns_and_rows_of_its_template_in_order() -> None:
    sales, job, plan, _ = load_layout(find_layout("customer-service")).sections
    assert [section.title for section in (sales, job, plan)] == [
        "Sales Activity Performance",
        "Miscellaneous Job Performance",
        "Additional Notes and Plan of Action",
    ]
    assert [column.title for column in sales.columns] == ["Factor/Sales Activity", "Metric", "Rating", "Notes"]
    assert [column.title for column in job.columns] == ["Factor", "Rating", "Notes"]
    assert [(item.label, item.texts["metric"]) for item in sales.items] == SALES_ROWS
    assert [item.label for item in job.items] == JOB_ROWS
    assert (plan.items, plan.blank_rows) == ((), 1)


def test_customer_service_has_the_totals_of_its_template() -> None:
    sales, job, *_ = load_layout(find_layout("customer-service")).sections
    placed = [
        (t.label, t.kind, t.column, t.label_in, t.summary_in, t.placeholder) for t in (*sales.totals, *job.totals)
    ]
    assert placed == [
        ("TOTAL", "sum", "rating", "metric", "notes", "[Sales Performance Summary]"),
        ("TOTAL", "sum", "rating", "factor", "notes", "[Miscellaneous Job Performance Summary]"),
    ]


@pytest.mark.parametrize(("name", "path"), builtin_layouts().items())
def test_every_shipped_layout_is_right_and_named_after_its_id(name: str, path: Path) -> None:
    assert load_layout(path).id == name


def test_layouts_in_the_package_come_before_those_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "sheetreview"
    for folder, name in ((package / "_layouts", "packed"), (tmp_path / "layouts", "beside")):
        folder.mkdir(parents=True)
        (folder / f"{name}.yaml").write_text(BASE, encoding="utf-8")
    monkeypatch.setattr(layout_file, "__file__", str(package / "inputs" / "builtin.py"))
    assert layout_file.builtin_layouts() == {"packed": package / "_layouts" / "packed.yaml"}
    (package / "_layouts" / "packed.yaml").unlink()
    assert layout_file.builtin_layouts() == {"beside": tmp_path / "layouts" / "beside.yaml"}


def test_a_layout_is_found_by_name_or_by_the_path_of_its_file(tmp_path: Path) -> None:
    own = tmp_path / "own.YML"
    own.write_text(BASE, encoding="utf-8")
    assert find_layout("customer-service").name == "customer-service.yaml"
    assert load_layout(find_layout(str(own))).id == "base"


def test_an_unknown_layout_name_is_told_with_the_nearest_one() -> None:
    with pytest.raises(LayoutError, match="there is no layout 'customer-servise'; did you mean 'customer-service'"):
        find_layout("customer-servise")


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("a: 1\ntitle: Überblick\n".encode("latin-1"))
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a: '" + b"\xff" * 1_000_001)
    absent = tmp_path / "absent.yaml"
    assert problems_of(folder) == [f"{folder}: this is a folder; name the layout file itself"]
    assert problems_of(latin) == [f"{latin}:2: the text is not UTF-8; save the file as UTF-8"]
    assert problems_of(large) == [f"{large}: the file is larger than 1 MB; split it or shorten its texts"]
    assert problems_of(absent) == [f"{absent}: there is no such file; check the name and the folder"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    assert problems_of(pipe) == [f"{pipe}: this is no ordinary file; name the layout file itself"]


def test_a_whole_number_value_is_its_own_number_unless_another_is_given() -> None:
    assert Level.model_validate({"value": 3, "label": "x"}).number == 3
    assert Level.model_validate({"value": 3, "label": "x", "number": 30}).number == 30
    assert Level.model_validate({"value": 3, "label": "x", "number": None}).number == 3
    assert Level.model_validate({"value": "3", "label": "x"}).number is None


def test_the_schema_describes_every_key_for_editors() -> None:
    schema = layout_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "sheetreview layout"
    assert "$id" not in schema
    for model in [schema, *schema["$defs"].values()]:
        assert "``" not in model["description"]
        for name, described in model.get("properties", {}).items():
            assert len(described["description"]) > 10, name


def test_the_schema_lets_level_values_be_whole_numbers_as_layouts_write_them() -> None:
    definitions = layout_schema()["$defs"]
    kinds = [{"type": "string"}, {"type": "integer"}]
    assert definitions["Level"]["properties"]["value"]["anyOf"] == kinds
    assert definitions["Requires"]["properties"]["values"]["anyOf"][0]["items"]["anyOf"] == kinds
    assert schema_refuses_unknown_keys(definitions["Section"])


def schema_refuses_unknown_keys(model: dict[str, object]) -> bool:
    return model["additionalProperties"] is False
