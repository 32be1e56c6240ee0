"""``sheetreview push``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from sheetreview.cli.options import as_of_option, format_option, progress_bar
from sheetreview.cli.output import echo_json, echo_table, next_command, notice, plural, say
from sheetreview.errors import EXIT_FINDINGS, EXIT_REMOTE

if TYPE_CHECKING:
    from sheetreview.steps.online.fates import Sent
    from sheetreview.steps.online.push import Pushed, PushOptions
    from sheetreview.steps.online.recipients import Refusal
    from sheetreview.steps.opened import OpenCycle

SHOWN = 10
"""Links listed one by one; the JSON output has them all."""


@click.command(short_help="Make the forms as Google Sheets and share them.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done; nothing is asked of Google.")
@click.option("--only", multiple=True, metavar="WHO", help="Only forms for or by this id, name or address; repeatable.")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="Only forms for this role; repeatable.")
@click.option("--month", "months", multiple=True, metavar="YYYY-MM", help="Only forms of this month; repeatable.")
@click.option(
    "--bundle",
    type=click.Choice(["none", "reviewer"]),
    default="none",
    show_default=True,
    help="'reviewer': one spreadsheet for each reviewer, with a tab for each person.",
)
@click.option("--no-share", is_flag=True, help="Make the sheets, but share them with nobody yet.")
@click.option("--no-mail", is_flag=True, help="Share without Google's mail; send the links of links.csv yourself.")
@click.option(
    "--allow-domain", "domains", multiple=True, metavar="DOMAIN", help="Share with this mail domain from now on."
)
@click.option("--confirm", "addresses", multiple=True, metavar="ADDRESS", help="This address is right; repeatable.")
@click.option("--again", is_flag=True, help="Make a new sheet where the old one was deleted.")
@click.option("--summary", is_flag=True, help="The team summary instead of forms; it is shared with nobody.")
@as_of_option
@format_option
@click.pass_context
def push(
    ctx: click.Context,
    *,
    dry_run: bool,
    only: tuple[str, ...],
    roles: tuple[str, ...],
    months: tuple[str, ...],
    bundle: Literal["none", "reviewer"],
    no_share: bool,
    no_mail: bool,
    domains: tuple[str, ...],
    addresses: tuple[str, ...],
    again: bool,
    summary: bool,
    as_of: date,
    form: str,
) -> None:
    """Make each form as a Google Sheet and share it with its reviewer, who may edit it.

    The sheets go into a folder of the cycle's own in Google Drive. Nobody but the reviewer gets access, and no address
    outside the domains that cycle.yaml or --allow-domain name. Pushing again makes and shares what is missing; it never
    makes a second sheet, and leaves alone what somebody has edited. The links are in DIR/links.csv.

    Exits with 1 when something is left for you to look at, with 4 when Google ended the run; the same command goes on.
    """
    from sheetreview.steps.online.push import PushOptions
    from sheetreview.steps.opened import OpenCycle
    from sheetreview.steps.wanted import Wanted

    if summary and (only or roles or months or domains or addresses or dry_run or no_share or no_mail):
        raise click.UsageError("'--summary' goes with '--again', '--as-of' and '--format' only")
    options = PushOptions(
        wanted=Wanted(roles=roles, months=months, people=only),
        bundle=bundle,
        share=not no_share,
        mail=not no_mail,
        again=again,
        allow=(*map(_domain, domains), *addresses),
    )
    with OpenCycle.open(ctx.obj, reading=dry_run) as cycle:
        if summary:
            ctx.exit(_push_summary(cycle, as_of=as_of, again=again, form=form))
        done = _planned(cycle, options) if dry_run else _pushed(cycle, options)
    if form == "json":
        echo_json(_as_json(done))
    else:
        _echo(done, ctx.obj, dry_run=dry_run)
    ctx.exit(_exit_code(done))


def _domain(text: str) -> str:
    """A domain as it is compared: ``@Example.com`` is example.com."""
    import re

    from sheetreview.model.cycle import DOMAIN_PATTERN

    domain = text.strip().removeprefix("@").casefold()
    if not re.fullmatch(DOMAIN_PATTERN, domain):
        raise click.BadParameter(f"{text!r} is no mail domain; write it like example.com", param_hint="--allow-domain")
    return domain


def _planned(cycle: OpenCycle, options: PushOptions) -> Pushed:
    from sheetreview.steps.online.push import plan_push

    return plan_push(cycle, options)


def _pushed(cycle: OpenCycle, options: PushOptions) -> Pushed:
    from sheetreview.steps.online.account import open_google, preflight
    from sheetreview.steps.online.push import plan_push
    from sheetreview.steps.online.push import push as run

    length = len(plan_push(cycle, options).sent)
    with open_google(cycle.settings) as gateway:
        preflight(gateway, cycle.settings)
        with progress_bar("Pushing", length) as progress:
            return run(cycle, gateway, options, progress=progress)


def _push_summary(cycle: OpenCycle, *, as_of: date, again: bool, form: str) -> int:
    from sheetreview.steps.online.account import open_google, preflight
    from sheetreview.steps.online.summary import push_summary

    with open_google(cycle.settings) as gateway:
        preflight(gateway, cycle.settings)
        done = push_summary(cycle, gateway, as_of=as_of, again=again)
    if form == "json":
        echo_json(asdict(done))
    elif done.fate.in_order:
        say(f"{done.title}: {done.link}")
        notice("It is shared with nobody; share it in Google Sheets with whoever is to read it.")
    else:
        say(f"{done.title}: {done.fate.value}; {done.detail}")
    return 0 if done.fate.in_order else EXIT_FINDINGS


def _exit_code(done: Pushed) -> int:
    if done.stopped:
        return EXIT_REMOTE
    return 0 if all(one.fate.in_order for one in done.sent) else EXIT_FINDINGS


def _echo(done: Pushed, root: Path, *, dry_run: bool) -> None:
    from sheetreview.steps.online.fates import Fate

    told = {Fate.TOUCHED, Fate.LOST, Fate.FAILED}
    shown = [one for one in done.sent if dry_run or one.fate in told or (one.fate is Fate.SHARED and one.detail)]
    if shown:
        echo_table(["Sheet", "For", "What would be" if dry_run else "What became of it", "Detail"], map(_row, shown))
        say()
    _echo_refused(done.refused)
    counts = Counter(one.fate for one in done.sent)
    said = ", ".join(f"{counts[fate]:,} {fate.value}" for fate in Fate if counts[fate]) or "nothing to do"
    say(f"{plural(len(done.sent) + done.unreached, 'sheet')}: {said}.")
    if done.unreached:
        say(f"Not reached: {done.unreached:,}.")
    if done.gone:
        say("No longer on the roster; their reviewers still have access to:")
        for link in done.gone[:SHOWN]:
            say(f"  {link}")
        if len(done.gone) > SHOWN:
            say(f"  … and {len(done.gone) - SHOWN} more")
    if done.waiting:
        notice(
            f"{plural(done.waiting, 'form shows', 'forms show')} a dash in the place of another role's answers: "
            "pull these, then run 'push' again."
        )
    if done.links and any(one.link for one in done.sent):
        notice(f"Links: {done.links}")
    if done.stopped:
        notice(f"sheetreview: stopped: {done.stopped}")
    elif not dry_run and any(one.link for one in done.sent):
        notice(f"Next: {next_command(root, 'pull')}, whenever you want to know how far it is")


def _row(one: Sent) -> tuple[str, str, str, str]:
    return one.title, one.reviewer, one.fate.value, one.detail or (one.link if not one.fate.in_order else "")


def _echo_refused(refused: Sequence[Refusal]) -> None:
    """Whom nothing is shared with, a line for each thing to confirm, and how to confirm it."""
    if not refused:
        return
    by_allow: dict[str, list[Refusal]] = {}
    for one in refused:
        by_allow.setdefault(one.allow, []).append(one)
    rows = [
        (_named(found), sum(one.forms for one in found), found[0].reason, _option(allow))
        for allow, found in by_allow.items()
    ]
    echo_table(["Not shared with", "Forms", "Why", "When it is right"], rows, right={1})
    say()


def _named(refused: Sequence[Refusal]) -> str:
    if len(refused) == 1:
        return f"{refused[0].reviewer} <{refused[0].email}>"
    return f"{plural(len(refused), 'reviewer')}, such as {refused[0].reviewer}"


def _option(allow: str) -> str:
    return f"--confirm {allow}" if "@" in allow else f"--allow-domain {allow}"


def _as_json(done: Pushed) -> dict[str, object]:
    return {**asdict(done), "links": str(done.links) if done.links else None}
