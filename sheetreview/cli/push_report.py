"""What ``push`` says when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sheetreview.cli.output import echo_lines, echo_table, next_command, notice, plural, say

if TYPE_CHECKING:
    from sheetreview.api.cycle import PushChoices
    from sheetreview.steps.online.push import Pushed
    from sheetreview.steps.online.push_plan import PushedSheet, RefusedAddress

MOST_OPTIONS = 5
"""Domains that the next command is written out with; more are better kept in a file."""


def echo_pushed(done: Pushed, root: Path, choices: PushChoices, *, dry_run: bool) -> None:
    """Print what a push did, or would do: what is to be looked at, the counts, and what comes next."""
    from sheetreview import PushOutcome

    _echo_sheets(done.sent if dry_run else [one for one in done.sent if _is_told(one)], dry_run=dry_run)
    _echo_refused(done.refused, root, choices)
    counts = Counter(one.outcome for one in done.sent)
    parts = [f"{counts[outcome]:,} {outcome.value}" for outcome in PushOutcome if counts[outcome]]
    said = ", ".join(parts) or "nothing to do"
    say(f"{plural(len(done.sent) + done.unreached, 'sheet')}: {said}.")
    _echo_left_over(done)
    _notice_next(done, root, dry_run=dry_run)


def _is_told(sheet: PushedSheet) -> bool:
    """Whether somebody is to look at a spreadsheet that was pushed."""
    from sheetreview import PushOutcome

    if sheet.outcome is PushOutcome.SHARED:
        return bool(sheet.detail)
    return sheet.outcome in {PushOutcome.TOUCHED, PushOutcome.LOST, PushOutcome.FAILED}


def _echo_sheets(shown: Sequence[PushedSheet], *, dry_run: bool) -> None:
    if shown:
        heads = ["Sheet", "For", "Would be" if dry_run else "What became of it", "Detail"]
        echo_table(heads, [(one.title, one.reviewer, one.outcome.value, one.detail) for one in shown], optional={3})
        say()


def _notice_next(done: Pushed, root: Path, *, dry_run: bool) -> None:
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


def _echo_left_over(done: Pushed) -> None:
    if done.unreached:
        say(f"Not reached: {done.unreached:,}.")
    if done.gone:
        say("No longer on the roster; their reviewers still have access to:")
        echo_lines(done.gone)
    if done.doubles:
        say("Not used: these pass for a sheet that is another one. No answer in them counts; move them to the bin:")
        echo_lines(done.doubles)


def _echo_refused(refused: Sequence[RefusedAddress], root: Path, choices: PushChoices) -> None:
    """Whom nothing is shared with, a line for each thing to confirm, and how to confirm what nothing speaks against."""
    if not refused:
        return
    by_allow: dict[str, list[RefusedAddress]] = {}
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
    _say_how_to_confirm([allow for allow, found in by_allow.items() if not found[0].meant], root, choices)
    say()


def _say_how_to_confirm(domains: Sequence[str], root: Path, choices: PushChoices) -> None:
    if len(domains) > MOST_OPTIONS:
        again = next_command(root, _written(choices))
        say(f"Next: name the domains that are right under 'google: domains' in cycle.yaml, then {again}")
    elif domains:
        say(f"Next: {next_command(root, _written(choices, map(_option, domains)))}")


def _named(refused: Sequence[RefusedAddress]) -> str:
    if len(refused) == 1:
        return f"{refused[0].reviewer} <{refused[0].email}>"
    return f"{plural(len(refused), 'reviewer')}, such as {refused[0].reviewer}"


def _option(allow: str) -> str:
    return f"--confirm {allow}" if "@" in allow else f"--allow-domain {allow}"


def _written(choices: PushChoices, more: Iterable[str] = ()) -> str:
    """The command line of a push with these choices, and more behind them."""
    return " ".join(["push", *_words(choices), *more])


def _words(choices: PushChoices) -> Iterator[str]:
    for name, values in (("--only", choices["only"]), ("--role", choices["roles"]), ("--month", choices["months"])):
        yield from (f"{name} {_quoted(value)}" for value in values)
    if choices["bundle"] != "none":
        yield f"--bundle {choices['bundle']}"
    yield from ["--no-mail"] * (not choices["mail"])
    yield from ["--again"] * choices["again"]
    yield from map(_option, choices["allow"])


def _quoted(word: str) -> str:
    return word if word.split() == [word] else f'"{word}"'
