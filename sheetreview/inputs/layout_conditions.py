"""Checks of what not every form has, and of how often a form is due."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.inputs.layout_names import section_name
from sheetreview.inputs.layout_scales import has_numbers
from sheetreview.inputs.layout_sections import kind_of
from sheetreview.inputs.people_table import ROSTER
from sheetreview.inputs.raw import Fault, Raw
from sheetreview.inputs.wording import count_of, quoted
from sheetreview.model.layout import ColumnKind


def picked_items(layout: Raw) -> Iterator[Fault]:
    """Libraries without items, limits that mean nothing, and defaults beyond the limit."""
    for section in layout["sections"]:
        pick, items = section["pick"], list(section["items"])
        if not isinstance(pick.value, dict):
            continue
        if not items:
            message = f"{section_name(section)} has no items to pick from"
            yield section.key_fault("pick", message, "give it 'items', or remove 'pick'")
            continue
        limit, chosen = pick["at_most"].whole, [item.text for item in pick["default"] if item.text]
        if limit is not None and limit > len(items):
            message = (
                f"{section_name(section)} has only {count_of(len(items), 'item')}, so at most {limit} always holds"
            )
            yield pick["at_most"].fault(message, "write a lower number, or remove 'pick'")
        yield from _default_items(pick)
        number = len(set(chosen))
        if limit is not None and 0 < limit < number:
            message = f"{number} items are picked by default, but at most {limit} may be"
            yield pick["default"].fault(message, f"remove {number - limit}, or raise 'at_most'")


def _default_items(pick: Raw) -> Iterator[Fault]:
    seen: set[str] = set()
    for item in pick["default"]:
        if item.text and item.text in seen:
            yield item.fault(f"item {quoted(item.text)} is named twice", "remove one")
        seen.add(item.text)


def issue_conditions(layout: Raw) -> Iterator[Fault]:
    """Conditions for a section that no form can meet."""
    for section in layout["sections"]:
        when = section["issued_when"]
        if not isinstance(when.value, dict):
            continue
        if not when["roster"].given and not when["below"].given:
            message = f"'issued_when' does not say when {section_name(section)} is issued"
            yield section.key_fault("issued_when", message, "give it 'roster', 'below' or both, or remove it")
        if when["roster"].text in ROSTER.known:
            message = f"column {quoted(when['roster'].text)} of the roster has a meaning already"
            yield when["roster"].fault(message, "name a column of your own that holds yes or no, such as pip")
        yield from _below(layout, when["below"])


def _below(layout: Raw, below: Raw) -> Iterator[Fault]:
    bands = [band for band in layout["bands"] if below.text and band["id"].text == below.text]
    if any(band["from_percent"].number == 0 for band in bands):
        message = f"nobody is below band {quoted(below.text)}, which begins at 0 %"
        yield below.fault(message, "name a higher band")
    elif bands and not _has_results(layout):
        message = "no section has ratings that count, so no result can be below a band"
        yield below.fault(message, "give the levels of a scale numbers, or remove 'below'")


def _has_results(layout: Raw) -> bool:
    counting = {scale["id"].text for scale in layout["scales"] if has_numbers(scale)}
    columns = (column for section in layout["sections"] for column in section["columns"])
    return any(kind_of(column) == ColumnKind.RATING and column["scale"].text in counting for column in columns)


def frequency_rules(layout: Raw) -> Iterator[Fault]:
    """A date of review that is none, and rules that never fit."""
    frequency = layout["frequency"]
    reviewed = frequency["reviewed"]
    for field in layout["header"]:
        kind = kind_of(field)
        if reviewed.text and field["id"].text == reviewed.text and kind not in ("", ColumnKind.DATE):
            message = f"field {quoted(reviewed.text)} is of kind {kind}, but must hold the day of the review"
            yield reviewed.fault(message, "name a header field of kind date")
    fits_all = False
    rules = list(frequency["rules"])
    for rule in rules:
        when = rule["when"]
        if fits_all:
            yield rule.fault("this rule is never reached: one above fits every account", "move it up, or remove it")
        for name in when.keys:
            if when[name].value == []:
                yield when.key_fault(name, f"{quoted(name)} lists no values, so the rule never fits", "list them")
        fits_all = fits_all or (isinstance(rule.value, dict) and when.value in (None, {}))
    if rules and not fits_all:
        message = "no rule is left for accounts that none of these fits, so they would never be due"
        yield rules[-1].fault(message, "end with a rule without 'when', such as {months: 12}")
