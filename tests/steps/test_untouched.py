"""What counts as not filled in: a form on whose sheet nothing stands but what it was issued with."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import sheetreview
from sheetreview.cli.main import cli
from sheetreview.model.finding import Severity
from sheetreview.steps.check import Checked
from sheetreview.steps.check_files import check_files
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import Outcome
from sheetreview.steps.known_layouts import KnownLayouts
from sheetreview.steps.open_cycle import OpenCycle
from tests.accidents.edits import Edit, edited, put
from tests.accidents.forms import CASES, KEY, LABEL, Case, Form, filled
from tests.accidents.savers import EXCELJS, GNUMERIC, GOOGLE, LIBREOFFICE, SHEETJS, Job, Program
from tests.steps.making import issue, rate, start, started
from tests.steps.repairing import repaired

ANN_FORM = "forms/bo-kim/ann-lee.xlsx"


def checked(folder: Path, data: bytes, name: str = "back.xlsx") -> Checked:
    path = folder / name
    path.write_bytes(data)
    found = check_files([path], KnownLayouts().of)
    assert not found.unusable
    return found


def transposed(data: bytes) -> bytes:
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    book = Workbook()
    target: Worksheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and not str(cell.value).startswith("="):
                target.cell(cell.column, cell.row).value = cell.value
    return _bytes(book)


def titles_and_keys_replaced(data: bytes) -> bytes:
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    for (key,) in sheet.iter_rows(min_col=KEY, max_col=KEY):
        if str(key.value).endswith(":columns"):
            for cell in sheet[key.row or 1]:
                if cell.value is not None and cell.column != KEY:
                    cell.value = f"Column {cell.column}"
        if key.value and not str(key.value).startswith("sheetreview-form"):
            key.value = None
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _typed(case: Case) -> bytes:
    form = filled(case)
    return edited(form.issued, form.typed, [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("ruin", [transposed, titles_and_keys_replaced])
def test_a_full_form_of_which_next_to_nothing_can_be_read_is_no_blank_form(
    case: Case, ruin: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    found = checked(tmp_path, ruin(_typed(case)))
    assert (found.reviews, found.blank) == (1, ())
    assert found.errors
    assert "text-outside" in {finding.code for finding in found.findings}
    (review,) = sheetreview.read_form(tmp_path / "back.xlsx")
    assert not review.blank


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_form_that_was_opened_and_saved_is_blank(case: Case, tmp_path: Path) -> None:
    found = checked(tmp_path, edited(filled(case).issued, {}, []))
    assert (found.reviews, len(found.blank)) == (0, 1)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "program",
    [
        pytest.param(one, id=one.name, marks=() if one is GOOGLE else pytest.mark.programs)
        for one in (LIBREOFFICE, GNUMERIC, SHEETJS, EXCELJS, GOOGLE)
    ],
)
def test_what_a_program_works_out_while_saving_does_not_make_a_form_filled_in(program: Program, tmp_path: Path) -> None:
    files = program.run([Job(data=filled(case).issued, typed={}) for case in CASES], tmp_path)
    for case, saved in zip(CASES, files, strict=True):
        for kind, data in saved.items():
            found = checked(tmp_path, data, f"{case.layout}{kind}")
            assert (case.name, kind, found.reviews, found.findings) == (case.name, kind, 0, ())


def _pasted_label(form: Form) -> list[Edit]:
    table = next(table for table in form.tables.values() if len(table.items) > 1)
    first, second, *_ = table.items
    label = next(item.label for item in table.section.items if item.id == first)
    return [put(table.rows[second], LABEL, label)]


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if any(len(t.items) > 1 for t in filled(case).tables.values())],
    ids=lambda c: c.name,
)
def test_a_label_pasted_over_its_neighbour_costs_that_row_alone(case: Case, tmp_path: Path) -> None:
    form = filled(case)
    table = next(table for table in form.tables.values() if len(table.items) > 1)
    found = checked(tmp_path, edited(form.issued, form.typed, _pasted_label(form)))
    assert found.reviews == 1
    unclear = [(one.code, one.cell) for one in found.findings if one.severity is Severity.ERROR]
    assert unclear == [("rows-unclear", f"A{table.rows[table.items[1]]}")]


def test_a_form_with_nothing_but_a_remark_in_the_margin_is_taken_in_and_repaired(tmp_path: Path) -> None:
    root = started(tmp_path)
    form = tmp_path / "ann.xlsx"
    form.write_bytes(edited((root / ANN_FORM).read_bytes(), {(25, 9): "Nothing to say"}, []))
    assert [finding.cell for finding in checked(tmp_path, form.read_bytes()).findings if finding.code == "text-outside"]
    (done,) = repaired([form], tmp_path / "clean", root).forms
    assert [one.typed for one in done.unplaced] == ["Nothing to say"]
    with OpenCycle.open(root) as cycle:
        assert [one.outcome for one in collect(cycle, [form])] == [Outcome.COLLECTED]


def test_an_untouched_form_is_blank_for_collect_check_and_repair(tmp_path: Path) -> None:
    root = started(tmp_path)
    form = tmp_path / "ann.xlsx"
    form.write_bytes(edited((root / ANN_FORM).read_bytes(), {}, []))
    assert len(checked(tmp_path, form.read_bytes()).blank) == 1
    assert len(repaired([form], tmp_path / "clean", root).blank) == 1
    with OpenCycle.open(root) as cycle:
        assert [one.outcome for one in collect(cycle, [form])] == [Outcome.BLANK]


def with_sheet(data: bytes, title: str, *lines: str) -> bytes:
    book = load_workbook(BytesIO(data))
    sheet: Worksheet = book.create_sheet(title)
    for line in lines:
        sheet.append([line])
    return _bytes(book)


def test_answers_on_a_sheet_of_ones_own_do_not_pass_for_a_form_without_answers(tmp_path: Path) -> None:
    root = started(tmp_path)
    form = tmp_path / "ann.xlsx"
    form.write_bytes(with_sheet((root / ANN_FORM).read_bytes(), "My answers", "Retention: 4", "Satisfaction: 3"))
    said = "the sheet 'My answers' holds something: see whether answers stand there"
    with OpenCycle.open(root) as cycle:
        (collected,) = collect(cycle, [form])
    assert (collected.outcome, collected.detail) == (Outcome.BLANK, said)
    for words, status in (["check", form], 0), (["repair", form, "--out", tmp_path / "clean"], 1):
        result = CliRunner().invoke(cli, ["-C", str(root), *map(str, words)])
        assert (result.exit_code, said in " ".join(result.stderr.split())) == (status, True)


def test_a_sheet_of_ones_own_beside_a_full_form_is_named(tmp_path: Path) -> None:
    root = started(tmp_path)
    form = rate(root / ANN_FORM, tmp_path / "ann.xlsx")
    form.write_bytes(with_sheet(form.read_bytes(), "my notes", "Retention: please take 5"))
    said = "the sheet 'my notes' holds something: see whether answers stand there"
    assert [text for _, text in check_files([form], KnownLayouts().of).elsewhere] == [said]
    assert [text for _, text in repaired([form], tmp_path / "clean", root).elsewhere] == [said]
    with OpenCycle.open(root) as cycle:
        (collected,) = collect(cycle, [form])
    assert (collected.outcome, collected.detail) == (Outcome.COLLECTED, said)


def test_sheets_that_are_empty_or_our_own_hold_no_answers(tmp_path: Path) -> None:
    root = start(tmp_path)
    issue(root, bundle=True)
    bundle = max((root / "forms").rglob("*.xlsx"), key=lambda path: len(load_workbook(path).sheetnames))
    form = tmp_path / "bundle.xlsx"
    form.write_bytes(with_sheet(bundle.read_bytes(), "Sheet2"))
    with OpenCycle.open(root) as cycle:
        assert {(one.outcome, one.detail) for one in collect(cycle, [form])} == {(Outcome.BLANK, "")}
    found = check_files([form], KnownLayouts().of)
    assert (len(found.blank) > 1, found.elsewhere) == (True, ())
    assert not repaired([form], tmp_path / "clean", root).needs_a_look


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_labels_beside_each_other_in_a_transposed_form_are_nobodys_name(case: Case, tmp_path: Path) -> None:
    (tmp_path / "back.xlsx").write_bytes(transposed(_typed(case)))
    (done,) = repaired([tmp_path / "back.xlsx"], tmp_path / "clean").forms
    assert done.unplaced


def test_a_transposed_form_is_repaired_in_its_cycle(tmp_path: Path) -> None:
    root = started(tmp_path)
    full = rate(root / ANN_FORM, tmp_path / "full.xlsx")
    (tmp_path / "ann.xlsx").write_bytes(transposed(full.read_bytes()))
    (done,) = repaired([tmp_path / "ann.xlsx"], tmp_path / "clean", root).forms
    assert done.reviewee == "Ann Lee"
    assert done.unplaced


def test_a_damaged_form_that_came_back_says_in_the_cycle_what_is_wrong(tmp_path: Path) -> None:
    root = started(tmp_path)
    full = rate(root / ANN_FORM, tmp_path / "full.xlsx")
    (tmp_path / "ann.xlsx").write_bytes(transposed(full.read_bytes()))
    with OpenCycle.open(root) as cycle:
        assert [one.outcome for one in collect(cycle, [tmp_path / "ann.xlsx"])] == [Outcome.COLLECTED]
