"""Newer versions of the layouts that a cycle was issued with, found and checked before anything is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sheetreview.errors import CycleError, InputError, LayoutError, Problem
from sheetreview.inputs.builtin import builtin_layouts
from sheetreview.inputs.layout_file import parse_layout, read_layout_text
from sheetreview.inputs.picks import check_picked
from sheetreview.inputs.wording import count_of, did_you_mean, quoted
from sheetreview.model.layout import Layout
from sheetreview.steps.opened import OpenCycle

_NEW_CYCLE = "or start a new cycle with it"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerLayout:
    """A layout in a newer version than the cycle's, with its text and the version ``before``."""

    layout: Layout
    source: str
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: str
    source: str
    layout: Layout


def newer_layouts(cycle: OpenCycle, files: Sequence[Path] = ()) -> tuple[NewerLayout, ...]:
    """Newer versions of a cycle's layouts: those in ``files``, or without any, those that come with sheetreview.

    Raises LayoutError with every problem: files that cannot be used or are no newer version of one of the cycle's
    layouts, and what the cycle's forms need and a newer version no longer has.
    """
    problems: list[Problem] = []
    names = dict.fromkeys(assignment.layout for assignment in cycle.store.assignments().values())
    current = {name: layout for name in names if (layout := cycle.layout(name)) is not None}
    found = _given(files, current, problems) if files else _shipped(current)
    newer: dict[str, NewerLayout] = {}
    for file in found:
        before = current[file.layout.id]
        if problem := _not_newer(cycle, file, before):
            problems.append(problem)
        elif file.layout.version > before.version:
            newer[file.layout.id] = NewerLayout(layout=file.layout, source=file.source, before=before.version)
            problems += _unfit(cycle, file, before)
    problems += _picks(cycle, {**current, **{name: one.layout for name, one in newer.items()}}) if newer else ()
    if problems:
        counted = count_of(len(problems), "problem")
        raise LayoutError(f"the newer layouts cannot be used, so nothing was changed: {counted}", problems)
    return tuple(newer.values())


def _given(files: Iterable[Path], current: Mapping[str, Layout], problems: list[Problem]) -> list[_File]:
    """The files that hold a layout of the cycle, each layout once; what is wrong with the others is noted."""
    found: dict[str, _File] = {}
    for path in dict.fromkeys(files):
        try:
            source = read_layout_text(path)
            file = _File(path=str(path), source=source, layout=parse_layout(source, str(path)))
        except LayoutError as error:
            problems += _problems(error, str(path))
            continue
        name = file.layout.id
        if name not in current:
            message = f"this cycle has no layout {quoted(name)}"
            problems.append(Problem(source=file.path, message=message, fix=did_you_mean(name, current)))
        elif found.setdefault(name, file).source != source:
            message = f"layout {quoted(name)} is given twice, in {found[name].path} too"
            problems.append(Problem(source=file.path, message=message, fix="give the newest version only"))
    return list(found.values())


def _shipped(current: Mapping[str, Layout]) -> list[_File]:
    """The layouts that come with sheetreview in a newer version than the cycle's."""
    shipped = builtin_layouts()
    found = []
    for name in current.keys() & shipped.keys():
        path = str(shipped[name])
        source = read_layout_text(shipped[name])
        layout = parse_layout(source, path)
        if layout.version > current[name].version:
            found.append(_File(path=path, source=source, layout=layout))
    return sorted(found, key=lambda file: file.path)


def _not_newer(cycle: OpenCycle, file: _File, before: Layout) -> Problem | None:
    """What is wrong with the version of a given file; one that the cycle has already is no mistake."""
    version = file.layout.version
    if version < before.version:
        return Problem(
            source=file.path,
            message=f"it is version {version}, older than the cycle's version {before.version} of {quoted(before.id)}",
            fix=f"give the version that follows, with 'version: {before.version + 1}' or higher",
        )
    if version == before.version and file.source != cycle.store.layout_source(before.id, version):
        try:
            cycle.store.put_layout(before.id, version, file.source)
        except CycleError as error:
            return Problem(source=file.path, message=error.message)
    return None


def _unfit(cycle: OpenCycle, file: _File, before: Layout) -> Iterator[Problem]:
    """What the cycle's forms need and the newer version does not have."""
    layout = file.layout
    assigned = (one.role for one in cycle.store.assignments().values() if one.layout == layout.id)
    for name, forms in Counter(assigned).items():
        role, known = layout.role_by_id.get(name), before.role_by_id.get(name)
        has = f"{count_of(forms, 'form')} of this cycle {'is' if forms == 1 else 'are'} for it"
        if role is None:
            message = f"version {layout.version} has no role {quoted(name)}, and {has}"
            yield Problem(source=file.path, message=message, fix=f"put the role back, {_NEW_CYCLE}")
        elif known is not None and (role.own, role.external) != (known.own, known.external):
            message = f"role {quoted(name)} is for other people than in version {before.version}, and {has}"
            fix = f"leave its 'who' and 'external' as they were, {_NEW_CYCLE}"
            yield Problem(source=file.path, message=message, fix=fix)
    if (layout.frequency is None) != (before.frequency is None):
        message = f"only one of versions {before.version} and {layout.version} reviews accounts"
        yield Problem(source=file.path, message=message, fix=f"leave 'frequency' as it was, {_NEW_CYCLE}")


def _picks(cycle: OpenCycle, layouts: Mapping[str, Layout]) -> list[Problem]:
    """What is wrong with the items picked for the cycle, as its layouts would be."""
    source = str(cycle.folder.settings)
    try:
        check_picked(cycle.settings.picked, layouts, source)
    except CycleError as error:
        return _problems(error, source)
    return []


def _problems(error: InputError, source: str) -> list[Problem]:
    return list(error.problems) or [Problem(source=source, message=error.message)]
