"""What managers type into rating cells: what must be read, and what must be refused, on any scale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from sheetreview.model.layout import ColumnKind, Section
from sheetreview.model.scales import NOT_APPLICABLE, Scale

from .forms import Content, Form, Place
from .savers import Job

SHEET = "xl/worksheets/sheet1.xml"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_STANDS_IN = 987_654_000
"""The number from which on a cell's content is put in by hand, since the library cannot write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Something typed into a rating cell. ``read`` is the rating it says; empty: it must be refused.

    ``or_read`` is what it may be read as where the program that saved the file has calculated it.
    ``xml`` is the type and content of a cell of .xlsx that a library cannot write; programs are given that file.
    """

    name: str
    content: Content = ""
    read: str = ""
    or_read: str = ""
    xml: tuple[str, str] | None = None


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
    formula = f"<f>{number - 1}+1</f>"
    yield Value(name="a formula without a value", xml=("n", formula), or_read=text)
    yield Value(name="a formula with a value", xml=("n", f"{formula}<v>{text}</v>"), read=text)


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
    """Forms that have every value in every rating column, one in each row of the column's items.

    ``by_hand`` says whether those that a library cannot write are among them.
    """
    for section in form.edition.sections:
        for column in section.columns:
            if column.kind is ColumnKind.RATING:
                rows = [place for place in form.expected if place[::2] == (section.id, column.id)]
                rows = [place for place in rows if _is_required(section, place)]
                known = values(form.edition.layout.scale_of(column))
                waiting = [value for value in known if by_hand or value.xml is None]
                while rows and waiting:
                    yield _sheetful(form, dict(zip(rows, waiting, strict=False)))
                    del waiting[: len(rows)]


def _is_required(section: Section, place: Place) -> bool:
    item = section.item_by_id.get(place[1])
    return item is not None and not item.optional


def _sheetful(form: Form, placed: Mapping[Place, Value]) -> Sheetful:
    by_hand = {place: _STANDS_IN + number for number, place in enumerate(placed) if placed[place].xml}
    typed = {place: by_hand.get(place, value.content) for place, value in placed.items()}
    after = form.retyped(typed, {place: value.read for place, value in placed.items() if value.read})
    put_in = {number: xml for place, number in by_hand.items() if (xml := placed[place].xml)}
    job = Job(data=form.issued, typed=after.typed, patch=(lambda data: _patched(data, put_in)) if put_in else None)
    return Sheetful(form=after, job=job, placed=dict(placed))


def _patched(data: bytes, contents: Mapping[int, tuple[str, str]]) -> bytes:
    """A workbook with another type and content in the cells that hold certain numbers."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == SHEET:
                text = part.decode()
                for number, (kind, inner) in contents.items():
                    text, count = re.subn(rf' t="n"><v>{number}</v>', f' t="{kind}">{inner}', text)
                    assert count == 1
                part = text.encode()
            target.writestr(name, part)
    return buffer.getvalue()
