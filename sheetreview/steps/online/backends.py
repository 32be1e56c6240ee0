"""The services that can keep a cycle's spreadsheets online, by the name of their settings in ``cycle.yaml``."""

from __future__ import annotations

from collections.abc import Callable

from sheetreview.cycle.files import make_folder, write_file
from sheetreview.model.cycle import CycleSettings
from sheetreview.online import Backend, Connection, NewSignIn, PushHistory
from sheetreview.steps.open_cycle import OpenCycle


def _google() -> Backend:
    from sheetreview.google.backend import GoogleBackend  # noqa: PLC0415 -- its libraries take long to import

    return GoogleBackend()


USUAL = "google"
BACKENDS: dict[str, Callable[[], Backend]] = {USUAL: _google}
"""How to load each of them. A cycle uses the usual one unless it has settings for another."""


def backend_for(settings: CycleSettings | None) -> Backend:
    """The service that keeps a cycle's spreadsheets."""
    named = settings.model_fields_set if settings else frozenset[str]()
    name = next((name for name in BACKENDS if name in named and name != USUAL), USUAL)
    return BACKENDS[name]()


def connect(settings: CycleSettings) -> Connection:
    """Open the way to a cycle's spreadsheets; close it by a ``with`` block. Raises SignInError, RemoteError."""
    return backend_for(settings).connect(settings)


def push_history(cycle: OpenCycle) -> PushHistory:
    """What a check of the service needs to know of a cycle beside its settings."""
    records = cycle.store.sheets
    return PushHistory(folder=records.folder, sheets=len(records.all()), allowed=records.allowed())


def sign_in(backend: Backend, *, browser: bool, whole_drive: bool, tell: Callable[[str], None]) -> NewSignIn:
    """Sign a person in and save that, readable by the user alone. Raises SignInError, FileError."""
    found = backend.sign_in(browser=browser, whole_drive=whole_drive, tell=tell)
    make_folder(found.path.parent)
    write_file(found.path, found.text.encode())
    return found
