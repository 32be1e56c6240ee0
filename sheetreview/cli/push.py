"""``sheetreview push``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Literal

import click
from click.core import ParameterSource

from sheetreview.cli.options import as_of_option, format_option, progress_bar
from sheetreview.cli.output import echo_json, notice, notice_pace, plural, say
from sheetreview.cli.push_report import echo_pushed
from sheetreview.errors import EXIT_FINDINGS, EXIT_REMOTE

if TYPE_CHECKING:
    from sheetreview import Cycle
    from sheetreview.api.cycle import PushChoices
    from sheetreview.steps.online.push import Pushed
    from sheetreview.steps.online.push_plan import PushedSheet


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

    Where one role's form shows what another has answered, push the other first (--role self), pull it, then push this
    one (--role manager).

    Exits with 1 when something is left for you to look at, with 4 when Google ended the run; the same command goes on.
    """
    from sheetreview import Cycle

    _require_fitting(ctx, summary=summary)
    choices: PushChoices = {
        "only": only,
        "roles": roles,
        "months": months,
        "bundle": bundle,
        "share": not no_share,
        "mail": not no_mail,
        "again": again,
        "allow": (*map(_domain, domains), *map(_address, addresses)),
    }
    with Cycle.open(ctx.obj, reading=dry_run) as cycle:
        if summary:
            ctx.exit(_push_summary(cycle, as_of=as_of, again=again, form=form))
        done = _planned(cycle, choices) if dry_run else _pushed(cycle, choices)
    if form == "json":
        echo_json(_as_json(done))
    else:
        echo_pushed(done, ctx.obj, choices, dry_run=dry_run)
    ctx.exit(_exit_code(done))


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

    from sheetreview.model.cycle import DOMAIN_PATTERN

    domain = text.strip().removeprefix("@").casefold()
    if not re.fullmatch(DOMAIN_PATTERN, domain):
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


def _planned(cycle: Cycle, choices: PushChoices) -> Pushed:
    """What a push would do; says how long that takes when it takes long."""
    from sheetreview import PushOutcome

    plan = cycle.plan_push(**choices)
    made = sum(one.outcome in {PushOutcome.SHARED, PushOutcome.MADE} and not one.link for one in plan.sent)
    built = made + sum(one.outcome is PushOutcome.REFRESHED for one in plan.sent)
    notice_pace(built, cycle.backend)
    return plan


def _pushed(cycle: Cycle, choices: PushChoices) -> Pushed:
    with progress_bar("Pushing", len(_planned(cycle, choices).sent)) as progress:
        return cycle.push(progress=progress, **choices)


def _push_summary(cycle: Cycle, *, as_of: date, again: bool, form: str) -> int:
    from sheetreview import PushOutcome

    done = cycle.push_summary(as_of=as_of, again=again)
    if form == "json":
        echo_json(_sheet_as_json(done))
    elif done.outcome.in_order:
        forms = [form for reviewer in cycle.status(as_of=as_of).reviewers for form in reviewer.forms]
        back = sum(form.status != "not started" for form in forms)
        became = "made" if done.outcome is PushOutcome.MADE else done.outcome.value
        say(f"The team summary is {became}: {back:,} of {plural(len(forms), 'form')} came back.")
        say(done.link)
        notice("It is shared with nobody; share it in Google Sheets with whoever is to read it.")
    else:
        say(f"{done.title}: {done.outcome.value}; {done.detail}")
    return 0 if done.outcome.in_order else EXIT_FINDINGS


def _exit_code(done: Pushed) -> int:
    if done.stopped:
        return EXIT_REMOTE
    return 0 if all(one.outcome.in_order for one in done.sent) else EXIT_FINDINGS


def _as_json(done: Pushed) -> dict[str, object]:
    sent = [_sheet_as_json(one) for one in done.sent]
    links = str(done.links) if done.links else None
    return {**asdict(done), "sent": sent, "waiting": done.waiting, "links": links}


def _sheet_as_json(sheet: PushedSheet) -> dict[str, object]:
    # Scripts know the outcome by this name.
    return {"fate" if name == "outcome" else name: value for name, value in asdict(sheet).items()}
