"""``sheetreview generate --upgrade``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetreview.cli.moved import moved_counts, moved_lines, told
from sheetreview.cli.options import progress_bar
from sheetreview.cli.output import echo_json, echo_lines, notice, plain, plural, say

if TYPE_CHECKING:
    from sheetreview.steps.upgrade.newer_layouts import KnownLayout
    from sheetreview.steps.upgrade.upgrade import Reissued, Upgraded

_SHOWN = 50
"""Forms whose answers are listed one by one; the JSON output has them all."""

_RAISE = " Change it and raise its 'version'."


def run_upgrade(
    root: Path,
    layouts: Sequence[Path],
    *,
    roles: Collection[str],
    months: Collection[str],
    force: bool,
    form: str,
) -> bool:
    """Upgrade a cycle's forms and say what became of them; whether something is left for a person to look at."""
    from sheetreview import Cycle

    with Cycle.open(root) as cycle, progress_bar("Moving answers", len(cycle.assignments)) as progress:
        done = cycle.upgrade(layouts, roles=roles, months=months, force=force, progress=progress)
    if form == "json":
        echo_json(asdict(done))
    else:
        _echo(done, root)
    return done.needs_a_look


def _echo(done: Upgraded, root: Path) -> None:
    for layout in done.layouts:
        say(f"Layout {layout.layout}: version {layout.version} takes the place of version {layout.before}.")
    _echo_forms([one for one in done.forms if _is_listed(one)])
    if done.forms:
        filled = sum(one.filled for one in done.forms)
        where = f" in {root}" if root != Path() else ""
        say(f"{plural(len(done.forms), 'form')}{where} issued anew, {filled:,} with what was filled in before.")
    _echo_known(done.known, nothing=not (done.layouts or done.forms or done.left or done.files.touched))
    _echo_files(done)
    if done.figures:
        say("Figures from the metrics file that the forms have no cell for any more:")
        echo_lines(done.figures)
    if done.sheets:
        sheets = plural(done.sheets, "form in Google Sheets stays", "forms in Google Sheets stay")
        notice(f"{sheets} in the version it was made in; 'push' brings those up to date that nobody has touched.")
    if any(one.unplaced for one in done.forms):
        notice(
            "What found no place stands in the file that the form's answers came from: copy by hand what is meant, or "
            "tell the reviewer."
        )
    if done.forms:
        notice(
            "Next: send each reviewer the new file, and take it in with 'collect' when it comes back; until then, what "
            "came back in an older version counts."
        )


def _echo_known(known: Sequence[KnownLayout], *, nothing: bool) -> None:
    """Say which of the layouts given were no newer ones, and when there was ``nothing`` to do, what to do about it."""
    if nothing and not known:
        say("Nothing to upgrade: there is no newer version of a layout, and no form of an older one.")
    for one in known:
        text = f"{one.given} is version {one.version}, which this cycle has already."
        own = Path(one.given).suffix
        say(f"Nothing to upgrade: {text}{_RAISE if own else ''}" if nothing else text)


def _is_listed(one: Reissued) -> bool:
    """Whether there is more to say of a form than how many answers it has."""
    return bool(one.unplaced or one.problem or one.others or any(not answer.looks_the_same for answer in one.mapped))


def _echo_forms(forms: Sequence[Reissued]) -> None:
    for one in forms[:_SHOWN]:
        click.echo(click.style(plain(one.reviewee), bold=True) + plain(f" by {one.reviewer}: {one.path}"))
        for line in _lines(one):
            click.echo(f"  {line}")
    if len(forms) > _SHOWN:
        say(f"… and {plural(len(forms) - _SHOWN, 'more form')}; '--format json' lists them all")


def _lines(one: Reissued) -> Iterator[str]:
    if one.since:
        counts = moved_counts(one.kept, one.mapped, one.unplaced)
        yield plain(f"{counts}, from version {one.since} in {one.origin}")
    if one.problem:
        holds = "has what was filled in before that" if one.filled else "is empty"
        yield told(
            "not read", "red", f"{one.problem.rstrip('.')}. The new form {holds}; what came back counts as before."
        )
    if one.others:
        places = "two places" if len(one.others) == 1 else f"{len(one.others) + 1} places"
        hold = "holds other answers" if len(one.others) == 1 else "hold other answers"
        when = f" of {_moment(one.written)}" if one.written else ""
        text = f"filled in at {places}: took {one.origin}{when}; {', '.join(one.others)} {hold}"
        yield told("compare", "red", text)
    yield from moved_lines(one.mapped, one.unplaced)


def _moment(text: str) -> str:
    """A time as people here read it."""
    return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M}"


def _echo_files(done: Upgraded) -> None:
    if done.files.replaced:
        say("Files that somebody had edited; what was there is kept:")
        echo_lines([f"{path}: {backup}" for path, backup in done.files.replaced])
    if done.left:
        say("Left alone, because what is in them cannot be moved:")
        echo_lines([f"{path}: {why}" for path, why in done.left])
        notice("Mend or remove them and run the command again; with '--force' they are replaced, and a backup is kept.")
    if done.files.touched:
        say("Left alone, because somebody has edited them since:")
        echo_lines(done.files.touched)
