"""Checks of what not every form has, and of how often a form is due."""

from __future__ import annotations

from collections.abc import Iterator

from sheetreview.form.kinds import Family, kind_class
from sheetreview.inputs.fault import Fault
from sheetreview.inputs.layout_parts import entries_of, find_scale, has_numbers, section_name
from sheetreview.inputs.people_table import ROSTER
from sheetreview.inputs.wording import count_of, quoted
from sheetreview.model.layout import Layout, Section
from sheetreview.model.rules import IssuedWhen, Pick
from sheetreview.model.schedule import Frequency


def picked_items(layout: Layout) -> Iterator[Fault]:
    """Libraries without items, limits that mean nothing, and defaults beyond the limit."""
    for section in layout.sections:
        if section.pick and section.items:
            yield from _picked(section, section.pick)
        elif section.pick:
            message = f"{section_name(section)} has no items to pick from"
            yield Fault(section, ("pick",), message, "give it 'items', or remove 'pick'", at_key=True)


def _picked(section: Section, pick: Pick) -> Iterator[Fault]:
    limit, items = pick.at_most, len(section.items)
    if limit > items:
        message = f"{section_name(section)} has only {count_of(items, 'item')}, so at most {limit} always holds"
        yield Fault(pick, ("at_most",), message, "write a lower number, or remove 'pick'")
    for place, item in enumerate(pick.default):
        if item and item in pick.default[:place]:
            yield Fault(pick, ("default", place), f"item {quoted(item)} is named twice", "remove one")
    number = len({item for item in pick.default if item})
    if 0 < limit < number:
        message = f"{number} items are picked by default, but at most {limit} may be"
        yield Fault(pick, ("default",), message, f"remove {number - limit}, or raise 'at_most'")


def issue_conditions(layout: Layout) -> Iterator[Fault]:
    """Conditions for a section that no form can meet."""
    for section in layout.sections:
        when = section.issued_when
        if when is None:
            continue
        if when.roster is None and when.below is None:
            message = f"'issued_when' does not say when {section_name(section)} is issued"
            fix = "give it 'roster', 'below' or both, or remove it"
            yield Fault(section, ("issued_when",), message, fix, at_key=True)
        if when.roster in ROSTER.known:
            message = f"column {quoted(when.roster)} of the roster has a meaning already"
            yield Fault(when, ("roster",), message, "name a column of your own that holds yes or no, such as pip")
        yield from _below(layout, when)


def _below(layout: Layout, when: IssuedWhen) -> Iterator[Fault]:
    bands = [band for band in layout.bands if when.below and band.id == when.below]
    if any(band.from_percent == 0 for band in bands):
        message = f"nobody is below band {quoted(when.below)}, which begins at 0 %"
        yield Fault(when, ("below",), message, "name a higher band")
    elif bands and not _has_results(layout):
        message = "no section has ratings that count, so no result can be below a band"
        yield Fault(when, ("below",), message, "give the levels of a scale numbers, or remove 'below'")


def _has_results(layout: Layout) -> bool:
    ratings = [entry for entry in entries_of(layout) if entry.is_rating]
    return any(scale and has_numbers(scale) for scale in (find_scale(layout, entry) for entry in ratings))


def frequency_rules(layout: Layout) -> Iterator[Fault]:
    """A date of review that is none, and rules that never fit."""
    frequency = layout.frequency
    if frequency is None:
        return
    for field in layout.header:
        if (
            frequency.reviewed
            and field.id == frequency.reviewed
            and field.kind
            and kind_class(field).family is not Family.DAYS
        ):
            message = f"field {quoted(field.id)} is of kind {field.kind}, but must hold the day of the review"
            yield Fault(frequency, ("reviewed",), message, "name a header field of kind date")
    yield from _fitting_rules(frequency)


def _fitting_rules(frequency: Frequency) -> Iterator[Fault]:
    fits_all = False
    for rule in frequency.rules:
        if fits_all:
            message = "this rule is never reached: one above fits every account"
            yield Fault(rule, (), message, "move it up, or remove it")
        for name, values in rule.when.items():
            if name and not values:
                message = f"{quoted(name)} lists no values, so the rule never fits"
                yield Fault(rule, ("when", name), message, "list them", at_key=True)
        fits_all = fits_all or (not rule.when and bool(rule.model_fields_set))
    if frequency.rules and not fits_all:
        message = "no rule is left for accounts that none of these fits, so they would never be due"
        yield Fault(frequency.rules[-1], (), message, "end with a rule without 'when', such as {months: 12}")
