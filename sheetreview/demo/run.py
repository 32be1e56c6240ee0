"""The demo: a whole cycle for a sample team, with the mistakes people make planted in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from sheetreview.cycle.files import make_folder
from sheetreview.demo.fill import Answers
from sheetreview.demo.round import Medium, Round
from sheetreview.demo.sample import sample_of
from sheetreview.demo.team import Planted, Team, mistakes_for
from sheetreview.demo.workbooks import WorkbookRound
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
    """What the demo did, and everything that was ``typed``, by form id.

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
    planted: tuple[Planted, ...]
    typed: Mapping[str, Answers]
    former: Mapping[str, Answers]


def run_demo(
    root: Path, layout: str = "customer-service", say: Say = lambda _: None, medium: Medium = WorkbookRound
) -> Demo:
    """Run a whole cycle of a layout, by name or YAML file, in a new or empty folder, with workbooks or otherwise.

    Raises LayoutError for a layout that cannot be used, CycleError when the folder holds anything.
    """
    chosen = load_layout(find_layout(layout))
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise CycleError(f"{root} is not empty; name another folder: sheetreview demo NEW_FOLDER")
    random = Random(SEED)  # noqa: S311 -- the same sample every time
    make_folder(root)
    former = _run_former(root / "previous", layout, chosen, random, say, medium) if _takes_over(chosen) else {}
    sample = sample_of(chosen, random)
    people, metrics = sample.write(root)
    say(sample.said)
    taken = init_cycle(
        root,
        layout=layout,
        roster=people,
        kind=sample.kind,
        metrics=metrics,
        former=root / "previous" if former else None,
        name=sample.name,
        period=sample.period,
        due=sample.due,
    )
    say(f"init       {taken.assignments} forms to issue, layout {chosen.id} v{chosen.version}{_carried(taken)}")
    pending = mistakes_for(chosen, taken.assignments, phases=len(phases_of(chosen)))
    team = Team(random=random, sample=sample, pending=pending)
    with OpenCycle.open(root) as cycle:
        done = _run_phases(cycle, team, chosen, say, medium)
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
        planted=tuple(team.planted),
        typed=team.answers,
        former=former,
    )


def phases_of(layout: Layout) -> list[tuple[str, ...]]:
    """The default roles in the order in which their forms are issued: first those whose answers others are shown."""
    first = issued_first(layout, layout.default_roles)
    then = tuple(role for role in layout.default_roles if role not in first)
    return [roles for roles in (first, then) if roles]


def _takes_over(layout: Layout) -> bool:
    return any(section.carries for section in layout.sections)


def _carried(taken: TakenIn) -> str:
    return f"; {taken.over.forms} of them show what the previous cycle left open" if taken.over.forms else ""


def _run_former(
    folder: Path, layout: str, chosen: Layout, random: Random, say: Say, medium: Medium
) -> dict[str, Answers]:
    """The cycle before, in which nothing goes wrong."""
    sample = sample_of(chosen, random, former=True)
    make_folder(folder)
    people, metrics = sample.write(folder)
    init_cycle(
        folder,
        layout=layout,
        roster=people,
        kind=sample.kind,
        metrics=metrics,
        name=f"{sample.name} {sample.period}",
        period=sample.period,
        due=sample.due,
    )
    team = Team(random=random, sample=sample, quiet=True)
    with OpenCycle.open(folder) as cycle:
        _run_phases(cycle, team, chosen, lambda _: None, medium)
    say(f"Previous cycle: {len(team.answers)} forms filled in and taken back ({folder})")
    return team.answers


def _run_phases(
    cycle: OpenCycle, team: Team, layout: Layout, say: Say, medium: Medium
) -> list[tuple[Round, tuple[Collected, ...]]]:
    """Issue the forms, have them filled in and take them back, one group of roles after the other."""
    phases, done = phases_of(layout), []
    for roles in phases:
        post = medium(cycle, roles, several=len(phases) > 1)
        say(post.issued)
        before = len(team.planted)
        team.fill_forms(cycle, {form: a for form, a in cycle.store.assignments().items() if a.role in roles}, post)
        if roles is phases[-1] and not team.quiet:
            team.add_no_form(post)
        planted = len(team.planted) - before
        say(f"{_who(layout, roles)} {post.filled}, with {planted} mistakes planted")
        collected = post.take_back()
        say(f"{post.take_back_by:<10} {sum(bool(one.reviewee) for one in collected)} reviews taken in")
        done.append((post, collected))
    return done


def _who(layout: Layout, roles: tuple[str, ...]) -> str:
    names = ["the people reviewed" if layout.role_by_id[role].own else f"{role}s" for role in roles]
    return f"({', '.join(names)})".ljust(10)
