"""What a program lets people type into a cell: dropdowns with prompts, and entry checks."""

from __future__ import annotations

from sheetreview.model.edition import Edition
from sheetreview.model.layout import NOT_APPLICABLE, ColumnKind, Entry, Scale
from sheetreview.sheet.plan import Block, Check, Validation

PROMPT_LIMIT = 255
"""Characters a prompt may have; a longer one damages the file for Excel."""

_FIRST_DATE, _LAST_DATE = 36_526, 73_050
_LARGEST = 1e12


def entry_check(edition: Edition, entry: Entry, block: Block) -> Validation | None:
    """The dropdown or check of a cell; None where anything may be typed."""
    match entry.kind:
        case ColumnKind.RATING:
            return _rating(edition.layout.scale_of(entry), entry, block)
        case ColumnKind.CHOICE:
            return _list(block, entry.options, entry.hint or "Choose from the list.")
        case ColumnKind.YES_NO:
            return _list(block, ("Yes", "No"), entry.hint or "Choose Yes or No.")
        case ColumnKind.DATE:
            return Validation(
                block=block,
                check=Check.DATE,
                low=_FIRST_DATE,
                high=_LAST_DATE,
                prompt_title="Date",
                prompt=entry.hint or "Type a date.",
                error_title="Not a date",
                error="Please type a date, such as 2026-11-30.",
            )
        case ColumnKind.NUMBER | ColumnKind.MONEY | ColumnKind.PERCENT:
            return Validation(
                block=block,
                check=Check.DECIMAL,
                low=-_LARGEST,
                high=_LARGEST,
                prompt_title="Number" if entry.hint else "",
                prompt=entry.hint,
                error_title="Not a number",
                error="Please type a number.",
            )
        case _ if entry.hint:
            return Validation(block=block, check=Check.LENGTH, low=0, high=32_767, prompt=entry.hint, refuse=False)
        case _:
            return None


def scale_prompt(scale: Scale) -> str:
    """What each level means, as short as a prompt must be."""
    lines = [f"{level.value} = {level.label}" for level in scale.levels]
    if scale.not_applicable:
        lines.append(f"{NOT_APPLICABLE} = Not applicable")
    text = "\n".join(lines)
    if len(text) <= PROMPT_LIMIT:
        return text
    values = ", ".join(level.value for level in scale.levels)
    return f"Choose one of {values}. What they mean stands above the table."


def _rating(scale: Scale, entry: Entry, block: Block) -> Validation:
    values = tuple(level.value for level in scale.levels)
    allowed = (*values, NOT_APPLICABLE) if scale.not_applicable else values
    return Validation(
        block=block,
        check=Check.LIST,
        values=allowed,
        prompt_title="Rating",
        prompt=entry.hint or scale_prompt(scale),
        error_title="Not on the scale",
        error=f"Please choose one of {', '.join(allowed)}.",
    )


def _list(block: Block, values: tuple[str, ...], prompt: str) -> Validation:
    return Validation(
        block=block,
        check=Check.LIST,
        values=values,
        prompt_title="Choose",
        prompt=prompt,
        error_title="Not in the list",
        error="Please choose one of the entries in the list.",
    )
