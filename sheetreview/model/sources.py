"""What can fill a header field beforehand, besides ``roster.<column>`` for any other column of the roster."""

from __future__ import annotations

SOURCES = (
    "reviewee.name",
    "reviewee.employee_id",
    "reviewee.title",
    "reviewee.team",
    "reviewee.email",
    "reviewer.name",
    "reviewer.title",
    "reviewer.email",
    "cycle.name",
    "cycle.period",
    "cycle.due",
    "form.month",
    "account.name",
    "account.last_review",
    "account.next_review",
    "previous.cycle",
    "previous.result",
)

EXTERNAL_SOURCES = frozenset(
    {"reviewee.name", "reviewer.name", "cycle.name", "cycle.period", "cycle.due", "form.month"}
)
"""What a form that leaves the house may say."""
