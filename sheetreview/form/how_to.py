"""The sentences at the head of a form: how to fill it in, and what to do when it is filled in."""

from __future__ import annotations

from enum import StrEnum

from sheetreview.form.cells import form_cells
from sheetreview.model.edition import Edition


class Medium(StrEnum):
    """What a form stands in, which decides how it comes back."""

    FILE = "file"
    SHEET = "sheet"

    @property
    def closing(self) -> str:
        """What to do when it is filled in."""
        return _CLOSINGS[self]


_CLOSINGS = {
    Medium.FILE: "Save the file, under any name, and send it back.",
    Medium.SHEET: "Everything is kept as you type; there is nothing to save or to send.",
}

HOW_TO = (
    "How to fill in this form: type or choose in the pale yellow cells. Pick each rating from its list and give the "
    "reason beside it. A cell that still needs something turns amber, a rating that is not on the scale turns red, and "
    "totals work themselves out."
)

ABOUT_SHOWN = (
    "Violet cells are for reading only: there another person has answered, and a dash stands where nothing has come "
    "back yet."
)


def how_to(edition: Edition, medium: Medium) -> str:
    """What the head of a form says: the layout's own words where it has any, the closing, what violet cells are."""
    about_shown = ABOUT_SHOWN if form_cells(edition).shown else ""
    return f"{edition.layout.how_to or HOW_TO} {medium.closing} {about_shown}".strip()


def own_words(text: str) -> str:
    """What a layout itself says in such a text: nothing where all of it stands in every form."""
    for sentence in (ABOUT_SHOWN, *_CLOSINGS.values()):
        text = text.removesuffix(sentence).rstrip()
    return "" if text == HOW_TO else text
