"""Everything that can stop a command, its exit codes, and the catalogue of refusals: of files, and by online services.

What is wrong *inside a review* is never an exception: it is a :class:`sheetreview.model.finding.Finding`, and its
catalogue is in ``model.finding_types``. The guides for HR and for Google list both catalogues.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

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
    """Why a file, a form in one, or a call to an online service is refused.

    ``code`` is for programs. ``meaning`` and ``fix`` (how to mend it) are halves of a sentence; without a fix, each
    place has words of its own. ``stops`` says that nothing else would work now either.
    """

    code: str
    meaning: str
    fix: str = ""
    stops: bool = False

    @property
    def reason(self) -> str:
        """What it means and how to mend it, as a sentence for people."""
        return f"{self.meaning}; {self.fix}"


NO_SUCH_FILE = Refusal("no-such-file", "there is no file of this name")
NOT_A_FILE = Refusal("not-a-file", "it is a folder, a link, a pipe or a device")
NOT_READABLE = Refusal("not-readable", "you are not allowed to read it, or the disk fails")
EMPTY = Refusal("empty", "it has no bytes, or no sheet with cells")
DAMAGED = Refusal("damaged", "it is cut off or broken inside")
TOO_LARGE = Refusal("too-large", "it is larger than any form, or reading it takes too long")
PROTECTED = Refusal("protected", "it has a password, and none that you gave opens it")
UNKNOWN_CHARACTERS = Refusal("unknown-characters", "it is text in no character set that can be read")
NOT_A_SPREADSHEET = Refusal("not-a-spreadsheet", "it is a PDF, a picture, a document or something else")
NO_READER = Refusal("no-reader", "the program that reads old and protected workbooks cannot be started here")
NOT_A_FORM = Refusal("not-a-form", "no sheet of it carries the hidden key of a review form")
NEWER_FORM = Refusal("newer-form", "a newer sheetreview made the form")
UNKNOWN_LAYOUT = Refusal("unknown-layout", "the form's layout, in its version and role, is not known here")
OTHER_CYCLE = Refusal("other-cycle", "another cycle issued the form")
NOT_ON_ROSTER = Refusal("not-on-roster", "the roster no longer asks for this form")
MISPLACED = Refusal("misplaced", "the form was copied into the sheet of another review")
MADE_UP = Refusal("made-up-answers", "a rehearsal filled the form in")
DOUBLED = Refusal("form-doubled", "the form stands on two sheets, with different answers")
SHEET_SHARED = Refusal("sheet-shared", "the forms of several people stand on one sheet")
ANOTHER_PERSON = Refusal("another-person", "the answers may be about another person than the form was issued for")
SUPERSEDED = Refusal("superseded", "a later return of the form counts")
NOT_CHANGEABLE = Refusal("not-changeable", "the workbook can be read, but no copy with its answers can be made")
STORE_DAMAGED = Refusal("store-damaged", "the cycle's store no longer holds the file as it came back")
PASSWORD_FILE = Refusal("password-file", "it is no list of passwords")
IN_THE_WAY = Refusal("in-the-way", "something of this name is there already")
NOT_WRITTEN = Refusal("not-written", "the file or folder cannot be written")
NO_PDF = Refusal("no-pdf", "LibreOffice is not there, or cannot print the form")
SHEET_GONE = Refusal("sheet-gone", "the Google Sheet was deleted, lies in the bin, or is no Google Sheet any more")
REMOTE = Refusal(
    "remote",
    "Google refused, or could not be reached",
    "look that word up in Google's guide to errors of the Drive and Sheets API, or ask whoever looks after Google "
    "for you",
)

_RUN_AGAIN = "run the same command again: it goes on where it stopped"
_LOG_IN = "run 'sheetreview google login'"
_NEW_KEY = "make a new key (JSON) in the Google Cloud console and save it as service_account.json"

UNREACHABLE = Refusal(
    "unreachable",
    "Google cannot be reached",
    f"check the network (and the proxy, where there is one: HTTPS_PROXY), and {_RUN_AGAIN}",
)
CONNECTION_LOST = Refusal(
    "connectionLost", "the connection to Google broke off again and again", f"check the network, and {_RUN_AGAIN}"
)
TIMED_OUT = Refusal("timedOut", "Google gave no answer within three minutes", _RUN_AGAIN)
CERTIFICATE = Refusal(
    "certificate",
    "the secure connection to Google could not be verified: a proxy or virus scanner in between answers with a "
    "certificate of its own",
    "ask IT for that certificate's file and name it in REQUESTS_CA_BUNDLE",
    stops=True,
)
NOT_GOOGLE = Refusal(
    "notGoogle",
    "something other than Google answered, such as the login page of a network or a proxy",
    f"open https://drive.google.com in a browser to see it, and {_RUN_AGAIN}",
)
SERVER_ERROR = Refusal("serverError", "Google had a fault of its own and did not recover in time", _RUN_AGAIN)
ABORTED = replace(SERVER_ERROR, code="ABORTED")
RATE_LIMIT = Refusal(
    "rateLimitExceeded",
    "Google allows only so many calls a minute, and waiting did not help: something else is using up the calls "
    "of the same Google project",
    f"wait a few minutes and {_RUN_AGAIN}",
)
DAILY_LIMIT = Refusal(
    "dailyLimitExceeded",
    "the Google project has used up its calls for today",
    "run the same command again tomorrow, or raise the quota in the Google Cloud console",
    stops=True,
)
QUOTA_USED_UP = replace(DAILY_LIMIT, code="quotaExceeded")
INCOMPLETE_SEARCH = Refusal(
    "incompleteSearch", "Google did not search all of your Drive this time", _RUN_AGAIN, stops=True
)
SIGN_IN_REFUSED = Refusal("authError", "Google no longer accepts the sign-in", f"{_LOG_IN} again")
NO_SCOPE = Refusal(
    "insufficientScopes",
    "the sign-in does not allow this",
    f"{_LOG_IN} again and tick every box that Google shows",
    stops=True,
)
SIGN_IN = Refusal("signIn", "nobody is signed in, or the file with the sign-in does not work", stops=True)
SIGN_IN_EXPIRED = Refusal(
    "invalid_grant",
    "the sign-in has run out or was withdrawn",
    f"{_LOG_IN} again. If this happens every week, the app is still in 'Testing' in your Google Cloud project, "
    "where a sign-in lasts seven days: publish the app there (or make it 'Internal'), then sign in once more. A "
    "changed password can also end a sign-in",
    stops=True,
)
CLIENT_GONE = Refusal(
    "invalid_client",
    "the OAuth client of your Google Cloud project was deleted or switched off",
    f"download a new one (desktop app) as credentials.json, then {_LOG_IN}",
    stops=True,
)
CLIENT_BLOCKED = Refusal(
    "admin_policy_enforced",
    "the administrator of your Google domain does not allow this app",
    "ask for the OAuth client to be trusted (Admin console: Security > API controls), then " + _LOG_IN,
    stops=True,
)
KEY_REFUSED = Refusal(
    "invalidKey",
    "Google refuses the service account's key: the key or the service account was deleted or switched off",
    _NEW_KEY,
    stops=True,
)
ACCOUNT_UNKNOWN = Refusal(
    "accountNotFound",
    "Google does not know the person for whom the service account acts, or the service account itself",
    "check the address that it acts for (an account of your own Google Workspace domain), or " + _NEW_KEY,
    stops=True,
)
NO_DELEGATION = Refusal(
    "unauthorized_client",
    "the service account is not allowed this",
    "an administrator of your domain enters its client id in the Admin console (Security > API controls > Manage "
    "Domain Wide Delegation), with the scope https://www.googleapis.com/auth/drive.file (and "
    "https://www.googleapis.com/auth/drive for a folder of your own)",
    stops=True,
)
WRONG_CLOCK = Refusal(
    "wrongClock",
    "Google refuses the sign-in because this machine's clock is wrong",
    "set the clock and try again",
    stops=True,
)
API_OFF = Refusal(
    "accessNotConfigured",
    "an API is not switched on in your Google Cloud project",
    "switch on the Google Sheets API and the Google Drive API there (APIs & Services > Library), wait five "
    f"minutes, and {_RUN_AGAIN}",
    stops=True,
)
STORAGE_FULL = Refusal(
    "storageQuotaExceeded",
    "the Google Drive of this account is full",
    f"make room in Drive, its bin, Gmail and Photos, and {_RUN_AGAIN}",
    stops=True,
)
NO_STORAGE = Refusal(
    "noStorage",
    "a service account has no storage of its own in Google Drive, so it cannot own a sheet",
    "either give the cycle a folder in a shared drive of which the service account is a member, or let it act for "
    f"a person of your domain, or sign in as yourself: {_LOG_IN}",
    stops=True,
)
TOO_MANY_OWNED = Refusal(
    "activeItemCreationLimitExceeded",
    "this account owns as many files as Google allows",
    "delete files that are not needed, and empty the bin",
    stops=True,
)
SHARED_DRIVE_FULL = Refusal(
    "teamDriveFileLimitExceeded", "the shared drive is full", "take files out of it, or use another one", stops=True
)
FOLDER_FULL = Refusal(
    "numChildrenInNonRootLimitExceeded",
    "the folder holds as many files as Google allows",
    "use another folder",
    stops=True,
)
FOLDER_CLOSED = Refusal(
    "insufficientParentPermissions",
    "this account may not put files into the folder",
    "have the folder shared with it as editor (a shared drive: as content manager)",
    stops=True,
)
FOLDER_UNFIT = Refusal(
    "folder", "the folder for the sheets is in the bin, is no folder, or can be opened by anybody", stops=True
)
DOMAIN_POLICY = Refusal(
    "domainPolicy",
    "the administrator of your Google domain does not allow this (apps that work with Google Drive, or sharing "
    "of this kind)",
    "ask the administrator to allow it",
    stops=True,
)
NOT_FOUND = Refusal(
    "notFound",
    "Google finds no such file for this account: it was deleted for good, or the access to it was taken away",
    "restore it or have it shared with this account again",
)
NO_ACCESS = Refusal(
    "insufficientFilePermissions",
    "this account may not do that with the file: it was only given the right to read, or none",
    "ask the file's owner to share it with this account as editor (a service account: with the address in its key "
    "file)",
)
FORBIDDEN = Refusal(
    "forbidden",
    "Google says only that this is forbidden: the file may belong to somebody else, or a rule of your domain "
    "is against it",
    "open the file with this account in a browser to see which",
)
OTHER_APP = Refusal(
    "appNotAuthorizedToFile",
    "this sign-in reaches only files that sheetreview itself has made with it, and this is not one of them",
    "sign in with the account and the OAuth client that made the file",
)
NOT_A_SHEET = Refusal(
    "notASheet",
    "this file is an uploaded Excel file, not a Google Sheet",
    "open it in Google Drive and choose File > Save as Google Sheets, or download it and hand it to 'sheetreview "
    "collect'",
)
IN_USE = Refusal(
    "alreadyExists", "Google already has a file of this id, and it is another one", "run the same command again"
)
BAD_REQUEST = Refusal(
    "badRequest",
    "Google refused the request as wrong",
    "if it happens again, please report it as a fault of sheetreview",
)
BAD_SHARING = Refusal(
    "invalidSharingRequest",
    "Google does not share with this address: most often it has no Google account, or a rule of your domain is "
    "against it",
    "check the address, or share again and let Google send its mail, which also invites people without a Google "
    "account",
)
SHARING_OUTSIDE = Refusal(
    "shareOutNotPermitted",
    "your domain does not allow sharing with people outside it",
    "ask the administrator, or use an address of the domain",
)
SHARING_LIMIT = Refusal(
    "sharingRateLimitExceeded",
    "Google lets this account share nothing more for now, usually until tomorrow",
    "sheets are still made and read, and the same command shares the rest when you run it again",
)
INHERITED = Refusal(
    "cannotModifyInheritedPermission",
    "this access comes from the folder or the shared drive, not from the file",
    "change it there",
)
INHERITED_FROM_DRIVE = replace(INHERITED, code="cannotModifyInheritedTeamDrivePermission")

REFUSALS: Mapping[str, Refusal] = {one.code: one for one in tuple(globals().values()) if isinstance(one, Refusal)}
"""All refusals by code, in the order of the tables in the guides: of files (for HR), then by Google."""


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
    """An online service refused something or could not be reached.

    ``reason`` is one plain sentence: what, and how to mend it. ``refusal`` is the entry of the catalogue, or one made
    from ``REMOTE`` with the service's own word as its code. ``stops`` says that nothing else would work now either;
    what was done so far is remembered, and the same command goes on with the rest.
    """

    exit_code = EXIT_REMOTE

    def __init__(self, reason: str, refusal: Refusal = REMOTE, *, stops: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.refusal = refusal
        self.stops = stops or refusal.stops


class SignInError(RemoteError):
    """Nobody is signed in to Google, or with something that does not work."""

    def __init__(self, reason: str, refusal: Refusal = SIGN_IN) -> None:
        super().__init__(reason, refusal, stops=True)


class SharingStopped(RemoteError):  # noqa: N818 -- what happened, in a word that the caller acts on
    """Google shares nothing more for now; making and reading sheets still works."""
