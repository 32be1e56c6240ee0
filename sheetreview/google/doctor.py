"""``google doctor``: everything that can keep a cycle's sheets from being made, found before anything is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from sheetreview.errors import (
    API_OFF,
    FOLDER_CLOSED,
    FOLDER_UNFIT,
    NO_SCOPE,
    NO_STORAGE,
    NOT_FOUND,
    STORAGE_FULL,
    RemoteError,
    SignInError,
)
from sheetreview.google.gateway import Gateway, open_gateway
from sheetreview.google.refusals import FOLDER_GONE
from sheetreview.google.signin import OLD_SCOPES, SERVICE_ACCOUNT, WHOLE_DRIVE, SignIn, parent_id, sign_in_for
from sheetreview.google.transport import REDIRECT, redirect
from sheetreview.model.cycle import CycleSettings
from sheetreview.online import Account, Check, Permission, PushHistory, RemoteFile, State, open_to_all

_WEEKLY = (
    "if this sign-in ends every week, the app is still in 'Testing' in your Google Cloud project, which Google tells "
    "nobody but there: publish it (Google Auth Platform > Audience > Publish app), then run 'sheetreview google login'"
)
_NOT_A_FOLDER = (
    "what cycle.yaml names as the folder is a file; open the folder itself in Google Drive and copy its address into "
    "cycle.yaml"
)
_FOLDER_IN_BIN = (
    "the folder for the sheets is in the bin; restore it in Google Drive, or name another one in cycle.yaml"
)
OPEN_FOLDER = (
    "anyone with the link, or everybody in a domain, can open the folder for the sheets, and so could read every "
    "review; in Google Drive set its general access to 'Restricted', or name another folder in cycle.yaml"
)
_OWN_FOLDER_GONE = (
    "it is gone, or out of this account's reach; sign in with the account that made it, or, if it was deleted, let "
    "'push --again' make a new one with new sheets"
)
_OWN_FOLDER_IN_BIN = "it is in the bin with all sheets in it; restore it in Google Drive"


def examine(settings: CycleSettings | None, known: PushHistory) -> Iterator[Check]:
    """Check everything that a push needs, for a cycle or (None) for none, and yield each result as soon as it is known.

    Nothing is made or changed. What cannot be checked because of something wrong before it is left out.
    """
    try:
        if redirect():
            yield _note("Google", f"every call goes to a stand-in on this machine, not to Google: {REDIRECT} is set")
    except RemoteError as error:
        yield _wrong("Google", error.reason)
        return
    try:
        sign_in = sign_in_for(settings)
    except SignInError as error:
        yield _wrong("Sign-in", error.reason)
    else:
        yield from _about_sign_in(sign_in, settings)
        with open_gateway(sign_in) as gateway:
            yield from _asked(gateway, settings, known)
    if settings is not None:
        yield from _about_recipients(settings.google.domains, known.allowed)


def _fine(about: str, said: str) -> Check:
    return Check(about=about, state=State.FINE, said=said)


def _wrong(about: str, said: str) -> Check:
    return Check(about=about, state=State.WRONG, said=said)


def _note(about: str, said: str) -> Check:
    return Check(about=about, state=State.NOTE, said=said)


def _about_sign_in(sign_in: SignIn, settings: CycleSettings | None) -> Iterator[Check]:
    """What is known without asking Google."""
    yield _fine("Sign-in", f"{sign_in.described}, by {sign_in.path}")
    other = sign_in.path.with_name(SERVICE_ACCOUNT)
    if sign_in.kind == "user" and other.exists():
        yield _note("Sign-in", f"{other.name} is there too; it is used once {sign_in.path.name} is moved away")
    if sign_in.has_no_storage and settings is None:
        yield _note("Storage", NO_STORAGE.reason)
    elif sign_in.has_no_storage and settings is not None and not parent_id(settings):
        yield _wrong("Storage", NO_STORAGE.reason)


def _asked(gateway: Gateway, settings: CycleSettings | None, known: PushHistory) -> Iterator[Check]:
    """What only Google can tell."""
    sign_in, account, drive = gateway.sign_in, None, _fine("Google Drive API", "switched on")
    try:
        account = gateway.account()
    except RemoteError as error:
        if error.refusal != API_OFF:
            yield _wrong(_subject(error), error.reason)
            return
        drive = _wrong("Google Drive API", error.reason)
    yield _fine("Token", "Google accepts the sign-in")
    if sign_in.kind == "user":
        yield _note("Token", _WEEKLY)
    yield drive
    yield from _about_sheets_api(gateway)
    folder = parent_id(settings) if settings else ""
    yield from _about_reach(sign_in, folder)
    if account is not None:
        yield from _about_folder(gateway, account, folder) if folder else _about_storage(sign_in, account)
        if known.folder:
            yield from _about_own_folder(gateway, known)


def _subject(error: RemoteError) -> str:
    if error.refusal == NO_SCOPE:
        return "Scopes"
    return "Token" if isinstance(error, SignInError) else "Google"


def _about_sheets_api(gateway: Gateway) -> Iterator[Check]:
    try:
        gateway.sheets_api()
    except RemoteError as error:
        yield _wrong("Google Sheets API", error.reason)
    else:
        yield _fine("Google Sheets API", "switched on")


def _about_reach(sign_in: SignIn, folder: str) -> Iterator[Check]:
    yield _fine("Scopes", f"the sign-in reaches {sign_in.reach}" if sign_in.scopes else OLD_SCOPES)
    if WHOLE_DRIVE in sign_in.scopes and not folder:
        yield _note("Scopes", "that is more than is needed here; 'sheetreview google login' again asks for less")


def _about_storage(sign_in: SignIn, account: Account) -> Iterator[Check]:
    if sign_in.has_no_storage:
        return
    if account.free_bytes == 0:
        yield _wrong("Storage", STORAGE_FULL.reason)
    else:
        yield _fine("Storage", f"{sign_in.room(account)} in the account's own Drive")


def _about_folder(gateway: Gateway, account: Account, folder: str) -> Iterator[Check]:
    try:
        remote, permissions = _folder(gateway, folder)
    except RemoteError as error:
        yield _wrong("Folder", error.reason)
        return
    obstacles = folder_obstacles(remote, gateway.sign_in)
    for obstacle in obstacles:
        yield _wrong("Storage" if obstacle.refusal == NO_STORAGE else "Folder", obstacle.reason)
    if remote is None:
        return
    if not obstacles:
        place = "in a shared drive, which keeps the sheets" if remote.drive else "in somebody's own Drive"
        yield _fine("Folder", f"it is there, {place}; this account may add to it")
        yield from () if remote.drive else _about_storage(gateway.sign_in, account)
    if remote.kind == "folder":
        yield from _about_others(remote, permissions, account)


def _folder(gateway: Gateway, folder: str) -> tuple[RemoteFile | None, tuple[Permission, ...]]:
    remote = gateway.file(folder)
    is_folder = remote is not None and remote.kind == "folder"
    return remote, folder_permissions(gateway, folder) if is_folder else ()


def _about_others(remote: RemoteFile, permissions: Iterable[Permission], account: Account) -> Iterator[Check]:
    if open_to_all(permissions):
        yield _wrong("Who sees the folder", OPEN_FOLDER)
        return
    own = account.email.casefold()
    others = Counter[str](found.kind for found in permissions if found.email.casefold() != own)
    counted = ((others["user"], "other account"), (others["group"], "group"))
    whom = " and ".join(_counted(number, word) for number, word in counted if number)
    what = "shared drive" if remote.drive else "folder"
    if whom:
        said = f"{whom} with access to the {what} can read every review in it, whoever it is shared with"
    elif remote.drive:
        said = "all members of a shared drive can read every review in it, whoever it is shared with"
    else:
        return
    yield _note("Who sees the folder", f"{said}; keep the reviews of a team where only HR has access")


def _counted(number: int, word: str, ending: str = "s") -> str:
    return f"{number:,} {word if number == 1 else word + ending}"


def _about_own_folder(gateway: Gateway, known: PushHistory) -> Iterator[Check]:
    """Whether the folder that an earlier push made is as it should be; one without sheets may still be to be made."""
    about = "Cycle's folder"
    try:
        remote = gateway.file(known.folder)
        permissions = folder_permissions(gateway, known.folder) if remote else ()
    except RemoteError as error:
        yield _wrong(about, error.reason)
        return
    if remote is None:
        yield from [_wrong(about, _OWN_FOLDER_GONE)] if known.sheets else []
    elif remote.trashed:
        yield _wrong(about, _OWN_FOLDER_IN_BIN)
    elif open_to_all(permissions):
        yield _wrong(about, OPEN_FOLDER)
    else:
        yield _fine(about, "it is there, and open to named people only")


def _about_recipients(named: Collection[str], confirmed: Collection[str]) -> Iterator[Check]:
    """Domains that cycle.yaml names, and domains and addresses that were confirmed; addresses are only counted."""
    more = sorted(name for name in confirmed if "@" not in name and name not in named)
    domains = [*named, *(f"{name} (by --allow-domain)" for name in more)]
    addresses = sum("@" in name for name in confirmed)
    if not domains and not addresses:
        yield _note(
            "Recipients",
            "cycle.yaml names no domains of people to share with; 'push' shares with nobody before you name them there "
            "or with --allow-domain",
        )
        return
    whom = [f"addresses at {', '.join(domains)}"] if domains else []
    if addresses:
        whom.append(_counted(addresses, "confirmed address", "es"))
    yield _fine("Recipients", f"forms may be shared with {' and '.join(whom)}")


def folder_obstacles(remote: RemoteFile | None, sign_in: SignIn) -> list[RemoteError]:
    """Every reason why no sheet could be put into a folder; ``remote`` is None when it is not found."""
    if remote is None:
        return [RemoteError(FOLDER_GONE, NOT_FOUND, stops=True)]
    if remote.kind != "folder":
        return [RemoteError(_NOT_A_FOLDER, FOLDER_UNFIT)]
    found = []
    if remote.trashed:
        found.append(RemoteError(_FOLDER_IN_BIN, FOLDER_UNFIT))
    if not remote.may_add:
        found.append(RemoteError(FOLDER_CLOSED.reason, FOLDER_CLOSED))
    if not remote.drive and sign_in.has_no_storage:
        found.append(RemoteError(NO_STORAGE.reason, NO_STORAGE))
    return found


def folder_permissions(gateway: Gateway, folder: str) -> tuple[Permission, ...]:
    """Who has access to a folder; empty where the account is not told.

    Raises RemoteError when nothing else would work either.
    """
    try:
        return tuple(gateway.permissions(folder))
    except RemoteError as error:
        if error.stops:
            raise
        return ()
