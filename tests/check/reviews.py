"""Reviews made by hand: a section with every kind of column, and answers as reading gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetreview.check.rules import check_review
from sheetreview.form.kinds import kind_of
from sheetreview.model.edition import Edition, edition
from sheetreview.model.finding import Finding
from sheetreview.model.layout import Layout, Section
from sheetreview.model.review import HEAD, Answer, AnswerState, FormIdentity, Review, ShownTotal
from sheetreview.sheet.address import a1
from sheetreview.sheet.grid import Value, display

ROLE = "manager"

LAYOUT: dict[str, object] = {
    "sheetreview": 1,
    "id": "x",
    "version": 1,
    "title": "X",
    "roles": [{"id": ROLE, "title": "Manager"}, {"id": "peer", "title": "Colleague"}],
    "scales": [
        {"id": "n", "levels": [{"value": value, "label": f"Level {value}"} for value in (1, 2, 3)]},
        {
            "id": "l",
            "not_applicable": True,
            "levels": [
                {"value": "A", "label": "Good", "number": 3},
                {"value": "B", "label": "Fair", "number": 1.5},
                {"value": "C", "label": "Poor", "number": 0},
            ],
        },
    ],
}
SECTION: dict[str, object] = {
    "id": "work",
    "title": "Work",
    "columns": [
        {"id": "what", "title": "Factor", "kind": "label"},
        {"id": "metric", "title": "Metric", "filled_by": ["hr", ROLE]},
        {"id": "rating", "title": "Rating", "kind": "rating", "scale": "n", "required": True},
        {"id": "grade", "title": "Grade", "kind": "rating", "scale": "l"},
        {"id": "state", "title": "State", "kind": "choice", "options": ["Open", "Closed"]},
        {"id": "done", "title": "Done", "kind": "yes-no"},
        {"id": "day", "title": "Day", "kind": "date"},
        {"id": "cost", "title": "Cost", "kind": "money"},
        {"id": "notes", "title": "Notes", "kind": "long-text"},
    ],
    "items": [
        {"id": "one", "label": "First", "weight": 3},
        {"id": "two", "label": "Second"},
        {"id": "extra", "label": "Extra", "optional": True},
    ],
    "blank_rows": 2,
}


def cut(rules: Iterable[Mapping[str, object]] = (), totals: Iterable[Mapping[str, object]] = ()) -> Edition:
    """The edition with some rules and totals on its section."""
    whole = {**LAYOUT, "sections": [{**SECTION, "rules": [*rules], "totals": [*totals]}]}
    return edition(Layout.model_validate(whole), ROLE)


def place(section: Section, row: str, column: str) -> str:
    """Address of a cell: rows from 10 on, columns from A on."""
    rows = [*section.row_ids, *(f"row-{n}" for n in range(section.blank_rows + 1, 99))]
    return a1(10 + rows.index(row), 1 + [c.id for c in section.columns].index(column))


def head_of(texts: Mapping[str, str]) -> tuple[Answer, ...]:
    """The answers at the head of a form, by field; an empty text is an empty cell."""
    return tuple(
        Answer(
            section=HEAD,
            row=name,
            column="",
            cell=f"C{row}",
            typed=text,
            state=AnswerState.VALID if text else AnswerState.EMPTY,
            value=text,
        )
        for row, (name, text) in enumerate(texts.items(), start=3)
    )


def review_of(form: Edition, typed: Mapping[str, Value], **more: object) -> Review:
    """A review in which some cells (``row.column``) hold a value and all others are empty."""
    (section,) = form.sections
    added = {name.split(".")[0] for name in typed} - set(section.row_ids)
    answers = []
    for row in [*section.row_ids, *sorted(added)]:
        for column in section.columns:
            if form.opens(column, section.item_by_id.get(row)):
                value = typed.get(f"{row}.{column.id}")
                reading = kind_of(column, form.layout).read(value)
                answers.append(
                    Answer(
                        section=section.id,
                        row=row,
                        column=column.id,
                        cell=place(section, row, column.id),
                        typed=display(value),
                        state=reading.state,
                        value=reading.value,
                        number=reading.number,
                    )
                )
    whole = {
        "identity": FormIdentity(format=1, form_id="A" * 12, layout_id="x", layout_version=1, role=ROLE),
        "sheet": "Review",
        "answers": tuple(answers),
        "labels": {("work", "one"): "First", ("work", "two"): "Second"},
        **more,
    }
    return Review(**whole)  # type: ignore[arg-type]


RATED: dict[str, Value] = {"one.rating": 3, "two.rating": 2}
"""What makes a review of the section complete."""


def found(
    typed: Mapping[str, Value], *rules: Mapping[str, object], totals: Iterable[ShownTotal] = (), kind: str = "sum"
) -> list[tuple[str, str, str]]:
    """Code, severity and cell of every finding of a review that is complete but for what is typed."""
    return [
        (finding.code, finding.severity.value, finding.cell)
        for finding in findings(typed, *rules, totals=totals, kind=kind)
    ]


def findings(
    typed: Mapping[str, Value], *rules: Mapping[str, object], totals: Iterable[ShownTotal] = (), kind: str = "sum"
) -> tuple[Finding, ...]:
    """Every finding of a review that is complete but for what is typed."""
    total = {"column": "rating", "label_in": "what", "kind": kind}
    grade = {"id": "grades", "column": "grade", "label_in": "what", "kind": kind}
    form = cut(rules, [total, grade])
    return check_review(form, review_of(form, {**RATED, **typed}, totals=tuple(totals)))
