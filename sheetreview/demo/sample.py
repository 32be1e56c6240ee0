"""The sample team: five reviewers, twenty-four people, and metrics that fit what a layout measures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from sheetreview.form.issued import descriptor, issued_text
from sheetreview.form.slots import metric_cells
from sheetreview.model.edition import Edition


@dataclass(frozen=True, slots=True)
class SampleReviewer:
    """A reviewer of the sample team and who reports to them: (employee id, name, title)."""

    name: str
    email: str
    title: str
    team: str
    people: Sequence[tuple[str, str, str]]


TEAM = (
    SampleReviewer(
        "Dana Cole",
        "dana.cole@example.com",
        "Head of Customer Service",
        "Service North",
        (
            ("E101", "Priya Raman", "Customer Service Representative"),
            ("E102", "Tom O'Brien", "Customer Service Representative"),
            ("E103", "Mei Tanaka", "Senior Service Representative"),
            ("E104", "Lukas Weber", "Customer Service Representative"),
            ("E105", "Aisha Bello", "Service Team Coordinator"),
        ),
    ),
    SampleReviewer(
        "Jorge Marín",
        "jorge.marin@example.com",
        "Service Manager",
        "Service South",
        (
            ("E201", "María-José Fernández de la Cruz Ortega", "Senior Service Representative"),
            ("E202", "Sam Lee", "Customer Service Representative"),
            ("E203", "Nguyễn Thị Minh Khai", "Customer Service Representative"),
            ("E204", "Oluwaseun Adeyemi", "Customer Service Representative"),
            ("E205", "Hannah Fischer", "Customer Service Representative"),
        ),
    ),
    SampleReviewer(
        "Ruth Abrams",
        "ruth.abrams@example.com",
        "Director of Account Management",
        "Key Accounts",
        (
            ("E301", "Zoë Ångström", "Key Account Manager"),
            ("E302", "Daniel Kowalski", "Key Account Manager"),
            ("E303", "山田 花子", "Account Manager"),
            ("E304", "Ravi Shankar Iyer", "Account Manager"),
            ("E305", "Chloé Dubois", "Account Manager"),
        ),
    ),
    SampleReviewer(
        "Sam Lee",
        "sam.lee.west@example.com",
        "Account Management Lead",
        "Accounts West",
        (
            ("E401", "Grace Kim", "Account Manager"),
            ("E402", "Mohammed Al-Farsi", "Account Manager"),
            ("E403", "Ivana Petrović", "Account Manager"),
            ("E404", "Ben Carter", "Junior Account Manager"),
            ("E405", "Leila Haddad", "Account Manager"),
        ),
    ),
    SampleReviewer(
        "Ingrid Solberg",
        "ingrid.solberg@example.com",
        "Account Management Lead",
        "Accounts East",
        (
            ("E501", "Peter Nowak", "Account Manager"),
            ("E502", "Fatima Zahra", "Account Manager"),
            ("E503", "Jack Thompson", "Account Manager"),
            ("E504", "Elif Yılmaz", "Junior Account Manager"),
        ),
    ),
)

SCOPE = "Half-year review of service quality, account growth and working habits"


def roster_csv() -> str:
    """The sample roster, with a column of its own (scope) that fills a header field."""
    heads = ["employee_id", "name", "title", "team", "reviewer_name", "reviewer_email", "reviewer_title", "scope"]
    rows = [
        [number, name, title, boss.team, boss.name, boss.email, boss.title, SCOPE]
        for boss in TEAM
        for number, name, title in boss.people
    ]
    return _csv([heads, *rows])


def metrics_csv(edition: Edition, random: Random) -> str:
    """A figure for every item of a layout that takes one, but for optional items."""
    rows = [
        [number, f"{section.id}.{item.id}", _figure(descriptor(issued_text(section, item.id, column)), random)]
        for boss in TEAM
        for number, _, _ in boss.people
        for section, item, column in metric_cells(edition)
        if not item.optional
    ]
    return _csv([["employee_id", "item", "metric"], *rows])


def _figure(measured: str, random: Random) -> str:
    """A figure of the kind a metric's text announces: a count, a share, money, a time or a score."""
    text = measured.casefold()
    if text.startswith("#"):
        return str(random.randint(18, 140))
    if text.startswith("%"):
        return f"{random.randint(22, 96)} %"
    if text.startswith("$"):
        return f"{random.randint(80, 900) * 1000:,}"
    if "time" in text:
        return f"{random.randint(2, 30)} h"
    return f"{random.uniform(3.2, 4.9):.1f}"


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
