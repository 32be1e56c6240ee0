"""What ``check`` says of the copies and notes that show findings to their reviewers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sheetreview.cli.output import notice, plural

if TYPE_CHECKING:
    from sheetreview.steps.check import Checked
    from sheetreview.steps.online.cell_notes import Noted
    from sheetreview.steps.return_copies import ReturnCopies


def tell_copies(copies: ReturnCopies, folder: Path, checked: Checked, *, notes: bool) -> None:
    """Say what was written for whom to standard error: findings alone are the output."""
    if checked.reviews and not (copies.written or copies.online or copies.refused or copies.stopped):
        notice("No review has an error: no copy was written.")
    if copies.written:
        notice(f"{plural(len(copies.written), 'copy', 'copies')} in {folder}, to be sent back to:")
        for one in copies.written:
            how = f" (a clean form with the answers: {one.clean})" if one.clean else ""
            notice(f"  {one.reviewer or 'unknown'}: {one.path}{how}")
            if one.was_protected:
                notice("    it was protected with a password; this copy is not: protect it before you send it")
    if copies.online and not notes:
        notice(f"{plural(len(copies.online), 'review')} in Google Sheets: '--return-notes' marks the cells there.")
    for file, reason in copies.refused:
        notice(f"{file}: no copy could be written: {reason}")


def tell_notes(noted: Noted) -> None:
    """Say what became of the notes to standard error: findings alone are the output."""
    if noted.marked or noted.removed:
        cells, sheets = plural(noted.marked, "cell"), plural(noted.sheets, "Google Sheet")
        marked = f"{cells} marked by notes in {sheets}" if noted.marked else "No cell is marked by a note any more"
        new = f"{noted.written:,} new or changed, {plural(noted.removed, 'earlier one')} taken away"
        notice(f"{marked}: {new if noted.written or noted.removed else 'all of them were there already'}.")
    elif not (noted.failed or noted.stopped):
        notice("No review in a Google Sheet has an error: no note was written.")
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
