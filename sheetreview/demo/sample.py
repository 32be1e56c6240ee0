"""What a demo starts from: the file that says whom the forms are for, of the kind its layout needs, and the dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from sheetreview.cycle.files import write_file
from sheetreview.demo.accounts import MANAGERS, accounts_csv, last_reviews
from sheetreview.demo.customers import CONTACTS, MONTHS, SALESPEOPLE, raters_csv
from sheetreview.demo.people import metrics_csv, people_for, roster_csv
from sheetreview.model.layout import Layout
from sheetreview.steps.init import PeopleKind

REVIEW_DATE = date(2025, 12, 7)
FORMER_DATE = date(2025, 6, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The beginning of a cycle: its name and dates, and the texts of its files.

    ``days`` are the days of reviews that are not held on ``day``, by account.
    """

    kind: PeopleKind
    said: str
    name: str
    period: str
    due: date
    people: str
    metrics: str = ""
    day: date = REVIEW_DATE
    days: Mapping[str, date] = field(default_factory=dict)

    def write(self, folder: Path) -> tuple[Path, Path | None]:
        """Write the files into a folder: the one with the people, and the one with their metrics if there is any."""
        people, metrics = folder / f"{self.kind}.csv", folder / "metrics.csv"
        write_file(people, self.people.encode())
        if not self.metrics:
            return people, None
        write_file(metrics, self.metrics.encode())
        return people, metrics


def sample_of(layout: Layout, random: Random, *, former: bool = False) -> Sample:
    """The sample cycle of a layout, or the one before (``former``), for the same people or accounts."""
    period, due, day = "2025 H2", date(2025, 12, 18), REVIEW_DATE
    if former:
        period, due, day = "2025 H1", date(2025, 6, 19), FORMER_DATE
    if layout.frequency is not None:
        last = last_reviews(layout.frequency, REVIEW_DATE, rounds=int(former))
        return Sample(
            kind="accounts",
            said=f"Sample accounts: {len(last)} accounts, {MANAGERS} account managers (accounts.csv)",
            name="Account reviews",
            period=period,
            due=due,
            people=accounts_csv(layout, layout.frequency, last),
            day=day,
            days=last_reviews(layout.frequency, REVIEW_DATE) if former else {},
        )
    if layout.role_by_id[layout.default_roles[0]].external:
        who = f"{len(CONTACTS)} contacts rate {SALESPEOPLE} salespeople over {len(MONTHS)} months"
        return Sample(
            kind="raters",
            said=f"Sample customers: {who} (raters.csv)",
            name="Customer ratings",
            period="September to November 2025",
            due=due,
            people=raters_csv(random),
            day=day,
        )
    people = people_for(layout)
    reviewers = {person.boss.email for person in people}
    metrics = metrics_csv(layout, random)
    files = "roster.csv, metrics.csv" if metrics else "roster.csv"
    return Sample(
        kind="roster",
        said=f"Sample team: {len(people)} people, {len(reviewers)} reviewers ({files})",
        name="Half-year review",
        period=period,
        due=due,
        people=roster_csv(layout),
        metrics=metrics,
        day=day,
    )
