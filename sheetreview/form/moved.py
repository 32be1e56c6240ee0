"""What becomes of an answer on its way into another form, as people are told."""

from __future__ import annotations

from dataclasses import dataclass

FOUND_BY_WORDS = "found by its words; the layout calls it something else"
"""Why an answer counts as mapped though everything people see of its place is as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedAnswer:
    """An answer, or any text, of a returned form: the ``cell`` it stood in, and its ``new_cell``, '' for nowhere.

    ``why`` says in what way it is another now, or why it has no place; '' for an answer that is as it was.
    """

    label: str
    cell: str
    typed: str
    why: str = ""
    new_cell: str = ""

    @property
    def looks_the_same(self) -> bool:
        """Whether people see no difference: the same words, in the same cell."""
        return self.cell == self.new_cell and self.why in {"", FOUND_BY_WORDS}
