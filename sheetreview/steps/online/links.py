"""``links.csv``: who has which sheet, for a mail merge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sheetreview.cycle.files import write_file
from sheetreview.cycle.sheets import OnlineSheet, Step
from sheetreview.report.text_out import csv_line, csv_safe
from sheetreview.steps.open_cycle import OpenCycle

_HEADS = ("reviewer", "email", "forms for", "state", "link")
_STATES = {Step.MADE: "not finished", Step.BUILT: "not shared", Step.SHARED: "shared", Step.CLOSED: "closed"}


def write_links(cycle: OpenCycle, known: Mapping[str, OnlineSheet]) -> Path:
    """Write the links of the cycle's sheets, a line a spreadsheet, in the roster's order. Raises FileError."""
    path = cycle.folder.links
    write_file(path, ("\ufeff" + "".join(_lines(cycle, known))).encode())
    return path


def _lines(cycle: OpenCycle, known: Mapping[str, OnlineSheet]) -> Iterator[str]:
    yield csv_line(_HEADS)
    by_form = {form.form_id: record for record in known.values() for form in record.forms}
    names: dict[str, list[str]] = {}
    reviewers = {}
    for form, assignment in cycle.store.assignments().items():
        if form in by_form:
            key = by_form[form].key
            reviewers[key] = assignment.reviewer
            names.setdefault(key, []).append(assignment.reviewee.name)
    for key, reviewer in reviewers.items():
        record = known[key]
        forms = ", ".join(dict.fromkeys(names[key]))
        yield csv_line(map(csv_safe, (reviewer.name, reviewer.email, forms, _STATES[record.step], record.link)))
