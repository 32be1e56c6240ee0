from __future__ import annotations

import csv
import io

import pytest

from sheetreview.model.layout import Layout
from sheetreview.model.summary import TeamSummary
from sheetreview.report.csv_report import ratings_csv
from sheetreview.report.text_out import csv_safe
from sheetreview.summarize.team import summarize, summarize_apart
from tests.summarize.builders import (
    NOTE,
    customer_service,
    cycle,
    finding,
    full,
    layout,
    number_scale,
    rating,
    returned,
    review,
)


def rows(summary: TeamSummary, *, raw: bool = False) -> list[dict[str, str]]:
    text = "".join(ratings_csv(summary, raw=raw))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_rating_is_one_row() -> None:
    source = customer_service()
    summary = summarize(
        cycle(),
        [
            returned("Ann", source, {"sales.s1": 4, "job.j2": 3}),
            returned("Bob", source, {"sales.s1": 1}, findings=[finding()]),
            returned("Gone", source, None),
        ],
    )

    found = rows(summary)

    assert found[0] == {
        "cycle": "Midyear 2025",
        "layout": "customer-service",
        "role": "manager",
        "reviewee_id": "E-Ann",
        "reviewee": "Ann",
        "team": "North",
        "reviewer": "Rae Boss",
        "section": "sales",
        "item": "s1",
        "label": "Sales s1",
        "value": "4",
        "level": "Level 4",
        "number": "4",
        "maximum": "5",
        "counted": "yes",
    }
    assert [(row["reviewee"], row["item"], row["counted"]) for row in found] == [
        ("Ann", "s1", "yes"),
        ("Ann", "j2", "yes"),
        ("Bob", "s1", "no"),
    ]


def test_every_field_is_quoted_and_lines_end_with_cr_lf() -> None:
    source = customer_service()
    lines = list(ratings_csv(summarize(cycle('The "big" one, 2025'), [returned("Ann", source, {"sales.s1": 4})])))

    assert lines[0].startswith('"cycle","layout",')
    assert lines[1].startswith('"The ""big"" one, 2025","customer-service",')
    assert all(line.endswith('"\r\n') for line in lines)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0"])
def test_no_text_can_become_a_formula(start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"

    assert csv_safe(text) == "'" + text
    assert csv_safe("Ann = Bob") == "Ann = Bob"
    assert csv_safe("") == ""


def test_a_typed_row_name_cannot_inject_and_raw_keeps_it() -> None:
    source = customer_service()
    given = review(source, {"sales.other": 5}, labels={("sales", "other"): "=1+1"})
    summary = summarize(cycle("+cycle"), [returned("@ann", source, given)])

    (safe,) = rows(summary)
    (raw,) = rows(summary, raw=True)

    assert (safe["cycle"], safe["reviewee"], safe["label"]) == ("'+cycle", "'@ann", "'=1+1")
    assert (raw["cycle"], raw["reviewee"], raw["label"]) == ("+cycle", "@ann", "=1+1")


def test_a_negative_number_stays_a_number() -> None:
    levels = [{"value": "low", "label": "Low", "number": -1.5}, {"value": "high", "label": "High", "number": 2}]
    source = layout(
        id="signed",
        scales=[{"id": "signed", "levels": levels}],
        sections=[
            {
                "id": "s",
                "title": "S",
                "columns": [{"id": "factor", "title": "F", "kind": "label"}, rating("signed")],
                "items": [{"id": "a", "label": "A"}],
            }
        ],
    )

    (row,) = rows(summarize(cycle(), [returned("Ann", source, {"s.a": "low"})]))

    assert (row["value"], row["number"], row["maximum"]) == ("low", "-1.5", "2")


def test_notes_never_reach_the_csv() -> None:
    text = "".join(ratings_csv(summarize(cycle(), [returned("Ann", customer_service(), full(3, 2))])))

    assert NOTE not in text
    assert text.count("\r\n") == 1 + 18


def with_silent(
    *, item: dict[str, object] | None = None, column: dict[str, object] | None = None, **section: object
) -> Layout:
    """A section that counts, with one more item that may not, and one whose parts may not."""
    label = {"id": "factor", "title": "Factor", "kind": "label"}
    items = [{"id": "a", "label": "A"}, {"id": "b", "label": "B", **(item or {})}]
    return layout(
        id="silent",
        scales=[number_scale("five", 5)],
        sections=[
            {"id": "open", "title": "Open", "columns": [label, rating("five")], "items": items},
            {
                "id": "apart",
                "title": "Apart",
                "columns": [label, rating("five", **(column or {}))],
                "items": [{"id": "c", "label": "C"}],
                **section,
            },
        ],
    )


@pytest.mark.parametrize(
    ("source", "silent"),
    [
        (with_silent(item={"counts": False}), {"b"}),
        (with_silent(item={"weight": 0}), {"b"}),
        (with_silent(column={"counts": False}), {"c"}),
        (with_silent(counts=False), {"c"}),
        (with_silent(weight=0), {"c"}),
        (with_silent(restricted=True), {"c"}),
    ],
)
def test_the_mean_of_counted_ratings_is_the_result_whatever_never_counts(source: Layout, silent: set[str]) -> None:
    _, whole = summarize_apart(cycle(), [returned("Ann", source, {"open.a": 5, "open.b": 3, "apart.c": 1})])

    found = rows(whole)
    sections: dict[str, list[float]] = {}
    for row in found:
        if row["counted"] == "yes":
            sections.setdefault(row["section"], []).append(100 * float(row["number"]) / float(row["maximum"]))
    means = [sum(shares) / len(shares) for shares in sections.values()]

    assert {row["item"] for row in found if row["counted"] == "no"} == silent
    assert sum(means) / len(means) == whole.overall_percent
