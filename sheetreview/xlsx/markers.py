"""What stands in a rendered workbook where a slot is: one marker a slot, found again when the plan is compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sheetreview.sheet.plan import BookPlan, Formula, Slot, slot_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Markers:
    """Markers by slot name. ASCII, legal as a sheet's title, and with a space, so that formulas must quote them."""

    by_slot: Mapping[str, str]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, plan: BookPlan) -> Markers:
        """The markers of a plan; none of them stands anywhere in the plan's own text."""
        names = slot_names(plan)
        if not names:
            return cls(by_slot={}, pattern=re.compile("(?!)"))
        written, number = repr(plan), 0
        while f"~slot{number} " in written:
            number += 1
        return cls(
            by_slot={name: f"~slot{number} {index}~" for index, name in enumerate(names)},
            pattern=re.compile(rf"~slot{number} [0-9]+~"),
        )

    def spare(self, number: int) -> str:
        """A marker that stands for no slot; another one for each number."""
        prefix = next(iter(self.by_slot.values())).partition(" ")[0]
        return f"{prefix} {len(self.by_slot) + number}~"

    def formula(self, formula: Formula) -> str:
        """A formula's text with markers. Raises ValueError for a slot that is not between apostrophes."""
        parts = formula.parts
        for before, part, after in zip(("", *parts), parts, (*parts[1:], ""), strict=False):
            quoted = isinstance(before, str) and before.endswith("'") and isinstance(after, str) and after[:1] == "'"
            if isinstance(part, Slot) and not quoted:
                raise ValueError(f"slot {part.name!r} in a formula must be a sheet name between apostrophes")
        return "".join(self.by_slot[part.name] if isinstance(part, Slot) else part for part in parts)
