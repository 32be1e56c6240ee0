"""The sample team: five reviewers, twenty-four people, a roster that a layout needs, and metrics that it measures."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from sheetreview.demo.texts import about
from sheetreview.form.cells import descriptor, form_cells
from sheetreview.model.edition import edition
from sheetreview.model.layout import Layout


@dataclass(frozen=True, slots=True)
class SampleReviewer:
    """A reviewer of the sample team."""

    name: str
    email: str
    title: str
    team: str


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody of the sample team, and who reviews them."""

    employee_id: str
    name: str
    title: str
    boss: SampleReviewer

    @property
    def email(self) -> str:
        """An address that tells people apart whatever their script."""
        return f"{self.employee_id.casefold()}@example.com"


_TEAM = {
    SampleReviewer("Dana Cole", "dana.cole@example.com", "Head of Customer Service", "Service North"): (
        ("E101", "Priya Raman", "Customer Service Representative"),
        ("E102", "Tom O'Brien", "Customer Service Representative"),
        ("E103", "Mei Tanaka", "Senior Service Representative"),
        ("E104", "Lukas Weber", "Customer Service Representative"),
        ("E105", "Aisha Bello", "Service Team Coordinator"),
    ),
    SampleReviewer("Jorge Marín", "jorge.marin@example.com", "Service Manager", "Service South"): (
        ("E201", "María-José Fernández de la Cruz Ortega", "Senior Service Representative"),
        ("E202", "Sam Lee", "Customer Service Representative"),
        ("E203", "Nguyễn Thị Minh Khai", "Customer Service Representative"),
        ("E204", "Oluwaseun Adeyemi", "Customer Service Representative"),
        ("E205", "Hannah Fischer", "Customer Service Representative"),
    ),
    SampleReviewer("Ruth Abrams", "ruth.abrams@example.com", "Director of Account Management", "Key Accounts"): (
        ("E301", "Zoë Ångström", "Key Account Manager"),
        ("E302", "Daniel Kowalski", "Key Account Manager"),
        ("E303", "山田 花子", "Account Manager"),
        ("E304", "Ravi Shankar Iyer", "Account Manager"),
        ("E305", "Chloé Dubois", "Account Manager"),
    ),
    SampleReviewer("Sam Lee", "sam.lee.west@example.com", "Account Management Lead", "Accounts West"): (
        ("E401", "Grace Kim", "Account Manager"),
        ("E402", "Mohammed Al-Farsi", "Account Manager"),
        ("E403", "Ivana Petrović", "Account Manager"),
        ("E404", "Ben Carter", "Junior Account Manager"),
        ("E405", "Leila Haddad", "Account Manager"),
    ),
    SampleReviewer("Ingrid Solberg", "ingrid.solberg@example.com", "Account Management Lead", "Accounts East"): (
        ("E501", "Peter Nowak", "Account Manager"),
        ("E502", "Fatima Zahra", "Account Manager"),
        ("E503", "Jack Thompson", "Account Manager"),
        ("E504", "Elif Yılmaz", "Junior Account Manager"),
    ),
}
"""The reviewers, each with whom they review: employee id, name and title."""

PEOPLE = tuple(SamplePerson(*person, reviewer) for reviewer, people in _TEAM.items() for person in people)
ACCOUNT_MANAGERS = tuple(person for person in PEOPLE if person.title.endswith("Account Manager"))

ISSUED_WHEN_ASKED = (1, 6)
"""Whose conditional sections the roster asks for, counting from 0."""


def people_for(layout: Layout) -> tuple[SamplePerson, ...]:
    """The people whose forms a layout's demo issues: everybody, or the account managers where a person has several."""
    return ACCOUNT_MANAGERS if len(layout.default_roles) > 1 else PEOPLE


def roster_csv(layout: Layout) -> str:
    """The sample roster, with what a layout needs: e-mail addresses, header fields, who gets conditional sections."""
    facts = roster_facts(layout)
    asked = [section.issued_when.roster for section in layout.sections if section.issued_when]
    flags = [name for name in asked if name and name not in facts]
    needs_email = any(layout.role_by_id[role].own for role in layout.default_roles)
    rows = []
    for number, person in enumerate(people_for(layout)):
        row = {
            "employee_id": person.employee_id,
            "name": person.name,
            "email": person.email,
            "title": person.title,
            "team": person.boss.team,
            "reviewer_name": person.boss.name,
            "reviewer_email": person.boss.email,
            "reviewer_title": person.boss.title,
            **facts,
            **dict.fromkeys(flags, "yes" if number in ISSUED_WHEN_ASKED else "no"),
        }
        if not needs_email:
            del row["email"]
        rows.append(row)
    return csv_text(rows)


def roster_facts(layout: Layout) -> dict[str, str]:
    """The columns of the roster that a layout's header shows, each with a value."""
    sources = [(field.source or "", field.label) for field in layout.header]
    named = {source.partition(".")[2]: label for source, label in sources if source.startswith("roster.")}
    return {name: about(f"{label} {name}") for name, label in named.items()}


def metrics_csv(layout: Layout, random: Random) -> str:
    """A figure for every item of a layout that takes one, but for optional items; empty when none does."""
    editions = [edition(layout, role) for role in layout.default_roles]
    taking = dict.fromkeys(
        (f"{cell.section.id}.{cell.row}", descriptor(cell.issued))
        for cut in editions
        for cell in form_cells(cut).metrics
        if cell.item is not None and not cell.item.optional
    )
    rows = [
        {"employee_id": person.employee_id, "item": place, "metric": _figure(measured, random)}
        for person in people_for(layout)
        for place, measured in taking
    ]
    return csv_text(rows)


def _figure(measured: str, random: Random) -> str:
    """A figure of the kind a metric's text announces: a count, a share, money, a time or a score."""
    text = measured.casefold()
    if text.startswith("#"):
        return str(random.randint(18, 140))
    if text.startswith("%"):
        return f"{random.randint(22, 96)} %"
    if text.startswith("$"):
        return f"{random.randint(80, 900) * 1000:,}"
    if "revenue" in text:
        return f"{random.randint(20, 90) * 100:,}"
    if " per " in text:
        return str(random.randint(18, 140))
    if "time" in text:
        return f"{random.randint(2, 30)} h"
    return f"{random.uniform(3.2, 4.9):.1f}"


def csv_text(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows, each with a text for every column, as a CSV file; nothing for none."""
    if not rows:
        return ""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
