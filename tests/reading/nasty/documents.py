"""What can be wrong with an OpenDocument spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.reading.making import ODS_TYPE, ods, ods_book, ods_content, text_cell, zipped
from tests.reading.nasty.nasty import Expected, Nasty
from tests.reading.nasty.xml import DOCTYPES, LAUGHS

READ, REFUSED, EITHER = Expected.READ, Expected.REFUSED, Expected.EITHER
CELL = '<table:table-cell office:value-type="float" office:value="4"><text:p>4</text:p></table:table-cell>'


def nasty() -> Iterator[Nasty]:
    """Repeats beyond measure, odd values, and packages that lie."""
    yield from _repeats()
    yield from _values()
    yield from _shapes()
    yield from _packages()


def _repeats() -> Iterator[Nasty]:
    for count in ("1000000000", "999999999", "4294967296", "16384", "201", "-1", "0", "x", "1e9", "９"):
        name = count.replace("９", "wide-9")
        big = count in {"999999999", "16384", "201"}
        row = f"<table:table-row>{_columns(count, CELL)}</table:table-row>"
        yield Nasty(f"columns-times-{name}.ods", partial(ods, row), REFUSED if big else EITHER)
        rows = f'<table:table-row table:number-rows-repeated="{count}">{CELL}</table:table-row>'
        yield Nasty(f"rows-times-{name}.ods", partial(ods, rows), EITHER if count == "201" else _rows(count))
        empty = f'<table:table-row table:number-rows-repeated="{count}"><table:table-cell/></table:table-row>'
        yield Nasty(
            f"empty-rows-times-{name}.ods", partial(ods, empty + f"<table:table-row>{CELL}</table:table-row>"), EITHER
        )
    spaces = '<table:table-cell office:value-type="string"><text:p><text:s text:c="{0}"/></text:p></table:table-cell>'
    for number, expected in ((1_000, READ), (999_999_999, REFUSED)):
        row = f"<table:table-row>{spaces.format(number)}</table:table-row>"
        yield Nasty(f"spaces-times-{number}.ods", partial(ods, row), expected)
    many = f"<table:table-row>{spaces.format(9_000) * 100}</table:table-row>"
    yield Nasty("spaces-in-many-cells.ods", partial(ods, many))
    both = f'<table:table-row table:number-rows-repeated="2000">{_columns("200", CELL)}</table:table-row>'
    yield Nasty("cells-400000.ods", partial(ods, both), READ, slow=True)
    yield Nasty("cells-400000-on-two-sheets.ods", partial(_two_tables, both), slow=True)
    long = _columns("200", text_cell("x" * 120_000))
    long = f'<table:table-row table:number-rows-repeated="2000">{long}</table:table-row>'
    yield Nasty("one-long-text-400000-times.ods", partial(ods, long), EITHER, slow=True)
    formulas = '<table:table-cell table:formula="of:=1" table:number-columns-repeated="999999999"/>'
    row = f'<table:table-row table:number-rows-repeated="999999999">{formulas}</table:table-row>'
    yield Nasty("formulas-everywhere.ods", partial(ods, row), EITHER, slow=True)


def _columns(count: str, cell: str) -> str:
    return cell.replace("<table:table-cell", f'<table:table-cell table:number-columns-repeated="{count}"', 1)


def _rows(count: str) -> Expected:
    return REFUSED if count in {"999999999", "16384"} else EITHER


def _two_tables(rows: str) -> bytes:
    return ods_book("".join(f'<table:table table:name="S{n}">{rows}</table:table>' for n in range(2)))


def _values() -> Iterator[Nasty]:
    for kind, value in (
        ("float", "NaN"),
        ("float", "1e999"),
        ("float", "four"),
        ("float", ""),
        ("float", "9" * 5_000),
        ("percentage", "INF"),
        ("currency", "-1E999"),
        ("boolean", "maybe"),
        ("date", "2026-99-99"),
        ("time", "PT99999999999999H"),
        ("void", "4"),
        ("nonsense", "4"),
    ):
        attributes = " ".join(
            f'office:{name}="{value}"' for name in ("value", "boolean-value", "date-value", "time-value")
        )
        cell = f'<table:table-cell office:value-type="{kind}" {attributes}><text:p>4</text:p></table:table-cell>'
        name = f"{kind}-{value[:10] or 'empty'}"
        yield Nasty(f"value-{name}.ods", partial(ods, f"<table:table-row>{cell}</table:table-row>"), READ)
    for name, inner in (
        ("annotation", f"<office:annotation>{'<text:p>x</text:p>' * 20_000}</office:annotation><text:p>4</text:p>"),
        ("frame", "<draw:frame><text:p>1</text:p></draw:frame><text:p>4</text:p>"),
        ("deep-spans", "<text:p>" + "<text:span>" * 150 + "4" + "</text:span>" * 150 + "</text:p>"),
        ("a-table", f'<table:table table:name="T"><table:table-row>{CELL}</table:table-row></table:table>'),
        ("100000-paragraphs", "<text:p>x</text:p>" * 60_000),
    ):
        cell = f'<table:table-cell office:value-type="string">{inner}</table:table-cell>'
        yield Nasty(f"cell-with-{name}.ods", partial(ods, f"<table:table-row>{cell}</table:table-row>"), EITHER)


def _shapes() -> Iterator[Nasty]:
    for count, expected in ((0, REFUSED), (200, READ), (201, REFUSED), (50_000, REFUSED)):
        tables = "".join(f'<table:table table:name="S{n}"/>' for n in range(count))
        yield Nasty(f"tables-{count}.ods", partial(ods_book, tables), expected)
    deep = "<table:table>" * 100 + "</table:table>" * 100
    yield Nasty("tables-in-tables.ods", partial(ods_book, deep), EITHER)
    yield Nasty(
        "groups-deep.ods", partial(ods, "<table:table-row-group>" * 190 + "</table:table-row-group>" * 190), EITHER
    )
    yield Nasty("groups-100000-deep.ods", partial(ods, "<table:table-row-group>" * 100_000))
    covered = '<table:covered-table-cell table:number-columns-repeated="999999999"/>'
    covered = f"<table:table-row>{covered}</table:table-row>"
    yield Nasty("all-covered.ods", partial(ods, covered), READ)
    hidden = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    yield Nasty("all-hidden.ods", partial(ods_book, '<table:table table:style-name="h"/>', hidden), READ)
    dde = "<table:dde-link><table:table><table:table-row/></table:table></table:dde-link>"
    dde = f"<table:dde-links>{dde}</table:dde-links>"
    yield Nasty("dde-links.ods", partial(ods_book, dde + '<table:table table:name="A"/>'), READ)


def _packages() -> Iterator[Nasty]:
    plain = ods_content(f'<table:table table:name="A"><table:table-row>{CELL}</table:table-row></table:table>')
    for name, doctype in DOCTYPES.items():
        yield Nasty(f"{name}.ods", partial(_package, doctype + plain))
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        yield Nasty(f"billion-laughs-in-{encoding}.ods", partial(_package, (LAUGHS + plain).encode(encoding)))
    yield Nasty("content-cut-off.ods", partial(_package, plain[:400]))
    yield Nasty("content-empty.ods", partial(_package, ""))
    yield Nasty("content-missing.ods", lambda: zipped({"mimetype": ODS_TYPE}))
    yield Nasty(
        "content-another-type.ods",
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": plain}),
    )
    yield Nasty("type-missing.ods", lambda: zipped({"content.xml": plain}), READ)
    yield Nasty("type-very-long.ods", lambda: zipped({"mimetype": ODS_TYPE + "x" * 90_000, "content.xml": plain}), READ)
    locked = '<m><file-entry full-path="content.xml"><encryption-data/></file-entry></m>'
    yield Nasty("locked.ods", partial(_with_manifest, locked, "\1\2"))
    doctype = "<!DOCTYPE m [<!ENTITY a 'b'>]><m/>"
    yield Nasty("manifest-with-doctype.ods", partial(_with_manifest, doctype, plain))
    yield Nasty("flat.fods", lambda: b'<?xml version="1.0"?>' + plain.encode())
    yield Nasty("bomb.ods", partial(_package, plain + " " * 55_000_000), slow=True)


def _package(content: str | bytes) -> bytes:
    return zipped({"mimetype": ODS_TYPE, "content.xml": content})


def _with_manifest(manifest: str, content: str) -> bytes:
    return zipped({"mimetype": ODS_TYPE, "META-INF/manifest.xml": manifest, "content.xml": content})
