"""What keeps a cycle from being sent, as a rehearsal finds it: each kind with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sheetreview.model.people import Assignment


class Kind(StrEnum):
    """What is in the way of sending a cycle's forms, or (the last two) only not part of the rehearsal."""

    NOT_ISSUED = "not-issued"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    OPEN = "open"
    TOUCHED = "touched"
    NOT_THE_FORM = "not-the-form"
    DOUBLED = "doubled"
    FORMER = "former"
    STRAY = "stray"
    OUTDATED = "outdated"
    WAITING = "waiting"
    NOT_TAKEN = "not-taken"
    MISREAD = "misread"
    FINDING = "finding"
    NOT_COUNTED = "not-counted"
    LATER = "later"
    ONLINE = "online"

    @property
    def stops(self) -> bool:
        """Whether the cycle is not fit to send because of it."""
        return self not in {Kind.LATER, Kind.ONLINE}

    @property
    def meaning(self) -> Meaning:
        """What it is, and what to do about it."""
        return _MEANINGS[self]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A kind of trouble in words: one of it, several of them, and how to mend it."""

    one: str
    several: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that was found: with which file, relative to the cycle's folder, which form and which cell.

    ``about`` is the account or month that the form is about.
    """

    kind: Kind
    file: str = ""
    sheet: str = ""
    cell: str = ""
    form_id: str = ""
    reviewee: str = ""
    reviewer: str = ""
    role: str = ""
    about: str = ""
    detail: str = ""


def of_form(kind: Kind, form_id: str, assignment: Assignment) -> Trouble:
    """What is wrong with one form."""
    return Trouble(
        kind=kind,
        form_id=form_id,
        reviewee=assignment.reviewee.name,
        reviewer=assignment.reviewer.name,
        role=assignment.role,
        about=assignment.account or assignment.month,
    )


_FRESH = "'generate --force' puts a fresh form in its place and keeps a backup"
_OURS = "do not send it, and please report this: it is a mistake in sheetreview"

_MEANINGS = {
    Kind.NOT_ISSUED: Meaning("form is not issued yet", "forms are not issued yet", "run 'generate'"),
    Kind.MISSING: Meaning(
        "file is missing",
        "files are missing",
        "run 'generate' as you did before: it writes what is missing; if a file was only renamed, name it back",
    ),
    Kind.UNREADABLE: Meaning(
        "file cannot be read",
        "files cannot be read",
        f"{_FRESH}; if you may not read it, give it back its permissions",
    ),
    Kind.OPEN: Meaning(
        "file is open in a spreadsheet program", "files are open in a spreadsheet program", "close it there"
    ),
    Kind.TOUCHED: Meaning(
        "file was changed after it was issued, and was not rehearsed",
        "files were changed after they were issued, and were not rehearsed",
        f"take it in with 'collect' if it is filled in; {_FRESH}",
    ),
    Kind.NOT_THE_FORM: Meaning(
        "file does not hold the form that was issued in it",
        "files do not hold the forms that were issued in them",
        _FRESH,
    ),
    Kind.DOUBLED: Meaning(
        "form stands in several files",
        "forms stand in several files",
        "delete all but one: its reviewer would not know which one to fill in",
    ),
    Kind.FORMER: Meaning(
        "file is for nobody on the roster",
        "files are for nobody on the roster",
        "do not send it: delete it, or put the person back on the roster",
    ),
    Kind.STRAY: Meaning(
        "file among the forms was not put there by 'generate'",
        "files among the forms were not put there by 'generate'",
        "move it out before you send the folder",
    ),
    Kind.OUTDATED: Meaning(
        "form is older than the roster, the figures or the layout",
        "forms are older than the roster, the figures or the layout",
        "run 'generate': it brings the form up to date",
    ),
    Kind.WAITING: Meaning(
        "form shows a dash in the place of another role's answers",
        "forms show a dash in the place of another role's answers",
        "collect these answers and run 'generate' before you send it",
    ),
    Kind.NOT_TAKEN: Meaning(
        "filled form was not taken in",
        "filled forms were not taken in",
        "see with 'layouts show' what the form's role can fill in",
    ),
    Kind.MISREAD: Meaning("answer was read as something else", "answers were read as something else", _OURS),
    Kind.FINDING: Meaning(
        "error is left though the form is filled in",
        "errors are left though the forms are filled in",
        "mend the layout where a form cannot be filled in without an error",
    ),
    Kind.NOT_COUNTED: Meaning(
        "filled review does not count in the summary", "filled reviews do not count in the summary", _OURS
    ),
    Kind.LATER: Meaning(
        "form waits for another role's answers, and is not issued yet",
        "forms wait for another role's answers, and are not issued yet",
        "when these are collected, run 'generate' and rehearse again",
    ),
    Kind.ONLINE: Meaning(
        "form went out as a Google Sheet only",
        "forms went out as Google Sheets only",
        "nothing to do: only workbooks are rehearsed",
    ),
}
