"""Follow-ups, flags, conditional parts and accounts."""

from __future__ import annotations

from datetime import date

import pytest

from sheetreview.model.insights import AccountResult, FollowUpState
from sheetreview.model.summary import TeamSummary
from sheetreview.summarize.review_input import ReviewInput
from sheetreview.summarize.team import summarize
from tests.summarize.builders import cycle, finding
from tests.summarize.forms import UNTOLD, WITH_PLAN, Answers, form, reviewed_accounts, sales_with_plan

SALES = sales_with_plan()
TODAY = date(2025, 6, 15)


def action(place: str, what: str = "", due: str = "", progress: str = "", owner: str = "") -> dict[str, str | float]:
    cells = {"action": what, "due": due, "progress": progress, "owner": owner}
    return {f"{place}.{column}": value for column, value in cells.items() if value}


def to_do(answers: Answers, as_of: date | None = TODAY) -> TeamSummary:
    return summarize(cycle(), [form(SALES, answers)], as_of)


@pytest.mark.parametrize(
    ("due", "progress", "state"),
    [
        ("2025-06-14", "Open", FollowUpState.OVERDUE),
        ("2025-06-15", "Open", FollowUpState.OPEN),
        ("2025-06-16", "", FollowUpState.OPEN),
        ("2025-01-01", "Done", FollowUpState.CLOSED),
        ("", "Open", FollowUpState.UNDATED),
        ("?", "", FollowUpState.UNDATED),
        ("", "Done", FollowUpState.CLOSED),
    ],
)
def test_an_action_is_overdue_from_the_day_after_unless_it_is_closed(
    due: str, progress: str, state: FollowUpState
) -> None:
    (row,) = to_do(action("log.row-1", "Call", due, progress)).follow_ups

    assert (row.state, row.what, row.due) == (state, "Call", due if due != "?" else "")


def test_without_a_day_nothing_is_overdue() -> None:
    summary = to_do(action("log.row-1", "Call", "2020-01-01"), as_of=None)

    assert summary.follow_ups[0].state is FollowUpState.OPEN
    assert summary.as_of == ""


def test_the_summary_names_the_day_only_where_dates_matter() -> None:
    assert to_do(action("log.row-1", "Call")).as_of == "2025-06-15"
    assert to_do({}).as_of == ""


def test_rows_nobody_wrote_in_are_no_actions() -> None:
    summary = to_do({**action("log.row-1", "Call"), **action("log.row-3", owner="Tom")})

    assert [(row.what, row.owner) for row in summary.follow_ups] == [("Call", ""), ("", "Tom")]


def test_actions_come_from_incomplete_reviews_too_the_earliest_first() -> None:
    given = [
        form(SALES, action("log.row-1", "Later", "2025-09-01"), name="Ann", findings=[finding()]),
        form(SALES, action("log.row-1", "Sooner", "2025-07-01"), name="Zoe"),
        form(SALES, action("log.row-1", "Never"), name="Bo"),
        form(SALES, None, name="Gone"),
    ]

    assert [row.what for row in summarize(cycle(), given, TODAY).follow_ups] == ["Sooner", "Later", "Never"]


def test_last_cycles_actions_count_though_nobody_typed_them() -> None:
    rows = {**action("old.row-1", "Old one", "2025-05-01"), **action("log.row-1", "New one", "2025-05-01")}
    given = form(SALES, {**rows, "old.row-1.progress": "Done"}, prefilled=["old.row-1.action", "old.row-1.due"])
    found = {row.what: row for row in summarize(cycle(), [given], TODAY).follow_ups}

    assert (found["Old one"].carried, found["Old one"].state, found["Old one"].progress) == (
        True,
        FollowUpState.CLOSED,
        "Done",
    )
    assert (found["New one"].carried, found["New one"].state) == (False, FollowUpState.OVERDUE)


def test_no_free_text_but_what_is_to_be_done_enters_the_summary() -> None:
    summary = to_do({**action("log.row-1", "Call", progress="Open"), "log.row-1.note": UNTOLD})

    assert UNTOLD not in repr(summary)


def test_flagged_rows_are_listed_from_every_review_that_came_back() -> None:
    given = [
        form(SALES, {"goals.revenue.status": "At risk"}, name="Ann", findings=[finding()]),
        form(SALES, {"goals.calls.status": "On track", "goals.row-1.status": "At risk"}, name="Ben"),
    ]
    flags = summarize(cycle(), given, TODAY).flags

    assert [(row.name, row.label, row.column_title, row.value) for row in flags] == [
        ("Ann", "Revenue", "Status", "At risk"),
        ("Ben", "", "Status", "At risk"),
    ]


def test_a_flagged_row_is_called_what_its_reviewer_called_it() -> None:
    (row,) = to_do({"goals.row-1.goal": "Renewals", "goals.row-1.status": "At risk"}).flags

    assert row.label == "Renewals"


def test_a_part_counts_what_is_open_and_overdue_in_its_form() -> None:
    rows = {
        **action("pip.row-1", "Late", "2025-06-01"),
        **action("pip.row-2", "Soon", "2025-07-01"),
        **action("pip.row-3", "Over", "2025-06-01", "Done"),
        **action("log.row-1", "Elsewhere", "2025-06-01"),
    }
    given = [
        form(SALES, rows, name="Ann", variant=WITH_PLAN),
        form(SALES, None, name="Ben", variant=WITH_PLAN),
        form(SALES, {}, name="Cem"),
    ]
    parts = summarize(cycle(), given, TODAY).parts

    assert [(part.name, part.returned, part.open, part.overdue) for part in parts] == [
        ("Ann", True, 2, 1),
        ("Ben", False, 0, 0),
    ]


ACCOUNTS = reviewed_accounts()


def account(name: str, size: str, last: str, held: str | None = None, *, wrong: bool = False) -> ReviewInput:
    answers: Answers | None = None if held is None else {"notes.row-1.note": "ok"}
    return form(
        ACCOUNTS,
        answers,
        account=name,
        extra={"size": size, "last_review": last},
        header={"day": held or ""},
        findings=[finding()] if wrong else [],
    )


def accounts(*given: ReviewInput, as_of: date | None = TODAY) -> dict[str, AccountResult]:
    return {found.account: found for found in summarize(cycle(), given, as_of).accounts}


@pytest.mark.parametrize(
    ("size", "last", "held", "months", "last_review", "next_review", "overdue"),
    [
        ("large", "2025-03-14", None, 3, "2025-03-14", "2025-06-14", True),
        ("LARGE", "2025-03-15", None, 3, "2025-03-15", "2025-06-15", False),
        ("small", "2024-02-29", None, 12, "2024-02-29", "2025-02-28", True),
        ("large", "2024-01-01", "2025-05-31", 3, "2025-05-31", "2025-08-31", False),
        ("large", "2025-06-01", "2025-05-31", 3, "2025-06-01", "2025-09-01", False),
        ("huge", "2020-01-01", None, None, "2020-01-01", "", False),
        ("large", "", None, 3, "", "", False),
        ("large", "soon", None, 3, "", "", False),
        ("large", "9999-12-31", None, 3, "9999-12-31", "", False),
    ],
)
def test_the_next_review_follows_from_the_rule_and_the_later_day(
    size: str,
    last: str,
    held: str | None,
    months: int | None,
    last_review: str,
    next_review: str,
    overdue: bool,  # noqa: FBT001 -- a column of the table above
) -> None:
    found = accounts(account("Acme", size, last, held))["Acme"]

    assert (found.months, found.last_review, found.next_review, found.overdue) == (
        months,
        last_review,
        next_review,
        overdue,
    )
    assert found.reviewed is (held is not None)


def test_a_review_with_errors_moves_no_date() -> None:
    found = accounts(account("Acme", "large", "2025-01-01", "2025-06-01", wrong=True))["Acme"]

    assert (found.last_review, found.reviewed, found.overdue) == ("2025-01-01", False, True)


def test_without_a_day_no_account_is_overdue() -> None:
    assert not accounts(account("Acme", "large", "2020-01-01"), as_of=None)["Acme"].overdue


def test_several_forms_about_an_account_are_one_line_with_the_latest_people() -> None:
    one = form(
        ACCOUNTS, {}, name="Ann", account="Acme", extra={"size": "large"}, header={"day": "2025-02-01"}, reviewer="Old"
    )
    other = form(
        ACCOUNTS,
        {"notes.row-1.note": "ok"},
        name="Ben",
        account="ACME",
        extra={"size": "large"},
        header={"day": "2025-05-01"},
        reviewer="New",
    )
    (found,) = summarize(cycle(), [one, other], TODAY).accounts

    assert (found.manager, found.line_manager, found.last_review) == ("Ben", "New", "2025-05-01")
