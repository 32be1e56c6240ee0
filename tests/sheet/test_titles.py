from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetreview.sheet.text import utf16_length
from sheetreview.sheet.titles import check_titles, safe_sheet_title, title_problem

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@given(text=ANY_TEXT, taken=st.lists(ANY_TEXT, max_size=5))
def test_any_text_becomes_a_legal_title_nobody_else_has(text: str, taken: list[str]) -> None:
    title = safe_sheet_title(text, [*taken, text.upper()])
    assert title_problem(title) is None
    assert 0 < utf16_length(title) <= 31
    assert not set(title) & set("[]:*?/\\'\n\t")
    assert title == title.strip()
    assert title.casefold() not in {other.casefold() for other in taken} | {"history", "lists"}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ana Lima", "Ana Lima"),
        ("  O'Brien\n& Søn  ", "O\u2019Brien & Søn"),
        ("A/B [draft]: yes?", "A-B (draft)- yes-"),
        ("", "Sheet"),
        ("\x00\x01", "Sheet"),
        ("history", "history (2)"),
        ("Lists", "Lists (2)"),
        ("x" * 40, "x" * 31),
        ("😀" * 20, "😀" * 15),
    ],
)
def test_a_title_stays_as_close_to_its_text_as_programs_allow(text: str, title: str) -> None:
    assert safe_sheet_title(text, ()) == title


def test_equal_names_are_numbered_whatever_their_case() -> None:
    assert safe_sheet_title("Ana", ["ANA"]) == "Ana (2)"
    assert safe_sheet_title("Ana", ["ana", "ana (2)"]) == "Ana (3)"
    assert safe_sheet_title("y" * 31, ["y" * 31]) == "y" * 27 + " (2)"


@pytest.mark.parametrize(
    "title", ["", "  ", "x" * 32, "😀" * 16, "a:b", "a/b", "[a", "'a", "a'", "a\nb", "a\x00", "History", "\ud800"]
)
def test_an_illegal_title_is_told_apart(title: str) -> None:
    assert title_problem(title) is not None


def test_all_wrong_titles_are_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"'a:b'.*'Same'.*'SAME'"):
        check_titles(["a:b", "Same", "SAME", "fine"])
