"""A cycle's settings: the ``cycle.yaml`` that ``init`` writes and a person may edit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import available_timezones

from sheetreview.errors import CycleError
from sheetreview.inputs.faults import Fault
from sheetreview.inputs.validation import read_authored
from sheetreview.inputs.wording import closest, quoted
from sheetreview.inputs.yaml_source import load_yaml
from sheetreview.inputs.yaml_text import quote
from sheetreview.model.cycle import FOLDER_PATTERN, CycleSettings, GoogleSettings

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
