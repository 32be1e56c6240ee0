"""Hand-made layouts, reviews and inputs: a review is written as {"section.row": value}."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition, edition
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.model.review import Answer, AnswerState, FormIdentity, Review
from sheetreview.summarize.review_input import ReviewInput

SALES_ITEMS = tuple(f"s{n}" for n in range(1, 11))
JOB_ITEMS = tuple(f"j{n}" for n in range(1, 9))
NA = "N/A"
NOTE = "Raise her pay by 8000 next spring"


def customer_service() -> Layout:
    """Ten activities and an optional "other" rated 1-5, eight traits rated 1-3, and free text."""
    notes = {"id": "notes", "title": "Notes", "kind": "long-text"}
    factor = {"id": "factor", "title": "Factor", "kind": "label"}
    metric = {"id": "metric", "title": "Metric", "filled_by": ["hr", "manager"]}
    other = {
        "id": "other",
        "label": "Other [Insert Other Activity]",
        "texts": {"metric": "[Metric]"},
        "optional": True,
        "open": ["factor"],
    }
    return layout(
        id="customer-service",
        scales=[number_scale("five", 5), number_scale("three", 3)],
        sections=[
            {
                "id": "sales",
                "title": "Sales Activity",
                "columns": [factor, metric, rating("five"), notes],
                "items": [
                    *({"id": i, "label": f"Sales {i}", "texts": {"metric": f"[metric of {i}]"}} for i in SALES_ITEMS),
                    other,
                ],
                "totals": [{"column": "rating", "label_in": "metric"}],
            },
            {
                "id": "job",
                "title": "Job Performance",
                "columns": [factor, rating("three"), notes],
                "items": [{"id": i, "label": f"Job {i}"} for i in JOB_ITEMS],
            },
            {"id": "plan", "title": "Plan", "columns": [notes], "blank_rows": 1},
        ],
    )


def layout(**parts: Any) -> Layout:  # noqa: ANN401 - parts of a layout file, checked by the model
    """A layout with the manager's role, from the parts of a layout file."""
    return Layout.model_validate(
        {"sheetreview": 1, "version": 1, "title": "A layout", "roles": [{"id": "manager", "title": "Manager"}], **parts}
    )


def number_scale(identifier: str, highest: int) -> dict[str, object]:
    return {"id": identifier, "levels": [{"value": n, "label": f"Level {n}"} for n in range(1, highest + 1)]}


def rating(scale: str, **more: object) -> dict[str, object]:
    return {"id": "rating", "title": "Rating", "kind": "rating", "scale": scale, **more}


def sales(*values: int) -> dict[str, str | int]:
    """Ratings for the sales items, in order."""
    return {f"sales.{item}": value for item, value in zip(SALES_ITEMS, values, strict=False)}


def job(*values: int) -> dict[str, str | int]:
    """Ratings for the job items, in order."""
    return {f"job.{item}": value for item, value in zip(JOB_ITEMS, values, strict=False)}


def full(sales_value: int, job_value: int) -> dict[str, str | int]:
    """Every item that must be rated, rated alike."""
    return {**sales(*[sales_value] * 10), **job(*[job_value] * 8)}


def review(
    source: Layout,
    values: Mapping[str, str | int],
    *,
    role: str = "manager",
    labels: Mapping[tuple[str, str], str] | None = None,
    notes: str = NOTE,
) -> Review:
    """A review with ratings by ``section.row`` and other answers by ``section.row.column``.

    A value that is no level of the scale becomes an off-scale answer; every rated row also gets a note.
    """
    cut = edition(source, role)
    answers = [_answer(cut, place, str(value)) for place, value in values.items()]
    noted = [(a.section, a.row) for a in answers if a.column == "rating"]
    answers += [_text(section, row, "notes", notes) for section, row in noted if notes]
    identity = FormIdentity(format=1, form_id="F", layout_id=source.id, layout_version=1, role=role)
    return Review(identity=identity, sheet="Review", answers=tuple(answers), labels=dict(labels or {}))


def _answer(cut: Edition, place: str, value: str) -> Answer:
    section_id, row, *rest = place.split(".")
    if rest:
        return _text(section_id, row, rest[0], value)
    section = next(section for section in cut.sections if section.id == section_id)
    scale = cut.layout.scale_of(section.column_by_id["rating"])
    level = scale.by_value.get(value)
    state = AnswerState.VALID if level else AnswerState.NOT_APPLICABLE if value == NA else AnswerState.OFF_SCALE
    return Answer(
        section=section_id,
        row=row,
        column="rating",
        cell="C1",
        typed=value,
        state=state,
        value=level.value if level else "",
        number=level.number if level else None,
    )


def _text(section: str, row: str, column: str, value: str) -> Answer:
    return Answer(section=section, row=row, column=column, cell="D1", typed=value, state=AnswerState.VALID, value=value)


def finding(severity: Severity = Severity.ERROR, code: str = "off-scale", message: str = "4 is no level") -> Finding:
    return Finding(code=code, severity=severity, message=message, fix="Choose 1 to 3.", sheet="Review", cell="C31")


def returned(
    name: str,
    source: Layout,
    values: Mapping[str, str | int] | Review | None,
    *,
    findings: Iterable[Finding] = (),
    reviewer: str = "Rae Boss",
    role: str = "manager",
    team: str = "North",
) -> ReviewInput:
    """A form for someone; ``values`` None means that it did not come back."""
    email = reviewer.lower().replace(" ", ".") + "@example.com"
    return ReviewInput(
        form_id=f"F-{name}-{role}",
        assignment=Assignment(
            reviewee=Person(employee_id=f"E-{name}", name=name, team=team),
            reviewer=Reviewer(name=reviewer, email=email),
            layout=source.id,
            role=role,
        ),
        edition=edition(source, role),
        review=values if isinstance(values, Review) or values is None else review(source, values, role=role),
        findings=tuple(findings),
    )


def cycle(name: str = "Midyear 2025") -> CycleSettings:
    return CycleSettings(id="ABCDEFG2", name=name, period="H1 2025", due=date(2025, 6, 30), layout="customer-service")
