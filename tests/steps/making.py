"""Small cycles and returned forms for tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from sheetreview.demo.fill import FilledForm
from sheetreview.demo.workbooks import WorkbookPaper
from sheetreview.inputs.layout_file import find_layout, load_layout
from sheetreview.model.edition import Edition, edition
from sheetreview.model.layout import ColumnKind
from sheetreview.steps.generate import Generated, generate
from sheetreview.steps.init import init_cycle
from sheetreview.steps.open_cycle import OpenCycle

HEADS = ("employee_id", "name", "reviewer_name", "reviewer_email")
ANN = ("E1", "Ann Lee", "Bo Kim", "bo@example.com")
CY = ("E2", "Cy Roe", "Bo Kim", "bo@example.com")
DEE = ("E3", "Dee Fox", "Gus Hay", "gus@example.com")
TEAM = (ANN, CY, DEE)


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def write_roster(path: Path, rows: Iterable[Sequence[str]] = TEAM, heads: Sequence[str] = HEADS) -> Path:
    path.write_text(csv_text([heads, *rows]), encoding="utf-8")
    return path


def start(folder: Path, rows: Iterable[Sequence[str]] = TEAM, metrics: str = "") -> Path:
    """A new cycle in ``folder/cycle``."""
    roster = write_roster(folder / "roster.csv", rows)
    figures = None
    if metrics:
        figures = folder / "metrics.csv"
        figures.write_text(metrics, encoding="utf-8")
    root = folder / "cycle"
    init_cycle(root, layout="customer-service", roster=roster, metrics=figures, name="Test cycle")
    return root


def issue(root: Path, *, bundle: bool = False, force: bool = False) -> Generated:
    with OpenCycle.open(root) as cycle:
        return generate(cycle, bundle="reviewer" if bundle else "none", force=force)


def started(folder: Path, rows: Iterable[Sequence[str]] = TEAM) -> Path:
    """A new cycle whose forms are issued."""
    root = start(folder, rows)
    issue(root)
    return root


@cache
def manager_form() -> Edition:
    return edition(load_layout(find_layout("customer-service")), "manager")


def rate(source: Path, target: Path, rating: int = 3) -> Path:
    """Fill an issued form in, with the same rating and another note in every item, and save it as ``target``."""
    paper = WorkbookPaper(source)
    form = FilledForm(paper, manager_form())
    for cell in form.inputs():
        if cell.item is None or cell.item.optional:
            continue
        if cell.column.kind is ColumnKind.RATING:
            form.type(cell.address, rating)
        elif cell.column.kind is ColumnKind.LONG_TEXT:
            form.type(cell.address, f"As agreed ({cell.address}).")
    target.parent.mkdir(parents=True, exist_ok=True)
    paper.save(target)
    return target


def touch(form: Path, text: str = "Seen.") -> None:
    """Edit an issued form in place: a remark, and no rating."""
    paper = WorkbookPaper(form)
    edited = FilledForm(paper, manager_form())
    edited.type(next(cell.address for cell in edited.inputs() if cell.column.kind is ColumnKind.LONG_TEXT), text)
    paper.save(form)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
