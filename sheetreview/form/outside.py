"""Findings about what stands outside a returned form's cells: remarks, answers beside their place, other scales."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from sheetreview.form.leftovers import ELSEWHERE, NO_COLUMN, REMARK
from sheetreview.form.returned_form import ReturnedForm
from sheetreview.form.transfer import MovedAnswer
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding
from sheetreview.model.finding_types import SCALE_CHANGED, TEXT_OUTSIDE
from sheetreview.sheet.address import from_a1
from sheetreview.sheet.text import plural, quoted, squeeze

OUTSIDE_SHOWN = 10
"""Texts outside a form's cells that are named one by one; of a form that was turned upside down, all are."""

_REMARKS = {why: kind for kind, why in REMARK.items()}


def outside_findings(form: ReturnedForm, texts: Sequence[MovedAnswer], spoken_of: Collection[str]) -> Iterator[Finding]:
    """Texts that belong to nothing in the form, but for those in cells that findings speak of already.

    Each is of the section in whose rows, or right above whose rows, it stands.
    """
    outside = [one for one in texts if _is_outside(one, spoken_of)]
    last_rows = form.last_rows() if outside else []
    placed = [(one, _section_at(last_rows, from_a1(one.cell)[0])) for one in outside]
    restricted = form.edition.restricted
    # What only HR may see leaves its mark on nothing else, not even on how many texts are named.
    yield from _named(form, [pair for pair in placed if pair[1] not in restricted])
    yield from _named(form, [pair for pair in placed if pair[1] in restricted])


def _level_beginnings(edition: Edition) -> tuple[str, ...]:
    """What the lines of a form's scales begin with, as compared: each level's value and the sign behind it."""
    columns = (column for section in edition.sections for column in section.columns if column.is_rating)
    scales = map(edition.layout.scale_of, columns)
    return tuple({f"{squeeze(level.value)} =" for scale in scales for level in scale.levels})


def _is_outside(one: MovedAnswer, spoken_of: Collection[str]) -> bool:
    return one.why in _REMARKS or (one.why in {ELSEWHERE, NO_COLUMN} and one.cell not in spoken_of)


def _named(form: ReturnedForm, placed: Sequence[tuple[MovedAnswer, str]]) -> Iterator[Finding]:
    """The first of some texts outside a form's cells, each with its section, and how many more there are."""
    sheet, levels = form.grid.name, _level_beginnings(form.edition) if placed else ()
    for one, section in placed[:OUTSIDE_SHOWN]:
        if levels and squeeze(one.typed).startswith(levels):
            yield SCALE_CHANGED.at(sheet=sheet, cell=one.cell, section=section, words={"typed": quoted(one.typed)})
            continue
        kind = f"the {_REMARKS[one.why]} " if one.why in _REMARKS else ""
        words = {"what": f"{kind}{quoted(one.typed)} stands"}
        yield TEXT_OUTSIDE.at(sheet=sheet, cell=one.cell, item=one.label, section=section, words=words)
    for one, section in placed[OUTSIDE_SHOWN : OUTSIDE_SHOWN + 1]:
        words = {"what": f"more ({plural(len(placed) - OUTSIDE_SHOWN, 'cell')}) stands"}
        yield TEXT_OUTSIDE.at(sheet=sheet, cell=one.cell, section=section, words=words)


def _section_at(last_rows: Sequence[tuple[int, str]], row: int) -> str:
    """Id of the first section that ends in a sheet row or below it, else of the last; '' for a row of the head."""
    place = bisect_left(last_rows, row, key=lambda one: one[0])
    return last_rows[min(place, len(last_rows) - 1)][1]
