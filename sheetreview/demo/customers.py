"""Sample customers: who at which company rates which salesperson in which month."""

from __future__ import annotations

from random import Random

from sheetreview.demo.accounts import COMPANIES
from sheetreview.demo.people import sellers
from sheetreview.demo.tables import csv_text

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


def raters_csv(random: Random) -> str:
    """The sample raters file: each customer rates a salesperson in some of the months, and in one at least."""
    rows = [["customer_name", "customer_email", "company", "employee_id", "salesperson", "team", "month"]]
    first = 0
    for person, raters in zip(sellers()[:SALESPEOPLE], RATERS, strict=True):
        for number in range(first, first + raters):
            name = CONTACTS[number % len(CONTACTS)]
            customer = [name, _address(number % len(CONTACTS)), COMPANIES[number % len(CONTACTS) % len(COMPANIES)]]
            rated = [month for month in MONTHS if random.random() < RATES_IN_A_MONTH] or [random.choice(MONTHS)]
            rows += ([*customer, person.employee_id, person.name, person.boss.team, month] for month in rated)
        first += raters
    return csv_text(rows)


def _address(number: int) -> str:
    return f"contact{number + 1}@example.net"
