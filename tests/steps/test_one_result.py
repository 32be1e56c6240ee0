"""What is for HR alone cannot be told from anything that others get: not from this summary, nor from the next forms."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.cli.main import cli

from .making import csv_text

LAYOUT = """
sheetreview: 1
id: secret
version: 1
title: Secret Review
roles:
  - {id: manager, title: Manager}
  - {id: self, title: Self-assessment, who: reviewee}
issued_to: [manager, self]
scales:
  - id: five
    levels: [{value: 1, label: Poor}, {value: 2, label: Weak}, {value: 3, label: Fair}, {value: 5, label: Fine}]
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: last, label: Last result, source: previous.result, filled_by: [hr]}
sections:
  - id: work
    title: Work
    roles: [manager]
    columns:
      - {id: what, title: What, kind: label}
      - {id: rating, title: Rating, kind: rating, scale: five, required: true}
      - {id: note, title: Note}
    items: [{id: care, label: Care}, {id: speed, label: Speed}]
    totals: [{column: rating, label_in: what}]
  - id: hidden
    title: For the people department
    roles: [manager]
    restricted: true
    weight: 3
    columns:
      - {id: what, title: What, kind: label}
      - {id: risk, title: Risk, kind: rating, scale: five, required: true, flag: [1]}
      - {id: why, title: Why}
    items: [{id: leaves, label: Likely to leave}]
    totals: [{column: risk, label_in: what}]
    rules: [{kind: requires, column: risk, values: [1], needs: [why]}]
  - id: plan
    title: Plan
    roles: [manager]
    issued_when: {below: fair}
    columns: [{id: step, title: Step}]
    blank_rows: 2
  - id: mood
    title: Mood
    columns:
      - {id: what, title: What, kind: label}
      - {id: mood, title: Mood, kind: rating, scale: five, counts: false}
    items: [{id: now, label: Now}]
bands:
  - {id: poor, label: Poor, from_percent: 0}
  - {id: fair, label: Fair, from_percent: 60}
"""
HEADS = ("employee_id", "name", "email", "reviewer_name", "reviewer_email")
PEOPLE = (
    ("E1", "Ann Lee", "ann@example.com", "Bo Kim", "bo@example.com"),
    ("E2", "Cy Roe", "cy@example.com", "Bo Kim", "bo@example.com"),
)
KEY, FIRST, SECOND = 2, 3, 4
KNOWN: Mapping[str, object] = {"work.care": 3, "work.speed": 3, "mood.now": 1}
"""60 %, exactly at the band's limit."""


def run(*words: str) -> str:
    told = CliRunner().invoke(cli, words)
    assert told.exit_code == 0, told.output
    return told.output


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cycle whose forms are out, in a folder with its layout and roster."""
    folder = tmp_path_factory.mktemp("secret")
    (folder / "secret.yaml").write_text(LAYOUT, encoding="utf-8")
    (folder / "roster.csv").write_text(csv_text([HEADS, *PEOPLE]), encoding="utf-8")
    run(*begin(folder, "former"))
    run("-C", str(folder / "former"), "generate")
    return folder


def begin(folder: Path, name: str) -> tuple[str, ...]:
    files = ("--layout", str(folder / "secret.yaml"), "--roster", str(folder / "roster.csv"))
    return ("init", str(folder / name), *files, "--name", name, "--due", "2026-06-30")


def filled(form: Path, typed: Mapping[str, object], target: Path, remark: str = "") -> Path:
    """A form with what is typed into it; another number for HR alone under ``copy`` stands on a copy of its tab."""
    workbook = load_workbook(form)
    sheet = workbook.worksheets[0]
    _type(sheet, typed, remark)
    if "copy" in typed:
        _type(workbook.copy_worksheet(sheet), {**typed, "hidden.leaves": typed["copy"]}, remark)
    workbook.save(target)
    return target


def _type(sheet: Worksheet, typed: Mapping[str, object], remark: str) -> None:
    for row in range(1, sheet.max_row + 1):
        key = str(sheet.cell(row, KEY).value or "").split(" ~")[0]
        if key in typed:
            sheet.cell(row, FIRST).value = typed[key]  # type: ignore[assignment]
        if key == "hidden.leaves" and remark:
            sheet.cell(row, FIRST).comment = Comment(remark, "Bo")
            sheet.cell(row, 12).value = remark
        if f"{key}/why" in typed:
            sheet.cell(row, SECOND).value = typed[f"{key}/why"]  # type: ignore[assignment]


def seen_by_others(
    issued: Path, folder: Path, hidden: Mapping[str, object], monkeypatch: pytest.MonkeyPatch, remark: str = ""
) -> dict[str, object]:
    """All that anybody but HR gets of a cycle, and of the next one, when Ann's manager typed this for HR alone."""
    shutil.copytree(issued, folder)
    former = folder / "former"
    for name, typed in (("ann-lee", {**KNOWN, **hidden}), ("cy-roe", {**KNOWN, "work.speed": 5, "hidden.leaves": 3})):
        (form,) = former.glob(f"forms/**/{name}-manager.xlsx")
        run("-C", str(former), "collect", str(filled(form, typed, folder / f"{name}.xlsx", remark)))
    said = run("-C", str(former), "summarize", "--as-of", "2026-07-07").replace(str(folder), "")
    summary = {
        path.name: path.read_bytes() for path in (former / "summary").iterdir() if not path.name.startswith("hr-")
    }
    monkeypatch.setattr("secrets.token_bytes", lambda count: b"\x07" * count)
    begun = run(*begin(folder, "next"), "--from", str(former)).replace(str(folder), "")
    monkeypatch.undo()
    run("-C", str(folder / "next"), "generate")
    forms = {path.name: path.read_bytes() for path in (folder / "next" / "forms").rglob("*.xlsx")}
    assert len(forms) == 4
    return {"said": said, "begun": begun, **summary, **forms}


def test_changing_what_is_for_hr_alone_changes_no_byte_of_what_others_get(
    issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = seen_by_others(issued, tmp_path / "0", {"hidden.leaves": 5}, monkeypatch)
    assert b"60 % \xe2\x80\x93 Fair" in _texts(tmp_path / "0" / "next" / "forms")
    others: list[tuple[Mapping[str, object], str]] = [
        ({"hidden.leaves": 1, "hidden.leaves/why": "She said so."}, ""),
        ({"hidden.leaves": 1}, ""),
        ({"hidden.leaves": 4}, ""),
        ({"hidden.leaves": "I would not know"}, ""),
        ({}, ""),
        ({"hidden.leaves": 5, "copy": 1}, ""),
        ({"hidden.leaves": 5}, "She has an offer from Acme."),
    ]
    for number, (hidden, remark) in enumerate(others, 1):
        again = seen_by_others(issued, tmp_path / str(number), hidden, monkeypatch, remark)
        assert {name for name in first if first[name] != again[name]} == set(), hidden


def _texts(folder: Path) -> bytes:
    """The texts of all cells of a folder's workbooks."""
    sheets = (load_workbook(path).worksheets[0] for path in folder.rglob("*.xlsx"))
    return "\n".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row).encode()
