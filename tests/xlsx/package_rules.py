"""What a strict reader asks of an .xlsx package; programs answer a breach with a repair prompt or refuse the file."""

from __future__ import annotations

import posixpath
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parse(xml: bytes) -> ET.Element:
    """The XML of a file this package wrote."""
    return ET.fromstring(xml)  # noqa: S314 - written by the code under test


def members(data: bytes) -> dict[str, bytes]:
    """The files of a package, in order; fails when one is there twice."""
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        assert archive.testzip() is None
        return {name: archive.read(name) for name in names}


def sheet_xml(data: bytes, number: int = 1) -> ET.Element:
    """The XML of a sheet, by its number from 1."""
    return parse(members(data)[f"xl/worksheets/sheet{number}.xml"])


def assert_sound(data: bytes) -> None:
    """Fail unless every part has one content type, relations lead somewhere, and indexes stay inside their tables."""
    files = members(data)
    assert next(iter(files)) == "[Content_Types].xml"
    _check_content_types(files)
    _check_relations(files)
    _check_sheets(files)


def _check_content_types(files: dict[str, bytes]) -> None:
    types = parse(files["[Content_Types].xml"])
    overrides = [part.attrib["PartName"] for part in types if part.tag.endswith("Override")]
    defaults = [part.attrib["Extension"] for part in types if part.tag.endswith("Default")]
    assert len(overrides) == len(set(overrides))
    assert len(defaults) == len(set(defaults))
    parts = {f"/{name}" for name in files if name != "[Content_Types].xml" and not name.endswith(".rels")}
    assert set(overrides) == parts


def _check_relations(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if not name.endswith(".rels"):
            continue
        base = posixpath.dirname(posixpath.dirname(name))
        relations = list(parse(content))
        ids = [relation.attrib["Id"] for relation in relations]
        assert len(ids) == len(set(ids))
        for relation in relations:
            assert relation.get("TargetMode") != "External"
            target = posixpath.normpath(posixpath.join("/", base, relation.attrib["Target"]))
            assert target.lstrip("/") in files


def _check_sheets(files: dict[str, bytes]) -> None:
    styles = parse(files["xl/styles.xml"])
    formats = len(list(styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")))
    differential = len(list(styles.iterfind(f"{MAIN}dxfs/{MAIN}dxf")))
    indexes: list[int] = []
    for name, content in files.items():
        if not name.startswith("xl/worksheets/sheet"):
            continue
        sheet = parse(content)
        rows = [int(row.attrib["r"]) for row in sheet.iter(f"{MAIN}row")]
        assert rows == sorted(set(rows))
        for cell in sheet.iter(f"{MAIN}c"):
            assert int(cell.get("s", "0")) < formats
            value = cell.find(f"{MAIN}v")
            if cell.get("t") == "s":
                assert value is not None
                indexes.append(int(value.text or ""))
        for rule in sheet.iter(f"{MAIN}cfRule"):
            assert int(rule.get("dxfId", "-1")) < differential
        for validation in sheet.iter(f"{MAIN}dataValidation"):
            assert all(len(validation.get(key, "")) <= 255 for key in ("prompt", "error"))
            assert all(len(validation.get(key, "")) <= 32 for key in ("promptTitle", "errorTitle"))
    _check_strings(files, indexes)


def _check_strings(files: dict[str, bytes], indexes: list[int]) -> None:
    if "xl/sharedStrings.xml" not in files:
        assert indexes == []
        return
    strings = parse(files["xl/sharedStrings.xml"])
    assert int(strings.attrib["count"]) == len(indexes)
    assert int(strings.attrib["uniqueCount"]) == len(strings)
    assert set(indexes) == set(range(len(strings)))
