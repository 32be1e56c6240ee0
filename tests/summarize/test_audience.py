from __future__ import annotations

from dataclasses import replace
from datetime import date

from sheetreview.model.edition import Variant
from sheetreview.model.summary import TeamSummary
from sheetreview.summarize.audience import for_directors, has_restricted
from sheetreview.summarize.team import summarize
from tests.summarize.builders import cycle, finding, layout, number_scale
from tests.summarize.forms import WITH_PLAN, column, form, sales_with_plan

SALES = sales_with_plan()
TODAY = date(2025, 6, 15)


def team() -> TeamSummary:
    plan = {
        "pip.row-1.action": "Daily coaching",
        "pip.row-1.owner": "Coach Kim",
        "pip.row-1.due": "2025-01-01",
        "pip.row-1.progress": "Open",
    }
    log = {"log.row-1.action": "Visit Acme", "log.row-1.progress": "Open"}
    wrong = replace(finding(message="Daily coaching has no date"), section="pip")
    kept = replace(finding(message="Visit Acme has no date"), section="log")
    return summarize(
        cycle(),
        [
            form(SALES, {**plan, **log}, variant=WITH_PLAN, findings=[wrong, kept]),
            form(SALES, log, name="Ben"),
            form(SALES, plan, name="Cem", variant=WITH_PLAN),
        ],
        TODAY,
    )


def test_directors_read_nothing_of_a_restricted_section() -> None:
    everything, open_part = team(), for_directors(team())

    assert "Daily coaching" in repr(everything)
    for word in ("Daily coaching", "Coach Kim", "pip", "Improvement Plan", "restricted=True"):
        assert word not in repr(open_part)


def test_directors_keep_everything_else() -> None:
    open_part = for_directors(team())

    assert [row.what for row in open_part.follow_ups] == ["Visit Acme", "Visit Acme"]
    assert [row.section for row in open_part.flags] == ["log", "log"]
    assert [found.message for person in open_part.people for found in person.findings] == ["Visit Acme has no date"]
    assert open_part.participation == team().participation


def test_a_summary_is_restricted_only_when_somebody_has_such_a_section() -> None:
    assert has_restricted(team())
    assert not has_restricted(for_directors(team()))
    assert not has_restricted(summarize(cycle(), [form(SALES, {}, name="Ben")], TODAY))


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
    summary = summarize(cycle(), [form(source, {"open.open-a.rating": 4, "hidden.hidden-a.rating": 2})])
    open_part = for_directors(summary)

    assert "hidden" in repr(summary)
    assert "hidden" not in repr(open_part)
    assert [rating.value for rating in open_part.people[0].ratings] == ["4"]


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
