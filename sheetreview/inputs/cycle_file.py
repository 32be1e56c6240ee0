"""A cycle's settings: the ``cycle.yaml`` that ``init`` writes and a person may edit, and the items picked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import available_timezones

from sheetreview.errors import CycleError, Problem
from sheetreview.inputs.faults import Fault
from sheetreview.inputs.validation import read_authored
from sheetreview.inputs.wording import closest, did_you_mean, quoted
from sheetreview.inputs.yaml_source import load_yaml, quote
from sheetreview.model.cycle import FOLDER_PATTERN, CycleSettings, GoogleSettings
from sheetreview.model.layout import Layout, Section
from sheetreview.sheet.text import plural

_FOLDER_FIX = (
    "open the folder or shared drive in Google Drive and copy its address, such as "
    "https://drive.google.com/drive/folders/…; or leave it empty for your own Drive"
)


def parse_cycle(text: str, source: str) -> CycleSettings:
    """Settings from their YAML text; ``source`` names it in messages. Raises CycleError with every problem."""
    return read_authored(CycleSettings, load_yaml(text, source), _cycle_faults, CycleError)


def cycle_yaml(settings: CycleSettings) -> str:
    """Settings as a commented YAML file that :func:`parse_cycle` reads back."""
    due = quote(settings.due.isoformat()) if settings.due else ""
    role = quote(settings.role) if settings.role else ""
    lines = [
        f"sheetreview: {settings.sheetreview}",
        "# Ties every issued form to this cycle: do not change it.",
        f"id: {quote(settings.id)}",
        f"name: {quote(settings.name)}",
        "# The time under review, as people call it.",
        f"period: {quote(settings.period)}",
        "# Day the forms are due, as year-month-day; may be empty.",
        f"due: {due}",
        "# Layout and role for roster rows that name none; without a role, the layout decides.",
        f"layout: {quote(settings.layout)}",
        f"role: {role}",
        "# Paper the forms print on: a4 or letter.",
        f"paper: {quote(settings.paper)}",
        *_google_lines(settings.google),
        "# Items chosen for sections that are libraries, by section id; without any, the layout's default.",
        "picked:" if settings.picked else "picked: {}",
        *(f"  {section}: [{', '.join(map(quote, items))}]" for section, items in settings.picked.items()),
    ]
    return "".join(line.rstrip() + "\n" for line in lines)


def _google_lines(google: GoogleSettings) -> list[str]:
    return [
        "# For Google Sheets only.",
        "google:",
        "  # Mail domains that forms may be shared with, such as [example.com].",
        f"  domains: [{', '.join(map(quote, google.domains))}]",
        "  # Link or id of a shared drive or folder for the sheets; when empty, your own Drive.",
        f"  folder: {quote(google.folder)}",
        "  # Address of the person a service account acts for; may be empty.",
        f"  acts_as: {quote(google.acts_as)}",
        "  # Language and country, such as en_GB or de_DE, and the time zone.",
        f"  locale: {quote(google.locale)}",
        f"  time_zone: {quote(google.time_zone)}",
    ]


def _cycle_faults(cycle: CycleSettings) -> Iterator[Fault]:
    yield from _folder_is_one(cycle)
    yield from _time_zone_is_known(cycle)
    yield from _picked_once(cycle)


def _folder_is_one(cycle: CycleSettings) -> Iterator[Fault]:
    link = cycle.google.folder
    if not link or re.fullmatch(FOLDER_PATTERN, link):
        return
    if "docs.google.com/" in link or "/file/d/" in link:
        message, fix = f"'folder' is the link of a file: {quoted(link)}", _FOLDER_FIX
    elif link.partition("?")[0].rstrip("/").endswith("/my-drive"):
        message, fix = "'folder' is the link of your own Drive as a whole", "leave it empty, which means the same"
    else:
        message, fix = f"'folder' is neither the link nor the id of a folder: {quoted(link)}", _FOLDER_FIX
    yield Fault(cycle.google, ("folder",), message, fix)


def _time_zone_is_known(cycle: CycleSettings) -> Iterator[Fault]:
    zone = cycle.google.time_zone
    if zone in ("", GoogleSettings().time_zone):
        return
    known = available_timezones()
    if not known or zone in known:
        # Windows has no list of time zones.
        return
    names = [name for name in sorted(known) if "/" in name]
    places = {name.rpartition("/")[2].replace("_", " "): name for name in names}
    near = places.get(zone) or closest(zone, names)
    fix = f"did you mean {quoted(near)}?" if near else "write it like Europe/Berlin"
    yield Fault(cycle.google, ("time_zone",), f"there is no time zone {quoted(zone)}", fix)


def _picked_once(cycle: CycleSettings) -> Iterator[Fault]:
    for section, items in cycle.picked.items():
        if not items:
            message = f"no item of section {quoted(section)} is picked"
            yield Fault(cycle, ("picked", section), message, "name the items, or remove the section", at_key=True)
        for number, item in enumerate(items):
            if item and item in items[:number]:
                yield Fault(cycle, ("picked", section, number), f"item {quoted(item)} is picked twice", "remove one")


def parse_picks(given: Sequence[str], layouts: Mapping[str, Layout]) -> dict[str, tuple[str, ...]]:
    """Chosen items by section id, in the layout's order, from options such as ``behaviours=listens,responds``.

    Raises CycleError with every problem.
    """
    source = "--pick"
    picked: dict[str, tuple[str, ...]] = {}
    problems = []
    for text in given:
        name, equals, items = (part.strip() for part in text.partition("="))
        name = name.casefold()
        if not equals or not name:
            message = f"{quoted(text)} names no section and its items"
            problems.append(Problem(source=source, message=message, fix="write it like behaviours=listens,responds"))
        elif name in picked:
            message = f"items of section {quoted(name)} are picked twice"
            problems.append(Problem(source=source, message=message, fix="name all of them in one list"))
        else:
            picked[name] = tuple(item.strip().casefold() for item in items.split(",") if item.strip())
    return check_picked(picked, layouts, source, problems)


def check_picked(
    picked: Mapping[str, tuple[str, ...]],
    layouts: Mapping[str, Layout],
    source: str,
    problems: Sequence[Problem] = (),
) -> dict[str, tuple[str, ...]]:
    """Chosen items by section id, in the layout's order.

    Raises CycleError with everything the layouts do not allow, and with ``problems`` that were found before.
    """
    libraries = _libraries(layouts)
    found = list(problems)
    for name, items in picked.items():
        wrong = _items_wrong(name, items, libraries[name]) if libraries.get(name) else _no_library(name, libraries)
        found += (Problem(source=source, message=message, fix=fix) for message, fix in wrong)
    if found:
        raise CycleError(f"the items picked cannot be used: {plural(len(found), 'problem')}", found)
    return {name: tuple(i for i in _known_items(libraries[name]) if i in items) for name, items in picked.items()}


def _libraries(layouts: Mapping[str, Layout]) -> dict[str, list[Section]]:
    """The sections of some layouts that are libraries, by the id of each section; nothing for one that is none."""
    libraries: dict[str, list[Section]] = {}
    for layout in layouts.values():
        for section in layout.sections:
            libraries.setdefault(section.id, []).extend([section] if section.pick else [])
    return libraries


def _known_items(libraries: Sequence[Section]) -> list[str]:
    """Ids of the items of a library in the layouts' order; several layouts may have it."""
    return list(dict.fromkeys(item for section in libraries for item in section.item_by_id))


def _no_library(name: str, sections: Mapping[str, Sequence[Section]]) -> Iterator[tuple[str, str]]:
    """Items were picked for a section that is not there, or has none to pick from."""
    what = "has no items to pick from: all of them are always asked" if name in sections else "is not known"
    fix = did_you_mean(name, [section for section, libraries in sections.items() if libraries])
    fix = fix or "the layouts of this cycle have no section with items to pick from"
    yield f"section {quoted(name)} {what}", fix


def _items_wrong(name: str, items: Sequence[str], libraries: Sequence[Section]) -> Iterator[tuple[str, str]]:
    known, picked = _known_items(libraries), list(dict.fromkeys(items))
    if not items:
        yield f"no item of section {quoted(name)} is picked", f"name some of: {', '.join(known)}"
    for item in picked:
        if item not in known:
            yield f"section {quoted(name)} has no item {quoted(item)}", did_you_mean(item, known)
        elif items.count(item) > 1:
            yield f"item {quoted(item)} of section {quoted(name)} is picked twice", "remove one"
    allowed = min(section.pick.at_most for section in libraries if section.pick)
    if len(picked) > allowed:
        message = f"{len(picked)} items of section {quoted(name)} are picked, the layout allows at most {allowed}"
        yield message, f"remove {len(picked) - allowed}"
