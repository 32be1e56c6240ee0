from __future__ import annotations

import pytest

from google_standin.masks import MaskError, apply_mask, overwritten, parse_mask

FILE = {"id": "1", "name": "A", "owners": [{"me": True, "email": "a@x"}, {"email": "b@x"}], "empty": {}}


@pytest.mark.parametrize("text", ["owners(email)", "owners/email", "owners.email"])
def test_the_three_ways_to_go_down_mean_the_same(text: str) -> None:
    assert apply_mask(FILE, text) == {"owners": [{"email": "a@x"}, {"email": "b@x"}]}


def test_several_fields_and_nested_lists_of_fields_are_kept() -> None:
    value = {"files": [FILE], "next": "t", "kind": "k"}
    assert apply_mask(value, "next,files(id,owners(me))") == {
        "next": "t",
        "files": [{"id": "1", "owners": [{"me": True}, {}]}],
    }


def test_a_mask_over_nothing_leaves_an_empty_object() -> None:
    assert apply_mask(FILE, "trashed") == {}
    assert apply_mask({"a": {"b": 1}}, "a.c") == {"a": {}}
    assert apply_mask([], "a") == []


def test_a_star_is_everything_here_and_below() -> None:
    assert apply_mask(FILE, "*") == FILE
    assert apply_mask({"a": {"x": 1, "y": 2}, "b": {"x": 3, "z": 4}}, "*(x)") == {"a": {"x": 1}, "b": {"x": 3}}
    assert apply_mask({"a": {"x": 1, "y": 2}, "b": {"x": 3, "y": 4}}, "*/x,a/y") == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 3},
    }


def test_a_whole_field_wins_over_a_part_of_it() -> None:
    assert apply_mask(FILE, "owners/me,owners") == {"owners": FILE["owners"]}
    assert parse_mask("a/b,a(c,b/d)") == {"a": {"b": {}, "c": {}}}


@pytest.mark.parametrize("text", ["", "a,", "a(", "a(b", "a)", "a//b", ",a", "a b", "a(b))", "a()", "/a"])
def test_a_mask_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(MaskError):
        parse_mask(text)


def test_an_update_takes_what_the_mask_names_and_nothing_else() -> None:
    old = {"a": 1, "b": {"x": 1, "y": 2}, "c": 3}
    assert overwritten(old, {"a": 9, "b": {"x": 9, "y": 9}, "c": 9}, "a,b.x") == {"a": 9, "b": {"x": 9, "y": 2}, "c": 3}
    assert old == {"a": 1, "b": {"x": 1, "y": 2}, "c": 3}


def test_an_update_clears_what_the_mask_names_and_the_source_lacks() -> None:
    old = {"a": 1, "b": {"x": 1, "y": 2}}
    assert overwritten(old, {}, "b.x") == {"a": 1, "b": {"y": 2}}
    assert overwritten(old, {}, "b(x,y)") == {"a": 1}
    assert overwritten(old, {"b": {}}, "b") == {"a": 1}
    assert overwritten(old, {"c": 5}, "*") == {"c": 5}
