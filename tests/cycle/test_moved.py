"""What a store remembers of answers that go into a newer version of their form."""

from __future__ import annotations

import pytest

from sheetreview.cycle.moved_answers import MovedAnswers
from sheetreview.cycle.store import Store
from sheetreview.errors import CycleError
from sheetreview.form.transfer import MovedAnswer

MOVED = MovedAnswers(
    version=2,
    since=1,
    origin="back/Zoë.xlsx",
    returned=7,
    was_returned=True,
    contents={("work", "speed", "rating"): 4.0, ("work", ":total", "notes"): "=1+1\n„gut“"},
    header={"held": 46000.0},
    kept=2,
    mapped=(MovedAnswer(label="Speed", cell="C3", typed="4", why="moved", new_cell="C4"),),
    unplaced=(MovedAnswer(label="Manners", cell="C5", typed="\ud83d", why="gone"),),
    problem="no",
)


def put(store: Store, form: str, moved: MovedAnswers) -> None:
    with store.changing():
        store.moved.put(form, moved)


def test_moved_answers_come_back_as_they_were_kept(store: Store) -> None:
    put(store, "F1", MOVED)
    put(store, "F2", MovedAnswers(version=3))
    assert store.moved.all() == {"F1": MOVED, "F2": MovedAnswers(version=3)}


def test_later_ones_take_the_place_of_earlier_ones(store: Store) -> None:
    put(store, "F1", MOVED)
    put(store, "F1", MovedAnswers(version=3, header={"held": "soon"}))
    assert store.moved.all() == {"F1": MovedAnswers(version=3, header={"held": "soon"})}


def test_nothing_goes_into_a_form_without_contents_and_header() -> None:
    assert MovedAnswers(version=2, problem="no").empty
    assert not MovedAnswers(version=2, header={"held": 1.0}).empty


@pytest.mark.parametrize("data", ["", "[]", "{}", '{"version": 1, "contents": [[1]]}'])
def test_a_damaged_record_is_said_in_plain_words(store: Store, data: str) -> None:
    with store.changing():
        store.rows("INSERT INTO carried_answers VALUES ('F1', ?)", (data,))
    with pytest.raises(CycleError, match="restore it from a backup"):
        store.moved.all()


def test_a_file_is_known_again_once_it_was_collected(store: Store) -> None:
    digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"  # of b"hello"
    assert not store.has_file(digest)
    with store.changing():
        store.add_file("a.xlsx", b"hello", ["F1"])
    assert store.has_file(digest)
