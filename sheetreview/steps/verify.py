"""``verify``: whether the cycle's folder and its store still hold what was put there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from sheetreview.cycle.files import is_aside
from sheetreview.cycle.store import IssuedForm
from sheetreview.errors import CycleError, FileError, SheetreviewError
from sheetreview.reading.files import find_files, read_bytes
from sheetreview.steps.open_cycle import OpenCycle

_RESTORE = "restore the store from a backup"


class Fault(StrEnum):
    """What is wrong with a file, or with what the store keeps."""

    MISSING = "missing"
    ALTERED = "altered"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Something that is not as it was put there: where it is, and what to do about it.

    ``file`` is a path in the cycle's folder, or the name of a file that came back, which stands in the store.
    """

    file: str
    fault: Fault
    detail: str
    in_store: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How many files of forms and how many returns were looked at, and what is not as it was put there."""

    files: int
    returns: int
    found: tuple[Discrepancy, ...]


def verify_cycle(cycle: OpenCycle) -> Verified:
    """Compare every issued file and every return with the SHA-256 it was kept with, and read all else that is kept.

    Files of one's own beside the cycle's are left out, but for those among the forms. Nothing is changed. Raises
    CycleError when the store is so damaged that it cannot be read.
    """
    issues = list(cycle.store.issues())
    issued = {record.path: record.digest for record in issues}
    returns = cycle.store.returned_files()
    found = list(_of_store(cycle))
    for digest, name, received_at in returns:
        found += _of_return(cycle, digest, name, received_at)
    for name, received_at in cycle.store.lost_returns():
        detail = f"It came back on {received_at[:10]}, and no form has it any more. Collect it again, or {_RESTORE}."
        found.append(Discrepancy(file=name, fault=Fault.MISSING, detail=detail, in_store=True))
    on_roster = _on_roster(cycle, issues)
    for path, digest in issued.items():
        found += _of_form(cycle.folder.root, path, digest, wanted=path in on_roster)
    found += _foreign(cycle, issued)
    return Verified(files=len(issued), returns=len(returns), found=tuple(found))


def _of_store(cycle: OpenCycle) -> Iterator[Discrepancy]:
    """What is wrong with the store as a whole, and with what is kept in it beside returns."""
    store, name = cycle.store, cycle.folder.store.name
    problems = [f"{text}; {_RESTORE}" for text in store.problems()]
    for read in (store.assignments, store.previous, store.moved.all):
        try:
            read()
        except SheetreviewError as error:
            problems.append(error.message)
    for layout, version in sorted(store.issued_layouts()):
        try:
            if cycle.layout(layout, version) is None:
                problems.append(f"layout {layout} v{version}, by which forms were issued, is not in it; {_RESTORE}")
        except SheetreviewError as error:
            problems.append(f"layout {layout} v{version} cannot be used ({error.message}); {_RESTORE}")
    for problem in problems:
        yield Discrepancy(file=name, fault=Fault.UNREADABLE, detail=problem, in_store=True)


def _of_return(cycle: OpenCycle, digest: str, name: str, received_at: str) -> Iterator[Discrepancy]:
    try:
        cycle.store.content(digest)
    except FileError as error:
        detail = f"It came back on {received_at[:10]}. {error.reason}"
        yield Discrepancy(file=name, fault=Fault.ALTERED, detail=detail, in_store=True)


def _on_roster(cycle: OpenCycle, issues: Iterable[IssuedForm]) -> set[str]:
    """Files with a form of somebody who is still to fill it in: others may be deleted. All, without a sound roster."""
    try:
        assignments = cycle.store.assignments()
    except CycleError:
        return {record.path for record in issues}
    return {record.path for record in issues if record.form_id in assignments}


def _of_form(root: Path, path: str, digest: str, *, wanted: bool) -> Iterator[Discrepancy]:
    place = root / path
    try:
        data = read_bytes(place)
    except FileError as error:
        if place.exists() or place.is_symlink():
            yield Discrepancy(file=path, fault=Fault.UNREADABLE, detail=error.reason)
        elif wanted:
            detail = "'sheetreview generate' writes it again."
            yield Discrepancy(file=path, fault=Fault.MISSING, detail=detail)
        return
    if sha256(data).hexdigest() != digest:
        detail = (
            "It is not as it was issued. If its reviewer filled it in there, collect it; else "
            "'sheetreview generate --force' puts a fresh one in its place."
        )
        yield Discrepancy(file=path, fault=Fault.ALTERED, detail=detail)


def _foreign(cycle: OpenCycle, issued: Mapping[str, str]) -> Iterator[Discrepancy]:
    """Files among the forms that were never issued, and what a killed run left behind anywhere."""
    folder = cycle.folder
    for path in find_files([folder.forms] if folder.forms.is_dir() else []):
        name = path.relative_to(folder.root).as_posix()
        if name not in issued:
            detail = "It was not issued by this cycle. Take it out, before it is sent to somebody with the forms."
            yield Discrepancy(file=name, fault=Fault.FOREIGN, detail=detail)
    for path in sorted(path for place in folder.written for path in place.glob(".*") if is_aside(path)):
        detail = "A run that was stopped left it behind. The next command that changes the cycle removes it."
        yield Discrepancy(file=path.relative_to(folder.root).as_posix(), fault=Fault.FOREIGN, detail=detail)
