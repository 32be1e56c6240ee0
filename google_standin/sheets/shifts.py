"""What happens to the numbers of rows or columns when some are inserted, deleted or moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

Axis: TypeAlias = Literal["ROWS", "COLUMNS"]

_BOUNDS: Mapping[Axis, tuple[str, str]] = {
    "ROWS": ("startRowIndex", "endRowIndex"),
    "COLUMNS": ("startColumnIndex", "endColumnIndex"),
}
_COORDINATE: Mapping[Axis, str] = {"ROWS": "rowIndex", "COLUMNS": "columnIndex"}


class Shift(Protocol):
    """A change of the lines of one axis."""

    def line(self, at: int) -> int | None:
        """Where a line is afterwards; None when it is gone."""

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the lines from ``start`` to before ``end`` are afterwards, as one run; None when all are gone."""


@dataclass(frozen=True, slots=True)
class Insert:
    """``count`` new lines before the line ``at``."""

    at: int
    count: int

    def line(self, at: int) -> int:
        """See Shift."""
        return at + self.count if at >= self.at else at

    def span(self, start: int, end: int) -> tuple[int, int]:
        """See Shift: lines put inside a run make it longer."""
        return self.line(start), (end + self.count if end > self.at else end)


@dataclass(frozen=True, slots=True)
class Delete:
    """The lines from ``start`` to before ``end`` go away."""

    start: int
    end: int

    def line(self, at: int) -> int | None:
        """See Shift."""
        if self.start <= at < self.end:
            return None
        return at if at < self.start else at - (self.end - self.start)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """See Shift."""
        new = self._edge(start), self._edge(end)
        return new if new[0] < new[1] else None

    def _edge(self, at: int) -> int:
        return at if at <= self.start else max(self.start, at - (self.end - self.start))


@dataclass(frozen=True, slots=True)
class Move:
    """The lines from ``start`` to before ``end`` go before the line ``to``, counted before the move."""

    start: int
    end: int
    to: int

    def line(self, at: int) -> int:
        """See Shift."""
        count = self.end - self.start
        if self.start <= at < self.end:
            return at + (self.to - self.start if self.to <= self.start else self.to - self.end)
        if self.to <= at < self.start:
            return at + count
        if self.end <= at < self.to:
            return at - count
        return at

    def span(self, start: int, end: int) -> tuple[int, int]:
        """See Shift: a run that is moved whole goes along, any other stays with its lines that are not moved."""
        whole = self.start <= start and end <= self.end
        lines = [self.line(at) for at in range(start, end) if whole or not self.start <= at < self.end]
        return min(lines), max(lines) + 1


def shifted(value: Any, sheet_id: int, axis: Axis, shift: Shift) -> Any:  # noqa: ANN401 -- any JSON value
    """A JSON value with every GridRange and GridCoordinate of one sheet in it shifted; what is gone is left out."""

    def change(given: dict[str, Any]) -> dict[str, Any] | None:
        return given if given.get("sheetId", 0) != sheet_id else _shifted_place(given, axis, shift)

    return changed_places(value, change)


def changed_places(value: Any, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Any:  # noqa: ANN401 -- any JSON value
    """A JSON value with every GridRange and GridCoordinate in it put through ``change``; None leaves it out."""
    if isinstance(value, list):
        parts = [(part, changed_places(part, change)) for part in value]
        return [new for old, new in parts if new is not None or old is None]
    if not isinstance(value, dict):
        return value
    if is_place(value):
        return change(value)
    members = [(name, part, changed_places(part, change)) for name, part in value.items()]
    return {name: new for name, old, new in members if new is not None or old is None}


def is_place(value: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a GridRange or a GridCoordinate."""
    names = {"sheetId", *_BOUNDS["ROWS"], *_BOUNDS["COLUMNS"], *_COORDINATE.values()}
    return bool(value) and value.keys() <= names


def _shifted_place(given: dict[str, Any], axis: Axis, shift: Shift) -> dict[str, Any] | None:
    start, end = _BOUNDS[axis]
    at = _COORDINATE[axis]
    if at in given:
        line = shift.line(given[at])
        return {**given, at: line if line is not None else max(0, given[at] - 1)}
    if end not in given:
        # An open range has no last line to shift; its first one moves when it stands.
        line = shift.line(given[start]) if start in given else None
        return given if line is None else {**given, start: line}
    new = shift.span(given.get(start, 0), given[end])
    return None if new is None else {**given, start: new[0], end: new[1]}
