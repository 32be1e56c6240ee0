"""Layouts of one's own from beginning to end: started, extracted and previewed."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from ruamel.yaml import YAML

from sheetreview.errors import FileError, LayoutError
from sheetreview.inputs.layout_file import (
    SCHEMA_NAME,
    builtin_layouts,
    layout_schema,
    load_layout,
    parse_layout,
    starter_yaml,
)
from sheetreview.model.edition import edition
from sheetreview.model.layout import HeaderField, Layout
from sheetreview.steps.extract_layout import extract_layout, layout_from_workbook
from sheetreview.steps.new_layout import new_layout
from sheetreview.steps.preview import previews, write_previews
from sheetreview.steps.preview_pdf import write_pdfs
from tests.form.issuing import CUSTOMER, issue
from tests.programs import libreoffice, program
from tests.reading.making import zipped
from tests.workbooks import appraisal


def known_source(field: HeaderField) -> str | None:
    """What fills a field, unless it is a column of somebody's roster, which no form names."""
    return None if field.source and field.source.startswith("roster.") else field.source


def questions(layout: Layout) -> list[object]:
    """Everything a layout asks, without its ids."""
    scales = {scale.id: [(level.value, level.label, level.number) for level in scale.levels] for scale in layout.scales}
    asked: list[object] = [(field.label, field.kind, known_source(field), field.options) for field in layout.header]
    for section in layout.sections:
        titles = {column.id: column.title for column in section.columns}
        asked.append(section.title)
        asked.extend(
            (column.kind, column.options, scales.get(column.scale or ""), column.filled_by, column.required)
            for column in section.columns
        )
        asked.extend(
            (item.label, {titles[key]: text for key, text in item.texts.items()}, item.optional, item.weight)
            for item in section.items
        )
        asked.append(section.blank_rows)
        asked.extend(
            (total.label, total.kind, titles[total.column], titles[total.label_in]) for total in section.totals
        )
    return asked


def form_of(layout: Layout) -> bytes:
    (one,) = previews(layout)
    return one.data


def what_a_form_shows(data: bytes) -> list[object]:
    """Texts in order without the keys and the reference, and every dropdown list."""
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    shown: list[object] = [
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.column != 2 and not cell.value.startswith(("Form ", "="))
    ]
    checks = sheet.data_validations.dataValidation
    return [*shown, *sorted((str(check.sqref), str(check.formula1)) for check in checks)]


def test_the_customer_service_form_gives_the_questions_it_was_made_from() -> None:
    proposed = parse_layout(layout_from_workbook(issue(metrics={})[0], "form.xlsx", "customer"), "customer.yaml")
    assert questions(proposed) == questions(CUSTOMER)


@pytest.mark.no_cover
def test_a_form_made_from_the_proposed_layout_shows_what_the_original_shows() -> None:
    original = form_of(CUSTOMER)
    proposed = parse_layout(layout_from_workbook(original, "form.xlsx", "customer"), "customer.yaml")
    again = what_a_form_shows(form_of(proposed))
    from_the_roster = "Scope"
    assert [text for text in what_a_form_shows(original) if text not in (*again, from_the_roster)] == []
    assert [text for text in again if text not in what_a_form_shows(original)] == []


def test_the_layout_of_an_appraisal_can_be_had_again_from_its_own_form() -> None:
    first = parse_layout(layout_from_workbook(appraisal(), "appraisal.xlsx", "appraisal"), "a.yaml")
    second = parse_layout(layout_from_workbook(form_of(first), "form.xlsx", "appraisal"), "b.yaml")
    labels = [[item.label for item in section.items] for section in first.sections]
    assert [[item.label for item in section.items] for section in second.sections] == labels
    assert [section.title for section in second.sections] == [section.title for section in first.sections]
    assert second.scales == first.scales
    assert [(field.label, field.kind) for field in second.header] == [(f.label, f.kind) for f in first.header]


@pytest.mark.parametrize("name", sorted(builtin_layouts()))
def test_every_form_of_every_shipped_layout_gives_its_sections_back(name: str) -> None:
    layout = load_layout(builtin_layouts()[name])
    for one in previews(layout):
        proposed = parse_layout(layout_from_workbook(one.data, f"{name}.xlsx", name), "proposed.yaml")
        cut = edition(layout, one.role)
        filled = [section.title for section in cut.sections if any(map(cut.fills, section.columns))]
        conditional = {section.title for section in layout.sections if section.issued_when}
        found = [section.title for section in proposed.sections if section.title not in conditional]
        assert found == [title for title in filled if title not in conditional]


@pytest.mark.programs
def test_a_form_saved_by_libreoffice_gives_the_same_layout(tmp_path: Path) -> None:
    source = tmp_path / "form.xlsx"
    source.write_bytes(form_of(CUSTOMER))
    saved = libreoffice(source, tmp_path, "xlsx").read_bytes()
    proposed = parse_layout(layout_from_workbook(saved, "form.xlsx", "customer"), "customer.yaml")
    assert questions(proposed) == questions(CUSTOMER)


def test_the_starter_is_a_layout_without_problems_under_the_name_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = new_layout("Support Review")
    layout = load_layout(tmp_path / "support-review.yaml")
    assert (files.layout, files.schema) == (Path("support-review.yaml"), Path(SCHEMA_NAME))
    assert (layout.id, layout.title) == ("support-review", "Support review")
    assert json.loads((tmp_path / SCHEMA_NAME).read_text(encoding="utf-8")) == layout_schema()


def test_the_first_line_of_a_starter_names_the_schema_beside_it(tmp_path: Path) -> None:
    new_layout(str(tmp_path / "own.yaml"))
    first = (tmp_path / "own.yaml").read_text(encoding="utf-8").splitlines()[0]
    name = first.removeprefix("# yaml-language-server: $schema=./")
    assert (tmp_path / name).is_file()


def test_the_schema_accepts_the_starter_and_marks_a_misspelt_key() -> None:
    validator = Draft202012Validator(layout_schema())
    text = starter_yaml("own")
    assert list(validator.iter_errors(YAML(typ="safe").load(text))) == []
    wrong = YAML(typ="safe").load(text.replace("blank_rows: 5", "blank_row: 5"))
    assert [error.message for error in validator.iter_errors(wrong) if "blank_row" in error.message]


def test_nothing_is_written_over_a_file_that_is_there(tmp_path: Path) -> None:
    mine = tmp_path / "own.yaml"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(LayoutError, match="is there already"):
        new_layout(str(mine))
    with pytest.raises(LayoutError, match="is there already"):
        extract_layout(workbook(tmp_path), mine)
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_schema_of_an_earlier_version_is_renewed_and_another_file_is_not(tmp_path: Path) -> None:
    schema = tmp_path / SCHEMA_NAME
    schema.write_text('{"title": "sheetreview layout"}', encoding="utf-8")
    assert new_layout(str(tmp_path / "one.yaml")).schema == schema
    assert json.loads(schema.read_text(encoding="utf-8")) == layout_schema()
    schema.write_text("my notes", encoding="utf-8")
    assert new_layout(str(tmp_path / "two.yaml")).schema is None
    assert schema.read_text(encoding="utf-8") == "my notes"


@pytest.mark.parametrize("name", ["", "3x", "---", "山田", "a" * 60, "a/b", "x\ny!"])
def test_a_name_that_gives_no_id_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LayoutError):
        new_layout(name)
    assert list(tmp_path.iterdir()) == []


def workbook(folder: Path) -> Path:
    path = folder / "Annual Appraisal (2026).xlsx"
    path.write_bytes(appraisal())
    return path


def test_an_extracted_layout_is_named_after_the_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = extract_layout(workbook(tmp_path))
    assert found.files.layout == Path("annual-appraisal-2026.yaml")
    assert load_layout(tmp_path / "annual-appraisal-2026.yaml") == found.layout
    lines = (tmp_path / "annual-appraisal-2026.yaml").read_text(encoding="utf-8").splitlines()
    assert [lines[number - 1].partition("# LOOK: ")[2] for number, _ in found.look] == [text for _, text in found.look]
    assert found.look


def test_a_workbook_that_cannot_be_read_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    bad = tmp_path / "old.xls"
    bad.write_bytes(b"not a workbook")
    with pytest.raises(FileError, match=r"old\.xls: .*save it as \.xlsx"):
        extract_layout(bad, tmp_path / "new.yaml")
    assert [path.name for path in tmp_path.iterdir()] == ["old.xls"]


ODD = ["", "-1", "99999999999999", "A", "1e9", "A1:XFD1048576", "0.5.5", "\u0660", "$A$1", "list", "1", "date"]
CHANGES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5_000), st.sampled_from(ODD)), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(CHANGES)
def test_a_damaged_workbook_gives_a_layout_or_one_plain_reason(changes: list[tuple[int, int, str]]) -> None:
    with zipfile.ZipFile(BytesIO(appraisal())) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    names = sorted(name for name in parts if "sheet" in name or "styles" in name or "workbook" in name)
    for part, place, text in changes:
        name = names[part % len(names)]
        values = list(re.finditer('"([^"]*)"', parts[name]))
        value = values[place % len(values)]
        parts[name] = parts[name][: value.start(1)] + text + parts[name][value.end(1) :]
    try:
        proposed = layout_from_workbook(zipped(parts), "appraisal.xlsx", "appraisal")
    except FileError:
        return
    assert parse_layout(proposed, "proposed.yaml").sections


TWO_ROLES = """\
sheetreview: 1
id: pair
version: 1
title: Pair
roles: [{id: manager, title: Manager}, {id: self, title: Employee, who: reviewee}]
header: [{id: region, label: Region, source: roster.sales_region, filled_by: [hr]}]
bands: [{id: low, label: Low, from_percent: 0}]
sections:
  - {id: a, title: For both, columns: [{id: t, title: T}], blank_rows: 1}
  - {id: b, title: Only sometimes, columns: [{id: t, title: T}], blank_rows: 1, issued_when: {roster: plan}}
"""


def test_a_preview_has_every_conditional_section_and_sample_texts_for_each_role() -> None:
    found = previews(parse_layout(TWO_ROLES, "pair.yaml"))
    assert [(one.role, str(one.path)) for one in found] == [
        ("manager", "pair-manager-preview.xlsx"),
        ("self", "pair-self-preview.xlsx"),
    ]
    for one in found:
        shown = what_a_form_shows(one.data)
        assert {"For both", "Only sometimes", "Sales region"} <= set(shown)


def test_one_file_for_several_roles_is_refused() -> None:
    layout = parse_layout(TWO_ROLES, "pair.yaml")
    with pytest.raises(LayoutError, match=r"2 roles \(manager, self\)"):
        previews(layout, target=Path("x.xlsx"))
    with pytest.raises(LayoutError, match="no role 'selv'; did you mean 'self'"):
        previews(layout, role="selv")
    assert previews(layout, role="self", target=Path("x.xlsx"))[0].path == Path("x.xlsx")


def test_a_preview_is_written_over_only_when_asked(tmp_path: Path) -> None:
    layout = parse_layout(TWO_ROLES, "pair.yaml")
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"mine")
    found = previews(layout, role="self", target=target)
    with pytest.raises(FileError, match="--force"):
        write_previews(found)
    assert target.read_bytes() == b"mine"
    with pytest.raises(FileError, match="There is no folder"):
        write_previews(previews(layout, role="self", target=tmp_path / "nowhere" / "x.xlsx"))
    write_previews(found, force=True)
    assert target.read_bytes() == found[0].data


def fake_office(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program called soffice that does what a script says, alone on the PATH."""
    if sys.platform == "win32":
        pytest.skip("a shell script is no program here")
    path = folder / "bin" / "soffice"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")


def test_without_libreoffice_the_preview_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileError, match="LibreOffice is not installed"):
        write_pdfs([tmp_path / "x.xlsx"])


def test_a_libreoffice_that_makes_nothing_or_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "x.xlsx"
    source.write_bytes(b"x")
    fake_office(tmp_path, monkeypatch, "exit 1")
    with pytest.raises(FileError, match="could not print"):
        write_pdfs([source])
    (tmp_path / "bin" / "soffice").write_text("#!/bin/sh\nsleep 600\n", encoding="utf-8")
    begun = time.monotonic()
    with pytest.raises(FileError, match=r"within 0\.2 seconds"):
        write_pdfs([source], patience=0.2)
    assert time.monotonic() - begun < 60
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "x.xlsx"]


@pytest.mark.programs
def test_previews_are_printed_beside_the_workbooks(tmp_path: Path) -> None:
    program("soffice")
    layout = parse_layout(TWO_ROLES, "pair.yaml")
    found = [*previews(layout, role="self", target=tmp_path / "a b.xlsx")]
    found += previews(layout, role="manager", target=tmp_path / "c.xlsx")
    write_previews(found)
    printed = write_pdfs([one.path for one in found])
    assert [path.name for path in printed] == ["a b.pdf", "c.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in printed)
    # What a screen reader goes by: tags, a language, and the form's title in place of the file's name.
    for mark in (b"/MarkInfo<</Marked true>>", b"/Lang(", b"/DisplayDocTitle true", b"/Title<"):
        assert all(mark in path.read_bytes() for path in printed), mark
