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
