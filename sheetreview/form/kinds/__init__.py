"""The kinds of columns and head fields: one class a kind, with all that only it knows.

What it looks like, what programs let people type, what typed text means, how that is said in words, what it becomes in
another version of a form, how a formula counts with it, what a made-up answer is: to add a kind is to add a class.
"""

from __future__ import annotations

from sheetreview.form.kinds import choices, figures, words
from sheetreview.form.kinds.base import KINDS, Content, Family, Kind, Sampler
from sheetreview.model.layout import Column, ColumnKind, Entry, HeaderField, Layout

__all__ = [
    "KINDS",
    "Content",
    "Family",
    "Kind",
    "Sampler",
    "choices",
    "computable_kinds",
    "figures",
    "kind_class",
    "kind_of",
    "kinds_that_serve_as",
    "words",
]


def kind_class(entry: Entry) -> type[Kind]:
    """The class of an entry's kind; that of plain text for an entry whose kind is no word of the language."""
    return KINDS.get(entry.kind, Kind)


def kinds_that_serve_as(part: str) -> list[ColumnKind]:
    """The kinds of columns that can be a part of a follow-up or sign-off, the best first."""
    return sorted(
        (word for word in KINDS if part in KINDS[word].serves_as), key=lambda word: KINDS[word].serves_as[part]
    )


def computable_kinds() -> list[ColumnKind]:
    """The kinds of columns that a computed one can use, those that hold plain numbers first."""
    return sorted((word for word in KINDS if KINDS[word].computable), key=lambda word: KINDS[word].needs)


def kind_of(entry: Column | HeaderField, layout: Layout | None = None) -> Kind:
    """The kind of a column or head field; without its layout, a rating's scale is not known."""
    return KINDS[entry.kind](entry, layout.scale_for(entry) if layout else None)
