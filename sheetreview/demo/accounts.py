"""Sample accounts: companies with their account managers, the facts that decide how often each is reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sheetreview.demo.people import roster_facts, sellers
from sheetreview.demo.tables import csv_text
from sheetreview.model.layout import Layout
from sheetreview.model.schedule import Frequency, months_between

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


def accounts_csv(layout: Layout, frequency: Frequency, last: Mapping[str, date]) -> str:
    """The sample accounts, each rule of their frequency used in turn; ``last`` is the day each was reviewed last."""
    managers = sellers()[:MANAGERS]
    own = _rule_columns(frequency)
    other = {name: text for name, text in roster_facts(layout).items() if name not in own}
    heads = ["account", "account_manager", "account_manager_email", "account_manager_id", "team"]
    rows = [[*heads, "line_manager", "line_manager_email", *own, *other, "last_review"]]
    for number, company in enumerate(COMPANIES):
        person = managers[number % MANAGERS]
        facts = _facts(frequency, number)
        who = [company, person.name, person.email, person.employee_id, person.boss.team]
        bosses = [person.boss.name, person.boss.email]
        rows.append([*who, *bosses, *facts.values(), *other.values(), last[company].isoformat()])
    return csv_text(rows)


def last_reviews(frequency: Frequency, day: date, *, rounds: int = 0) -> dict[str, date]:
    """When each account was reviewed last before a day, some of them too long ago; or some ``rounds`` before that."""
    found = {}
    for number, company in enumerate(COMPANIES):
        months = months_between(frequency, _facts(frequency, number)) or 1
        age = (AGES[number % len(AGES)] + rounds) * months * _DAYS_A_MONTH
        found[company] = day - timedelta(days=round(age))
    return found


def _rule_columns(frequency: Frequency) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for rule in frequency.rules for name in rule.when))


def _facts(frequency: Frequency, number: int) -> dict[str, str]:
    """Facts of an account, by its number, so that one rule after the other is the first that fits, where it can be."""
    rule = frequency.rules[number % len(frequency.rules)]
    facts = {}
    for name in _rule_columns(frequency):
        named = {value for other in frequency.rules for value in other.when.get(name, ())}
        low = sorted(_LOW, key=lambda value: (value in named, (value == "Small") != ("size" in name)))
        facts[name] = rule.when[name][0] if name in rule.when else low[0]
    return facts
