"""The sheets of a report that only some cycles have."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest

from sheetreview.model.summary import TeamSummary
from sheetreview.report import styles
from sheetreview.report.csv_report import ratings_csv
from sheetreview.report.json_report import summary_json
from sheetreview.report.workbook import summary_plan
from sheetreview.sheet.measure import text_width
from sheetreview.sheet.plan import BookPlan, SheetPlan
from sheetreview.summarize.review_input import ReviewInput
from sheetreview.summarize.team import summarize, summarize_apart
from sheetreview.xlsx.render import render
from tests.report.test_workbook import assert_sound, line_of, sheet, team, texts, written
from tests.summarize.builders import cycle, finding
from tests.summarize.forms import (
    UNTOLD,
    WITH_PLAN,
    card,
    customer,
    form,
    rated,
    reviewed_accounts,
    sales_with_plan,
    self_and_manager,
)
from tests.summarize.raters_over_time import Memory

TODAY = date(2025, 6, 15)
SALES, CARD, BOTH, ACCOUNTS = sales_with_plan(), card(), self_and_manager(), reviewed_accounts()


def plan_of(*given: ReviewInput) -> BookPlan:
    return summary_plan(summarize(cycle(), given, TODAY))


def titles(plan: BookPlan) -> list[str]:
    return [str(found.title) for found in plan.sheets]


def said(found: SheetPlan) -> str:
    return "\n".join(str(cell.content) for cell in found.cells if cell.content is not None)


def sales_form(name: str = "Ann", **more: object) -> ReviewInput:
    rows: dict[str, str | float] = {
        "goals.revenue.target": 100,
        "goals.revenue.actual": 80,
        "goals.revenue.status": "At risk",
        "log.row-1.action": "Visit Acme",
        "log.row-1.owner": "Tom",
        "log.row-1.due": "2025-06-05",
        "log.row-1.note": UNTOLD,
        "log.row-2.action": "Write the plan",
        "log.row-2.owner": "tom ",
        "log.row-3.action": "Closed one",
        "log.row-3.progress": "Done",
        "pip.row-1.action": "Daily coaching",
        "pip.row-1.owner": "Coach Kim",
        "pip.row-1.due": "2025-01-01",
    }
    return form(SALES, rows | {f"log.row-4.{k}": str(v) for k, v in more.items()}, name=name, variant=WITH_PLAN)


def customers(letters: str, about: str = "Ann", month: str = "2025-05") -> list[ReviewInput]:
    return [
        customer(CARD, about, f"Buyer {about} {n}", {**rated(letter, "A", "B"), "card.x.why": UNTOLD}, month)
        for n, letter in enumerate(letters)
    ]


def everything() -> TeamSummary:
    """HR's summary."""
    return editions()[1]


def directors() -> TeamSummary:
    return editions()[0]


def editions() -> tuple[TeamSummary, TeamSummary]:
    """All kinds of forms in one cycle."""
    given = [
        sales_form(),
        *customers("ABDD"),
        *customers("D", about="Ben"),
        form(BOTH, {"areas.a.own": 5, "areas.b.own": 3}, role="self", reviewer="Ann"),
        form(BOTH, {"areas.a.rating": 2, "areas.b.rating": 3}),
        form(ACCOUNTS, None, account="Acme", extra={"size": "large", "last_review": "2025-01-31"}),
    ]
    return summarize_apart(cycle(), given, TODAY)


def test_a_cycle_has_only_the_sheets_it_has_something_for() -> None:
    assert titles(summary_plan(everything())) == [
        "Overview",
        "People",
        "Accounts",
        "Actions",
        "Flags",
        "Extra sections",
        "Raters",
        "Gaps",
        "Figures",
        "Ratings Both, manager",
        "Ratings Both, self",
        "Items",
        "Choices",
        "Reviewers",
        "Findings",
        "Missing",
    ]
    assert titles(plan_of(*customers("AAA"))) == ["Overview", "People", "Raters", "Findings", "Missing"]


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_every_sheet_is_sound(paper: str) -> None:
    assert_sound(summary_plan(everything(), paper))
    assert_sound(summary_plan(directors(), paper))


def test_a_cycle_of_which_nothing_came_back_is_sound() -> None:
    nothing = [
        form(SALES, None, variant=WITH_PLAN),
        customer(CARD, "Ann", "C", None),
        form(BOTH, None, role="self"),
        form(BOTH, None),
        form(ACCOUNTS, None, account="Acme"),
    ]
    plan = summary_plan(summarize(cycle(), nothing))

    assert_sound(plan)
    assert "no next date" not in " ".join(texts(plan))


def test_gaps_show_both_means_and_the_people_who_differ() -> None:
    gaps = sheet(summary_plan(everything()), "Gaps")

    assert line_of(gaps, "Area A") == ["Area A", 5, 2, 3, 1]
    by_person = [cell.row for cell in gaps.cells if cell.content == "Ann"]
    assert len(by_person) == 1
    row = [c.content for c in sorted(gaps.cells, key=lambda c: c.column) if c.row == by_person[0]]
    assert row == ["Ann", 5, 2, 3, "Area A", "Areas"]


def test_people_with_larger_gaps_come_first_each_with_all_of_theirs() -> None:
    given = []
    for name, own, other in (("Ann", (3, 5), (2, 5)), ("Ben", (1, 4), (5, 3)), ("Cem", (3, 3), (3, 3))):
        given.append(form(BOTH, {"areas.a.own": own[0], "areas.b.own": own[1]}, name=name, role="self"))
        given.append(form(BOTH, {"areas.a.rating": other[0], "areas.b.rating": other[1]}, name=name))
    gaps = sheet(plan_of(*given), "Gaps")
    names = [cell.content for cell in gaps.cells if cell.content in {"Ann", "Ben", "Cem"}]

    assert names == ["Ben", "Ben", "Ann"]
    assert "3 gaps of 2 people. Whoever has the largest one comes first, with all of their own." in said(gaps)


def test_the_paragraph_over_the_gaps_of_persons_keeps_clear_of_the_headings_rule() -> None:
    gaps = sheet(summary_plan(everything()), "Gaps")
    rows = {str(cell.content): cell.row for cell in gaps.cells}
    heading = rows["Person by person: gaps of one level or more"]
    (paragraph,) = (row for text, row in rows.items() if "Whoever has the largest" in text)
    assert paragraph == heading + 2


@pytest.mark.parametrize("sheets", ["insights", "ratings"])
def test_every_column_of_a_table_has_a_head_that_does_not_touch_its_borders(sheets: str) -> None:
    for found in summary_plan(everything() if sheets == "insights" else team()).sheets:
        widths = {column.column: column.width for column in found.columns}
        merged = {(block.top, place) for block in found.merges for place in range(block.left, block.right + 1)}
        for cell in found.cells:
            if cell.style == styles.HEADER_CENTER and (cell.row, cell.column) not in merged:
                assert cell.content, (found.title, cell)
                longest = max(text_width(word) for word in str(cell.content).split())
                assert longest + 2 <= widths[cell.column], (found.title, cell)


def test_figures_rank_people() -> None:
    low = form(SALES, {"goals.revenue.target": 10, "goals.revenue.actual": 5}, name="Low")
    figures = sheet(plan_of(low, sales_form("High")), "Figures")

    assert line_of(figures, "Revenue") == ["Revenue", 2, 0.65, 0, 0.5, 0.8]
    ranks = [(c.content, c.row) for c in figures.cells if c.content in {"High", "Low"}]
    assert [name for name, _ in sorted(ranks, key=lambda pair: pair[1])] == ["High", "Low"]


def test_choices_count_options() -> None:
    assert line_of(sheet(plan_of(sales_form()), "Choices"), "Revenue") == ["Revenue", 1, 0, 1]


def test_actions_count_by_owner_whatever_the_spelling_and_list_what_is_late_first() -> None:
    actions = sheet(summary_plan(directors()), "Actions")

    assert line_of(actions, "Tom") == ["Tom", 1, 0, 1, 0, 2]
    assert line_of(actions, "No owner") == ["No owner", 0, 0, 0, 1, 1]
    late = line_of(actions, "Visit Acme")
    # 5 June 2025 as a spreadsheet counts days, 10 days before the summary's.
    assert late == [
        "Visit Acme",
        "Tom",
        (date(2025, 6, 5) - date(1899, 12, 30)).days,
        10,
        "–",
        "Ann",
        "Log",
        "Rae Boss",
    ]
    assert line_of(actions, "Write the plan")[2:4] == ["no date", None]
    rows = {cell.content: cell.row for cell in actions.cells if cell.column == 1}
    assert rows["Visit Acme"] < rows["Write the plan"]
    assert "Closed one" not in rows


def test_flags_name_the_row() -> None:
    flags = sheet(plan_of(sales_form()), "Flags")

    assert line_of(flags, "At risk") == ["At risk", "Revenue", "Status", "Ann", "Goals", "Rae Boss"]


def test_an_overdue_account_is_said_to_be() -> None:
    accounts = sheet(summary_plan(everything()), "Accounts")
    last, following = date(2025, 1, 31), date(2025, 4, 30)
    epoch = date(1899, 12, 30)

    assert line_of(accounts, "Acme") == [
        "Acme",
        "Ann",
        "Rae Boss",
        "3 months",
        (last - epoch).days,
        (following - epoch).days,
        "overdue",
        "no",
    ]


def test_a_group_of_raters_is_shown_with_counts_shares_and_its_lowest() -> None:
    raters = sheet(plan_of(*customers("ABDD"), *customers("BBA", month="2025-06")), "Raters")

    assert line_of(raters, "Behaviour x") == [
        "Behaviour x",
        7,
        "lowest",
        1,
        3,
        2,
        1,
        *[pytest.approx(n / 7, abs=1e-6) for n in (1, 3, 2)],
    ]
    may = line_of(raters, "May 2025")
    # Four customers, three behaviours: x A B D D, y all A and z all B, of which one each is not told.
    assert may[:10] == ["May 2025", "4 of 4", 4, 4, 4, 2, 2, *[pytest.approx(n / 12, abs=1e-6) for n in (4, 4, 2)]]
    assert may[-1] == "Behaviour x"
    assert "Ann (North): 7 of 7 returned (100%), 4 raters" in said(raters)


def test_few_raters_are_said_to_be_few() -> None:
    raters = sheet(plan_of(*customers("DD")), "Raters")

    assert "Fewer than 3 raters so far: no rating is shown." in said(raters)
    assert not [cell for cell in raters.cells if cell.content == "Behaviour x"]


def test_the_overview_of_letters_shows_shares_and_months() -> None:
    overview = sheet(plan_of(*customers("ABDD"), *customers("BBAA", month="2025-06")), "Overview")

    # x: A B D D and B B A A.
    assert written(overview, "Behaviour x  –  lowest")[1:] == [8, 0.375, 0.375, 0.25]
    (chart,) = overview.charts
    assert chart.values.bottom - chart.values.top == 1


def test_the_overview_says_what_to_act_on_and_which_forms_there_are() -> None:
    overview = sheet(summary_plan(everything()), "Overview")

    assert written(overview, "Actions overdue, of 3 to do")[1:] == [2, "Actions"]
    assert written(overview, "Accounts overdue, of 1")[1:] == [1, "Accounts"]
    assert written(overview, "Flagged rows")[1:] == [1, "Flags"]
    assert written(overview, "Gaps of one level or more")[1:] == [1, "Gaps"]
    assert written(overview, "Card, customer")[1:] == [5, 5, 5, 0]


def test_the_overview_without_any_rating_lists_owners_and_accounts() -> None:
    given = [
        form(ACCOUNTS, {"notes.row-1.note": "x"}, account="Acme", extra={"size": "large", "last_review": "2025-01-31"})
    ]
    overview = sheet(plan_of(*given), "Overview")

    assert "Nothing is rated in these forms" in said(overview)
    assert written(overview, "Acme")[1:] == ["3 months", (date(2025, 4, 30) - date(1899, 12, 30)).days, "overdue"]


def test_people_have_form_and_account_when_used_and_raters_only_how_many_came_back() -> None:
    people = sheet(summary_plan(everything()), "People")

    assert line_of(people, "Reviewee")[3:6] == ["Form", "Account", "Status"]
    assert line_of(people, "Ben") == ["Ben", "North", "Card, customer", "1 of 1"]
    assert "Buyer" not in said(people)


def test_newer_returns_wait_and_the_sheet_says_up_to_which_day_it_stands() -> None:
    memory = Memory()
    summarize(cycle(), customers("ABDD"), date(2025, 6, 1), memory)
    given = [*customers("ABDD"), *customers("AA", month="2025-06")]
    plan = summary_plan(summarize(cycle(), given, TODAY, memory))

    waiting = "As of 1 June 2025; 2 newer returns wait until 3 raters can be shown together."
    assert waiting in said(sheet(plan, "Raters"))
    assert waiting in said(sheet(plan, "Overview"))
    assert_sound(plan)


def test_late_and_missing_raters_are_numbers_without_names() -> None:
    given = [*customers("ABDD"), customer(CARD, "Ann", "Buyer late", None, "2025-05")]
    plan = summary_plan(summarize(cycle(), given, date(2025, 7, 10)))

    assert written(sheet(plan, "Overview"), "Forms of groups of raters late")[1:] == [1, "People"]
    assert "Card, customer: 1 of 5 forms are out." in said(sheet(plan, "Missing"))
    assert "Nobody is missing" not in said(sheet(plan, "Missing"))
    assert not [text for text in texts(plan) if "Buyer" in text]


def test_the_hr_edition_says_so_on_every_sheet_and_the_other_does_not() -> None:
    hr, shared = summary_plan(everything()), summary_plan(directors())

    assert "HR edition – restricted" in hr.title
    assert all("HR edition – restricted" in said(found) for found in hr.sheets)
    assert "restricted" not in shared.title.casefold()
    assert not [text for text in texts(shared) if "restricted" in text.casefold()]


def test_the_extra_sections_list_open_and_overdue() -> None:
    parts = sheet(summary_plan(everything()), "Extra sections")

    assert line_of(parts, "Ann") == ["Ann", "North", "Improvement Plan", "Rae Boss", 1, 1, "returned"]


def unzipped(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def test_no_part_of_the_directors_files_tells_what_is_restricted() -> None:
    summary = directors()
    written = unzipped(render(summary_plan(summary))) + summary_json(summary) + "".join(ratings_csv(summary))

    assert "Visit Acme" in written
    for word in ("Daily coaching", "Coach Kim", "Improvement Plan", "pip", UNTOLD):
        assert word not in written


def test_no_file_tells_what_one_rater_said() -> None:
    """Ben's one customer is in no total, and which of Ann's four may have said something else is not told."""
    given = [*customers("AAAA"), *customers("D", about="Ben")]
    bad = form(
        CARD, rated("B"), name="Ann", role="customer", reviewer="Buyer X", findings=[finding(message="C on the card")]
    )
    summary = summarize(cycle(), [*given, bad], TODAY)
    content = json.loads(summary_json(summary))
    (group,) = content["pooled"]

    assert [bool(person["items"]) for person in group["people"]] == [True, False]
    (first, *_) = group["everyone"]["items"]
    assert first == group["people"][0]["items"][0]
    assert (first["rated"], first["untold"], [level["count"] for level in first["levels"]]) == (4, 1, [3, 0, 0])
    assert "".join(ratings_csv(summary)).count("\n") == 1
    written = unzipped(render(summary_plan(summary))) + summary_json(summary)
    assert UNTOLD not in written
    assert "C on the card" not in written
    assert "Buyer" not in written
    assert content["reviewers"] == content["items"] == []


def test_the_json_has_every_kind_of_row() -> None:
    content = json.loads(summary_json(everything()))

    assert content["as_of"] == "2025-06-15"
    assert (content["gaps"][0]["item"], content["gaps"][0]["gap"]) == ("a", 3)
    assert content["follow_ups"][0]["state"] == "overdue"
    assert content["choices"][0]["counts"][0] == {"value": "On track", "label": "On track", "count": 0}
    assert content["accounts"][0]["next_review"] == "2025-04-30"
    assert content["person_figures"][0]["mean"] == 0.8
    assert content["parts"][0]["section"] == "pip"
    assert content["flags"][0]["label"] == "Revenue"
    assert content["pooled"][0]["everyone"]["items"][0]["rated"] == 4


def test_long_texts_and_other_scripts_fit_their_rows() -> None:
    long = "Срочно обновить договор с крупнейшими покупателями " * 20
    plan = plan_of(sales_form("李小龙", action=long, owner="Núñez " * 30))

    assert_sound(plan)
    actions = sheet(plan, "Actions")
    row = next(cell.row for cell in actions.cells if cell.content == long)
    assert next(found.height for found in actions.rows if found.row == row) > 100
