"""``sheetreview returns``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import reporting
from sheetreview.cli.output import Report, echo_table, next_command, plural, say

_NUMBER = click.argument("number", metavar="NUMBER", type=click.IntRange(min=1))
_REASON = click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept, and shown with the choice.")


def _only(help_text: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    return click.option("--only", "people", multiple=True, metavar="PERSON", help=help_text)


@click.group(short_help="Which return counts, where a form came back more than once.")
def returns() -> None:
    """See and choose which return of a form counts, where it came back more than once."""


@returns.command("list", short_help="List the returns of forms that came back more than once.")
@_only("All returns of the forms for or by this person: an employee id, a name or an address; repeatable.")
@reporting
@click.pass_obj
def list_returns(root: Path, people: tuple[str, ...]) -> Report:
    """List the returns of forms that came back more than once, each with its number, and which one counts.

    Exits with 1 when it is undecided for some form.
    """
    with sheetreview.Cycle.open(root, reading=True) as cycle:
        found = cycle.returns(people)
    undecided = {one.form_id for one in found if one.state == "undecided"}
    then = f"Choose one: {next_command(root, 'returns use NUMBER --reason TEXT')}" if undecided else ""
    return Report(found, lambda: _tell(found, len(undecided)), in_order=not undecided, then=then)


def _tell(found: Sequence[api.ListedReturn], undecided: int) -> None:
    if not found:
        say("No form came back more than once. '--only PERSON' lists also the return of a form that came back once.")
        return
    rows = [(_about(one), one.reviewer, one.number, one.file, *_times(one), _state(one)) for one in found]
    echo_table(["Form for", "Reviewer", "Number", "File", "Saved", "Came in", "State"], rows, right={2}, optional={4})
    say()
    open_ones = f"; {plural(undecided, 'form')} undecided" if undecided else ""
    say(f"{plural(len(found), 'return')} of {plural(len({one.form_id for one in found}), 'form')}{open_ones}.")


def _about(one: api.ListedReturn) -> str:
    return ", ".join(part for part in (one.reviewee, one.about) if part)


def _times(one: api.ListedReturn) -> tuple[str, str]:
    return one.saved[:16].replace("T", " "), one.received[:16].replace("T", " ")


def _state(one: api.ListedReturn) -> str:
    if one.choice.startswith(one.state.value):
        return one.choice
    return f"{one.state.value}; {one.choice}" if one.choice else one.state.value


@returns.command("use", short_help="Have a return count.")
@_NUMBER
@_REASON
@_only("Only for the form for or by this person, where the file holds several; repeatable.")
@reporting
@click.pass_obj
def use(root: Path, number: int, reason: str, people: tuple[str, ...]) -> Report:
    """Have the return with this number count, also one that is older or was discarded.

    A return that comes in after that counts again as ever.
    """
    with sheetreview.Cycle.open(root) as cycle:
        forms = cycle.use_return(number, reason=reason, only=people)
    return _done(root, forms, f"Return {number} counts for {plural(len(forms), 'form')}.")


@returns.command("discard", short_help="Have a return count no more.")
@_NUMBER
@_REASON
@_only("Only for the form for or by this person, where the file holds several; repeatable.")
@reporting
@click.pass_obj
def discard(root: Path, number: int, reason: str, people: tuple[str, ...]) -> Report:
    """Have the return with this number count no more; what came back before it counts again.

    Its content stays in the cycle, and 'returns use' takes it back.
    """
    with sheetreview.Cycle.open(root) as cycle:
        forms = cycle.discard_return(number, reason=reason, only=people)
    return _done(root, forms, f"Return {number} counts no more for {plural(len(forms), 'form')}.")


def _done(root: Path, forms: Sequence[str], said: str) -> Report:
    return Report({"forms": forms}, lambda: say(said), then=f"Next: {next_command(root, 'check')}")
