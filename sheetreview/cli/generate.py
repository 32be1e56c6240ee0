"""``sheetreview generate``, and ``generate --upgrade``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import INPUT, reporting
from sheetreview.cli.output import Report, echo_list, notice, plain, plural, progress_bar, say, some
from sheetreview.cli.repair import moved_counts, moved_lines, told

_MOVED = "in another cell"
"""What is said of an answer that stands elsewhere and in the same words."""
_SHOWN = 50
"""Forms whose answers are listed one by one; the JSON output has them all."""


@click.command(short_help="Write the forms.")
@click.option(
    "--bundle",
    type=click.Choice(["none", "reviewer"]),
    help="'reviewer': one workbook for each reviewer, with a tab for each person and an index; 'none': one for each "
    "form. Left out, forms stay as they were issued.",
)
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="Only forms for this role; repeat for several.")
@click.option("--month", "months", multiple=True, metavar="YYYY-MM", help="Only forms of this month; repeatable.")
@click.option("--open-only", is_flag=True, help="Only forms that have not come back yet.")
@click.option("--force", is_flag=True, help="Replace forms that somebody has touched, keeping a backup of each.")
@click.option(
    "--upgrade",
    "upgrading",
    is_flag=True,
    help="Take newer versions of the layouts in, and issue the forms again with what was already filled in.",
)
@click.option(
    "--layout",
    "layouts",
    type=INPUT,
    multiple=True,
    metavar="NAME",
    help="With --upgrade: the newer version of a layout, by its YAML file or its name; repeat it for several.",
)
@reporting
@click.pass_obj
def generate(
    root: Path,
    *,
    bundle: Literal["none", "reviewer"] | None,
    roles: tuple[str, ...],
    months: tuple[str, ...],
    open_only: bool,
    force: bool,
    upgrading: bool,
    layouts: tuple[Path, ...],
) -> Report:
    """Write the forms to DIR/forms: one workbook for each form.

    Where one role's form shows what another has answered, issue the other first (--role self), collect it, then issue
    this one (--role manager).

    Running it again writes only what is missing or was changed by a new roster. A form that somebody has filled in is
    never overwritten.

    With --upgrade, each form stays in the file it was issued in, and only forms of layouts that have changed are
    written; exits with 1 when something is left for you to look at.
    """
    if layouts and not upgrading:
        raise click.UsageError("--layout goes with --upgrade; a cycle's layouts are named when it is started")
    if upgrading and bundle == "reviewer":
        raise click.UsageError("--bundle does not go with --upgrade: forms stay in the files they were issued in")

    with (
        sheetreview.Cycle.open(root) as cycle,
        progress_bar("Moving answers" if upgrading else "Writing forms", len(cycle.assignments)) as progress,
    ):
        if upgrading:
            done = cycle.upgrade(
                layouts, roles=roles, months=months, open_only=open_only, force=force, progress=progress
            )
            return Report(done, lambda: _tell_upgraded(done, root), in_order=not done.needs_a_look)
        written = cycle.generate(
            bundle=bundle, roles=roles, months=months, open_only=open_only, force=force, progress=progress
        )
    return Report(written, lambda: _tell_generated(written, cycle.forms_folder))


def _tell_generated(done: api.Generated, folder: Path) -> None:
    say(f"{plural(done.forms, 'form')} in {folder}: {_counts(done)}.")
    if done.counts.get("kept") or done.counts.get("touched") or done.refreshed or done.replaced:
        echo_list("To be sent:", [_to_send(one) for one in done.reviewers])
    echo_list("In files of their own, because the reviewer has begun the workbook with the others:", done.beside)
    _echo_twice(done.twice)
    if done.touched:
        echo_list(
            f"Left alone, because somebody has edited {'it' if len(done.touched) == 1 else 'them'}:", done.touched
        )
        notice("Take edited forms in with 'collect'; '--force' replaces them and keeps a backup.")
    for path, backup in done.replaced:
        say(f"  {path} replaced; what was there is now {backup}")
    echo_list("No longer on the roster, do not send:", done.gone)
    if done.waiting:
        notice(
            f"{plural(done.waiting, 'form shows', 'forms show')} a dash in the place of another role's answers: "
            "collect these, then run 'generate' again."
        )
    if done.written:
        notice("Next: send each reviewer their folder or workbook; take what comes back in with 'collect'.")


def _counts(done: api.Generated) -> str:
    parts = [
        f"{number:,} {word}"
        for kind, word in (
            ("written", "written"),
            ("refreshed", "refreshed"),
            ("replaced", "replaced"),
            ("kept", "already there"),
            ("touched", "left alone"),
        )
        if (number := done.counts.get(kind, 0))
    ]
    return ", ".join(parts) or "nothing to do"


def _to_send(one: api.ToSend) -> str:
    """``Bo Kim <bo@example.com>: new for Ann Lee; refreshed for Cy Roe``."""
    said = [
        f"{word} for {', '.join(names)}" for word, names in (("new", one.new), ("refreshed", one.refreshed)) if names
    ]
    return f"{one.reviewer} <{one.email}>: {'; '.join(said)}"


def _echo_twice(found: Sequence[api.IssuedTwice]) -> None:
    """Say whose forms lie in several files, and which of these to send."""
    lines = [
        f"{one.reviewer} <{one.email}>: {some(one.people)} in "
        + some([f"{path} (begun)" if path in one.begun else path for path in one.files])
        for one in found
    ]
    echo_list(
        "In more than one file; have one of them filled in, a begun one if there is one, and delete the other:", lines
    )


def _tell_upgraded(done: api.Upgraded, root: Path) -> None:
    for layout in done.layouts:
        say(f"Layout {layout.layout}: version {layout.version} takes the place of version {layout.before}.")
    _echo_changes(done.forms)
    _echo_forms([one for one in done.forms if _is_listed(one)])
    if done.forms:
        forms = {one.form_id: one.filled for one in done.forms}
        filled = sum(forms.values())
        where = f" in {root}" if root != Path() else ""
        say(f"{plural(len(forms), 'form')}{where} issued anew, {filled:,} with what was filled in before.")
    _echo_known(done.known, nothing=not (done.layouts or done.forms or done.left or done.files.touched))
    _echo_files(done)
    _echo_twice(done.files.twice)
    echo_list("Figures from the metrics file that the forms have no cell for any more:", done.figures)
    _notice_rest(done)


def _notice_rest(done: api.Upgraded) -> None:
    """Say what an upgrade leaves to people."""
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


def _echo_known(known: Sequence[api.KnownLayout], *, nothing: bool) -> None:
    """Say which of the layouts given were no newer ones, and when there was ``nothing`` to do, what to do about it."""
    if nothing and not known:
        say("Nothing to upgrade: there is no newer version of a layout, and no form of an older one.")
    for one in known:
        text = f"{one.given} is version {one.version}, which this cycle has already."
        own = " Change it and raise its 'version'." if Path(one.given).suffix else ""
        say(f"Nothing to upgrade: {text}{own}" if nothing else text)


def _is_listed(one: api.Reissued) -> bool:
    """Whether something of a form is lost, or for a person to look at."""
    return bool(one.unplaced or one.problem or one.others)


def _echo_changes(forms: Sequence[api.Reissued]) -> None:
    """Print what is another in the new version, a line a change, with the answers that it concerns."""
    changes: dict[str, dict[str, set[str]]] = {}
    for form in forms:
        for answer in form.mapped:
            for change in () if answer.looks_the_same else answer.changes or (_MOVED,):
                at = changes.setdefault(change, {})
                at.setdefault(answer.label, set()).add(form.form_id)
    lines = [f"{change}: {_concerned(at)}" for change, at in changes.items()]
    echo_list("Answers that stand elsewhere or in other words now:", lines)


def _concerned(at: Mapping[str, set[str]]) -> str:
    """``Speed · Rating and 2 more, in 12 forms``."""
    first, *others = at
    more = f" and {len(others):,} more" if others else ""
    return f"{first}{more}, in {plural(len(set().union(*at.values())), 'form')}"


def _echo_forms(found: Sequence[api.Reissued]) -> None:
    """Print what is lost of each form, once, whatever files it lies in."""
    places: dict[str, list[str]] = {}
    for one in found:
        places.setdefault(one.form_id, []).append(one.path)
    forms = list({one.form_id: one for one in found}.values())
    for one in forms[:_SHOWN]:
        paths = " and ".join(places[one.form_id])
        click.echo(click.style(plain(one.reviewee), bold=True) + plain(f" by {one.reviewer}: {paths}"))
        for line in _lines(one):
            click.echo(f"  {line}")
    if len(forms) > _SHOWN:
        say(f"… and {plural(len(forms) - _SHOWN, 'more form')}; '--format json' lists them all")


def _lines(one: api.Reissued) -> Iterator[str]:
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
        when = f" of {datetime.fromisoformat(one.written).astimezone():%Y-%m-%d %H:%M}" if one.written else ""
        text = f"filled in at {places}: took {one.origin}{when}; {', '.join(one.others)} {hold}"
        yield told("compare", "red", text)
    yield from moved_lines((), one.unplaced)


def _echo_files(done: api.Upgraded) -> None:
    replaced = [f"{path}: {backup}" for path, backup in done.files.replaced]
    echo_list("Files that somebody had edited; what was there is kept:", replaced)
    left = [f"{path}: {why}" for path, why in done.left]
    echo_list("Left alone, because what is in them cannot be moved:", left)
    if left:
        notice("Mend or remove them and run the command again; with '--force' they are replaced, and a backup is kept.")
    echo_list("Left alone, because somebody has edited them since:", done.files.touched)
