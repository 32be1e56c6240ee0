from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetreview.cycle.names import compared, first_free, slug

FORBIDDEN = set('<>:"/\\|?*. \t\n\r\0')
DEVICES = {"con", "prn", "aux", "nul", "com1", "lpt9"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tom O'Brien", "tom-obrien"),
        ("María-José Fernández", "maría-josé-fernández"),
        ("山田 花子", "山田-花子"),
        ("राम कुमार", "राम-कुमार"),
        ("Groß", "gross"),
        ("../../etc/passwd", "etc-passwd"),
        ("=cmd()", "cmd"),
        ("CON", "con-"),
        ("lpt9", "lpt9-"),
        ("...", "unnamed"),
        ("", "unnamed"),
        ("-rf", "rf"),
        ("a\u202egnp.exe", "a-gnp-exe"),
    ],
)
def test_a_name_becomes_a_readable_file_name(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(max_size=300), st.integers(min_value=8, max_value=150))
def test_a_slug_is_safe_on_every_system(text: str, limit: int) -> None:
    made = slug(text, limit=limit)
    assert made
    assert len(made.encode()) <= limit + 1
    assert not FORBIDDEN & set(made)
    assert made.isprintable()
    assert not made.startswith(("-", "~"))
    assert made not in DEVICES


@given(st.text(max_size=60))
def test_names_that_some_file_system_takes_for_one_have_one_slug(text: str) -> None:
    assert compared(slug(text)) == slug(text)


@given(st.lists(st.sampled_from(["ann", "bo"]), max_size=8))
def test_no_two_files_get_the_same_name(wanted: list[str]) -> None:
    taken: set[str] = set()
    for name in wanted:
        free = first_free([name, f"{name}-e1"], taken)
        assert free not in taken
        taken.add(compared(free))
    assert len(taken) == len(wanted)


def test_a_taken_name_goes_on_to_the_next_then_to_numbers() -> None:
    assert first_free(["ann", "ann-e1"], {"ann"}) == "ann-e1"
    assert first_free(["ann", "ann-e1"], {"ann", "ann-e1", "ann-e1-2"}) == "ann-e1-3"
