"""Small cycles of the shipped layouts in Google Sheets, filled in by the people they are shared with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Literal

from google_standin.people import Editor
from google_standin.running import Standin
from sheetreview.demo.answers import Writer, fill
from sheetreview.demo.fill import Answers, FilledForm
from sheetreview.demo.sample import REVIEW_DATE, sample_of
from sheetreview.demo.sheets import SheetPaper, connection_to
from sheetreview.inputs.layout_file import find_layout, load_layout
from sheetreview.sheet.address import from_a1
from sheetreview.steps.form_filter import FormFilter
from sheetreview.steps.init import init_cycle
from sheetreview.steps.online.pull import Pulled, pull
from sheetreview.steps.online.push import push
from sheetreview.steps.online.push_plan import PushOptions
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import checked_reviews
from sheetreview.summarize.review_input import ReviewInput

LAYOUTS = ("account-manager", "account-review", "customer-report-card", "customer-service", "sales")
ROLES = [(name, role.id) for name in LAYOUTS for role in load_layout(find_layout(name)).roles]
"""Every shipped layout with every role."""

DAY = date(2025, 12, 21)
DOMAINS = ("example.com", "example.net")
UNTIL_HR_COMES = 60.0


@contextmanager
def small_cycle(folder: Path, layout: str, lines: int, *, locale: str = "en_US") -> Iterator[OpenCycle]:
    """A new cycle of a layout for the first lines of the demo's roster, accounts or raters."""
    sample = sample_of(load_layout(find_layout(layout)), Random(1))
    people = _first(sample.people, lines)
    known = {row[0] for row in csv.reader(io.StringIO(people))}
    people_file, metrics = folder / "people.csv", folder / "metrics.csv"
    people_file.write_text(people, encoding="utf-8")
    measured = [line for line in sample.metrics.splitlines(keepends=True) if line.partition(",")[0] in known]
    metrics.write_text("".join(measured), encoding="utf-8")
    init_cycle(
        folder / "cycle",
        layout=layout,
        roster=people_file,
        kind=sample.kind,
        metrics=metrics if measured else None,
        name="Round trip",
    )
    settings = folder / "cycle" / "cycle.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("en_US", locale), encoding="utf-8")
    with OpenCycle.open(folder / "cycle") as cycle:
        yield cycle


def _first(text: str, lines: int) -> str:
    return "".join(text.splitlines(keepends=True)[: lines + 1])


def send_out(
    cycle: OpenCycle, standin: Standin, role: str = "", bundle: Literal["none", "reviewer"] = "none"
) -> dict[str, str]:
    """Push the forms of a role, or all, and share them; the spreadsheets by form id."""
    roles = {role} if role else {assignment.role for assignment in cycle.store.assignments().values()}
    options = PushOptions(wanted=FormFilter(roles=roles), bundle=bundle, allow=DOMAINS)
    with connection_to(standin, cycle.settings) as connection:
        push(cycle, connection, options)
    return {form.form_id: one.file_id for one in cycle.store.sheets.all().values() for form in one.forms}


def take_back(cycle: OpenCycle, standin: Standin) -> Pulled:
    """Pull what was changed."""
    with connection_to(standin, cycle.settings) as connection:
        return pull(cycle, connection)


def reviews(cycle: OpenCycle) -> dict[str, ReviewInput]:
    """What came back, read and checked, by form id."""
    return {one.form_id: one for one in checked_reviews(cycle, as_of=DAY)}


def assert_as_typed(read: ReviewInput, typed: Answers) -> None:
    """Every answer is as it was typed, there is none that was not, and nothing is wrong."""
    assert read.review is not None
    given = [a for a in read.review.answers if a.value and not a.prefilled and a.row != ":total"]
    assert {(a.section, a.row, a.column): a.value for a in given} == typed.cells
    assert {name: read.review.header.get(name) for name in typed.header} == typed.header
    assert [f"{finding.code} {finding.cell}" for finding in read.findings if finding.severity.name == "ERROR"] == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A form in a spreadsheet before its reviewer, with the spreadsheet's owner within call."""

    reviewer: Editor
    owner: Editor
    file_id: str
    sheet: int
    paper: SheetPaper
    form: FilledForm

    @property
    def typed(self) -> Answers:
        """What was typed."""
        return self.form.answers

    def do(self, **requests: Any) -> None:  # noqa: ANN401 -- JSON
        """Have the reviewer do something to the spreadsheet, such as ``sortRange={…}``."""
        self.reviewer.batch_update(self.file_id, [{kind: body} for kind, body in requests.items()])

    def unprotect(self) -> None:
        """Have the owner take the protection away, so that the reviewer can change the form's shape."""
        found = self.owner.get(self.file_id, fields="sheets(properties.sheetId,protectedRanges.protectedRangeId)")
        ids = [
            one["protectedRangeId"]
            for sheet in found["sheets"]
            if sheet["properties"]["sheetId"] == self.sheet
            for one in sheet["protectedRanges"]
        ]
        self.owner.batch_update(
            self.file_id, [{"deleteProtectedRange": {"protectedRangeId": number}} for number in ids]
        )

    def block(self) -> tuple[range, int]:
        """The sheet rows of a table with several answers, and the column of one of them: ratings where there are."""
        cut = self.form.edition
        items = {section.id: section.item_by_id for section in cut.sections}
        by_column: dict[tuple[str, str], list[str]] = {}
        for (section, row, column), address in self.form.addresses.items():
            if row in items[section]:
                by_column.setdefault((section, column), []).append(address)
        ratings = {(s.id, c.id) for s in cut.sections for c in s.columns if c == cut.rating_column(s)}
        section, column = max(by_column, key=lambda place: (place in ratings, len(by_column[place])))
        rows = [self.form.rows_of(section)[item] for item in items[section]]
        assert len(rows) > 1
        assert sorted(rows) == list(range(min(rows), max(rows) + 1))
        return range(min(rows), max(rows) + 1), from_a1(by_column[section, column][0])[1]

    def column(self, number: int, rows: range) -> list[object]:
        """What stands in a column, counted from 1, in some rows."""
        sheets = self.owner.get(self.file_id)["sheets"]
        (sheet,) = (one for one in sheets if one["properties"]["sheetId"] == self.sheet)
        lines: Sequence[dict[str, Any]] = sheet["data"][0]["rowData"]
        cells = [[*lines[row - 1].get("values", ()), *[{}] * number][number - 1] for row in rows]
        return [next(iter(cell.get("userEnteredValue", {}).values()), "") for cell in cells]


def opened(cycle: OpenCycle, standin: Standin, files: Mapping[str, str]) -> dict[str, Desk]:
    """Every form before the person it is shared with, by form id."""
    desks = {}
    for form_id, assignment in cycle.store.assignments().items():
        if form_id in files:
            reviewer, owner = standin.client_as(assignment.reviewer.email), standin.client_as()
            paper = SheetPaper(reviewer, files[form_id], form_id, owner)
            desks[form_id] = Desk(
                reviewer=reviewer,
                owner=owner,
                file_id=files[form_id],
                sheet=paper.sheet_id,
                paper=paper,
                form=FilledForm(paper, cycle.edition_of(assignment)),
            )
    return desks


def filled_in(cycle: OpenCycle, standin: Standin, files: Mapping[str, str]) -> dict[str, Desk]:
    """Have every form filled in by the person it is shared with, each in another way."""
    desks = opened(cycle, standin, files)
    for number, desk in enumerate(desks.values()):
        by = Writer(
            day=REVIEW_DATE,
            people=("Ann Lee", "Bo Kim"),
            skill=0.0,
            activity=("Trained two colleagues", "2 people"),
            uses_optional=True,
        )
        fill(desk.form, Random(number), by)
        desk.paper.send()
        standin.sleep_until(standin.now() + UNTIL_HR_COMES)
    return desks
