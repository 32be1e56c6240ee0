"""The words that a form is issued with: what may stand on its sheet though nobody typed it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sheetreview.form.cells import descriptor, form_cells, is_table
from sheetreview.form.compose import form_plan
from sheetreview.form.how_to import Medium, how_to
from sheetreview.form.keys import MADE_UP, parse_form_key, parse_reference, split_digest
from sheetreview.form.locate import form_keys
from sheetreview.form.slots import is_due_line
from sheetreview.model.edition import Edition
from sheetreview.sheet.text import squeeze

_PROGRESS = re.compile(r"rated so far: \d+ of \d+.*|\d+ of \d+ rated.*", re.DOTALL)
"""What the live formulas of a form say, as compared, where a program or a paste has left only their results."""


_CUT = 200
"""Characters, as compared, of a text that a program may have cut: some write 255 into an old workbook's cell."""


@dataclass(frozen=True, slots=True)
class IssuedWords:
    """The words a form is issued with, as compared and literally, and what HR's figures stand behind."""

    literal: frozenset[str]
    texts: frozenset[str]
    names: tuple[str, ...]
    keys: frozenset[str]

    def are(self, text: str) -> bool:
        """Whether a text is among them, or one of the form's keys."""
        plain = squeeze(text)
        if plain in self.texts or plain.startswith(self.names) or _PROGRESS.fullmatch(plain) or is_due_line(text):
            return True
        if len(plain) >= _CUT and any(text.startswith(plain) for text in self.texts):
            return True
        return split_digest(text)[0] in self.keys or bool(parse_form_key(text) or parse_reference(text))


@lru_cache(maxsize=64)
def issued_words(edition: Edition) -> IssuedWords:
    """The words of an edition's form."""
    (sheet,) = form_plan(edition).sheets
    # The mark of a rehearsal stands in the column of keys, and is nobody's text either.
    literal = frozenset(cell.content for cell in sheet.cells if isinstance(cell.content, str)) | {MADE_UP}
    texts = set(map(squeeze, literal))
    texts |= {squeeze(how_to(edition, medium)) for medium in Medium}
    texts |= {squeeze(field.placeholder) for field in edition.header}
    names = set()
    for cell in form_cells(edition):
        words = squeeze(descriptor(cell.issued))
        texts |= {squeeze(cell.issued), words}
        if words and cell.column.given_by_hr and is_table(cell.section):
            names.add(f"{words}:")
    return IssuedWords(literal=literal, texts=frozenset(texts - {""}), names=tuple(names), keys=form_keys(edition))
