"""What stands on a sheet beside its cells: comments and text boxes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OURS = "(sheetreview)"
"""What the first line of our own part of a comment ends with: all that follows is ours."""


class RemarkKind(StrEnum):
    """How a remark is attached to its sheet."""

    COMMENT = "comment"
    TEXT_BOX = "text box"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A text beside the cells, and the row and column of the cell that it is attached to."""

    kind: RemarkKind
    place: tuple[int, int]
    text: str


def without_ours(text: str) -> str:
    """What of a comment's text is not ours."""
    kept = []
    for line in text.splitlines():
        if line.rstrip().endswith(OURS):
            break
        kept.append(line)
    return "\n".join(kept).strip()
