from __future__ import annotations

import pytest

from sheetreview.sheet.measure import MAX_ROW_HEIGHT, estimate_height, text_width

LINE = 13.5


@pytest.mark.parametrize("text", ["", "word", "two words"])
def test_a_short_text_takes_one_line(text: str) -> None:
    assert estimate_height(text, 20) == LINE


def test_a_larger_font_takes_a_higher_line() -> None:
    assert estimate_height("word", 20, 20) == 2 * LINE


def test_every_line_break_starts_a_line() -> None:
    assert estimate_height("a\n\nb", 20) == 3 * LINE


def test_a_long_text_takes_about_its_length_in_lines() -> None:
    assert 8 * LINE <= estimate_height("word " * 80, 40) <= 11 * LINE


def test_a_narrower_column_or_a_larger_font_never_takes_less() -> None:
    text = "Cross-selling successes to cross-selling attempts, period to period"
    by_width = [estimate_height(text, width) for width in (60, 30, 15, 8, 2, 0)]
    by_size = [estimate_height(text, 30, size) for size in (8, 10, 14, 20)]

    assert by_width == sorted(by_width)
    assert by_size == sorted(by_size)


def test_a_word_longer_than_the_column_is_broken() -> None:
    assert estimate_height("x" * 100, 21) == 4 * LINE


def test_east_asian_text_is_twice_as_wide() -> None:
    assert text_width("abc") == 3
    assert text_width("顧客満足") == 8
    assert text_width("e\u0301") == 1
    # A square of 10 points goes 11 times into what 20 digits of 11 points leave: not half as often as an x.
    assert estimate_height("顧" * 50, 21) == 5 * LINE


def test_no_row_is_higher_than_a_sheet_allows() -> None:
    assert estimate_height("word " * 10_000, 10) == MAX_ROW_HEIGHT
