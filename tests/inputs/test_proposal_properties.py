from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.errors import FileError
from sheetreview.inputs.extract.assemble import propose
from sheetreview.inputs.extract.proposal import proposal_yaml
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.sheet.facts import Look, Place, SheetFacts, WorkbookFacts
from sheetreview.sheet.grid import CellError, Grid, NumberFormat, Uncalculated, Value
from sheetreview.sheet.plan import Block

ROWS, COLUMNS = 14, 6
USUAL = (
    "Rating", "Score (1-5)", "Comments", "Competency", "Goal", "Target", "Actual", "Weight", "Due date", "Owner", "No.",
    "TOTAL", "Average", "Other [name it]", "[Notes]", "1 = Poor", "2 = Good", "3 - Excellent", "1=Poor, 2=Fair, 2=Good",
    "Name:", "Employee signature: ____", "Date: ____ Place: ____", "Poor", "Good", "Excellent", "N/A", "Scale:",
    "1", "2", "3", "A", "B", "header", "total", "row-1", "hr", "true", "~", "- {a: b}", "# x", '"', "'", "a: b", "\\",
    "é" * 60, "山田", "x" * 500, "\x85\u2028 y", "1 to 20", "Self", "Yes", "%", "{", "*a", "&a", "!x", "Rating: 1,2",
)  # fmt: skip
TEXTS = st.one_of(st.sampled_from(USUAL), st.text(max_size=12))
VALUES: st.SearchStrategy[Value] = st.one_of(
    TEXTS,
    TEXTS,
    st.integers(-1, 6),
    st.floats(0, 2, allow_nan=False),
    st.booleans(),
    st.just(CellError("#REF!")),
    st.just(Uncalculated()),
)
PLACES: st.SearchStrategy[Place] = st.tuples(st.integers(1, ROWS), st.integers(1, COLUMNS))
LOOKS = st.builds(
    Look,
    bold=st.booleans(),
    size=st.sampled_from([8.0, 11.0, 16.0]),
    fill=st.sampled_from(["", "", "red", "blue"]),
    bordered=st.booleans(),
    locked=st.booleans(),
    format=st.sampled_from(NumberFormat),
)
OPTIONS = st.lists(TEXTS, max_size=6).map(tuple)
FORMULAS = st.sampled_from(["SUM(C2:C9)", "D3/C3", "C4-D4", 'IF(C5=0,"",D5/C5)', "AVERAGE(B2:B4)", "ZZZ3/ZZZ3", "1+1"])


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    top, left = draw(PLACES)
    return Block(top=top, left=left, bottom=top + draw(st.integers(0, 3)), right=left + draw(st.integers(0, 4)))


@st.composite
def sheets(draw: st.DrawFn) -> SheetFacts:
    cells = draw(st.dictionaries(PLACES, VALUES, max_size=40))
    formulas = draw(st.dictionaries(PLACES, FORMULAS, max_size=4))
    name = draw(st.sampled_from(["Sheet1", "Goals: 2026", "a\nb", "#1"]))
    return SheetFacts(
        grid=Grid(name=name, cells=cells, visible=draw(st.booleans()), formulas=frozenset(formulas)),
        looks=draw(st.dictionaries(PLACES, LOOKS, max_size=30)),
        formulas=formulas,
        merges=tuple(draw(st.lists(blocks(), max_size=4))),
        lists=draw(st.dictionaries(PLACES, OPTIONS, max_size=8)),
        dates=frozenset(draw(st.lists(PLACES, max_size=3))),
        heights=draw(st.dictionaries(st.integers(1, ROWS), st.floats(0, 100), max_size=4)),
        hidden_rows=frozenset(draw(st.lists(st.integers(1, ROWS), max_size=2))),
        hidden_columns=frozenset(draw(st.lists(st.integers(1, COLUMNS), max_size=2))),
        protected=draw(st.booleans()),
    )


@st.composite
def tables(draw: st.DrawFn) -> SheetFacts:
    """Sheets that look more like forms: a row of titles with rows below."""
    titles = draw(st.lists(st.sampled_from(USUAL[:11]), min_size=2, max_size=COLUMNS))
    cells: dict[Place, Value] = {(3, column): title for column, title in enumerate(titles, start=1)}
    looks = {place: Look(bold=True, fill="blue") for place in cells}
    for row in range(4, ROWS):
        for column in range(1, len(titles) + 1):
            if draw(st.booleans()):
                cells[row, column] = draw(VALUES)
            looks[row, column] = Look(bordered=True)
    more = draw(sheets())
    return SheetFacts(
        grid=Grid(name="Form", cells=cells, formulas=more.grid.formulas),
        looks=looks,
        formulas=more.formulas,
        merges=more.merges,
        lists=more.lists,
        protected=more.protected,
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(sheets(), tables(), tables()), min_size=1, max_size=3), st.text(max_size=20))
def test_any_workbook_gives_a_layout_without_problems_or_a_plain_refusal(found: list[SheetFacts], name: str) -> None:
    used = frozenset((sheet.grid.name, place) for sheet in found[:1] for place in list(sheet.lists)[:1])
    try:
        proposal = propose(WorkbookFacts(sheets=tuple(found), list_cells=used), name)
    except FileError:
        return
    assert parse_layout(proposal_yaml(proposal, name), "proposed.yaml").sections
