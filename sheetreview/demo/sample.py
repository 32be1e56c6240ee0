"""What a demo starts from: the file that says whom the forms are for, of the kind its layout needs, and the dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sheetreview.cycle.files import write_file
from sheetreview.demo.people import ACCOUNT_MANAGERS, csv_text, metrics_csv, people_for, roster_csv, roster_facts
from sheetreview.model.layout import Layout
from sheetreview.model.schedule import Frequency, months_between
from sheetreview.steps.init import PeopleKind

REVIEW_DATE = date(2025, 12, 7)
FORMER_DATE = date(2025, 6, 8)

COMPANIES = (
    "Nordwind Logistics",
    "Aurora Foods",
    "Bellweather Insurance",
    "Castell Engineering",
    "Delta Hospitals",
    "Eastgate Retail",
    "Fjord Shipping",
    "Granite Bank",
    "Harbour Hotels",
    "Ikeda Robotics",
    "Jura Watches",
    "Kestrel Airlines",
    "Lumen Energy",
    "Møller & Søn",
)
MANAGERS = 10
"""Account managers: some have two accounts."""

AGES = (0.6, 0.9, 1.3, 0.8, 1.1)
"""How long ago an account was reviewed last, in parts of the time its rule allows."""

_LOW = ("Low", "Small", "Standard")
_DAYS_A_MONTH = 30

CONTACTS = (
    "Anna Berg",
    "Bruno Keller",
    "Carla Mendes",
    "Dmitri Volkov",
    "Eva Lindqvist",
    "Farid Rahimi",
    "Gina Rossi",
    "Hugo Martin",
    "Irene Papadopoulou",
    "Jan de Vries",
    "Keiko Mori",
    "Liam Walsh",
    "Mina Park",
    "Nadia Haddad",
    "Otto Brandt",
    "Paula Sánchez",
    "Quentin Leroy",
    "Rosa Ferreira",
    "Stefan Ionescu",
    "Tara Singh",
    "Urs Zimmermann",
    "Vera Novák",
    "Wei Zhang",
    "Xavier Dupont",
    "Yara Costa",
)
MONTHS = ("2025-09", "2025-10", "2025-11")
SALESPEOPLE = 8
RATERS = (4, 5, 3, 2, 4, 6, 3, 5)
"""Customers that rate each salesperson: one of them has too few for the ratings to be shown."""

RATES_IN_A_MONTH = 0.6


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


def accounts_csv(layout: Layout, frequency: Frequency, last: Mapping[str, date]) -> str:
    """The sample accounts, each rule of their frequency used in turn; ``last`` is the day each was reviewed last."""
    facts = roster_facts(layout)
    rows = []
    for number, company in enumerate(COMPANIES):
        person = ACCOUNT_MANAGERS[number % MANAGERS]
        own = _facts(frequency, number)
        rows.append(
            {
                "account": company,
                "account_manager": person.name,
                "account_manager_email": person.email,
                "account_manager_id": person.employee_id,
                "team": person.boss.team,
                "line_manager": person.boss.name,
                "line_manager_email": person.boss.email,
                **own,
                **{name: text for name, text in facts.items() if name not in own},
                "last_review": last[company].isoformat(),
            }
        )
    return csv_text(rows)


def last_reviews(frequency: Frequency, day: date, *, rounds: int = 0) -> dict[str, date]:
    """When each account was reviewed last before a day, some of them too long ago; or some ``rounds`` before that."""
    found = {}
    for number, company in enumerate(COMPANIES):
        months = months_between(frequency, _facts(frequency, number)) or 1
        age = (AGES[number % len(AGES)] + rounds) * months * _DAYS_A_MONTH
        found[company] = day - timedelta(days=round(age))
    return found


def _facts(frequency: Frequency, number: int) -> dict[str, str]:
    """Facts of an account, by its number, so that one rule after the other is the first that fits, where it can be."""
    rule = frequency.rules[number % len(frequency.rules)]
    facts = {}
    for name in dict.fromkeys(name for one in frequency.rules for name in one.when):
        named = {value for other in frequency.rules for value in other.when.get(name, ())}
        low = sorted(_LOW, key=lambda value: (value in named, (value == "Small") != ("size" in name)))
        facts[name] = rule.when[name][0] if name in rule.when else low[0]
    return facts


def raters_csv(random: Random) -> str:
    """The sample raters file: each customer rates a salesperson in some of the months, and in one at least."""
    rows = []
    first = 0
    for person, raters in zip(ACCOUNT_MANAGERS[:SALESPEOPLE], RATERS, strict=True):
        for number in range(first, first + raters):
            contact = number % len(CONTACTS)
            customer = {
                "customer_name": CONTACTS[contact],
                "customer_email": f"contact{contact + 1}@example.net",
                "company": COMPANIES[contact % len(COMPANIES)],
                "employee_id": person.employee_id,
                "salesperson": person.name,
                "team": person.boss.team,
            }
            rated = [month for month in MONTHS if random.random() < RATES_IN_A_MONTH] or [random.choice(MONTHS)]
            rows += [{**customer, "month": month} for month in rated]
        first += raters
    return csv_text(rows)
