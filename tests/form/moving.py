"""Two versions of one small layout, forms of the older one that were filled in, and their move to the newer one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.form.cells import is_table
from sheetreview.form.compose import form_plan
from sheetreview.form.locate import find_forms
from sheetreview.form.move import Move, move
from sheetreview.form.slots import Given, slot_values
from sheetreview.form.tracks import lay_tracks
from sheetreview.form.transfer import MovedAnswer
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.edition import Edition, edition
from sheetreview.model.layout import Layout
from sheetreview.model.review import Review
from sheetreview.reading.open import parse_book
from sheetreview.steps.reading import one_review, read_review
from sheetreview.steps.single_form import CleanForm
from sheetreview.xlsx.stamp import compile_plan

from .issuing import ASSIGNMENT, SETTINGS, identity, opened, row_of, saved

Place = tuple[str, str, str]
"""Section, row and column ids; of a field at the head ``header``, its id and nothing."""

FIRST = """
sheetreview: 1
id: growth
version: 1
title: Growth
roles: [{id: manager, title: Manager}]
scales:
  - id: marks
    levels:
      - {value: 1, label: Poor}
      - {value: 2, label: Fair}
      - {value: 3, label: Good}
      - {value: 4, label: Very good}
      - {value: 5, label: Excellent}
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: day, label: Day of the talk, kind: date}
  - {id: room, label: Room}
sections:
  - id: skills
    title: Skills
    columns:
      - {id: skill, title: Skill, kind: label}
      - {id: rating, title: Rating, kind: rating, scale: marks, required: true}
      - {id: why, title: Evidence, kind: long-text, placeholder: "[Why?]"}
      - {id: hours, title: Hours, kind: number}
    items:
      - {id: talk, label: Talking}
      - {id: plan, label: Planning}
      - {id: know, label: Knowledge}
    totals: [{column: rating, label_in: skill, summary_in: why}]
  - id: goals
    title: Goals
    columns:
      - {id: goal, title: Goal, kind: label}
      - {id: by, title: By, kind: date}
      - {id: share, title: Share, kind: percent}
      - {id: state, title: State, kind: choice, options: [Open, Done]}
    blank_rows: 3
  - id: words
    title: In other words
    columns: [{id: text, title: In other words, kind: long-text}]
    blank_rows: 1
"""

TYPED: dict[Place, tuple[str | float, str]] = {
    ("header", "day", ""): (46_363, "2026-12-07"),
    ("header", "room", ""): ("Blue room", "Blue room"),
    ("skills", "talk", "rating"): (4, "4"),
    ("skills", "talk", "why"): ("She listens.", "She listens."),
    ("skills", "talk", "hours"): (12.5, "12.5"),
    ("skills", "plan", "rating"): (2, "2"),
    ("skills", "know", "rating"): ("5 - Excellent", "5"),
    ("skills", ":total", "why"): ("A good half-year.", "A good half-year."),
    ("goals", "row-1", "goal"): ("Learn Danish", "Learn Danish"),
    ("goals", "row-1", "by"): (46_387, "2026-12-31"),
    ("goals", "row-1", "share"): (0.25, "0.25"),
    ("goals", "row-3", "goal"): ("Call clients", "Call clients"),
    ("goals", "row-3", "state"): ("Open", "Open"),
    ("words", "row-1", "text"): ("All well.", "All well."),
}
"""What is typed into a form of the first version, and as what it is read."""


def changed(*changes: tuple[str, str]) -> Layout:
    """The second version of the layout: the first with some texts replaced, each of which is there."""
    source = FIRST.replace("version: 1", "version: 2", 1)
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new)
    return parse_layout(source, "growth.yaml")


def cut(layout: Layout) -> Edition:
    return edition(layout, "manager")


def issued(layout: Layout) -> bytes:
    """The form of a layout as generate writes it."""
    form = cut(layout)
    return compile_plan(form_plan(form)).stamp(slot_values(form, ASSIGNMENT, SETTINGS, identity(layout), Given()))


def filled(layout: Layout, typed: Mapping[Place, str | float]) -> Worksheet:
    """A form with some cells typed into."""
    sheet = opened(issued(layout))
    for place, value in typed.items():
        sheet.cell(*cell_of(layout, sheet, place)).value = value
    return sheet


def cell_of(layout: Layout, sheet: Worksheet, place: Place) -> tuple[int, int]:
    """Where a place is on the sheet of a form as issued."""
    section, row, column = place
    tracks = lay_tracks(cut(layout))
    wide = section == "header" or not is_table(layout.section_by_id[section])
    key = f"{section}:total.total" if row == ":total" else f"{section}.{row}"
    return row_of(sheet, key), tracks.text if wide else tracks.placed[section][column]


def moved(
    new: Layout,
    typed: Mapping[Place, str | float] | None = None,
    damage: Callable[[Worksheet], None] = lambda _: None,
    first: str = FIRST,
) -> tuple[Move, dict[Place, str]]:
    """A damaged form of the first version moved to another; and what is read from the clean form, by place."""
    old = parse_layout(first, "growth.yaml")
    sheet = filled(old, {place: value for place, (value, _) in TYPED.items()} if typed is None else typed)
    damage(sheet)
    book = parse_book(saved(sheet), "form.xlsx")
    (found,) = find_forms(book)
    review = read_review(book, found, old)
    clean = CleanForm(issued(new), cut(new), form_plan(cut(new)).sheets[0])
    done = move(review, found.grid, cut(old), cut(new), clean=clean.grid)
    return done, answers(clean.filled(done.contents, done.header), new)


def answers(data: bytes, layout: Layout) -> dict[Place, str]:
    """What is read from a form that has come back whole: values by place, what cannot be read as ``?`` and its text."""
    review = returned(data, layout)
    assert not review.structure
    found = {(a.section, a.row, a.column): a.value or f"?{a.typed}" for a in review.answers if a.filled}
    given = {"name"}
    return found | {("header", name, ""): text for name, text in review.header.items() if text and name not in given}


def returned(data: bytes, layout: Layout) -> Review:
    book = parse_book(data, "form.xlsx")
    return one_review([read_review(book, found, layout) for found in find_forms(book)])


def expected() -> dict[Place, str]:
    """What is read from a form of the first version with everything typed."""
    return {place: text for place, (_, text) in TYPED.items()}


def lines(unplaced: tuple[MovedAnswer, ...]) -> list[tuple[str, str]]:
    """Labels and texts of what found no place."""
    return [(one.label, one.typed) for one in unplaced]


def sheet_of(data: bytes) -> Worksheet:
    """The first sheet of a workbook, by another library."""
    return load_workbook(BytesIO(data)).worksheets[0]
