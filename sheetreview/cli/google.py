"""``sheetreview google``: signing in, who is signed in, and what is missing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetreview.cli.options import format_option
from sheetreview.cli.output import echo_json, next_command, notice, plural, say
from sheetreview.errors import EXIT_REMOTE

if TYPE_CHECKING:
    from sheetreview.model.cycle import CycleSettings
    from sheetreview.online import PushHistory

_MARK = 8


@click.group(short_help="Sign in to Google, and see what is missing.")
def google() -> None:
    """Sign in to Google, see who is signed in, and what is missing before sheets can be made."""


@google.command(short_help="Sign in to Google with the browser.")
@click.option("--no-browser", is_flag=True, help="Only show the address to open; open no browser.")
@click.option(
    "--whole-drive", is_flag=True, help="Ask for all of Drive: needed for a folder that sheetreview did not make."
)
def login(*, no_browser: bool, whole_drive: bool) -> None:
    """Sign in to Google with the browser, with the OAuth client credentials.json in gspread's folder.

    The sign-in is kept there, readable by you alone, in place of an earlier one.
    """
    from sheetreview.steps.online.backends import backend_for, sign_in

    def tell(address: str) -> None:
        opens = "" if no_browser else " A browser opens by itself where there is one."
        notice(f"Open this address in a browser on this computer, and allow access.{opens}")
        notice(address)

    backend = backend_for(None)
    kept = sign_in(backend, browser=not no_browser, whole_drive=whole_drive, tell=tell)
    say(f"The sign-in is kept in {kept.path}" + (", in place of the earlier one." if kept.replaces else "."))
    found = backend.who_is_signed_in(None)
    say(f"You are signed in as {found.account.email}. sheetreview reaches {found.reach}.")
    notice("Next: sheetreview google doctor")


@google.command(short_help="Say who is signed in, and by what.")
@format_option
@click.pass_obj
def whoami(root: Path, form: str) -> None:
    """Say who is signed in to Google, by which file, and what that allows.

    In a cycle it is who that cycle's sheets are made by.
    """
    from sheetreview.steps.online.backends import backend_for

    settings = _settings(root)
    found = backend_for(settings).who_is_signed_in(settings)
    account = found.account
    if form == "json":
        echo_json(
            {
                "kind": found.kind,
                "email": account.email,
                "name": account.name,
                "acts_for_somebody": found.acts_for_somebody,
                "file": str(found.file),
                "scopes": list(found.scopes),
                "limit_bytes": account.limit_bytes,
                "free_bytes": account.free_bytes,
            }
        )
        return
    say(f"Account  {account.email}" + (f" ({account.name})" if account.name else ""))
    say(f"Sign-in  {found.described}, by {found.file}")
    say(f"Reaches  {found.reach}")
    say(f"Storage  {found.room}")


@google.command(short_help="Find what is missing before sheets can be made.")
@format_option
@click.pass_context
def doctor(ctx: click.Context, form: str) -> None:
    """Find everything that would keep sheets from being made, and say how to mend it. Nothing is made or changed.

    With -C, or in a cycle's folder, the cycle's own settings for Google are looked at too, its folder, and whom it may
    share with. Exit code 4 when something is wrong.
    """
    from sheetreview.online import State
    from sheetreview.steps.online.backends import backend_for

    root: Path = ctx.obj
    settings = _settings(root)
    checks = []
    for check in backend_for(settings).examine(settings, _remembered(root, settings)):
        checks.append(check)
        if form != "json":
            say(f"{check.state.value:<{_MARK}}{check.about}: {check.said}")
    wrong = sum(check.state is State.WRONG for check in checks)
    if form == "json":
        echo_json([asdict(check) for check in checks])
    else:
        say()
        say(f"{plural(wrong, 'thing')} to mend before sheets can be made." if wrong else "Nothing is wrong.")
    if settings is None:
        notice("No cycle was looked at; name its folder with 'sheetreview -C DIR google doctor' to check it too.")
    elif not wrong:
        notice(f"Next: {next_command(root, 'push --dry-run')}")
    if wrong:
        ctx.exit(EXIT_REMOTE)


def _settings(root: Path) -> CycleSettings | None:
    """The settings of the cycle in a folder; None when there is no cycle in it."""
    from sheetreview.cycle.folder import CycleFolder
    from sheetreview.steps.opened import read_settings

    folder = CycleFolder(root)
    return read_settings(folder) if folder.holds_cycle else None


def _remembered(root: Path, settings: CycleSettings | None) -> PushHistory:
    """What the cycle in a folder remembers of earlier pushes; nothing when there is none in it."""
    from sheetreview.online import PushHistory
    from sheetreview.steps.online.backends import push_history
    from sheetreview.steps.opened import OpenCycle

    if settings is None:
        return PushHistory()
    with OpenCycle.open(root, reading=True) as cycle:
        return push_history(cycle)
