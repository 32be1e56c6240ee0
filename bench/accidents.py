"""What becomes of forms in any program and after any accident. Run: python -m bench.accidents [LAYOUT:ROLE ...].

Every form of the shipped layouts is filled in, damaged and saved by each program, and read back: right, flagged (a
finding names the cell, row or section of every answer that is not as it was typed), refused, or silently wrong. Ends
with 1 when anything is silently wrong, or not right although it can be recovered.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from tests.accidents.forms import CASES, Case
from tests.accidents.happening import UNDETECTABLE
from tests.accidents.matrix import NOT_IN_CSV, Entry, damaged, everything, saved, values
from tests.accidents.savers import LIBRARY, PROGRAMS, Program
from tests.accidents.verdict import Fate

AT_ONCE = 40
"""Accidents for one start of a program."""

WORDS = {Fate.RIGHT: "right", Fate.FLAGGED: "flagged", Fate.REFUSED: "refused", Fate.WRONG: "WRONG"}
_WIDTH = 17


def entries(program: Program, cases: Sequence[Case]) -> Iterator[Entry]:
    """Everything one program does to some forms; the library, which is quick, to every table of them."""
    with tempfile.TemporaryDirectory() as folder:
        yield from saved(program, cases, _below(folder, "saved"))
        yield from values(program, cases, _below(folder, "values"))
        happened = iter(everything(cases, every_table=program is LIBRARY))
        number = 0
        while batch := list(islice(happened, AT_ONCE)):
            number += 1
            yield from damaged(program, batch, _below(folder, str(number)))


def _below(folder: str, name: str) -> Path:
    found = Path(folder) / name
    found.mkdir()
    return found


def show(case: Case, found: Sequence[Entry]) -> None:
    """Print one form's matrix: rows are accidents, columns programs."""
    programs = list(dict.fromkeys(one.program for one in found))
    rows = list(dict.fromkeys(one.what for one in found))
    print(f"\n{case.name}")
    print(" " * 46 + "".join(f"{name:<{_WIDTH}}" for name in programs))
    for row in rows:
        line = []
        for program in programs:
            words = Counter(_word(one) for one in found if (one.what, one.program) == (row, program))
            text = " ".join(word + (f"×{count}" if count > 1 else "") for word, count in words.items())
            line.append(f"{text:<{_WIDTH}}")
        print(f"{row:<46}" + "".join(line))


def _word(one: Entry) -> str:
    return "no-trace" if one.wanted is None and one.fate is Fate.WRONG else WORDS[one.fate]


def main(names: Sequence[str]) -> int:
    """Print the matrix of every form and the totals; what is not as it must be is listed."""
    cases = [case for case in CASES if not names or case.name in names]
    found = [one for program in PROGRAMS for one in entries(program, cases)]
    for case in cases:
        show(case, [one for one in found if one.case == case])
    fates = Counter(one.fate for one in found if one.wanted is not None)
    bad = [one for one in found if not one.good]
    print(f"\n{len(found)} outcomes of {len(cases)} forms: {', '.join(f'{fates[fate]} {fate}' for fate in Fate)}")
    untold = [one for one in found if one.wanted is None]
    lost = sum(one.fate is Fate.WRONG for one in untold)
    print(f"Not counted: {len(untold)} CSV files after {' or '.join(sorted(NOT_IN_CSV))}. The format says nothing of")
    print(f"merged cells: in {lost} of them an answer that may be empty is gone without a trace.")
    print(f"Not tried, since no file has a trace of it: {UNDETECTABLE} (the forms' protection prevents it)")
    for one in bad:
        print(f"NOT AS IT MUST BE  {one}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
