"""``sheetreview check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby, takewhile
from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import FOLDER, INPUT, HowToRead, encoding_option, listing_option, password_option
from sheetreview.cli.output import echo_csv, echo_json, notice, plain, plural, progress_bar, say
from sheetreview.errors import EXIT_CLEAN, EXIT_FINDINGS, EXIT_INPUT, EXIT_REMOTE, NOT_WRITTEN, FileError

_FEW = 3
_NAMED = 3
_ALIKE_WORDS = 3
"""From how many equal findings on they stand on one line, how many of their rows are named there, and how many words at
the start of their messages make them equal."""

COLORS = {"error": "red", "warning": "yellow", "notice": "cyan"}

FIELDS = (
    "code",
    "severity",
    "reviewee_id",
    "reviewee",
    "reviewer",
    "role",
    "file",
    "sheet",
    "cell",
    "item",
    "message",
    "fix",
)


@dataclass(frozen=True, slots=True)
class _Checking:
    """What was checked, and the copies and notes that show it to reviewers, where these were asked for."""

    checked: api.Checked
    copies: api.ReturnCopies | None
    noted: api.Noted | None = None

    @property
    def exit_code(self) -> int:
        """Exit code of the command. Raises FileError when not all copies could be written."""
        if self.noted is not None and self.noted.stopped:
            return EXIT_REMOTE
        if self.copies is not None and self.copies.stopped:
            raise FileError(f"{self.copies.stopped} Name a new folder for the copies then.", NOT_WRITTEN)
        if self.checked.errors:
            return EXIT_FINDINGS
        return EXIT_INPUT if self.checked.unusable else EXIT_CLEAN


@click.command(short_help="List what is wrong, cell by cell.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=INPUT)
@click.option(
    "--layout", "layouts", type=INPUT, multiple=True, help="With PATH: a layout file of your own; repeatable."
)
@password_option
@encoding_option
@listing_option
@click.option(
    "--return-copies",
    "folder",
    type=FOLDER,
    metavar="DIR",
    help="Write a copy of each file with errors to the new folder DIR, with what is wrong marked in its cells.",
)
@click.option(
    "--return-notes",
    "notes",
    is_flag=True,
    help="Pull, and mark what is wrong by notes in the cells of the cycle's Google Sheets.",
)
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[Path, ...],
    *,
    layouts: tuple[Path, ...],
    passwords: tuple[str, ...],
    encoding: str,
    form: str,
    folder: Path | None,
    notes: bool,
) -> None:
    """List what is wrong: which file, sheet and cell, what it is, and how to mend it.

    Without PATH, the cycle's returns are checked. With PATH, files and folders are checked as they are and no cycle is
    needed. Exits with 1 when there is any finding of severity error, else with 3 when some file could not be used; with
    4 when Google ended '--return-notes' before its end.
    """
    if paths and notes:
        raise click.UsageError("'--return-notes' marks the cycle's Google Sheets; it goes without PATH")
    if (layouts or passwords or encoding) and not paths:
        raise click.UsageError(
            "'--password-file', '--encoding' and '--layout' go with PATH; what was collected needs none of them"
        )
    if folder is not None:
        # A folder for copies is refused before the long check.
        sheetreview.require_empty(folder, ctx.obj)
    given = HowToRead(layouts=layouts, passwords=passwords, encoding=encoding)
    done = _files(ctx.obj, paths, given, folder) if paths else _cycle(ctx.obj, folder, notes=notes)
    _tell_checked(done.checked, form)
    _notice_shown(done, folder)
    ctx.exit(done.exit_code)


def _tell_checked(checked: api.Checked, form: str) -> None:
    if form == "json":
        echo_json([{name: getattr(finding, name) for name in FIELDS} for finding in checked.findings])
    elif form == "csv":
        echo_csv([FIELDS, *([getattr(finding, name) for name in FIELDS] for finding in checked.findings)])
    else:
        echo_findings(checked.findings)
        say(_summary(checked))
    for file, sheet in checked.blank:
        notice(f"{file}, sheet {sheet}: not filled in")
    for file, said in checked.elsewhere:
        notice(f"{file}: {said}")
    for file, said in checked.decoded:
        notice(f"{file}: {said}; if that is wrong, name its character set with --encoding")
    for file, reason in checked.unusable:
        notice(f"{file}: {reason}")


def echo_findings(findings: Sequence[sheetreview.Finding]) -> None:
    """Print findings, under a heading for each review that has any: errors first, and equal ones on one line."""
    reviews = groupby(findings, key=lambda one: (one.file, one.reviewee, one.reviewee_id, one.about, one.reviewer))
    told = [_alike(list(group)) for _, group in reviews]
    width = max((len(_place(alike)) for review in told for alike in review), default=0)
    for review in told:
        click.echo(_heading(review[0][0]))
        for alike in review:
            severity, item = alike[0].severity.value, _items(alike)
            word = click.style(f"{severity:<8}", fg=COLORS[severity])
            said = f"{f'{item}: ' if item else ''}{_said(alike)} -> {alike[0].fix}"
            click.echo(f"  {word}" + plain(f"{_place(alike):<{width}}  {said}"))
        click.echo()


def _alike(findings: Sequence[sheetreview.Finding]) -> list[list[sheetreview.Finding]]:
    """The findings of one review, errors first; equal ones, from a few on, are together."""
    ranks = list(COLORS)
    groups: dict[tuple[str, ...], list[sheetreview.Finding]] = {}
    for one in sorted(findings, key=lambda one: ranks.index(one.severity.value)):
        begins = " ".join(one.message.split()[:_ALIKE_WORDS])
        groups.setdefault((one.severity.value, one.code, one.fix, one.sheet, one.section, begins), []).append(one)
    return [part for group in groups.values() for part in ([group] if len(group) >= _FEW else [[one] for one in group])]


def _place(alike: Sequence[sheetreview.Finding]) -> str:
    more = f" (+{len(alike) - 1})" if len(alike) > 1 else ""
    return _where(alike[0]) + more


def _items(alike: Sequence[sheetreview.Finding]) -> str:
    names = list(dict.fromkeys(one.item for one in alike if one.item))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _said(alike: Sequence[sheetreview.Finding]) -> str:
    """What all of some findings say: their message, as far as they agree."""
    words = zip(*(one.message.split() for one in alike), strict=False)
    same = [first for first, *_ in takewhile(lambda found: len(set(found)) == 1, words)]
    return alike[0].message if len({one.message for one in alike}) == 1 else f"{' '.join(same)} …"


def _whose(finding: sheetreview.Finding) -> tuple[str, str, str, str, str]:
    return finding.file, finding.reviewee, finding.reviewee_id, finding.about, finding.reviewer


def _heading(finding: sheetreview.Finding) -> str:
    number = f" ({finding.reviewee_id})" if finding.reviewee_id else ""
    who = (finding.reviewee or "unknown") + number + (f", {finding.about}" if finding.about else "")
    own = finding.reviewer and finding.reviewer == finding.reviewee
    by = "own form" if own else f"reviewed by {finding.reviewer or 'unknown'}"
    return click.style(plain(who), bold=True) + plain(f", {by}: {finding.file}")


def _where(finding: sheetreview.Finding) -> str:
    return "!".join(filter(None, (finding.sheet, finding.cell)))


def _cycle(root: Path, folder: Path | None, *, notes: bool) -> _Checking:
    with sheetreview.Cycle.open(root, reading=not notes) as cycle:
        noted = None
        if notes:
            with progress_bar("Marking sheets", cycle.sheets) as progress:
                noted = cycle.return_notes(progress=progress)
        with progress_bar("Checking", len(cycle.assignments)) as progress:
            checked = cycle.check(progress=progress)
        copies = None if folder is None else cycle.return_copies(checked.findings, folder)
        return _Checking(checked, copies, noted)


def _files(root: Path, paths: Sequence[Path], given: HowToRead, folder: Path | None) -> _Checking:
    files = sheetreview.find_files(paths, root)
    with ExitStack() as stack:
        check, copy = sheetreview.check_files, sheetreview.copy_files
        if sheetreview.Cycle.exists(root):
            cycle = stack.enter_context(sheetreview.Cycle.open(root, reading=True))
            check, copy = cycle.check_files, cycle.copy_files
        with progress_bar("Checking", len(files)) as progress:
            checked = check(files, **given, progress=progress)
        if folder is None:
            return _Checking(checked, None)
        return _Checking(checked, copy(checked.findings, folder, **given))


def _summary(checked: api.Checked) -> str:
    if not (checked.reviews or checked.blank or checked.unusable):
        none = "no review is there yet. Take files in with 'collect', Google Sheets with 'pull'."
        return f"Nothing to check: {_discarded(checked) or none}"
    said = [_reviewed(checked)]
    if checked.blank:
        said.append(f"{plural(len(checked.blank), 'form')} not filled in")
    if checked.unusable:
        said.append(f"{plural(len(checked.unusable), 'file')} could not be used")
    text = (". " if checked.reviews else "; ").join(said)
    discarded = f" Also, {_discarded(checked)}" if checked.discarded else ""
    return text + (":" if checked.unusable else ".") + discarded


def _discarded(checked: api.Checked) -> str:
    """``all returns of 1 form were discarded …``, with how to have one count again; '' where none is."""
    if not checked.discarded:
        return ""
    return (
        f"all returns of {plural(checked.discarded, 'form')} were discarded. 'sheetreview returns list' shows them, "
        "and 'sheetreview returns use NUMBER --reason TEXT' has one count again."
    )


def _reviewed(checked: api.Checked) -> str:
    if not checked.reviews:
        return "No review checked"
    counts = Counter(finding.severity.value for finding in checked.findings)
    wrong = ", ".join(plural(counts[kind], kind) for kind in COLORS) if counts else "nothing is wrong"
    return f"{plural(checked.reviews, 'review')} checked: {wrong}"


def _notice_shown(done: _Checking, folder: Path | None) -> None:
    """Say what shows the findings to reviewers to standard error: findings alone are the output."""
    if done.copies is not None and folder is not None:
        _notice_copies(done.copies, folder, reviews=done.checked.reviews, notes=done.noted is not None)
    if done.noted is not None:
        _notice_notes(done.noted)


def _notice_copies(copies: api.ReturnCopies, folder: Path, *, reviews: int, notes: bool) -> None:
    if reviews and not any((copies.written, copies.online, copies.refused, copies.stopped)):
        notice("No review has an error: no copy was written.")
    if copies.written:
        notice(f"{plural(len(copies.written), 'copy', 'copies')} in {folder}, to be sent back to:")
    for one in copies.written:
        _notice_copy(one)
    if copies.online and not notes:
        notice(f"{plural(len(copies.online), 'review')} in Google Sheets: '--return-notes' marks the cells there.")
    for file, reason in copies.refused:
        notice(f"{file}: no copy could be written: {reason}")


def _notice_copy(one: api.ReturnCopy) -> None:
    how = f" (a clean form with the answers: {one.clean})" if one.clean else ""
    notice(f"  {one.reviewer or 'unknown'}: {one.path}{how}")
    if one.was_protected:
        notice("    it was protected with a password; this copy is not: protect it before you send it")


def _notice_notes(noted: api.Noted) -> None:
    _notice_marked(noted)
    if noted.placeless:
        count = plural(noted.placeless, "error or warning", "errors and warnings")
        notice(f"Without a cell, so that no note tells of them: {count}; tell the reviewers.")
    if noted.failed:
        notice(f"{plural(len(noted.failed), 'form')} in Google Sheets could not be read or marked:")
    for whose, reason in noted.failed:
        notice(f"  {whose}: {reason}")
    if noted.unreached:
        notice(f"{plural(noted.unreached, 'Google Sheet')} not reached; run the same command again.")
    if noted.stopped:
        notice(f"sheetreview: stopped: {noted.stopped}")


def _notice_marked(noted: api.Noted) -> None:
    if noted.marked or noted.removed:
        cells, sheets = plural(noted.marked, "cell"), plural(noted.sheets, "Google Sheet")
        marked = f"{cells} marked by notes in {sheets}" if noted.marked else "No cell is marked by a note any more"
        new = f"{noted.written:,} new or changed, {plural(noted.removed, 'earlier one')} taken away"
        notice(f"{marked}: {new if noted.written or noted.removed else 'all of them were there already'}.")
    elif not (noted.failed or noted.stopped):
        notice("No review in a Google Sheet has an error: no note was written.")
