"""What a zip must satisfy before anything in it is parsed."""

from __future__ import annotations

import random
import zipfile

import pytest

from sheetreview.errors import FileError
from sheetreview.reading import gate
from sheetreview.reading.gate import Package, open_package
from tests.reading.making import refusal, worksheet, xlsx, xlsx_members, zipped

SHEET = "xl/worksheets/sheet1.xml"


def reason(data: bytes) -> str:
    with pytest.raises(FileError) as caught:
        open_package(data)
    return caught.value.reason


def central_directory(data: bytes, name: str) -> int:
    """Where the central directory's record of a member starts."""
    return data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))


def changed(data: bytes, offset: int, new: bytes) -> bytes:
    return data[:offset] + new + data[offset + len(new) :]


def test_names_are_found_whatever_their_slashes_and_case() -> None:
    package = open_package(zipped({"\\XL\\Workbook.xml": b"a", "/xl/b.xml": b"b"}))
    assert package.names == ("XL/Workbook.xml", "xl/b.xml")
    assert "xl/workbook.xml" in package
    assert package.read("xl/workbook.xml") == b"a"
    assert package.read("XL/B.XML") == b"b"


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    assert "unpacks to more than 50 MB" in reason(zipped({"xl/a.xml": b"0" * 50_000_001}))


def test_many_parts_of_which_none_is_large_are_added_up() -> None:
    assert "unpacks to more than 50 MB" in reason(zipped([(f"{n}.xml", b"0" * 6_000_000) for n in range(9)]))


def test_a_part_that_is_not_xml_may_not_be_a_bomb_either() -> None:
    assert "times its size" in reason(zipped({"xl/media/picture.bmp": b"0" * 200_000}))


def test_a_small_repetitive_part_passes() -> None:
    data = zipped({"xl/a.xml": b"0" * gate.RATIO_FREE_BYTES})
    assert open_package(data).read("xl/a.xml") == b"0" * gate.RATIO_FREE_BYTES


def test_reading_one_member_again_and_again_is_bounded() -> None:
    content = random.Random(1).randbytes(6_000_000)
    package = open_package(zipped({"a.bin": content}, zipfile.ZIP_STORED))

    def read_all(package: Package) -> None:
        for _ in range(9):
            package.read("a.bin")

    with pytest.raises(FileError, match="unpacks to more than 50 MB"):
        read_all(package)


def test_a_file_over_ten_megabytes_is_refused() -> None:
    assert "larger than 10 MB" in reason(b"PK\x03\x04" + b"\0" * 10_000_000)


def test_too_many_members_are_refused() -> None:
    assert "more than 2000 parts" in reason(zipped([(f"{n}.xml", b"") for n in range(2001)]))


@pytest.mark.parametrize("twin", ["xl/workbook.xml", "XL/Workbook.XML", "xl\\workbook.xml", "/xl/workbook.xml"])
def test_two_members_that_readers_take_for_one_are_refused(twin: str) -> None:
    assert "there twice" in reason(zipped([("xl/workbook.xml", b"a"), (twin, b"b")]))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_method_no_spreadsheet_program_uses_is_refused(method: int) -> None:
    assert "packed in a way" in reason(zipped({"xl/workbook.xml": b"a"}, method))


def test_a_locked_member_is_called_locked() -> None:
    data = xlsx("")
    flags = central_directory(data, SHEET) + 8
    assert "locked with a password" in reason(changed(data, flags, b"\x01\x00"))


def test_a_wrong_crc_is_never_read_as_data() -> None:
    data = zipped(xlsx_members(worksheet("<row><c><v>4</v></c></row>")), zipfile.ZIP_STORED)
    assert "is damaged" in refusal(data.replace(b"<v>4</v>", b"<v>5</v>"))


def test_a_broken_deflate_stream_is_called_damaged() -> None:
    data = xlsx("<row><c><v>4</v></c></row>")
    start = data.index(SHEET.encode()) + len(SHEET)
    assert "is damaged" in refusal(changed(data, start, b"\xff\xff\xff\xff"))


def test_an_understated_size_is_refused() -> None:
    data = xlsx("<row><c><v>4</v></c></row>")
    size = central_directory(data, SHEET) + 24
    assert "is damaged" in refusal(changed(data, size, b"\x10\x00\x00\x00"))


def test_a_missing_part_is_named() -> None:
    members = xlsx_members(worksheet(""))
    del members[SHEET]
    assert f"'{SHEET}' is missing" in refusal(zipped(members))


@pytest.mark.parametrize("kept", [4, 30, 200, 700])
def test_a_cut_off_file_is_called_cut_off(kept: int) -> None:
    assert "cut off" in refusal(xlsx("")[:kept])
