"""Notices of what was hardly meant one by one: ratings that are all alike, and notes copied from person to person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from sheetreview.form.cells import FormCell, Place, form_cells
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding
from sheetreview.model.finding_types import NOTES_COPIED, RATINGS_ALIKE
from sheetreview.model.people import Person
from sheetreview.model.review import Answer, Review
from sheetreview.sheet.text import squeeze

_RATINGS = 5
"""From how many ratings on it is worth a word that all are alike."""

_NOTE_LENGTH, _COPIED_LENGTH = 20, 80
"""Characters of a note that two people hardly have in common by chance, and of all such notes together."""


def ratings_alike(edition: Edition, review: Review) -> Iterator[Finding]:
    """All ratings of a form alike, on each of its scales, and all notes beside them empty or the same.

    Nothing is said of raters who are shown only together, nor of what only HR may see.
    """
    scales = _ratings(edition)
    levels: dict[str, str] = {}
    rated = []
    for answer in review.answers:
        scale = scales.get(answer.place)
        if scale is not None and answer.readable:
            if levels.setdefault(scale, answer.value) != answer.value:
                return
            rated.append(answer)
    if len(rated) < _RATINGS:
        return
    rows = {answer.place[:2] for answer in rated}
    notes = _notes(edition)
    written = [answer for answer in review.answers if answer.place in notes and answer.place[:2] in rows]
    if written and len({squeeze(answer.text) for answer in written}) == 1:
        why = "the notes beside them are the same" if written[0].filled else "no note says why"
        yield RATINGS_ALIKE.at(cell=rated[0].cell, words={"count": len(rated), "why": why})


class CopiedNotes:
    """Finds notes that one reviewer wrote word for word in the same cells about several people, form after form."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, Place, str], Person] = {}

    def findings(self, edition: Edition, review: Review, reviewer: str, person: Person) -> Iterator[Finding]:
        """What to say of a form by a reviewer, by key, about a person: whose review has half of its notes already."""
        places = _notes(edition)
        texts = (one for one in review.answers if len(one.value or one.typed) >= _NOTE_LENGTH)
        written = [one for one in texts if one.given and one.place in places]
        same: dict[str, list[Answer]] = {}
        names: dict[str, str] = {}
        for answer in written:
            earlier = self._first.setdefault((reviewer, answer.place, squeeze(answer.text)), person)
            if earlier.employee_id != person.employee_id:
                same.setdefault(earlier.employee_id, []).append(answer)
                names[earlier.employee_id] = earlier.name
        for whose, notes in same.items():
            if 2 * len(notes) >= len(written) and sum(len(one.text) for one in notes) >= _COPIED_LENGTH:
                count = "one note is" if len(notes) == 1 else f"{len(notes)} notes are"
                words = {"count": count, "name": names[whose]}
                yield NOTES_COPIED.at(sheet=review.sheet, cell=notes[0].cell, words=words)


@lru_cache(maxsize=256)
def _ratings(edition: Edition) -> Mapping[Place, str]:
    """The scale of each cell in which a role rates."""
    return {cell.place: cell.column.scale or "" for cell in _open(edition) if cell.column.is_rating}


@lru_cache(maxsize=256)
def _notes(edition: Edition) -> frozenset[Place]:
    """The cells beside ratings in which a role writes words of its own."""
    rows = {place[:2] for place in _ratings(edition)}
    metrics = {name: cells.metric.id for name, cells in form_cells(edition).sections.items() if cells.metric}
    free = (cell for cell in _open(edition) if cell.kind.free_text and cell.column.id != metrics.get(cell.section.id))
    return frozenset(cell.place for cell in free if cell.place[:2] in rows)


def _open(edition: Edition) -> Iterator[FormCell]:
    if not edition.asked.pooled:
        for cells in form_cells(edition).sections.values():
            for row in cells.rows.values() if not cells.section.restricted else ():
                yield from (cell for cell in row if cell.open)
