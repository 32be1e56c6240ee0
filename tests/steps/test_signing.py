"""A signed review that comes back changed is said to be so, until it is signed again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.check.signed import signed
from sheetreview.model.finding import Finding
from sheetreview.steps.check import check_cycle
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import Collected, Outcome
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import Returns
from tests.steps.making import rate, started

pytestmark = pytest.mark.no_cover

FORM = "forms/bo-kim/ann-lee.xlsx"
KEPT = "both are kept; this one counts"
CHANGED = f"{KEPT}; changed after it was signed"
BOSS, STAFF = "sign-off.reviewer", "sign-off.reviewee"
SIGNED = {BOSS: ("Bo Kim", "2026-12-07"), STAFF: ("Ann Lee", "2026-12-07")}
AGAIN = {BOSS: ("Bo Kim", "2026-12-20"), STAFF: ("Ann Lee", "2026-12-20")}
EMPTY = (None, None)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return started(tmp_path)


def write(root: Path, name: str, signatures: Mapping[str, tuple[str | None, str | None]], rating: int = 3) -> Path:
    """Ann Lee's form with the same rating everywhere and some lines signed."""
    path = root.parent / "back" / f"{name}.xlsx"
    rate(root / FORM, path, rating)
    book = load_workbook(path)
    book.properties.creator = name
    sheet = book.worksheets[0]
    rows = {str(sheet.cell(row, 2).value): row for row in range(1, sheet.max_row + 1)}
    for line, (who, day) in signatures.items():
        sheet.cell(rows[line], 3).value = who
        sheet.cell(rows[line], 5).value = day
    book.save(path)
    return path


def send(root: Path, name: str, signatures: Mapping[str, tuple[str | None, str | None]], rating: int = 3) -> Collected:
    """The same, collected."""
    path = write(root, name, signatures, rating)
    with OpenCycle.open(root) as cycle:
        (one,) = collect(cycle, [path])
    return one


def said(root: Path) -> list[Finding]:
    with OpenCycle.open(root, reading=True) as cycle:
        return [f for f in check_cycle(cycle).findings if "sign" in f.code]


def test_a_signed_review_that_is_sent_again_unchanged_is_no_finding(root: Path) -> None:
    assert send(root, "one", SIGNED).outcome is Outcome.COLLECTED
    assert said(root) == []
    assert send(root, "two", SIGNED).detail == KEPT
    assert said(root) == []


def test_a_rating_changed_after_signing_is_said_when_it_comes_in_and_in_the_check(root: Path) -> None:
    send(root, "one", SIGNED)
    changed = send(root, "two", SIGNED, rating=2)
    assert (changed.outcome, changed.detail, changed.outcome.taken) == (Outcome.REPLACED, CHANGED, True)
    found = said(root)
    assert [(f.code, f.item, f.reviewee) for f in found] == [
        ("changed-since-signed", "Person Conducting Review", "Ann Lee"),
        ("changed-since-signed", "Account Manager/Customer Service Rep", "Ann Lee"),
    ]
    assert "Ann Lee, 2026-12-07" in found[1].message
    assert "sign again with a new date" in found[1].fix
    assert all("agree" not in f.message + f.fix for f in found)


def test_the_warning_stays_until_both_have_signed_again_with_a_new_date(root: Path) -> None:
    send(root, "one", SIGNED)
    send(root, "two", SIGNED, rating=2)
    assert send(root, "three", {**SIGNED, BOSS: AGAIN[BOSS]}, rating=2).detail == CHANGED
    assert [f.item for f in said(root)] == ["Account Manager/Customer Service Rep"]
    assert send(root, "four", AGAIN, rating=2).detail == KEPT
    assert said(root) == []


def test_a_review_may_be_filled_before_it_is_signed_and_signed_by_one_after_the_other(root: Path) -> None:
    assert send(root, "one", {}, rating=2).outcome is Outcome.COLLECTED
    assert send(root, "two", {BOSS: SIGNED[BOSS]}).detail == KEPT
    assert send(root, "three", SIGNED).detail == KEPT
    assert said(root) == []


def test_a_signature_taken_out_is_said(root: Path) -> None:
    send(root, "one", SIGNED)
    assert send(root, "two", {**SIGNED, STAFF: EMPTY}).detail == KEPT
    (found,) = said(root)
    assert (found.code, found.item) == ("signature-removed", "Account Manager/Customer Service Rep")
    assert "Ann Lee, 2026-12-07" in found.message


def test_returns_of_one_run_are_compared_with_each_other(root: Path) -> None:
    for name, rating, hours in (("earlier", 3, 2), ("later", 2, 1)):
        path = write(root, name, SIGNED, rating)
        then = path.stat().st_mtime - hours * 3600
        os.utime(path, (then, then))
    with OpenCycle.open(root) as cycle:
        found = collect(cycle, [root.parent / "back"])
    assert [(Path(one.file).name, one.detail) for one in found][1] == ("later.xlsx", CHANGED)
    assert [f.code for f in said(root)] == ["changed-since-signed"] * 2


def test_a_review_taken_in_before_signatures_were_remembered_is_no_finding(root: Path) -> None:
    send(root, "one", SIGNED)
    with OpenCycle.open(root) as cycle, cycle.store.changing():
        cycle.store.rows("DELETE FROM signatures")
    assert said(root) == []
    assert send(root, "two", SIGNED, rating=2).detail == KEPT
    assert said(root) == []


def test_the_same_review_saved_as_plain_text_is_the_one_that_was_signed(root: Path) -> None:
    send(root, "one", SIGNED)
    sheet = load_workbook(root.parent / "back" / "one.xlsx").worksheets[0]
    lines = [",".join(_quoted(cell.value) for cell in row) for row in sheet.iter_rows()]
    text = root.parent / "one.csv"
    text.write_text("\n".join(lines), encoding="utf-8")
    with OpenCycle.open(root) as cycle:
        (one,) = collect(cycle, [text])
        (form,) = (form for form, given in cycle.store.assignments().items() if given.reviewee.name == "Ann Lee")
        assignment = cycle.store.assignments()[form]
        review = Returns(cycle, cycle.store.assignments()).review(form)
        assert review is not None
        assert set(signed(cycle.edition_of(assignment), review).lines) == {"reviewer", "reviewee"}
    assert (one.outcome, one.detail) == (Outcome.REPLACED, KEPT)
    assert said(root) == []


def _quoted(value: object) -> str:
    return '"{}"'.format("" if value is None else str(value).replace('"', '""'))
