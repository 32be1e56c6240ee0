"""The demo: a whole cycle for a sample team, with the mistakes people make planted in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

from openpyxl import Workbook

from sheetreview.cycle.files import make_folder, write_file
from sheetreview.demo.fill import FilledForm, fill, sort_rows
from sheetreview.demo.sample import metrics_csv, roster_csv
from sheetreview.errors import CycleError
from sheetreview.inputs.builtin import find_layout
from sheetreview.inputs.layout_file import load_layout
from sheetreview.model.edition import Edition, edition
from sheetreview.steps.check import Checked, check_cycle
from sheetreview.steps.collect import Collected, collect
from sheetreview.steps.generate import Generated, generate
from sheetreview.steps.init import init_cycle
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.summarize import Summarized, summarize_cycle
from sheetreview.summarize.results import rated_sections

SEED = 2026
OPTIONAL_SHARE = 0.3
NOT_A_FORM = "Team lunch budget.xlsx"
RENAMED = "review FINAL v2 (signed).xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A mistake that was made on purpose: what, in whose form, and in which cell where there is one."""

    code: str
    reviewee_id: str
    cell: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demo did. ``typed`` are the ratings as they were typed, by employee id and ``section.item``."""

    root: Path
    generated: Generated
    collected: tuple[Collected, ...]
    checked: Checked
    summarized: Summarized
    planted: tuple[Planted, ...]
    typed: dict[str, dict[str, str]]


def run_demo(root: Path, layout: str = "customer-service", say: Callable[[str], None] = lambda _: None) -> Demo:
    """Run a whole cycle in a new or empty folder. Raises CycleError when the folder holds anything."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise CycleError(f"{root} is not empty; name another folder: sheetreview demo NEW_FOLDER")
    random = Random(SEED)  # noqa: S311 -- the same sample every time
    chosen = load_layout(find_layout(layout))
    form = edition(chosen, chosen.roles[0].id)
    make_folder(root)
    roster, metrics = root / "roster.csv", root / "metrics.csv"
    write_file(roster, roster_csv().encode())
    write_file(metrics, metrics_csv(form, random).encode())
    say("Sample team: 24 people, 5 reviewers (roster.csv, metrics.csv)")
    taken = init_cycle(
        root,
        layout=layout,
        roster=roster,
        metrics=metrics,
        name="Half-year review",
        period="2026 H2",
        due=date(2026, 12, 18),
    )
    say(f"init       {taken.assignments} forms to issue, layout {chosen.id} v{chosen.version}")
    with OpenCycle.open(root) as cycle:
        generated = generate(cycle)
        say(f"generate   {generated.forms} workbooks in {cycle.folder.forms}")
        returned = root / "returned"
        planted, typed = _fill_all(cycle, form, returned, random)
        say(f"(managers) filled in and sent back to {returned}, with {len(planted)} mistakes planted")
        collected = collect(cycle, [returned])
        say(f"collect    {sum(bool(c.reviewee) for c in collected)} reviews taken in")
        checked = check_cycle(cycle)
        say(f"check      {len(checked.findings)} findings")
        summarized = summarize_cycle(cycle)
        say(f"summarize  {len(summarized.files)} files in {cycle.folder.summary}")
    return Demo(
        root=root,
        generated=generated,
        collected=collected,
        checked=checked,
        summarized=summarized,
        planted=tuple(planted),
        typed=typed,
    )


def _fill_all(
    cycle: OpenCycle, form: Edition, returned: Path, random: Random
) -> tuple[list[Planted], dict[str, dict[str, str]]]:
    """Fill every issued form in as its reviewer would, and plant one mistake each in some of them."""
    make_folder(returned)
    issued = cycle.store.forms()
    planted: list[Planted] = []
    typed: dict[str, dict[str, str]] = {}
    for number, (form_id, assignment) in enumerate(cycle.store.assignments().items()):
        person = assignment.reviewee.employee_id
        source = cycle.folder.root / issued[form_id].path
        target = returned / source.relative_to(cycle.folder.forms)
        if number == PLACES["not-returned"]:
            planted.append(Planted(code="not-returned", reviewee_id=person, what="never came back"))
            continue
        filled = FilledForm(source, form)
        fill(filled, random, uses_optional=random.random() < OPTIONAL_SHARE)
        planted += _plant(filled, number, person)
        if number == PLACES["renamed"]:
            target = returned / RENAMED
            planted.append(Planted(code="renamed", reviewee_id=person, what=f"sent back as {RENAMED!r}"))
        make_folder(target.parent)
        filled.save(target)
        typed[person] = filled.ratings
    _not_a_form(returned / NOT_A_FORM)
    planted.append(Planted(code="not-a-form", reviewee_id="", what=NOT_A_FORM))
    return planted, typed


PLACES = {
    "missing-rating": 2,
    "off-scale": 6,
    "read-as": 9,
    "rows-reordered": 13,
    "renamed": 16,
    "not-returned": 20,
}
"""Which of the sample team's forms has which mistake, counting from 0."""


def _plant(form: FilledForm, number: int, person: str) -> list[Planted]:
    """Make the mistake that belongs to a form, if any, on its rated sections."""
    rated = list(rated_sections(form.edition))
    (first, first_column), (last, last_column) = rated[0], rated[-1]
    if number == PLACES["missing-rating"]:
        row = first.items[2]
        cell = form.rating_cell(first.id, row.id)
        form.sheet[cell].value = None
        del form.ratings[f"{first.id}.{row.id}"]
        return [Planted(code="missing-rating", reviewee_id=person, cell=cell, what=f"no rating for {row.label}")]
    if number == PLACES["off-scale"]:
        row = last.items[3]
        cell = form.rating_cell(last.id, row.id)
        wrong = len(form.edition.layout.scale_of(last_column).levels) + 1
        form.type(cell, wrong)
        form.ratings[f"{last.id}.{row.id}"] = str(wrong)
        return [Planted(code="off-scale", reviewee_id=person, cell=cell, what=f"{wrong} typed for {row.label}")]
    if number == PLACES["read-as"]:
        row = first.items[1]
        cell = form.rating_cell(first.id, row.id)
        level = form.edition.layout.scale_of(first_column).levels[-2]
        text = f"{level.value} - {level.label.split()[0]}"
        form.type(cell, text)
        form.ratings[f"{first.id}.{row.id}"] = level.value
        return [Planted(code="read-as", reviewee_id=person, cell=cell, what=f"{text!r} typed for {row.label}")]
    if number == PLACES["rows-reordered"]:
        cell = sort_rows(form, first.id)
        return [Planted(code="rows-reordered", reviewee_id=person, cell=cell, what=f"{first.title} sorted by rating")]
    return []


def _not_a_form(target: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["What", "Amount"])
    sheet.append(["Pizza", 84.5])
    buffer = BytesIO()
    workbook.save(buffer)
    write_file(target, buffer.getvalue())
