"""``sheetreview rehearse``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetreview.cli.options import FOLDER, format_option, progress_bar
from sheetreview.cli.output import echo_json, echo_lines, notice, plural, say
from sheetreview.errors import EXIT_FINDINGS

if TYPE_CHECKING:
    from sheetreview.demo.preflight import Trouble, TroubleKind
    from sheetreview.demo.rehearsal import Rehearsal


PASSES = 3
"""How often ``Cycle.rehearse`` tells of each form: filled in, collected, and checked and summarized."""


@click.command(short_help="Try all forms out before they are sent.")
@click.option(
    "--seed", type=int, default=1, show_default=True, metavar="N", help="The same number draws the same answers."
)
@click.option(
    "--keep",
    type=FOLDER,
    metavar="DIR",
    help="Keep the scratch cycle with its made-up answers in the new or empty folder DIR.",
)
@format_option
@click.pass_context
def rehearse(ctx: click.Context, *, seed: int, keep: Path | None, form: str) -> None:
    """Fill all forms in with made-up answers and collect, check and summarize them in a scratch folder.

    What is read is compared with what was typed, cell by cell. Nothing in the cycle changes. Exits with 1 when the
    cycle is not fit to send; each reason is listed with what to do.
    """
    from sheetreview import Cycle

    with (
        Cycle.open(ctx.obj, reading=True) as cycle,
        progress_bar("Rehearsing", PASSES * len(cycle.assignments)) as progress,
    ):
        done = cycle.rehearse(seed=seed, keep=keep, progress=progress)
    if form == "json":
        troubles = [{**asdict(one), "stops": one.kind.stops, "fix": one.kind.fix} for one in done.troubles]
        echo_json({"fit": done.fit, "forms": done.forms, "seed": seed, "troubles": troubles})
    else:
        _echo(done)
    if keep is not None:
        notice(f"The scratch cycle is in {keep}. Its answers are made up: no real cycle takes them in.")
    if not done.fit:
        ctx.exit(EXIT_FINDINGS)


def _echo(done: Rehearsal) -> None:
    for kind, found in _by_kind(done):
        say(f"{_counted(kind, len(found))} -> {kind.fix}")
        echo_lines([_line(trouble) for trouble in found])
    passed = f"{plural(done.forms, 'form')} filled, collected, checked and summarized." if done.forms else ""
    if done.fit:
        say(f"Fit to send: {passed}")
        return
    reasons = [_counted(kind, len(found)) for kind, found in _by_kind(done) if kind.stops]
    say(f"Not fit to send: {'; '.join(reasons) or 'there is no workbook to rehearse'}. {passed}".rstrip())


def _by_kind(done: Rehearsal) -> Iterator[tuple[TroubleKind, list[Trouble]]]:
    order = list(type(done.troubles[0].kind)) if done.troubles else []
    for kind, found in groupby(sorted(done.troubles, key=lambda one: order.index(one.kind)), lambda one: one.kind):
        yield kind, list(found)


def _counted(kind: TroubleKind, count: int) -> str:
    return plural(count, kind.one, kind.several)


def _line(trouble: Trouble) -> str:
    """One trouble: the file, or whose form it is, with the cell and what there is to say of it."""
    cell = "!".join(filter(None, (trouble.sheet, trouble.cell)))
    whose = ", ".join(filter(None, (trouble.reviewee, trouble.about, f"{trouble.role} form of {trouble.reviewer}")))
    return " ".join(filter(None, (trouble.file or whose, cell))) + (f": {trouble.detail}" if trouble.detail else "")
