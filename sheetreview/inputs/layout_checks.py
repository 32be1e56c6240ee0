"""Every check of a layout that looks at more than one value at a time; here those of scales, bands and frequencies."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from sheetreview.form.kinds import Family, kind_class
from sheetreview.form.values import NA_WORDS
from sheetreview.inputs import layout_names, layout_roles, layout_sections
from sheetreview.inputs.faults import AS_WRITTEN, Fault
from sheetreview.inputs.layout_names import entries_of, find_scale, lacks_numbers, repetitions, section_name
from sheetreview.inputs.people_table import ROSTER
from sheetreview.inputs.wording import quoted
from sheetreview.model.layout import Column, Layout, Section
from sheetreview.model.rules import IssuedWhen
from sheetreview.model.scales import Band, Level, Scale
from sheetreview.model.schedule import Frequency
from sheetreview.sheet.text import compact, squeeze

MAX_VALUE_LENGTH = 40

_FROM_BEST = {"first": "fall from it", "last": "rise towards it"}


def layout_faults(layout: Layout) -> Iterator[Fault]:
    """What is wrong with a layout, or with the draft of one, in no particular order."""
    yield from layout_names.duplicate_ids(layout)
    yield from layout_names.reserved_ids(layout)
    yield from layout_names.unknown_names(layout)
    for scale in layout.scales:
        yield from _check_levels(scale)
        yield from _check_numbers(scale)
        yield from _check_best(scale)
    yield from _check_bands(layout)
    yield from layout_roles.check_roles(layout)
    for field in layout.header:
        if not kind_class(field).holds_answers:
            yield Fault(field, ("kind",), f"a header field cannot be of kind {field.kind}", "use another kind")
        yield from layout_names.unknown_source(field)
        yield from layout_roles.check_external_field(layout, field)
    for entry in entries_of(layout):
        yield from layout_sections.check_kind(entry)
        yield from layout_sections.check_options(entry)
        yield from layout_roles.check_shown(layout, entry)
    for section in layout.sections:
        yield from layout_names.duplicate_ids_in(section)
        yield from layout_names.unknown_names_in(section)
        if section.issued_when:
            yield from _check_condition(layout, section_name(section), section.issued_when)
        for check in (*layout_sections.SECTION_CHECKS, *layout_roles.SECTION_CHECKS):
            yield from check(layout, section)
    if layout.frequency:
        yield from _check_frequency(layout, layout.frequency)


def _check_levels(scale: Scale) -> Iterator[Fault]:
    """Levels that cannot be told apart by their words, or cannot stand in a dropdown."""
    levels = scale.levels
    for key in ("value", "label"):
        for place, likeness in repetitions(getattr(level, key) for level in levels):
            yield _twice(levels[place], key, likeness=likeness)
    yield from _check_words(scale)
    for level in levels:
        value = level.value
        if "," in value or "\n" in value:
            message = f"the value {quoted(value)} holds a comma or a line break"
            yield Fault(level, ("value",), message, "keep it one short word")
        elif len(value) > MAX_VALUE_LENGTH:
            message = f"the value {quoted(value)} is longer than {MAX_VALUE_LENGTH} characters"
            yield Fault(level, ("value",), message, "keep it short and put the words in 'label'")


def _check_words(scale: Scale) -> Iterator[Fault]:
    """Words that would be read as another level, or as N/A."""
    values = {compact(level.value): level for level in scale.levels if level.value}
    for level in scale.levels:
        other = values.get(compact(level.label), level)
        if other is not level:
            message = f"the label {AS_WRITTEN} is the value of another level"
            yield Fault(level, ("label",), message, "give each level words of its own")
        for key in ("value", "label") if scale.not_applicable else ():
            if squeeze(getattr(level, key)) in NA_WORDS:
                message = f"the {key} {AS_WRITTEN} means that an item does not apply, which the scale offers beside it"
                yield Fault(level, (key,), message, "remove the level, or 'not_applicable'")


def _check_numbers(scale: Scale) -> Iterator[Fault]:
    """Levels that have the same number, none where others have one, or numbers in no order."""
    seen: set[float] = set()
    for level in scale.levels:
        if level.number is not None and level.number in seen:
            yield _twice(level, "number", at="value" if level.value == f"{level.number:g}" else "number")
        elif level.number is not None:
            seen.add(level.number)
    for level in scale.levels if seen else ():
        if level.number is None:
            message = f"level {quoted(level.value)} has no number, but other levels of the scale have one"
            yield Fault(level, (), message, "give every level a 'number', or none")
    numbers = [level.number for level in scale.levels if level.number is not None and not isnan(level.number)]
    ordered = numbers in (sorted(numbers), sorted(numbers, reverse=True)) or scale.best in _FROM_BEST
    if len(set(numbers)) == len(scale.levels) and not ordered:
        message = "the levels' numbers neither rise nor fall from one level to the next"
        yield Fault(scale, ("levels",), message, "list the levels in the order of their numbers", at_key=True)


def _check_best(scale: Scale) -> Iterator[Fault]:
    """Numbers that say that another level is the best than 'best' does."""
    numbers = [level.number for level in scale.levels if level.number is not None]
    if scale.best not in _FROM_BEST or len(set(numbers)) < len(scale.levels) or any(map(isnan, numbers)):
        return
    if numbers != sorted(numbers, reverse=scale.best == "first"):
        message = (
            f"the {scale.best} level is named as the best, but the levels' numbers do not {_FROM_BEST[scale.best]}"
        )
        yield Fault(scale, ("best",), message, "give each level a 'number', the best one the highest")


def _check_bands(layout: Layout) -> Iterator[Fault]:
    """Bands that cannot be told apart."""
    bands = layout.bands
    for place, likeness in repetitions(band.label for band in bands):
        yield _twice(bands[place], "label", likeness=likeness)
    lowest = [band.from_percent for band in bands]
    yield from (_twice(band, "from_percent") for n, band in enumerate(bands) if lowest[n] in lowest[:n])


def _twice(part: Level | Band, key: str, *, at: str = "", likeness: str = "") -> Fault:
    message = f"the {key} {AS_WRITTEN} is used twice" + (f" ({likeness})" if likeness else "")
    return Fault(part, (at or key,), message, f"give each entry a {key} of its own")


def _check_condition(layout: Layout, section: str, when: IssuedWhen) -> Iterator[Fault]:
    """A condition for a section that no form can meet."""
    if when.roster is None and when.below is None:
        fix = "give it 'roster', 'below' or both, or remove it"
        yield Fault(when, (), f"'issued_when' does not say when {section} is issued", fix, at_key=True)
    if when.roster in ROSTER.known:
        message = f"column {quoted(when.roster)} of the roster has a meaning already"
        yield Fault(when, ("roster",), message, "name a column of your own that holds yes or no, such as pip")
    yield from _check_below(layout, when)


def _check_below(layout: Layout, when: IssuedWhen) -> Iterator[Fault]:
    bands = [band for band in layout.bands if when.below and band.id == when.below]
    if any(band.from_percent == 0 for band in bands):
        message = f"nobody is below band {quoted(when.below)}, which begins at 0 %"
        yield Fault(when, ("below",), message, "name a higher band")
    elif bands:
        yield from _without_results(layout, when)


def _without_results(layout: Layout, when: IssuedWhen) -> Iterator[Fault]:
    rated = list(_rated(layout))
    if not rated:
        message = "no section has ratings that count, so no result can be below a band"
        yield Fault(when, ("below",), message, "give the levels of a scale numbers, or remove 'below'")
    elif all(section.restricted or layout_sections.never_counts(section, column) for section, column in rated):
        message = "no section has ratings that count and are not restricted, so no result can be below a band"
        yield Fault(when, ("below",), message, "let a section count that is not restricted, or remove 'below'")


def _rated(layout: Layout) -> Iterator[tuple[Section, Column]]:
    """The columns of ratings on scales of numbers, with their sections."""
    for section in layout.sections:
        for column in section.columns:
            scale = find_scale(layout, column) if column.is_rating else None
            if scale is not None and not lacks_numbers(scale):
                yield section, column


def _check_frequency(layout: Layout, frequency: Frequency) -> Iterator[Fault]:
    """A date of review that is none, and rules that never fit."""
    for field in layout.header:
        named = bool(field.kind) and bool(field.id) and field.id == frequency.reviewed
        if named and kind_class(field).family is not Family.DAYS:
            message = f"field {quoted(field.id)} is of kind {field.kind}, but must hold the day of the review"
            yield Fault(frequency, ("reviewed",), message, "name a header field of kind date")
    yield from _check_intervals(frequency)


def _check_intervals(frequency: Frequency) -> Iterator[Fault]:
    """Rules that never fit, and accounts that no rule fits."""
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
