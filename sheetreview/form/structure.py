"""Findings about the structure of a returned form: rows lost or doubled, labels changed, another person's name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetreview.form.cells import HeadCell, distinct_label
from sheetreview.form.locate import FoundForm, KeyColumn, texts_in
from sheetreview.form.match import RowMatch
from sheetreview.form.returned_form import ReturnedForm, ReturnedTable
from sheetreview.form.values import Reading
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.finding_types import (
    CELLS_MERGED,
    COLUMN_DOUBLED,
    COLUMN_LOST,
    FIELD_LOST,
    HEADER_CHANGED,
    KEYS_DISAGREE,
    KEYS_LOST,
    LABEL_CHANGED,
    REVIEWEE_CHANGED,
    REVIEWER_CHANGED,
    ROW_DOUBLED,
    ROW_LOST,
    ROWS_REORDERED,
    ROWS_UNCLEAR,
    SECTION_LOST,
    SHOWN_OTHERWISE,
    STRUCK_OUT,
    TEXT_BESIDE,
    TEXT_CUT,
    TITLE_CHANGED,
    UNKNOWN_ROW,
    FindingType,
)
from sheetreview.model.layout import HeaderField, Item, Section
from sheetreview.model.review import Answer
from sheetreview.sheet.address import a1, from_a1
from sheetreview.sheet.grid import Grid, ShownNumber, display
from sheetreview.sheet.measure import MAX_ROW_HEIGHT, shows_whole
from sheetreview.sheet.text import plural, quoted, shortened, squeeze

_ONE_LINE = 20
"""Characters of a text that is never cut: what is shorter is no more than a line or two anywhere."""

WHO = ("reviewee.name", "reviewee.employee_id", "reviewee.email")
"""What fills the fields at the head that say whom a form is about."""


def whole_form_findings(found: FoundForm, keys: KeyColumn) -> Iterator[Finding]:
    """What concerns the sheet as a whole."""
    if not keys.column or not found.by_key:
        yield KEYS_LOST.at(
            sheet=found.grid.name,
            message="the form's hidden column was cleared or deleted; rows were recognised by their labels",
            fix="nothing to do if the ratings below are right",
        )


def unkeyed_finding(sheet: str, cells: Sequence[str], item: str, section: str = "") -> Finding:
    """Rows whose hidden key is gone from a form that has others, each given by a cell of it."""
    return KEYS_LOST.at(
        sheet=sheet,
        cell=cells[0],
        item=item,
        section=section,
        message=plural(
            len(cells),
            "row lost its hidden key and was recognised by its label",
            "rows lost their hidden key and were recognised by their labels",
        ),
        fix="nothing to do if what stands beside the label is right",
    )


def changed_field(sheet: str, field: HeaderField, answer: Answer) -> Finding:
    """A name or another given field at the head that is no longer as it was issued."""
    source = field.source or ""
    other = REVIEWER_CHANGED if source.startswith("reviewer.") else HEADER_CHANGED
    kind = REVIEWEE_CHANGED if source in WHO else other
    return kind.at(
        sheet=sheet,
        cell=answer.cell,
        item=field.label,
        message=f"it was changed to {quoted(answer.typed)}" if answer.text else "it was emptied",
    )


def shown_otherwise(sheet: str, cell: str, section: str, value: ShownNumber, read: Reading) -> Finding:
    """A number in a cell whose number format shows another one, or nothing."""
    shown = quoted(value.text) if value.text else "nothing"
    words = {"shown": shown, "held": display(value.number), "read": read.value or "nothing"}
    return SHOWN_OTHERWISE.at(sheet=sheet, cell=cell, section=section, words=words)


def struck_findings(sheet: str, answers: Iterable[Answer], struck: Collection[str]) -> Iterator[Finding]:
    """Answers in cells in which something is struck out."""
    for answer in answers:
        if answer.given and answer.cell in struck:
            words = {"typed": quoted(answer.typed)}
            yield STRUCK_OUT.at(sheet=sheet, cell=answer.cell, section=answer.section, words=words)


def cut_findings(form: ReturnedForm, answers: Iterable[Answer]) -> Iterator[Finding]:
    """What somebody typed that is too long for its row, which has a height of its own or is as high as rows can be.

    A column that is hidden, or whose width is not known, is taken for the widest there is.
    """
    grid, widest = form.grid, max(form.tracks.widths)
    for answer in answers:
        if not answer.given or len(answer.typed) < _ONE_LINE:
            continue
        row, column = from_a1(answer.cell)
        columns = range(column, form.merged.get((row, column), column) + 1)
        width = sum(grid.widths.get(number) or widest for number in columns)
        if not shows_whole(answer.typed, width, grid.fixed_heights.get(row, MAX_ROW_HEIGHT)):
            yield TEXT_CUT.at(sheet=grid.name, cell=answer.cell, section=answer.section)


def lost_field(sheet: str, cell: HeadCell) -> Finding:
    """A line at the head that is not on the sheet any more."""
    severity = Severity.ERROR if cell.open and cell.field.required else Severity.WARNING
    return FIELD_LOST.at(sheet=sheet, item=cell.field.label, severity=severity, words={"label": cell.field.label})


def lost_table(sheet: str, section: Section) -> Finding:
    """A table that is not on the sheet any more."""
    return SECTION_LOST.at(sheet=sheet, item=section.title, section=section.id, words={"title": section.title})


def table_findings(form: ReturnedForm, table: ReturnedTable) -> Iterator[Finding]:
    """What happened to one table."""
    look = _TableLook(form.grid, table)
    yield from look.columns(form.edition)
    yield from look.doubts()
    if table.match.doubtful and not table.match.rows:
        return
    yield from look.items()
    yield from look.rows()
    if form.keys.column:
        yield from look.unkeyed()
    if form.grid.merges:
        yield from look.merges()


def beside_finding(sheet: str, section: Section, answer: Answer, beside: Answer) -> Finding:
    """A second text in the cells that one answer is drawn over."""
    column = section.column_by_id[answer.column]
    item = section.item_by_id.get(answer.row)
    return TEXT_BESIDE.at(
        sheet=sheet,
        cell=beside.cell,
        item=distinct_label(section, item) if item else section.title,
        section=section.id,
        words={"typed": quoted(beside.typed), "title": column.title, "cell": answer.cell},
    )


@dataclass(frozen=True, slots=True)
class _TableLook:
    """A look at a table on its sheet."""

    grid: Grid
    table: ReturnedTable

    @property
    def section(self) -> Section:
        """The section that it is the table of."""
        return self.table.section

    @property
    def match(self) -> RowMatch:
        """Which of its rows is which."""
        return self.table.match

    @property
    def first(self) -> int:
        """The table's first sheet column, where its labels are."""
        return min(self.table.columns.values(), default=1)

    def at(
        self,
        kind: FindingType,
        cell: tuple[int, int],
        *,
        item: str = "",
        severity: Severity | None = None,
        message: str = "",
        fix: str = "",
        words: Mapping[str, object] | None = None,
    ) -> Finding:
        """A finding at a row and column of the sheet, about the section where no ``item`` is named."""
        return kind.at(
            sheet=self.grid.name,
            cell=a1(*cell),
            item=item or self.section.title,
            section=self.section.id,
            severity=severity,
            message=message,
            fix=fix,
            words=words,
        )

    def columns(self, edition: Edition) -> Iterator[Finding]:
        """What happened to the columns, but for those that only show another role's answers."""
        table = self.table.found
        head = table.head
        for column in self.section.columns:
            name, words = column.id, {"title": column.title}
            if edition.shows(column):
                continue
            if name in table.renamed:
                severity = Severity.WARNING if column.is_rating else Severity.NOTICE
                now = quoted(self.grid.text(head, table.columns[name]))
                yield self.at(
                    TITLE_CHANGED, (head, table.columns[name]), severity=severity, words={**words, "now": now}
                )
            if name in table.doubled:
                severity = Severity.ERROR if column.is_rating else Severity.WARNING
                yield self.at(COLUMN_DOUBLED, (head, table.doubled[name]), severity=severity, words=words)
            if name in table.lost:
                severity = Severity.ERROR if column.required else Severity.WARNING
                yield self.at(COLUMN_LOST, (head, 1), severity=severity, words=words)

    def doubts(self) -> Iterator[Finding]:
        """Rows that nobody can tell: each for itself, or all at once where nothing of the table is certain."""
        doubtful = self.match.doubtful
        if doubtful and not self.match.rows:
            yield self.at(ROWS_UNCLEAR, (self.table.found.head, 1), words={"title": self.section.title})
            return
        for row, key in doubtful.items():
            item = self.section.item_by_id.get(key)
            yield self.at(
                ROWS_UNCLEAR,
                (row, self.first),
                item=item.label if item else "",
                message="the row was mixed up with others so that ratings and labels no longer belong together",
            )

    def items(self) -> Iterator[Finding]:
        """Items whose rows are gone, or are called something else."""
        rows, relabelled = self.match.rows, self.match.relabelled
        doubted = set(self.match.doubtful.values())
        for item in self.section.items:
            if item.id not in rows and item.id not in doubted and not item.optional:
                yield self._lost(item)
            if item.id in relabelled:
                label = relabelled[item.id]
                yield self.at(
                    LABEL_CHANGED,
                    (rows[item.id], self.first),
                    item=distinct_label(self.section, item),
                    message=f"the label was changed to {quoted(label)}" if label else "the label was deleted",
                    words={"label": item.label},
                )

    def rows(self) -> Iterator[Finding]:
        """What is odd about the rows that are there."""
        for name, rows in self.match.doubled.items():
            yield self._doubled(name, rows)
        lost = {squeeze(item.label) for item in self.section.items if item.id not in self.match.rows}
        for row in self.match.unknown:
            if not lost & texts_in(self.grid, row):
                yield self._unknown(row)
        if self.match.by_label:
            yield self.at(KEYS_DISAGREE, (self.table.found.head, self.first))
        else:
            yield from self._reordered()

    def unkeyed(self) -> Iterator[Finding]:
        """One notice for the items' rows whose hidden key is gone."""
        rows, items = self.match.rows, self.section.item_by_id
        known = sorted(rows[name] for name in self.match.unkeyed if name in items)
        if known:
            cells = [a1(row, self.first) for row in known]
            yield unkeyed_finding(self.grid.name, cells, self.section.title, self.section.id)

    def _reordered(self) -> Iterator[Finding]:
        """One notice for a sorted or shuffled block: at the first row that stands elsewhere than it was issued."""
        rows = self.match.rows
        stands = [rows[name] for name in self.section.row_ids if name in rows]
        moved = [now for before, now in zip(stands, sorted(stands), strict=True) if before != now]
        if moved:
            yield self.at(ROWS_REORDERED, (moved[0], self.first))

    def merges(self) -> Iterator[Finding]:
        """Cells to be filled in that were merged into another cell of the table: what stood in them cannot be seen."""
        places = self.table.columns
        inside = {(row, column) for row in self.match.rows.values() for column in places.values()}
        merges = [block for block in self.grid.merges if (block.top, block.left) in inside]
        for name, row in self.match.rows.items() if merges else ():
            for cell in self.table.cells.row(name):
                at = (row, places.get(cell.column.id, 0))
                for block in merges if cell.open and at[1] else ():
                    first = (block.top, block.left)
                    if first != at and block.covers(*at):
                        item = distinct_label(self.section, cell.item) if cell.item else ""
                        yield self.at(
                            CELLS_MERGED, at, item=item, words={"title": cell.column.title, "first": a1(*first)}
                        )

    def _lost(self, item: Item) -> Finding:
        """A row that is gone, at the row after which it stood; or one that cannot be told from its namesake."""
        rows, label = self.match.rows, squeeze(item.label)
        alike = [row for row in self.match.unknown if label in texts_in(self.grid, row)]
        if alike:
            lost = [one.id for one in self.section.items if squeeze(one.label) == label and one.id not in rows]
            where = alike[min(lost.index(item.id), len(alike) - 1)]
            message = f"several rows are called {item.label!r} and nothing says which is which"
        else:
            before = self.section.row_ids[: self.section.row_ids.index(item.id)]
            where = next((rows[name] for name in reversed(before) if name in rows), self.table.found.head)
            message = f"the row {item.label!r} was deleted; it stood below this cell"
        return self.at(ROW_LOST, (where, self.first), item=distinct_label(self.section, item), message=message)

    def _doubled(self, name: str, rows: Sequence[int]) -> Finding:
        """A row that stands more than once, at its last place, in the first column whose cells differ."""
        columns = self.table.columns
        inputs = sorted(columns[c.id] for c in self.section.columns if c.id in columns and not c.is_label)
        differing = [c for c in inputs if len({self.grid.text(row, c) for row in rows}) > 1]
        item = self.section.item_by_id.get(name)
        return self.at(
            ROW_DOUBLED,
            (rows[-1], next(iter([*differing, *inputs]), 1)),
            item=distinct_label(self.section, item) if item else self._typed_name(rows[0]),
            severity=Severity.ERROR if differing else Severity.WARNING,
            message=f"the row stands {len(rows)} times" + (" with different answers" if differing else ""),
        )

    def _typed_name(self, row: int) -> str:
        """What people call a row that has no label: the first text in it."""
        texts = (self.grid.text(row, column) for column in sorted(self.table.columns.values()))
        return shortened(next(filter(None, texts), ""))

    def _unknown(self, row: int) -> Finding:
        """A filled row that is none of the form's."""
        columns = self.table.columns
        ratings = [columns.get(column.id, 0) for column in self.section.columns if column.is_rating]
        rated = next((column for column in ratings if column and self.grid.text(row, column)), 0)
        filled = (column for column in sorted(columns.values()) if self.grid.text(row, column))
        return self.at(
            UNKNOWN_ROW,
            (row, rated or next(filled, 1)),
            severity=Severity.WARNING if rated else Severity.NOTICE,
            words={"what": "a rating" if rated else "something"},
        )
