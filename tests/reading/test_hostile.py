"""Every nasty file is refused in one plain sentence, or read; none costs more memory than a form may."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sheetreview.errors import FileError
from sheetreview.reading.open import parse_book
from tests.reading.making import values
from tests.reading.nasty import Expected, Nasty, all_nasty

NASTY = all_nasty()
QUICK = [one for one in NASTY if not one.slow]
SAME = ("member-name", "content-types", "dimension", "strings-count", "links-", "merge-", "macros", "no-content-types")
"""Names of files in which nothing is wrong that a value depends on."""


def outcome(one: Nasty) -> Expected:
    try:
        book = parse_book(one.make(), one.name)
    except FileError as error:
        assert error.reason.endswith(".")  # noqa: PT017 - either outcome may be right; this one has to be readable
        assert len(error.reason) < 400  # noqa: PT017
        return Expected.REFUSED
    numbers = [value for sheet in book.sheets for value in sheet.cells.values() if isinstance(value, float)]
    assert all(math.isfinite(number) for number in numbers)
    return Expected.READ


@pytest.mark.parametrize("one", QUICK, ids=lambda one: one.name)
def test_a_nasty_file_is_read_or_refused_and_nothing_else(one: Nasty) -> None:
    found = outcome(one)
    assert one.expected in {Expected.EITHER, found}


@pytest.mark.parametrize(
    "one", [o for o in QUICK if o.name.startswith(SAME) and o.expected is Expected.READ], ids=lambda one: one.name
)
def test_what_a_file_only_declares_changes_no_value(one: Nasty) -> None:
    assert values(one.make(), one.name) == {(1, 1): "Care", (1, 2): 4}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process has needed at most")
@pytest.mark.parametrize("name", ["cells-400000.xlsx", "bomb-60-mb.xlsx", "commas-of-9-mb.csv"])
def test_a_file_at_the_limits_takes_less_than_256_megabytes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(next(one.make() for one in NASTY if one.name == name))
    program = (
        "import sys\nfrom pathlib import Path\nfrom sheetreview.errors import FileError\n"
        "from sheetreview.reading.open import open_book\n"
        "try: open_book(Path(sys.argv[1]))\nexcept FileError: pass\n"
        "print(Path('/proc/self/status').read_text())"
    )
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-c", program, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=unmeasured)
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", done.stdout)
    assert int(peak) < 256 * 1024
