"""A cycle's settings: the ``cycle.yaml`` that ``init`` writes and a person may edit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import available_timezones

from sheetreview.errors import CycleError
from sheetreview.inputs.raw import Fault, Raw
from sheetreview.inputs.validation import read_authored
from sheetreview.inputs.wording import closest, quoted
from sheetreview.inputs.yaml_source import load_yaml
from sheetreview.inputs.yaml_text import quote
from sheetreview.model.cycle import FOLDER_PATTERN, CycleSettings, GoogleSettings

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FOLDER_FIX = (
    "open the folder or shared drive in Google Drive and copy its address, such as "
    "https://drive.google.com/drive/folders/…; or leave it empty for your own Drive"
)


def parse_cycle(text: str, source: str) -> CycleSettings:
    """Settings from their YAML text; ``source`` names it in messages. Raises CycleError with every problem."""
    checks = (_due_is_a_date, _folder_is_one, _time_zone_is_known, _picked_once)
    return read_authored(CycleSettings, load_yaml(text, source), checks, CycleError)


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


def _due_is_a_date(cycle: Raw) -> Iterator[Fault]:
    due = cycle["due"]
    if due.given and not _ISO_DATE.fullmatch(due.text):
        message = f"'due' must be a date, not {quoted(due.value)}"
        yield due.fault(message, "write it as year-month-day, such as 2026-03-31")


def _folder_is_one(cycle: Raw) -> Iterator[Fault]:
    folder = cycle["google"]["folder"]
    link = folder.text
    if not link or re.fullmatch(FOLDER_PATTERN, link):
        return
    if "docs.google.com/" in link or "/file/d/" in link:
        yield folder.fault(f"'folder' is the link of a file: {quoted(link)}", _FOLDER_FIX)
    elif link.partition("?")[0].rstrip("/").endswith("/my-drive"):
        yield folder.fault("'folder' is the link of your own Drive as a whole", "leave it empty, which means the same")
    else:
        message = f"'folder' is neither the link nor the id of a folder: {quoted(link)}"
        yield folder.fault(message, _FOLDER_FIX)


def _time_zone_is_known(cycle: Raw) -> Iterator[Fault]:
    zone = cycle["google"]["time_zone"]
    if zone.text in ("", GoogleSettings().time_zone):
        return
    known = available_timezones()
    if not known or zone.text in known:
        # Windows has no list of time zones.
        return
    places = {name.rpartition("/")[2].replace("_", " "): name for name in sorted(known) if "/" in name}
    near = places.get(zone.text) or closest(zone.text, (name for name in sorted(known) if "/" in name))
    fix = f"did you mean {quoted(near)}?" if near else "write it like Europe/Berlin"
    yield zone.fault(f"there is no time zone {quoted(zone.text)}", fix)


def _picked_once(cycle: Raw) -> Iterator[Fault]:
    picked = cycle["picked"]
    for section in picked.keys:
        items = list(picked[section])
        if picked[section].value == []:
            message = f"no item of section {quoted(section)} is picked"
            yield picked.key_fault(section, message, "name the items, or remove the section")
        for number, item in enumerate(items):
            if item.text and item.text in [earlier.text for earlier in items[:number]]:
                yield item.fault(f"item {quoted(item.text)} is picked twice", "remove one")
