from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheetreview.model.finding import Severity
from sheetreview.model.summary import Status
from sheetreview.reading import open as opening
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.check import check_cycle
from sheetreview.steps.collect import collect
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.status import cycle_status
from sheetreview.steps.summarize import summarize_cycle
from tests.steps.making import issue, rate, start, started

ANN_FORM, DEE_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/gus-hay/dee-fox.xlsx"


def form_of(cycle: OpenCycle, name: str) -> str:
    return next(form for form, given in cycle.store.assignments().items() if given.reviewee.name == name)


@pytest.mark.parametrize("content", [b"no workbook at all", b"PK\x03\x04 cut", b"a,b\n1,2\n"])
def test_a_return_that_cannot_be_read_any_more_is_an_error_of_that_review_only(tmp_path: Path, content: bytes) -> None:
    root = started(tmp_path)
    with OpenCycle.open(root) as cycle:
        collect(cycle, [rate(root / DEE_FORM, tmp_path / "dee.xlsx")])
        with cycle.store.changing():
            cycle.store.add_file("ann.csv", content, [form_of(cycle, "Ann Lee")])
        checked = check_cycle(cycle)
        reviewers = cycle_status(cycle, as_of=date(2026, 12, 21)).reviewers
        states = {form.reviewee: form.status for reviewer in reviewers for form in reviewer.forms}
        summary = summarize_cycle(cycle, as_of=date(2026, 12, 21)).summary
    (finding,) = checked.findings
    assert (finding.code, finding.severity, finding.reviewee, finding.file) == (
        "unreadable-return",
        Severity.ERROR,
        "Ann Lee",
        "ann.csv",
    )
    assert finding.message.startswith("the file that came back cannot be read: ")
    assert states == {"Ann Lee": Status.WITH_ERRORS, "Cy Roe": Status.NOT_STARTED, "Dee Fox": Status.COMPLETE}
    assert [person.name for person in summary.people if person.counted] == ["Dee Fox"]


def test_a_stored_file_without_its_form_is_an_error_and_no_crash(tmp_path: Path) -> None:
    root = started(tmp_path)
    with OpenCycle.open(root) as cycle:
        with cycle.store.changing():
            cycle.store.add_file("x.xlsx", (root / DEE_FORM).read_bytes(), [form_of(cycle, "Ann Lee")])
        (finding,) = check_cycle(cycle).findings
    assert "no longer found in it" in finding.message


def test_a_bundle_is_read_once_for_all_its_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = start(tmp_path)
    issue(root, bundle=True)
    reads = 0

    def counted(data: bytes, name: str) -> Book:
        nonlocal reads
        reads += 1
        return parse_book(data, name)

    monkeypatch.setattr(opening, "parse_book", counted)
    with OpenCycle.open(root) as cycle:
        forms = [form_of(cycle, name) for name in ("Ann Lee", "Cy Roe")]
        with cycle.store.changing():
            cycle.store.add_file("bo.xlsx", (root / "forms/bo-kim.xlsx").read_bytes(), forms)
        assert check_cycle(cycle).reviews == 2
    assert reads == 1
