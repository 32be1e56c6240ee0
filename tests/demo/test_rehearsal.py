from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from statistics import fmean

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import sheetreview.demo.rehearsal
import sheetreview.steps.intake
from sheetreview.amend.book import AmendedBook
from sheetreview.demo.answers import Writer, fill
from sheetreview.demo.fill import FilledForm
from sheetreview.demo.preflight import TroubleKind
from sheetreview.demo.rehearsal import MADE_UP
from sheetreview.demo.workbooks import AmendedPaper
from sheetreview.errors import CycleError
from sheetreview.form.compose import form_plan
from sheetreview.form.keys import identity_for
from sheetreview.form.locate import FoundForm, find_forms
from sheetreview.form.slots import slot_values
from sheetreview.model.edition import Edition
from sheetreview.model.layout import Layout
from sheetreview.model.review import AnswerState, Review
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.collect import collect
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import read_review
from sheetreview.xlsx.stamp import compile_plan
from tests.demo.conftest import LAYOUTS, RunOf
from tests.demo.rehearsing import ANN_FORM, CY_FORM, run
from tests.form.issuing import ASSIGNMENT, FORM_ID, SETTINGS
from tests.form.random_layouts import editions, given_to
from tests.steps.making import issue, rate, start, started, tree

SALES, JOB = 5, 3
"""The best level of each section's scale in the customer-service layout."""


def content(root: Path) -> list[str]:
    """Everything in a cycle's store."""
    with closing(sqlite3.connect(root / "cycle.sqlite3")) as store:
        return list(store.iterdump())


def typed_in(folder: Path) -> dict[str, dict[str, int]]:
    """The ratings that stand in filled customer-service forms, by person and ``section.item``, read with openpyxl."""
    found = {}
    for path in folder.rglob("*.xlsx"):
        sheet = load_workbook(path).worksheets[0]
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        name = next(filter(None, next(row[2:] for row in cells if str(row[1]).startswith("header.rep-name "))))
        rated = {row[1]: row[3] for row in cells if isinstance(row[3], int | float)}
        found[str(name)] = {str(key): int(rating) for key, rating in rated.items()}
    return found


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where scratch folders are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_a_cycle_as_it_was_issued_is_fit_to_send(tmp_path: Path) -> None:
    done = run(started(tmp_path))
    assert (done.fit, done.forms, done.troubles) == (True, 3, ())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_forms_of_every_shipped_layout_are_read_as_they_are_filled_in(run_of: RunOf, layout: str) -> None:
    root = run_of(layout).root
    with OpenCycle.open(root, reading=True) as cycle:
        forms = len(cycle.store.assignments())
    done = run(root, seed=2)
    assert done.forms == forms
    assert {one.kind for one in done.troubles} <= {TroubleKind.WAITING}


def test_the_forms_of_a_bundle_are_rehearsed(tmp_path: Path) -> None:
    issue(root := start(tmp_path), bundle=True)
    done = run(root)
    assert (done.fit, done.forms) == (True, 3)


def test_nothing_in_the_cycle_changes(tmp_path: Path, scratch: Path) -> None:
    root = started(tmp_path)
    with OpenCycle.open(root) as cycle:
        collect(cycle, [rate(root / ANN_FORM, tmp_path / "back" / "ann.xlsx")])
    (root / CY_FORM).write_bytes(b"")
    before = tree(root), content(root)
    run(root)
    run(root, keep=tmp_path / "kept")
    assert (tree(root), content(root)) == before
    assert list(scratch.iterdir()) == []


def test_the_same_seed_gives_the_same_answers_and_another_one_gives_others(tmp_path: Path) -> None:
    root = started(tmp_path)
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run(root, seed=seed, keep=tmp_path / name)
    one, same, other = (tree(tmp_path / name / MADE_UP) for name in "abc")
    assert one == same
    assert one.keys() == other.keys()
    assert all(one[name] != other[name] for name in one)


def test_a_missing_form_changes_nothing_in_the_answers_of_the_others(tmp_path: Path) -> None:
    root = started(tmp_path)
    run(root, keep=tmp_path / "a")
    (root / ANN_FORM).unlink()
    run(root, keep=tmp_path / "b")
    whole, part = tree(tmp_path / "a" / MADE_UP), tree(tmp_path / "b" / MADE_UP)
    assert part == {name: data for name, data in whole.items() if name != "bo-kim/ann-lee.xlsx"}


def test_the_summary_of_a_rehearsal_has_the_means_of_what_was_typed(tmp_path: Path) -> None:
    people = [(f"E{n}", f"Person {n}", f"Boss {n % 3}", f"b{n % 3}@example.com") for n in range(12)]
    done = run(started(tmp_path, people), keep=tmp_path / "kept")
    assert (done.fit, done.forms) == (True, 12)
    typed = typed_in(tmp_path / "kept" / MADE_UP)
    percents = {}
    for name, ratings in typed.items():
        sales = [rating for key, rating in ratings.items() if key.startswith("sales.")]
        job = [rating for key, rating in ratings.items() if key.startswith("job.")]
        assert len(sales) in {10, 11}
        assert len(job) == 8
        percents[name] = (100 * sum(sales) / (SALES * len(sales)) + 100 * sum(job) / (JOB * len(job))) / 2
    report = json.loads((tmp_path / "kept" / "summary" / "team-summary.json").read_text(encoding="utf-8"))
    assert {one["name"]: one["overall_percent"] for one in report["people"]} == pytest.approx(percents)
    assert report["overall_percent"] == pytest.approx(fmean(percents.values()))
    assert len({round(percent, 3) for percent in percents.values()}) > 6


def misreading(book: Book, found: FoundForm, layout: Layout) -> Review:
    """Reading that takes every 3 for a 2."""
    review = read_review(book, found, layout)
    answers = [replace(one, value="2", number=2.0) if one.value == "3" else one for one in review.answers]
    return replace(review, answers=tuple(answers))


def test_an_answer_that_is_read_as_another_one_is_named_with_its_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = started(tmp_path)
    run(root, keep=tmp_path / "kept")
    typed = typed_in(tmp_path / "kept" / MADE_UP)
    wrong = sum(rating == 3 for ratings in typed.values() for rating in ratings.values())
    monkeypatch.setattr(sheetreview.steps.intake, "read_review", misreading)
    done = run(root)
    assert {one.kind for one in done.troubles} == {TroubleKind.MISREAD}
    assert len(done.troubles) == wrong > 0
    assert all(one.cell.startswith("D") and "'3' was typed, '2' was read" in one.detail for one in done.troubles)


def test_an_answer_that_is_read_where_nothing_was_typed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def inventing(book: Book, found: FoundForm, layout: Layout) -> Review:
        review = read_review(book, found, layout)
        empty = next(one for one in review.answers if not one.filled)
        invented = replace(empty, typed="3", value="3", state=AnswerState.VALID)
        return replace(review, answers=tuple(invented if one is empty else one for one in review.answers))

    monkeypatch.setattr(sheetreview.steps.intake, "read_review", inventing)
    done = run(started(tmp_path))
    assert [one.kind for one in done.troubles] == [TroubleKind.MISREAD] * 3


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), CycleError("full")], ids=["Ctrl-C", "an error"])
@pytest.mark.parametrize("kept", [False, True])
def test_the_scratch_folder_goes_away_when_a_rehearsal_is_cut_off(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException, *, kept: bool
) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise stop

    root = started(tmp_path)
    before = tree(root)
    monkeypatch.setattr(sheetreview.demo.rehearsal, "summarize_cycle", cut_off)
    with pytest.raises(type(stop)):
        run(root, keep=tmp_path / "kept" if kept else None)
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "kept").exists()
    assert tree(root) == before


def test_a_kept_folder_must_be_new_and_outside_the_cycle(tmp_path: Path) -> None:
    root = started(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("a", encoding="utf-8")
    with pytest.raises(CycleError, match="full is not empty"):
        run(root, keep=tmp_path / "full")
    with pytest.raises(CycleError, match=r"a\.txt is a file"):
        run(root, keep=tmp_path / "full" / "a.txt")
    for inside in (root, root / "kept"):
        with pytest.raises(CycleError, match="is, or is in, the cycle's folder"):
            run(root, keep=inside)
    assert tree(tmp_path / "full") == {"a.txt": b"a"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_what_is_kept_is_readable_by_the_user_alone(tmp_path: Path) -> None:
    run(started(tmp_path), keep=tmp_path / "kept")
    modes = {path.stat().st_mode & 0o077 for path in [tmp_path / "kept", *(tmp_path / "kept").rglob("*")]}
    assert modes == {0}


def test_what_has_come_back_already_stays_out_of_a_rehearsal(tmp_path: Path) -> None:
    root = started(tmp_path)
    with OpenCycle.open(root) as cycle:
        collect(cycle, [rate(root / ANN_FORM, tmp_path / "back" / "ann.xlsx")])
    (root / ANN_FORM).unlink()
    run(root, keep=tmp_path / "kept")
    report = json.loads((tmp_path / "kept" / "summary" / "team-summary.json").read_text(encoding="utf-8"))
    assert {one["name"]: one["status"] for one in report["people"]} == {
        "Ann Lee": "not started",
        "Cy Roe": "complete",
        "Dee Fox": "complete",
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(editions(), st.data(), st.integers(0, 99))
def test_any_form_filled_in_place_is_read_as_it_was_filled_in(form: Edition, data: st.DataObject, seed: int) -> None:
    values = slot_values(form, ASSIGNMENT, SETTINGS, identity_for(FORM_ID, form, ASSIGNMENT), given_to(data.draw, form))
    blank = compile_plan(form_plan(form)).stamp(values)
    paper = AmendedPaper(parse_book(blank, "form.xlsx").sheets[0])
    filled = FilledForm(paper, form)
    people, activity = ("Ann", "Bo"), ("Tea", "3")
    by = Writer(day=date(2026, 6, 30), people=people, skill=0, activity=activity, uses_optional=seed % 2 == 0)
    fill(filled, Random(seed), by)
    paper.enter_into(book := AmendedBook.open(blank))
    again = parse_book(book.save(), "form.xlsx")
    review = read_review(again, next(find_forms(again)), form.layout)
    read = {(a.section, a.row, a.column): a.value or a.typed for a in review.answers if a.given}
    assert read == {**filled.answers.cells, **filled.answers.summaries}
    assert {name: review.header[name] for name in filled.answers.header} == filled.answers.header
