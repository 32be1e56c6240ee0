"""Formulas as Google takes them: links inside a workbook name a sheet by its id instead of its title."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sheetreview.sheet.plan import Formula, Slot

_LINK = re.compile(r"""(HYPERLINK\()"#'(.+?)'!(\$?[A-Z]{1,3}\$?[0-9]+)"(?=,)""")
_PLACE = re.compile(r"'(.+)'!(\$?[A-Z]{1,3}\$?[0-9]+)|([^'!]+)!(\$?[A-Z]{1,3}\$?[0-9]+)")


class Tabs:
    """The sheets of a workbook: id by title."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        self._ids = ids

    def formula(self, formula: Formula) -> str:
        """A formula with its ``=``. Raises ValueError for a slot in it and for a link to a sheet that is not there."""
        return "=" + _LINK.sub(lambda match: f'{match[1]}"{self._address(match[2], match[3])}"', _text(formula))

    def link(self, place: str) -> str:
        """The address of a place such as ``'Sheet'!A1``. Raises ValueError when there is no such sheet or place."""
        match = _PLACE.fullmatch(place)
        if match is None:
            raise ValueError(f"{place!r} is no place in a workbook")
        return self._address(match[1] or match[3], match[2] or match[4])

    def _address(self, quoted: str, cell: str) -> str:
        title = quoted.replace("''", "'")
        if title not in self._ids:
            raise ValueError(f"a link leads to a sheet {title!r}, and there is none")
        return f"#gid={self._ids[title]}&range={cell.replace('$', '')}"


def condition(formula: Formula) -> str:
    """The formula of a condition, with its ``=``. Raises ValueError for a slot in it."""
    return f"={_text(formula)}"


def _text(formula: Formula) -> str:
    names = [part.name for part in formula.parts if isinstance(part, Slot)]
    if names:
        raise ValueError(f"a formula still has the slot {names[0]!r}")
    return "".join(part for part in formula.parts if isinstance(part, str))
