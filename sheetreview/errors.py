"""Everything that can stop a command, and the exit code each kind of stop has.

What is wrong *inside a review* is never an exception: it is a :class:`sheetreview.model.finding.Finding`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

EXIT_CLEAN = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_INPUT = 3
EXIT_REMOTE = 4
EXIT_BUG = 70
EXIT_STOPPED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with something a person wrote: where, what, and how to mend it.

    ``line`` and ``column`` count from 1; 0 means the place is not known that exactly.
    """

    source: str
    message: str
    fix: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        where = ":".join([self.source, *(str(n) for n in (self.line, self.column) if n)])
        return f"{where}: {self.message}" + (f"; {self.fix}" if self.fix else "")


class SheetreviewError(Exception):
    """A command cannot go on. ``problems`` lists every reason that was found, not only the first."""

    exit_code = EXIT_BUG

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)


class InputError(SheetreviewError):
    """Something the user gave cannot be used."""

    exit_code = EXIT_INPUT


class LayoutError(InputError):
    """A layout file is wrong or not there."""


class RosterError(InputError):
    """A roster or metrics file is wrong."""


class CycleError(InputError):
    """A cycle folder is missing, damaged, locked, too old or too new."""


class FileError(InputError):
    """A file cannot be read as a spreadsheet, or cannot be written.

    ``reason`` is one plain sentence for the person who holds the file, without its name.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RemoteError(SheetreviewError):
    """Google refused something or could not be reached.

    ``reason`` is one plain sentence: what, and how to mend it. ``stops`` says that nothing else would work now either;
    what was done so far is remembered, and the same command goes on with the rest. ``code`` is the short word by which
    Google (or, where nobody answered, sheetreview) names the reason, such as ``notFound``; '' when there is none.
    """

    exit_code = EXIT_REMOTE

    def __init__(self, reason: str, *, stops: bool = False, code: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.stops = stops
        self.code = code


class SignInError(RemoteError):
    """Nobody is signed in to Google, or with something that does not work."""

    def __init__(self, reason: str, *, code: str = "") -> None:
        super().__init__(reason, stops=True, code=code)


class SharingStopped(RemoteError):  # noqa: N818 -- what happened, in a word that the caller acts on
    """Google shares nothing more for now; making and reading sheets still works."""
