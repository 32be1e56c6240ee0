"""``sheetreview rehearse``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import FOLDER, reporting
from sheetreview.cli.output import Report, echo_list, plural, progress_bar, say


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
@reporting
@click.pass_obj
def rehearse(root: Path, *, seed: int, keep: Path | None) -> Report:
    """Fill all forms in with made-up answers and collect, check and summarize them in a scratch folder.

    What is read is compared with what was typed, cell by cell. Nothing in the cycle changes. Exits with 1 when the
    cycle is not fit to send; each reason is listed with what to do.
    """
    with (
        sheetreview.Cycle.open(root, reading=True) as cycle,
        progress_bar("Rehearsing", api.PASSES * len(cycle.assignments)) as progress,
    ):
        done = cycle.rehearse(seed=seed, keep=keep, progress=progress)
    troubles = [{**asdict(one), "stops": one.kind.stops, "fix": one.kind.fix} for one in done.troubles]
    kept = f"The scratch cycle is in {keep}. Its answers are made up: no real cycle takes them in."
    return Report(
        {"fit": done.fit, "forms": done.forms, "seed": seed, "troubles": troubles},
        lambda: _tell(done),
        in_order=done.fit,
        notices=[kept] if keep is not None else [],
    )


def _tell(done: api.Rehearsal) -> None:
    for kind, found in _by_kind(done).items():
        echo_list(f"{_counted(kind, len(found))} -> {kind.fix}", [_line(trouble) for trouble in found])
    passed = f"{plural(done.forms, 'form')} filled, collected, checked and summarized." if done.forms else ""
    if done.fit:
        say(f"Fit to send: {passed}")
        return
    reasons = [_counted(kind, len(found)) for kind, found in _by_kind(done).items() if kind.stops]
    say(f"Not fit to send: {'; '.join(reasons) or 'there is no workbook to rehearse'}. {passed}".rstrip())


def _by_kind(done: api.Rehearsal) -> dict[api.TroubleKind, list[api.Trouble]]:
    found = {kind: [one for one in done.troubles if one.kind is kind] for kind in api.TroubleKind}
    return {kind: troubles for kind, troubles in found.items() if troubles}


def _counted(kind: api.TroubleKind, count: int) -> str:
    return plural(count, kind.one, kind.several)


def _line(trouble: api.Trouble) -> str:
    """One trouble: the file, or whose form it is, with the cell and what there is to say of it."""
    cell = "!".join(filter(None, (trouble.sheet, trouble.cell)))
    whose = ", ".join(filter(None, (trouble.reviewee, trouble.about, f"{trouble.role} form of {trouble.reviewer}")))
    return " ".join(filter(None, (trouble.file or whose, cell))) + (f": {trouble.detail}" if trouble.detail else "")
