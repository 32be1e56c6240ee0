"""What managers type into cells of each kind: what must be read, and what must be refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from sheetreview.model.layout import Column, ColumnKind
from sheetreview.model.scales import NOT_APPLICABLE, Scale

from .forms import Content, Form, Keyed, Place
from .savers import Job

SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_STANDS_IN = 987_654_000
"""The number from which on a cell's content is put in by hand, since the library cannot write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Something typed into a cell. ``read`` is the answer it says; empty: it must be refused.

    ``or_read`` is what it may be read as where the program that saved the file has calculated it.
    ``xml`` is the type and content of a cell of .xlsx that a library cannot write, ``code`` the number format it has
    then; programs are given that file.
    """

    name: str
    content: Content = ""
    read: str = ""
    or_read: str = ""
    xml: tuple[str, str] | None = None
    code: str = ""


def values(scale: Scale) -> Iterator[Value]:
    """Every way of typing a rating of a scale, and what is none."""
    level = scale.levels[-2]
    text = level.value
    yield Value(name="a space before", content=f" {text}", read=text)
    yield Value(name="as text", content=text, read=text)
    yield Value(name="full width", content=text.translate(_WIDE), read=text)
    yield Value(name="with its label", content=f"{text} - {level.label}", read=text)
    yield Value(name="its label", content=level.label, read=text)
    yield Value(name="not applicable", content=NOT_APPLICABLE, read=NOT_APPLICABLE if scale.not_applicable else "")
    yield Value(name="a range", content=f"{scale.levels[0].value}-{text}")
    yield Value(name="one of two as a day", content=date(2026, 4, 5))
    yield Value(name="a truth", content=True)
    yield Value(name="nought", content=0)
    yield Value(name="an error", xml=("e", "<v>#N/A</v>"))
    yield Value(name="no number", xml=("n", "<v>NaN</v>"))
    if scale.numbers:
        yield from _of_numbers(scale, text)
    else:
        yield Value(name="in small letters", content=text.casefold(), read=text)
        yield Value(name="a letter beside the scale", content="Q")
        yield Value(name="a number", content=1)
        formula = f'<f>UPPER("{text}")</f>'
        yield Value(name="a formula without a value", xml=("str", formula), or_read=text)
        yield Value(name="a formula with a value", xml=("str", f"{formula}<v>{text}</v>"), read=text)


def _of_numbers(scale: Scale, text: str) -> Iterator[Value]:
    number = int(text)
    assert scale.maximum is not None
    beyond = int(scale.maximum) + 1
    yield Value(name="a whole number", content=number, read=text)
    yield Value(name="a number with a point", content=float(number), read=text)
    yield Value(name="a number with a point as text", content=f"{text}.0", read=text)
    yield Value(name="a plus before", content=f"+{text}", read=text)
    yield Value(name="the start of its label", content=f"{text} - {scale.levels[-2].label.split()[0]}", read=text)
    yield Value(name="a half", content=number + 0.5)
    yield Value(name="one of two as text", content=f"{text}/{number + 1}")
    yield Value(name="beyond the scale", content=beyond)
    yield from _in_formats(text, scale.levels[0].value)
    formula = f"<f>{number - 1}+1</f>"
    yield Value(name="a formula without a value", xml=("n", formula), or_read=text)
    yield Value(name="a formula with a value", xml=("n", f"{formula}<v>{text}</v>"), read=text)


def _in_formats(text: str, other: str) -> Iterator[Value]:
    """A rating in number formats that show it, show ``other`` in its place, or show nothing."""
    held = ("n", f"<v>{text}</v>")
    yield Value(name="with two decimals", xml=held, code="0.00", read=text)
    yield Value(name="with words beside it", xml=held, code='0" points"', or_read=text)
    yield Value(name="shown as another one", xml=held, code=f'"{other}"', read=other)
    yield Value(name="shown as another one on a condition", xml=held, code=f'[={text}]"{other}";0', read=other)
    yield Value(name="rounded up to it", xml=("n", f"<v>{int(text) - 0.4}</v>"), code="0", read=text)
    yield Value(name="shown as a word", xml=held, code='"many"')
    yield Value(name="shown in thousands", xml=held, code="#,##0,")
    yield Value(name="hidden", xml=held, code=";;;", or_read=text)


_TEXTS = (
    "95%", "10:30", "$420,000", "1/2", "3/4", "10-12", "00042", "TRUE", "5-May", "1,234", "1.50", "2026-11-30", "1e5",
    "4.0", "(4)", "+49 30 1234", ".5",
)  # fmt: skip
"""Texts that programs take for numbers, days, times and truths."""

_NO_FIGURES = ("10:30", "97%", "2026-04-05", "3/4", "5-May", "TRUE", "4 or 5", "1,2,3")
_TWO_FIGURES = {"1,234": "1234", "3,125": "3125"}
"""Texts that may be two numbers, and which of them a program with a decimal point takes them for."""

_FIGURES = {"12,5": "12.5", "1.234,5": "1234.5", "1'234": "1234", "0.125": "0.125", ".5": "0.5", "4.": "4", "(4)": "-4"}


_WORDS = "words"


def _alike(kind: ColumnKind) -> str:
    """What kinds are called together that take the same."""
    return _WORDS if kind in {ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.PERSON} else kind.value


def contents(kind: ColumnKind) -> Iterator[Value]:
    """What is typed into cells of other kinds than ratings."""
    if _alike(kind) == _WORDS:
        yield from (Value(name=f"the text {text}", content=Keyed(text), read=text) for text in _TEXTS)
    elif kind is ColumnKind.NUMBER:
        yield from (Value(name=f"{text} for a figure", content=Keyed(text)) for text in _NO_FIGURES)
        yield from (
            Value(name=f"{text} for a figure", content=Keyed(text), or_read=read) for text, read in _TWO_FIGURES.items()
        )
        yield from (
            Value(name=f"{text} for a figure", content=Keyed(text), read=read) for text, read in _FIGURES.items()
        )
        yield Value(name="sixteen digits", content=3.9999999999999996, read="4")


@dataclass(slots=True, kw_only=True)
class Sheetful:
    """A form with a value in each of some rating cells."""

    form: Form
    job: Job
    placed: dict[Place, Value] = field(default_factory=dict)

    @property
    def refused(self) -> dict[Place, str]:
        """Cells of which a finding must speak, with what may be read there all the same."""
        return {place: value.or_read for place, value in self.placed.items() if not value.read}


def sheetfuls(form: Form, *, by_hand: bool = True) -> Iterator[Sheetful]:
    """Forms that have every value in every rating column, and in the longest of each other kind: one in each row.

    ``by_hand`` says whether those that a library cannot write are among them.
    """
    for column, rows in _tried(form):
        rated = column.kind is ColumnKind.RATING
        known = values(form.edition.layout.scale_of(column)) if rated else contents(column.kind)
        waiting = [value for value in known if by_hand or value.xml is None]
        while waiting:
            yield _sheetful(form, dict(zip(rows, waiting, strict=False)))
            del waiting[: len(rows)]


def _tried(form: Form) -> Iterator[tuple[Column, list[Place]]]:
    """The columns that are typed into, and their cells in rows of items."""
    longest: dict[str, tuple[Column, list[Place]]] = {}
    for section in form.edition.sections:
        for column in section.columns:
            rated = column.kind is ColumnKind.RATING
            places = [(section.id, item.id, column.id) for item in section.items if not (rated and item.optional)]
            rows = [place for place in places if form.cells.get(place) in form.typed]
            if rows and rated:
                yield column, rows
            elif len(rows) > len(longest.get(_alike(column.kind), (column, []))[1]):
                longest[_alike(column.kind)] = column, rows
    yield from longest.values()


def _sheetful(form: Form, placed: Mapping[Place, Value]) -> Sheetful:
    by_hand = {place: _STANDS_IN + number for number, place in enumerate(placed) if placed[place].xml}
    typed = {place: by_hand.get(place, value.content) for place, value in placed.items()}
    after = form.retyped(typed, {place: value.read for place, value in placed.items() if value.read})
    put_in = {number: placed[place] for place, number in by_hand.items()}
    job = Job(data=form.issued, typed=after.typed, patch=(lambda data: _patched(data, put_in)) if put_in else None)
    return Sheetful(form=after, job=job, placed=dict(placed))


def _patched(data: bytes, values: Mapping[int, Value]) -> bytes:
    """A workbook with other contents and number formats in the cells that hold certain numbers."""
    buffer = BytesIO()
    codes = list(dict.fromkeys(value.code for value in values.values() if value.code))
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        styles, first = _with_formats(source.read(STYLES).decode(), codes)
        for name in source.namelist():
            part = source.read(name)
            if name == SHEET:
                text = part.decode()
                for number, value in values.items():
                    style = rf' s="{first + codes.index(value.code)}"' if value.code else r"\1"
                    kind, inner = value.xml or ("n", "")
                    text, count = re.subn(rf'( s="\d+") t="n"><v>{number}</v>', f'{style} t="{kind}">{inner}', text)
                    assert count == 1
                part = text.encode()
            target.writestr(name, styles.encode() if name == STYLES else part)
    return buffer.getvalue()


def _with_formats(styles: str, codes: Sequence[str]) -> tuple[str, int]:
    """A styles part with a further cell style for each number format, and the number of the first of these."""
    found = re.search(r'<cellXfs count="(\d+)">', styles)
    assert found is not None
    first, numbers = int(found[1]), range(900, 900 + len(codes))
    codes_of = zip(numbers, (escape(code, {'"': "&quot;"}) for code in codes), strict=True)
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in codes_of)
    added = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number in numbers
    )
    styles = styles.replace("</cellXfs>", f"{added}</cellXfs>").replace(
        found[0], f'<cellXfs count="{first + len(codes)}">'
    )
    former = re.search(r"<numFmts[^>]*>(?:(.*?)</numFmts>)?", styles)
    assert former is not None
    return styles.replace(former[0], f"<numFmts>{former[1] or ''}{formats}</numFmts>"), first
