from __future__ import annotations

import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from sheetreview import (
    FileError,
    LayoutError,
    Person,
    Reviewer,
    check_files,
    generate_form,
    load_layout,
    read_form,
    repair_files,
    shipped_layouts,
    to_pandas,
    to_polars,
)

ANN = Person(employee_id="E1", name="Ann Lee", email="ann@example.com")
BO = Reviewer(name="Bo Kim", email="bo@example.com")
SHIPPED = Path(__file__).parents[2] / "layouts" / "customer-service.yaml"


def blank() -> bytes:
    return generate_form("customer-service", ANN, reviewer=BO)


def rated(form: bytes, ratings: dict[str, object]) -> bytes:
    """A form with something typed into the rating cell of some rows, by their key."""
    book = load_workbook(BytesIO(form))
    sheet = book.worksheets[0]
    for row in range(1, sheet.max_row + 1):
        key = str(sheet.cell(row, 2).value or "")
        if key in ratings:
            sheet.cell(row, 4).value = ratings[key]  # type: ignore[assignment]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", shipped_layouts())
def test_a_form_of_every_role_of_every_shipped_layout_reads_back_blank(name: str) -> None:
    layout = load_layout(name)
    for role in layout.role_by_id:
        (review,) = read_form(generate_form(layout, ANN, reviewer=BO, role=role))
        assert (review.layout, review.layout_version, review.role) == (name, layout.version, role)
        assert review.blank
        assert review.findings == ()


def test_a_layout_is_found_by_its_name_its_file_and_its_text() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert load_layout("customer-service") == load_layout(SHIPPED) == load_layout(str(SHIPPED)) == load_layout(text)


def test_the_problems_of_a_layout_text_have_their_places() -> None:
    with pytest.raises(LayoutError) as raised:
        load_layout("sheetreview: 1\nid: mine\n")
    assert {problem.source for problem in raised.value.problems} == {"layout"}


def test_a_role_that_a_layout_does_not_have_is_named() -> None:
    with pytest.raises(LayoutError, match="has no role 'chief'"):
        generate_form("customer-service", ANN, role="chief")


def test_the_same_person_gets_the_same_form_and_another_one_another() -> None:
    assert blank() == blank()
    (first,), (second,) = (
        read_form(blank()),
        read_form(generate_form("customer-service", Person(employee_id="E2", name="Cy"))),
    )
    assert first.form_id != second.form_id


def test_what_a_form_says_of_its_cycle_is_given_by_words() -> None:
    form = generate_form("sales", ANN, reviewer=BO, period="2026 H2", due=date(2026, 12, 18))
    (review,) = read_form(form)
    assert "2026 H2" in {row.typed for row in review.rows()}


def test_a_row_says_where_an_answer_stands_and_what_it_means() -> None:
    (review,) = read_form(rated(blank(), {"sales.retention": "4 - Exceeded"}))
    assert (review.reviewee_id, review.reviewee, review.reviewer) == ("E1", "Ann Lee", "Bo Kim")
    row = next(
        row for row in review.rows() if (row.section, row.row) == ("sales", "retention") and row.state != "empty"
    )
    assert (row.typed, row.value, row.number, row.state) == ("4 - Exceeded", "4", 4.0, "read-as")
    assert (row.form_id, row.reviewee_id, row.role, row.layout) == (
        review.form_id,
        "E1",
        review.role,
        "customer-service",
    )
    assert row.label == load_layout("customer-service").section_by_id["sales"].item_by_id["retention"].label
    assert row.cell.startswith("D")


def test_the_fields_at_the_head_are_rows_too() -> None:
    (review,) = read_form(blank())
    head = {row.label: row.value for row in review.rows() if row.section == ":head"}
    assert "Ann Lee" in head.values()
    assert all(head)


def test_what_is_wrong_is_among_the_findings() -> None:
    (review,) = read_form(rated(blank(), {"sales.retention": 6}))
    assert "'6' is not on the scale (1, 2, 3, 4, 5)" in {finding.message for finding in review.findings}
    assert review.errors == sum(finding.severity == "error" for finding in review.findings) > 0


def test_a_file_that_is_no_form_says_so(tmp_path: Path) -> None:
    other = tmp_path / "notes.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    for source in (other, str(other), other.read_bytes()):
        with pytest.raises(FileError, match="It is not a review form"):
            read_form(source)


def test_a_form_of_a_layout_of_ones_own_is_read_by_it(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace("id: customer-service\n", "id: service\n", 1)
    own = tmp_path / "service.yaml"
    own.write_text(text, encoding="utf-8")
    form = tmp_path / "form.xlsx"
    form.write_bytes(generate_form(own, ANN))
    with pytest.raises(FileError, match="is not known here"):
        read_form(form)
    for given in (own, text, load_layout(own)):
        assert read_form(form, given)[0].layout == "service"


def test_the_version_of_a_given_layout_must_be_the_forms() -> None:
    layout = load_layout("customer-service")
    with pytest.raises(FileError, match="is not known here"):
        read_form(blank(), layout.model_copy(update={"version": layout.version + 1}))


def test_files_are_checked_and_repaired_without_a_cycle(tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    form.write_bytes(rated(blank(), {"sales.retention": 6}))
    checked = check_files([str(form)])
    assert (checked.reviews, checked.unusable) == (1, ())
    assert checked.findings == read_form(form)[0].findings
    repaired = repair_files([form], tmp_path / "clean")
    assert [one.file for one in repaired.forms] == [str(form)]


def test_without_the_package_a_table_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, table in (("pandas", to_pandas), ("polars", to_polars)):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ImportError, match=f"^{name} is not installed; install it with: pip install {name}$"):
            table([])


class _Frame:
    def __init__(self, columns: dict[str, list[object]], schema: dict[str, str] | None = None) -> None:
        self.columns, self.types = columns, schema or {}

    def astype(self, types: dict[str, str]) -> _Frame:
        return _Frame(self.columns, types)


def test_a_table_has_the_rows_of_all_reviews(monkeypatch: pytest.MonkeyPatch) -> None:
    package = SimpleNamespace(DataFrame=_Frame, Float64="float", String="text")
    reviews = [*read_form(blank()), *read_form(rated(blank(), {"sales.retention": 4}))]
    rows = [row for review in reviews for row in review.rows()]
    for name, table in (("pandas", to_pandas), ("polars", to_polars)):
        monkeypatch.setitem(sys.modules, name, package)
        frame = table(reviews)
        assert frame.columns["value"] == [row.value for row in rows]
        assert {type(state) for state in frame.columns["state"]} == {str}
        assert frame.types["number"] in {"float", "float64"}
