"""How numbers, dates and truth are written in the locales the stand-in knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """``order`` is the order of day, month and year; ``date`` the pattern of a date nobody gave one."""

    decimal: str
    thousands: str
    between: str
    order: str
    date: str
    true: str = "TRUE"
    false: str = "FALSE"
    first_sheet: str = "Sheet1"


_LOCALES: Mapping[str, Locale] = {
    "en_US": Locale(decimal=".", thousands=",", between="/", order="mdy", date="m/d/yyyy"),
    "en_GB": Locale(decimal=".", thousands=",", between="/", order="dmy", date="dd/mm/yyyy"),
    "de_DE": Locale(
        decimal=",",
        thousands=".",
        between=".",
        order="dmy",
        date="dd.mm.yyyy",
        true="WAHR",
        false="FALSCH",
        first_sheet="Tabellenblatt1",
    ),
}


def locale(name: str) -> Locale:
    """A locale by its name; one the stand-in does not know counts as en_US."""
    return _LOCALES.get(name, _LOCALES["en_US"])
