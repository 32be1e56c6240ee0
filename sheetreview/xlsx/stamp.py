"""One plan rendered once, stamped for each person: only the files that hold a slot are written again.

Texts of cells stand in the shared strings, so a sheet changes only where it has typed slots, or where its formulas name
a sheet whose title is a slot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from sheetreview.sheet.plan import BookPlan, SheetPlan, Slot, cell_width
from sheetreview.sheet.titles import check_titles
from sheetreview.xlsx.holes import CellHole, HeightHole, Hole, Place, RoomyText, TextHole, Values
from sheetreview.xlsx.markers import Markers
from sheetreview.xlsx.package import CONTENT_TYPES, SHEETS, WORKBOOK, WORKBOOK_RELS, add_member, pack
from sheetreview.xlsx.render import render_members

STRINGS = "xl/sharedStrings.xml"

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_STRINGS_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


_SHEET_NAME = re.compile(r'<sheet [^>]*?name="([^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of the package that differs from person to person: its text and holes in order."""

    name: str
    parts: tuple[str | Hole, ...]

    @property
    def heights(self) -> list[HeightHole]:
        """Its rows' heights."""
        return [part for part in self.parts if isinstance(part, HeightHole)]

    @property
    def slots(self) -> list[str]:
        """The slots whose values it holds."""
        return [part.slot for part in self.parts if isinstance(part, TextHole | CellHole)]

    @property
    def planned(self) -> str:
        """Its text with every row as high as planned; only of one without any other holes."""
        return "".join(part if isinstance(part, str) else part.fill({}) for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPlan:
    """A rendered plan: the archive without the files that change, those files in pieces, and the sheets' titles.

    ``sheets`` are those of which nothing but heights of rows may change. As long as no row must be higher than it is
    planned, they stand in the archive already: it is packed with them as ``usual``.
    """

    slots: tuple[str, ...]
    titles: tuple[str | Slot, ...]
    base: bytes
    members: tuple[Member, ...]
    usual: bytes
    sheets: tuple[Member, ...]

    def stamp(self, values: Values) -> bytes:
        """The .xlsx file with a value in every slot: a text, or for a typed slot also a number.

        An empty text gives a cell with an empty text, for a typed slot an empty cell. Raises ValueError naming the
        slots that are missing or unknown, or the sheet titles that cannot be used, and for a number that is not finite.
        """
        self._check(values)
        as_planned = not any(hole.grows(values) for sheet in self.sheets for hole in sheet.heights)
        buffer = BytesIO(self.usual if as_planned else self.base)
        with ZipFile(buffer, "a") as archive:
            for member in self.members if as_planned else (*self.sheets, *self.members):
                text = "".join(part if isinstance(part, str) else part.fill(values) for part in member.parts)
                add_member(archive, member.name, text.encode())
        return buffer.getvalue()

    def _check(self, values: Values) -> None:
        known = set(self.slots)
        if known != values.keys():
            problems = [f"no value for slot {name!r}" for name in sorted(known - values.keys())]
            problems += [f"there is no slot {name!r}" for name in sorted(values.keys() - known)]
            raise ValueError("; ".join(problems))
        if any(isinstance(title, Slot) for title in self.titles):
            check_titles([str(values[title.name]) if isinstance(title, Slot) else title for title in self.titles])


def compile_plan(plan: BookPlan) -> CompiledPlan:
    """Render a plan and find every slot in it. Raises ValueError as :func:`sheetreview.xlsx.render.render` does."""
    markers = Markers.of(plan)
    names = tuple(markers.by_slot)
    texts = {name: data.decode() for name, data in render_members(plan, markers).items()}
    _share_cell_slots(texts, plan, markers)
    whole = _whole_holes(texts, plan, markers)
    changing = tuple(
        Member(name=name, parts=_split(name, text, markers, whole))
        for name, text in texts.items()
        if markers.pattern.search(text)
    )
    missing = set(names) - {slot for member in changing for slot in member.slots}
    if missing:
        raise ValueError(f"slots got lost while rendering: {', '.join(sorted(missing))}")
    left_out = {member.name for member in changing}
    sheets = tuple(member for member in changing if not member.slots)
    fixed = {name: text.encode() for name, text in texts.items() if name not in left_out}
    return CompiledPlan(
        slots=names,
        titles=(*(sheet.title for sheet in plan.sheets), *_helper_titles(texts[WORKBOOK], plan)),
        base=pack(fixed),
        members=tuple(member for member in changing if member.slots),
        usual=pack(fixed | {member.name: member.planned.encode() for member in sheets}),
        sheets=sheets,
    )


def _whole_holes(texts: dict[str, str], plan: BookPlan, markers: Markers) -> dict[str, Hole]:
    """The holes of typed slots by their markers, and those of their rows' heights, whose markers are put in here."""
    typed = typed_cells(plan)
    found: dict[str, Hole] = {markers.by_slot[slot]: CellHole(slot) for slot in typed}
    for number, sheet in enumerate(plan.sheets, start=1):
        name = f"{SHEETS}{number}.xml"
        for row, hole in growing_rows(sheet).items():
            marker = markers.spare(len(found))
            texts[name], times = re.subn(rf'(<row r="{row}"[^>]*? ht=")[^"]*', rf"\g<1>{marker}", texts[name], count=1)
            if times:
                found[marker] = hole
    return found


def _share_cell_slots(texts: dict[str, str], plan: BookPlan, markers: Markers) -> None:
    """Turn cells that hold a slot into references to shared strings, one string a slot, but for typed ones.

    The rest of a typed slot's cell, behind its attributes, becomes the marker.
    """
    typed = {markers.by_slot[slot] for slot in typed_cells(plan)}
    indexes: dict[str, int] = {}
    cell = re.compile(rf'(<c [^>]*) t="inlineStr"><is><t>({markers.pattern.pattern})</t></is></c>')

    def reference(match: re.Match[str]) -> str:
        if match[2] in typed:
            return match[1] + match[2]
        index = indexes.setdefault(match[2], len(indexes))
        return f'{match[1]} t="s"><v>{index}</v></c>'

    references = 0
    for number, sheet in enumerate(plan.sheets, start=1):
        name = f"{SHEETS}{number}.xml"
        texts[name], found = cell.subn(reference, texts[name])
        references += found - sum(texts[name].count(marker) for marker in typed)
        wanted = len({(c.row, c.column) for c in sheet.cells if isinstance(c.content, Slot)})
        if found != wanted:
            raise ValueError(f"sheet {number}: {wanted} cells hold a slot, {found} were found after rendering")
    if not indexes:
        return
    items = "".join(f'<si><t xml:space="preserve">{marker}</t></si>' for marker in indexes)
    counts = f'count="{references}" uniqueCount="{len(indexes)}"'
    texts[STRINGS] = f'{_XML}<sst xmlns="{_MAIN}" {counts}>{items}</sst>'
    _insert(texts, CONTENT_TYPES, "</Types>", f'<Override PartName="/{STRINGS}" ContentType="{_STRINGS_TYPE}"/>')
    relation = f'<Relationship Id="sharedStrings" Type="{_STRINGS_RELATION}" Target="/{STRINGS}"/>'
    _insert(texts, WORKBOOK_RELS, "</Relationships>", relation)


def _insert(texts: dict[str, str], name: str, before: str, what: str) -> None:
    head, end, tail = texts[name].rpartition(before)
    texts[name] = head + what + end + tail


def _helper_titles(workbook: str, plan: BookPlan) -> list[str]:
    return _SHEET_NAME.findall(workbook)[len(plan.sheets) :]


def _split(name: str, text: str, markers: Markers, whole: dict[str, Hole]) -> tuple[str | Hole, ...]:
    """A file's text and the holes where its markers stand. Raises ValueError for a marker in an unknown place."""
    slots = {marker: slot for slot, marker in markers.by_slot.items()}
    parts: list[str | Hole] = []
    end = 0
    for match in markers.pattern.finditer(text):
        before = text[end : match.start()]
        hole = whole.get(match[0]) or TextHole(slots[match[0]], _place(name, before))
        parts += [before, hole]
        end = match.end()
    return (*parts, text[end:])


def _place(name: str, before: str) -> Place:
    if name == STRINGS:
        return Place.CELL
    if before.endswith("'"):
        return Place.FORMULA
    if before.endswith(' name="'):
        return Place.TITLE
    raise ValueError(f"{name} holds a slot in a place that cannot be stamped")


def typed_cells(plan: BookPlan) -> frozenset[str]:
    """Names of the typed slots of a plan."""
    contents = (cell.content for sheet in plan.sheets for cell in sheet.cells)
    return frozenset(content.name for content in contents if isinstance(content, Slot) and content.typed)


def growing_rows(sheet: SheetPlan) -> dict[int, HeightHole]:
    """The rows with slots whose texts may wrap, each as high as planned or as the texts need."""
    planned = {plan.row: plan.height for plan in sheet.rows}
    texts: dict[int, list[RoomyText]] = {}
    for cell in sheet.cells:
        if isinstance(cell.content, Slot) and cell.style.wrap and cell.row in planned:
            text = RoomyText(slot=cell.content.name, width=cell_width(sheet, cell), size=cell.style.size)
            texts.setdefault(cell.row, []).append(text)
    return {row: HeightHole(least=planned[row], texts=tuple(found)) for row, found in texts.items()}
