"""Forms in the stand-in's spreadsheets, typed into by the people who are given them, and what a cycle makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from google_standin.people import HR, Editor
from google_standin.running import Standin
from sheetreview.cycle.sheets import OnlineSheet
from sheetreview.form.locate import find_forms
from sheetreview.google.read import FIELDS, book_from
from sheetreview.model.finding import Finding
from sheetreview.model.people import Assignment, Metric
from sheetreview.online import Connection
from sheetreview.steps.init import init_cycle
from sheetreview.steps.intake import Collected, Outcome
from sheetreview.steps.online.backends import connect
from sheetreview.steps.online.close import Closed, close_cycle
from sheetreview.steps.online.pull import Pulled, pull
from sheetreview.steps.online.push import Pushed, push
from sheetreview.steps.online.push_plan import PushOptions, PushOutcome
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import checked_reviews, read_review
from tests.steps.making import csv_text

Place = tuple[str, str, str]
"""Section, row and column of an answer."""
Entries = Mapping[Place, str | float]

RATED: Place = ("sales", "satisfaction", "rating")
NOTED: Place = ("sales", "satisfaction", "notes")
WORK: Place = ("job", "motivation", "rating")
SELF_NOTED: Place = ("strengths", "row-1", "answer")

BO, GUS = "bo@example.com", "gus@example.com"
ALLOWED = PushOptions(allow=["example.com"])


class Desk:
    """HR's cycle beside the stand-in: commands run on it, people type into its sheets, and one asks what is there."""

    def __init__(self, standin: Standin, root: Path) -> None:
        self.standin = standin
        self.root = root

    @contextmanager
    def opened(self) -> Iterator[tuple[OpenCycle, Connection]]:
        """The cycle and a connection to Google, as one command has them."""
        with OpenCycle.open(self.root) as cycle, connect(cycle.settings) as connection:
            yield cycle, connection

    def push(self, options: PushOptions | None = None) -> Pushed:
        """``push`` as a command of its own."""
        with self.opened() as (cycle, connection):
            return push(cycle, connection, options or PushOptions())

    def pull(self) -> Pulled:
        """``pull`` as a command of its own."""
        with self.opened() as (cycle, connection):
            return pull(cycle, connection)

    def close(self) -> Closed:
        """``close`` as a command of its own."""
        with self.opened() as (cycle, connection):
            return close_cycle(cycle, connection)

    def records(self) -> dict[str, OnlineSheet]:
        """What the cycle remembers of its sheets, by key."""
        with OpenCycle.open(self.root, reading=True) as cycle:
            return cycle.store.sheets.all()

    def form(self, reviewee: str, role: str = "") -> str:
        """Id of the form for a person."""
        with OpenCycle.open(self.root, reading=True) as cycle:
            return next(
                form
                for form, one in cycle.store.assignments().items()
                if one.reviewee.name == reviewee and role in ("", one.role)
            )

    def record(self, form_id: str) -> OnlineSheet:
        """The sheet that a form stands in."""
        return next(one for one in self.records().values() if form_id in {form.form_id for form in one.forms})

    def remote(self, file_id: str) -> dict[str, Any]:
        """A file as the stand-in has it."""
        return next(file for file in self.standin.report()["files"] if file["id"] == file_id)

    def sheets(self) -> list[dict[str, Any]]:
        """Every spreadsheet that the stand-in has."""
        return [file for file in self.standin.report()["files"] if file["mimeType"].endswith("apps.spreadsheet")]

    def folders(self) -> list[str]:
        """Ids of every folder that the stand-in has."""
        return [file["id"] for file in self.standin.report()["files"] if file["mimeType"].endswith("apps.folder")]

    def access(self, file_id: str) -> dict[str, str]:
        """Who may do what with a file: role by address, or by kind where there is no address."""
        return {one.get("emailAddress", one["type"]): one["role"] for one in self.remote(file_id)["permissions"]}

    def editor(self, form_id: str) -> Editor:
        """The person whom a form was shared with, at a browser."""
        return self.standin.client_as(self.record(form_id).recipient or HR)

    def cells(self, form_id: str) -> dict[Place, str]:
        """Where a form's answers stand now: ``'Tab'!C5`` by section, row and column."""
        record = self.record(form_id)
        book = book_from(self.standin.client_as().get(record.file_id, fields=FIELDS))
        with OpenCycle.open(self.root, reading=True) as cycle:
            assignment = cycle.store.assignments()[form_id]
            found = next(form for form in find_forms(book) if form.identity.form_id == form_id)
            layout = cycle.layout(assignment.layout)
            assert layout is not None
            review = read_review(book, found, layout)
        tab = found.grid.name.replace("'", "''")
        return {(a.section, a.row, a.column): f"'{tab}'!{a.cell}" for a in review.answers}

    def type(self, form_id: str, entries: Entries) -> None:
        """Have the reviewer type into their form."""
        cells = self.cells(form_id)
        values = {cells[place]: [[value]] for place, value in entries.items()}
        self.editor(form_id).values_update(self.record(form_id).file_id, values)

    def change(self, form_id: str, *requests: Mapping[str, Any]) -> None:
        """Have HR, whom no protection stops, change the spreadsheet of a form."""
        self.standin.client_as().batch_update(self.record(form_id).file_id, requests)

    def tab(self, form_id: str) -> int:
        """Google's id of a form's tab."""
        answer = self.standin.client_as().get(self.record(form_id).file_id, fields=FIELDS)
        titles = {sheet["properties"]["title"]: sheet["properties"]["sheetId"] for sheet in answer["sheets"]}
        found = next(form for form in find_forms(book_from(answer)) if form.identity.form_id == form_id)
        number: int = titles[found.grid.name]
        return number

    def answers(self, form_id: str) -> dict[Place, str] | None:
        """What the cycle counts for a form: what was typed, by place; None when nothing came back."""
        with OpenCycle.open(self.root, reading=True) as cycle:
            review = next(one.review for one in checked_reviews(cycle) if one.form_id == form_id)
        if review is None:
            return None
        return {(a.section, a.row, a.column): a.typed for a in review.answers if a.given}

    def findings(self, form_id: str) -> tuple[Finding, ...]:
        """What check says of a form."""
        with OpenCycle.open(self.root, reading=True) as cycle:
            return next(one.findings for one in checked_reviews(cycle) if one.form_id == form_id)

    def mails(self) -> list[tuple[str, int]]:
        """To whom Google wrote about a sheet, and how often."""
        return sorted((one["email"], one["times"]) for one in self.standin.report()["mails"])

    def shown(self, form_id: str) -> str:
        """Everything that stands in the spreadsheet of a form."""
        return str(self.standin.client_as().get(self.record(form_id).file_id))

    def roster(self) -> dict[str, Assignment]:
        """The cycle's roster by form id."""
        with OpenCycle.open(self.root, reading=True) as cycle:
            return cycle.store.assignments()

    def set_roster(self, assignments: Iterable[tuple[str, Assignment]]) -> None:
        """Have another roster from now on."""
        with OpenCycle.open(self.root) as cycle, cycle.store.changing():
            cycle.store.replace_assignments(assignments)

    def set_metric(self, metric: str) -> None:
        """Have another figure for Ann from now on, and none for anybody else."""
        with OpenCycle.open(self.root) as cycle, cycle.store.changing():
            cycle.store.replace_metrics([Metric(employee_id="E1", item="sales.satisfaction", metric=metric)])


def outcomes_of(done: Pushed) -> list[PushOutcome]:
    """The outcome of each spreadsheet, in order."""
    return [one.outcome for one in done.sent]


def two_roles(folder: Path) -> Path:
    """Ann and Cy assess themselves, then Bo does, whose forms show what they said."""
    heads = ("employee_id", "name", "email", "reviewer_name", "reviewer_email")
    rows = [("E1", "Ann Lee", "ann@example.com", "Bo Kim", BO), ("E2", "Cy Roe", "cy@example.com", "Bo Kim", BO)]
    path = folder / "two.csv"
    path.write_text(csv_text([heads, *rows]), encoding="utf-8")
    root = folder / "two"
    init_cycle(root, layout="account-manager", roster=path, name="Two roles")
    return root


def outcomes(found: Iterable[Collected]) -> list[tuple[str, Outcome]]:
    """What became of each form: whose it is, and the outcome."""
    return sorted((one.reviewee, one.outcome) for one in found)
