"""How the tables of a form share the columns of its sheet."""

from __future__ import annotations

import pytest

from sheetreview.form.tracks import KEY_COLUMN, MINIMUM_TOTAL_WIDTH, lay_tracks
from sheetreview.model.edition import Edition, edition
from sheetreview.model.layout import Column, Layout, Role, Section
from sheetreview.model.scales import Scale

from .issuing import CUSTOMER

SCALE = Scale.model_validate({"id": "s", "levels": [{"value": 1, "label": "Low"}, {"value": 2, "label": "High"}]})


def form_of(*sections: str, widths: dict[str, int] | None = None) -> Edition:
    """An edition with sections s0, s1 …, each given as its columns' kinds; a column's id is kind and number."""
    layout = Layout(
        sheetreview=1,
        id="x",
        version=1,
        title="X",
        roles=(Role(id="m", title="M"),),
        scales=(SCALE,),
        sections=tuple(
            Section(id=f"s{number}", title=f"S{number}", columns=columns_of(kinds.split(), widths or {}), blank_rows=1)
            for number, kinds in enumerate(sections)
        ),
    )
    return edition(layout, "m")


def columns_of(kinds: list[str], widths: dict[str, int]) -> tuple[Column, ...]:
    return tuple(
        Column.model_validate(
            {
                "id": f"{kind}-{number}",
                "title": kind,
                "kind": kind,
                "scale": "s" if kind == "rating" else None,
                "width": widths.get(f"{kind}-{number}"),
            }
        )
        for number, kind in enumerate(kinds)
    )


def places(cut: Edition, section: str) -> list[int]:
    return list(lay_tracks(cut).placed[section].values())


def test_the_ratings_of_the_customer_service_form_stand_under_each_other() -> None:
    placed = lay_tracks(edition(CUSTOMER, "manager")).placed
    assert placed["sales"] == {"factor": 1, "metric": 3, "rating": 4, "notes": 5}
    assert placed["job"] == {"factor": 1, "rating": 4, "notes": 5}
    assert "plan" not in placed


def test_no_column_stands_on_the_keys() -> None:
    tracks = lay_tracks(form_of("label text rating long-text", "text number number computed rating"))
    assert KEY_COLUMN not in tracks.columns
    assert all(KEY_COLUMN not in placed.values() for placed in tracks.placed.values())


@pytest.mark.parametrize(
    ("sections", "section", "expected"),
    [
        (["label rating"], "s0", [1, 3]),
        (["label text rating long-text", "label rating"], "s1", [1, 4]),
        (["label rating", "label text rating long-text"], "s0", [1, 4]),
        (["text number number percent rating", "text date rating"], "s1", [1, 5, 6]),
        (["label rating rating long-text", "label rating long-text"], "s1", [1, 4, 5]),
        (["text date yes-no", "label rating choice"], "s1", [1, 3, 4]),
        (["text text number choice long-text", "label text rating long-text"], "s1", [1, 3, 5, 6]),
    ],
)
def test_columns_line_up_by_kind_and_keep_their_order(sections: list[str], section: str, expected: list[int]) -> None:
    assert places(form_of(*sections), section) == expected


def test_a_narrow_form_is_widened_at_its_last_column() -> None:
    tracks = lay_tracks(form_of("label rating"))
    assert sum(tracks.widths) == MINIMUM_TOTAL_WIDTH
    assert tracks.widths[0] == 36


def test_the_widest_wish_for_a_track_wins() -> None:
    tracks = lay_tracks(form_of("label rating", "text rating", widths={"label-0": 20, "text-0": 60, "rating-1": 12}))
    assert tracks.widths[0] == 60


def test_a_form_without_tables_still_has_a_column_for_values() -> None:
    tracks = lay_tracks(form_of("long-text"))
    assert tracks.columns == (1, 3)
    assert tracks.text == tracks.last == 3
    assert tracks.placed == {}


def test_a_column_covers_the_tracks_its_section_does_not_use() -> None:
    cut = form_of("label text rating long-text", "label rating")
    tracks = lay_tracks(cut)
    first, second = cut.sections
    assert list(tracks.spans[first.id].values()) == [(1, 1), (3, 3), (4, 4), (5, 5)]
    assert list(tracks.spans[second.id].values()) == [(1, 3), (4, 5)]


def test_twenty_columns_are_placed_quickly() -> None:
    many = " ".join(["label"] + ["rating"] * 19)
    half = " ".join(["label"] + ["rating"] * 9)
    cut = form_of(many, half)
    assert places(cut, "s1")[0] == 1
    assert places(cut, "s1") == sorted(set(places(cut, "s1")))
