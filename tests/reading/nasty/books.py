"""What can be wrong with how a workbook's parts hang together, and with what it merely declares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from xml.sax.saxutils import quoteattr

from tests.reading.making import MAIN, OFFICE, relationships, worksheet, zipped
from tests.reading.nasty.nasty import PLAIN, RELATIONS, SHEET, STRINGS, WORKBOOK, Expected, Nasty, members, with_part

READ, REFUSED, EITHER = Expected.READ, Expected.REFUSED, Expected.EITHER


def nasty() -> Iterator[Nasty]:
    """Relations that lead astray, sheet lists, and declarations that cost a careless reader dear."""
    yield from _relations()
    yield from _sheet_lists()
    yield from _declared()
    yield from _active()


def _relations() -> Iterator[Nasty]:
    for name, target, expected in (
        ("web", "http://192.0.2.1/sheet1.xml", REFUSED),
        ("file", "file:///etc/passwd", REFUSED),
        ("up-and-out", "../../../../etc/passwd", REFUSED),
        ("share", "\\\\192.0.2.1\\share\\sheet1.xml", REFUSED),
        ("itself", "workbook.xml", EITHER),
        ("strings", "sharedStrings.xml", EITHER),
        ("its-relations", "_rels/workbook.xml.rels", EITHER),
        ("nothing", "", REFUSED),
        ("very-long", "a/" * 100_000, REFUSED),
        ("nul", "worksheets/sheet1\u2400.xml", REFUSED),
        ("from-the-root", "/xl/worksheets/sheet1.xml", READ),
        ("roundabout", "./worksheets/.././worksheets//sheet1.xml", READ),
        ("other-case", "WORKSHEETS/Sheet1.XML", READ),
    ):
        yield Nasty(f"sheet-leads-to-{name}.xlsx", partial(_sheet_at, target), expected)
    external = relationships(("r1", "worksheet", "http://192.0.2.1/")).replace("/>", ' TargetMode="External"/>')
    yield Nasty("sheet-is-external.xlsx", partial(with_part, RELATIONS, external))
    yield Nasty("strings-lead-to-the-sheet.xlsx", partial(_strings_at, "worksheets/sheet1.xml"), EITHER)
    yield Nasty("strings-lead-to-the-workbook.xlsx", partial(_strings_at, "workbook.xml"), EITHER)
    yield Nasty("strings-from-the-web.xlsx", partial(_strings_at, "http://192.0.2.1/s.xml"), READ)
    yield Nasty("workbook-elsewhere.xlsx", partial(_package_to, "http://192.0.2.1/workbook.xml"))
    yield Nasty("workbook-is-the-sheet.xlsx", partial(_package_to, "xl/worksheets/sheet1.xml"))
    yield Nasty("workbook-is-the-relations.xlsx", partial(_package_to, "_rels/.rels"))
    yield Nasty("relations-none.xlsx", partial(with_part, RELATIONS, relationships()))
    many = relationships(*((f"x{n}", "worksheet", f"worksheets/s{n}.xml") for n in range(40_000)))
    yield Nasty("relations-40000.xlsx", partial(with_part, RELATIONS, many))
    twice = relationships(("r1", "worksheet", "worksheets/gone.xml"), ("r1", "worksheet", "worksheets/sheet1.xml"))
    yield Nasty("relation-twice.xlsx", partial(with_part, RELATIONS, twice), EITHER)
    for name, types in (
        ("wrong", '<Types><Override PartName="/xl/workbook.xml" ContentType="image/png"/></Types>'),
        ("a-doctype", '<!DOCTYPE t [<!ENTITY a "b">]><Types/>'),
        ("no-xml", "\0\0"),
    ):
        yield Nasty(f"content-types-{name}.xlsx", partial(with_part, "[Content_Types].xml", types), READ)


def _sheet_at(target: str) -> bytes:
    related = relationships(("r1", "worksheet", target), ("r2", "sharedStrings", "sharedStrings.xml"))
    return with_part(RELATIONS, related)


def _strings_at(target: str) -> bytes:
    related = relationships(("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", target))
    return with_part(RELATIONS, related)


def _package_to(target: str) -> bytes:
    return with_part("_rels/.rels", relationships(("r1", "officeDocument", target)))


def workbook(sheets: str, more: str = "") -> str:
    """A workbook part around the XML of its sheet list."""
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>{more}</workbook>'


def _sheet_lists() -> Iterator[Nasty]:
    one = '<sheet name={} sheetId="1" r:id="r1"{}/>'
    for count, expected in ((0, REFUSED), (2, EITHER), (150, EITHER), (201, REFUSED), (50_000, REFUSED)):
        listed = workbook("".join(one.format(f'"S{n}"', "") for n in range(count)))
        yield Nasty(f"sheets-{count}.xlsx", partial(with_part, WORKBOOK, listed), expected)
    for name, title in (
        ("empty", ""),
        ("very-long", "x" * 90_000),
        ("with-lines", "a&#10;b&#13;c"),
        ("turned-around", "\u202egnp.mrof"),
        ("a-formula", "=cmd|'/c calc'!A1"),
        ("half-a-pair", "_xD800_"),
    ):
        quoted = quoteattr(title).replace("&amp;#", "&#")
        part = workbook(one.format(quoted, ""))
        yield Nasty(f"sheet-name-{name}.xlsx", partial(with_part, WORKBOOK, part), READ)
    for state in ("hidden", "veryHidden", "nonsense"):
        listed = workbook(one.format('"S"', f' state="{state}"'))
        yield Nasty(f"only-sheet-is-{state}.xlsx", partial(with_part, WORKBOOK, listed), EITHER)
    yield Nasty("sheet-without-relation.xlsx", partial(with_part, WORKBOOK, workbook('<sheet name="S"/>')))
    for kind in ("chartsheet", "dialogsheet", "xlMacrosheet"):
        related = relationships(("r1", kind, "worksheets/sheet1.xml"))
        yield Nasty(f"only-a-{kind}.xlsx", partial(with_part, RELATIONS, related))


def _declared() -> Iterator[Nasty]:
    """What readers build although no cell holds anything."""
    xf = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs count="1000000">{xf * 600_000}</cellXfs></styleSheet>'
    yield Nasty("styles-600000.xlsx", partial(with_part, "xl/styles.xml", styles), EITHER, slow=True)
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="{"#" * 60}{n}"/>' for n in range(100_000))
    yield Nasty("number-formats-100000.xlsx", partial(with_part, "xl/styles.xml", formats), EITHER, slow=True)
    names = "".join(f'<definedName name="n{n}">n{n + 1}</definedName>' for n in range(100_000))
    yield Nasty("names-100000-each-of-the-next.xlsx", partial(with_part, WORKBOOK, _named(names)), READ, slow=True)
    loop = '<definedName name="a">b</definedName><definedName name="b">a</definedName>'
    yield Nasty("names-in-a-circle.xlsx", partial(with_part, WORKBOOK, _named(loop)), READ)
    for name, more, slow in (
        ("merge-everything", '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>', False),
        ("merges-100000", _many("mergeCells", '<mergeCell ref="A{0}:B{0}"/>', 100_000), True),
        ("validations-150000", _many("dataValidations", '<dataValidation sqref="A{0}"/>', 150_000), True),
        (
            "conditions-100000",
            _many("x", '<conditionalFormatting sqref="A{0}"><cfRule/></conditionalFormatting>'),
            True,
        ),
        ("links-100000", _many("hyperlinks", '<hyperlink ref="A{0}" r:id="r1"/>').replace(" r:id", " id"), True),
        ("columns-100000", _many("cols", '<col min="{0}" max="16384" width="9"/>'), True),
        ("validation-on-everything", _VALIDATION, False),
    ):
        part = worksheet(PLAIN).replace("</worksheet>", f"{more}</worksheet>")
        yield Nasty(f"{name}.xlsx", partial(with_part, SHEET, part), READ, slow=slow)


_VALIDATION = (
    '<dataValidations><dataValidation type="list" sqref="A1:XFD1048576"><formula1>A1:XFD1048576</formula1>'
    "</dataValidation></dataValidations>"
)


def _many(around: str, element: str, count: int = 100_000) -> str:
    return f"<{around}>{''.join(element.format(n + 1) for n in range(count))}</{around}>"


def _named(names: str) -> str:
    return workbook('<sheet name="S" sheetId="1" r:id="r1"/>', f"<definedNames>{names}</definedNames>")


def _active() -> Iterator[Nasty]:
    """What might run or fetch something: nothing of it does."""
    dde = worksheet("<row><c t=\"str\"><f>cmd|'/c calc.exe'!A1</f><v>4</v></c></row>")
    web = worksheet('<row><c><f>WEBSERVICE("http://192.0.2.1/")</f><v>4</v></c></row>')
    yield Nasty("formula-dde.xlsx", partial(with_part, SHEET, dde), READ)
    yield Nasty("formula-web.xlsx", partial(with_part, SHEET, web), READ)
    link = relationships(("r1", "externalLinkPath", "http://192.0.2.1/b.xlsx"))
    parts: dict[str, str | bytes] = {
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": link,
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 90,
        "xl/activeX/activeX1.bin": b"\0" * 90,
        "customUI/customUI.xml": "<customUI onLoad='x'/>",
    }
    yield Nasty("macros-and-links.xlsm", lambda: zipped({**members(), **parts}), READ)
    yield Nasty("binary-workbook.xlsb", partial(with_part, "xl/workbook.bin", b"\x83\x01\0"))
    yield Nasty("also-a-document.xlsx", partial(with_part, "word/document.xml", "<document/>"))
    yield Nasty("also-an-ods.xlsx", partial(with_part, "content.xml", "<a/>"), EITHER)
    yield Nasty("strings-count-4-billion.xlsx", partial(with_part, STRINGS, _counted("4294967295")), READ)
    yield Nasty("strings-count-negative.xlsx", partial(with_part, STRINGS, _counted("-1")), READ)
    yield Nasty("strings-count-nonsense.xlsx", partial(with_part, STRINGS, _counted("many")), READ)
    texts = "<sst>" + "<si><t>a</t></si>" * 400_001 + "</sst>"
    yield Nasty("strings-400001.xlsx", partial(with_part, STRINGS, texts), slow=True)


def _counted(count: str) -> str:
    return f'<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}"><si><t>Care</t></si></sst>'
