"""``sheetreview google``: signing in, who is signed in, and what is missing."""

from __future__ import annotations

from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import format_option, reporting
from sheetreview.cli.output import Report, echo_json, next_command, notice, plural, say
from sheetreview.errors import EXIT_REMOTE

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

    def tell(address: str) -> None:
        opens = "" if no_browser else " A browser opens by itself where there is one."
        notice(f"Open this address in a browser on this computer, and allow access.{opens}")
        notice(address)

    kept = api.sign_in(browser=not no_browser, whole_drive=whole_drive, tell=tell)
    say(f"The sign-in is kept in {kept.path}" + (", in place of the earlier one." if kept.replaces else "."))
    found = api.who_is_signed_in()
    say(f"You are signed in as {found.account.email}. sheetreview reaches {found.reach}.")
    notice("Next: sheetreview google doctor")


@google.command(short_help="Say who is signed in, and by what.")
@reporting
@click.pass_obj
def whoami(root: Path) -> Report:
    """Say who is signed in to Google, by which file, and what that allows.

    In a cycle it is who that cycle's sheets are made by.
    """
    found = api.who_is_signed_in(root)
    data = {
        "kind": found.kind,
        "email": found.account.email,
        "name": found.account.name,
        "acts_for_somebody": found.acts_for_somebody,
        "file": found.file,
        "scopes": found.scopes,
        "limit_bytes": found.account.limit_bytes,
        "free_bytes": found.account.free_bytes,
    }
    return Report(data, lambda: _tell(found))


def _tell(found: api.SignedIn) -> None:
    account = found.account
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
    root: Path = ctx.obj
    checks = []
    for check in api.examine(root):
        checks.append(check)
        if form != "json":
            # Google may take seconds for each.
            say(f"{check.state.value:<{_MARK}}{check.about}: {check.said}")
    wrong = sum(check.state.value == "not ok" for check in checks)
    if form == "json":
        echo_json(checks)
    else:
        say()
        say(f"{plural(wrong, 'thing')} to mend before sheets can be made." if wrong else "Nothing is wrong.")
    if not sheetreview.Cycle.exists(root):
        notice("No cycle was looked at; name its folder with 'sheetreview -C DIR google doctor' to check it too.")
    elif not wrong:
        notice(f"Next: {next_command(root, 'push --dry-run')}")
    if wrong:
        ctx.exit(EXIT_REMOTE)
