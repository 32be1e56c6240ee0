"""``sheetreview init`` and ``sheetreview roster``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.gone_forms import notice_gone
from sheetreview.cli.options import FOLDER, INPUT, encoding_option, read_day
from sheetreview.cli.output import next_command, notice, plain, plural

SHOWN = 10
"""Names that a message lists."""


def _one_line(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A text on one line; an option that must be given must not be empty."""
    text = value.strip()
    if param.required and not text:
        raise click.BadParameter("it is empty", ctx, param)
    if plain(text) != text:
        raise click.BadParameter("write it on one line, without control characters", ctx, param)
    if len(text) > api.NAME_LENGTH:
        raise click.BadParameter(f"it has {len(text):,} characters; keep it within {api.NAME_LENGTH}", ctx, param)
    return text


def _people_file(roster: Path | None, accounts: Path | None, raters: Path | None) -> tuple[api.PeopleKind, Path]:
    """The one file that says whom the forms are for; none or several is wrong usage."""
    files: dict[api.PeopleKind, Path | None] = {"roster": roster, "accounts": accounts, "raters": raters}
    given = [(kind, path) for kind, path in files.items() if path is not None]
    if len(given) == 1:
        return given[0]
    names = " and ".join(f"--{kind}" for kind, _ in given)
    raise click.UsageError(
        f"Give one of --roster, --accounts and --raters, not {names}."
        if given
        else "Missing option: give one of --roster, --accounts and --raters."
    )


@click.command(short_help="Start a cycle from a layout and a roster.")
@click.argument("directory", metavar="DIR", type=FOLDER)
@click.option("--layout", required=True, metavar="NAME", help="A shipped layout (see 'layouts list') or a YAML file.")
@click.option("--roster", "roster_file", type=INPUT, help="Who reviews whom: CSV or XLSX.")
@click.option("--accounts", type=INPUT, help="Instead of a roster: accounts with their account and line managers.")
@click.option("--raters", type=INPUT, help="Instead of a roster: which customer rates whom in which month.")
@click.option("--metrics", type=INPUT, help="Figures that pre-fill the forms: employee_id, item, metric.")
@encoding_option
@click.option("--from", "former", metavar="DIR", type=INPUT, help="The previous cycle: its goals and open actions.")
@click.option(
    "--pick",
    "picks",
    multiple=True,
    metavar="SECTION=ITEM,ITEM",
    help="Items of a section that is a library; repeat for several sections.",
)
@click.option("--name", required=True, callback=_one_line, help="Name of the cycle, as people see it.")
@click.option("--period", default="", callback=_one_line, help="The period under review, for example '2026 H2'.")
@click.option("--due", callback=read_day, metavar="YYYY-MM-DD", help="When the forms are due back.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="For printing.")
@click.pass_obj
def init(
    root: Path,
    directory: Path,
    *,
    layout: str,
    roster_file: Path | None,
    accounts: Path | None,
    raters: Path | None,
    metrics: Path | None,
    encoding: str,
    former: Path | None,
    picks: tuple[str, ...],
    name: str,
    period: str,
    due: date | None,
    paper: Literal["a4", "letter"],
) -> None:
    """Start a cycle in the folder DIR from a layout and a roster.

    The roster needs the columns employee_id, name, reviewer_name and reviewer_email; email, title, team,
    reviewer_title, layout, role and account are understood too, and other columns are kept. An accounts file has
    account, account_manager, account_manager_email, line_manager and line_manager_email; a raters file customer_name,
    customer_email, employee_id, salesperson and month.
    """
    kind, people = _people_file(roster_file, accounts, raters)
    folder = root / directory
    with sheetreview.Cycle.create(
        folder,
        layout=layout,
        roster=people,
        kind=kind,
        metrics=metrics,
        encoding=encoding,
        former=former,
        picks=picks,
        name=name,
        period=period,
        due=due,
        paper=paper,
    ) as cycle:
        taken = cycle.taken_in
    _notice_file(taken)
    notice(f"Started the cycle {name!r} in {folder}: {_said(taken)}.")
    _notice_takeover(taken)
    if former is not None and not taken.over.forms:
        notice(f"Nothing was taken over from {former}.")
    roles = "".join(f" --role {role}" for role in taken.first)
    notice(f"Next: {next_command(folder, 'generate' + roles)} (or push, for Google Sheets)")


@click.command(short_help="Replace the roster of a cycle.")
@click.argument("roster_file", metavar="FILE", type=INPUT)
@click.option("--metrics", type=INPUT, help="Also replace the metrics; left out, they stay as they are.")
@click.option(
    "--same",
    multiple=True,
    metavar="OLD=NEW",
    help="This address, employee id or month, or the name beside it (E1=E1), was corrected: its forms stay valid; "
    "repeatable.",
)
@encoding_option
@click.pass_obj
def roster(root: Path, roster_file: Path, metrics: Path | None, same: tuple[str, ...], encoding: str) -> None:
    """Replace the cycle's roster with FILE: late joiners, changed reviewers, corrected names.

    A cycle that was started with an accounts or a raters file takes a new one of these.

    Where an address or employee id was only corrected, the forms that are out stay valid, and what came back counts.
    That is so where the name, the person reviewed and the role are the same and the old one is gone; --same says it of
    any other, and of a month (--same 2026-10=2026-11).

    Run 'generate' (for Google Sheets 'push') afterwards: it writes what is new and refreshes forms that nobody has
    touched yet.
    """
    with sheetreview.Cycle.open(root) as cycle:
        taken = cycle.take_roster(roster_file, metrics, same=same, encoding=encoding)
        command = "push" if cycle.sheets else "generate"
    _notice_file(taken)
    notice(f"Took in the {taken.file}: {_said(taken)}; {taken.new:,} new, {taken.gone:,} no longer on it.")
    for one in taken.corrected[:SHOWN]:
        forms = plural(one.forms, "form that is out stays", "forms that are out stay")
        notice(f"{one.name}: {one.before} is {one.after} now; {forms} valid.")
    if len(taken.corrected) > SHOWN:
        notice(f"… and {plural(len(taken.corrected) - SHOWN, 'more correction')}.")
    _notice_takeover(taken)
    notice_gone(taken.left, command)
    notice(f"Next: {next_command(root, command)}")


def _said(taken: api.TakenIn) -> str:
    text = (
        f"{plural(taken.assignments, 'form')} for {plural(taken.people, 'person', 'people')}, "
        f"filled by {plural(taken.reviewers, 'reviewer')}"
    )
    return text + (f", {plural(taken.metrics, 'metric')}" if taken.metrics else "")


def _notice_file(taken: api.TakenIn) -> None:
    for doubt in taken.doubtful:
        notice(doubt)
    for file, said in taken.decoded:
        notice(f"{file}: {said}. If that is wrong, name its character set with --encoding.")


def _notice_takeover(taken: api.TakenIn) -> None:
    over = taken.over
    if over.forms:
        notice(f"{plural(over.forms, 'form')} will show what the previous cycle left:")
        results = [one.name for one in over.people if one.result and not one.earlier]
        earlier: dict[str, list[str]] = {}
        for one in over.people:
            if one.earlier:
                earlier.setdefault(f"the older result of {one.earlier!r}", []).append(one.name)
        rows = [f"{one.name} ({one.rows:,})" for one in over.people if one.rows]
        for what, found in (("its result", results), *earlier.items(), ("open rows", rows)):
            if found:
                notice(f"  {what} of {len(found):,}: {_names(found)}")
    _notice_reasons(taken)
    _notice_rows(taken)


def _notice_reasons(taken: api.TakenIn) -> None:
    """Of whom nothing, or no newer result, was taken over, and why."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for one in taken.over.people:
        what = "No newer result" if one.earlier else "No result" if one.rows or one.result else "Nothing"
        reasons.setdefault((what, one.why), []).append(one.name)
    for (what, why), names in reasons.items():
        if why:
            notice(f"{what} of {_names(names)}, because {why}.")


def _notice_rows(taken: api.TakenIn) -> None:
    """Whose open rows find no place in the forms, and why."""
    over = taken.over
    if over.crowded:
        notice(
            f"The previous cycle left more open rows than the forms have room for: {_names(over.crowded)}. What is due "
            "first is taken over. For all of it, raise 'blank_rows' in a copy of the layout and start with that."
        )
    if over.unmatched:
        notice(f"The previous cycle left open rows that nobody here is responsible for: {_names(over.unmatched)}.")
    if over.withheld:
        notice(
            f"The previous cycle left open rows for HR alone, in a section that is not for HR alone any more: "
            f"{_names(over.withheld)}. They stand in no form. To take them over, keep the section 'restricted'."
        )


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
