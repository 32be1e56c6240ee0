"""A finding: something wrong or noteworthy in a review. A value, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error keeps the review out of the means."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding, in plain words for the person who filled the form.

    ``cell`` is an address such as ``D18``, or empty when no cell is left to point at; ``item`` is the row's label,
    ``section`` the id of its section where it is about one, ``about`` the account or month of the form ``form_id``.
    """

    code: str
    severity: Severity
    message: str
    fix: str
    sheet: str = ""
    cell: str = ""
    item: str = ""
    section: str = ""
    form_id: str = ""
    file: str = ""
    reviewee_id: str = ""
    reviewee: str = ""
    reviewer: str = ""
    role: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingContext:
    """The people and the file that a review's findings are about: fields of :class:`Finding` of the same names."""

    form_id: str
    file: str
    reviewee_id: str
    reviewee: str
    reviewer: str
    role: str
    about: str = ""
