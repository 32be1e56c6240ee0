"""A layout as an outline that people read in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sheetreview.model.layout import Column, Entry, HeaderField, Item, Layout, Role, Section, Total
from sheetreview.model.rules import AtMost, FollowUp, Requires, Rule, Together
from sheetreview.model.scales import Level, Scale
from sheetreview.model.schedule import Frequency

NEVER_COUNTS = "never counts"
"""What is said of that which is asked and shown, but in no total and no result."""


def outline(layout: Layout) -> str:
    """Header, sections with their scales and items, totals and rules, as indented lines."""
    bands = sorted(layout.bands, key=lambda band: -band.from_percent)
    blocks = [
        _facts(layout),
        _block("Header", (f"{field.label} ({_entry_words(field)})" for field in layout.header)),
        *(_block(_section_words(section), _section_lines(layout, section)) for section in layout.sections),
        _block("Overall result", (f"{band.label}: from {band.from_percent:g} %" for band in bands)),
        _frequency_block(layout.frequency) if layout.frequency else [],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _facts(layout: Layout) -> list[str]:
    facts = [layout.title, f"{layout.id}, version {layout.version}"]
    if layout.description:
        facts.append(layout.description)
    facts.append(f"Roles: {', '.join(_role_words(role) for role in layout.roles)}")
    if layout.issued_to:
        facts.append(f"Issued to: {', '.join(layout.role_by_id[role].title for role in layout.issued_to)}")
    return facts


def _block(heading: str, lines: Iterable[str]) -> list[str]:
    """Lines under a heading, indented; nothing where there are none."""
    indented = [f"  {line}" for line in lines]
    return [heading, *indented] if indented else []


def _role_words(role: Role) -> str:
    words = [role.id]
    if role.who == "reviewee":
        words.append("the person reviewed")
    if role.external:
        words.append("outside the house")
    if role.min_raters:
        words.append(f"shown together from {role.min_raters} raters on")
    return f"{role.title} ({', '.join(words)})"


def _frequency_block(frequency: Frequency) -> list[str]:
    facts = [[f"{column} is {' or '.join(values)}" for column, values in rule.when.items()] for rule in frequency.rules]
    lines = [
        f"every {_months(rule.months)}: {' and '.join(found) if found else 'all others'}"
        for rule, found in zip(frequency.rules, facts, strict=True)
    ]
    return _block(f"An account is reviewed, counted from {frequency.reviewed}", lines)


def _months(number: int) -> str:
    return "month" if number == 1 else f"{number} months"


def _section_words(section: Section) -> str:
    for_roles = f", only for {', '.join(section.roles)}" if section.roles is not None else ""
    return f"{section.title} ({', '.join([section.id, *_weight_words(section)])}{for_roles})"


def _weight_words(part: Item | Section) -> list[str]:
    """How much a row or section counts, where that is not as much as any other."""
    if not part.is_counted:
        return [NEVER_COUNTS]
    return [f"weight {part.weight:g}"] if part.weight != 1 else []


def _section_lines(layout: Layout, section: Section) -> Iterator[str]:
    if section.intro:
        yield section.intro
    yield from _part_lines(layout, section)
    yield from _block("Columns", (f"{column.title} ({_entry_words(column)})" for column in section.columns))
    used = [column.scale for column in section.columns if column.scale]
    for scale in dict.fromkeys(used):
        yield from _scale_block(layout.scale_by_id[scale])
    rows = [f"{_pick_mark(section, item)}{_item_words(section, item)}" for item in section.items]
    if section.blank_rows:
        rows.append(f"{section.blank_rows} blank")
    yield from _block(f"Rows{_pick_words(section)}", rows)
    yield from (_total_words(section, total) for total in section.totals)
    yield from _block("Rules", (f"{rule.severity}: {_rule_words(section, rule)}" for rule in section.rules))


def _part_lines(layout: Layout, section: Section) -> Iterator[str]:
    when, bands = section.issued_when, {band.id: band.label for band in layout.bands}
    if when:
        roster = [f"column {when.roster} of the roster says yes"] if when.roster else []
        result = [f"the last result was below {bands[when.below]}"] if when.below else []
        yield f"Only where {' or '.join([*roster, *result])}"
    if section.carries:
        titles = [layout.section_by_id[name].title for name in section.carries]
        yield f"Begins with the open rows of the previous cycle's {', '.join(titles)}"
    if section.follow_up:
        yield f"Things to do: {_follow_up_words(section, section.follow_up)}"
    if section.sign_off:
        yield f"To sign: {_titles(section, (section.sign_off.name, section.sign_off.date))}"
    if section.restricted:
        yield "Restricted: only HR's edition of the team summary tells of it, and no overall result counts it"


def _follow_up_words(section: Section, follow_up: FollowUp) -> str:
    words = [f"{_titles(section, (follow_up.what,))}, due {_titles(section, (follow_up.due,))}"]
    if follow_up.owner:
        words.append(f"owner {_titles(section, (follow_up.owner,))}")
    if follow_up.progress and follow_up.closed:
        words.append(f"done when {_titles(section, (follow_up.progress,))} is {' or '.join(follow_up.closed)}")
    return ", ".join(words)


def _pick_words(section: Section) -> str:
    if section.pick is None:
        return ""
    return f", of which a cycle picks at most {section.pick.at_most}; if it picks none, those marked *"


def _pick_mark(section: Section, item: Item) -> str:
    """What stands before an item that can be picked: whether it is by default, and the id to pick it with."""
    if section.pick is None:
        return ""
    return f"{'*' if item.id in section.pick.default else ' '} {item.id} – "


def _scale_block(scale: Scale) -> list[str]:
    best = f", the {scale.best} level is the best" if scale.best else ""
    lines = [f"{level.value} = {level.label}{_counts(level)}" for level in scale.levels]
    if scale.not_applicable:
        lines.append("N/A = not applicable")
    return _block(f"Scale {scale.id}{best}", lines)


def _counts(level: Level) -> str:
    return "" if level.number is None or level.value == f"{level.number:g}" else f" (counts {level.number:g})"


def _entry_words(entry: Entry) -> str:
    """How a column or field is filled: its kind, whether it must be, by whom, and who else sees it."""
    words = [_kind_words(entry)]
    if entry.required:
        words.append("required")
    if isinstance(entry, HeaderField) and entry.source:
        words.append(f"from {entry.source}")
    if entry.filled_by:
        words.append(f"filled by {' or '.join(entry.filled_by)}")
    elif entry.filled_by is not None and not entry.is_computed:
        words.append("fixed")
    if entry.shown_to:
        words.append(f"shown to {' and '.join(entry.shown_to)}")
    return ", ".join([*words, *(_column_words(entry) if isinstance(entry, Column) else ())])


def _column_words(column: Column) -> Iterator[str]:
    """What the team summary makes of a column."""
    if column.flag:
        yield f"{' and '.join(column.flag)} flagged"
    if not column.counts:
        yield NEVER_COUNTS


def _kind_words(entry: Entry) -> str:
    if isinstance(entry, Column) and entry.compute:
        return f"{entry.compute.kind} of {' and '.join(entry.compute.of)}"
    if entry.options:
        return f"choice of {' / '.join(entry.options)}"
    return f"rating on {entry.scale}" if entry.scale else entry.kind.value


def _item_words(section: Section, item: Item) -> str:
    words = [item.label, *(item.texts[column.id] for column in section.columns if column.id in item.texts)]
    notes = _weight_words(item)
    if item.optional:
        notes.append("optional")
    if item.open:
        notes.append(f"typed: {_titles(section, item.open)}")
    return " | ".join(words) + (f" ({', '.join(notes)})" if notes else "")


def _total_words(section: Section, total: Total) -> str:
    summary = f", with a summary in {_titles(section, (total.summary_in,))}" if total.summary_in else ""
    return f"{total.label}: {total.kind} of {_titles(section, (total.column,))}{summary}"


def _rule_words(section: Section, rule: Rule) -> str:
    match rule:
        case Together():
            words = f"{_titles(section, rule.columns)} are filled together"
        case Requires():
            when = f" {' or '.join(rule.values)}" if rule.values else ""
            words = f"{_titles(section, (rule.column,))}{when} needs {_titles(section, rule.needs)}"
        case AtMost():
            return f"{_titles(section, (rule.column,))} in at most {rule.count} of the rows"
    rows = [section.item_by_id[row].label if row in section.item_by_id else row for row in rule.rows or ()]
    return f"{words}, in {', '.join(rows)}" if rows else words


def _titles(section: Section, columns: tuple[str, ...]) -> str:
    return ", ".join(section.column_by_id[column].title for column in columns)
