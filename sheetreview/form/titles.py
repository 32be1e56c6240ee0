"""Which sheet column is which column of a section, by the titles in its head row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sheetreview.model.layout import Column, Section
from sheetreview.sheet.text import squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedTitles:
    """Sheet columns by column id; the ids recognised by their place alone; and a second place of a title, by id."""

    columns: Mapping[str, int]
    renamed: Sequence[str]
    doubled: Mapping[str, int]


def match_titles(cells: Sequence[tuple[int, str]], section: Section) -> MatchedTitles:
    """Find a section's columns among the (column, title as compared) of its head row, wherever they were moved.

    A title that was edited is recognised by its place when as many unknown titles as unplaced columns stand between
    the same neighbours.
    """
    titled: dict[str, list[Column]] = {}
    for column in section.columns:
        titled.setdefault(squeeze(column.title), []).append(column)
    placed: dict[str, int] = {}
    doubled: dict[str, int] = {}
    for title, columns in titled.items():
        places = [place for place, text in cells if text == title]
        placed |= {column.id: place for column, place in zip(columns, places, strict=False)}
        if len(places) > len(columns):
            doubled |= {column.id: places[len(columns)] for column in columns}
    unknown = [place for place, text in cells if text not in titled]
    renamed = _by_place(section.columns, placed, unknown)
    return MatchedTitles(columns=placed | renamed, renamed=list(renamed), doubled=doubled)


def _by_place(columns: Sequence[Column], placed: Mapping[str, int], unknown: Sequence[int]) -> dict[str, int]:
    """Sheet columns with unknown titles that can only be the columns missing between the same neighbours."""
    found: dict[str, int] = {}
    for unplaced, low, high in _stretches(columns, placed):
        between = [place for place in unknown if low < place < high]
        if len(between) == len(unplaced):
            found |= {column.id: place for column, place in zip(unplaced, between, strict=True)}
    return found


def _stretches(columns: Sequence[Column], placed: Mapping[str, int]) -> Iterator[tuple[list[Column], int, float]]:
    """Runs of unplaced columns, each with the sheet columns of its placed neighbours."""
    known = [-1, *(i for i, column in enumerate(columns) if column.id in placed), len(columns)]
    for before, after in pairwise(known):
        run = list(columns[before + 1 : after])
        if run:
            low = placed[columns[before].id] if before >= 0 else 0
            high = placed[columns[after].id] if after < len(columns) else float("inf")
            yield run, low, high
