"""Items chosen for sections that are libraries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sheetreview.errors import CycleError, Problem
from sheetreview.inputs.wording import count_of, did_you_mean, quoted
from sheetreview.model.layout import Layout, Section

_HOW = "write it like behaviours=listens,responds"


def parse_picks(
    given: Sequence[str], layouts: Mapping[str, Layout], source: str = "--pick"
) -> dict[str, tuple[str, ...]]:
    """Chosen items by section id, in the layout's order, from texts such as ``behaviours=listens,responds``.

    ``source`` names them in messages. Raises CycleError with every problem.
    """
    picked: dict[str, tuple[str, ...]] = {}
    problems = []
    for text in given:
        name, equals, items = (part.strip() for part in text.partition("="))
        name = name.casefold()
        if not equals or not name:
            problems.append(Problem(source=source, message=f"{quoted(text)} names no section and its items", fix=_HOW))
        elif name in picked:
            message = f"items of section {quoted(name)} are picked twice"
            problems.append(Problem(source=source, message=message, fix="name all of them in one list"))
        else:
            picked[name] = tuple(item.strip().casefold() for item in items.split(",") if item.strip())
    return _checked(picked, layouts, source, problems)


def check_picked(
    picked: Mapping[str, tuple[str, ...]], layouts: Mapping[str, Layout], source: str
) -> dict[str, tuple[str, ...]]:
    """Chosen items by section id, in the layout's order. Raises CycleError with everything the layouts do not allow."""
    return _checked(picked, layouts, source, [])


def _checked(
    picked: Mapping[str, tuple[str, ...]], layouts: Mapping[str, Layout], source: str, problems: list[Problem]
) -> dict[str, tuple[str, ...]]:
    libraries: dict[str, list[Section]] = {}
    for layout in layouts.values():
        for section in layout.sections:
            if section.pick is not None:
                libraries.setdefault(section.id, []).append(section)
    for name, items in picked.items():
        problems += (
            Problem(source=source, message=message, fix=fix)
            for message, fix in _wrong(name, items, libraries, _sections(layouts))
        )
    if problems:
        raise CycleError(f"the items picked cannot be used: {count_of(len(problems), 'problem')}", problems)
    return {name: _in_order(items, libraries[name]) for name, items in picked.items()}


def _sections(layouts: Mapping[str, Layout]) -> set[str]:
    return {section.id for layout in layouts.values() for section in layout.sections}


def _wrong(
    name: str, items: tuple[str, ...], libraries: Mapping[str, list[Section]], sections: set[str]
) -> Iterator[tuple[str, str]]:
    if name not in libraries:
        what = "has no items to pick from: all of them are always asked" if name in sections else "is not known"
        fix = did_you_mean(name, libraries) or "the layouts of this cycle have no section with items to pick from"
        yield f"section {quoted(name)} {what}", fix
        return
    yield from _items_wrong(name, items, list(_known_items(libraries[name])))
    allowed = min(section.pick.at_most for section in libraries[name] if section.pick is not None)
    number = len(set(items))
    if number > allowed:
        message = f"{number} items of section {quoted(name)} are picked, the layout allows at most {allowed}"
        yield message, f"remove {number - allowed}"


def _items_wrong(name: str, items: tuple[str, ...], known: list[str]) -> Iterator[tuple[str, str]]:
    if not items:
        yield f"no item of section {quoted(name)} is picked", f"name some of: {', '.join(known)}"
    for item in dict.fromkeys(items):
        if item not in known:
            yield f"section {quoted(name)} has no item {quoted(item)}", did_you_mean(item, known)
        elif items.count(item) > 1:
            yield f"item {quoted(item)} of section {quoted(name)} is picked twice", "remove one"


def _known_items(libraries: list[Section]) -> dict[str, None]:
    """Ids of the items of a library in the layouts' order; several layouts may have it."""
    return dict.fromkeys(item for section in libraries for item in section.item_by_id)


def _in_order(items: tuple[str, ...], libraries: list[Section]) -> tuple[str, ...]:
    return tuple(item for item in _known_items(libraries) if item in items)
