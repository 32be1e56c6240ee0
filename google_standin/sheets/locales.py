"""The locales and time zones that Google takes, and how numbers, dates and truth are written in some of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones


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

SUPPORTED = frozenset(
    [
        *("en", "fil"),
        *("ar_EG", "az_AZ", "be_BY", "bg_BG", "bn_IN", "ca_ES", "cs_CZ", "cy_GB", "da_DK", "de_CH", "de_DE"),
        *("el_GR", "en_AU", "en_CA", "en_GB", "en_IE", "en_US", "es_AR", "es_BO", "es_CL", "es_CO", "es_EC"),
        *("es_ES", "es_MX", "es_PY", "es_UY", "es_VE", "fi_FI", "fil_PH", "fr_CA", "fr_FR", "gu_IN", "hi_IN"),
        *("hr_HR", "hu_HU", "hy_AM", "in_ID", "it_IT", "iw_IL", "ja_JP", "ka_GE", "kk_KZ", "kn_IN", "ko_KR"),
        *("lt_LT", "lv_LV", "ml_IN", "mn_MN", "mr_IN", "my_MM", "nl_NL", "nn_NO", "no_NO", "pa_IN", "pl_PL"),
        *("pt_BR", "pt_PT", "ro_RO", "ru_RU", "sk_SK", "sl_SI", "sr_RS", "sv_SE", "ta_IN", "te_IN", "th_TH"),
        *("tr_TR", "uk_UA", "vi_VN", "zh_CN", "zh_HK", "zh_TW"),
    ]
)
"""The countries that the settings of a spreadsheet offer, and the two languages that the API's description names.

Google itself may take a few more. Programs that gave it en_IN, en_PH, fr_CH, he_IL or id_ID were refused.
"""


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(available_timezones())


def locale(name: str) -> Locale:
    """How a locale is written; one of which the stand-in does not know it counts as en_US."""
    return _LOCALES.get(name, _LOCALES["en_US"])
