from __future__ import annotations

from datetime import date

import pytest

from sheetreview.sheet.entry import entered
from sheetreview.sheet.grid import EPOCH


def day(year: int, month: int, number: int) -> int:
    return (date(year, month, number) - EPOCH).days


@pytest.mark.parametrize(
    ("text", "content", "number_format"),
    [
        ("95%", 0.95, 9),
        ("12.5%", 0.125, 10),
        ("$420,000", 420_000, 6),
        ("$0.50", 0.5, 8),
        ("1,234", 1234, 3),
        ("1,234.5", 1234.5, 4),
        ("00042", 42, None),
        ("1.50", 1.5, None),
        (".5", 0.5, None),
        ("(4)", -4, None),
        ("-3", -3, None),
        ("1e5", 100_000, 11),
        ("true", True, None),
        ("FALSE", False, None),
        ("10:30", 0.4375, 20),
        ("0:00:01", 1 / 86_400, 21),
        ("12:30 pm", 12.5 / 24, 18),
        ("12:00 AM", 0, 18),
        ("1/2", day(2024, 1, 2), 16),
        ("2/29", day(2024, 2, 29), 16),
        ("10-12", day(2024, 10, 12), 16),
        ("May-5", day(2024, 5, 5), 16),
        ("5 May", day(2024, 5, 5), 16),
        ("5-May-26", day(2026, 5, 5), 15),
        ("May 2026", day(2026, 5, 1), 17),
        ("1/2/2026", day(2026, 1, 2), 14),
        (" 2026-11-30", day(2026, 11, 30), 14),
    ],
)
def test_a_text_becomes_what_a_program_takes_it_for(text: str, content: float, number_format: int | None) -> None:
    entry = entered(text)
    assert entry.content == pytest.approx(content)
    assert entry.number_format == number_format
    assert isinstance(entry.content, bool) == isinstance(content, bool)


@pytest.mark.parametrize(
    "text", ["N/A", "13/13", "32-May", "May", "25:61", "13:00 pm", "+49 30 1234", "1,23", "Q1", "", "A"]
)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert (entered(text).content, entered(text).number_format) == (text, None)
