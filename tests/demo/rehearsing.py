"""Rehearsals of small cycles, and layouts to rehearse."""

from __future__ import annotations

from pathlib import Path

from sheetreview.demo.preflight import TroubleKind
from sheetreview.demo.rehearsal import Rehearsal, rehearse
from sheetreview.steps.init import init_cycle
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import ANN, HEADS, write_roster

ANN_FORM, CY_FORM, DEE_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/bo-kim/cy-roe.xlsx", "forms/gus-hay/dee-fox.xlsx"
TOP = """
sheetreview: 1
id: own
version: 1
title: Own
roles: [{id: self, title: Self, who: reviewee}, {id: manager, title: Manager}]
issued_to: [self, manager]
scales: [{id: three, levels: [{value: 1, label: Low}, {value: 2, label: Fair}, {value: 3, label: High}]}]
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: scope, label: Scope, source: roster.scope, filled_by: [hr, manager], required: true}
sections:
"""
SHOWN = """
  - id: work
    title: Work
    columns:
      - {id: part, title: Part, kind: label}
      - {id: own, title: Own, kind: rating, scale: three, filled_by: [self], shown_to: [manager], required: true}
      - {id: rating, title: Rating, kind: rating, scale: three, filled_by: [manager], required: true}
    items: [{id: plan, label: Planning}, {id: do, label: Doing}]
"""
HARD = """
  - id: work
    title: Work
    roles: [manager]
    columns:
      - {id: part, title: Part, kind: label}
      - {id: best, title: Among the best, kind: yes-no}
      - {id: why, title: Why, required: false}
      - {id: hours, title: Hours, filled_by: [hr, manager], required: true}
    items: [{id: plan, label: Planning}, {id: do, label: Doing}, {id: act, label: Acting}, {id: rest, label: Resting}]
    rules: [{kind: at-most, column: best, count: 2}, {kind: together, columns: [best, why]}]
  - id: overall
    title: Overall
    roles: [manager]
    columns: [{id: overall, title: Overall, kind: rating, scale: three, required: true}]
    blank_rows: 1
"""
IMPOSSIBLE = """
  - id: work
    title: Work
    roles: [manager]
    columns:
      - {id: part, title: Part, kind: label}
      - {id: best, title: Best, kind: yes-no, required: true}
    items: [{id: plan, label: Planning}, {id: do, label: Doing}]
    rules: [{kind: at-most, column: best, count: 1}]
"""
LOOKALIKE = """
  - id: work
    title: Work
    roles: [manager]
    columns:
      - {id: part, title: Part, kind: label}
      - {id: share, title: Share, kind: choice, options: [1/2, May-5, 10-12], required: true}
      - {id: done, title: Done, kind: choice, options: ["0%", "50%", "100%"], required: true}
    items: [{id: plan, label: Planning}, {id: do, label: Doing}]
"""


def run(root: Path, *, seed: int = 1, keep: Path | None = None) -> Rehearsal:
    with OpenCycle.open(root, reading=True) as cycle:
        return rehearse(cycle, seed=seed, keep=keep)


def found(done: Rehearsal) -> list[tuple[TroubleKind, str]]:
    """Kinds of trouble, each with its file, or whose form it is."""
    return sorted((one.kind, one.file or one.reviewee) for one in done.troubles)


def own_cycle(folder: Path, sections: str) -> Path:
    (folder / "own.yaml").write_text(TOP + sections, encoding="utf-8")
    heads, person = (*HEADS, "email"), (*ANN, "ann@example.com")
    roster = write_roster(folder / "roster.csv", [person], heads)
    init_cycle(folder / "cycle", layout=str(folder / "own.yaml"), roster=roster, name="Own")
    return folder / "cycle"
