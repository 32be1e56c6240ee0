"""What a cycle remembers of the ratings that were shown together: which they are, and how they were shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sheetreview.cycle.database import Database
from sheetreview.errors import CycleError
from sheetreview.model.pooled import RatingBlock


class BlockRecords:
    """The part of a cycle's store that is about blocks of ratings. Nothing in it is ever changed or removed."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def all(self) -> list[RatingBlock]:
        """Every block, the oldest first. Raises CycleError when they are damaged."""
        query = (
            "SELECT layout, role, section, item, employee_id, month, forms, raters, told, untold, since "
            "FROM rating_blocks ORDER BY id"
        )
        rows = self._store.rows(query)
        try:
            return [_block(row) for row in rows]
        except (ValueError, TypeError, AttributeError) as error:
            raise CycleError(
                "what the cycle kept of the ratings that were shown is damaged; restore it from a backup"
            ) from error

    def extended(self, new: Callable[[Sequence[RatingBlock]], Sequence[RatingBlock]]) -> list[RatingBlock]:
        """All blocks, with those that ``new`` makes of what is known, which are remembered when this returns.

        Where there are none the store is only read. Two runs at once never take the same rating twice. Raises
        CycleError when the store cannot be read, or cannot be changed.
        """
        known = self.all()
        if not new(known):
            return known
        with self._store.changing():
            known = self.all()
            made = new(known)
            # A store of an older version that could not be changed has a table in memory: it remembers nothing.
            self._store.add(
                "INSERT INTO main.rating_blocks "
                "(layout, role, section, item, employee_id, month, forms, raters, told, untold, since) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                map(_row, made),
            )
        return [*known, *made]


def _row(block: RatingBlock) -> tuple[object, ...]:
    forms, told = json.dumps(block.forms), json.dumps(dict(block.told))
    return (*block.asked, block.person, block.month, forms, block.raters, told, block.untold, block.since)


def _block(row: tuple[Any, ...]) -> RatingBlock:
    layout, role, section, item, person, month, forms, raters, told, untold, since = row
    return RatingBlock(
        asked=(layout, role, section, item),
        person=person,
        month=month,
        forms=tuple(json.loads(forms)),
        raters=raters,
        told={str(level): int(count) for level, count in json.loads(told).items()},
        untold=untold,
        since=since,
    )
