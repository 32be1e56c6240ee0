"""Everything that can stop a command, and the exit code each kind of stop has.

What is wrong *inside a review* is never an exception: it is a :class:`sheetreview.model.finding.Finding`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file, or a form in one, is refused: a code for programs, and what it means."""

    code: str
    meaning: str


NO_SUCH_FILE = Refusal("no-such-file", "There is no file of this name.")
NOT_A_FILE = Refusal("not-a-file", "It is a folder, a link, a pipe or a device.")
NOT_READABLE = Refusal("not-readable", "You are not allowed to read it, or the disk fails.")
EMPTY = Refusal("empty", "It has no bytes, or no sheet with cells.")
DAMAGED = Refusal("damaged", "It is cut off or broken inside.")
TOO_LARGE = Refusal("too-large", "It is larger than any form, or reading it takes too long.")
PROTECTED = Refusal("protected", "It has a password, and none that you gave opens it.")
UNKNOWN_CHARACTERS = Refusal("unknown-characters", "It is text in no character set that can be read.")
NOT_A_SPREADSHEET = Refusal("not-a-spreadsheet", "It is a PDF, a picture, a document or something else.")
NO_READER = Refusal("no-reader", "The program that reads old and protected workbooks cannot be started here.")
NOT_A_FORM = Refusal("not-a-form", "No sheet of it carries the hidden key of a review form.")
NEWER_FORM = Refusal("newer-form", "A newer sheetreview made the form.")
UNKNOWN_LAYOUT = Refusal("unknown-layout", "The form's layout, in its version and role, is not known here.")
OTHER_CYCLE = Refusal("other-cycle", "Another cycle issued the form.")
NOT_ON_ROSTER = Refusal("not-on-roster", "The roster no longer asks for this form.")
MISPLACED = Refusal("misplaced", "The form was copied into the sheet of another review.")
MADE_UP = Refusal("made-up-answers", "A rehearsal filled the form in.")
DOUBLED = Refusal("form-doubled", "The form stands on two sheets, with different answers.")
ANOTHER_PERSON = Refusal("another-person", "The answers may be about another person than the form was issued for.")
SUPERSEDED = Refusal("superseded", "A later return of the form counts.")
NOT_CHANGEABLE = Refusal("not-changeable", "The workbook can be read, but no copy with its answers can be made.")
STORE_DAMAGED = Refusal("store-damaged", "The cycle's store no longer holds the file as it came back.")
PASSWORD_FILE = Refusal("password-file", "It is no list of passwords.")
IN_THE_WAY = Refusal("in-the-way", "Something of this name is there already.")
NOT_WRITTEN = Refusal("not-written", "The file or folder cannot be written.")
NO_PDF = Refusal("no-pdf", "LibreOffice is not there, or cannot print the form.")
SHEET_GONE = Refusal("sheet-gone", "The Google Sheet was deleted, lies in the bin, or is no Google Sheet any more.")
REMOTE = Refusal("remote", "Google refused, or could not be reached.")

REFUSALS: Mapping[str, Refusal] = {one.code: one for one in tuple(globals().values()) if isinstance(one, Refusal)}
"""All refusals by code, in the order of the guide's table."""


class FileError(InputError):
    """A file cannot be read as a spreadsheet or form, or cannot be written.

    ``reason`` is one or two plain sentences for the person who holds the file: what is wrong, and what to do. It does
    not begin with the file's name. ``refusal`` is the entry of the catalogue.
    """

    def __init__(self, reason: str, refusal: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason
        self.refusal = refusal


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
