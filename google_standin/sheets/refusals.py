"""What a spreadsheet refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from google_standin.schemas import discovery


class BadRequest(Exception):  # noqa: N818 -- Google's own name for the answer 400
    """What Google refuses with 400 INVALID_ARGUMENT; the text is Google's kind of message."""


class NotImplementedYet(Exception):  # noqa: N818 -- the stand-in's answer 501, no error of the caller's
    """What Google can do and the stand-in cannot; ``kind`` names it."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"The stand-in does not do {kind}")
        self.kind = kind


def only(kind: str, given: Mapping[str, object], known: Iterable[str]) -> None:
    """Raise NotImplementedYet for a field that is set and that the stand-in would pass over in silence."""
    for name in given:
        if name not in set(known):
            raise NotImplementedYet(f"{kind}.{name}")


def checked_fields(schema: str, request: Mapping[str, str]) -> str:
    """The ``fields`` of an update over a schema; BadRequest when they are missing or name what is not there."""
    fields = request.get("fields", "")
    if not fields:
        raise BadRequest("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    for problem in discovery().validate_mask(schema, fields):
        raise BadRequest(problem)
    return fields
