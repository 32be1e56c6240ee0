"""``sheetreview push``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Literal

import click
from click.core import ParameterSource

import sheetreview
from sheetreview import api
from sheetreview.cli.options import as_of_option, reporting
from sheetreview.cli.output import (
    Report,
    echo_list,
    echo_table,
    next_command,
    notice,
    notice_pace,
    plural,
    progress_bar,
    say,
    tally,
    word,
)

MOST_OPTIONS = 5
"""Domains that the next command is written out with; more are better kept in a file."""


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
@reporting
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
    as_of: date | None,
) -> Report:
    """Make each form as a Google Sheet and share it with its reviewer, who may edit it.

    The sheets go into a folder of the cycle's own in Google Drive. Nobody but the reviewer gets access, and no address
    outside the domains that cycle.yaml or --allow-domain name. Pushing again makes and shares what is missing; it never
    makes a second sheet, and leaves alone what somebody has edited. The links are in DIR/links.csv.

    Where one role's form shows what another has answered, push the other first (--role self), pull it, then push this
    one (--role manager).

    Exits with 1 when something is left for you to look at, with 4 when Google ended the run; the same command goes on.
    """
    _require_fitting(ctx, summary=summary)
    choices: api.PushChoices = {
        "only": only,
        "roles": roles,
        "months": months,
        "bundle": bundle,
        "share": not no_share,
        "mail": not no_mail,
        "again": again,
        "allow": (*map(_domain, domains), *map(_address, addresses)),
    }
    with sheetreview.Cycle.open(ctx.obj, reading=dry_run) as cycle:
        if summary:
            return _push_summary(cycle, as_of=as_of, again=again)
        done = _planned(cycle, choices) if dry_run else _pushed(cycle, choices)
    # Scripts know the outcome of a sheet by another name.
    data = {**asdict(done), "sent": [_as_json(one) for one in done.sent], "waiting": done.waiting, "links": done.links}
    return Report(
        data,
        lambda: _tell(done, ctx.obj, choices, dry_run=dry_run),
        in_order=all(one.outcome.in_order for one in done.sent),
        stopped=done.stopped,
    )


def _require_fitting(ctx: click.Context, *, summary: bool) -> None:
    """Fail as wrong usage when options were given that do not go together."""
    given = {name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    if summary and given - {"summary", "again", "as_of", "form"}:
        raise click.UsageError("'--summary' goes with '--again', '--as-of' and '--format' only")
    if not summary and "as_of" in given:
        raise click.UsageError("'--as-of' goes with '--summary' only")


def _domain(text: str) -> str:
    """A domain as it is compared: ``@Example.com`` is example.com."""
    import re

    domain = text.strip().removeprefix("@").casefold()
    if not re.fullmatch(api.DOMAIN_PATTERN, domain):
        raise click.BadParameter(f"{text!r} is no mail domain; write it like example.com", param_hint="--allow-domain")
    return domain


def _address(text: str) -> str:
    """An address, without space around it; anything else is wrong usage."""
    mailbox, _, domain = text.strip().rpartition("@")
    if not mailbox or not domain or text.split() != [text.strip()]:
        raise click.BadParameter(
            f"{text!r} is no e-mail address; write the whole address, or a domain with --allow-domain",
            param_hint="--confirm",
        )
    return text.strip()


def _planned(cycle: sheetreview.Cycle, choices: api.PushChoices) -> api.Pushed:
    """What a push would do; says how long that takes when it takes long."""
    plan = cycle.plan_push(**choices)
    kind = sheetreview.PushOutcome
    made = sum(one.outcome in {kind.SHARED, kind.MADE} and not one.link for one in plan.sent)
    built = made + sum(one.outcome is kind.REFRESHED for one in plan.sent)
    notice_pace(built, cycle.backend)
    return plan


def _pushed(cycle: sheetreview.Cycle, choices: api.PushChoices) -> api.Pushed:
    with progress_bar("Pushing", len(_planned(cycle, choices).sent)) as progress:
        return cycle.push(progress=progress, **choices)


def _push_summary(cycle: sheetreview.Cycle, *, as_of: date | None, again: bool) -> Report:
    done = cycle.push_summary(as_of=as_of, again=again)
    reviewers = cycle.status(as_of=as_of).reviewers if done.outcome.in_order else ()
    forms = [form for reviewer in reviewers for form in reviewer.forms]
    back = sum(form.status != "not started" for form in forms)

    def tell() -> None:
        if not done.outcome.in_order:
            say(f"{done.title}: {done.outcome.value}; {done.detail}")
            return
        became = "made" if done.outcome.name == "MADE" else done.outcome.value
        say(f"The team summary is {became}: {back:,} of {plural(len(forms), 'form')} came back.")
        say(done.link)
        notice("It is shared with nobody; share it in Google Sheets with whoever is to read it.")

    return Report(_as_json(done), tell, in_order=done.outcome.in_order)


def _as_json(sheet: api.PushedSheet) -> dict[str, object]:
    return {"fate" if name == "outcome" else name: value for name, value in asdict(sheet).items()}


def _tell(done: api.Pushed, root: Path, choices: api.PushChoices, *, dry_run: bool) -> None:
    """Print what a push did, or would do: what is to be looked at, the counts, and what comes next."""
    _echo_sheets(done.sent if dry_run else [one for one in done.sent if _is_told(one)], dry_run=dry_run)
    _echo_refused(done.refused, root, _words(choices))
    said = tally((one.outcome for one in done.sent), sheetreview.PushOutcome)
    say(f"{plural(len(done.sent) + done.unreached, 'sheet')}: {said or 'nothing to do'}.")
    if done.unreached:
        say(f"Not reached: {done.unreached:,}.")
    echo_list("No longer on the roster; their reviewers still have access to:", done.gone)
    echo_list(
        "Not used: these pass for a sheet that is another one. No answer in them counts; move them to the bin:",
        done.doubles,
    )
    _notice_next(done, root, dry_run=dry_run)


def _is_told(sheet: api.PushedSheet) -> bool:
    """Whether somebody is to look at a spreadsheet that was pushed."""
    kind = sheetreview.PushOutcome
    if sheet.outcome is kind.SHARED:
        return bool(sheet.detail)
    return sheet.outcome in {kind.TOUCHED, kind.LOST, kind.FAILED}


def _echo_sheets(shown: Sequence[api.PushedSheet], *, dry_run: bool) -> None:
    if shown:
        heads = ["Sheet", "For", "Would be" if dry_run else "What became of it", "Detail"]
        echo_table(heads, [(one.title, one.reviewer, one.outcome.value, one.detail) for one in shown], optional={3})
        say()


def _notice_next(done: api.Pushed, root: Path, *, dry_run: bool) -> None:
    if done.waiting:
        notice(
            f"{plural(done.waiting, 'sheet shows', 'sheets show')} what another role has answered, and it has not come "
            "back yet: 'pull' it, then 'push' again. 'push --role ROLE' makes them without it."
        )
    has_links = any(one.link for one in done.sent)
    if done.links and has_links:
        notice(f"Links: {done.links}")
    if done.stopped:
        notice(f"sheetreview: stopped: {done.stopped}")
    elif has_links and not dry_run:
        notice(f"Next: {next_command(root, 'pull')}, whenever you want to know how far it is")


def _echo_refused(refused: Sequence[api.RefusedAddress], root: Path, words: Sequence[str]) -> None:
    """Whom nothing is shared with, a line for each thing to confirm, and how to confirm what nothing speaks against."""
    if not refused:
        return
    by_allow: dict[str, list[api.RefusedAddress]] = {}
    for one in refused:
        by_allow.setdefault(one.allow, []).append(one)
    rows = [
        (_named(found), sum(one.forms for one in found), found[0].reason, _option(allow))
        for allow, found in by_allow.items()
    ]
    echo_table(["Not shared with", "Forms", "Why", "When it is right"], rows, right={1})
    say()
    if any(one.meant for one in refused):
        say(f"A mistyped address is mended in the roster: {next_command(root, 'roster FILE')}")
    _say_how_to_confirm([_option(allow) for allow, found in by_allow.items() if not found[0].meant], root, words)
    say()


def _say_how_to_confirm(options: Sequence[str], root: Path, words: Sequence[str]) -> None:
    if len(options) > MOST_OPTIONS:
        again = next_command(root, " ".join(words))
        say(f"Next: name the domains that are right under 'google: domains' in cycle.yaml, then {again}")
    elif options:
        say(f"Next: {next_command(root, ' '.join([*words, *options]))}")


def _named(refused: Sequence[api.RefusedAddress]) -> str:
    if len(refused) == 1:
        return f"{refused[0].reviewer} <{refused[0].email}>"
    return f"{plural(len(refused), 'reviewer')}, such as {refused[0].reviewer}"


def _option(allow: str) -> str:
    return f"--confirm {allow}" if "@" in allow else f"--allow-domain {allow}"


def _words(choices: api.PushChoices) -> list[str]:
    """The words of the command line of a push with these choices."""
    words = ["push"]
    for name, values in (("--only", choices["only"]), ("--role", choices["roles"]), ("--month", choices["months"])):
        words += [f"{name} {word(value)}" for value in values]
    if choices["bundle"] != "none":
        words.append(f"--bundle {choices['bundle']}")
    if not choices["mail"]:
        words.append("--no-mail")
    if choices["again"]:
        words.append("--again")
    return words + [_option(allow) for allow in choices["allow"]]
