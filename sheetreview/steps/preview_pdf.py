"""Example forms as PDF, printed by LibreOffice where it is installed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sheetreview.cycle.files import write_files
from sheetreview.errors import NO_PDF, FileError

PATIENCE = 120.0
"""Seconds that LibreOffice may take; the first start on a slow machine needs twenty."""

_PROGRAMS = ("soffice", "libreoffice")
_OPTIONS = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard")
_WANTED = json.dumps(
    {name: {"type": "boolean", "value": "true"} for name in ("UseTaggedPDF", "PDFUACompliance")}, separators=(",", ":")
)
_EXPORT = f"pdf:calc_pdf_Export:{_WANTED}"
"""Tagged, and with its title and language, so that it can be read out. A LibreOffice before 7.4 prints it untagged."""


def write_pdfs(workbooks: Sequence[Path], patience: float = PATIENCE) -> tuple[Path, ...]:
    """Print workbooks as PDF files beside them, over earlier ones; their paths.

    Raises FileError when LibreOffice is not there, takes longer than ``patience`` seconds or fails.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise FileError(
            "No PDF: LibreOffice is not installed, or its program 'soffice' is not on the PATH. Install it.", NO_PDF
        )
    with tempfile.TemporaryDirectory(prefix="sheetreview-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        profile = (work / "profile").as_uri()
        sources = [work / f"{number}.xlsx" for number in range(len(workbooks))]
        for source, workbook in zip(sources, workbooks, strict=True):
            shutil.copyfile(workbook, source)
        command = [program, f"-env:UserInstallation={profile}", *_OPTIONS, "--convert-to", _EXPORT]
        _run([*command, "--outdir", str(work), *map(str, sources)], patience)
        made = [source.with_suffix(".pdf") for source in sources]
        if not all(path.is_file() for path in made):
            raise FileError(
                "No PDF: LibreOffice could not print the form. Open the workbook and print it there.", NO_PDF
            )
        targets = tuple(workbook.with_suffix(".pdf") for workbook in workbooks)
        write_files((target, path.read_bytes()) for target, path in zip(targets, made, strict=True))
    return targets


def _run(command: Sequence[str], patience: float) -> None:
    """Run a program to its end, or end it with all it started."""
    try:
        running = subprocess.Popen(  # noqa: S603 -- the program was found on the PATH, and its arguments are ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise FileError(
            f"No PDF: LibreOffice could not be started ({error.strerror}). Open the workbook and print it there.",
            NO_PDF,
        ) from error
    try:
        running.wait(patience)
    except subprocess.TimeoutExpired:
        raise FileError(
            f"No PDF: LibreOffice did not answer within {patience:g} seconds. Open the workbook and print it there.",
            NO_PDF,
        ) from None
    finally:
        _end(running)


def _end(running: subprocess.Popen[bytes]) -> None:
    if running.poll() is not None:
        return
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()
    running.wait()
