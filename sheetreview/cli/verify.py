"""``sheetreview verify``."""

from __future__ import annotations

from pathlib import Path

import click

import sheetreview
from sheetreview import api
from sheetreview.cli.options import reporting
from sheetreview.cli.output import Report, echo_table, plural, say


@click.command(short_help="Say whether the cycle still holds what was put there.")
@reporting
@click.pass_obj
def verify(root: Path) -> Report:
    """Compare every issued form and every return with the digest it was kept with. Nothing is changed.

    Lists what is missing or altered, files among the forms that were never issued, and what cannot be read in the
    store. Exits with 1 when there is any.
    """
    with sheetreview.Cycle.open(root, reading=True) as cycle:
        done = cycle.verify()
    return Report(done, lambda: _tell(done), in_order=not done.found)


def _tell(done: api.Verified) -> None:
    if done.found:
        rows = [(one.file, "store" if one.in_store else "folder", one.fault.value, one.detail) for one in done.found]
        echo_table(["File", "In", "What is wrong", "Detail"], rows)
        say()
    wrong = plural(len(done.found), "thing") + " to look at" if done.found else "all as it was put there"
    say(f"{plural(done.files, 'file')} of forms and {plural(done.returns, 'return')}: {wrong}.")
