"""The kinds of columns and head fields: one class a kind, with all that only it knows.

What it looks like, what programs let people type, what typed text means, how that is said in words, what it becomes in
another version of a form, how a formula counts with it, what a made-up answer is: to add a kind is to add a class.
"""

from __future__ import annotations

from sheetreview.form.kinds import choices, figures, words
from sheetreview.form.kinds.base import KINDS, Content, Family, Kind, Sampler
from sheetreview.model.layout import Column, HeaderField, Layout

__all__ = ["KINDS", "Content", "Family", "Kind", "Sampler", "choices", "figures", "kind_of", "words"]


def kind_of(entry: Column | HeaderField, layout: Layout | None = None) -> Kind:
    """The kind of a column or head field; without its layout, a rating's scale is not known."""
    return KINDS[entry.kind](entry, layout.scale_for(entry) if layout else None)
