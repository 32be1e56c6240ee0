"""``sheetreview check``."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetreview.cli.check_told import tell_copies, tell_notes
from sheetreview.cli.options import FOLDER, INPUT, password_option, progress_bar
from sheetreview.cli.output import echo_json, notice, plain, plural, say
from sheetreview.errors import EXIT_FINDINGS, EXIT_INPUT, EXIT_REMOTE, NOT_WRITTEN, FileError

if TYPE_CHECKING:
    from sheetreview import Cycle, Finding
    from sheetreview.steps.check import Checked
    from sheetreview.steps.online.cell_notes import Noted
    from sheetreview.steps.return_copies import ReturnCopies

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


@click.command(short_help="List what is wrong, cell by cell.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=INPUT)
@click.option(
    "--layout", "layouts", type=INPUT, multiple=True, help="With PATH: a layout file of your own; repeatable."
)
@password_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="JSON and CSV stand alone on standard output.",
)
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
    if not paths and (layouts or passwords):
        raise click.UsageError("'--password-file' and '--layout' go with PATH; what was collected needs neither")
    if folder is not None:
        from sheetreview import require_empty

        # A folder for copies is refused before the long check.
        require_empty(folder, ctx.obj)
    noted = None
    if paths:
        checked, copies = _files(ctx.obj, paths, layouts, passwords, folder)
    else:
        checked, copies, noted = _cycle(ctx.obj, folder, notes=notes)
    _tell_checked(checked, form)
    if copies is not None and folder is not None:
        tell_copies(copies, folder, checked, notes=notes)
    if noted is not None:
        tell_notes(noted)
        if noted.stopped:
            ctx.exit(EXIT_REMOTE)
    if copies is not None and copies.stopped:
        raise FileError(f"{copies.stopped} Name a new folder for the copies then.", NOT_WRITTEN)
    if checked.errors:
        ctx.exit(EXIT_FINDINGS)
    if checked.unusable:
        ctx.exit(EXIT_INPUT)


def _tell_checked(checked: Checked, form: str) -> None:
    if form == "json":
        echo_json([{name: asdict(finding)[name] for name in FIELDS} for finding in checked.findings])
    elif form == "csv":
        click.echo(_csv(checked.findings), nl=False)
    else:
        echo_findings(checked.findings)
        say(_summary(checked))
    for file, sheet in checked.blank:
        notice(f"{file}, sheet {sheet}: not filled in")
    for file, reason in checked.unusable:
        notice(f"{file}: {reason}")


def echo_findings(findings: Sequence[Finding]) -> None:
    """Print findings, under a heading for each review that has any."""
    places = [_where(finding) for finding in findings]
    width = max(map(len, places), default=0)
    for (file, reviewee, number, about, reviewer), group in groupby(
        zip(findings, places, strict=True), key=lambda pair: _whose(pair[0])
    ):
        who = plain((reviewee or "unknown") + (f" ({number})" if number else "") + (f", {about}" if about else ""))
        by = "own form" if reviewer and reviewer == reviewee else f"reviewed by {reviewer or 'unknown'}"
        click.echo(click.style(who, bold=True) + plain(f", {by}: {file}"))
        for finding, place in group:
            word = click.style(f"{finding.severity.value:<8}", fg=COLORS[finding.severity.value])
            item = f"{finding.item}: " if finding.item else ""
            click.echo(f"  {word}" + plain(f"{place:<{width}}  {item}{finding.message} -> {finding.fix}"))
        click.echo()


def _whose(finding: Finding) -> tuple[str, str, str, str, str]:
    return finding.file, finding.reviewee, finding.reviewee_id, finding.about, finding.reviewer


def _where(finding: Finding) -> str:
    return "!".join(filter(None, (finding.sheet, finding.cell)))


def _cycle(root: Path, folder: Path | None, *, notes: bool) -> tuple[Checked, ReturnCopies | None, Noted | None]:
    from sheetreview import Cycle

    with Cycle.open(root, reading=not notes) as cycle:
        noted = _write_notes(cycle) if notes else None
        with progress_bar("Checking", len(cycle.assignments)) as progress:
            checked = cycle.check(progress=progress)
        copies = None if folder is None else cycle.return_copies(checked.findings, folder)
        return checked, copies, noted


def _write_notes(cycle: Cycle) -> Noted:
    with progress_bar("Marking sheets", cycle.sheets) as progress:
        return cycle.return_notes(progress=progress)


def _files(
    root: Path, paths: Sequence[Path], layouts: Sequence[Path], passwords: Sequence[str], folder: Path | None
) -> tuple[Checked, ReturnCopies | None]:
    from sheetreview import Cycle, check_files, copy_files, find_files

    files = find_files(paths, root)
    with ExitStack() as stack:
        cycle = stack.enter_context(Cycle.open(root, reading=True)) if Cycle.exists(root) else None
        check, copy = (cycle.check_files, cycle.copy_files) if cycle else (check_files, copy_files)
        with progress_bar("Checking", len(files)) as progress:
            checked = check(files, layouts=layouts, passwords=passwords, progress=progress)
        if folder is None:
            return checked, None
        return checked, copy(checked.findings, folder, layouts=layouts, passwords=passwords)


def _csv(findings: Sequence[Finding]) -> str:
    from sheetreview.report.text_out import csv_safe

    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(FIELDS)
    writer.writerows([csv_safe(plain(asdict(finding)[name])) for name in FIELDS] for finding in findings)
    return text.getvalue()


def _summary(checked: Checked) -> str:
    counts = {kind: sum(f.severity == kind for f in checked.findings) for kind in ("error", "warning", "notice")}
    parts = ", ".join(plural(count, kind) for kind, count in counts.items())
    reviews = f"{plural(checked.reviews, 'review')} checked: {parts if checked.findings else 'nothing is wrong'}"
    said = [reviews if checked.reviews else "No review checked"]
    if checked.blank:
        said.append(f"{plural(len(checked.blank), 'form')} not filled in")
    if checked.unusable:
        said.append(f"{plural(len(checked.unusable), 'file')} could not be used:")
    elif not (checked.reviews or checked.blank):
        return "Nothing to check: no review is there yet. Take files in with 'collect', Google Sheets with 'pull'."
    return (". " if checked.reviews else "; ").join(said) + ("" if checked.unusable else ".")
