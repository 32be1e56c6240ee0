"""``sheetreview status``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import as_of_option, listing
from sheetreview.cli.output import Report, echo_table, notice, plural, progress_bar, say
from sheetreview.cli.pull import pull_all


@click.command(short_help="Say how far each reviewer is.")
@click.option("--people", is_flag=True, help="A line for each form, not for each reviewer.")
@click.option("--live", is_flag=True, help="Read the Google Sheets first, as 'pull' does.")
@as_of_option
@listing
@click.pass_obj
def status(root: Path, *, people: bool, live: bool, as_of: date | None) -> Report:
    """Say how far each reviewer is: issued, not started, in progress, with errors, complete, and how many days late.

    Accounts that are not reviewed as often as their layout asks are listed below. With --live it exits as 'pull' does:
    with 1 when some sheet could not be read, with 4 when Google ended the run.
    """
    pulled = _pull(root) if live else None
    with (
        sheetreview.Cycle.open(root, reading=True) as cycle,
        progress_bar("Reading returns", len(cycle.assignments)) as progress,
    ):
        found = cycle.status(as_of=as_of, progress=progress)
        due = cycle.settings.due
    data = {"reviewers": [_as_json(reviewer) for reviewer in found.reviewers], "accounts": found.accounts}
    return Report(
        data,
        lambda: _tell(found, due, people=people),
        lines=_lines(found.reviewers),
        in_order=pulled is None or pulled.in_order,
        stopped="" if pulled is None else pulled.stopped,
    )


def _tell(found: api.CycleStatus, due: date | None, *, people: bool) -> None:
    (_echo_people if people else _echo_reviewers)(found.reviewers)
    say()
    forms = [form for reviewer in found.reviewers for form in reviewer.forms]
    back = sum(form.status != "not started" for form in forms)
    late = sum(form.days_late > 0 for form in forms)
    said = [f"{back:,} of {plural(len(forms), 'form')} came back", *[f"{late:,} late"] * bool(late)]
    say("; ".join([*said, *([f"due {due.isoformat()}"] if due else [])]) + ".")
    _echo_accounts(found.accounts)
    if people:
        _echo_links(found.reviewers)


def _pull(root: Path) -> api.Pulled:
    """Read the sheets; what is wrong with one is a notice, and the others' state is shown."""
    with sheetreview.Cycle.open(root) as cycle:
        done = pull_all(cycle)
    for one in done.outcomes:
        if not one.outcome.taken:
            notice(f"{one.reviewee} (by {one.reviewer}): {one.outcome.value}; {one.detail}")
    if done.stopped:
        notice(f"sheetreview: not all sheets were read: {done.stopped}")
    return done


def _echo_accounts(accounts: Sequence[api.AccountResult]) -> None:
    overdue = sorted((account for account in accounts if account.overdue), key=lambda account: account.next_review)
    if overdue:
        rows = [(a.account, a.manager, a.line_manager, _every(a.months), a.last_review, a.next_review) for a in overdue]
        say()
        heads = ["Account overdue", "Account manager", "Line manager", "Reviewed", "Last review", "Was due"]
        echo_table(heads, rows)
    unknown = [account.account for account in accounts if not account.next_review]
    if unknown:
        say()
        say(f"No next review is known for {', '.join(unknown)}: the accounts file has no last review, or no rule fits.")


def _every(months: int | None) -> str:
    return "every month" if months == 1 else f"every {months} months"


def _form_for(form: api.FormStatus) -> str:
    """``Sam Lee, Acme Ltd, 2026-11``."""
    return ", ".join(part for part in (form.reviewee, form.account, form.month) if part)


def _echo_reviewers(reviewers: Sequence[api.ReviewerStatus]) -> None:
    rows = [
        (
            reviewer.name,
            reviewer.email,
            f"{reviewer.issued} of {len(reviewer.forms)}",
            reviewer.count(api.Status.NOT_STARTED) or "",
            _in_progress(reviewer),
            reviewer.count(api.Status.WITH_ERRORS) or "",
            reviewer.count(api.Status.COMPLETE) or "",
            f"{reviewer.late} ({plural(reviewer.days_late, 'day')})" if reviewer.late else "",
        )
        for reviewer in reviewers
    ]
    heads = ["Reviewer", "E-mail", "Issued", "Not started", "In progress", "With errors", "Complete", "Late"]
    echo_table(heads, rows, right={2, 3, 4, 5, 6, 7}, optional={7})


def _echo_people(reviewers: Sequence[api.ReviewerStatus]) -> None:
    rows = [(r.name, _form_for(f), f.role, _said(f), _late(f), f.choice) for r in reviewers for f in r.forms]
    echo_table(["Reviewer", "Form for", "Role", "State", "Late", "Returns"], rows, optional={4, 5})


def _late(form: api.FormStatus) -> str:
    """``3 days, due 2026-12-18``; nothing for a form that is not late."""
    return f"{plural(form.days_late, 'day')}, due {form.due}" if form.days_late else ""


_FIELDS = (
    *("reviewee_id", "reviewee", "role", "account", "month", "status", "issued", "rated", "of", "errors", "due"),
    *("days_late", "choice", "link"),
)
"""What is told of a form as JSON and CSV."""


def _lines(reviewers: Sequence[api.ReviewerStatus]) -> list[Sequence[object]]:
    """A line for each form, with its reviewer."""
    heads = ["reviewer", "reviewer_email", *_FIELDS]
    forms = ((reviewer, form) for reviewer in reviewers for form in reviewer.forms)
    return [heads, *([one.name, one.email, *(getattr(form, name) for name in _FIELDS)] for one, form in forms)]


def _echo_links(reviewers: Sequence[api.ReviewerStatus]) -> None:
    links = [f"{_form_for(f)} ({f.role}), by {r.name}: {f.link}" for r in reviewers for f in r.forms if f.link]
    if links:
        say()
        say("Sheets:")
    for link in links:
        say(f"  {link}")


def _in_progress(reviewer: api.ReviewerStatus) -> str:
    """``2 (9 of 18, 4 of 18)``: how many forms, and how far each is."""
    forms = [form for form in reviewer.forms if form.status == "in progress"]
    rated = ", ".join(filter(None, map(_rated, forms)))
    return f"{len(forms)}{f' ({rated})' if rated else ''}" if forms else ""


def _rated(form: api.FormStatus) -> str:
    """``9 of 18``; nothing for a form in which nothing is rated."""
    return f"{form.rated} of {form.of}" if form.of else ""


def _said(form: api.FormStatus) -> str:
    if form.status == "in progress":
        rated = _rated(form)
        return f"in progress ({rated})" if rated else "in progress"
    if form.status == "with errors":
        return f"with errors ({form.errors})"
    return form.status.value if form.issued else "not issued"


def _as_json(reviewer: api.ReviewerStatus) -> dict[str, object]:
    return {
        "name": reviewer.name,
        "email": reviewer.email,
        "issued": reviewer.issued,
        **{kind.value.replace(" ", "_"): reviewer.count(kind) for kind in api.Status},
        "late": reviewer.late,
        "forms": [{name: getattr(form, name) for name in _FIELDS} for form in reviewer.forms],
    }
