"""Signing in to Google, who is signed in, and what is missing before the sheets of a cycle can be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from sheetreview.cycle.folder import CycleFolder
from sheetreview.model.cycle import CycleSettings
from sheetreview.online import Check, NewSignIn, PushHistory, SignedIn
from sheetreview.steps.online import backends
from sheetreview.steps.open_cycle import OpenCycle, read_settings


def sign_in(*, browser: bool, whole_drive: bool, tell: Callable[[str], None]) -> NewSignIn:
    """Sign a person in, who is told the address to open, and keep that. Raises SignInError, FileError."""
    return backends.sign_in(backends.backend_for(None), browser=browser, whole_drive=whole_drive, tell=tell)


def who_is_signed_in(folder: Path | None = None) -> SignedIn:
    """Who is signed in, in a cycle's folder who its sheets are made by. Raises SignInError, RemoteError."""
    settings = None if folder is None else _settings(folder)
    return backends.backend_for(settings).who_is_signed_in(settings)


def examine(folder: Path) -> Iterator[Check]:
    """Check what sheets need one after the other, and the settings of the cycle in a folder where there is one."""
    settings, history = _settings(folder), PushHistory()
    if settings is not None:
        with OpenCycle.open(folder, reading=True) as cycle:
            history = backends.push_history(cycle)
    yield from backends.backend_for(settings).examine(settings, history)


def _settings(folder: Path) -> CycleSettings | None:
    """The settings of the cycle in a folder; None when there is none in it."""
    found = CycleFolder(folder)
    return read_settings(found) if found.holds_cycle else None
