"""What stands on a sheet beside its cells: comments and text boxes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OURS = "(sheetreview)"
"""What the first line of our own part of a comment ends with: all that follows is ours, up to a line that ends it."""

FOOT = "(This note goes when the cell is right and the reviews are checked again.)"
"""The last line of what we write in a note online: what stands below it is somebody's answer."""


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
    ours = False
    for line in text.splitlines():
        ours = ours or line.rstrip().endswith(OURS)
        if not ours:
            kept.append(line)
        ours = ours and line.strip() != FOOT
    return "\n".join(kept).strip()
