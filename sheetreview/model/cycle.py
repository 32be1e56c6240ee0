"""A cycle's settings, as ``cycle.yaml`` holds them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from sheetreview.model.base import Authored, Id, Text
from sheetreview.model.schedule import FIRST_DAY, LAST_DAY, is_usual

PaperSize: TypeAlias = Literal["a4", "letter"]
"""The paper that forms and reports are printed on."""

CycleId = Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{8}$")]
DOMAIN_PATTERN = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"
LOCALE_PATTERN = r"^[a-z]{2,3}(_[A-Z]{2})?$"
_FOLDER_ID = r"[A-Za-z0-9_-]{10,}"
FOLDER_PATTERN = rf"^({_FOLDER_ID}|(https://)?drive\.google\.com/(\S*/)?(folders|drives)/{_FOLDER_ID}([/?#]\S*)?)$"
"""Of a shared drive or folder: its id, or a link to it."""
Domain = Annotated[str, StringConstraints(pattern=DOMAIN_PATTERN)]


def _iso_only(written: object) -> object:
    if written is None or isinstance(written, date) or re.fullmatch(r"\s*\d{4}-\d{2}-\d{2}\s*", str(written)):
        return written
    raise PydanticCustomError("date_iso", "not a day as year-month-day")


def _in_range(day: date | None) -> date | None:
    if day is not None and not is_usual(day):
        raise PydanticCustomError("date_range", f"not a day from {FIRST_DAY} to {LAST_DAY}")
    return day


class GoogleSettings(Authored):
    """``google`` in ``cycle.yaml``: where the cycle's Google Sheets go and whom they may be shared with."""

    domains: tuple[Domain, ...] = Field(default=(), description="mail domains that forms may be shared with")
    folder: str = Field(default="", description="a shared drive or folder, as link or id; default: your own Drive")
    acts_as: str = Field(default="", description="address of the person a service account acts for")
    locale: Annotated[str, StringConstraints(pattern=LOCALE_PATTERN)] = "en_US"
    time_zone: Text = "Etc/UTC"


class CycleSettings(Authored):
    """``cycle.yaml``. ``id`` is given once by ``init`` and ties every form to this cycle."""

    sheetreview: Literal[1] = 1
    id: CycleId
    name: Text
    period: str = ""
    due: Annotated[date | None, BeforeValidator(_iso_only), AfterValidator(_in_range)] = None
    layout: Id = Field(description="layout for roster rows that name none")
    role: Id | None = Field(default=None, description="role for rows that name none; default: the layout's first")
    paper: PaperSize = "a4"
    google: GoogleSettings = Field(default_factory=GoogleSettings)
    picked: dict[Id, tuple[Id, ...]] = Field(
        default_factory=dict, description="items chosen for sections that are libraries, by section id"
    )
