"""What was filled in in an older version of a form and goes into the newer one, as the cycle remembers it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from sheetreview.cycle.database import Database
from sheetreview.errors import CycleError
from sheetreview.form.transfer import MovedAnswer

Contents: TypeAlias = Mapping[tuple[str, str, str], str | float]
"""What cells hold, by section, row and column ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedAnswers:
    """The answers that go into a form of ``version``.

    They were found in version ``since``, at ``origin``: a path in the cycle's folder, or the name of a returned file,
    ``written`` or come in at that time; ``others`` are where older answers stand that differ from these.
    ``returned`` is the number of the file that was the form's newest return by then, 0 for none; ``was_returned`` says
    that the answers are those of that return. ``kept`` counts the answers that stand where they stood, ``mapped`` are
    those that stand elsewhere or in other words now, ``unplaced`` those that stand nowhere. ``problem`` says why what
    came back last could not be read.
    """

    version: int
    since: int = 0
    origin: str = ""
    written: str = ""
    others: tuple[str, ...] = ()
    returned: int = 0
    was_returned: bool = False
    contents: Contents = field(default_factory=dict)
    header: Mapping[str, str | float] = field(default_factory=dict)
    kept: int = 0
    mapped: tuple[MovedAnswer, ...] = ()
    unplaced: tuple[MovedAnswer, ...] = ()
    problem: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing goes into the form."""
        return not (self.contents or self.header)


class MovedRecords:
    """The part of a cycle's store that is about answers moved into a newer version of their form."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def all(self) -> dict[str, MovedAnswers]:
        """What goes into every form, by the form's id. Raises CycleError when it is damaged."""
        rows = self._store.rows("SELECT form_id, data FROM carried_answers")
        try:
            return {form: _moved(json.loads(data)) for form, data in rows}
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CycleError("what the cycle kept of older forms is damaged; restore it from a backup") from error

    def put(self, form_id: str, moved: MovedAnswers) -> None:
        """Remember what goes into a form, in place of what did; only inside a change of the store."""
        contents = [(*place, content) for place, content in moved.contents.items()]
        data = json.dumps({**asdict(moved), "contents": contents})
        self._store.rows("INSERT OR REPLACE INTO carried_answers VALUES (?, ?)", (form_id, data))


def _moved(data: dict[str, Any]) -> MovedAnswers:
    contents = {(section, row, column): content for section, row, column, content in data.pop("contents")}
    mapped, unplaced = (tuple(MovedAnswer(**one) for one in data.pop(name)) for name in ("mapped", "unplaced"))
    others = tuple(data.pop("others", ()))
    return MovedAnswers(**data, contents=contents, mapped=mapped, unplaced=unplaced, others=others)
