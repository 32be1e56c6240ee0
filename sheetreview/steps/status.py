"""``status``: who has which forms, and where each stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sheetreview.model.insights import AccountResult
from sheetreview.model.schedule import days_late
from sheetreview.model.summary import Status
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import checked_reviews
from sheetreview.steps.which_counts import choices_by_form
from sheetreview.summarize.accounts import Accounts
from sheetreview.summarize.audience import ForDirectors
from sheetreview.summarize.results import is_counted, review_status, section_results


@dataclass(frozen=True, slots=True, kw_only=True)
class FormStatus:
    """Where one form stands; ``rated`` of ``of`` items, both 0 before it is returned; ``issued``: it was written.

    ``due`` is the day (ISO) by which it is wanted, '' when none is set; ``days_late`` counts the days since then of a
    form that is not complete. ``choice`` is what was chosen
    about its returns, and why. ``link`` is the address of its Google Sheet, '' when it has none.
    """

    form_id: str
    reviewee_id: str
    reviewee: str
    role: str
    account: str
    month: str
    status: Status
    issued: bool
    rated: int
    of: int
    errors: int
    due: str = ""
    days_late: int = 0
    choice: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerStatus:
    """One reviewer's forms, in the roster's order."""

    name: str
    email: str
    forms: tuple[FormStatus, ...]

    def count(self, status: Status) -> int:
        """How many forms stand so."""
        return sum(form.status is status for form in self.forms)

    @property
    def late(self) -> int:
        """How many forms are late."""
        return sum(form.days_late > 0 for form in self.forms)

    @property
    def days_late(self) -> int:
        """How many days late the latest of them is."""
        return max((form.days_late for form in self.forms), default=0)

    @property
    def issued(self) -> int:
        """How many forms were written."""
        return sum(form.issued for form in self.forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleStatus:
    """Every reviewer of a cycle by name, and its accounts with their next reviews, where it has any."""

    reviewers: tuple[ReviewerStatus, ...]
    accounts: tuple[AccountResult, ...]


def cycle_status(cycle: OpenCycle, *, as_of: date, progress: Callable[[int], None] = lambda _: None) -> CycleStatus:
    """How far a cycle is on a day. Raises CycleError as check does."""
    issued = cycle.store.ever_issued()
    links = {form.form_id: one.link for one in cycle.store.sheets.all().values() for form in one.forms}
    chosen = choices_by_form(cycle)
    people: dict[str, tuple[str, str]] = {}
    forms: dict[str, list[FormStatus]] = {}
    accounts, directors = Accounts(), ForDirectors()
    for given in checked_reviews(cycle, as_of=as_of, each=progress):
        reviewer = given.assignment.reviewer
        results = section_results(given.edition, given.review) if given.review else ()
        people.setdefault(reviewer.key, (reviewer.name, reviewer.email))
        stands = review_status(given.review, given.findings)
        due = given.assignment.due_by(cycle.settings.due)
        accounts.add(given, counted=is_counted(given, directors.see(given)))
        forms.setdefault(reviewer.key, []).append(
            FormStatus(
                form_id=given.form_id,
                reviewee_id=given.assignment.reviewee.employee_id,
                reviewee=given.assignment.reviewee.name,
                role=given.assignment.role,
                account=given.assignment.account,
                month=given.assignment.month,
                status=stands,
                issued=given.form_id in issued,
                rated=sum(result.rated for result in results),
                of=sum(result.of for result in results),
                errors=sum(finding.severity == "error" for finding in given.findings),
                due=due,
                days_late=0 if stands is Status.COMPLETE else days_late(due, as_of),
                choice=chosen.get(given.form_id, ""),
                link=links.get(given.form_id, ""),
            )
        )
    found = [ReviewerStatus(name=name, email=email, forms=tuple(forms[key])) for key, (name, email) in people.items()]
    found.sort(key=lambda reviewer: (reviewer.name.casefold(), reviewer.email.casefold()))
    return CycleStatus(reviewers=tuple(found), accounts=accounts.results(as_of))
