"""A layout of several roles, with parts that not every form has, and forms of it as they are issued."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sheetreview.form.cells import row_key_slot
from sheetreview.form.compose import form_plan
from sheetreview.form.keys import identity_for
from sheetreview.form.slots import Given, slot_values
from sheetreview.form.tracks import lay_tracks
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.edition import Edition, Variant, edition
from sheetreview.model.people import Assignment, Person, Previous, Reviewer
from sheetreview.model.review import Answer, AnswerState
from sheetreview.xlsx.stamp import compile_plan

from .issuing import FORM_ID, KEY, SETTINGS

SOURCE = """
sheetreview: 1
id: both-sides
version: 1
title: Both sides
roles:
  - {id: self, title: Self-assessment, who: reviewee}
  - {id: manager, title: Manager}
  - {id: customer, title: Customer, external: true, min_raters: 3}
scales:
  - id: five
    levels:
      - {value: 1, label: Poor}
      - {value: 2, label: Fair}
      - {value: 3, label: Good}
      - {value: 4, label: Very good}
      - {value: 5, label: Excellent}
  - id: marks
    best: first
    levels:
      - {value: A, label: Strong, number: 3}
      - {value: B, label: Fair, number: 2}
      - {value: D, label: Weak, number: 0}
bands:
  - {id: below, label: Below, from_percent: 0}
  - {id: meets, label: Meets, from_percent: 60}
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: staff-number, label: Staff number, source: reviewee.employee_id, filled_by: [self, manager]}
  - {id: self-date, label: Date of the self-assessment, kind: date, filled_by: [self], shown_to: [manager]}
  - {id: last-result, label: Last result, source: previous.result, filled_by: [manager]}
sections:
  - id: areas
    title: Areas
    roles: [self, manager]
    columns:
      - {id: area, title: Area, kind: label}
      - {id: own, title: Own rating, kind: rating, scale: five, filled_by: [self], shown_to: [manager], required: true}
      - {id: own-why, title: Own view, kind: long-text, filled_by: [self], shown_to: [manager], placeholder: "[Why?]"}
      - {id: rating, title: Rating, kind: rating, scale: five, filled_by: [manager], required: true}
      - {id: why, title: Evidence, kind: long-text, filled_by: [manager], width: 30}
      - {id: gap, title: Gap, kind: computed, compute: {kind: difference, of: [own, rating]}}
    items:
      - {id: talk, label: Talking to clients}
      - {id: plan, label: Planning}
      - {id: know, label: Knowledge}
    totals: [{column: rating, label_in: area}]
    rules:
      - {kind: requires, column: own, values: [1], needs: [own-why]}
      - {kind: together, columns: [rating, why], severity: warning}
  - id: goals
    title: Goals
    roles: [self, manager]
    columns:
      - {id: goal, title: Goal, kind: label}
      - {id: share, title: Share, kind: percent, filled_by: [self], shown_to: [manager]}
      - {id: by, title: By, kind: date, filled_by: [self], shown_to: [manager]}
      - {id: done, title: Done?, kind: yes-no, filled_by: [self], shown_to: [manager]}
      - {id: own-mark, title: Own mark, kind: rating, scale: marks, filled_by: [self], shown_to: [manager]}
      - {id: mark, title: Mark, kind: rating, scale: marks, filled_by: [manager]}
      - {id: gap, title: Gap, kind: computed, compute: {kind: difference, of: [own-mark, mark]}}
    blank_rows: 3
  - id: strengths
    title: Strengths
    roles: [self, manager]
    columns: [{id: text, title: Strengths, kind: long-text, filled_by: [self], shown_to: [manager]}]
    blank_rows: 1
  - id: actions
    title: Earlier actions
    roles: [manager]
    carries: [actions]
    columns:
      - {id: what, title: What, kind: label, filled_by: [hr, manager], required: true}
      - {id: due, title: Due, kind: date, filled_by: [hr, manager]}
      - {id: cost, title: Cost, kind: money, filled_by: [hr]}
      - {id: state, title: State, kind: choice, options: [Open, Done], filled_by: [manager]}
    blank_rows: 3
    rules: [{kind: requires, column: what, needs: [due]}]
    follow_up: {what: what, due: due, progress: state, closed: [Done]}
  - id: pip
    title: Improvement plan
    roles: [manager]
    issued_when: {roster: pip, below: meets}
    columns: [{id: step, title: Step, kind: label}, {id: until, title: Until, kind: date}]
    blank_rows: 2
  - id: behaviours
    title: Behaviours
    roles: [customer]
    pick: {at_most: 2, default: [polite, quick]}
    columns:
      - {id: behaviour, title: Behaviour, kind: label}
      - {id: mark, title: Mark, kind: rating, scale: marks, required: true}
    items:
      - {id: polite, label: Polite}
      - {id: quick, label: Quick}
      - {id: clear, label: Clear}
"""
LAYOUT = parse_layout(SOURCE, "both-sides.yaml")
ASSIGNMENT = Assignment(
    reviewee=Person(employee_id="E-4711", name="Zoë Ångström", email="zoe@example.com"),
    reviewer=Reviewer(name="Ruth Abrams", email="ruth@example.com"),
)
PREVIOUS = Previous(
    cycle="Spring",
    percent=Fraction(524, 10),
    band="Below",
    rows={
        "actions": (
            {"what": "Call every client", "due": "2026-09-30", "cost": "1200.5", "state": "Open"},
            {"state": "Open"},
            {"what": "Learn Danish", "due": "soon", "cost": ""},
        ),
    },
)
EMPTY = Given()


def answer(section: str, row: str, column: str, value: str, *, typed: str = "") -> Answer:
    """What another role has answered."""
    state = AnswerState.VALID if value else AnswerState.UNREADABLE
    return Answer(section=section, row=row, column=column, cell="A1", typed=typed or value, state=state, value=value)


def answers(*found: Answer) -> dict[tuple[str, str, str], Answer]:
    """Answers by their place."""
    return {(one.section, one.row, one.column): one for one in found}


SELF = answers(
    answer("areas", "talk", "own", "4"),
    answer("areas", "talk", "own-why", "I call them all, every week, and I write down what they say. " * 4),
    answer("areas", "plan", "own", "", typed="a lot"),
    answer("goals", "row-1", "goal", "Sell more"),
    answer("goals", "row-1", "share", "0.125"),
    answer("goals", "row-1", "by", "2026-12-31"),
    answer("goals", "row-1", "done", "no"),
    answer("goals", "row-1", "own-mark", "A"),
    answer("strengths", "row-1", "text", "I listen."),
)
CAME_BACK = Given(shown=SELF, shown_header={"self-date": "2026-11-02"})


def cut(
    role: str = "manager", *, sections: tuple[str, ...] = (), picked: Mapping[str, tuple[str, ...]] | None = None
) -> Edition:
    """What a role gets of the layout."""
    return edition(LAYOUT, role, Variant(sections=frozenset(sections), picked=picked or {}))


def values_of(form: Edition, given: Given = EMPTY) -> dict[str, str | float]:
    """The personal values of a form."""
    return slot_values(form, ASSIGNMENT, SETTINGS, identity_for(FORM_ID, form, ASSIGNMENT), given)


def place(form: Edition, section: str, row: str, column: str) -> tuple[int, int]:
    """Sheet row and column of a cell of a form as it is issued."""
    plan = form_plan(form).sheets[0]
    found = form.layout.section_by_id[section]
    keys = {f"{section}.{row}", row_key_slot(found, row)}
    number = next(c.row for c in plan.cells if c.column == KEY and keys & {c.content, getattr(c.content, "name", None)})
    tracks = lay_tracks(form)
    return number, tracks.placed[section][column] if section in tracks.placed else tracks.text


def issued(form: Edition, given: Given = EMPTY) -> bytes:
    """The workbook of a form."""
    return compile_plan(form_plan(form)).stamp(values_of(form, given))
