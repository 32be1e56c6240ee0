"""Hand-made forms of layouts with every kind of column: answers are written as {"section.row.column": value}."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sheetreview.model.edition import PLAIN, Edition, Variant, edition
from sheetreview.model.finding import Finding
from sheetreview.model.layout import ColumnKind, Layout
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.model.review import Answer, AnswerState, FormIdentity, Review
from sheetreview.summarize.review_input import ReviewInput
from tests.check.reviews import head_of
from tests.summarize.builders import layout, number_scale

Answers = Mapping[str, str | float]

UNTOLD = "Not to be told to anybody"


def column(identifier: str, kind: str = "text", **more: object) -> dict[str, object]:
    return {"id": identifier, "title": identifier.capitalize(), "kind": kind, **more}


def form(  # noqa: PLR0913 -- a form has as many sides; a test names those it is about
    source: Layout,
    answers: Answers | None,
    *,
    name: str = "Ann",
    role: str = "manager",
    reviewer: str = "Rae Boss",
    account: str = "",
    month: str = "",
    extra: Mapping[str, str] | None = None,
    variant: Variant = PLAIN,
    header: Mapping[str, str] | None = None,
    findings: Iterable[Finding] = (),
    prefilled: Iterable[str] = (),
) -> ReviewInput:
    """One form; ``answers`` None means that it did not come back."""
    cut = edition(source, role, variant)
    return ReviewInput(
        form_id=f"F-{name}-{role}-{reviewer}-{account}-{month}",
        assignment=Assignment(
            reviewee=Person(employee_id=f"E-{name}", name=name, team="North"),
            reviewer=Reviewer(name=reviewer, email=reviewer.lower().replace(" ", ".") + "@example.com"),
            layout=source.id,
            role=role,
            account=account,
            month=month,
            extra=extra or {},
        ),
        edition=cut,
        review=None if answers is None else _review(cut, answers, dict(header or {}), set(prefilled)),
        findings=tuple(findings),
    )


def _review(cut: Edition, answers: Answers, header: dict[str, str], prefilled: set[str]) -> Review:
    identity = FormIdentity(format=1, form_id="F", layout_id=cut.layout.id, layout_version=1, role=cut.role)
    found = tuple(_answer(cut, place, value, prefilled=place in prefilled) for place, value in answers.items())
    return Review(identity=identity, sheet="Review", head=head_of(header), answers=found, labels={})


def _answer(cut: Edition, place: str, value: str | float, *, prefilled: bool) -> Answer:
    section_id, row, column_id = place.split(".")
    section = next(section for section in cut.sections if section.id == section_id)
    kind = section.column_by_id[column_id].kind
    number: float | None = None
    text, state = str(value), AnswerState.VALID
    if kind is ColumnKind.RATING:
        level = cut.layout.scale_of(section.column_by_id[column_id]).by_value[text]
        number = level.number
    elif isinstance(value, int | float):
        number = float(value)
    elif text == "?":
        text, state = "", AnswerState.UNREADABLE
    return Answer(
        section=section_id,
        row=row,
        column=column_id,
        cell="B2",
        typed=str(value),
        state=state,
        value=text,
        number=number,
        prefilled=prefilled,
    )


def self_and_manager(**more: Any) -> Layout:  # noqa: ANN401 - parts of a layout file
    """Two items that the person and the manager both rate 1-5, with their gap."""
    return layout(
        id="both",
        roles=[{"id": "self", "title": "Self", "who": "reviewee"}, {"id": "manager", "title": "Manager"}],
        scales=[number_scale("five", 5)],
        sections=[
            {
                "id": "areas",
                "title": "Areas",
                "columns": [
                    column("area", "label"),
                    column("own", "rating", scale="five", filled_by=["self"], shown_to=["manager"]),
                    column("rating", "rating", scale="five", filled_by=["manager"]),
                    column("gap", "computed", compute={"kind": "difference", "of": ["own", "rating"]}),
                ],
                "items": [{"id": "a", "label": "Area A"}, {"id": "b", "label": "Area B"}],
                **more,
            }
        ],
    )


def sales_with_plan() -> Layout:
    """Goals with what was attained, a log, and a restricted plan that only some forms have."""
    plan = [
        column("action"),
        column("owner", "person"),
        column("due", "date"),
        column("note", "long-text"),
        column("progress", "choice", options=["Open", "Done"], flag=["Open"]),
    ]
    goals = [
        column("goal", "label"),
        column("target", "number"),
        column("actual", "number"),
        column("attained", "computed", compute={"kind": "ratio", "of": ["actual", "target"]}),
        column("status", "choice", options=["On track", "At risk"], flag=["At risk"]),
        column("met", "yes-no"),
    ]
    follow_up = {"what": "action", "due": "due", "owner": "owner", "progress": "progress", "closed": ["Done"]}
    return layout(
        id="sales",
        sections=[
            {
                "id": "goals",
                "title": "Goals",
                "columns": goals,
                "items": [{"id": "revenue", "label": "Revenue"}, {"id": "calls", "label": "Calls"}],
                "blank_rows": 2,
            },
            {"id": "log", "title": "Log", "columns": plan, "blank_rows": 4, "follow_up": follow_up},
            {
                "id": "old",
                "title": "Last Actions",
                "columns": [
                    column("action", filled_by=["hr", "manager"]),
                    column("due", "date", filled_by=["hr", "manager"]),
                    column("progress", "choice", options=["Open", "Done"]),
                ],
                "blank_rows": 2,
                "carries": ["log"],
                "follow_up": {"what": "action", "due": "due", "progress": "progress", "closed": ["Done"]},
            },
            {
                "id": "pip",
                "title": "Improvement Plan",
                "columns": plan,
                "blank_rows": 3,
                "follow_up": follow_up,
                "restricted": True,
                "issued_when": {"roster": "pip"},
            },
        ],
    )


WITH_PLAN = Variant(sections=frozenset({"pip"}))


def card(least: int = 3, roles: Iterable[Mapping[str, object]] = (), items: str = "xyz") -> Layout:
    """Customers rate some behaviours A, B or D, shown from ``least`` raters on."""
    levels = [{"value": "A", "label": "Excellent"}, {"value": "B", "label": "Good"}, {"value": "D", "label": "Poor"}]
    return layout(
        id="card",
        roles=[{"id": "customer", "title": "Customer", "external": True, "min_raters": least}, *roles],
        scales=[{"id": "abd", "levels": levels, "best": "first"}],
        sections=[
            {
                "id": "card",
                "title": "Card",
                "columns": [
                    column("behaviour", "label"),
                    column("rating", "rating", scale="abd", flag=["D"]),
                    column("why", "long-text"),
                    column("again", "yes-no"),
                ],
                "items": [{"id": i, "label": f"Behaviour {i}"} for i in items],
            }
        ],
    )


def rated(x: str, y: str = "", z: str = "") -> dict[str, str | float]:
    """Ratings of a card's behaviours; an empty one was not rated."""
    return {f"card.{item}.rating": value for item, value in zip("xyz", (x, y, z), strict=True) if value}


def customer(source: Layout, about: str, who: str, answers: Answers | None, month: str = "") -> ReviewInput:
    return form(source, answers, name=about, role="customer", reviewer=who, month=month)


def reviewed_accounts() -> Layout:
    """Accounts reviewed every 3 months when large, every 12 otherwise."""
    rules = [{"months": 3, "when": {"size": ["Large"]}}, {"months": 12, "when": {"size": ["small", "medium"]}}]
    return layout(
        id="account",
        header=[{"id": "day", "label": "Date", "kind": "date"}],
        frequency={"reviewed": "day", "rules": rules},
        sections=[{"id": "notes", "title": "Notes", "columns": [column("note", "long-text")], "blank_rows": 1}],
    )
