"""``sheetreview check``."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetreview.cli.options import INPUT, progress_bar
from sheetreview.cli.output import echo_json, notice, plain, plural, say
from sheetreview.errors import EXIT_FINDINGS, EXIT_INPUT

if TYPE_CHECKING:
    from sheetreview.model.finding import Finding
    from sheetreview.steps.check import Checked

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
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="JSON and CSV stand alone on standard output.",
)
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...], *, layouts: tuple[Path, ...], form: str) -> None:
    """List what is wrong: which file, sheet and cell, what it is, and how to mend it.

    Without PATH, the cycle's returns are checked. With PATH, files and folders are checked as they are and no cycle is
    needed. Exits with 1 when there is any finding of severity error, else with 3 when some file could not be used.
    """
    checked = _files(ctx.obj, paths, layouts) if paths else _cycle(ctx.obj)
    if form == "json":
        echo_json([{name: asdict(finding)[name] for name in FIELDS} for finding in checked.findings])
    elif form == "csv":
        click.echo(_csv(checked.findings), nl=False)
    else:
        echo_findings(checked.findings)
        say(_summary(checked))
    for file, reason in checked.unusable:
        notice(f"{file}: {reason}")
    if checked.errors:
        ctx.exit(EXIT_FINDINGS)
    if checked.unusable:
        ctx.exit(EXIT_INPUT)


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


def _cycle(root: Path) -> Checked:
    from sheetreview.steps.check import check_cycle
    from sheetreview.steps.opened import OpenCycle

    with (
        OpenCycle.open(root, reading=True) as cycle,
        progress_bar("Checking", len(cycle.store.assignments())) as progress,
    ):
        return check_cycle(cycle, progress=progress)


def _files(root: Path, paths: Sequence[Path], layouts: Sequence[Path]) -> Checked:
    from sheetreview.cycle.folder import CycleFolder
    from sheetreview.steps.check import check_files, cycle_layouts, shipped_layouts
    from sheetreview.steps.collect import returned_files
    from sheetreview.steps.opened import OpenCycle

    folder = CycleFolder(root)
    files = returned_files(folder, paths)
    layout_of = shipped_layouts(layouts)
    with progress_bar("Checking", len(files)) as progress:
        if not folder.holds_cycle:
            return check_files(files, layout_of, progress=progress)
        with OpenCycle.open(root, reading=True) as cycle:
            return check_files(files, cycle_layouts(cycle, layout_of), progress=progress)


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
    reviews = f"{plural(checked.reviews, 'review')} checked: {parts if checked.findings else 'nothing is wrong'}."
    if checked.unusable:
        files = f"{plural(len(checked.unusable), 'file')} could not be used:"
        return f"{reviews} {files}" if checked.reviews else f"No review checked; {files}"
    return (
        reviews
        if checked.reviews
        else "Nothing to check: no review is there yet. Take files in with 'collect', Google Sheets with 'pull'."
    )
