"""What the kinds of columns fit, as checks of a layout ask it."""

from __future__ import annotations

from sheetreview.model.layout import ColumnKind

NEEDED_KEYS = (
    (ColumnKind.RATING, "scale", "name one of the layout's scales"),
    (ColumnKind.CHOICE, "options", "list what can be chosen"),
    (ColumnKind.COMPUTED, "compute", "say what it computes, such as {kind: ratio, of: [actual, target]}"),
)
"""The key that a kind needs and that no other kind may have, and how to mend its lack."""

NUMERIC = (ColumnKind.NUMBER, ColumnKind.PERCENT, ColumnKind.MONEY, ColumnKind.RATING)
"""Kinds that can be computed with."""

NOT_IN_HEADER = (ColumnKind.LABEL, ColumnKind.COMPUTED)
NOT_TYPED = (ColumnKind.LABEL, ColumnKind.COMPUTED)
"""Kinds that no role's answers stand in."""

FOLLOW_UP = {
    "what": (ColumnKind.LABEL, ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.CHOICE),
    "due": (ColumnKind.DATE,),
    "owner": (ColumnKind.PERSON, ColumnKind.TEXT),
    "progress": (ColumnKind.CHOICE, ColumnKind.YES_NO, ColumnKind.RATING),
}
"""Kinds that can be each part of a follow-up."""

SIGN_OFF = {"name": (ColumnKind.PERSON, ColumnKind.TEXT), "date": (ColumnKind.DATE,)}
"""Kinds that can be each part of a sign-off."""

NOT_BESIDE_SIGNATURES = (*NUMERIC, ColumnKind.COMPUTED)
"""Kinds whose entries count, so that they may change after signing."""

_TAKES_TEXT = (ColumnKind.LABEL, ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.PERSON)
_FIGURES = (ColumnKind.NUMBER, ColumnKind.MONEY)


def takes(kind: ColumnKind, other: ColumnKind) -> bool:
    """Whether a column of one kind can be filled with what one of another kind held."""
    if kind == other:
        return True
    if other == ColumnKind.COMPUTED:
        return False
    return kind in _TAKES_TEXT or (kind in _FIGURES and other in _FIGURES)
