"""Every accident and every typed value, through every program, for every layout: what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .forms import Case, filled
from .happening import MAKERS, Accident, accidents
from .savers import GOOGLE, Job, Program
from .typed_values import Sheetful, sheetfuls
from .verdict import Fate, Verdict, judge

NOTHING = "nothing but saved"
TYPED = "typed: "
NOT_IN_CSV = {name for name in MAKERS if "merged" in name}
"""Accidents of which a CSV file holds no trace but the empty cell."""


UNCALCULATED = ("LibreOffice .xls", "a formula with a value")
"""LibreOffice writes no result of a formula whose text stands in a cell for texts into an .xls file."""


PLAIN_IN_CSV = ("Gnumeric .csv", "97% for a figure")
"""Gnumeric writes 0.97 into a .csv file, which nothing tells from a typed 0.97."""

AS_HELD_IN_CSV = {"LibreOffice .csv", "Gnumeric .csv"}
"""Programs that write numbers into .csv files as cells hold them, so that nothing tells what a number format showed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file or cell of the matrix. ``wanted`` is the worst fate it may have; None where none can be asked for."""

    case: Case
    program: str
    what: str
    fate: Fate
    wanted: Fate | None
    verdict: Verdict

    @property
    def good(self) -> bool:
        """Whether it is as it must be."""
        return self.wanted is None or self.fate is Fate.RIGHT or self.fate is self.wanted

    def __str__(self) -> str:
        return f"{self.case.name}, {self.program}, {self.what}: {self.verdict}"


def saved(program: Program, cases: Iterable[Case], folder: Path) -> Iterator[Entry]:
    """Forms that a program fills in and saves, and no more."""
    happened = [Accident(name=NOTHING, form=filled(case), edits=[]) for case in cases]
    yield from damaged(program, happened, folder)


def everything(cases: Iterable[Case], *, every_table: bool = False) -> list[Accident]:
    """Every accident to the forms of some cases."""
    forms = [filled(case) for case in cases]
    return [one for name in MAKERS for form in forms for one in accidents(form, name, every_table=every_table)]


def damaged(program: Program, happened: Sequence[Accident], folder: Path) -> Iterator[Entry]:
    """Accidents to forms that a program fills in, or is given, and saves."""
    jobs = [Job(data=one.form.issued, typed=one.form.typed, edits=one.edits) for one in happened]
    for accident, files in zip(happened, program.run(jobs, folder), strict=True):
        for kind, data in files.items():
            verdict = judge(accident.form, data, f"form{kind}")
            traceless = kind == ".csv" and accident.name in NOT_IN_CSV
            wanted = Fate.RIGHT if accident.recoverable else Fate.FLAGGED
            yield Entry(
                case=accident.form.case,
                program=f"{program.name} {kind}",
                what=accident.name,
                fate=verdict.fate,
                wanted=None if traceless else wanted,
                verdict=verdict,
            )


def values(program: Program, cases: Iterable[Case], folder: Path) -> Iterator[Entry]:
    """Everything that can be typed into the rating cells of some cases, cell by cell."""
    full = [one for case in cases for one in sheetfuls(filled(case), by_hand=program is not GOOGLE)]
    for sheetful, files in zip(full, program.run([one.job for one in full], folder), strict=True):
        for kind, data in files.items():
            verdict = judge(sheetful.form, data, f"form{kind}", sheetful.refused)
            yield from _cells(sheetful, f"{program.name} {kind}", verdict)


def _cells(sheetful: Sheetful, program: str, verdict: Verdict) -> Iterator[Entry]:
    for place, value in sheetful.placed.items():
        fate = Fate.FLAGGED if place in verdict.spoken_of else Fate.RIGHT
        elsewhere = verdict.silent - sheetful.placed.keys()
        if place in verdict.silent or elsewhere:
            fate = Fate.WRONG
        if verdict.fate is Fate.REFUSED:
            fate = Fate.REFUSED
        wanted = Fate.RIGHT if value.read and (program, value.name) != UNCALCULATED else Fate.FLAGGED
        traceless = (program, value.name) == PLAIN_IN_CSV or (bool(value.code) and program in AS_HELD_IN_CSV)
        yield Entry(
            case=sheetful.form.case,
            program=program,
            what=f"{TYPED}{value.name}",
            fate=fate,
            wanted=None if traceless else wanted,
            verdict=verdict,
        )
