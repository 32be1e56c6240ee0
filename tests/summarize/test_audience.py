from __future__ import annotations

from dataclasses import replace
from datetime import date

from sheetreview.model.edition import Variant
from sheetreview.model.finding import Severity
from sheetreview.model.summary import TeamSummary
from sheetreview.summarize.team import summarize, summarize_apart
from tests.summarize.builders import cycle, finding, layout, number_scale
from tests.summarize.forms import WITH_PLAN, column, form, sales_with_plan

SALES = sales_with_plan()
TODAY = date(2025, 6, 15)


def team() -> tuple[TeamSummary, TeamSummary]:
    """The summary for directors and HR's."""
    plan = {
        "pip.row-1.action": "Daily coaching",
        "pip.row-1.owner": "Coach Kim",
        "pip.row-1.due": "2025-01-01",
        "pip.row-1.progress": "Open",
    }
    log = {"log.row-1.action": "Visit Acme", "log.row-1.progress": "Open"}
    wrong = replace(finding(message="Daily coaching has no date"), section="pip")
    kept = replace(finding(Severity.WARNING, message="Visit Acme has no date"), section="log")
    return summarize_apart(
        cycle(),
        [
            form(SALES, {**plan, **log}, variant=WITH_PLAN, findings=[wrong, kept]),
            form(SALES, log, name="Ben"),
            form(SALES, plan, name="Cem", variant=WITH_PLAN),
        ],
        TODAY,
    )


def test_directors_read_nothing_of_a_restricted_section() -> None:
    shared, whole = team()

    assert "Daily coaching" in repr(whole)
    for word in ("Daily coaching", "Coach Kim", "pip", "Improvement Plan", "for_hr=True"):
        assert word not in repr(shared)


def test_directors_keep_everything_else() -> None:
    shared, _ = team()

    assert [row.what for row in shared.follow_ups] == ["Visit Acme", "Visit Acme"]
    assert [row.section for row in shared.flags] == ["log", "log"]
    assert [found.message for person in shared.people for found in person.findings] == ["Visit Acme has no date"]


def test_an_error_in_a_restricted_section_does_not_show_in_a_status_for_directors() -> None:
    """Ann's only error is in the plan; Cem wrote nothing but a plan."""
    shared, whole = team()

    assert {person.name: person.status.value for person in whole.people}["Ann"] == "with errors"
    assert {person.name: person.status.value for person in shared.people}["Ann"] == "complete"
    assert (whole.participation.with_errors, shared.participation.with_errors) == (1, 0)


def test_a_summary_is_hrs_only_when_somebody_has_such_a_section() -> None:
    shared, whole = team()
    assert whole.for_hr
    assert not shared.for_hr
    assert not summarize(cycle(), [form(SALES, {}, name="Ben")], TODAY).for_hr


def test_no_day_is_named_to_directors_when_only_restricted_things_have_dates() -> None:
    plan = {"pip.row-1.action": "Daily coaching", "pip.row-1.due": "2025-01-01"}
    shared, whole = summarize_apart(cycle(), [form(SALES, plan, variant=WITH_PLAN)], TODAY)
    assert (shared.as_of, whole.as_of) == ("", "2025-06-15")


def test_ratings_of_a_restricted_section_are_not_for_directors() -> None:
    source = layout(
        id="x",
        scales=[number_scale("five", 5)],
        sections=[
            {
                "id": name,
                "title": name.capitalize(),
                "columns": [column("label", "label"), column("rating", "rating", scale="five")],
                "items": [{"id": f"{name}-a", "label": f"Item of {name}"}],
                "restricted": name == "hidden",
            }
            for name in ("open", "hidden")
        ],
    )
    shared, whole = summarize_apart(cycle(), [form(source, {"open.open-a.rating": 4, "hidden.hidden-a.rating": 2})])

    assert "hidden" in repr(whole)
    assert "hidden" not in repr(shared)
    assert [rating.value for rating in shared.people[0].ratings] == ["4"]
    # 4 of 5; with the hidden 2 of 5, which HR sees beside it, they would be 60 % on average.
    assert (shared.overall_percent, whole.overall_percent) == (80, 80)
    assert [section.mean_percent for section in whole.sections] == [80, 40]


def library() -> TeamSummary:
    """Two forms with different items of one library."""
    source = layout(
        id="lib",
        scales=[number_scale("five", 5)],
        sections=[
            {
                "id": "s",
                "title": "S",
                "columns": [column("label", "label"), column("rating", "rating", scale="five")],
                "items": [{"id": i, "label": i.upper()} for i in "abcd"],
                "pick": {"at_most": 2, "default": ["a", "b"]},
            }
        ],
    )
    picks = [Variant(picked={"s": ("d", "b")}), Variant(picked={"s": ("a", "b")})]
    given = [({"s.b.rating": 4, "s.d.rating": 2}, picks[0]), ({"s.a.rating": 5, "s.b.rating": 2}, picks[1])]
    forms = [form(source, answers, name=f"P{n}", variant=pick) for n, (answers, pick) in enumerate(given)]
    return summarize(cycle(), forms)


def test_forms_with_different_picks_are_summed_up_over_all_their_items() -> None:
    summary = library()

    assert [(item.item, item.rated, item.mean) for item in summary.items] == [("a", 1, 5), ("b", 2, 3), ("d", 1, 2)]
    # 6 of 10 and 7 of 10 points.
    assert [section.mean_percent for section in summary.sections] == [65]
