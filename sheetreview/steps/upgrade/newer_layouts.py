"""Newer versions of the layouts that a cycle was issued with, found and checked before anything is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetreview.errors import CycleError, InputError, LayoutError, Problem
from sheetreview.inputs.cycle_file import check_picked
from sheetreview.inputs.layout_file import builtin_layouts, find_layout, parse_layout, read_layout_text
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.model.layout import Layout
from sheetreview.sheet.text import plural
from sheetreview.steps.open_cycle import OpenCycle

_NEW_CYCLE = "or start a new cycle with it"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerLayout:
    """A layout in a newer version than the cycle's, with its text and the version ``before``."""

    layout: Layout
    source: str
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLayout:
    """A layout that was given, by its file or its name, in the version that the cycle has already."""

    given: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    given: str
    path: str
    source: str
    layout: Layout


def newer_layouts(
    cycle: OpenCycle, given: Sequence[str] = ()
) -> tuple[tuple[NewerLayout, ...], tuple[KnownLayout, ...]]:
    """Newer versions of a cycle's layouts, and what was given of the very versions it has.

    ``given`` are YAML files, or names of layouts that come with sheetreview; without any, all of these are looked at.
    Raises LayoutError with every problem: files that cannot be used or are no newer version of one of the cycle's
    layouts, and what the cycle's forms need and a newer version no longer has.
    """
    problems: list[Problem] = []
    names = dict.fromkeys(assignment.layout for assignment in cycle.store.assignments().values())
    current = {name: layout for name in names if (layout := cycle.layout(name)) is not None}
    found = _given(given, current, problems) if given else _shipped(current)
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
        counted = plural(len(problems), "problem")
        raise LayoutError(f"the newer layouts cannot be used, so nothing was changed: {counted}", problems)
    known = [file for file in found if file.layout.id not in newer] if given else []
    return tuple(newer.values()), tuple(KnownLayout(given=one.given, version=one.layout.version) for one in known)


def _given(given: Iterable[str], current: Mapping[str, Layout], problems: list[Problem]) -> list[_File]:
    """The files that hold a layout of the cycle, each layout once; what is wrong with the others is noted."""
    found: dict[str, _File] = {}
    for one in dict.fromkeys(given):
        try:
            file = _file(one)
        except LayoutError as error:
            problems += _problems(error, one)
            continue
        name = file.layout.id
        if name not in current:
            message = f"this cycle has no layout {quoted(name)}"
            problems.append(Problem(source=file.path, message=message, fix=did_you_mean(name, current)))
        elif found.setdefault(name, file).source != file.source:
            message = f"layout {quoted(name)} is given twice, in {found[name].path} too"
            problems.append(Problem(source=file.path, message=message, fix="give the newest version only"))
    return list(found.values())


def _shipped(current: Mapping[str, Layout]) -> list[_File]:
    """The layouts that come with sheetreview in a newer version than the cycle's."""
    shipped = builtin_layouts()
    files = [_file(str(shipped[name])) for name in sorted(current.keys() & shipped.keys())]
    return [file for file in files if file.layout.version > current[file.layout.id].version]


def _file(given: str) -> _File:
    path = find_layout(given)
    source = read_layout_text(path)
    return _File(given=given, path=str(path), source=source, layout=parse_layout(source, str(path)))


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
        return Problem(
            source=file.path,
            message=f"layout {quoted(before.id)} has changed but is still version {version}",
            fix="raise 'version' in the layout file, so that forms issued before can still be read",
        )
    return None


def _unfit(cycle: OpenCycle, file: _File, before: Layout) -> Iterator[Problem]:
    """What the cycle's forms need and the newer version does not have."""
    layout = file.layout
    assigned = (one.role for one in cycle.store.assignments().values() if one.layout == layout.id)
    for name, forms in Counter(assigned).items():
        role, known = layout.role_by_id.get(name), before.role_by_id.get(name)
        has = f"{plural(forms, 'form')} of this cycle {'is' if forms == 1 else 'are'} for it"
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
