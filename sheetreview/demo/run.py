"""The demo: a whole cycle for a sample team, with the mistakes people make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from sheetreview.cycle.files import make_folder
from sheetreview.demo.fill import Answers
from sheetreview.demo.mistakes import Mistake, mistakes_for
from sheetreview.demo.sample import Sample, sample_of
from sheetreview.demo.team import Channel, ChannelMaker, Team
from sheetreview.demo.workbooks import WorkbookChannel
from sheetreview.errors import CycleError
from sheetreview.inputs.layout_file import find_layout, load_layout
from sheetreview.model.layout import Layout
from sheetreview.steps.check import Checked, check_cycle
from sheetreview.steps.init import PeopleKind, TakenIn, init_cycle
from sheetreview.steps.intake import Collected
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.prefill import issued_first
from sheetreview.steps.summarize import Summarized, summarize_cycle

SEED = 2026
AS_OF = date(2025, 12, 21)
"""The day of the demo's summary."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demo did, the ``mistakes`` that were made, and everything that was ``typed``, by form id.

    ``shown`` is what to look at of what was issued. ``former`` is what was typed in the cycle before; empty where the
    layout takes nothing over from it.
    """

    root: Path
    layout: Layout
    kind: PeopleKind
    shown: Path
    collected: tuple[Collected, ...]
    checked: Checked
    summarized: Summarized
    mistakes: tuple[Mistake, ...]
    typed: Mapping[str, Answers]
    former: Mapping[str, Answers]


def run_demo(
    root: Path, layout: str = "customer-service", say: Say = lambda _: None, channel: ChannelMaker = WorkbookChannel
) -> Demo:
    """Run a whole cycle of a layout, by name or YAML file, in a new or empty folder, with workbooks or otherwise.

    Raises LayoutError for a layout that cannot be used, CycleError when the folder holds anything.
    """
    chosen = load_layout(find_layout(layout))
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise CycleError(f"{root} is not empty; name another folder: sheetreview demo NEW_FOLDER")
    random = Random(SEED)  # noqa: S311 -- the same sample every time
    make_folder(root)
    former: Mapping[str, Answers] = {}
    if any(section.carries for section in chosen.sections):
        previous = root / "previous"
        make_folder(previous)
        sample = sample_of(chosen, random, former=True)
        _begin(previous, layout, replace(sample, name=f"{sample.name} {sample.period}"))
        team = Team(random=random, sample=sample, flawless=True)
        with OpenCycle.open(previous) as cycle:
            _run_phases(cycle, team, chosen, lambda _: None, channel)
        say(f"Previous cycle: {len(team.answers)} forms filled in and taken back ({previous})")
        former = team.answers
    sample = sample_of(chosen, random)
    say(sample.said)
    taken = _begin(root, layout, sample, former=root / "previous" if former else None)
    carried = f"; {taken.over.forms} of them show what the previous cycle left open" if taken.over.forms else ""
    say(f"init       {taken.assignments} forms to issue, layout {chosen.id} v{chosen.version}{carried}")
    pending = mistakes_for(chosen, taken.assignments, phases=len(phases_of(chosen)))
    team = Team(random=random, sample=sample, pending=pending)
    with OpenCycle.open(root) as cycle:
        done = _run_phases(cycle, team, chosen, say, channel)
        checked = check_cycle(cycle, as_of=AS_OF)
        say(f"check      {len(checked.findings)} findings")
        summarized = summarize_cycle(cycle, as_of=AS_OF)
        say(f"summarize  {len(summarized.files)} files in {cycle.folder.summary}")
    return Demo(
        root=root,
        layout=chosen,
        kind=sample.kind,
        shown=done[0][0].shown,
        collected=tuple(one for _, collected in done for one in collected),
        checked=checked,
        summarized=summarized,
        mistakes=tuple(team.mistakes),
        typed=team.answers,
        former=former,
    )


def phases_of(layout: Layout) -> list[tuple[str, ...]]:
    """The default roles in the order in which their forms are issued: first those whose answers others are shown."""
    first = issued_first(layout, layout.default_roles)
    then = tuple(role for role in layout.default_roles if role not in first)
    return [roles for roles in (first, then) if roles]


def _begin(root: Path, layout: str, sample: Sample, former: Path | None = None) -> TakenIn:
    """Start a sample cycle in a folder that is there."""
    people, metrics = sample.write(root)
    return init_cycle(
        root,
        layout=layout,
        roster=people,
        kind=sample.kind,
        metrics=metrics,
        former=former,
        name=sample.name,
        period=sample.period,
        due=sample.due,
    )


def _run_phases(
    cycle: OpenCycle, team: Team, layout: Layout, say: Say, make: ChannelMaker
) -> list[tuple[Channel, tuple[Collected, ...]]]:
    """Issue the forms, have them filled in and take them back, one group of roles after the other."""
    phases, done = phases_of(layout), []
    for roles in phases:
        channel = make(cycle, roles, several=len(phases) > 1)
        say(channel.issued)
        before = len(team.mistakes)
        team.fill_forms(cycle, {form: a for form, a in cycle.store.assignments().items() if a.role in roles}, channel)
        if roles is phases[-1] and not team.flawless:
            team.add_no_form(channel)
        who = ", ".join("the people reviewed" if layout.role_by_id[role].own else f"{role}s" for role in roles)
        say(f"{f'({who})':<10} {channel.filled}, with {len(team.mistakes) - before} mistakes planted")
        collected = channel.take_back()
        say(f"{channel.take_back_by:<10} {sum(bool(one.reviewee) for one in collected)} reviews taken in")
        done.append((channel, collected))
    return done
