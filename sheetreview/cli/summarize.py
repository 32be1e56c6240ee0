"""``sheetreview summarize``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import as_of_option, reporting
from sheetreview.cli.output import Report, echo_table, plural, progress_bar, say, tally


@click.command(short_help="Write the team summary.")
@as_of_option
@reporting
@click.pass_obj
def summarize(root: Path, *, as_of: date | None) -> Report:
    """Write the team summary to DIR/summary: a workbook for people, JSON and CSV for programs.

    Reviews with errors are shown as such and left out of every mean. Where a layout keeps something for HR alone,
    hr-team-summary.xlsx has it and no other file. With --format json the JSON is printed too.
    """
    with sheetreview.Cycle.open(root) as cycle, progress_bar("Summarizing", len(cycle.assignments)) as progress:
        done = cycle.summarize(as_of=as_of, progress=progress)
    return Report(json.loads(api.summary_json(done.shared)), lambda: _tell(done.shared, done.files))


def _tell(summary: api.TeamSummary, files: Sequence[Path]) -> None:
    part = summary.participation
    say(
        f"{part.returned:,} of {plural(part.issued, 'form')} came back; {part.counted:,} complete and counted, "
        f"{part.in_progress:,} in progress, {part.with_errors:,} with errors."
    )
    if rows := _results(summary):
        echo_table(["Section", "Reviews", "Mean % of maximum"], rows, right={1, 2})
    for line in (*_raters(summary), *_watch(summary)):
        say(line)
    say()
    for path in files:
        say(str(path))


def _results(summary: api.TeamSummary) -> list[tuple[str, int, str]]:
    """Section, number of reviews and mean; the team's overall result last."""
    groups = api.groups_of(summary)
    rows = [
        (api.section_title(section, groups), section.reviews, _percent(section.mean_percent))
        for section in summary.sections
    ]
    if summary.overall_percent is not None:
        rows.append(("Overall", len(summary.overall_results), _percent(summary.overall_percent)))
    return rows


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} %"


def _raters(summary: api.TeamSummary) -> Iterator[str]:
    """What groups of raters say together, one line a group."""
    for group in summary.pooled:
        every = group.everyone
        name = api.kind_title((group.layout, group.role), summary)
        said = [f"{name}: {every.returned:,} of {every.issued:,} returned ({_share(every.returned, every.issued)})"]
        if every.shown:
            shares = [f"{level.value} {_share(level.count, every.rated)}" for level in api.level_sums(every)]
            shares += [f"not told {_share(every.untold, every.rated)}"] * bool(every.untold)
            said.append(", ".join(shares))
            hidden = sum(not person.shown for person in group.people)
            people = plural(len(group.people), "person", "people")
            said += [f"{hidden:,} of {people} {api.too_few(group)}"] * bool(hidden)
        else:
            said.append(f"fewer than {group.min_raters} raters so far: no rating is shown")
        said += filter(None, [api.waiting(group, every)])
        yield f"{'; '.join(said)}."


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _watch(summary: api.TeamSummary) -> Iterator[str]:
    """What to look at beyond the ratings, one line each."""
    states = [row.state for row in summary.follow_ups]
    if states:
        closed = states.count(api.FollowUpState.CLOSED)
        said = tally(states, [state for state in api.FollowUpState if state is not api.FollowUpState.CLOSED])
        todo = f"{plural(len(states) - closed, 'thing')} to do: {said}" if said else "Nothing is left to do"
        yield f"{todo}; {closed:,} closed." if closed else f"{todo}."
    if summary.flags:
        first = summary.flags[0]
        yield f"{plural(len(summary.flags), 'row')} to look at, such as {first.value} in {first.section_title}."
    if summary.accounts:
        overdue = sum(account.overdue for account in summary.accounts)
        yield f"{plural(len(summary.accounts), 'account')}, {overdue:,} overdue for a review."
