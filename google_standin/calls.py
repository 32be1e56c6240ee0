"""One call of an API on its way through the stand-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from google_standin.accounts import Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who calls, with what. ``params`` come from the path; ``query`` maps each name to its values.

    ``fault`` is a scripted one that belongs to the call itself: "mail-failed".
    """

    kind: str
    grant: Grant
    params: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: Mapping[str, Any]
    fault: str = ""

    def text(self, name: str, default: str = "") -> str:
        """A query parameter; the last one counts."""
        return self.query.get(name, [default])[-1]

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A query parameter that is true or false."""
        return self.text(name, "true" if default else "false") == "true"

    @property
    def all_drives(self) -> bool:
        """Whether the client says that it knows shared drives."""
        return self.flag("supportsAllDrives") or self.flag("supportsTeamDrives")


Handler = Callable[[Call], dict[str, Any] | None]
"""What answers a call: a resource, or None for an answer without a body."""
