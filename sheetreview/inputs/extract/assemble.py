"""A whole layout proposed from a workbook: the parts of its sheets in reading order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from sheetreview.errors import NOT_A_FORM, FileError
from sheetreview.form.how_to import own_words
from sheetreview.form.keys import parse_reference
from sheetreview.inputs.extract.fields import Field, Text, find_fields
from sheetreview.inputs.extract.legends import find_legends
from sheetreview.inputs.extract.proposal import ROLE, Proposal, ProposedEntry, ProposedScale, ProposedSection
from sheetreview.inputs.extract.scales import Scales
from sheetreview.inputs.extract.sections import TableReader, field_entry, field_sections
from sheetreview.inputs.extract.sheet_view import Cell, SheetView
from sheetreview.inputs.extract.tables import Table, find_tables
from sheetreview.inputs.extract.vocabulary import HEAD_BAR, SIGNATURE, SOURCES, make_id, one_line, shortened
from sheetreview.model.layout import HR, ColumnKind
from sheetreview.sheet.facts import SheetFacts, WorkbookFacts
from sheetreview.sheet.text import squeeze

MAX_SECTIONS = 100
MAX_FIELDS = 100
MAX_SHEET_CELLS = 5_000
MAX_WORKBOOK_CELLS = 20_000
"""Filled cells: a form has some hundred."""

_TITLE_LENGTH = 80
_INTRO_LIMIT = 1_000
_HOW_TO_LIMIT = 1_400
_SECTION_RESERVED = ("header", "form", "total")
_USUAL_NAMES = re.compile(r"(?:sheet|tabelle|feuil\w*|hoja|blatt|table)?\s*\d*|review|form", re.IGNORECASE)
_FILLED_IN = "the workbook was filled in: what is said here about one person would be in everybody's form"
_CUT = "the text is longer in the workbook: this is its beginning"
_FIXED_SOURCES = frozenset({"reviewee.name", "reviewee.employee_id", "reviewer.name", "cycle.period"})
_NAMED = 5
_NOTHING = (
    "Nothing in this workbook looks like a review form: no table with a row of titles over rows to fill, and no box "
    "for text. Begin with 'sheetreview layouts new' instead."
)


def propose(facts: WorkbookFacts, name: str) -> Proposal:
    """The layout that a workbook's visible sheets amount to; ``name`` is used where they give none.

    Raises FileError when nothing in them looks like a form.
    """
    sheets, too_full = _forms(facts.sheets)
    views = [_view_of(sheet, facts) for sheet in sheets]
    legends = [legend for view in views for legend in find_legends(view)]
    assembler = _Assembler(Scales(legends=legends), name)
    visible = [view for view in views if view.visible]
    for view in visible:
        assembler.add_sheet(view)
    assembler.leave_out_legends({view.name for view in visible})
    proposal = assembler.proposal()
    proposal.left_out += [f"sheet {one_line(sheet.grid.name)}: far more cells than a form has" for sheet in too_full]
    return proposal


def _view_of(sheet: SheetFacts, facts: WorkbookFacts) -> SheetView:
    """A sheet without the cells that only hold the entries of dropdown lists."""
    view = SheetView(sheet)
    view.take(*(view.cell(*place) for name, place in facts.list_cells if name == view.name))
    return view


def _forms(sheets: Sequence[SheetFacts]) -> tuple[list[SheetFacts], list[SheetFacts]]:
    """Sheets that may be forms, and those that are lists of data; of many sheets, the first."""
    forms: list[SheetFacts] = []
    others: list[SheetFacts] = []
    room = MAX_WORKBOOK_CELLS
    for sheet in sheets:
        cells = len(sheet.grid.cells)
        if cells > min(MAX_SHEET_CELLS, room):
            others.append(sheet)
        else:
            forms.append(sheet)
            room -= cells
    return forms, others


class _Assembler:
    """The layout so far, and what waits for the next part: a title, an explanation, fields that belong together."""

    def __init__(self, scales: Scales, name: str) -> None:
        self._scales = scales
        self._name = name
        self._title = ""
        self._how_to: list[str] = []
        self._header: list[ProposedEntry] = []
        self._sections: list[ProposedSection] = []
        self._left_out: list[str] = []
        self._waiting: Cell | None = None
        self._intro: list[str] = []
        self._fields: list[Field] = []
        self._sheet = ""
        self._checks: list[str] = []
        self._filled_in = False

    def add_sheet(self, view: SheetView) -> None:
        """Add what a sheet asks."""
        signatures: list[Cell] = []
        rowless: list[Cell] = []
        tables: list[Table] = find_tables(view, rowless)
        fields = find_fields(view, signatures)
        self._sheet = one_line(view.name)
        before = len(self._sections)
        for part in sorted([*tables, *fields], key=lambda one: one.place):
            if isinstance(part, Text):
                self._add_text(part)
            elif isinstance(part, Field):
                self._add_field(part)
            else:
                self._add_table(part)
        self._flush()
        self._drop_waiting()
        self._leave_out(rowless, "a title without rows")
        self._leave_out(signatures, "a line to sign")
        weighed = any(item.weight is not None for section in self._sections[before:] for item in section.items)
        if (cell := view.weighing()) and not weighed:
            self._checks.append(f"{cell.where} weighs what it adds up: give items, or sections, their 'weight'")

    def leave_out_legends(self, sheets: Collection[str]) -> None:
        """Name the legends of some sheets that no rating uses."""
        for legend in self._scales.unused:
            if legend.sheet in sheets:
                first = f"{legend.levels[0].value} = {legend.levels[0].label}"
                self._left_out.append(f"{legend.where}: {shortened(first, 80)} … (a scale that no rating uses)")

    def proposal(self) -> Proposal:
        """Everything together."""
        sections = self._sections[:MAX_SECTIONS]
        if not sections:
            raise FileError(_NOTHING, NOT_A_FORM)
        self._name_beyond("sections", MAX_SECTIONS, [(one.where, one.title) for one in self._sections])
        self._name_beyond("fields", MAX_FIELDS, [(one.where, one.title) for one in self._header])
        del self._header[MAX_FIELDS:]
        self._give_ids(sections)
        how_to = " ".join(self._how_to)
        filled_in = [_FILLED_IN] if self._filled_in else []
        cut = [_CUT] if len(how_to) > _HOW_TO_LIMIT else []
        return Proposal(
            id=make_id(self._name, (), "layout"),
            title=self._title or shortened(self._name) or "Review",
            how_to=shortened(how_to, _HOW_TO_LIMIT),
            scales=self._scales_of(sections),
            header=self._header,
            sections=sections,
            left_out=self._left_out,
            checks=self._checks,
            title_checks=filled_in if self._title else [],
            how_to_checks=[*filled_in, *cut] if how_to else [],
        )

    def _scales_of(self, sections: Sequence[ProposedSection]) -> list[ProposedScale]:
        """The scales that a field or column uses."""
        entries = [*self._header, *(entry for section in sections for entry in section.columns)]
        used = {entry.scale for entry in entries}
        return [scale for scale in self._scales.chosen if scale.id in used]

    def _name_beyond(self, noun: str, limit: int, parts: Sequence[tuple[str, str]]) -> None:
        """Say which parts are more than a form has; they are left out."""
        if beyond := parts[limit:]:
            first = ", ".join(f"{shortened(title, 40)!r} ({where})" for where, title in beyond[:_NAMED])
            more = f" and {len(beyond) - _NAMED} more, named at the end" if len(beyond) > _NAMED else ""
            self._checks.append(f"only the first {limit} {noun} were taken over, not {first}{more}")
            self._left_out += [f"{where}: {shortened(title, 80)} (beyond {limit} {noun})" for where, title in beyond]

    def _give_ids(self, sections: Sequence[ProposedSection]) -> None:
        taken = set(_SECTION_RESERVED)
        for section in sections:
            section.id = make_id(section.title, taken, "section")
            taken.add(section.id)

    def _add_text(self, text: Text) -> None:
        cell = replace(text.cell, text=own_words(text.cell.text))
        if not cell.text or parse_reference(cell.text):
            return
        if self._may_be_title(text, cell):
            self._title = shortened(cell.text)
        elif text.title:
            self._flush()
            self._drop_waiting()
            self._waiting = cell
        elif self._waiting or self._sections:
            self._flush()
            self._intro.append(cell.text)
        else:
            self._how_to.append(cell.text)

    def _may_be_title(self, text: Text, cell: Cell) -> bool:
        """Whether a text is the title of the whole form."""
        if self._title or self._sections:
            return False
        return text.title or (len(cell.text) <= _TITLE_LENGTH and not self._header and not self._how_to)

    def _add_field(self, found: Field) -> None:
        if self._sections or not self._of_the_head(found):
            self._add_question(found)
            return
        self._filled_in = self._filled_in or bool(found.entry and not found.entry.empty)
        label = squeeze(found.label)
        if any(squeeze(entry.title) == label for entry in self._header):
            self._leave_out([found.cell], "a field of this name is there already")
            return
        self._header.append(self._head_entry(found))

    def _add_question(self, found: Field) -> None:
        alone = found.boxed and found.cell.heading and self._waiting is None
        if alone:
            self._flush()
        self._fields.append(found)
        if alone:
            self._flush()

    def _of_the_head(self, found: Field) -> bool:
        """Whether a field before the first table belongs to the form's head."""
        if self._fields:
            return False
        known = any(pattern.search(found.label) for pattern, _ in SOURCES)
        if self._waiting is None:
            return not (found.large and found.boxed)
        return bool(HEAD_BAR.search(self._waiting.text)) or (known and not found.large)

    def _head_entry(self, found: Field) -> ProposedEntry:
        entry = field_entry(found, self._scales, [one.id for one in self._header])
        if entry.kind not in (ColumnKind.TEXT, ColumnKind.PERSON):
            return entry
        taken = {one.source for one in self._header}
        entry.source = next(
            (source for pattern, source in SOURCES if pattern.search(found.label) and source not in taken), ""
        )
        if entry.source:
            entry.kind = ColumnKind.TEXT
            entry.filled_by = (HR,) if entry.source in _FIXED_SOURCES else (HR, ROLE)
        return entry

    def _add_table(self, table: Table) -> None:
        self._flush()
        title = self._title_of(table)
        section = TableReader(table, self._scales).section(shortened(title), self._taken_intro())
        if SIGNATURE.search(title):
            section.checks.append("these seem to be lines to sign: say with 'sign_off' where name and date stand")
        if table.bar and self._waiting:
            self._drop_waiting()
        self._waiting = None
        if section.columns and (section.items or section.blank_rows):
            self._sections.append(section)
        else:
            self._leave_out([column.cell for column in table.columns], "a table without rows")
            self._left_out += [section.intro] if section.intro else []

    def _title_of(self, table: Table) -> str:
        if title_cell := table.bar or self._waiting:
            return title_cell.text
        return table.columns[0].title if _USUAL_NAMES.fullmatch(self._sheet) else self._sheet

    def _flush(self) -> None:
        """Make sections of the fields that stood together."""
        if not self._fields:
            return
        title = shortened(self._waiting.text) if self._waiting else ""
        self._sections += field_sections(self._fields, title, self._taken_intro(), self._scales)
        self._fields = []
        self._waiting = None

    def _taken_intro(self) -> str:
        intro = " ".join(self._intro)
        self._intro = []
        if len(intro) > _INTRO_LIMIT:
            self._checks.append(f"a text is too long for an 'intro', so only its beginning is there: {intro[:60]!r} …")
        return shortened(intro, _INTRO_LIMIT)

    def _drop_waiting(self) -> None:
        if self._waiting:
            self._leave_out([self._waiting], "")
        self._left_out += [shortened(text) for text in self._intro]
        self._waiting = None
        self._intro = []

    def _leave_out(self, cells: Sequence[Cell], why: str) -> None:
        for cell in cells:
            text = f"{cell.where}: {shortened(cell.text, 80)}"
            self._left_out.append(f"{text} ({why})" if why else text)
