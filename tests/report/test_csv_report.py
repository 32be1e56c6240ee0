from __future__ import annotations

import csv
import io

import pytest

from sheetreview.model.summary import TeamSummary
from sheetreview.report.csv_report import ratings_csv
from sheetreview.report.text_out import csv_safe
from sheetreview.summarize.team import summarize
from tests.summarize.builders import NOTE, customer_service, cycle, finding, full, layout, rating, returned, review


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
