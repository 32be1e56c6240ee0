"""The program that files are examined by, each in a process of its own that is forked from a warm one.

``python -m bench.hostile.examine`` reads one JSON list ``[number, path]`` a line and answers each with one JSON object
a line. The process of each file goes the way that ``collect`` and ``check`` go (file, gate, reader, search for forms,
review, findings); a path that begins with ``extract:`` goes the way of ``layouts extract``.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from sheetreview.check.rules import check_review
from sheetreview.errors import FileError, LayoutError
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import find_forms
from sheetreview.inputs.layout_file import builtin_layouts, load_layout
from sheetreview.reading.files import find_files, read_bytes
from sheetreview.reading.open import open_book
from sheetreview.sheet.grid import Book
from sheetreview.steps.extract_layout import layout_from_workbook
from sheetreview.steps.reading import one_review, read_review

EXTRACT = "extract:"
"""Before a path: propose a layout from the workbook instead of reading it as a return."""

MOST_SECONDS = 60
"""A file that takes longer, were it by waiting, is given up: it counts as a death."""

MOST_MEMORY = 4_000_000_000
"""Address space of one file's process, for the sake of this machine; far above what is allowed."""

LAYOUTS = {name: load_layout(path) for name, path in builtin_layouts().items()}


def examined(path: str) -> dict[str, Any]:
    """What becomes of a file: ``left out``, ``refused`` with a reason, or ``read`` with its reviews."""
    try:
        if path.startswith(EXTRACT):
            workbook = Path(path.removeprefix(EXTRACT))
            layout_from_workbook(read_bytes(workbook), workbook.name, "proposed")
            return {"outcome": "read", "reviews": []}
        if list(find_files([Path(path)])) != [Path(path)]:
            return {"outcome": "left out"}
        _, book = open_book(Path(path))
        return {"outcome": "read", "reviews": _reviews(book)}
    except (FileError, LayoutError) as error:
        return {"outcome": "refused", "reason": str(error)}
    except Exception:  # noqa: BLE001 -- this is what is looked for
        return {"outcome": "traceback", "reason": traceback.format_exc()}


def _reviews(book: Book) -> list[dict[str, Any]]:
    """The forms in a book, read and checked as ``check`` does; one of an unknown layout has no answers."""
    found: dict[str, list[Any]] = {}
    for form in find_forms(book):
        layout = LAYOUTS.get(form.identity.layout_id)
        if layout is not None and layout.version == form.identity.layout_version:
            found.setdefault(form.identity.form_id, []).append(read_review(book, form, layout))
    return [_review(one_review(reviews)) for reviews in found.values()]


def _review(review: Any) -> dict[str, Any]:  # noqa: ANN401 -- of the many things a review has, few are told
    cut = edition_for(review.identity, LAYOUTS[review.identity.layout_id])
    answers = [(a.section, a.row, a.column, a.value) for a in review.answers if a.given]
    answers += [("header", field, "", value) for field, value in review.header.items()]
    findings = [(f.severity.value, f.code, f.item, f.section, f.cell) for f in check_review(cut, review)]
    return {"form": review.identity.form_id, "answers": answers, "findings": findings}


def fork_and_examine(path: str) -> dict[str, Any]:
    """Examine a file in a process of its own: what became of it, in how many seconds and megabytes.

    ``seconds`` are those of the processor, so that they say the same on a busy machine; ``wall`` those on the clock.
    """
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(MOST_SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        answer = json.dumps(examined(path)).encode()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        raise SystemExit  # so that a child process of its own is ended and counted
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status, usage = os.wait4(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    told = json.loads(answer) if answer and ended == 0 else {"outcome": "died", "reason": f"ended with {ended}"}
    busy = usage.ru_utime + usage.ru_stime
    return {**told, "seconds": busy, "wall": time.monotonic() - begun, "megabytes": usage.ru_maxrss / 1024}


def main() -> None:
    """Answer each line of standard input."""
    for line in sys.stdin:
        number, path = json.loads(line)
        sys.stdout.write(json.dumps({"number": number, **fork_and_examine(path)}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
