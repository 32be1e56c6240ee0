"""When each account was reviewed and is to be reviewed next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sheetreview.model.insights import AccountResult
from sheetreview.model.people import Assignment, Subject, subject_of
from sheetreview.model.schedule import LAST_REVIEW, Frequency, iso_day, months_between, next_review
from sheetreview.summarize.review_input import ReviewInput


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    assignment: Assignment
    frequency: Frequency
    leads: bool
    counted: bool
    reviewed: str


class Accounts:
    """Collects the forms about accounts, in layouts that say how often these are to be reviewed."""

    def __init__(self) -> None:
        self._forms: dict[Subject, list[_Form]] = {}

    def add(self, given: ReviewInput, *, counted: bool) -> None:
        """Note one form, returned or not."""
        layout = given.edition.layout
        if layout.frequency is None or not given.assignment.account:
            return
        header = given.review.header if given.review is not None and counted else {}
        form = _Form(
            assignment=given.assignment,
            frequency=layout.frequency,
            leads=not given.edition.asked.own,
            counted=counted,
            reviewed=iso_day(header.get(layout.frequency.reviewed, "")),
        )
        self._forms.setdefault(subject_of(layout, given.assignment), []).append(form)

    def results(self, as_of: date | None) -> tuple[AccountResult, ...]:
        """Accounts by layout and name. Without a day, none is overdue."""
        return tuple(_result(layout, forms, as_of) for (layout, _, _), forms in sorted(self._forms.items()))


def _result(layout: str, forms: list[_Form], as_of: date | None) -> AccountResult:
    """An account with several forms has the people of the one that was reviewed last."""
    latest = max(forms, key=lambda form: (form.leads, form.reviewed))
    known = (iso_day(form.assignment.extra.get(LAST_REVIEW, "")) for form in forms)
    held = (form.reviewed for form in forms if as_of is None or form.reviewed <= as_of.isoformat())
    last = max((*known, *held), default="")
    months = months_between(latest.frequency, latest.assignment.extra)
    following = next_review(last, months)
    return AccountResult(
        layout=layout,
        account=latest.assignment.account,
        manager=latest.assignment.reviewee.name,
        line_manager=latest.assignment.reviewer.name,
        months=months,
        last_review=last,
        next_review=following,
        overdue=bool(following) and as_of is not None and following < as_of.isoformat(),
        reviewed=any(form.counted for form in forms),
    )
